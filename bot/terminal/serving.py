"""No command, `sync` and `setup`: the Discord bot itself."""

from __future__ import annotations

import argparse
import os
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

from rich.console import Console

from bot.config import Settings
from index.opening import Models, Opened, loaded

DONE = 0


def serve(settings: Settings, _: argparse.Namespace) -> int:
    """Be the bot until told to stop."""
    from bot.lifecycle import read_token, run

    read_token(settings.discord, dict(os.environ))  # what is wrong with it is said before the model is loaded
    folder = Path(settings.storage.path)
    with loaded(settings.embedding, settings.reader, settings.ocr) as models, models.opened(folder) as home:
        if not home.indexer.renewal.due():  # else the bot connects first, and tells how far it is
            home.answerer().ready()
        open_at = partial(_open, models, folder, home)
        return run(open_at, settings.discord, folder, reader=settings.reader.model)


def _open(models: Models, folder: Path, home: Opened, wanted: Path) -> AbstractContextManager[Opened]:
    """Open a server's folder; the data folder itself is open already."""
    return nullcontext(home) if wanted == folder else models.opened(wanted)


def sync(settings: Settings, _: argparse.Namespace) -> int:
    """Register the slash commands."""
    from bot.lifecycle import sync as register

    return register(settings.discord, Path(settings.storage.path))


def setup(_: Settings, __: argparse.Namespace) -> int:
    """Print the way from creating the application to the first answer."""
    from bot.invite import steps

    Console(highlight=False, soft_wrap=True).print(steps(os.environ.get("DISCORD_TOKEN", "")), markup=False)
    return DONE
