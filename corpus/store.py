"""The store: reports, their sentences and vectors in one SQLite file, the only truth of the program.

Every operation is one transaction: it happened wholly and durably, or not at all. Sentences are offsets
into one canonical text. Search indexes are copies that follow `seq`, which grows by one with every change.
Any thread may read and write: those that write wait for each other, those that read for nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus import rows
from corpus.audience import Collections
from corpus.database import Database
from corpus.errors import CorpusError, RefusedReport, ReportNotFound
from corpus.folder import FolderLock, keep_original, sweep_originals
from corpus.report import Report
from corpus.rows import Addition, Vectors
from corpus.shelf import DATABASE, Shelf


def utc_now() -> datetime:
    """Return the time, for those who are not given a clock."""
    return datetime.now(UTC)


class Store(Shelf):
    """The data folder, opened; a class because it holds the database and the folder's lock.

    `collections` says who may see which reports.

    Args:
        folder: The data folder, made when missing.
        writable: Take the folder's lock; without it, only reading works and any number of processes may do so.
        clock: Tells the time for `added_at`.
        durable: Whether what was acknowledged survives a loss of power; False for a store that is thrown away.

    Raises:
        StoreInUse: another process holds the folder.
        ReportNotFound: it is opened for reading and there is nothing to read.
        DamagedStore: the folder is not ours or not readable.
        UnwritableStore: the folder cannot be written, and is to be.
    """

    def __init__(
        self, folder: Path, *, writable: bool = True, durable: bool = True, clock: Callable[[], datetime] = utc_now
    ) -> None:
        if not writable and not (folder / DATABASE).exists():
            raise ReportNotFound(f"There are no reports in {folder} yet: `add FILE` adds one.")
        self._clock, self._durable = clock, durable
        self._lock = FolderLock(folder, clock()) if writable else None
        try:
            super().__init__(folder, Database(folder / DATABASE, writable=writable, durable=durable))
            if writable:
                self._sweep()
        except CorpusError:
            self._unlock()
            raise
        self.collections = Collections(self._database, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_writable(self) -> bool:
        """Whether it is open for writing."""
        return self._lock is not None

    def close(self) -> None:
        """Close the database and let the folder go."""
        self._database.close()
        self._unlock()

    def add(self, addition: Addition) -> Report:
        """Store a new report durably; the same bytes again in one collection return the stored one, unchanged."""
        with self._database.alone():
            known = self.find(addition.sha256, addition.collection)
            return known or self._put(addition, None)

    def replace(self, report_id: int, addition: Addition) -> Report:
        """Put new content in a report's place, under the same id; the old sentences are gone with the same commit.

        Raises:
            ReportNotFound: there is no such report.
        """
        with self._database.alone():
            self.report(report_id)
            replaced = self._put(addition, report_id)
            self._sweep()
        return replaced

    def remove(self, report_id: int) -> Report:
        """Delete a report and everything of it.

        Raises:
            ReportNotFound: there is no such report.
        """
        with self._database.alone():
            report = self.report(report_id)
            with self._database.writing():
                self._delete(report_id, "removed")
            self._sweep()
        return report

    def move(self, report_id: int, collection: str) -> Report:
        """Put a report into another collection, whose audience sees it from then on; return it as it is now.

        Raises:
            ReportNotFound: there is no such report.
            CollectionNotFound: there is no such collection.
            RefusedReport: the same bytes stand there already.
        """
        with self._database.alone():
            report = self.report(report_id)
            collection = self.collections.one(collection).name
            if report.collection == collection:
                return report
            if self.find(report.sha256, collection):  # which one, not everybody may know who may move this one
                raise RefusedReport(report.file_name, f"{collection} holds the same content", "remove one of the two")
            with self._database.writing() as connection:
                connection.execute("UPDATE report SET collection = ? WHERE id = ?", (collection, report_id))
                self._note_departure(report_id, "moved")
            return self.report(report_id)

    def set_vectors(self, report_id: int, vectors: Mapping[str, Vectors], *, first_sentence: int | None = None) -> None:
        """Replace a report's vectors, as after a change of the model.

        Args:
            report_id: The report.
            vectors: The new ones, by kind.
            first_sentence: Id of the first sentence that they are of; where the report was replaced meanwhile, its
                vectors stay as they are.

        Raises:
            ReportNotFound: there is no such report.
        """
        with self._database.writing() as connection:
            if first_sentence not in (None, self.first_sentence(report_id)):
                return
            connection.execute("DELETE FROM embedding WHERE report = ?", (report_id,))
            self._insert_vectors(report_id, vectors)
            self._note_change(report_id)

    def _put(self, addition: Addition, report_id: int | None) -> Report:
        try:
            with self._database.translated():
                keep_original(self.folder, addition.sha256, addition.content, durable=self._durable)
            with self._database.writing():
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
        first = int(self._database.value("SELECT value FROM counter WHERE name = 'next_sentence'"))
        new_id = int(
            self._database.value(rows.INSERT_REPORT, rows.report_row(addition, report_id, first, self._clock()))
        )
        run = self._database.writer.executemany
        run("INSERT INTO paragraph VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows.paragraph_rows(new_id, document))
        run(
            "INSERT INTO sentence VALUES (?, ?, ?, ?, ?)",
            ((first + n, new_id, s.start, s.end, s.paragraph) for n, s in enumerate(document.sentences)),
        )
        self._insert_vectors(new_id, addition.vectors)
        self._insert_beside(new_id, addition)
        self._run("UPDATE counter SET value = value + ? WHERE name = 'next_sentence'", (count,))
        return new_id

    def _insert_beside(self, report_id: int, addition: Addition) -> None:
        packed = addition.extract.boxes
        if packed:
            self._run("INSERT INTO boxes VALUES (?, ?, ?)", (report_id, packed, hashlib.sha256(packed).hexdigest()))
        for kind, value in addition.fingerprints.items():
            self._run("INSERT INTO fingerprint VALUES (?, ?, ?)", (report_id, kind, value))
        self._run("INSERT OR IGNORE INTO collection VALUES (?, 0)", (addition.collection,))

    def _insert_vectors(self, report_id: int, vectors: Mapping[str, Vectors]) -> None:
        self._database.writer.executemany(
            "INSERT INTO embedding VALUES (?, ?, ?, ?, ?, ?)",
            ((report_id, kind, v.model, v.dimension, v.rows, v.sha256) for kind, v in vectors.items()),
        )

    def _delete(self, report_id: int, kind: str) -> None:
        self._run("DELETE FROM report WHERE id = ?", (report_id,))
        self._note_departure(report_id, kind)

    def _note_departure(self, report_id: int, kind: str) -> None:
        """Keep that a report went, and when, for the answers that quoted it; without a word of it."""
        moment = (report_id, kind, rows.stamp(self._clock()))
        self._run("INSERT INTO departure (report, kind, at) VALUES (?, ?, ?)", moment)
        self._note_change(report_id)

    def _note_change(self, report_id: int) -> None:
        """Let the caches know; one row a report, also for removed ones, so that the table stays small."""
        seq = self._database.value("UPDATE counter SET value = value + 1 WHERE name = 'seq' RETURNING value")
        self._run("INSERT OR REPLACE INTO change VALUES (?, ?)", (report_id, seq))

    def _run(self, statement: str, values: tuple[Any, ...]) -> None:
        """Run a statement within a transaction."""
        self._database.writer.execute(statement, values)

    def _sweep(self) -> None:
        with self._database.alone(), self._database.translated():
            sweep_originals(self.folder, {row[0] for row in self._database.rows("SELECT sha256 FROM report")})

    def _unlock(self) -> None:
        if self._lock:
            self._lock.close()
