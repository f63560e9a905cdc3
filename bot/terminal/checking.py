"""`check`: is everything as it must be, and if not, what to do."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import apsw
from rich.console import Console
from rich.text import Text

from bot.books import FEEDBACK, POSTED, REMEMBERED, WATCHES
from bot.config import Settings
from bot.terminal import objects
from bot.terminal.renewing import renew
from bot.ui import texts
from corpus import recognition
from corpus.backup import UNFINISHED, data_folders
from corpus.conversion import office
from corpus.errors import CorpusError, StoreInUse
from corpus.shelf import DATABASE
from index.errors import IndexingError
from index.opening import Models, Opened, loaded

DONE, WRONG = 0, 1
BOOKS = (REMEMBERED, FEEDBACK, POSTED, WATCHES)
NO_OFFICE = (
    "DOC, RTF, XLS and PPT are refused, everything else is read; `apt-get install --no-install-recommends "
    "libreoffice-writer libreoffice-calc libreoffice-impress` reads them"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Args:
        name: What it is.
        wrong: What is wrong with it, None where nothing is.
        lacking: What cannot be done because it is not installed, None where it is; that is no fault.
    """

    name: str
    wrong: str | None = None
    lacking: str | None = None


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Check the configuration, the models, every stored byte of every server, and the searches over them."""
    with loaded(settings.embedding, settings.reader, settings.ocr) as models:
        findings = [Finding("configuration"), *_models(models)]
        for folder in data_folders(Path(settings.storage.path)):
            findings += _folder(models, folder, Path(settings.storage.path), repair=options.repair)
        findings += _parts(models, settings.ocr.languages)
    if options.json:
        objects.write([{"checked": one.name, "wrong": one.wrong, "lacking": one.lacking} for one in findings])
    else:
        _show(findings)
    return WRONG if any(one.wrong for one in findings) else DONE


def _models(models: Models) -> Iterator[Finding]:
    yield _looked("embedding model", models.embedder)


def _folder(models: Models, folder: Path, home: Path, *, repair: bool) -> list[Finding]:
    """Check one data folder; what is wrong with a server's does not keep the others from being checked."""
    label = "" if folder == home else f"server {folder.name}: "
    if not (folder / DATABASE).exists():  # a slip in --data makes no folder
        return [Finding(f"{label}store (no reports in {folder} yet: `add FILE` adds one)"), *_books(folder, label)]
    try:
        with models.opened(folder) as at:
            if repair:
                renew(at)
                at.answerer().rebuild()
            return [*_stored(at, label), *_books(folder, label)]
    except StoreInUse:
        raise
    except (CorpusError, IndexingError) as failure:
        return [Finding(f"{label}store", str(failure))]


def _stored(at: Opened, label: str) -> Iterator[Finding]:
    faults = at.store.faults()
    yield Finding(f"{label}store ({texts.plural(len(at.store.reports()), 'report')})", "; ".join(faults) or None)
    yield _looked(f"{label}searches and reader", lambda: at.answerer().ready())


def _looked(name: str, look: Callable[[], object]) -> Finding:
    try:
        look()
    except (CorpusError, IndexingError) as failure:
        return Finding(name, str(failure))
    return Finding(name)


def _books(folder: Path, label: str) -> Iterator[Finding]:
    """Check what people said, where anything is kept of it, and that no restore was left in the middle."""
    there = [name for name in BOOKS if (folder / name).exists()]
    faults = [
        f"{folder / name} is damaged: move it away, no report is in it" for name in there if _is_damaged(folder / name)
    ]
    if there:
        yield Finding(f"{label}questions, remarks, marks and watches", "; ".join(faults) or None)
    if (folder / UNFINISHED).exists():
        yield Finding(f"{label}restore", "it was interrupted: run `restore FILE` again")


def _is_damaged(file: Path) -> bool:
    try:
        with closing(apsw.Connection(str(file), apsw.SQLITE_OPEN_READWRITE)) as connection:
            return str(connection.pragma("integrity_check")) != "ok"
    except apsw.Error:
        return True


def _parts(models: Models, languages: str) -> Iterator[Finding]:
    """Look for what the program can do without, and say what is lost where it is not there."""
    remedy = recognition.missing(languages)
    lost = "scans and other pages without text are added without their words, or refused"
    yield Finding(f"OCR ({languages})", lacking=f"{lost}; {remedy}" if remedy else None)
    yield Finding("LibreOffice", lacking=None if office() else NO_OFFICE)
    fault = models.painter.fault()
    lost = "quotes are shown without the picture of their page"
    yield Finding("page pictures", f"{lost}: {fault}; install the program again" if fault else None)


def _show(findings: list[Finding]) -> None:
    out = Console(highlight=False, soft_wrap=True)
    for one in findings:
        mark = ("✗ ", "red") if one.wrong else ("- ", "yellow") if one.lacking else ("✓ ", "green")
        lacking = f"not installed: {one.lacking}" if one.lacking else None
        out.print(Text.assemble(mark, ": ".join(part for part in (one.name, one.wrong or lacking) if part)))
