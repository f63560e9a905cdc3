"""The forms that buttons open: a follow-up, another wording, a report about an answer.

discord.py keeps an open form in memory and forgets it at a restart; a form closed without sending stays there. Ours are
finished before they are sent, so it keeps none; what comes back is recognised by its custom id like a button.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord

from bot.ui.buttons import ButtonId, Verb

QUESTION_CHARACTERS = 500
COMPLAINT_CHARACTERS = 1000
FIELD = "text"


def follow_up(number: int) -> discord.ui.Modal:
    """Return the form that asks on from an answer."""
    entry = _entry(placeholder="and who commands it?", limit=QUESTION_CHARACTERS)
    return _form("Ask a follow-up", ButtonId(Verb.FOLLOW_UP, number), ("Your question", entry))


def rephrase(number: int, question: str) -> discord.ui.Modal:
    """Return the form that asks again in other words."""
    entry = _entry(default=question[:QUESTION_CHARACTERS], limit=QUESTION_CHARACTERS)
    return _form("Rephrase the question", ButtonId(Verb.REPHRASE, number), ("Your question in other words", entry))


def report(number: int) -> discord.ui.Modal:
    """Return the form that reports a problem with an answer."""
    entry = _entry(placeholder="The date is wrong; the sentence says the opposite; ...", limit=COMPLAINT_CHARACTERS)
    entry.required = False
    return _form("Report a problem", ButtonId(Verb.REPORT, number), ("What is wrong? (may stay empty)", entry))


def submitted(interaction: discord.Interaction) -> dict[str, Any]:
    """Return what a form brings back, nothing where an interaction is no form."""
    is_form = interaction.type is discord.InteractionType.modal_submit
    return dict(interaction.data or {}) if is_form else {}


def entered(data: Any) -> str:
    """Return what a person typed into the form, empty where nothing was."""
    return next((part.get("value") or "" for part in parts(data) if part.get("custom_id") == FIELD), "").strip()


def parts(data: Any) -> Iterator[dict[str, Any]]:
    """Walk the components of a form that came back."""
    for part in data.get("components", []):
        yield part
        yield from parts(part)
        if inner := part.get("component"):
            yield inner


def _entry(*, limit: int, placeholder: str | None = None, default: str | None = None) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(
        style=discord.TextStyle.paragraph, custom_id=FIELD, placeholder=placeholder, default=default, max_length=limit
    )


def _form(title: str, button: ButtonId, field: tuple[str, discord.ui.TextInput[Any]]) -> discord.ui.Modal:
    form = discord.ui.Modal(title=title, custom_id=str(button))
    form.add_item(discord.ui.Label(text=field[0], component=field[1]))
    form.stop()  # finished before it is sent: discord.py keeps no memory of it
    return form
