"""`verify`: does a quote stand in a report, word for word, and where; or differently; or not at all."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.config import Settings
from bot.terminal import objects
from bot.ui import texts
from corpus.store import Store
from index.verification import Verdict, Verification, verify_quote

DONE, NOT_EXACT = 0, 1
_HEADLINES = {
    Verdict.EXACT: ("✓ It stands there word for word.", "green"),
    Verdict.DIFFERS: ("✗ It differs from what stands there.", "yellow"),
    Verdict.ABSENT: ("✗ No report says this.", "red"),
}


def verify(settings: Settings, options: argparse.Namespace) -> int:
    """Look a quote up in every report."""
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
    return {"verdict": found.verdict.value, "places": places}


def _show(found: Verification, out: Console) -> None:
    out.print(Text(*_HEADLINES[found.verdict]))
    for place in found.places:
        out.print(Text.assemble(("▌ ", "green"), place.text))
        facts = place.report.metadata
        parts = [
            facts.publisher or "",
            place.report.title,
            texts.date(facts.date),
            f"characters {place.start} to {place.end}",
        ]
        out.print(Text("  " + " · ".join(part for part in parts if part), "dim"))
