"""`backup` and `restore`: everything that is true in one file; searches are made again from it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

import apsw
from rich.console import Console

from bot.books import BOUND, FEEDBACK, LEDGER, LEFT, POSTED, REMEMBERED, WATCHES
from bot.config import Settings
from bot.feedback import FeedbackBook
from bot.remembered import Remembered
from bot.settings import DiscordSettings
from bot.terminal.progress import Step as Move
from bot.terminal.progress import bar
from bot.ui import texts
from corpus.backup import Books, Step, data_folders, restore_backup, write_backup
from corpus.errors import DamagedStore
from corpus.store import Store

DONE = 0


def backup(settings: Settings, options: argparse.Namespace) -> int:
    """Write stores, original files and what people said into one file; it works beside a running bot."""
    folder = Path(settings.storage.path)
    with Store(folder, writable=False) as store, _step("Writing the backup") as step:
        write_backup(store, options.file, _books(settings.discord, reports_only=options.reports_only), step)
    _tell(f"Wrote {_held(folder)}, {options.file.stat().st_size:,} bytes, to {options.file}.")
    return DONE


def restore(settings: Settings, options: argparse.Namespace) -> int:
    """Bring back a backup into a data folder that holds no reports."""
    folder = Path(settings.storage.path)
    with _step("Bringing the backup back") as step:
        restore_backup(options.file, folder, _books(settings.discord), step)
    _tell(f"Restored {_held(folder)} into {folder}.")
    return DONE


def _books(settings: DiscordSettings, *, reports_only: bool = False) -> Books:
    if reports_only:
        return Books(files=(BOUND, LEFT))
    databases = (REMEMBERED, FEEDBACK, POSTED, WATCHES, LEDGER)
    return Books(databases, (BOUND, LEFT), partial(_purge, settings))


def _purge(settings: DiscordSettings, file: Path) -> None:
    """Take out of a copy what people said longer ago than the settings let it be kept, and its traces in the file."""
    days, at_most = settings.privacy.keep_questions_days, settings.remembered_questions
    try:
        if file.name == REMEMBERED:
            with closing(Remembered(file, at_most=at_most)) as remembered:
                remembered.purge(days)
        elif file.name == FEEDBACK:
            with closing(FeedbackBook(file)) as feedback:
                feedback.purge(days)
        with closing(apsw.Connection(str(file))) as connection:
            connection.execute("VACUUM")
    except apsw.Error as fault:
        raise DamagedStore(f"{file.name} is damaged ({fault}): move it away, no report is in it.") from fault


@contextmanager
def _step(title: str) -> Iterator[Step]:
    """Show how many files are done; how many there are is known from the first on."""
    with ExitStack() as stack:
        shown: list[Move] = []

        def step(_: int, total: int) -> None:
            if not shown:
                shown.append(stack.enter_context(bar(title, total, "files")))
            shown[0](1)

        yield step


def _held(folder: Path) -> str:
    """Return "12 reports", or "12 reports of 3 servers"."""
    count, folders = 0, data_folders(folder)
    for one in folders:
        with Store(one, writable=False) as store:
            count += len(store.reports())
    return texts.plural(count, "report") + (f" of {len(folders)} servers" if len(folders) > 1 else "")


def _tell(words: str) -> None:
    Console(highlight=False, soft_wrap=True).print(words, markup=False)
