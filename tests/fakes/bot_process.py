"""The bot as a process of its own on the small library: all of it but the model.

python -m tests.fakes.bot_process DELAY_S
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.config import load_settings
from bot.lifecycle import run
from corpus.pages import Picture
from tests.fakes.houses import of_library
from tests.fakes.library import blank_page, library

if __name__ == "__main__":
    settings = load_settings()
    Path(settings.storage.path).mkdir(parents=True, exist_ok=True)
    answers = library(delay_s=float(sys.argv[1]))
    answers.pictures[1] = Picture(blank_page(), 3, (3,))
    open_at = of_library(answers)
    sys.exit(run(open_at, settings.discord, Path(settings.storage.path)))
