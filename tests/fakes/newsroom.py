"""A server whose bot answers from real reports that come and go, for what must stay true afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
from simcord.env import Env

from bot.client import make_client
from bot.front import Front
from bot.settings import DiscordSettings
from bot.teams import Team
from corpus.report import Report
from tests.fakes import openapi
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords
from tests.fakes.houses import close_front, front_of, of_hashed_words
from tests.fakes.world import World, stored

EDITOR = discord.Permissions(manage_guild=True)
QUESTION = "who chairs the council of Raqqa?"
ONE = "Leila Mustafa chairs the council of Raqqa. She speaks for the city. The council has 43 members."
CHANGED = "The minutes were corrected. The council has 43 members. Nobody chairs the council of Raqqa now."
MODEL = HashedWords()


class Newsroom(World):
    """A server with an editor beside the others, and its reports."""

    def __init__(self, env: Any, front: Front) -> None:
        """Make it."""
        super().__init__(env)
        self.front = front
        editors = self.guild.create_role("editors", permissions=EDITOR)
        self.eve = self.guild.add_member(env.create_user("eve"), roles=[editors])

    async def team(self) -> Team:
        """Return the server's team."""
        return await self.front.team(self.guild.id)

    async def add(self, text: str, name: str = "minutes.txt", **facts: Any) -> Report:
        """Add a report as it would be added."""
        return (await self.team()).store.add(addition(text, name, embedder=MODEL, **facts))

    async def replace(self, report: Report, text: str, **facts: Any) -> Report:
        """Put other content in a report's place."""
        store = (await self.team()).store
        return store.replace(report.id, addition(text, "minutes.txt", embedder=MODEL, **facts))

    async def remove(self, report: Report) -> None:
        """Remove a report."""
        (await self.team()).store.remove(report.id)

    async def keep_up(self) -> None:
        """Let the background work look once, without its pauses."""
        self.env.bot._upkeep._corrections._pause = _no_pause
        await self.env.bot._upkeep.once()

    def shown(self, result: Any) -> dict[str, Any]:
        """Return the message of a reply as Discord holds it now."""
        return stored(self.env, result.response.message if hasattr(result, "response") else result)


async def _no_pause(_: float) -> None:
    """Go on at once."""


@asynccontextmanager
async def newsroom(
    folder: Path, settings: DiscordSettings, open_at: Callable[[Path], Any] = of_hashed_words
) -> AsyncIterator[Newsroom]:
    """Run a bot on a folder in a Discord of this process; at the end every request is checked."""
    front = front_of(None, settings, folder, open_at)
    env = Env(make_client(front, folder), settle_timeout=30)
    await env.start()
    try:
        yield Newsroom(env, front)
    finally:
        await env.shutdown()
        close_front(front)
    requests = [(entry.method, entry.path, entry.json) for entry in env.http_requests]
    wrong = [fault for entry in requests for fault in openapi.violations(*entry)]
    assert not wrong, "\n".join(wrong)
