"""The bot as a process of its own on the small library: all of it but the model.

python -m tests.fakes.bot_process DELAY_S     on the small library
python -m tests.fakes.bot_process hashed      on the reports of the data folder, compared by their words
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.config import load_settings
from bot.lifecycle import run
from corpus.pages import Picture
from tests.fakes.houses import of_hashed_words, of_library
from tests.fakes.library import blank_page, library

if __name__ == "__main__":
    settings = load_settings()
    Path(settings.storage.path).mkdir(parents=True, exist_ok=True)
    if sys.argv[1] == "hashed":
        sys.exit(run(of_hashed_words, settings.discord, Path(settings.storage.path)))
    answers = library(delay_s=float(sys.argv[1]))
    answers.pictures[1] = Picture(blank_page(), 3, (3,))
    open_at = of_library(answers)
    sys.exit(run(open_at, settings.discord, Path(settings.storage.path)))
