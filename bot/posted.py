"""Answers that stand in Discord, so that they can be corrected when a report they quote is replaced or removed.

Kept are the ids of channel and message, of the channel whose readers read it, and what was quoted, by id and hash:
never a word of a question or of a report, so that this outlives a question that its person asked to forget. What is
due is worked off by `bot.correcting`; a message that cannot be edited is tried again, later each time, and given up
after a week. Bounded: past the limit the oldest message is forgotten and stays as it was posted.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

import apsw

from bot.found import Found
from index.answer import Searched

POSTS = 100_000  # about 400 bytes each
FIRST_PAUSE_S, LONGEST_PAUSE_S = 60.0, 86_400.0
TRIES = 16  # doubling from a minute up to a day: a good week
MARK = "departures"
DIRECT = 0  # stands for the channel where only one person reads

_SCHEMA = """
CREATE TABLE IF NOT EXISTS post (
    id INTEGER PRIMARY KEY AUTOINCREMENT, asked INTEGER NOT NULL, channel INTEGER NOT NULL, message INTEGER NOT NULL,
    style TEXT NOT NULL, shows_question INTEGER NOT NULL, found TEXT NOT NULL, searched TEXT NOT NULL,
    checked INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, next_at REAL NOT NULL DEFAULT 0) STRICT;
