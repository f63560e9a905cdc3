"""The paragraph around a sentence, with the sentence in bold, and the picture of its page.

Where the sentence is too long for a message, it stands in a file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord

from bot.ui import budget, texts
from bot.ui.escaping import shown_sentence
from bot.ui.message import Accent, Attachment, Message, box, notice
from corpus.pages import Picture
from index.answer import Context

PICTURE = "page.png"
_BOX = budget.Cost(components=3)  # the box, and a gallery of one picture


def context(found: Context, picture: Picture | None = None, remark: str = "") -> Message:
    """Return the paragraph, or the sentence alone where the paragraph does not fit, or both as a file.

    Args:
        found: The sentence and its paragraph.
        picture: The sentence on its page, shown below.
        remark: Why there is no picture, where there should be one.
    """
    title = texts.context_title(found)
    alone = found.text[found.span[0] : found.span[1]]
    notes = [note for note in (texts.recognised(found), texts.goes_on(picture) if picture else remark) if note]
    for body in (texts.paragraph(found), shown_sentence(alone)):
        lines = (title, body, *notes)
        if budget.total([_BOX, *map(budget.of_text, lines)]).fits(budget.LIMIT):
            plain = notice(Accent.PLAIN, *lines)
            return _with_picture(found, (title, body), notes, picture, plain) if picture else plain
    content = f"{title}\nThe sentence is too long for a message: it stands whole in the file, with its paragraph."
    return Message(content=content, attachment=_file(found, alone))


def _with_picture(found: Context, head: tuple[str, ...], notes: list[str], picture: Picture, plain: Message) -> Message:
    """Return the paragraph with the picture below it; without, where Discord takes no file."""
    description = texts.picture_of(found, picture)
    gallery: discord.ui.MediaGallery[Any] = discord.ui.MediaGallery(
        discord.MediaGalleryItem(f"attachment://{PICTURE}", description=description)
    )
    above, below = ([discord.ui.TextDisplay[Any](line) for line in lines] for lines in (head, notes))
    made = box(Accent.PLAIN, *above, gallery, *below)
    return replace(made, attachment=Attachment(PICTURE, picture.png, description), instead=plain)


def _file(found: Context, alone: str) -> Attachment:
    """Return the sentence and its paragraph as text, byte for byte."""
    text = f"SENTENCE\n{alone}\n\nPARAGRAPH\n{found.text}\n"
    return Attachment("sentence.txt", text.encode("utf-8", "surrogatepass"))
