"""The library: reports come, are replaced and go beside the questions, one at a time.

Reading and embedding a file takes seconds to minutes of a processor core. So all of it happens in one thread of its
own, which gives way to questions between two batches of sentences; the event loop only waits. Files stand in one line
across all uploads: each upload's next file takes its turn behind the others', and no more than one lies in memory.
"""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from bot.errors import Crowded, Stopping
from corpus.report import Document, Report
from corpus.store import Store
from index.indexing import Added, Filing, Indexer

MOST_WAITING = 100  # files of one server; ten uploads of ten
GIVE_WAY_S = 1.0  # longest pause between two batches of sentences, so that a flood of questions only slows adding down
FINISH_S = 5.0  # given to the file under way when the program is told to stop; half of what a stop takes by default
CLOSING_S = 3.0  # a transaction of 20,000 sentences takes half of it
_PAUSE_S = 0.01

T = TypeVar("T")
Content = Callable[[], Awaitable[bytes]]
Told = tuple[Callable[[int], None], Callable[[Document], None], Callable[[int, int], None]]


class Stage(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    FETCHING = "fetching"
    READING = "reading"
    RECOGNISING = "pages"
    EMBEDDING = "sentences"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Replaced:
    """What became of a report whose content was replaced.

    Args:
        before: The report as it was.
        report: The report as it is.
        gone: Sentences that stood only in the old content.
        new: Sentences that stand only in the new content.
    """

    before: Report
    report: Report
    gone: int
    new: int


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of a report whose file is gone.

    Args:
        report: The report as it was.
    """

    report: Report


@dataclass(frozen=True, slots=True)
class There:
    """What became of a file that is a report already, which its sender may not see: they are told no more of it."""


@dataclass(slots=True)
class Work:
    """One file on its way; the library's thread writes it, the event loop shows it.

    Args:
        name: What the file is called, cleaned for show.
        stage: How far it is.
        sentences: How many it has, 0 before they are known.
        embedded: How many of them are done.
        pages: How many of its pages without text are recognised, and of how many.
        outcome: What became of it, None before that is known; an error says why it is no report.
    """

    name: str
    stage: Stage = Stage.WAITING
    sentences: int = 0
    embedded: int = 0
    pages: tuple[int, int] = (0, 0)
    outcome: Added | Replaced | Removed | There | Exception | None = None

    def begun(self, document: Document) -> None:
        """Note that the file is read."""
        self.sentences, self.stage = len(document.sentences), Stage.EMBEDDING

    def recognising(self, done: int, total: int) -> None:
        """Note how many pages are recognised."""
        self.pages, self.stage = (done, total), Stage.RECOGNISING


class Shelves(Protocol):
    """Where reports go: what a team and an opened data folder both have."""

    @property
    def store(self) -> Store:
        """The reports."""
        ...

    @property
    def indexer(self) -> Indexer:
        """What makes files reports of that store."""
        ...


class Library:
    """Adds, replaces and removes the reports of all teams; a class because it holds the thread and the line before it.

    Args:
        is_asked: Whether questions are being answered, to which this work gives way.
    """

    def __init__(self, is_asked: Callable[[], bool] = lambda: False) -> None:
        self._is_asked = is_asked
        self._pool = ThreadPoolExecutor(1, "library")
        self._turn, self._waiting = asyncio.Lock(), Counter[int]()
        self._stopping, self._until_s = threading.Event(), math.inf
        self._running: Future[Any] | None = None

    def waiting(self, server: int) -> int:
        """Return how many files of a server are on their way."""
        return self._waiting[server]

    @contextmanager
    def room(self, server: int, files: int) -> Iterator[None]:
        """Hold places in the line while the block runs.

        Raises:
            Crowded: this server holds too many already.
            Stopping: the bot is going down.
        """
        if self._stopping.is_set():
            raise Stopping
        if self._waiting[server] + files > MOST_WAITING:
            raise Crowded(self._waiting[server], MOST_WAITING)
        self._waiting[server] += files
        try:
            yield
        finally:
            self._waiting[server] -= files

    async def add(self, to: Shelves, work: Work, content: Content, filing: Filing) -> Added:
        """Make a file a report; the same bytes again change nothing.

        Raises:
            RefusedReport: the file does not become a report.
            Stopping: the bot is going down; the store is as it was.
        """
        told = self._follower(work)
        return await self._in_turn(work, content, lambda data: to.indexer.add_bytes(data, work.name, filing, *told))

    async def replace(self, to: Shelves, report_id: int, work: Work, content: Content, filing: Filing) -> Replaced:
        """Put a file in a report's place and say what that changed.

        Raises:
            ReportNotFound: there is no such report.
            RefusedReport: the file does not become a report, or is one already.
            Stopping: the bot is going down; the store is as it was.
        """
        return await self._in_turn(work, content, lambda data: self._replace(to, report_id, work, data, filing))

    def stop(self) -> None:
        """Take nothing more; the file that is being embedded is left after a while."""
        self._until_s = time.monotonic() + FINISH_S
        self._stopping.set()

    def close(self) -> None:
        """Leave the file that is being embedded, and wait for the thread as long as a transaction may take."""
        self._until_s = -math.inf
        self._stopping.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait([self._running] if self._running else [], CLOSING_S)

    async def _in_turn(self, work: Work, content: Content, job: Callable[[bytes], T]) -> T:
        async with self._turn:
            if self._stopping.is_set():
                raise Stopping
            work.stage = Stage.FETCHING
            data = await content()
            work.stage = Stage.READING
            self._running = running = self._pool.submit(job, data)
            return await asyncio.wrap_future(running)

    def _replace(self, to: Shelves, report_id: int, work: Work, data: bytes, filing: Filing) -> Replaced:
        before, old = to.store.report(report_id), _sentences(to.store, report_id)
        added = to.indexer.replace_bytes(report_id, data, work.name, filing, *self._follower(work))
        new = _sentences(to.store, report_id)
        return Replaced(before, added.report, (old - new).total(), (new - old).total())

    def _follower(self, work: Work) -> Told:
        """Return what the indexer tells its progress: it gives way to questions, and ends the work at a stop."""

        def follow(sentences: int) -> None:
            work.embedded += sentences
            until = time.monotonic() + GIVE_WAY_S
            while self._is_asked() and time.monotonic() < until and not self._stopping.is_set():
                time.sleep(_PAUSE_S)
            if time.monotonic() > self._until_s:
                raise Stopping

        def recognising(done: int, total: int) -> None:
            work.recognising(done, total)
            if time.monotonic() > self._until_s:  # the child goes on beside: waiting here would not hold it up
                raise Stopping

        return follow, work.begun, recognising


def _sentences(store: Store, report_id: int) -> Counter[str]:
    text = store.text(report_id)
    return Counter(text[start:end] for start, end in store.spans(report_id))


class Waiting:
    """The library for a thread that may wait for it; a class because it holds the event loop and a team's reports.

    Args:
        library: The line in which files become reports.
        to: Where they go.
        loop: The event loop that the library belongs to.
    """

    def __init__(self, library: Library, to: Shelves, loop: asyncio.AbstractEventLoop) -> None:
        self._library, self._to, self._loop = library, to, loop

    def add(self, work: Work, content: bytes, filing: Filing) -> Added:
        """Make a file a report; see `Library.add`."""
        adding = self._library.add(self._to, work, _there(content), filing)
        return asyncio.run_coroutine_threadsafe(adding, self._loop).result()

    def replace(self, report_id: int, work: Work, content: bytes, filing: Filing) -> Replaced:
        """Put a file in a report's place; see `Library.replace`."""
        replacing = self._library.replace(self._to, report_id, work, _there(content), filing)
        return asyncio.run_coroutine_threadsafe(replacing, self._loop).result()

    def remove(self, report_id: int) -> Report:
        """Remove a report; this waits for no file that is being embedded.

        Raises:
            ReportNotFound: there is no such report.
        """
        return self._to.indexer.remove(report_id)


def _there(content: bytes) -> Content:
    async def given() -> bytes:
        return content

    return given
