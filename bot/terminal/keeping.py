"""`backup` and `restore`: everything that is true in one file; searches are made again from it."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from bot.config import Settings
from corpus.backup import restore_backup, write_backup
from corpus.store import Store

DONE = 0


def backup(settings: Settings, options: argparse.Namespace) -> int:
    """Write the store and the original files into one file; it works beside a running bot."""
    with Store(Path(settings.storage.path), writable=False) as store:
        count = len(store.reports())
        write_backup(store, options.file)
    Console(highlight=False).print(f"Wrote {count} reports, {options.file.stat().st_size:,} bytes, to {options.file}.")
    return DONE


def restore(settings: Settings, options: argparse.Namespace) -> int:
    """Bring back a backup into a data folder that holds no reports."""
    folder = Path(settings.storage.path)
    restore_backup(options.file, folder)
    with Store(folder, writable=False) as store:
        Console(highlight=False).print(f"Restored {len(store.reports())} reports into {folder}.")
    return DONE
