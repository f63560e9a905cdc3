"""What is read of a store: reports and their facts, text, sentences, vectors, and what has changed.

Any thread may read. Each operation sees one moment of the store; `snapshot` makes several see the same one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus import rows
from corpus.database import Database
from corpus.errors import DamagedStore, ReportNotFound
from corpus.folder import ORIGINALS
from corpus.report import Document, Report, Sentence, Turn
from corpus.rows import Place, Vectors
from corpus.turns import turns

DATABASE = "corpus.db"
TEXTS_IN_MEMORY = 32  # reports whose text is kept at hand; a question quotes from at most a dozen


class Shelf:
    """The reports of a data folder, to be read; a class because it holds the open database and the latest texts.

    Args:
        folder: The data folder.
        database: Its database, open.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder, self._database = folder, database
        self._texts = lru_cache(TEXTS_IN_MEMORY)(self._read_text)
        self._turns = lru_cache(TEXTS_IN_MEMORY)(self._told_turns)
        self._listed: tuple[int, tuple[Report, ...]] = (-1, ())

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let everything that this thread reads while the block runs be of one moment; others may go on writing."""
        with self._database.reading():
            yield

    def copy_to(self, target: Path) -> None:
        """Write the database as of this moment into a new file, while others may go on writing."""
        self._database.copy_to(target)

    @property
    def seq(self) -> int:
        """Return the number of the last change."""
        return int(self._database.value("SELECT value FROM counter WHERE name = 'seq'"))

    def changed_since(self, seq: int) -> list[int]:
        """Return the ids of reports added, replaced or removed after a change, oldest change first."""
        return [row[0] for row in self._database.rows("SELECT report FROM change WHERE seq > ? ORDER BY seq", (seq,))]

    def reports(self) -> list[Report]:
        """Return all reports, oldest first."""
        with self.snapshot():
            seq = self.seq
            known, reports = self._listed
            if seq != known:
                reports = tuple(rows.report_of(row) for row in self._database.rows(f"{rows.REPORT} ORDER BY id"))
                self._listed = (seq, reports)
            return list(reports)

    def report(self, report_id: int) -> Report:
        """Return one report.

        Raises:
            ReportNotFound: there is no such report.
        """
        for row in self._database.rows(f"{rows.REPORT} WHERE id = ?", (report_id,)):
            return rows.report_of(row)
        raise ReportNotFound(f"There is no report {report_id}: `reports` lists those there are.")

    def find(self, sha256: str, collection: str) -> Report | None:
        """Return the report of a collection that is made of these bytes, None if there is none."""
        query = f"{rows.REPORT} WHERE sha256 = ? AND collection = ?"
        return next((rows.report_of(row) for row in self._database.rows(query, (sha256, collection))), None)

    def text(self, report_id: int) -> str:
        """Return a report's canonical text.

        Raises:
            ReportNotFound: there is no such report.
        """
        with self.snapshot():
            sha256 = self._fact("text_sha256", report_id)
            return self._texts(report_id, str(sha256))  # keyed by its hash: what is kept is never of another moment

    def document(self, report_id: int) -> Document:
        """Return a report taken apart.

        Raises:
            ReportNotFound: there is no such report.
        """
        paragraphs = f"{rows.PARAGRAPH} WHERE report = ? ORDER BY number"
        sentences = "SELECT start, end, paragraph FROM sentence WHERE report = ? ORDER BY id"
        with self.snapshot():
            return Document(
                self.text(report_id),
                tuple(rows.paragraph_of(row) for row in self._database.rows(paragraphs, (report_id,))),
                tuple(Sentence(*row) for row in self._database.rows(sentences, (report_id,))),
            )

    def turns(self, report_id: int) -> tuple[Turn, ...]:
        """Return who has the word where in a report, by ascending offset.

        Raises:
            ReportNotFound: there is no such report.
        """
        with self.snapshot():
            return self._turns(report_id, str(self._fact("text_sha256", report_id)))

    def _told_turns(self, report_id: int, _: str) -> tuple[Turn, ...]:
        return turns(self.document(report_id))

    def first_sentence(self, report_id: int) -> int:
        """Return the id of a report's first sentence; the others follow without a gap.

        Raises:
            ReportNotFound: there is no such report.
        """
        return int(self._fact("first_sentence", report_id))

    def spans(self, report_id: int) -> list[tuple[int, int]]:
        """Return start and end of every sentence of a report, in order."""
        query = "SELECT start, end FROM sentence WHERE report = ? ORDER BY id"
        return [(row[0], row[1]) for row in self._database.rows(query, (report_id,))]

    def spans_up_to(self, sentence_id: int, report_id: int, before: int) -> list[tuple[int, int]]:
        """Return start and end of so many sentences before one of a report, as far as there are any, and of itself."""
        query = "SELECT start, end FROM sentence WHERE id BETWEEN ? AND ? AND report = ? ORDER BY id"
        return [(row[0], row[1]) for row in self._database.rows(query, (sentence_id - before, sentence_id, report_id))]

    def place(self, sentence_id: int) -> Place | None:
        """Return where a sentence stands, None if it is gone."""
        return next((rows.place_of(row) for row in self._database.rows(rows.PLACE, (sentence_id,))), None)

    def vectors(self, report_id: int, kind: str) -> Vectors | None:
        """Return a report's vectors of one kind.

        Raises:
            DamagedStore: their bytes changed since they were written.
        """
        query = "SELECT model, dimension, vectors, sha256 FROM embedding WHERE report = ? AND kind = ?"
        for *parts, sha256 in self._database.rows(query, (report_id, kind)):
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
        for packed, sha256 in self._database.rows("SELECT packed, sha256 FROM boxes WHERE report = ?", (report_id,)):
            if hashlib.sha256(packed).hexdigest() != sha256:
                raise DamagedStore(f"the character boxes of report {report_id} are damaged: run `check --repair`")
            return bytes(packed)
        return b""

    def fingerprints(self, kind: str) -> dict[int, bytes]:
        """Return every report's fingerprint of one kind, by report id."""
        return dict(self._database.rows("SELECT report, value FROM fingerprint WHERE kind = ?", (kind,)))

    def departures(self, after: int = 0) -> list[tuple[int, int, str, str]]:
        """Return what became of reports after a number, oldest first: (number, report id, what, when).

        They are "replaced", "removed" or "moved"; or their collection is "closed" or "opened" to somebody.
        """
        query = "SELECT id, report, kind, at FROM departure WHERE id > ? ORDER BY id"
        return [(row[0], row[1], row[2], row[3]) for row in self._database.rows(query, (after,))]

    @property
    def identity(self) -> str:
        """Return what tells this store from every other, a random number made with it."""
        return str(self._database.value("SELECT id FROM identity"))

    def models(self) -> set[tuple[str, int]]:
        """Return name and dimension of every model that vectors in the store come from."""
        return {(row[0], row[1]) for row in self._database.rows("SELECT DISTINCT model, dimension FROM embedding")}

    def embedded_otherwise(self, model: str) -> frozenset[int]:
        """Return the ids of reports with vectors of another model than this one."""
        query = "SELECT DISTINCT report FROM embedding WHERE model != ?"
        return frozenset(row[0] for row in self._database.rows(query, (model,)))

    def faults(self) -> list[str]:
        """Return what is wrong with the stored bytes, a sentence each; nothing wrong is an empty list."""
        rows_of = self._database.rows
        found = [f"{DATABASE}: {row[0]}" for row in rows_of("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"{DATABASE}: row without its report in {row[0]}" for row in rows_of("PRAGMA foreign_key_check")]
        for report in self.reports():
            found += self._report_faults(report)
        return found

    def _report_faults(self, report: Report) -> Iterator[str]:
        original = self.folder / ORIGINALS / report.sha256
        if not original.is_file() or hashlib.sha256(original.read_bytes()).hexdigest() != report.sha256:
            yield f"report {report.id} ({report.file_name}): its original file is missing or altered"
        try:
            self._read_text(report.id, self._fact("text_sha256", report.id))
            self.vectors(report.id, "sentence")
        except DamagedStore as damage:
            yield str(damage)

    def _read_text(self, report_id: int, sha256: str) -> str:
        text = str(self._fact("text", report_id))
        if hashlib.sha256(text.encode()).hexdigest() != sha256:
            raise DamagedStore(f"the text of report {report_id} is damaged: run `check`")
        return text

    def _fact(self, column: str, report_id: int) -> Any:
        for row in self._database.rows(f"SELECT {column} FROM report WHERE id = ?", (report_id,)):  # noqa: S608 - ours
            return row[0]
        raise ReportNotFound(f"There is no report {report_id}: `reports` lists those there are.")
