"""Questions that a channel waits for: when a new report answers one, the channel is told.

Each watch knows the newest report that it was tried on, so nothing is told twice or missed across a restart. Bounded a
channel, and a watch that stays silent costs one short question a batch of new reports.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from bot.errors import NotAsked

A_CHANNEL = 10  # watches
A_SERVER = 200

_SCHEMA = """
CREATE TABLE IF NOT EXISTS watch (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, person INTEGER NOT NULL, channel INTEGER NOT NULL,
    question TEXT NOT NULL, tried INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS watch_in ON watch (channel);
"""
_COLUMNS = "id, at, person, channel, question, tried"


@dataclass(frozen=True, slots=True)
class Watch:
    """One question that a channel waits for.

    Args:
        id: Of its row.
        at: Since when, UTC, ISO 8601 to the second.
        person: Who set it.
        channel: Which channel, thread or direct message is told.
        question: As asked.
        tried: Id of the newest report that it was tried on; only newer ones are news.
    """

    id: int
    at: str
    person: int
    channel: int
    question: str
    tried: int


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

    def add(self, question: str, *, person: int, channel: int, tried: int) -> Watch:
        """Set a watch; the same question again in the same channel is the watch that is there.

        Raises:
            NotAsked: The channel or the server has as many as it may have.
        """
        known = next((w for w in self.of(channel) if w.question.casefold() == question.casefold()), None)
        if known:
            return known
        self._refuse_too_many(channel)
        row = (self._now().isoformat(timespec="seconds"), person, channel, question, tried)
        with self._lock:
            ((number,),) = self._connection.execute(
                "INSERT INTO watch (at, person, channel, question, tried) VALUES (?, ?, ?, ?, ?) RETURNING id", row
            )
        return Watch(number, *row)

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

    def tried(self, number: int, report: int) -> None:
        """Note up to which report a watch was tried."""
        with self._lock:
            self._connection.execute("UPDATE watch SET tried = max(tried, ?) WHERE id = ?", (report, number))

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
        return [Watch(*row) for row in rows]
