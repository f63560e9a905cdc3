"""The buttons under mentions, watches, gaps and /forget-me: like those under answers, each carries all that it needs.

A list is made anew, for whoever turns its page, from what they may see then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import discord

from bot.ui.kept_buttons import KeptButton

VERSION = 1
TERM_CHARACTERS = 60  # so that page, flags and term fit into the 100 characters of a custom id
_PATTERN = re.compile(r"t(?P<version>\d{1,3}):(?P<verb>[a-z]{1,12}):(?P<rest>.*)", re.DOTALL)
_PAGE = re.compile(r"(\d{1,6}):([fn]{0,2}):(.*)", re.DOTALL)


class Verb(StrEnum):
    """What a button does; the value stands in its custom id."""

    MENTIONS = "men"
    UNWATCH = "unw"
    FORGET = "fgt"
    GAPS = "gap"


@dataclass(frozen=True, slots=True)
class Search:
    """Which term is looked for, and which page of the sentences that hold it is shown.

    Args:
        term: A word or several in a row.
        page: Counted from 0.
        forms: Whether other forms of the words count.
        newest: Whether the newest report comes first; else the oldest.
    """

    term: str
    page: int = 0
    forms: bool = False
    newest: bool = True

    def __str__(self) -> str:
        return f"{self.page}:{'f' * self.forms}{'n' * self.newest}:{self.term}"

    @classmethod
    def read(cls, rest: str) -> Search | None:
        """Return what a custom id says, None where it says nothing of the kind."""
        found = _PAGE.fullmatch(rest)
        return cls(found[3], int(found[1]), "f" in found[2], "n" in found[2]) if found else None

    def at(self, page: int) -> Search:
        """Return the same search at another page."""
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class TrustId:
    """What a button is about.

    Args:
        verb: What it does; None where another version of the bot gave it a meaning that is not known here.
        rest: What it does it to.
    """

    verb: Verb | None
    rest: str

    def __str__(self) -> str:
        return f"t{VERSION}:{self.verb}:{self.rest}"

    @classmethod
    def read(cls, custom_id: str) -> TrustId | None:
        """Return what a custom id says, None where it is none of ours."""
        found = _PATTERN.fullmatch(custom_id)
        if not found:
            return None
        known = found["verb"] in set(Verb) and int(found["version"]) == VERSION
        return cls(Verb(found["verb"]) if known else None, found["rest"])


class TrustButton(KeptButton[TrustId], template=_PATTERN):
    """One such button; a class because discord.py calls it by the pattern of its custom id.

    Args:
        button: What it does and to what.
        label: What it says.
        enabled: Whether it can be pressed.
        danger: Whether it cannot be undone.
    """

    def __init__(self, button: TrustId, label: str, *, enabled: bool = True, danger: bool = False) -> None:
        style = discord.ButtonStyle.danger if danger else discord.ButtonStyle.secondary
        item: discord.ui.Button[Any] = discord.ui.Button(
            label=label, custom_id=str(button), disabled=not enabled, style=style
        )
        super().__init__(button, item)

    @classmethod
    def read(cls, custom_id: str) -> TrustId:
        """Return what a custom id of this kind says."""
        return TrustId.read(custom_id) or TrustId(None, "")
