"""An answer as components: one box with the quotes, each with its attribution and its Context button.

Whole sentences or none: what does not fit is said, never cut. The view holds AnswerButtons only (see `bot.ui.buttons`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.remembered import MORE_QUOTES, QUOTES, Asked, Reply
from bot.ui import budget, several, texts
from bot.ui.budget import Cost, Form
from bot.ui.buttons import AnswerButton, ButtonId, Verb, quote_buttons
from bot.ui.message import Accent, Message, box
from index.answer import Quote

_SECTION = Cost(components=2)  # the section itself and its button
_BOX = Cost(components=2)  # container and separator
_ROW = Cost(components=1)
_EXPORTS = Cost(components=3)  # a row of two buttons


@dataclass(frozen=True, slots=True)
class _Frame:
    """Everything around the quotes."""

    accent: Accent
    head: tuple[str, ...]
    verbs: tuple[Verb, ...]
    number: int
    asked: Asked


def answer(reply: Reply, *, shows_question: bool) -> Message:
    """Return the reply to a question: the first quotes, or that the reports do not say."""
    asked = reply.asked
    if not asked.shown:
        return not_found(reply, shows_question=shows_question)
    lines = (*reply.marks, *head(asked, shows=shows_question))
    if not reply.quotes:
        return nothing_left(reply, lines)
    if asked.likely:
        return likely(reply, lines)
    accent = Accent.NOT_FOUND if is_corrected(reply) else Accent.ANSWER
    return _with_quotes(_Frame(accent, lines, verbs(reply), asked.id, asked), reply, QUOTES)


def verbs(reply: Reply) -> tuple[Verb, ...]:
    """Return what can be done with an answer; five buttons are the most that a row holds."""
    more = (Verb.MORE,) if len(reply.quotes) > QUOTES else ()
    return (*more, Verb.SOURCES, Verb.FOLLOW_UP, Verb.HELPFUL, Verb.REPORT)


def is_corrected(reply: Reply) -> bool:
    """Whether something of the answer does not stand any more."""
    return any(mark.startswith(texts.WARNING) for mark in reply.marks)


def nothing_left(reply: Reply, lines: tuple[str, ...]) -> Message:
    """Return an answer of which no quote stands any more: that it is so, and a way to ask again."""
    shown = (*lines, texts.NOTHING_LEFT)
    again = _row((Verb.AGAIN,), reply.asked.id)
    return box(Accent.NOT_FOUND, *(discord.ui.TextDisplay(line) for line in shown), again)


def more_quotes(reply: Reply) -> Message:
    """Return all quotes of an answer."""
    lines = (*reply.marks, *head(reply.asked, shows=True))
    frame = _Frame(Accent.ANSWER, lines, (Verb.SOURCES, Verb.FOLLOW_UP), reply.asked.id, reply.asked)
    return _with_quotes(frame, reply, MORE_QUOTES)


def closest(reply: Reply) -> Message:
    """Return near misses, said to be such before anything else."""
    instead = (texts.corrected(reply.asked.corrections),) if reply.asked.corrections else ()
    lines = (texts.CLOSEST, texts.question_again(reply.asked.question), *instead)
    frame = _Frame(Accent.NOT_FOUND, lines, (Verb.SOURCES, Verb.REPHRASE), reply.asked.id, reply.asked)
    return _with_quotes(frame, unmarked(reply), MORE_QUOTES)


def likely(reply: Reply, lines: tuple[str, ...]) -> Message:
    """Return the closest sentence, said to be no more than that before it, with nothing in it marked as an answer."""
    frame = _Frame(Accent.NOT_FOUND, (*lines, texts.UNSURE), ways_on(reply), reply.asked.id, reply.asked)
    return _with_quotes(frame, unmarked(reply), reply.asked.shown)


def unmarked(reply: Reply) -> Reply:
    """Return a reply none of whose words are marked: nothing in it is an answer."""
    return replace(reply, quotes=tuple(replace(quote, span=None) for quote in reply.quotes))


def ways_on(reply: Reply) -> tuple[Verb, ...]:
    """Return what can be done where nothing answers."""
    near = (Verb.CLOSEST,) if len(reply.quotes) > reply.asked.shown else ()
    return (*near, Verb.REPHRASE, Verb.WATCH, Verb.REPORT)


def not_found(reply: Reply, *, shows_question: bool) -> Message:
    """Return that the reports do not say, with the ways on."""
    asked = reply.asked
    again = (texts.question_again(asked.question),) if shows_question else ()
    first = texts.nothing(asked.query, asked.searched)
    lines = (*reply.marks, first, *again, *head(asked, shows=False), texts.footer_dated(0, 0, asked.searched))
    return box(Accent.NOT_FOUND, *map(discord.ui.TextDisplay, lines), _row(ways_on(reply), asked.id))


def sources(reply: Reply) -> Message:
    """Return where each sentence stands: file, hashes, offsets, adder; a block a report; with the ways to export it."""
    by_report: dict[int, list[tuple[int, Quote]]] = {}
    for number, quote in numbered(reply):
        by_report.setdefault(quote.report.id, []).append((number, quote))
    lines = list(reply.marks)
    for block in by_report.values():
        line = texts.source(block)
        if budget.total([_BOX, _EXPORTS, *map(budget.of_text, [*lines, line])]).fits(budget.LIMIT):
            lines.append(line)
    exports = _row((Verb.MARKDOWN, Verb.JSON), reply.asked.id)
    return box(Accent.PLAIN, *(discord.ui.TextDisplay(line) for line in lines), exports)


def numbered(reply: Reply) -> list[tuple[int, Quote]]:
    """Return the quotes without repetition, each with the number that it is shown with."""
    numbers = {quote.sentence_id: reply.number(place) for place, quote in reversed(list(enumerate(reply.quotes)))}
    return [(numbers[quote.sentence_id], quote) for quote in distinct(reply.quotes)]


def head(asked: Asked, *, shows: bool) -> tuple[str, ...]:
    """Return the lines above the quotes: the question, how it was understood, and what was searched for instead."""
    understood = texts.understood(asked.question, asked.query.text)
    lines = (texts.question(asked.question) if shows else "", understood, texts.corrected(asked.corrections))
    return tuple(line for line in lines if line)


def distinct(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return the quotes without repetition: two buttons of one id make Discord refuse the message."""
    return tuple({quote.sentence_id: quote for quote in reversed(quotes)}.values())[::-1]


