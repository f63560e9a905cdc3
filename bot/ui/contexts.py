"""The paragraph around a sentence, with the sentence in bold; where it is too long for a message, as a file."""

from __future__ import annotations

import discord

from bot.ui import budget, texts
from bot.ui.escaping import shown_sentence
from bot.ui.message import Accent, Attachment, Message, box
from index.answer import Context

_BOX = budget.Cost(components=1)


def context(found: Context) -> Message:
    """Return the paragraph, or the sentence alone where the paragraph does not fit, or both as a file."""
    title = texts.context_title(found)
    alone = found.text[found.span[0] : found.span[1]]
    for body in (texts.paragraph(found), shown_sentence(alone)):
        if budget.total([_BOX, *map(budget.of_text, (title, body))]).fits(budget.LIMIT):
            return box(Accent.PLAIN, discord.ui.TextDisplay(title), discord.ui.TextDisplay(body))
    content = f"{title}\nThe sentence is too long for a message: it stands whole in the file, with its paragraph."
    return Message(content=content, attachment=_file(found, alone))


def _file(found: Context, alone: str) -> Attachment:
    """Return the sentence and its paragraph as text, byte for byte."""
    text = f"SENTENCE\n{alone}\n\nPARAGRAPH\n{found.text}\n"
    return Attachment("sentence.txt", text.encode("utf-8", "surrogatepass"))
