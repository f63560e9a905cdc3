"""Which report came from which file of the watched folder; a table beside the reports, for the watcher alone.

A second table holds the reports that a file is about to give up for another one: written before anything is done, so
that a kill at any moment leaves a trace of what is still to be removed.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import apsw

_SCHEMA = """
CREATE TABLE IF NOT EXISTS watched (
    path TEXT PRIMARY KEY, modified_ns INTEGER NOT NULL, size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
    report INTEGER, ours INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS leaving (
    path TEXT NOT NULL, report INTEGER NOT NULL, PRIMARY KEY (path, report)) STRICT, WITHOUT ROWID;
"""
_COLUMNS = "path, modified_ns, size_bytes, sha256, report, ours"


@dataclass(frozen=True, slots=True)
class Known:
    """One file as it was last taken.

    Args:
        path: Below the watched folder, with forward slashes.
        modified_ns: When it was last written, nanoseconds since 1970.
        size_bytes: How long it was.
        sha256: Of its bytes; empty where it was refused.
        report: The report that came from it; None where there is none, or where adding it was begun and not finished.
        ours: Whether the watcher added that report, and so may replace and remove it.
    """

    path: str
    modified_ns: int
    size_bytes: int
    sha256: str
    report: int | None
    ours: bool


class Ledger:
    """A class because it holds a database, which any thread may use.

    Args:
        path: The file, made when it is missing.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = apsw.Connection(str(path))
        self._connection.set_busy_timeout(5_000)
        self._connection.pragma("journal_mode", "wal")
        self._connection.execute(_SCHEMA)

    def all(self) -> dict[str, Known]:
        """Return every file by its path."""
        with self._lock:
            rows = list(self._connection.execute(f"SELECT {_COLUMNS} FROM watched"))  # noqa: S608 - a constant
        return {row[0]: Known(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows}

    def put(self, known: Known, *, leaving: int | None = None) -> None:
        """Note a file, in place of what was noted before, and at once the report that it is about to give up."""
        row = (known.path, known.modified_ns, known.size_bytes, known.sha256, known.report, known.ours)
        with self._lock, self._connection:
            self._connection.execute("INSERT OR REPLACE INTO watched VALUES (?, ?, ?, ?, ?, ?)", row)
            if leaving:
                self._connection.execute("INSERT OR IGNORE INTO leaving VALUES (?, ?)", (known.path, leaving))

    def leaving(self) -> list[tuple[str, int]]:
        """Return the files that give up a report, and those reports."""
        with self._lock:
            return list(self._connection.execute("SELECT path, report FROM leaving"))

    def left(self, path: str, report: int) -> None:
        """Note that a file has given up a report, and that nothing is left to be done about it."""
        with self._lock:
            self._connection.execute("DELETE FROM leaving WHERE path = ? AND report = ?", (path, report))

    def delete(self, path: str) -> None:
        """Forget a file."""
        with self._lock:
            self._connection.execute("DELETE FROM watched WHERE path = ?", (path,))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