CREATE INDEX IF NOT EXISTS post_due ON post (due, next_at);
CREATE TABLE IF NOT EXISTS quoted (
    report INTEGER NOT NULL, post INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
    PRIMARY KEY (report, post)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS quoted_by ON quoted (post);
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""
# Columns that files of the first version lack.
_SINCE = {
    "heard": "INTEGER",
    "stands": "TEXT",
    "news": "INTEGER NOT NULL DEFAULT 0",
    "likely": "INTEGER NOT NULL DEFAULT 0",
}
_COLUMNS = "id, asked, channel, message, style, shows_question, found, searched, tries, heard, stands, news, likely"


@dataclass(frozen=True, slots=True)
class Post:
    """One message that shows an answer.

    Args:
        asked: The remembered question, which may be forgotten since.
        channel: Where it stands.
        message: Its id.
        style: "components" or "embed".
        shows_question: Whether it shows the question.
        found: What it quotes, best first.
        searched: What was looked through.
        leans_on: Other reports, whose words stand in the question as it was understood.
        heard: The channel whose readers read it, of a thread its own channel; DIRECT for a direct message, whose person
            is not kept; None where an older version did not keep it.
        news: Whether it tells a channel of a watched question.
        id: Of its row, 0 before it is kept.
        tries: How often it could not be corrected.
        stands: Hash of what it was last corrected to, None where it stands as posted.
        likely: Whether it is no answer but shows what comes closest.
    """

    asked: int
    channel: int
    message: int
    style: str
    shows_question: bool
    found: tuple[Found, ...]
    searched: Searched
    leans_on: frozenset[int] = frozenset()
    heard: int | None = None
    news: bool = False
    id: int = 0
    tries: int = 0
    stands: str | None = None
    likely: bool = False


class Posted:
    """Answers that stand in Discord; a class because it holds a database, which any thread may use.

    Args:
        path: The file, made when it is missing.
        at_most: Messages kept.
    """

    def __init__(self, path: Path, *, at_most: int = POSTS) -> None:
        self._lock, self._at_most = threading.Lock(), at_most
        self._connection = apsw.Connection(str(path))
        self._connection.set_busy_timeout(5_000)
        self._connection.pragma("journal_mode", "wal")
        self._connection.pragma("foreign_keys", 1)
        self._connection.execute(_SCHEMA)
        self._widen()

    def keep(self, post: Post) -> Post:
        """Keep a message and return it with its id; the oldest past the limit are forgotten."""
        found, searched = json.dumps([one.as_row() for one in post.found]), json.dumps(astuple(post.searched))
        row = (post.asked, post.channel, post.message, post.style, post.shows_question, found, searched)
        with self._lock, self._connection:
            ((number,),) = self._connection.execute(
                "INSERT INTO post (asked, channel, message, style, shows_question, found, searched, heard, news,"
                " likely) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                (*row, post.heard, post.news, post.likely),
            )
            self._connection.executemany(
                "INSERT OR IGNORE INTO quoted VALUES (?, ?)",
                [(report, number) for report in {one.report for one in post.found} | post.leans_on],
            )
            self._connection.execute("DELETE FROM post WHERE id <= ?", (number - self._at_most,))
        return replace(post, id=number)

    @property
    def mark(self) -> int:
        """The number of the last departure whose messages are due."""
        with self._lock:
            return int(self._connection.execute("SELECT value FROM mark WHERE name = ?", (MARK,)).get or 0)

    def depart(self, number: int, reports: Iterable[int], back: Iterable[int] = ()) -> int:
        """Make the messages that quote these reports due, and remember up to where; return how many are due now.

        Args:
            number: Of the last departure.
            reports: Those that went, or changed.
            back: Those that came back: only messages that were corrected before are due for them.
        """
        due = "UPDATE post SET due = 1, tries = 0, next_at = 0 WHERE id IN (SELECT post FROM quoted WHERE report = ?)"
        with self._lock, self._connection:
            self._connection.executemany(due, [(report,) for report in set(reports)])
            self._connection.executemany(f"{due} AND stands IS NOT NULL", [(report,) for report in set(back)])
            self._connection.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (MARK, number))
        return self.waiting()

    def unchecked(self) -> list[Post]:
        """Return messages posted since the last look: a report may have gone while its answer was on the way."""
        return self._posts("checked = 0 ORDER BY id LIMIT 500")

    def checked(self, post: Post, *, due: bool) -> None:
        """Note that a message was looked at, and whether it must be corrected."""
        self._run("UPDATE post SET checked = 1, due = max(due, ?) WHERE id = ?", due, post.id)

    def due(self, now_s: float, at_most: int = 50) -> list[Post]:
        """Return messages that must be corrected now, those that never failed first."""
        return self._posts("due = 1 AND next_at <= ? ORDER BY tries, id LIMIT ?", now_s, at_most)

    def corrected(self, post: Post, stands: str | None) -> None:
        """Note that a message says what stands, and the hash of that where it was ever corrected."""
        self._run("UPDATE post SET due = 0, tries = 0, next_at = 0, stands = ? WHERE id = ?", stands, post.id)

    def later(self, post: Post, now_s: float) -> bool:
        """Put a message that could not be edited off; return False where it is given up."""
        if post.tries + 1 >= TRIES:
            self.drop(post)
            return False
        pause_s = min(FIRST_PAUSE_S * 2**post.tries, LONGEST_PAUSE_S)
        self._run("UPDATE post SET tries = tries + 1, next_at = ? WHERE id = ?", now_s + pause_s, post.id)
        return True

    def drop(self, post: Post) -> None:
        """Forget a message, as when it was deleted in Discord."""
        self._run("DELETE FROM post WHERE id = ?", post.id)

    def of(self, asked: int) -> Post | None:
        """Return the message that shows a remembered question."""
        return next(iter(self._posts("asked = ? ORDER BY id DESC LIMIT 1", asked)), None)

    def waiting(self) -> int:
        """Return how many messages are to be corrected."""
        with self._lock:
            return int(self._connection.execute("SELECT count(*) FROM post WHERE due = 1").get)

    def count(self) -> int:
        """Return how many messages are kept."""
        with self._lock:
            return int(self._connection.execute("SELECT count(*) FROM post").get)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _widen(self) -> None:
        """Add the columns that a file of an older version lacks."""
        with self._lock, self._connection:
            has = {row[1] for row in self._connection.execute("PRAGMA table_info(post)")}
            for name, kind in _SINCE.items():
                if name not in has:
                    self._connection.execute(f"ALTER TABLE post ADD COLUMN {name} {kind}")

    def _run(self, statement: str, *values: float | str | None) -> None:
        with self._lock:
            self._connection.execute(statement, values)

    def _posts(self, where: str, *values: float) -> list[Post]:
        with self._lock:
            rows = list(self._connection.execute(f"SELECT {_COLUMNS} FROM post WHERE {where}", values))  # noqa: S608 - our own words
        return [_post(row) for row in rows]


def _post(row: Sequence[Any]) -> Post:
    """Return the message that a row holds."""
    number, asked, channel, message, style, shows, found, searched, tries, heard, stands, *flags = row
    news, likely = map(bool, flags)
    quoted = tuple(map(Found.of_row, json.loads(found)))
    looked_through = Searched(*json.loads(searched))
    shown = (asked, channel, message, style, bool(shows), quoted, looked_through)
    return Post(*shown, heard=heard, news=news, id=number, tries=tries, stands=stands, likely=likely)
