"""The same conversation as in Discord, in the terminal: everything but the wire can be tried without a token."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.asking import Answers, Asking
from bot.errors import BotError
from bot.lanes import Lanes
from bot.questions import Question
from bot.remembered import MORE_QUOTES, QUOTES, Remembered, Reply
from bot.settings import ThrottleSettings
from bot.ui import texts
from bot.ui.escaping import label, unescape, visible
from bot.viewers import OPERATOR
from corpus.errors import CorpusError
from index.answer import Quote
from index.errors import IndexingError

PERSON = PLACE = 0
UNBOUNDED = ThrottleSettings(questions_a_minute=600, clicks_a_minute=600, reply_deadline_s=600)
GREETING = "Ask the reports. A follow-up such as “and who commands it?” leans on the question before. :more, :quit"


def chat(answers: Answers, *, read: Callable[[], str] | None = None, console: Console | None = None) -> int:
    """Talk until the input ends and return the exit code.

    Args:
        answers: What answers questions.
        read: Gives the next line and raises EOFError at the end.
        console: Where answers are written.
    """
    console = console or Console(highlight=False)
    with tempfile.TemporaryDirectory() as folder:
        remembered = Remembered(Path(folder) / "asked.db", at_most=100)
        lanes = Lanes(UNBOUNDED)
        try:
            with asyncio.Runner() as runner:
                _talk(Asking(answers, remembered, lanes), runner, read or _line, console)
        finally:
            lanes.close()
            remembered.close()
    return 0


def _talk(asking: Asking, runner: asyncio.Runner, read: Callable[[], str], console: Console) -> None:
    """Read in the main thread, so that Ctrl-C ends the talk at once."""
    console.print(GREETING, style="dim")
    last: Reply | None = None
    while (line := _next(read)) not in (None, ":quit"):
        if line == ":more" and last:
            show(last, console, at_most=MORE_QUOTES)
        elif line:
            last = _asked(asking, runner, line, console) or last


def _next(read: Callable[[], str]) -> str | None:
    try:
        return read().strip()
    except (EOFError, KeyboardInterrupt):
        return None


def _line() -> str:
    return input("> " if sys.stdin.isatty() else "")


def _asked(asking: Asking, runner: asyncio.Runner, line: str, console: Console) -> Reply | None:
    try:
        reply = runner.run(asking.ask(Question(line, PERSON, PLACE, viewers=OPERATOR)))
    except (BotError, IndexingError, CorpusError) as refusal:
        console.print(Text(str(refusal), "yellow"))
        return None
    show(reply, console, at_most=QUOTES)
    return reply


def show(reply: Reply, console: Console, *, at_most: int) -> None:
    """Write a reply as Discord shows it: quotes with the answer in bold, each with its attribution."""
    asked = reply.asked
    if asked.question != asked.query.text:
        console.print(Text(f"Understood as: {label(asked.query.text, 500)}", "dim"))
    if asked.corrections:
        console.print(Text(plain(texts.corrected(asked.corrections)), "dim"))
    if not asked.answered and at_most == QUOTES:
        console.print(Text(plain(texts.nothing(asked.query, asked.searched, reply.quotes)), "yellow"))
        for number, quote in enumerate(reply.quotes[: asked.shown], 1):
            show_quote(number, quote, console, answers=False)
        more = len(reply.quotes) > asked.shown
        console.print(Text(":more shows the closest passages" if more else "", "dim"))
        return
    if not asked.answered:
        console.print(Text(plain(texts.CLOSEST), "yellow"))
    for number, quote in enumerate(reply.quotes[:at_most], 1):
        show_quote(number, quote, console, answers=asked.answered)
    shown = min(at_most, len(reply.quotes))
    console.print(Text(plain(texts.footer(shown, len(reply.quotes), asked.searched)), "dim"))


def show_quote(number: int, quote: Quote, console: Console, *, answers: bool) -> None:
    """Write one sentence and what stands under it; where it is only close, nothing in it is an answer or bold."""
    shown = quote if answers else replace(quote, span=None)
    hang(("▌ ", "green" if answers else "dim"), sentence(shown), console)
    for line in texts.below(number, quote).split("\n"):
        hang(("  ", "dim"), Text(plain(line), "dim"), console)


def hang(mark: tuple[str, str], text: Text, console: Console) -> None:
    """Write a text with a mark, and its style, before each of its lines; into a file or a pipe it goes in one line."""
    width = max(console.width - len(mark[0]), 1)
    for line in text.wrap(console, width) if console.is_terminal else [text]:
        console.print(Text.assemble(mark, line), soft_wrap=True)


def sentence(quote: Quote) -> Text:
    """Return a sentence with the answer in bold; what cannot be seen is shown, as in Discord."""
    text = Text(visible(texts.unwrapped(quote.text)).text)
    if quote.span:
        text.stylize("bold", *quote.span)
    return text


def plain(markdown: str) -> str:
    """Return a line of ours without Discord's marks, and with spaces that any terminal knows."""
    bare = markdown.removeprefix("-# ").replace("**", "").replace(texts.NO_BREAK, " ")
    return unescape(bare.replace("· *", "· ").replace("* ·", " ·").replace("] *", "] "))
