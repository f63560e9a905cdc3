"""The store: reports, their sentences and vectors in one SQLite file, the only truth of the program.

Every operation is one transaction: it happened wholly and durably, or not at all. Sentences are offsets
into one canonical text. Search indexes are copies that follow `seq`, which grows by one with every change. SQLite is
reached by apsw, which brings a current SQLite; the system's may lack the fix of the WAL-reset fault (3.51.3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import apsw

from corpus import rows
from corpus.errors import CorpusError, DamagedStore, ReportNotFound, StoreInUse
from corpus.folder import ORIGINALS, FolderLock, keep_original, sweep_originals
from corpus.report import Document, Report, Sentence
from corpus.rows import Addition, Place, Vectors
from corpus.schema import prepare

DATABASE = "corpus.db"
TEXTS_IN_MEMORY = 32  # reports whose text is kept at hand; a question quotes from at most a dozen
_BUSY_MS = 5_000  # a reader beside the writer waits for a checkpoint at most this long


def utc_now() -> datetime:
    """Return the time, for those who are not given a clock."""
    return datetime.now(UTC)


class Store:
    """The data folder, opened; a class because it holds a database connection and the folder's lock.

    Args:
        folder: The data folder, made when missing.
        writable: Take the folder's lock; without it, only reading works and any number of processes may do so.
        clock: Tells the time for `added_at`.
        durable: Whether what was acknowledged survives a loss of power; False for a store that is thrown away.

    Raises:
        StoreInUse: another process holds the folder.
        ReportNotFound: it is opened for reading and there is nothing to read.
        DamagedStore: the folder is not ours or not readable.
    """

    def __init__(
        self, folder: Path, *, writable: bool = True, durable: bool = True, clock: Callable[[], datetime] = utc_now
    ) -> None:
        if not writable and not (folder / DATABASE).exists():
            raise ReportNotFound(f"There are no reports in {folder} yet: `add FILE` adds one.")
        self.folder, self._clock, self._durable = folder, clock, durable
        self._file = folder / DATABASE
        self._lock = FolderLock(folder, clock()) if writable else None
        try:
            with self._translated():
                self._connection = _connect(self._file, writable=writable, durable=durable)
            if writable:
                self._sweep()
        except CorpusError:
            self._unlock()
            raise
        self._texts = lru_cache(TEXTS_IN_MEMORY)(self._read_text)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and let the folder go."""
        self._connection.close()
        self._unlock()

    # What is written -------------------------------------------------------------------------------------------------

    def add(self, addition: Addition) -> Report:
        """Store a new report durably; the same bytes again in one collection return the stored one, unchanged."""
        known = self.find(addition.sha256, addition.collection)
        return known or self._put(addition, None)

    def replace(self, report_id: int, addition: Addition) -> Report:
        """Put new content in a report's place, under the same id; the old sentences are gone with the same commit.

        Raises:
            ReportNotFound: there is no such report.
        """
        self.report(report_id)
        replaced = self._put(addition, report_id)
        self._sweep()
        return replaced

    def remove(self, report_id: int) -> Report:
        """Delete a report and everything of it.

        Raises:
            ReportNotFound: there is no such report.
        """
        report = self.report(report_id)
        with self._translated(), self._connection:
            self._delete(report_id, "removed")
        self._sweep()
        return report

    def set_vectors(self, report_id: int, vectors: Mapping[str, Vectors]) -> None:
        """Replace a report's vectors, as after a change of the model."""
        with self._translated(), self._connection:
            self._connection.execute("DELETE FROM embedding WHERE report = ?", (report_id,))
            self._insert_vectors(report_id, vectors)
            self._note_change(report_id)

    def _put(self, addition: Addition, report_id: int | None) -> Report:
        try:
            with self._translated():
                keep_original(self.folder, addition.sha256, addition.content, durable=self._durable)
                with self._connection:
                    if report_id is not None:
                        self._delete(report_id, "replaced")
                    new_id = self._insert(addition, report_id)
                    self._note_change(new_id)
        except CorpusError:
            self._sweep()  # a full disk has no room for a file that no report refers to
            raise
        return self.report(new_id)

    def _insert(self, addition: Addition, report_id: int | None) -> int:
        document, count = addition.document, len(addition.document.sentences)
        first = int(self._value("SELECT value FROM counter WHERE name = 'next_sentence'"))
        new_id = int(self._value(rows.INSERT_REPORT, rows.report_row(addition, report_id, first, self._clock())))
        run = self._connection.executemany
        run("INSERT INTO paragraph VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows.paragraph_rows(new_id, document))
        run(
            "INSERT INTO sentence VALUES (?, ?, ?, ?, ?)",
            ((first + n, new_id, s.start, s.end, s.paragraph) for n, s in enumerate(document.sentences)),
        )
        self._insert_vectors(new_id, addition.vectors)
        self._insert_beside(new_id, addition)
        self._connection.execute("UPDATE counter SET value = value + ? WHERE name = 'next_sentence'", (count,))
        return new_id

    def _insert_beside(self, report_id: int, addition: Addition) -> None:
        run, packed = self._connection.execute, addition.extract.boxes
        if packed:
            run("INSERT INTO boxes VALUES (?, ?, ?)", (report_id, packed, hashlib.sha256(packed).hexdigest()))
        for kind, value in addition.fingerprints.items():
            run("INSERT INTO fingerprint VALUES (?, ?, ?)", (report_id, kind, value))
        run("INSERT OR IGNORE INTO collection VALUES (?, 0)", (addition.collection,))

    def _insert_vectors(self, report_id: int, vectors: Mapping[str, Vectors]) -> None:
        self._connection.executemany(
            "INSERT INTO embedding VALUES (?, ?, ?, ?, ?, ?)",
            ((report_id, kind, v.model, v.dimension, v.rows, v.sha256) for kind, v in vectors.items()),
        )

    def _delete(self, report_id: int, kind: str) -> None:
        """Delete a report's rows; that it went, and when, is kept for the answers that quoted it, without a word."""
        moment = (report_id, kind, rows.stamp(self._clock()))
        self._connection.execute("DELETE FROM report WHERE id = ?", (report_id,))
        self._connection.execute("INSERT INTO departure (report, kind, at) VALUES (?, ?, ?)", moment)
        self._note_change(report_id)

    def _note_change(self, report_id: int) -> None:
        """Let the caches know; one row a report, also for removed ones, so that the table stays small."""
        seq = self._value("UPDATE counter SET value = value + 1 WHERE name = 'seq' RETURNING value")
        self._connection.execute("INSERT OR REPLACE INTO change VALUES (?, ?)", (report_id, seq))
        self._texts.cache_clear()

    def _sweep(self) -> None:
        wanted = {row[0] for row in self._rows("SELECT sha256 FROM report")}
        with self._translated():
            sweep_originals(self.folder, wanted)

    # What is read ----------------------------------------------------------------------------------------------------

    @property
    def seq(self) -> int:
        """Return the number of the last change."""
        return int(self._value("SELECT value FROM counter WHERE name = 'seq'"))

    def changed_since(self, seq: int) -> list[int]:
        """Return the ids of reports added, replaced or removed after a change, oldest change first."""
        return [row[0] for row in self._rows("SELECT report FROM change WHERE seq > ? ORDER BY seq", (seq,))]

    def reports(self) -> list[Report]:
        """Return all reports, oldest first."""
        return [rows.report_of(row) for row in self._rows(f"{rows.REPORT} ORDER BY id")]

    def report(self, report_id: int) -> Report:
        """Return one report.

        Raises:
            ReportNotFound: there is no such report.
        """
        for row in self._rows(f"{rows.REPORT} WHERE id = ?", (report_id,)):
            return rows.report_of(row)
        raise ReportNotFound(f"There is no report {report_id}: `reports` lists those there are.")

    def find(self, sha256: str, collection: str) -> Report | None:
        """Return the report of a collection that is made of these bytes, None if there is none."""
        query = f"{rows.REPORT} WHERE sha256 = ? AND collection = ?"
        return next((rows.report_of(row) for row in self._rows(query, (sha256, collection))), None)

    def text(self, report_id: int) -> str:
        """Return a report's canonical text.

        Raises:
            ReportNotFound: there is no such report.
        """
        return self._texts(report_id)

    def document(self, report_id: int) -> Document:
        """Return a report taken apart.

        Raises:
            ReportNotFound: there is no such report.
        """
        return Document(
            self.text(report_id),
            tuple(
                rows.paragraph_of(row)
                for row in self._rows(f"{rows.PARAGRAPH} WHERE report = ? ORDER BY number", (report_id,))
            ),
            tuple(
                Sentence(*row)
                for row in self._rows(
                    "SELECT start, end, paragraph FROM sentence WHERE report = ? ORDER BY id", (report_id,)
                )
            ),
        )

    def first_sentence(self, report_id: int) -> int:
        """Return the id of a report's first sentence; the others follow without a gap."""
        for row in self._rows("SELECT first_sentence FROM report WHERE id = ?", (report_id,)):
            return int(row[0])
        raise ReportNotFound(f"There is no report {report_id}: `reports` lists those there are.")

    def spans(self, report_id: int) -> list[tuple[int, int]]:
        """Return start and end of every sentence of a report, in order."""
        query = "SELECT start, end FROM sentence WHERE report = ? ORDER BY id"
        return [(row[0], row[1]) for row in self._rows(query, (report_id,))]

    def place(self, sentence_id: int) -> Place | None:
        """Return where a sentence stands, None if it is gone."""
        return next((rows.place_of(row) for row in self._rows(rows.PLACE, (sentence_id,))), None)

    def vectors(self, report_id: int, kind: str) -> Vectors | None:
        """Return a report's vectors of one kind.

        Raises:
            DamagedStore: their bytes changed since they were written.
        """
        query = "SELECT model, dimension, vectors, sha256 FROM embedding WHERE report = ? AND kind = ?"
        for *parts, sha256 in self._rows(query, (report_id, kind)):
            vectors = Vectors(*parts)
            if vectors.sha256 != sha256:
                raise DamagedStore(f"the vectors of report {report_id} are damaged: run `check --repair`")
            return vectors
        return None

    def boxes(self, report_id: int) -> bytes:
        """Return where a report's characters stand on their pages, packed by `corpus.boxes`; empty without pages.

        Raises:
            DamagedStore: the bytes changed since they were written.
        """
        for packed, sha256 in self._rows("SELECT packed, sha256 FROM boxes WHERE report = ?", (report_id,)):
            if hashlib.sha256(packed).hexdigest() != sha256:
                raise DamagedStore(f"the character boxes of report {report_id} are damaged: run `check --repair`")
            return bytes(packed)
        return b""

    def fingerprints(self, kind: str) -> dict[int, bytes]:
        """Return every report's fingerprint of one kind, by report id."""
        return dict(self._rows("SELECT report, value FROM fingerprint WHERE kind = ?", (kind,)))

    def departures(self, after: int = 0) -> list[tuple[int, int, str, str]]:
        """Return (number, report id, "replaced" or "removed", when) of what went after a number, oldest first."""
        query = "SELECT id, report, kind, at FROM departure WHERE id > ? ORDER BY id"
        return [(row[0], row[1], row[2], row[3]) for row in self._rows(query, (after,))]

    @property
    def identity(self) -> str:
        """Return what tells this store from every other, a random number made with it."""
        return str(self._value("SELECT id FROM identity"))

    def models(self) -> set[tuple[str, int]]:
        """Return name and dimension of every model that vectors in the store come from."""
        return {(row[0], row[1]) for row in self._rows("SELECT DISTINCT model, dimension FROM embedding")}

    def copy_to(self, target: Path) -> None:
        """Write the database as of this moment into a new file, while others may go on writing."""
        with self._translated():
            copy = apsw.Connection(str(target))
            with copy.backup("main", self._connection, "main") as pages:
                pages.step()
            copy.close()

    def faults(self) -> list[str]:
        """Return what is wrong with the stored bytes, a sentence each; nothing wrong is an empty list."""
        found = [f"{DATABASE}: {row[0]}" for row in self._rows("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"{DATABASE}: row without its report in {row[0]}" for row in self._rows("PRAGMA foreign_key_check")]
        for report in self.reports():
            found += self._report_faults(report)
        return found

    def _report_faults(self, report: Report) -> Iterator[str]:
        original = self.folder / ORIGINALS / report.sha256
        if not original.is_file() or hashlib.sha256(original.read_bytes()).hexdigest() != report.sha256:
            yield f"report {report.id} ({report.file_name}): its original file is missing or altered"
        try:
            self._read_text(report.id)
            self.vectors(report.id, "sentence")
        except DamagedStore as damage:
            yield str(damage)

    def _read_text(self, report_id: int) -> str:
        for text, sha256 in self._rows("SELECT text, text_sha256 FROM report WHERE id = ?", (report_id,)):
            if hashlib.sha256(text.encode()).hexdigest() != sha256:
                raise DamagedStore(f"the text of report {report_id} is damaged: run `check`")
            return str(text)
        raise ReportNotFound(f"There is no report {report_id}: `reports` lists those there are.")

    # How SQLite is reached -------------------------------------------------------------------------------------------

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        with self._translated():
            yield from self._connection.execute(query, values)

    def _value(self, query: str, values: tuple[Any, ...] = ()) -> Any:
        with self._translated():
            return self._connection.execute(query, values).get

    def _unlock(self) -> None:
        if self._lock:
            self._lock.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the library's errors into ours, with what to do."""
        try:
            yield
        except apsw.FullError as full:
            raise DamagedStore(
                f"{self._file}: the disk is full, nothing was changed; free some space and try again"
            ) from full
        except (apsw.BusyError, apsw.LockedError) as busy:
            raise StoreInUse(f"{self._file} is locked by another program: close it there and try again") from busy
        except (apsw.NotADBError, apsw.CorruptError) as broken:
            raise DamagedStore(f"{self._file} is damaged ({broken}): run `check`, or restore a backup") from broken
        except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.IOError) as closed:
            raise DamagedStore(
                f"{self._file} cannot be opened or written ({closed}): check the folder and its rights"
            ) from closed
        except OSError as failure:
            raise DamagedStore(
                f"{failure.filename or self.folder}: {failure.strerror}; nothing was changed"
            ) from failure


def _connect(path: Path, *, writable: bool, durable: bool) -> apsw.Connection:
    """Open the database; SQLite needs write access to its shared memory even for reading in WAL mode."""
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if writable else 0)
    connection = apsw.Connection(str(path), flags)
    connection.set_busy_timeout(_BUSY_MS)
    connection.execute(f"PRAGMA foreign_keys = ON; PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
    prepare(connection, path.name)  # before anything that would change another program's file
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA query_only = {'OFF' if writable else 'ON'}")
    return connection
