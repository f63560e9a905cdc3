"""What people say of answers, helpful or not, word for word, with the question and the sentences that were shown.

A person has one word on an answer: the latest. The words of question and reason are kept as long as `[privacy]` says;
the verdict stays without them, and without the person. `Feedback` is what the buttons need, so that a team can send
reports elsewhere.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import apsw

from bot.remembered import Asked

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, person INTEGER NOT NULL, complaint TEXT NOT NULL,
    question TEXT NOT NULL, understood TEXT NOT NULL, answered INTEGER NOT NULL, sentences TEXT NOT NULL) STRICT;
"""
# Columns that files of the first version lack.
_SINCE = {
    "helpful": "INTEGER NOT NULL DEFAULT 0",
    "asked": "INTEGER NOT NULL DEFAULT 0",
    "seq": "INTEGER NOT NULL DEFAULT 0",
}
_INSERT = (
    "INSERT INTO feedback (at, person, complaint, question, understood, answered, sentences, helpful, asked, seq)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a person says of an answer.

    Args:
        person: Who says it, not always who asked.
        text: In their words, may be empty.
        asked: The question and what was found for it.
        helpful: Whether it helped; else something is wrong with it.
    """

    person: int
    text: str
    asked: Asked
    helpful: bool = False


@dataclass(frozen=True, slots=True)
class Disliked:
    """An answer that somebody reported a problem with.

    Args:
        at: When, UTC, ISO 8601 to the second.
        question: As it was understood.
        reason: In the person's words, may be empty.
        seq: Number of the last change of the reports before it was answered.
    """

    at: str
    question: str
    reason: str
    seq: int


class Feedback(Protocol):
    """Where reports about answers go."""

    def add(self, complaint: Complaint) -> int:
        """Keep what a person says of an answer and return its number."""
        ...


class FeedbackBook:
    """Reports about answers in a file of their own; a class because it holds a database, which any thread may use.

    Args:
        path: The file, made when it is missing.
        keeps_words: Whether the words of remarks and questions are written down, and who wrote them.
        now: The time, UTC.
    """

    def __init__(
        self, path: Path, *, keeps_words: bool = True, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._lock, self._keeps_words, self._now = threading.Lock(), keeps_words, now
        self._connection = apsw.Connection(str(path))
        self._connection.set_busy_timeout(5_000)
        self._connection.pragma("journal_mode", "wal")
        self._connection.execute(_SCHEMA)
        self._widen()

    def add(self, complaint: Complaint) -> int:
        """Keep what a person says of an answer, in place of what they said before, and return its number."""
        asked = complaint.asked
        understood = asked.question if asked.owes else asked.query.text  # words of reports that few may see stay out
        said = (complaint.person, complaint.text, asked.question, understood)
        row = (
            self._now().isoformat(timespec="seconds"),
            *(said if self._keeps_words else (0, "", "", "")),
            *(asked.answered, json.dumps([found.sentence_id for found in asked.found])),
            *(complaint.helpful, asked.id, asked.seq),
        )
        with self._lock, self._connection:
            self._connection.execute(
                "DELETE FROM feedback WHERE asked = ? AND person = ? AND asked != 0", (asked.id, complaint.person)
            )
            ((number,),) = self._connection.execute(_INSERT, row)
        return int(number)

    def disliked(self, days: int) -> list[Disliked]:
        """Return the answers of the last days that somebody found a problem with, oldest first."""
        query = "SELECT at, understood, complaint, seq FROM feedback WHERE NOT helpful AND question != '' AND at >= ?"
        with self._lock:
            rows = list(self._connection.execute(f"{query} ORDER BY id", (self._before(days),)))
        return [Disliked(*row) for row in rows]

    def counts(self, days: int) -> tuple[int, int]:
        """Return how often people found an answer of the last days helpful, and how often not."""
        query = "SELECT total(helpful), count(*) FROM feedback WHERE at >= ?"
        with self._lock:
            ((helpful, everything),) = self._connection.execute(query, (self._before(days),))
        return int(helpful), everything - int(helpful)

    def purge(self, keep_days: int) -> int:
        """Take the words and the person out of what is older than so many days; return how much there was."""
        with self._lock:
            self._connection.execute(
                "UPDATE feedback SET question = '', understood = '', complaint = '', person = 0"
                " WHERE at <= ? AND (question != '' OR person != 0)",
                (self._before(keep_days),),
            )
            return self._connection.changes()

    def forget(self, person: int) -> int:
        """Delete what a person said and return how much there was."""
        with self._lock:
            self._connection.execute("DELETE FROM feedback WHERE person = ?", (person,))
            return self._connection.changes()

    def of(self, person: int) -> int:
        """Return how much is kept of a person."""
        with self._lock:
            return int(self._connection.execute("SELECT count(*) FROM feedback WHERE person = ?", (person,)).get)

    def _before(self, days: int) -> str:
        return (self._now() - timedelta(days=days)).isoformat(timespec="seconds")

    def _widen(self) -> None:
        """Add the columns that a file of an older version lacks."""
        with self._lock, self._connection:
            has = {row[1] for row in self._connection.execute("PRAGMA table_info(feedback)")}
            for name, kind in _SINCE.items():
                if name not in has:
                    self._connection.execute(f"ALTER TABLE feedback ADD COLUMN {name} {kind}")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
