"""Questions that were answered, so that the buttons under an answer work after a restart.

A button can carry a hundred characters, a question has five hundred; so the button carries the number of a row here.
What was found is kept as sentence ids, spans and hashes, never as text: a removed report is not shown again by an old
answer. The words of a question are kept as long as `[privacy]` says; then the row stays without words and person, so
that the buttons go on working. Bounded: past the limit the oldest question is forgotten, and its buttons say so.

What only its person was shown beside a public answer has the negative of that answer's number: so the numbers of public
answers, which stand in their buttons, go on by one whoever asked.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw

from bot.found import Found
from bot.logs import report_line
from index.answer import Answer, Correction, Query, Quote, Searched

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
# Columns that files of the first version lack.
_SINCE = {
    "at": "TEXT NOT NULL DEFAULT ''",
    "seq": "INTEGER NOT NULL DEFAULT 0",
    "scope": "TEXT NOT NULL DEFAULT 'null'",
    "owes": "TEXT NOT NULL DEFAULT '[]'",
    "likely": "INTEGER NOT NULL DEFAULT 0",
}
_COLUMNS = (
    "id, person, place, question, understood, report, collection, since, until, private, answered, searched, found,"
    " at, seq, scope, owes, likely"
)
_INSERT = (
    "INSERT INTO asked (id, person, place, question, understood, report, collection, since, until, private, answered,"
    " searched, found, at, seq, scope, owes, likely)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)


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
        at: When, UTC, ISO 8601 to the second; empty before it is kept.
        seq: Number of the last change of the reports before it was answered.
        scope: The collections that were looked through, None for all.
        owes: The sentences of earlier answers whose words are in the question as understood.
        server: In a direct message, the server whose reports were asked: its buttons name it. It is not kept.
        likely: Whether the reports are not sure to say it and the closest sentence has a fair chance, so that it is
            shown, as that.
        corrections: Its words that no report spells so, with those searched for instead. It is not kept: these are
            words of reports, found anew for whoever sees the answer again.
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
    at: str = ""
    seq: int = 0
    scope: frozenset[str] | None = None
    owes: frozenset[int] = frozenset()
    server: int = 0
    likely: bool = False
    corrections: tuple[Correction, ...] = ()

    def with_answer(self, answer: Answer) -> Asked:
        """Return the question with what was found for it."""
        found = tuple(map(Found.of, answer.quotes))
        said = replace(self, answered=answer.answered, likely=answer.likely)
        return replace(said, searched=answer.searched, found=found, corrections=answer.corrections)

    @property
    def shown(self) -> int:
        """How many quotes stand in the reply itself; the others come when they are asked for."""
        return QUOTES if self.answered else int(self.likely)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with the question it belongs to.

    Args:
        asked: The question, as it is remembered.
        quotes: Best first; whether they answer is in `asked.answered`.
        marks: What became of quotes that do not stand any more, a sentence each, ready to be shown.
        numbers: How the quotes are counted, where some in between are gone; empty: from 1.
    """

    asked: Asked
    quotes: tuple[Quote, ...]
    marks: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()

    def number(self, place: int) -> int:
        """Return the number that the quote at a place, from 0, is shown with."""
        return self.numbers[place] if self.numbers else place + 1


