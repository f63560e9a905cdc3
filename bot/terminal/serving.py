"""No command, `sync` and `setup`: the Discord bot itself."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rich.console import Console

from bot.config import Settings
from index.opening import opened

DONE = 0


def serve(settings: Settings, _: argparse.Namespace) -> int:
    """Be the bot until told to stop."""
    from bot.lifecycle import read_token, run

    read_token(settings.discord, dict(os.environ))  # what is wrong with it is said before the model is loaded
    folder = Path(settings.storage.path)
    with opened(folder, settings.embedding, settings.reader) as at:
        answerer = at.answerer()
        answerer.ready()
        return run(answerer, settings.discord, folder)


def sync(settings: Settings, _: argparse.Namespace) -> int:
    """Register the slash commands."""
    from bot.lifecycle import sync as register

    return register(settings.discord, Path(settings.storage.path))


def setup(_: Settings, __: argparse.Namespace) -> int:
    """Print the way from creating the application to the first answer."""
    from bot.invite import steps

    Console(highlight=False, soft_wrap=True).print(steps(os.environ.get("DISCORD_TOKEN", "")), markup=False)
    return DONE
