"""What people report about answers: kept word for word with the question and the sentences that were shown.

Rows are added and never changed. `Feedback` is what the buttons need, so that a team can send reports elsewhere.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import apsw

from bot.remembered import Asked

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, person INTEGER NOT NULL, complaint TEXT NOT NULL,
    question TEXT NOT NULL, understood TEXT NOT NULL, answered INTEGER NOT NULL, sentences TEXT NOT NULL) STRICT;
"""
_INSERT = (
    "INSERT INTO feedback (at, person, complaint, question, understood, answered, sentences)"
    " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a person reports about an answer.

    Args:
        person: Who reports it, not always who asked.
        text: In their words, may be empty.
        asked: The question and what was found for it.
    """

    person: int
    text: str
    asked: Asked


class Feedback(Protocol):
    """Where reports about answers go."""

    def add(self, complaint: Complaint) -> int:
        """Keep a report about an answer and return its number."""
        ...


class FeedbackBook:
    """Reports about answers in a file of their own; a class because it holds a database, which any thread may use.

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

    def add(self, complaint: Complaint) -> int:
        """Keep a report about an answer and return its number."""
        asked = complaint.asked
        row = (
            *(self._now().isoformat(timespec="seconds"), complaint.person, complaint.text, asked.question),
            *(asked.query.text, asked.answered, json.dumps([found.sentence_id for found in asked.found])),
        )
        with self._lock:
            ((number,),) = self._connection.execute(_INSERT, row)
        return int(number)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
