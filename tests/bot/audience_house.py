"""The bot on its files for the machine of test_audience_machine.py, and the two servers that it is in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import discord

from bot.front import Front
from bot.settings import DiscordSettings, ThrottleSettings
from corpus.errors import RefusedCollection
from tests.fakes.houses import close_front, front_of, of_hashed_words
from tests.fakes.people import FORUM, TEXT

RED, BLUE = 100, 200
PEOPLE = (11, 12, 13)
NOBODY = 19  # a member of both servers without any role, whom nobody tells anything alone
ROLES = {RED: (107, 108), BLUE: (207,)}
CHANNELS = {RED: {111: TEXT, 112: TEXT, 113: FORUM}, BLUE: {211: TEXT}}
NAMES = ("legal", "field")
PATIENT = DiscordSettings(
    server=RED, throttle=ThrottleSettings(questions_a_minute=600, clicks_a_minute=600, reply_deadline_s=600)
)


class House:
    """The bot on its files, kept from machine to machine, because opening it costs more than a machine."""

    def __init__(self, folder: Path) -> None:
        """Open it."""
        self.folder, self.runner, self.members = folder, asyncio.Runner(), None
        self.front = self._opened()

    def restart(self) -> None:
        """End the bot and begin it again."""
        close_front(self.front)
        self.front = self._opened()

    def empty(self) -> None:
        """Remove every report and collection, and what was said."""
        for server in (RED, BLUE):
            store = self.runner.run(self.front.team(server)).store
            for report in store.reports():
                store.remove(report.id)
            for name in NAMES:
                with suppress(RefusedCollection):
                    store.collections.delete(name)
        for person in (*PEOPLE, NOBODY):
            self.front.lanes.talk.forget(person)

    def close(self) -> None:
        """Close it."""
        close_front(self.front)
        self.runner.close()

    def _opened(self) -> Front:
        front = front_of(None, PATIENT, self.folder, of_hashed_words)
        front.members = self  # type: ignore[assignment]
        asking = front.teams.open_home().asking
        front.lanes.questions = front.lanes.glances = Inline()  # type: ignore[assignment]
        asking.questions = asking._glances = Inline()  # type: ignore[assignment]
        return front

    def servers(self) -> list[int]:
        """Return the servers that the bot is in."""
        return [RED, BLUE]

    async def one(self, server: int, person: int) -> discord.Member | None:
        """Ask the machine that runs."""
        assert self.members is not None
        return await self.members.one(server, person)


class Inline:
    """Stands for threads and throttle: everything runs at once, in its turn."""

    async def run(self, _: int, job: Callable[[], Any]) -> Any:
        """Run a job."""
        return job()

    async def idle(self, _: float) -> None:
        """Wait for nothing: nothing else runs."""

    def close(self) -> None:
        """End nothing."""