class Remembered:
    """The last answered questions; a class because it holds a database, which any thread may use.

    Args:
        path: The file, made when it is missing.
        at_most: Questions kept.
        keeps_words: Whether the words of questions are written down, and who asked.
        now: The time, UTC.
    """

    def __init__(
        self,
        path: Path,
        *,
        at_most: int,
        keeps_words: bool = True,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._lock, self._at_most, self._keeps_words, self._now = threading.Lock(), at_most, keeps_words, now
        self._connection = apsw.Connection(str(path))
        self._connection.set_busy_timeout(5_000)
        self._connection.pragma("journal_mode", "wal")
        self._connection.execute(_SCHEMA)
        self._widen()

    def keep(self, asked: Asked, *, beside: int | None = None) -> Asked:
        """Keep a question and return it with its id; the oldest past the limit are forgotten.

        Where the disk is full or fails, the answer goes out all the same, with the id 0, which is never recalled.

        Args:
            asked: The question with what was found.
            beside: Id of the public answer beside which only its person sees this one, None where there is none.
        """
        if beside == 0:
            return asked
        searched, at = asked.searched, self._now().isoformat(timespec="seconds")
        words = (asked.question, asked.query.text) if self._keeps_words else ("", "")
        person = asked.person if self._keeps_words or asked.private else 0  # a private answer opens for nobody else
        row = (
            *(None if beside is None else -beside, person, asked.place, *words),
            *(asked.query.report, asked.query.collection),
            *(asked.query.since, asked.query.until, asked.private, asked.answered),
            json.dumps([searched.reports, searched.sentences, searched.without_text, searched.changed_at]),
            json.dumps([found.as_row() for found in asked.found]),
            *(at, asked.seq, _names(asked.scope), json.dumps(sorted(asked.owes)), asked.likely),
        )
        try:
            with self._lock, self._connection:
                ((number,),) = self._connection.execute(_INSERT, row)
                least = abs(number) - self._at_most
                self._connection.execute(
                    "DELETE FROM asked WHERE id BETWEEN 1 AND ? OR id BETWEEN ? AND -1", (least, -least)
                )
        except apsw.Error as fault:
            report_line(_log, "question not kept", level=logging.WARNING, reason=type(fault).__name__)
            return asked
        return replace(asked, id=number, at=at)

    def recall(self, number: int) -> Asked | None:
        """Return the question with this id, None where it is forgotten."""
        return next(iter(self._select("id = ?", number)), None)

    def forget(self, person: int) -> int:
        """Forget every question of a person and return how many there were."""
        with self._lock:
            self._connection.execute("DELETE FROM asked WHERE person = ?", (person,))
            return self._connection.changes()

    def purge(self, keep_days: int) -> int:
        """Take the words and the person out of questions older than so many days; return how many there were."""
        least = (self._now() - timedelta(days=keep_days)).isoformat(timespec="seconds")
        with self._lock:
            self._connection.execute(
                "UPDATE asked SET question = '', understood = '', person = 0 WHERE at <= ? AND question != ''", (least,)
            )
            return self._connection.changes()

    def since(self, days: int) -> list[Asked]:
        """Return the questions of the last days whose words are kept, oldest first."""
        least = (self._now() - timedelta(days=days)).isoformat(timespec="seconds")
        return self._select("at >= ? AND question != '' ORDER BY id", least)

    def counts(self, days: int) -> tuple[int, int]:
        """Return how many questions were asked in the last days, and how many of them were answered, each once."""
        least = (self._now() - timedelta(days=days)).isoformat(timespec="seconds")
        with self._lock:
            counts = "SELECT count(*), total(answered) FROM asked WHERE at >= ? AND id > 0"
            rows = self._connection.execute(counts, (least,))
            ((questions, answered),) = rows
        return questions, int(answered)

    def asked_in(self, place: int) -> list[Asked]:
        """Return what was asked in a place and answered for all to see, oldest first."""
        return self._select("place = ? AND answered = 1 AND private = 0 ORDER BY id", place)

    def of(self, person: int) -> int:
        """Return how many questions of a person are kept."""
        with self._lock:
            return int(self._connection.execute("SELECT count(*) FROM asked WHERE person = ?", (person,)).get)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _select(self, where: str, value: int | str) -> list[Asked]:
        with self._lock:
            rows = list(self._connection.execute(f"SELECT {_COLUMNS} FROM asked WHERE {where}", (value,)))  # noqa: S608 - our own words
        return [_asked(row) for row in rows]

    def _widen(self) -> None:
        """Add the columns that a file of an older version lacks."""
        with self._lock, self._connection:
            has = {row[1] for row in self._connection.execute("PRAGMA table_info(asked)")}
            for name, kind in _SINCE.items():
                if name not in has:
                    self._connection.execute(f"ALTER TABLE asked ADD COLUMN {name} {kind}")


def _names(scope: frozenset[str] | None) -> str:
    return json.dumps(None if scope is None else sorted(scope))


def _asked(row: Sequence[Any]) -> Asked:
    """Return the question that a row holds."""
    number, person, place, question, understood, report, collection, since, until, private, answered, *rest = row
    searched, found, at, seq, scope, owes, likely = rest
    names: list[str] | None = json.loads(scope)
    return Asked(
        *(number, person, place, question, Query(understood, report, collection, since, until)),
        *(bool(private), bool(answered), Searched(*json.loads(searched))),
        *(tuple(map(Found.of_row, json.loads(found))), at, seq),
        *(None if names is None else frozenset(names), frozenset(json.loads(owes))),
        likely=bool(likely),
    )
