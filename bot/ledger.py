"""Which report came from which file of the watched folder; a table beside the reports, for the watcher alone."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import apsw

_SCHEMA = """
CREATE TABLE IF NOT EXISTS watched (
    path TEXT PRIMARY KEY, modified_ns INTEGER NOT NULL, size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
    report INTEGER, ours INTEGER NOT NULL) STRICT, WITHOUT ROWID;
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

    def put(self, known: Known) -> None:
        """Note a file, in place of what was noted before."""
        row = (known.path, known.modified_ns, known.size_bytes, known.sha256, known.report, known.ours)
        with self._lock:
            self._connection.execute("INSERT OR REPLACE INTO watched VALUES (?, ?, ?, ?, ?, ?)", row)

    def delete(self, path: str) -> None:
        """Forget a file."""
        with self._lock:
            self._connection.execute("DELETE FROM watched WHERE path = ?", (path,))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
