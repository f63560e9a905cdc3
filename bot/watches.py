"""Questions that a channel waits for: when a new report answers one, the channel is told.

Each watch knows the newest report that it was tried on, and which of the older ones its channel could not see then: one
that comes into sight later is news, too, once. So nothing is told twice or missed across a restart. Bounded a channel,
and a watch that stays silent costs one short question a batch of new reports.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw

from bot.errors import NotAsked
from corpus.report import Report

A_CHANNEL = 10  # watches
A_SERVER = 200

_SCHEMA = """
CREATE TABLE IF NOT EXISTS watch (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, person INTEGER NOT NULL, channel INTEGER NOT NULL,
    question TEXT NOT NULL, tried INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS watch_in ON watch (channel);
"""
# Columns that files of the first version lack.
_SINCE = {"heard": "INTEGER", "unseen": "TEXT"}
_COLUMNS = "id, at, person, channel, question, tried, heard, unseen"


@dataclass(frozen=True, slots=True)
class Watch:
    """One question that a channel waits for.

    Args:
        id: Of its row.
        at: Since when, UTC, ISO 8601 to the second.
        person: Who set it.
        channel: Which channel, thread or direct message is told.
        question: As asked.
        tried: Id of the newest report that it was tried on; newer ones are news.
        heard: The channel whose readers read what is told, of a thread its own channel; None where an older version did
            not keep it.
        unseen: Ids of older reports that the channel could not see; None where an older version did not keep them.
    """

    id: int
    at: str
    person: int
    channel: int
    question: str
    tried: int
    heard: int | None = None
    unseen: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What the reports of a moment mean for a watch.

    Args:
        news: Ids of those that it was not tried on yet, and that its channel sees.
        newest: Id of the newest of all.
        unseen: Ids of those that are news as soon as the channel sees them.
    """

    news: frozenset[int]
    newest: int
    unseen: frozenset[int]


def first_look(reports: Sequence[Report], visible: frozenset[str]) -> Look:
    """Return what a new watch begins with: of what is there only what its channel does not see can be news later."""
    hidden = frozenset(report.id for report in reports if report.collection not in visible)
    return Look(frozenset(), max((report.id for report in reports), default=0), hidden)


def look(watch: Watch, reports: Sequence[Report], visible: frozenset[str]) -> Look:
    """Return what is news to a watch, and what may be later.

    Args:
        watch: The watch.
        reports: All that there are.
        visible: The collections that its channel sees.
    """
    there = {report.id for report in reports}
    seen = {report.id for report in reports if report.collection in visible}
    new = {number for number in there if number > watch.tried}
    waited = there - seen if watch.unseen is None else there & watch.unseen
    return Look(frozenset((new | waited) & seen), max(there, default=0), frozenset((new | waited) - seen))


class Watches:
    """The watches of a server; a class because it holds a database, which any thread may use.

    Args:
        path: The file, made when it is missing.
        now: The time, UTC.
    """

    def __init__(self, path: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._lock, self._now = threading.Lock(), now
        self._connection = apsw.Connection(str(path))
        self._connection.set_busy_timeout(5_000)
        self._connection.pragma("journal_mode", "wal")
        self._connection.execute(_SCHEMA)
        self._widen()

    def add(self, question: str, *, person: int, channel: int, heard: int | None, first: Look) -> Watch:
        """Set a watch; the same question again in the same channel is the watch that is there.

        Args:
            question: What is waited for.
            person: Who sets it.
            channel: Which channel, thread or direct message is told.
            heard: The channel whose readers read that.
            first: The reports as they are now, which are no news.

        Raises:
            NotAsked: The channel or the server has as many as it may have.
        """
        known = next((w for w in self.of(channel) if w.question.casefold() == question.casefold()), None)
        if known:
            return known
        self._refuse_too_many(channel)
        row = (self._now().isoformat(timespec="seconds"), person, channel, question, first.newest, heard)
        with self._lock:
            ((number,),) = self._connection.execute(
                "INSERT INTO watch (at, person, channel, question, tried, heard, unseen)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
                (*row, _ids(first.unseen)),
            )
        return Watch(number, *row, first.unseen)

    def of(self, channel: int) -> list[Watch]:
        """Return a channel's watches, oldest first."""
        return self._watches("WHERE channel = ? ORDER BY id", channel)

    def all(self) -> list[Watch]:
        """Return every watch, oldest first."""
        return self._watches("ORDER BY id")

    def one(self, number: int) -> Watch | None:
        """Return a watch, None where it is gone."""
        return next(iter(self._watches("WHERE id = ?", number)), None)

    def remove(self, number: int) -> None:
        """End a watch."""
        with self._lock:
            self._connection.execute("DELETE FROM watch WHERE id = ?", (number,))

    def tried(self, watch: Watch, at: Look) -> None:
        """Note which reports a watch was tried on."""
        if (watch.tried, watch.unseen) != (at.newest, at.unseen):
            values = (at.newest, _ids(at.unseen), watch.id)
            with self._lock:
                self._connection.execute("UPDATE watch SET tried = max(tried, ?), unseen = ? WHERE id = ?", values)

    def forget(self, person: int) -> int:
        """End every watch of a person and return how many there were."""
        with self._lock:
            self._connection.execute("DELETE FROM watch WHERE person = ?", (person,))
            return self._connection.changes()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _refuse_too_many(self, channel: int) -> None:
        if len(self.of(channel)) >= A_CHANNEL:
            raise NotAsked(f"This channel watches {A_CHANNEL} questions, the most there may be: remove one first.")
        if len(self.all()) >= A_SERVER:
            raise NotAsked(f"This server watches {A_SERVER} questions, the most there may be: remove one first.")

    def _watches(self, where: str, *values: int) -> list[Watch]:
        with self._lock:
            rows = list(self._connection.execute(f"SELECT {_COLUMNS} FROM watch {where}", values))  # noqa: S608 - our own words
        return [_watch(row) for row in rows]

    def _widen(self) -> None:
        """Add the columns that a file of an older version lacks."""
        with self._lock, self._connection:
            has = {row[1] for row in self._connection.execute("PRAGMA table_info(watch)")}
            for name, kind in _SINCE.items():
                if name not in has:
                    self._connection.execute(f"ALTER TABLE watch ADD COLUMN {name} {kind}")


def _ids(reports: frozenset[int]) -> str:
    return json.dumps(sorted(reports))


def _watch(row: Sequence[Any]) -> Watch:
    """Return the watch that a row holds."""
    number, at, person, channel, question, tried, heard, unseen = row
    known = None if unseen is None else frozenset(json.loads(unseen))
    return Watch(number, at, person, channel, question, tried, heard, known)
