"""The buttons under an answer: each carries all it needs in its custom id, so it works after any restart.

discord.py's ordinary buttons are remembered in memory, by message, until the process ends. A DynamicItem is recognised
by the pattern of its id alone: nothing is stored, and 10,000 answers later the view store is as large as at the start.
A view holds nothing else and has no timeout: one ordinary button in it would unregister this class when it expires.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

import discord

from bot.ui.kept_buttons import KeptButton

VERSION = 1
NUMBER_AT_MOST = 2**63 - 1  # SQLite's largest row id
_PATTERN = re.compile(r"v(?P<version>\d{1,3}):(?P<verb>[a-z]{1,12}):(?P<number>-?\d{1,19})(?::(?P<server>\d{1,19}))?")


class Verb(StrEnum):
    """What a button does; the value stands in its custom id."""

    CONTEXT = "ctx"
    MORE = "more"
    SOURCES = "src"
    FOLLOW_UP = "ask"
    REPORT = "bad"
    CLOSEST = "near"
    REPHRASE = "re"
    HELPFUL = "good"
    AGAIN = "again"
    WATCH = "watch"
    MARKDOWN = "md"
    JSON = "json"


LABELS = {
    Verb.CONTEXT: "Context",
    Verb.MORE: "More quotes",
    Verb.SOURCES: "Sources",
    Verb.FOLLOW_UP: "Ask a follow-up",
    Verb.REPORT: "Report a problem",
    Verb.CLOSEST: "Show closest passages",
    Verb.REPHRASE: "Rephrase",
    Verb.HELPFUL: "Helpful",
    Verb.AGAIN: "Ask again",
    Verb.WATCH: "Watch this question",
    Verb.MARKDOWN: "Export as Markdown",
    Verb.JSON: "Export as JSON",
}


@dataclass(frozen=True, slots=True)
class ButtonId:
    """What a button or form is about.

    Args:
        verb: What it does; None where another version of the bot gave it a meaning that is not known here.
        number: A sentence's id for Context, a remembered question's id for all others; negative for an answer that
            only its person was shown beside a public one.
        server: In a direct message, the server whose reports it is about; 0 elsewhere, where the place tells.
    """

    verb: Verb | None
    number: int
    server: int = 0

    def __str__(self) -> str:
        return f"v{VERSION}:{self.verb}:{self.number}" + (f":{self.server}" if self.server else "")

    @classmethod
    def read(cls, custom_id: str) -> ButtonId | None:
        """Return what a custom id says, None where it is none of ours."""
        found = _PATTERN.fullmatch(custom_id)
        if not found or abs(int(found["number"])) > NUMBER_AT_MOST:
            return None
        known = found["verb"] in set(Verb) and int(found["version"]) == VERSION
        return cls(Verb(found["verb"]) if known else None, int(found["number"]), int(found["server"] or 0))


class AnswerButton(KeptButton[ButtonId], template=_PATTERN):
    """One button under an answer; a class because discord.py calls it by the pattern of its custom id.

    Args:
        button: What it does and to what.
        name: The label, where another than the verb's own.
    """

    def __init__(self, button: ButtonId, name: str | None = None) -> None:
        shown = name or (LABELS[button.verb] if button.verb else "?")
        super().__init__(button, discord.ui.Button(label=shown, custom_id=str(button)))

    @classmethod
    def read(cls, custom_id: str) -> ButtonId:
        """Return what a custom id of this kind says."""
        return ButtonId.read(custom_id) or ButtonId(None, 0)


def quote_buttons(verbs: tuple[Verb, ...], number: int) -> list[AnswerButton]:
    """Return the buttons of one question, in this order."""
    return [AnswerButton(ButtonId(verb, number)) for verb in verbs]


def name_server(view: discord.ui.LayoutView | discord.ui.View, server: int) -> None:
    """Let every button of a direct message carry the server that its answer comes from."""
    for item in view.walk_children():
        if isinstance(item, AnswerButton):
            item.button = replace(item.button, server=server)
            item.item.custom_id = str(item.button)
