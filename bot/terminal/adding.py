"""`add` and `replace`: files become reports, a result line each."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.config import Settings
from bot.terminal import objects
from bot.terminal.listing import described
from bot.terminal.progress import Step, bar
from corpus.audience import Audience
from corpus.errors import RefusedReport
from corpus.names import shown_name
from corpus.report import Metadata, Source
from index.indexing import Added, files_in
from index.opening import Opened, opened

DONE, REFUSED = 0, 1
EMPTY = "no file in the folder is of a kind that is read (docs/formats.md); name a file itself to have it looked at"
OPEN = "`collections --open NAME` shows it to everyone, /collection allow to channels and roles."


def add(settings: Settings, options: argparse.Namespace) -> int:
    """Make files reports; one that is refused does not stop the others, but the exit code tells."""
    paths, empty = files_in(options.paths), [path for path in options.paths if path.is_dir() and not files_in([path])]
    out, refused = Console(highlight=False, soft_wrap=True), 0
    with (
        opened(Path(settings.storage.path), settings.embedding, settings.reader, settings.ocr) as at,
        bar("Adding reports", len(paths), "files") as step,
    ):
        for path in paths:
            refused += not _added(at, path, options, out, step)
            step(1)
        unseen = _unseen(at, options.collection)
    for path in empty:
        _tell_refusal(f"{path} was not added: {EMPTY}.", path, options, out)
    if unseen and not options.json:
        name = options.collection
        out.print(Text.assemble(("! ", "yellow"), f"Nobody in Discord sees the collection {name!r}: {OPEN}"))
    return REFUSED if refused or empty else DONE


def _unseen(at: Opened, name: str) -> bool:
    """Whether reports were just put where nobody in Discord sees them."""
    return any(one.name == name and one.reports and one.audience == Audience() for one in at.store.collections.all())


def _added(at: Opened, path: Path, options: argparse.Namespace, out: Console, step: Step) -> bool:
    def recognising(done: int, total: int) -> None:
        step(0, f" · OCR, page {done + 1} of {total}")

    try:
        added = at.indexer.add(path, given=given(options), collection=options.collection, pages=recognising)
    except RefusedReport as refusal:
        _tell_refusal(str(refusal), path, options, out)
        return False
    _tell(added, path, options, out)
    return True


def replace(settings: Settings, options: argparse.Namespace) -> int:
    """Put a file in a report's place."""
    out = Console(highlight=False, soft_wrap=True)
    with opened(Path(settings.storage.path), settings.embedding, settings.reader, settings.ocr) as at:
        added = at.indexer.replace(options.report, options.path, given=given(options))
    _tell(added, options.path, options, out)
    return DONE


def given(options: argparse.Namespace) -> Metadata:
    """Return the facts that were typed."""
    source = Source.GIVEN if options.date else Source.UNKNOWN
    return Metadata(options.title, options.publisher, options.author, options.date, options.url, source)


def _tell(added: Added, path: Path, options: argparse.Namespace, out: Console) -> None:
    report = added.report
    if options.json:
        facts = {"file": str(path), "added": added.new, "report": objects.report_object(report)}
        objects.write({**facts, "remarks": list(added.remarks)})
    elif added.new:
        out.print(Text.assemble(("✓ ", "green"), described(report)))
        for remark in added.remarks:
            out.print(Text.assemble(("  ! ", "yellow"), remark))
    else:
        words = f"{shown_name(path.name)} is there already, as report {report.id}: nothing changed."
        out.print(Text("= ", "yellow") + Text(words))


def _tell_refusal(refusal: str, path: Path, options: argparse.Namespace, out: Console) -> None:
    if options.json:
        objects.write({"file": str(path), "added": False, "error": refusal})
    else:
        out.print(Text.assemble(("✗ ", "red"), refusal))
