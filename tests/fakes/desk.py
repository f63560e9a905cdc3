"""A server with an editor and somebody who is none, and a bot on a real store, in a Discord of this process."""

from __future__ import annotations

from typing import Any

import discord

from bot.attachments import Attachment
from bot.front import Front
from corpus.store import Store
from tests.fakes.world import World

ONE = b"The council of Raqqa chose Leila Mustafa as its chair on Monday. She speaks for the city."
TWO = b"The council of Raqqa chose nobody on Tuesday. It meets again in May."
EDITOR = discord.Permissions(manage_guild=True)


class Desk(World):
    """A server in which eve is an editor and ben is not."""

    def __init__(self, env: Any, front: Front) -> None:
        """Make it."""
        super().__init__(env)
        self.front = front
        self.editors = self.guild.create_role("editors", permissions=EDITOR)
        self.eve = self.guild.add_member(env.create_user("eve"), roles=[self.editors])
        front.fetch = self._fetch

    async def _fetch(self, file: Attachment) -> bytes:
        """Take a file from where this Discord keeps it."""
        return self.env.backend.cdn.get(file.url) or b""

    async def store(self) -> Store:
        """Return the server's reports."""
        return (await self.front.team(self.guild.id)).store

    async def add(self, *files: tuple[str, bytes], **typed: Any) -> Any:
        """Add files by the form."""
        shown = await self.eve.slash(self.channel, "add")
        return await self.eve.submit_modal(shown, {"files": list(files), **typed})
