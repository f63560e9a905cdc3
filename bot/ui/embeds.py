"""An answer as a line of text and the older kind of box, for teams that read by push notification.

Discord sends an empty notification for a message of components; here its text is the first sentence. Limits: 2,000
characters of text, 4,096 of description, five buttons a row. Whole sentences or none, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.remembered import MORE_QUOTES, QUOTES, Asked, Reply
from bot.ui import answers, budget, several, texts
from bot.ui.buttons import AnswerButton, ButtonId, Verb, quote_buttons
from bot.ui.message import Accent, Message
from index.answer import Quote

CONTENT = 2000
DESCRIPTION = 4096


def answer(reply: Reply, *, shows_question: bool) -> Message:
    """Return the reply to a question: the first sentence as text, its attribution and the other quotes in the box."""
    asked = reply.asked
    if not asked.shown:
        return _not_found(reply, shows_question=shows_question)
    lines = [*reply.marks, *answers.head(asked, shows=shows_question)]
    quotes = answers.numbered(reply)
    if not quotes:
        return _nothing_left(reply, lines)
    if asked.likely:
        return _likely(reply, lines)
    shown = quotes[:QUOTES]
    content = "\n".join([*lines, texts.sentence(shown[0][1])])
    fits = budget.of_text(content).characters <= CONTENT
    blocks = [_attribution(*shown[0]) if fits else _block(*shown[0])]
    blocks += [_block(number, quote) for number, quote in shown[1:]]
    notes = [note.removeprefix("-# ") for note in several.notes(asked.query.text, shown)]
    colour = Accent.NOT_FOUND if answers.is_corrected(reply) else Accent.ANSWER
    embed = discord.Embed(colour=int(colour), description="\n\n".join(_fitting([*blocks, *notes])) or None)
    embed.set_footer(text=_footer(len(shown), len(quotes), asked))
    view = _view(shown, answers.verbs(reply), asked.id)
    return Message(view, content if fits else texts.plural(len(quotes), "sentence"), embed)


def _nothing_left(reply: Reply, lines: list[str]) -> Message:
    embed = discord.Embed(colour=int(Accent.NOT_FOUND), description=texts.NOTHING_LEFT)
    return Message(_view((), (Verb.AGAIN,), reply.asked.id), "\n".join(lines), embed)


def _likely(reply: Reply, lines: list[str]) -> Message:
    quotes, asked = answers.numbered(answers.unmarked(reply)), reply.asked
    shown = quotes[: asked.shown]
    embed = discord.Embed(
        colour=int(Accent.NOT_FOUND), description="\n".join(_fitting([_block(*one) for one in shown])) or None
    )
    embed.set_footer(text=_footer(len(shown), len(quotes), asked))
    return Message(_view(shown, answers.ways_on(reply), asked.id), "\n".join([*lines, texts.UNSURE]), embed)


def _not_found(reply: Reply, *, shows_question: bool) -> Message:
    asked = reply.asked
    lines = (*reply.marks, texts.nothing(asked.query, asked.searched), *answers.head(asked, shows=shows_question))
    embed = discord.Embed(colour=int(Accent.NOT_FOUND), description=_footer(0, 0, asked))
    return Message(_view((), answers.ways_on(reply), asked.id), "\n".join(lines), embed)


def _footer(shown: int, found: int, asked: Asked) -> str:
    return texts.footer(shown, found, asked.searched).removeprefix("-# ")


def _attribution(number: int, quote: Quote) -> str:
    """Return the attribution without the mark for small print, which boxes of this kind do not know."""
    return texts.below(number, quote).removeprefix("-# ").replace("\n-# ", "\n")


def _block(number: int, quote: Quote) -> str:
    return f"{texts.sentence(quote)}\n{_attribution(number, quote)}"


def _fitting(blocks: list[str]) -> list[str]:
    """Return as many blocks as one description holds; the others stand behind their Context buttons."""
    kept: list[str] = []
    for block in blocks:
        if budget.of_text("\n\n".join([*kept, block])).characters <= DESCRIPTION:
            kept.append(block)
    return kept


def _view(quotes: Sequence[tuple[int, Quote]], verbs: tuple[Verb, ...], number: int) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for place, quote in quotes[:MORE_QUOTES]:
        button = AnswerButton(ButtonId(Verb.CONTEXT, quote.sentence_id), f"Context {place}")
        button.row = 0
        view.add_item(button)
    for item in quote_buttons(verbs, number):
        item.row = 1
        view.add_item(item)
    return view
