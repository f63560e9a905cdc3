"""The buttons under lists of reports and results of adding: like those under answers, each carries all that it needs.

A list of reports carries its page and filter in the buttons that turn it, so it goes on working after any restart and
is made anew, for whoever presses, from what they may see then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import discord

from bot.errors import NotAsked
from bot.ui.kept_buttons import KeptButton

VERSION = 1
ID_CHARACTERS = 100  # Discord's limit for a custom id
SEARCH_CHARACTERS = 60
_PATTERN = re.compile(r"r(?P<version>\d{1,3}):(?P<verb>[a-z]{1,12})(?::(?P<rest>.*))?", re.DOTALL)
_LISTING = re.compile(
    r"(?P<page>\d{1,6}):(?P<since>[\d-]*):(?P<until>[\d-]*):(?P<length>\d{1,3}):(?P<words>.*)", re.DOTALL
)
_ONE = re.compile(r"(?P<report>\d{1,18})(?::(?P<content>[0-9a-f]{8}))?")


class Verb(StrEnum):
    """What a button or form does; the value stands in its custom id."""

    SHOW = "show"
    ASK = "ask"
    LIST = "list"
    REMOVE = "rm"
    CONFIRM = "rmyes"
    KEEP = "keep"
    ADD = "add"


LABELS = {
    Verb.SHOW: "Show report",
    Verb.ASK: "Ask about it",
    Verb.LIST: "Show all reports",
    Verb.REMOVE: "Remove",
    Verb.CONFIRM: "Remove it",
    Verb.KEEP: "Keep it",
}
_STYLES = {Verb.CONFIRM: discord.ButtonStyle.danger}


@dataclass(frozen=True, slots=True)
class Listing:
    """Which reports are listed, and which page of them is shown.

    Args:
        page: Counted from 0.
        search: Words that title, publisher, file name or date must hold.
        collection: Only this collection.
        since: Only reports of this day or later, ISO 8601.
        until: Only reports of this day or earlier, likewise.
    """

    page: int = 0
    search: str = ""
    collection: str = ""
    since: str = ""
    until: str = ""

    def __str__(self) -> str:
        days = f"{self.since}:{self.until}"
        return f"{self.page}:{days}:{len(self.collection)}:{self.collection}{self.search}"

    @classmethod
    def read(cls, words: str) -> Listing | None:
        """Return what a custom id says, None where it says nothing of the kind."""
        found = _LISTING.fullmatch(words)
        if not found:
            return None
        length, rest = int(found["length"]), found["words"]
        return cls(int(found["page"]), rest[length:], rest[:length], found["since"], found["until"])

    def turned(self, page: int) -> Listing:
        """Return the same list at another page."""
        return replace(self, page=page)

    def require_short(self) -> None:
        """Refuse a filter that no button can carry.

        Raises:
            NotAsked: it is too long; the message says by how much.
        """
        over = len(str(ReportId(Verb.LIST, str(self.turned(10**5))))) - ID_CHARACTERS
        if over > 0:
            raise NotAsked(f"These words are {over} characters too long to turn pages with: search for fewer.")


@dataclass(frozen=True, slots=True)
class ReportId:
    """What a button or form is about.

    Args:
        verb: What it does; None where another version of the bot gave it a meaning that is not known here.
        rest: A listing, or a report's id, with the beginning of its content's hash where the content matters.
    """

    verb: Verb | None
    rest: str = ""

    def __str__(self) -> str:
        return f"r{VERSION}:{self.verb}" + (f":{self.rest}" if self.rest else "")

    @property
    def report(self) -> int:
        """Return the report's id, 0 where there is none."""
        found = _ONE.fullmatch(self.rest)
        return int(found["report"]) if found else 0

    @property
    def content(self) -> str:
        """Return the beginning of the content's hash, empty where it does not matter."""
        found = _ONE.fullmatch(self.rest)
        return (found["content"] or "") if found else ""

    @classmethod
    def read(cls, custom_id: str) -> ReportId | None:
        """Return what a custom id says, None where it is none of ours."""
        found = _PATTERN.fullmatch(custom_id)
        if not found:
            return None
        known = found["verb"] in set(Verb) and int(found["version"]) == VERSION
        return cls(Verb(found["verb"]) if known else None, found["rest"] or "")


class ReportButton(KeptButton[ReportId], template=_PATTERN):
    """One button about a report; a class because discord.py calls it by the pattern of its custom id.

    Args:
        button: What it does and to what.
        name: The label, where another than the verb's own.
        disabled: Whether it cannot be pressed.
    """

    def __init__(self, button: ReportId, name: str | None = None, *, disabled: bool = False) -> None:
        verb = button.verb or Verb.SHOW
        style = _STYLES.get(verb, discord.ButtonStyle.secondary)
        item: discord.ui.Button[Any] = discord.ui.Button(
            label=name or LABELS[verb], custom_id=str(button), style=style, disabled=disabled
        )
        super().__init__(button, item)

    @classmethod
    def read(cls, custom_id: str) -> ReportId:
        """Return what a custom id of this kind says."""
        return ReportId.read(custom_id) or ReportId(None)


def report_row(*verbs: Verb, report: int, content: str = "") -> discord.ui.ActionRow[Any]:
    """Return the buttons of one report, in this order."""
    marked = f"{report}:{content[:8]}"
    return discord.ui.ActionRow(*(ReportButton(ReportId(verb, marked if content else str(report))) for verb in verbs))
