"""An answer as a line of text and the older kind of box, for teams that read by push notification.

Discord sends an empty notification for a message of components; here its text is the first sentence. Limits: 2,000
characters of text, 4,096 of description, five buttons a row. Whole sentences or none, as everywhere.
"""

from __future__ import annotations

import discord

from bot.remembered import MORE_QUOTES, QUOTES, Reply
from bot.ui import answers, budget, texts
from bot.ui.buttons import AnswerButton, ButtonId, Verb, quote_buttons
from bot.ui.message import Accent, Message
from index.answer import Quote

CONTENT = 2000
DESCRIPTION = 4096


def answer(reply: Reply, *, shows_question: bool) -> Message:
    """Return the reply to a question: the first sentence as text, the rest in the box."""
    asked = reply.asked
    if not asked.answered:
        return _not_found(reply, shows_question=shows_question)
    quotes = answers.distinct(reply.quotes)
    first, rest = quotes[:1], quotes[1:QUOTES]
    head = answers.head(asked, shows=shows_question)
    content = _within("\n".join([*head, *(_lines(1, quote) for quote in first)]), CONTENT)
    blocks = [_lines(number, quote) for number, quote in enumerate(rest, 2)]
    shown, left = (quotes[:QUOTES], blocks) if content else (quotes[:QUOTES], [_lines(1, quotes[0]), *blocks])
    body = _fitting(left)
    embed = discord.Embed(colour=int(Accent.ANSWER), description="\n".join(body) or None)
    embed.set_footer(text=texts.footer(len(shown), len(quotes), asked.searched).removeprefix("-# "))
    more = (Verb.MORE,) if len(quotes) > QUOTES else ()
    verbs = (*more, Verb.SOURCES, Verb.FOLLOW_UP, Verb.REPORT)
    return Message(_view(shown, verbs, asked.id), content or texts.plural(len(quotes), "sentence"), embed)


def _not_found(reply: Reply, *, shows_question: bool) -> Message:
    asked = reply.asked
    lines = (texts.NOT_FOUND, *answers.head(asked, shows=shows_question))
    near = (Verb.CLOSEST,) if reply.quotes else ()
    embed = discord.Embed(colour=int(Accent.NOT_FOUND), description=texts.footer(0, 0, asked.searched))
    return Message(_view((), (*near, Verb.REPHRASE, Verb.REPORT), asked.id), "\n".join(lines), embed)


def _lines(number: int, quote: Quote) -> str:
    return f"{texts.sentence(quote)}\n{texts.attribution(number, quote)}"


def _within(text: str, limit: int) -> str:
    """Return the text, or nothing where it is too long."""
    return text if budget.of_text(text).characters <= limit else ""


def _fitting(blocks: list[str]) -> list[str]:
    """Return as many blocks as one description holds; the others stand behind their Context buttons."""
    kept: list[str] = []
    for block in blocks:
        if budget.of_text("\n".join([*kept, block])).characters <= DESCRIPTION:
            kept.append(block)
    return kept


def _view(quotes: tuple[Quote, ...], verbs: tuple[Verb, ...], number: int) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for place, quote in enumerate(quotes[:MORE_QUOTES], 1):
        button = AnswerButton(ButtonId(Verb.CONTEXT, quote.sentence_id), f"Context {place}")
        button.row = 0
        view.add_item(button)
    for item in quote_buttons(verbs, number):
        item.row = 1
        view.add_item(item)
    return view
