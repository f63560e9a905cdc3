"""Share the machine between people: who may ask now, who waits, and who is told to come back.

A question takes three steps: its person has not asked more than their share in the last minute; there is room in the
queue; a place comes free. Places go round by person, nobody has two at once, and the queue is shared out between those
who wait in it, so one who asks fifty questions keeps nobody waiting who asks one. asyncio's Semaphore is first come,
first served: it knows no people and no full queue.

Everything runs on the event loop, so nothing needs a lock. The clock is monotonic: the time of day may jump.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.errors import Busy, Stopping, TooOften

MINUTE_S = 60.0
ANSWERED_S = 2.5  # what would take longer is refused: an answer shall come within 3 s for 99 of 100
PEOPLE = 10_000  # whose last minute is kept; at 5 times a person this is 1 MB
FIRST_GUESS_S = 0.5  # how long a question takes, before one has been timed
SMOOTHING = 0.5  # weight of the latest question in the running mean: the pace follows the load at once


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question that was taken.

    Args:
        person: Who asks.
        called: Done when it is its turn.
    """

    person: int
    called: asyncio.Future[None]


class Throttle:
    """A class because it holds the places, the queue and each person's last minute.

    Args:
        places: Questions running at the same time.
        queue: Questions waiting at most.
        a_minute: Questions a person may ask in any 60 seconds.
        clock: Seconds, monotonic.
    """

    def __init__(self, *, places: int, queue: int, a_minute: int, clock: Callable[[], float]) -> None:
        self.places, self._queue, self._a_minute, self._clock = places, queue, a_minute, clock
        self._asked: OrderedDict[int, deque[float]] = OrderedDict()
        self._waiting: OrderedDict[int, deque[asyncio.Future[None]]] = OrderedDict()
        self._running: set[int] = set()
        self._mean_s, self._stopping = FIRST_GUESS_S, False
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def waiting(self) -> int:
        """Questions in the queue."""
        return sum(len(line) for line in self._waiting.values())

    @property
    def running(self) -> int:
        """Questions that have a place."""
        return len(self._running)

    async def idle(self) -> None:
        """Wait until no question runs or waits."""
        await self._idle.wait()

    def learn(self, took_s: float) -> None:
        """Take this for the pace, until questions show another."""
        self._mean_s = took_s

    def stop(self) -> None:
        """Take no more questions; those that have a place or wait for one go on."""
        self._stopping = True

    def enter(self, person: int) -> Ticket:
        """Take a question at once, without waiting, and return its place in the queue; it must be held next.

        Raises:
            TooOften: The person has used up their minute.
            Busy: The queue is full.
            Stopping: The bot is going down.
        """
        self._admit(person)
        ticket = Ticket(person, asyncio.get_running_loop().create_future())
        self._waiting.setdefault(person, deque()).append(ticket.called)
        self._hand_out()
        return ticket

    @asynccontextmanager
    async def held(self, ticket: Ticket) -> AsyncIterator[None]:
        """Wait until it is the ticket's turn, and hold its place."""
        try:
            await ticket.called
        except asyncio.CancelledError:
            self._leave(ticket)
            raise
        start = self._clock()
        try:
            yield
        finally:
            self._mean_s += SMOOTHING * (self._clock() - start - self._mean_s)
            self._running.discard(ticket.person)
            self._hand_out()

    def _admit(self, person: int) -> None:
        """Count the question, or say why it is not taken; what is refused does not count."""
        if self._stopping:
            raise Stopping
        now, times = self._clock(), self._asked.setdefault(person, deque(maxlen=self._a_minute))
        self._asked.move_to_end(person)
        if len(times) == self._a_minute and now - times[0] < MINUTE_S:
            raise TooOften(self._a_minute, math.ceil(MINUTE_S - (now - times[0])))
        if not self._free(person) and not self._has_room(person):
            raise Busy(max(1, math.ceil(self._wait_s())))
        times.append(now)
        if len(self._asked) > PEOPLE:
            self._asked.popitem(last=False)

    def _free(self, person: int) -> bool:
        return len(self._running) < self.places and person not in self._running

    def _has_room(self, person: int) -> bool:
        """Whether the queue is neither full nor slow, and the person does not yet hold their share of it."""
        line = self._waiting.get(person, ())
        share = max(1, self._queue // max(1, len(self._waiting)))
        moves = self._wait_s() + self._mean_s <= ANSWERED_S or not self.waiting
        return moves and self.waiting < self._queue and len(line) < share

    def _wait_s(self) -> float:
        """Estimate when a place comes free: the queue at the pace of late."""
        return self._mean_s * (self.waiting + 1) / self.places

    def _leave(self, ticket: Ticket) -> None:
        """Take a question that is no longer wanted out of the queue, or its place back."""
        if not ticket.called.cancelled():
            self._running.discard(ticket.person)
        self._hand_out()

    def _hand_out(self) -> None:
        """Give free places to those who wait, one a person, in the order of their questions; forget who gave up."""
        behind: list[tuple[int, deque[asyncio.Future[None]]]] = []
        for person in list(self._waiting):
            line = deque(called for called in self._waiting.pop(person) if not called.cancelled())
            if line and person not in self._running and len(self._running) < self.places:
                self._running.add(person)
                line.popleft().set_result(None)
                behind.append((person, line))
            elif line:
                self._waiting[person] = line
        self._waiting.update((person, line) for person, line in behind if line)
        if self._running or self._waiting:
            self._idle.clear()
        else:
            self._idle.set()
