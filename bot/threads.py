"""Run blocking work in threads, a few at a time, fairly, and not for ever.

Searching and reading take a processor core for a tenth of a second or more: on the event loop they would stop the heart
beat. Work whose deadline passes keeps its place until its thread ends, because the thread cannot be stopped: otherwise
a slow machine would start ever more of them.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from bot.errors import TooLate
from bot.throttle import Throttle, Ticket

T = TypeVar("T")


class Threads:
    """A class because it holds the threads and what runs in them.

    Args:
        name: Of the threads, as a debugger shows them.
        throttle: Who may run when; it has one place a thread.
        deadline_s: Seconds from asking to the result, waiting included.
    """

    def __init__(self, name: str, throttle: Throttle, *, deadline_s: float) -> None:
        self._pool = ThreadPoolExecutor(throttle.places, name)
        self._throttle, self._deadline_s = throttle, deadline_s
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def is_busy(self) -> bool:
        """Whether any work is being done; may be asked from any thread."""
        return self._throttle.running > 0

    @property
    def under_way(self) -> int:
        """How many run or wait."""
        return self._throttle.running + self._throttle.waiting

    async def idle(self, within_s: float) -> None:
        """Wait until nothing runs or waits, but no longer than so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._throttle.idle()

    async def run(self, person: int, job: Callable[[], T]) -> T:
        """Return what the job returns, run in a thread when it is the person's turn.

        Raises:
            NotAsked: The throttle refused it.
            TooLate: The deadline passed.
        """
        ticket = self._throttle.enter(person)  # a refusal comes before anything waits
        started = asyncio.Event()
        task = asyncio.create_task(self._turn(ticket, job, started))
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        done, _ = await asyncio.wait({task}, timeout=self._deadline_s)
        if done:
            return task.result()
        if not started.is_set():
            task.cancel()
        raise TooLate(self._deadline_s)

    async def _turn(self, ticket: Ticket, job: Callable[[], T], started: asyncio.Event) -> T:
        async with self._throttle.held(ticket):
            started.set()
            run = contextvars.copy_context().run
            return await asyncio.get_running_loop().run_in_executor(self._pool, run, job)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """Let go of a task, and of the fault of one that nobody waits for any more."""
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()

    async def warm_up(self, job: Callable[[], object], clock: Callable[[], float]) -> None:
        """Run the job twice before anybody waits for it: once cold, once to learn the pace."""
        for _ in range(2):
            start = clock()
            await asyncio.get_running_loop().run_in_executor(self._pool, job)
            self._throttle.learn(clock() - start)

    def stop(self) -> None:
        """Take no more work; what runs goes on."""
        self._throttle.stop()

    def close(self) -> None:
        """End the threads as soon as they are done."""
        self._pool.shutdown(wait=False, cancel_futures=True)
