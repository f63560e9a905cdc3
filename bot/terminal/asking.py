"""`ask` and `chat`: a question, and the sentences that answer it."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.chat import plain, show_quote
from bot.config import Settings
from bot.terminal import objects
from bot.terminal.progress import bar
from bot.terminal.renewing import renew
from bot.ui import texts
from bot.ui.escaping import visible
from corpus.errors import ReportNotFound
from index.answer import Answer, Context, Query
from index.indexing import SAMPLES
from index.opening import Opened, opened

DONE, NOT_FOUND = 0, 1


def ask(settings: Settings, options: argparse.Namespace) -> int:
    """Answer one question; the exit code says whether the reports do."""
    query = Query(
        options.question,
        options.report,
        options.collection,
        options.since,
        options.until,
        options.top or settings.answer.quotes,
    )
    with opened(Path(settings.storage.path), settings.embedding, settings.reader, to_write=False) as at:
        greet(at)
        renew(at)
        answer = at.answerer().answer(query)
        contexts = [at.answerer().context(quote.sentence_id) for quote in answer.quotes] if options.context else []
        nowhere = not answer.searched.reports and bool(at.store.reports())
    if options.json:
        objects.write(objects.answer_object(answer))
    elif nowhere:
        raise ReportNotFound("No report is where you asked to look: `reports` shows the ids, collections and dates.")
    else:
        show(answer, contexts, Console(highlight=False))
    return DONE if answer.answered else NOT_FOUND


def chat(settings: Settings, _: argparse.Namespace) -> int:
    """Talk until the input ends."""
    from bot.chat import chat as talk

    with opened(Path(settings.storage.path), settings.embedding, settings.reader, to_write=False) as at:
        greet(at)
        renew(at)
        return talk(at.answerer())


def greet(at: Opened) -> None:
    """Index the sample reports where no report was ever added, so that a newcomer's first question has an answer."""
    if at.indexer.lacks_samples():
        with bar("No reports yet: indexing the sample reports", len(list(SAMPLES.glob("*.md"))) or None) as step:
            at.indexer.add_samples(lambda _: step(1))


def show(answer: Answer, contexts: list[Context | None], console: Console) -> None:
    """Write an answer for a person: sentences with the answer in bold, each with where it stands."""
    if answer.corrections:
        console.print(Text(plain(texts.corrected(answer.corrections)), "dim"))
    if not answer.answered:
        console.print(Text(plain(texts.nothing(Query(answer.question), answer.searched, answer.quotes)), "yellow"))
        if answer.quotes and not answer.likely:
            console.print(Text("The closest sentences:", "dim"))
    for number, quote in enumerate(answer.quotes, 1):
        console.print()
        show_quote(number, quote, console, answers=answer.answered)
        if number <= len(contexts):
            _show_context(contexts[number - 1], console)
    console.print()
    milliseconds = Text(f" · {answer.timings_ms.get('total', 0):.0f} ms", "dim")
    count = len(answer.quotes)
    console.print(Text(plain(texts.footer(count, count, answer.searched)), "dim") + milliseconds)


def _show_context(context: Context | None, console: Console) -> None:
    if context is None:
        return
    text = Text(visible(context.text).text, "dim")
    text.stylize("not dim", *context.span)
    console.print(Text("  In its context: ", "dim italic"), text, sep="\n")
