"""What all our buttons share: each is made again from its custom id alone, and handed to the client when pressed."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import Any, Generic, Protocol, Self, TypeVar, cast

import discord

I = TypeVar("I")  # noqa: E741 - what a button's custom id says
_NONE = re.compile(r"(?!)")  # each kind of button has a pattern of its own


class Client(Protocol):
    """What the client does when a button is pressed."""

    async def pressed(self, interaction: discord.Interaction, button: object) -> None:
        """Answer the press."""
        ...


class KeptButton(discord.ui.DynamicItem[discord.ui.Button[Any]], Generic[I], template=_NONE):
    """A button that discord.py recognises by the pattern of its custom id; a class because it calls it then.

    Args:
        button: What it does and to what.
        item: How it looks.
    """

    def __init__(self, button: I, item: discord.ui.Button[Any]) -> None:
        super().__init__(item)
        self.button = button

    @classmethod
    @abstractmethod
    def read(cls, custom_id: str) -> I:
        """Return what a custom id of this kind says."""

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button again from its custom id."""
        made = cls.__new__(cls)
        KeptButton.__init__(made, cls.read(match.string), cast("discord.ui.Button[Any]", item))
        return made

    async def callback(self, interaction: discord.Interaction) -> None:
        """Hand the press to the client."""
        await cast("Client", interaction.client).pressed(interaction, self.button)
