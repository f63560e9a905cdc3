"""Keep true what the bot once said, in the background: correct answers whose reports went, tell watchers, purge words.

Every few seconds each team is looked at; where neither its reports nor who may see them changed, that is one number
read. What is to be done is written down before it is done (`bot.posted`, `bot.watches`), so that a restart or a kill in
between repeats at most one edit and forgets none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import apsw
import discord

from bot.commands.failing import endured
from bot.correcting import Corrections
from bot.errors import BotError
from bot.front import Front
from bot.logs import report_line
from bot.teams import Team
from bot.telling import Watchers
from corpus.errors import CorpusError
from index.errors import IndexingError

TICK_S = 2.0
PURGE_S = 3600.0
_FAULTS = (BotError, CorpusError, IndexingError, apsw.Error, OSError)

_log = logging.getLogger("verbatim.upkeep")


class Upkeep:
    """The work between questions; a class because it holds how far each team was looked at.

    Args:
        client: The running bot.
        front: What commands share.
        pause: Waits so many seconds; tests do not.
    """

    def __init__(
        self, client: discord.Client, front: Front, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._client, self._front = client, front
        self._corrections, self._watchers = Corrections(client, front, pause), Watchers(client, front)
        self._looked_at: dict[int, int] = {}
        self._purged_s: dict[int, float] = {}

    async def open_all(self) -> None:
        """Open the teams of the servers that the bot is in, so that what is due from before a restart is done."""
        servers = [guild.id for guild in self._client.guilds]
        for server in await asyncio.to_thread(self._front.teams.with_reports, servers):
            try:
                await self._front.team(server)
            except _FAULTS as fault:
                report_line(_log, "team not opened", level=logging.WARNING, reason=type(fault).__name__)

    async def once(self) -> None:
        """Look at every team once; whatever is wrong with one, the others have their turn."""
        for team in self._front.teams.open_ones():
            await endured(self._foreseen(team), "the upkeep of a server")

    async def _foreseen(self, team: Team) -> None:
        """Look at a team; a fault that may be over by the next time is a line in the log."""
        try:
            await self._look_at(team)
        except _FAULTS as fault:
            report_line(_log, "upkeep failed", level=logging.WARNING, reason=type(fault).__name__)

    async def _look_at(self, team: Team) -> None:
        seq = await asyncio.to_thread(lambda: team.store.seq)
        await asyncio.to_thread(self._corrections.note_late, team)
        if self._looked_at.get(team.server) != seq:
            await asyncio.to_thread(self._corrections.note_departures, team)
            await self._watchers.tell(team)
            self._looked_at[team.server] = seq
        await self._corrections.make(team)
        await self._purge(team)

    async def _purge(self, team: Team) -> None:
        """Take words and persons out of what is older than the settings say, once an hour."""
        if self._front.clock() - self._purged_s.get(team.server, -PURGE_S) < PURGE_S:
            return
        self._purged_s[team.server] = self._front.clock()
        days = self._front.settings.privacy.keep_questions_days
        purged = await asyncio.to_thread(team.remembered.purge, days)
        purged += await asyncio.to_thread(team.feedback.purge, days)
        if purged:
            report_line(_log, "questions' words purged", count=purged)
