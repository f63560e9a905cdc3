"""What every command and button shares: the teams of the servers, and the count of what is under way."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.attachments import Downloads, Fetch
from bot.lanes import Lanes
from bot.scope import Event, Members, Scope, scope_of, scopes_of
from bot.settings import DiscordSettings
from bot.teams import Team, Teams

EVENTS_KEPT = 10_000  # Discord delivers an event again within seconds, if it does
STALE_S = 2.8  # an interaction is void after 3 s; what is sent later is an error on both sides


class Seen:
    """The ids of the latest events; a class because it holds them.

    Discord may deliver an event again after a reconnection; each is answered once.
    """

    def __init__(self) -> None:
        self._ids: OrderedDict[int, None] = OrderedDict()

    def before(self, event: int) -> bool:
        """Whether this event was seen before; from now on it was."""
        known = event in self._ids
        self._ids[event] = None
        if len(self._ids) > EVENTS_KEPT:
            self._ids.popitem(last=False)
        return known


class Freshness:
    """Tells how old an interaction is by Discord's clock; a class because it holds the difference of the clocks.

    This machine's clock may be minutes off, and may jump. The least age seen is taken for that difference, and is
    measured anew from each interaction that looks void: a wrong clock costs one interaction, never all of them.

    Args:
        now: The time by this machine, UTC.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now, self._least_s = now, float("inf")

    def is_stale(self, created: datetime) -> bool:
        """Whether an interaction is too old to be answered."""
        age_s = (self._now() - created).total_seconds()
        stale = age_s - self._least_s >= STALE_S
        self._least_s = age_s if stale else min(self._least_s, age_s)
        return stale


class Flights:
    """Counts what is under way, so that the end of the program can wait for it; a class because it holds the count."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count one while the block runs."""
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def landed(self, within_s: float) -> bool:
        """Wait until nothing is under way and return whether that came in time."""
        waiting = asyncio.ensure_future(self._none.wait())
        await asyncio.wait({waiting}, timeout=within_s)
        waiting.cancel()
        return self._none.is_set()


@dataclass(slots=True)
class Front:
    """What every command and button shares.

    Args:
        teams: What each server has of its own.
        lanes: What they share.
        settings: How the bot meets Discord.
        fetch: Fetches what people attach.
        reader: What reads the best passages, by name.
        members: Tells who is in a server, once there is a client.
        clock: Seconds, monotonic.
        seen: Events that were delivered before.
        freshness: How old an interaction is.
        flights: What is under way.
    """

    teams: Teams
    lanes: Lanes
    settings: DiscordSettings
    fetch: Fetch = field(default_factory=lambda: Downloads().fetch)
    reader: str = ""
    members: Members | None = None
    clock: Callable[[], float] = time.monotonic
    seen: Seen = field(default_factory=Seen)
    freshness: Freshness = field(default_factory=Freshness)
    flights: Flights = field(default_factory=Flights)

    async def scope(self, event: Event, *, private: bool, server: int | None = None) -> Scope:
        """Return what a reply to an event may show; see `bot.scope.scope_of`."""
        return await scope_of(self.teams, self.members, event, private=private, server=server)

    async def scopes(self, event: Event, server: int | None = None) -> list[Scope]:
        """Return what private replies to an event may show, one scope for each shared server."""
        return await scopes_of(self.teams, self.members, event, server)

    async def team(self, server: int | None) -> Team:
        """Return the team of the server that an event comes from.

        Raises:
            NotAsked: It comes from none.
            CorpusError: The team's files cannot be opened.
        """
        return await self.teams.of(server)