def _with_quotes(frame: _Frame, reply: Reply, at_most: int) -> Message:
    everything = numbered(reply)
    quotes, found = everything[:at_most], len(everything)
    notes = several.notes(frame.asked.query.text, quotes) if frame.asked.answered else ()
    longest = "\n".join((*notes, texts.footer_dated(found, found + 1, frame.asked.searched)))
    row = Cost(components=len(frame.verbs)) + _ROW
    around = budget.total([_BOX, row, *map(budget.of_text, [*frame.head, longest])])
    forms = budget.choose(around, [_costs(number, quote) for number, quote in quotes])
    blocks = [_block(number, quote, form) for (number, quote), form in zip(quotes, forms, strict=True)]
    shown = sum(form is not Form.LEFT_OUT for form in forms)
    return box(
        frame.accent,
        *(discord.ui.TextDisplay(line) for line in frame.head),
        *(item for block in blocks for item in block),
        discord.ui.Separator(),
        discord.ui.TextDisplay("\n".join((*notes, texts.footer_dated(shown, found, frame.asked.searched)))),
        _row(frame.verbs, frame.number),
    )


def _costs(number: int, quote: Quote) -> tuple[Cost, Cost]:
    """Return what a quote takes up whole, and as a note; a sentence longer than a message is not even escaped."""
    below = budget.of_text(texts.below(number, quote)) + _SECTION
    long = len(quote.text) > budget.LIMIT.characters
    whole = Cost(1, len(quote.text)) if long else budget.of_text(texts.sentence(quote))
    return whole + below, budget.of_text(texts.too_long(quote)) + below


def _block(number: int, quote: Quote, form: Form) -> list[discord.ui.Item[Any]]:
    if form is Form.LEFT_OUT:
        return []
    text = texts.sentence(quote) if form is Form.WHOLE else texts.too_long(quote)
    button = AnswerButton(ButtonId(Verb.CONTEXT, quote.sentence_id))
    return [
        discord.ui.Section(discord.ui.TextDisplay(text), accessory=button),
        discord.ui.TextDisplay(texts.below(number, quote)),
    ]


def _row(verbs: tuple[Verb, ...], number: int) -> discord.ui.ActionRow[Any]:
    return discord.ui.ActionRow(*quote_buttons(verbs, number))
