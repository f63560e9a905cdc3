"""Choose how an answer looks: as components, or as the older kind of box."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.remembered import Reply
from bot.ui import answers, embeds
from bot.ui.message import Message

Style = Literal["components", "embed"]


def answered(reply: Reply, style: Style, *, shows_question: bool) -> Message:
    """Return the reply to a question in the configured style."""
    make = embeds.answer if style == "embed" else answers.answer
    made = make(reply, shows_question=shows_question)
    return replace(made, answer=reply, style=style, shows_question=shows_question)
