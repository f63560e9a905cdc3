"""`page`: a sentence on its page, as a picture. Reading needs no lock, so it works beside a running bot."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.config import Settings
from bot.errors import BotError
from bot.terminal import objects
from bot.ui import texts
from corpus.errors import NoPicture
from corpus.pages import Painter, Picture
from corpus.report import Report
from corpus.store import Store

DONE = 0


class Unwritten(BotError):
    """A picture that could not be written."""


def page(settings: Settings, options: argparse.Namespace) -> int:
    """Write the picture of a page with one sentence marked."""
    with Store(Path(settings.storage.path), writable=False) as store, Painter() as painter:
        report = store.report(options.report)
        span = _span(store.spans(report.id), report, options.sentence)
        picture = painter.picture(store, report, span, options.page)
    try:
        options.output.write_bytes(picture.png)
    except OSError as failure:
        raise Unwritten(f"{options.output} cannot be written: {failure.strerror}; choose another with -o.") from failure
    _tell(picture, report, options)
    return DONE


def _span(spans: list[tuple[int, int]], report: Report, sentence: int) -> tuple[int, int]:
    """Return where a sentence stands in the text."""
    if not 1 <= sentence <= len(spans):
        count = texts.plural(len(spans), "sentence")
        raise NoPicture(f"Report {report.id} has {count}, and no sentence {sentence}: `show {report.id}` lists them.")
    return spans[sentence - 1]


def _tell(picture: Picture, report: Report, options: argparse.Namespace) -> None:
    if options.json:
        objects.write({"file": str(options.output), "page": picture.page, "pages": picture.pages})
        return
    others = [str(number) for number in picture.pages if number != picture.page]
    more = f" It stands on page {' and '.join(others)} too." if others else ""
    words = f"Wrote page {picture.page} of “{report.title}”, sentence {options.sentence} marked, to {options.output}."
    Console(highlight=False, soft_wrap=True).print(Text(words + more))
