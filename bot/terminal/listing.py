"""`reports`, `show`, `remove` and `version`: what is there. Reading needs no lock, so it works beside a running bot."""

from __future__ import annotations

import argparse
import platform
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import VERSION
from bot.config import Settings
from bot.terminal import objects
from bot.ui import texts
from bot.ui.languages import language
from corpus.report import Report, Source
from corpus.shelf import DATABASE
from corpus.store import Store

DONE = 0
LEAST_WIDTH = 72  # of a terminal, characters; in a narrower one a table breaks words, and lines are read better


def reports(settings: Settings, options: argparse.Namespace) -> int:
    """List the reports."""
    found = _stored(Path(settings.storage.path))
    if options.json:
        objects.write([objects.report_object(report) for report in found])
    elif found:
        out = Console(highlight=False)
        out.print(_table(found) if out.width >= LEAST_WIDTH else Text("\n".join(map(described, found))))
    else:
        Console().print("There are no reports yet: `add FILE` adds one.")
    return DONE


def _stored(folder: Path) -> list[Report]:
    if not (folder / DATABASE).exists():
        return []
    with Store(folder, writable=False) as store:
        return store.reports()


def _table(found: list[Report]) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("ID", justify="right")
    for name in ("Title", "Publisher", "Date", "Collection"):
        table.add_column(name, overflow="fold")
    table.add_column("Language")
    table.add_column("Sentences", justify="right")
    for report in found:
        facts = report.metadata
        where = (texts.published(report), report.collection, language(report.language))
        row = (str(report.id), report.title, facts.publisher or "", *where)
        table.add_row(*map(Text, row), f"{report.sentences:,}")
    return table


def show(settings: Settings, options: argparse.Namespace) -> int:
    """Show a report: its facts, and every sentence with its number."""
    with Store(Path(settings.storage.path), writable=False) as store:
        report, document = store.report(options.report), store.document(options.report)
    lines = [document.text[sentence.start : sentence.end] for sentence in document.sentences]
    if options.json:
        spans = [
            {"text": t, "start": s.start, "end": s.end, "paragraph": s.paragraph}
            for t, s in zip(lines, document.sentences, strict=True)
        ]
        objects.write({**objects.report_object(report), "text": document.text, "sentence_list": spans})
        return DONE
    out = Console(highlight=False)
    out.print(Text(described(report), "bold"))
    spoken = [language(report.language)] if report.language else []
    facts = (report.file_name, report.format, *spoken, f"sha256 {report.sha256}", f"added {report.added_at}")
    out.print(Text(" · ".join(facts), "dim"))
    for number, (line, sentence) in enumerate(zip(lines, document.sentences, strict=True), 1):
        out.print(Text(f"{number:>5}  ¶ {sentence.paragraph:<4} ", "dim") + Text(line))
    return DONE


def remove(settings: Settings, options: argparse.Namespace) -> int:
    """Remove a report."""
    folder = Path(settings.storage.path)
    with Store(folder, writable=False):
        pass  # a slip in --data makes no folder
    with Store(folder) as store:
        report = store.remove(options.report)
    if options.json:
        objects.write({"removed": objects.report_object(report)})
    else:
        Console(highlight=False).print(Text(f"Removed {described(report)}"))
    return DONE


def version(_: Settings, __: argparse.Namespace) -> int:
    """Show the version."""
    Console(highlight=False).print(f"Verbatim {VERSION}, Python {platform.python_version()}")
    return DONE


def described(report: Report) -> str:
    """Return one line on a report: what it is and how much is in it."""
    facts = report.metadata
    claimed = facts.date_source is Source.FILE and not report.file_dated
    date = texts.published(report) + (" (the file says)" if claimed else "")
    pages = [texts.plural(report.pages, "page")] if report.pages else []
    count = len(report.pages_without_text)
    without = [f"{texts.plural(count, 'page')} without text ({_runs(report.pages_without_text)})"] if count else []
    unseen = [texts.plural(report.invisible, "invisible character")] if report.invisible else []
    parts = [f"report {report.id}", report.title, *([facts.publisher] if facts.publisher else []), date, *pages]
    return " · ".join([*parts, texts.plural(report.sentences, "sentence"), *unseen, *without])


def _runs(pages: tuple[int, ...]) -> str:
    """Return "3-7, 9" for page numbers in order."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
