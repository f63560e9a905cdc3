"""Questions that were answered, so that the buttons under an answer work after a restart.

A button can carry a hundred characters, a question has five hundred; so the button carries the number of a row here.
What was found is kept as sentence ids and spans, never as text: a removed report is not shown again by an old answer.
Bounded: past the limit the oldest question is forgotten, and its buttons say so.
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import apsw

from bot.logs import report_line
from index.answer import Answer, Query, Quote, Searched

QUOTES = 3  # in an answer at first
MORE_QUOTES = 5  # at most, behind More quotes

_log = logging.getLogger("verbatim.remembered")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS asked (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER NOT NULL, place INTEGER NOT NULL, question TEXT NOT NULL,
    understood TEXT NOT NULL, report INTEGER, collection TEXT, since TEXT, until TEXT, private INTEGER NOT NULL,
    answered INTEGER NOT NULL, searched TEXT NOT NULL, found TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS asked_by ON asked (person);
"""
_COLUMNS = (
    "id, person, place, question, understood, report, collection, since, until, private, answered, searched, found"
)
_INSERT = (
    "INSERT INTO asked (person, place, question, understood, report, collection, since, until, private, answered,"
    " searched, found) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One sentence that was found.

    Args:
        sentence_id: The store's id of the sentence.
        span: Start and end of the answer's own words within it, None where they are not known.
    """

    sentence_id: int
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was answered.

    Args:
        id: What buttons carry; 0 before it is kept.
        person: Who asked.
        place: The channel, thread or direct message it was asked in.
        question: As asked.
        query: As searched: the question as understood, and where to look.
        private: Whether only the person sees the answer.
        answered: Whether the reports say it.
        searched: What was looked through.
        found: Best first.
    """

    id: int
    person: int
    place: int
    question: str
    query: Query
    private: bool
    answered: bool
    searched: Searched
    found: tuple[Found, ...]

    def with_answer(self, answer: Answer) -> Asked:
        """Return the question with what was found for it."""
        found = tuple(Found(quote.sentence_id, quote.span) for quote in answer.quotes)
        return replace(self, answered=answer.answered, searched=answer.searched, found=found)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with the question it belongs to.

    Args:
        asked: The question, as it is remembered.
        quotes: Best first; whether they answer is in `asked.answered`.
    """

    asked: Asked
    quotes: tuple[Quote, ...]


class Remembered:
    """The last answered questions; a class because it holds a database, which any thread may use.

    Args:
        path: The file, made when it is missing.
        at_most: Questions kept.
    """

    def __init__(self, path: Path, *, at_most: int) -> None:
        self._lock, self._at_most = threading.Lock(), at_most
        self._connection = apsw.Connection(str(path))
        self._connection.set_busy_timeout(5_000)
        self._connection.pragma("journal_mode", "wal")
        self._connection.execute(_SCHEMA)

    def keep(self, asked: Asked) -> Asked:
        """Keep a question and return it with its id; the oldest past the limit are forgotten.

        Where the disk is full or fails, the answer goes out all the same, with the id 0, which is never recalled.
        """
        searched = asked.searched
        row = (
            *(asked.person, asked.place, asked.question, asked.query.text, asked.query.report, asked.query.collection),
            *(asked.query.since, asked.query.until, asked.private, asked.answered),
            json.dumps([searched.reports, searched.sentences, searched.without_text]),
            json.dumps([[found.sentence_id, found.span] for found in asked.found]),
        )
        try:
            with self._lock, self._connection:
                ((number,),) = self._connection.execute(_INSERT, row)
                self._connection.execute("DELETE FROM asked WHERE id <= ?", (number - self._at_most,))
        except apsw.Error as fault:
            report_line(_log, "question not kept", level=logging.WARNING, reason=type(fault).__name__)
            return asked
        return replace(asked, id=number)

    def recall(self, number: int) -> Asked | None:
        """Return the question with this id, None where it is forgotten."""
        with self._lock:
            rows = list(self._connection.execute(f"SELECT {_COLUMNS} FROM asked WHERE id = ?", (number,)))  # noqa: S608
        return _asked(*rows[0]) if rows else None

    def forget(self, person: int) -> int:
        """Forget every question of a person and return how many there were."""
        with self._lock:
            self._connection.execute("DELETE FROM asked WHERE person = ?", (person,))
            return self._connection.changes()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def _asked(  # noqa: PLR0917 - the columns of the table, in their order
    number: int,
    person: int,
    place: int,
    question: str,
    understood: str,
    report: int | None,
    collection: str | None,
    since: str | None,
    until: str | None,
    private: int,
    answered: int,
    searched: str,
    found: str,
) -> Asked:
    """Return the question that a row holds."""
    return Asked(
        number,
        person,
        place,
        question,
        Query(understood, report, collection, since, until),
        bool(private),
        bool(answered),
        Searched(*json.loads(searched)),
        tuple(Found(sentence_id, tuple(span) if span else None) for sentence_id, span in json.loads(found)),
    )
