"""`verify`: does a quote stand in a report, word for word, and where; or differently; or not at all.

With `--export FILE` every quote of an export from Discord is checked: that its words are those that were exported, and
that they still stand in a report with the same hash.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot import evidence
from bot.config import Settings
from bot.errors import BotError
from bot.evidence import Finding, Proof
from bot.terminal import objects
from bot.ui import texts
from bot.ui.escaping import visible
from corpus.report import Report
from corpus.store import Store
from index.verification import QuotePlace, Verdict, Verification, verify_quote

DONE, NOT_EXACT = 0, 1
_FINDINGS = {
    Finding.STANDS: ("✓ stands word for word", "green"),
    Finding.ALTERED: ("✗ is not what was exported: the file was altered", "red"),
    Finding.MISSING: ("✗ its report is not here", "yellow"),
    Finding.CHANGED: ("✗ its report says something else there", "red"),
}
_HEADLINES = {
    Verdict.EXACT: ("✓ It stands there word for word.", "green"),
    Verdict.DIFFERS: ("✗ It differs from what stands there.", "yellow"),
    Verdict.ABSENT: ("✗ No report says this.", "red"),
}


def verify(settings: Settings, options: argparse.Namespace) -> int:
    """Look a quote up in every report, or check an export."""
    if options.export:
        return _verify_export(settings, options.export, as_json=options.json)
    if not options.quote:
        raise BotError("Give a quote in quotation marks, or an export with --export FILE.")
    with Store(Path(settings.storage.path), writable=False) as store:
        found = verify_quote(store, options.quote)
    if options.json:
        objects.write(_object(found))
    else:
        _show(found, Console(highlight=False))
    return DONE if found.verdict is Verdict.EXACT else NOT_EXACT


def _object(found: Verification) -> dict[str, object]:
    places = [
        {"report": objects.short_report(place.report), "start": place.start, "end": place.end, "text": place.text}
        for place in found.places
    ]
    pieces = [{"given": piece.given, "stands": piece.stands, "same": piece.same} for piece in found.pieces]
    return {"verdict": found.verdict.value, "places": places, "pieces": pieces}


def _verify_export(settings: Settings, file: Path, *, as_json: bool) -> int:
    """Check every quote of an export."""
    try:
        proofs = evidence.proofs(file.read_bytes())
    except OSError as fault:
        raise BotError(f"{file} cannot be read: {fault.strerror}.") from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise BotError(f"{file} is no export that can be checked: {fault}.") from fault
    if not proofs:
        raise BotError(f"{file} holds no quote of an export: name a file that /export made.")
    with Store(Path(settings.storage.path), writable=False) as store:
        found = [evidence.check(store, proof) for proof in proofs]
    if as_json:
        rows = zip(proofs, found, strict=True)
        objects.write({"quotes": [{"text": proof.text, "finding": one.value} for proof, (one, _) in rows]})
    else:
        _show_export(proofs, found, Console(highlight=False))
    return DONE if all(one is Finding.STANDS for one, _ in found) else NOT_EXACT


def _show_export(proofs: list[Proof], found: list[tuple[Finding, Report | None]], out: Console) -> None:
    for proof, (finding, report) in zip(proofs, found, strict=True):
        out.print(Text.assemble(("▌ ", "green"), visible(texts.unwrapped(proof.text)).text))
        where = f" · {report.title} · characters {proof.start} to {proof.end}" if report else ""
        words, colour = _FINDINGS[finding]
        out.print(Text.assemble("  ", (words, colour), (where, "dim")))
    standing = sum(finding is Finding.STANDS for finding, _ in found)
    out.print(f"{standing} of {texts.plural(len(found), 'quote')} stand word for word.")


def _show(found: Verification, out: Console) -> None:
    out.print(Text(*_HEADLINES[found.verdict]))
    for place in found.places:
        out.print(Text.assemble(("▌ ", "green"), _stands(place, found)))
        facts = place.report.metadata
        parts = [
            facts.publisher or "",
            place.report.title,
            texts.published(place.report),
            f"characters {place.start} to {place.end}",
        ]
        out.print(Text("  " + " · ".join(part for part in parts if part), "dim"))


def _stands(place: QuotePlace, found: Verification) -> Text:
    """Return what stands there; where the quote differs, its own words struck out beside the report's in bold."""
    if not found.pieces:
        return Text(place.text)
    parts: list[str | tuple[str, str]] = []
    for piece in found.pieces:
        parts += [piece.stands] if piece.same else [(piece.given, "strike red"), " ", (piece.stands, "bold")]
        parts.append(" ")
    return Text.assemble(*parts)
