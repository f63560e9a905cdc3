"""One message on its way to Discord, whatever it is made of and wherever it goes."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import discord

from bot.remembered import Reply


class Accent(IntEnum):
    """The colour at the side of a message; its words say the same, so that nobody depends on it."""

    ANSWER = 0x2E_8B_57
    NOT_FOUND = 0xC9_8A_1B
    FAULT = 0xC0_39_2B
    PLAIN = 0x5C_6B_7A


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message: a text that is too long for it, or a picture.

    Args:
        name: As the person sees it.
        content: A text in UTF-8, or a PNG.
        description: What a picture shows, for those who do not see it.
    """

    name: str
    content: bytes
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent.

    Args:
        view: The components; None for content alone.
        content: Plain text, never together with components of the second version.
        embed: The older kind of box, never together with components of the second version.
        attachment: A file beside it.
        instead: What is sent where Discord refuses this one, as it may a file.
        answer: The answer that it shows, to be kept true where others see it; None for everything else.
        style: How the answer looks: "components" or "embed".
        shows_question: Whether the question stands over it.
        aside: Returns what only the one who asked may see beside it, None where there is no more; called once it is
            sent. None where nobody could be shown it.
    """

    view: discord.ui.LayoutView | discord.ui.View | None = None
    content: str | None = None
    embed: discord.Embed | None = None
    attachment: Attachment | None = None
    instead: Message | None = None
    answer: Reply | None = None
    style: str = ""
    shows_question: bool = False
    aside: Callable[[], Awaitable[Message | None]] | None = None

    def arguments(self, *, editing: bool) -> dict[str, Any]:
        """Return what discord.py's methods take; files are made anew each time, since sending eats them."""
        given: dict[str, Any] = {"allowed_mentions": discord.AllowedMentions.none()}
        parts = {"view": self.view, "content": self.content, "embed": self.embed}
        given |= {key: part for key, part in parts.items() if part is not None}
        if self.attachment:
            part = self.attachment
            file = discord.File(io.BytesIO(part.content), part.name, description=part.description)
            given |= {"attachments": [file]} if editing else {"file": file}
        return given


def box(accent: Accent, *items: discord.ui.Item[Any]) -> Message:
    """Return a message of one coloured box."""
    view: discord.ui.LayoutView = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*items, accent_colour=int(accent)))
    return Message(view)


def notice(accent: Accent, *texts: str) -> Message:
    """Return a message of one coloured box with these texts."""
    return box(accent, *(discord.ui.TextDisplay(text) for text in texts if text))
