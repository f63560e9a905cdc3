"""One team a Discord server: its reports, searches, remembered questions and feedback, in a folder of its own.

No request ever opens another server's files. A team is opened at the first need of it, off the event loop, and closed
when the bot leaves its server or ends. The data folder itself, which the command line fills, belongs to one server: the
configured one, or the only one that the bot is in when it first connects, which is remembered in the folder.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw

from bot.asking import Answers, Asking
from bot.books import BOUND, FEEDBACK, LEFT, POSTED, REMEMBERED, WATCHES
from bot.errors import NotAsked, StartRefused
from bot.feedback import FeedbackBook
from bot.lanes import Lanes
from bot.logs import report_line
from bot.posted import Posted
from bot.remembered import Remembered
from bot.renewing import renewing
from bot.settings import DiscordSettings
from bot.watches import Watches
from corpus.folder import SERVERS
from corpus.shelf import DATABASE
from corpus.store import Store
from index.embedding import Embedder
from index.indexing import Indexer
from index.opening import Opened

NO_SERVER = "This works in a server only: ask me there."

OpenAt = Callable[[Path], AbstractContextManager[Opened]]
_log = logging.getLogger("verbatim.teams")


@dataclass(frozen=True, slots=True)
class Team:
    """What one server has of its own; its parts may be used from any thread.

    Args:
        server: Discord's id of the server.
        folder: Where everything of it is kept.
        store: Its reports, and who may see them.
        indexer: Adds, replaces and removes reports.
        answers: What answers questions.
        remembered: Questions that were answered.
        feedback: What people report about answers.
        asking: The way of a question to the answers.
        posted: Answers that stand in Discord.
        watches: Questions that channels wait for.
        embedder: Gives the model that embeds.
    """

    server: int
    folder: Path
    store: Store
    indexer: Indexer
    answers: Answers
    remembered: Remembered
    feedback: FeedbackBook
    asking: Asking
    posted: Posted
    watches: Watches
    embedder: Callable[[], Embedder]


@dataclass(frozen=True, slots=True)
class _Books:
    """What is kept of people beside the reports."""

    remembered: Remembered
    feedback: FeedbackBook
    posted: Posted
    watches: Watches


class Teams:
    """The teams of all servers; a class because it holds those that are open. To be used on the event loop.

    Args:
        folder: The data folder.
        open_at: Opens the reports in a folder.
        lanes: What all teams share.
        settings: How the bot meets Discord.
    """

    def __init__(self, folder: Path, open_at: OpenAt, lanes: Lanes, settings: DiscordSettings) -> None:
        self._folder, self._open_at, self._lanes, self._settings = folder, open_at, lanes, settings
        self._teams: dict[int, asyncio.Task[Team]] = {}
        self._closing: dict[Path, ExitStack] = {}
        self._home: Team | None = None
        self._is_connected = asyncio.Event()
        self.bound = settings.server or _read_bound(folder)

    def open_home(self) -> Team:
        """Open what the data folder itself holds, before the bot connects; blocks.

        Raises:
            StartRefused: A file of it cannot be used.
        """
        self._home = self._home or self._open(self.bound, self._folder)
        return self._home

    async def connected(self, servers: Collection[int]) -> None:
        """Bind the data folder to the only server that the bot is in, where it belongs to none yet."""
        if not servers:
            return
        if not self.bound and len(servers) == 1:
            (self.bound,) = servers
            report_line(_log, "the reports of the data folder belong to this server from now on", server=self.bound)
        elif not self.bound:
            report_line(_log, "the reports of the data folder belong to no server: set [discord] server")
        self._is_connected.set()
        await asyncio.to_thread(_write_bound, self._folder, self.bound)

    async def of(self, server: int | None) -> Team:
        """Return the team of a server, opened if it is not.

        Raises:
            NotAsked: There is no server: it is a direct message.
            CorpusError: Its files cannot be opened.
        """
        if not self.bound:  # an event may come before Discord has told which servers there are
            await self._is_connected.wait()
        if not server:
            raise NotAsked(NO_SERVER)
        if server == self.bound and self._home:
            return replace(self._home, server=server)
        if server not in self._teams:
            self._teams[server] = asyncio.create_task(asyncio.to_thread(self._of, server))
        return await self._awaited(server)

    async def _awaited(self, server: int) -> Team:
        task = self._teams[server]
        try:
            return await asyncio.shield(task)  # whoever else waits for it goes on waiting
        except Exception:
            self._teams.pop(server, None)  # the next one tries again
            raise

    def with_reports(self, servers: Collection[int]) -> list[int]:
        """Return those of these servers that have a store, without opening any; blocks shortly."""
        homes = self._folder / SERVERS
        return [one for one in servers if one == self.bound or (homes / str(one) / DATABASE).exists()]

    def if_open(self, server: int | None) -> Team | None:
        """Return the team of a server if it is open."""
        if server and server == self.bound and self._home:
            return replace(self._home, server=server)
        task = self._teams.get(server or 0)
        return task.result() if task and task.done() and not task.cancelled() and not task.exception() else None

    def open_ones(self) -> list[Team]:
        """Return the teams that are open."""
        return [team for server in {self.bound, *self._teams} if (team := self.if_open(server))]

    async def leave(self, server: int, now: datetime | None = None) -> None:
        """Close a server's team and mark its data for deletion; the bot is no longer there.

        What the command line put into the data folder is its operator's and is not marked.
        """
        self._teams.pop(server, None)
        folder = self._folder / SERVERS / str(server)
        if closing := self._closing.pop(folder, None):
            await asyncio.to_thread(closing.close)
        if server != self.bound and folder.is_dir():
            (folder / LEFT).write_text((now or datetime.now(UTC)).isoformat(timespec="seconds"), "ascii")
            report_line(_log, "left a server", server=server)

    def delete_left(self, after_days: int, now: datetime | None = None) -> list[int]:
        """Delete the data of servers that the bot left so many days ago, before any is opened; return their ids."""
        deleted, least = [], timedelta(days=after_days)
        for mark in sorted((self._folder / SERVERS).glob(f"*/{LEFT}")):
            if (now or datetime.now(UTC)) - _left_at(mark) >= least:
                shutil.rmtree(mark.parent)
                deleted.append(int(mark.parent.name))
        return deleted

    def close(self) -> None:
        """Close every team."""
        self._teams.clear()
        while self._closing:
            self._closing.popitem()[1].close()

    def _of(self, server: int) -> Team:
        if server == self.bound:
            return replace(self.open_home(), server=server)
        folder = self._folder / SERVERS / str(server)
        (folder / LEFT).unlink(missing_ok=True)  # the bot came back
        return self._open(server, folder)

    def _open(self, server: int, folder: Path) -> Team:
        with ExitStack() as stack:
            at = stack.enter_context(self._open_at(folder))
            answers = at.answerer()
            books = self._books(folder, stack)
            stack.enter_context(renewing(at, server))
            asking = Asking(answers, books.remembered, self._lanes, at.store)
            self._closing[folder] = stack.pop_all()
        kept = (books.remembered, books.feedback, asking, books.posted, books.watches, at.embedder)
        return Team(server, folder, at.store, at.indexer, answers, *kept)

    def _books(self, folder: Path, stack: ExitStack) -> _Books:
        names = (REMEMBERED, FEEDBACK, POSTED, WATCHES)
        at_most = self._settings.remembered_questions
        keeps_words = self._settings.privacy.keep_questions_days > 0
        try:
            remembered = Remembered(folder / REMEMBERED, at_most=at_most, keeps_words=keeps_words)
            stack.callback(remembered.close)
            feedback = FeedbackBook(folder / FEEDBACK, keeps_words=keeps_words)
            stack.callback(feedback.close)
            posted = Posted(folder / POSTED)
            stack.callback(posted.close)
            watches = Watches(folder / WATCHES)
            stack.callback(watches.close)
        except apsw.Error as fault:
            reason = f"{', '.join(names[:-1])} or {names[-1]} in {folder} cannot be used ({fault})"
            raise StartRefused(f"{reason}: move them away, no report is in them, and start again.") from fault
        return _Books(remembered, feedback, posted, watches)


def _left_at(mark: Path) -> datetime:
    """Return when the bot left a server; where a kill left the mark unwritten, when that was begun."""
    try:
        return datetime.fromisoformat(mark.read_text("ascii"))
    except ValueError:
        return datetime.fromtimestamp(mark.stat().st_mtime, UTC)


def _read_bound(folder: Path) -> int:
    """Return the id of the server that a data folder belongs to, 0 where it belongs to none."""
    try:
        return int((folder / BOUND).read_text("ascii"))
    except (OSError, ValueError):
        return 0


def _write_bound(folder: Path, server: int) -> None:
    if server and _read_bound(folder) != server:
        (folder / BOUND).write_text(str(server), "ascii")
