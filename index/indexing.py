"""Files become reports: read, taken apart, embedded and stored, one transaction a file.

Whatever fails, it fails before the transaction, so the store is as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from corpus.child import Pages, no_steps
from corpus.errors import RefusedReport
from corpus.extraction import Extractor, file_bytes
from corpus.language import language_of
from corpus.names import shown_name
from corpus.report import Document, Metadata, Report
from corpus.rows import DEFAULT_COLLECTION, Addition, Vectors
from corpus.shingles import KIND, fingerprint
from corpus.splitting import split
from corpus.store import Store
from index.embedding import Embedder, Floats, Progress, maker, no_progress
from index.renewal import Renewal
from index.retrieval import SENTENCE_VECTORS
from index.titles import searched_title, title_of, titled

SAMPLES = Path(__file__).parent.parent / "corpus" / "reports"
SAMPLE_COLLECTION = "samples"
# Formats that a folder is searched for; a file named one by one is judged by its content alone.
SUFFIXES = frozenset(
    {
        *(".txt", ".text", ".md", ".markdown", ".html", ".htm", ".pdf", ".eml", ".epub", ".csv", ".tsv"),
        *(".docx", ".pptx", ".xlsx", ".odt", ".odp", ".ods", ".doc", ".rtf", ".ppt", ".xls"),
        *(".tif", ".tiff"),  # scans; other pictures in a folder are mostly photographs
    }
)


Begun = Callable[[Document], None]  # told that a file is read and taken apart, before its sentences are embedded


def _tell_nobody(_: Document) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What a person says of a file that is to become a report.

    Args:
        given: Facts; they outweigh those of the file.
        collection: Who may see it.
        added_by: Discord's id of the person, None for the command line.
    """

    given: Metadata = field(default_factory=Metadata)
    collection: str = DEFAULT_COLLECTION
    added_by: int | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file.

    Args:
        report: The report that it is.
        new: False where the same bytes were there already.
        remarks: What of the file was not read, a sentence each.
    """

    report: Report
    new: bool
    remarks: tuple[str, ...] = ()


class Indexer:
    """Adds and replaces reports; a class because it holds the parsers' process and the model.

    Args:
        store: Where reports go.
        extractor: Reads foreign files in a process of their own.
        embedder: Gives the model; called at the first sentence, because loading it takes a while.
    """

    def __init__(self, store: Store, extractor: Extractor, embedder: Callable[[], Embedder]) -> None:
        self._store, self._extractor, self._embedder = store, extractor, embedder
        self.changing: Callable[[], AbstractContextManager[None]] = nullcontext  # of the answerer, where there is one
        self._samples_may_be_there = True
        self.renewal = Renewal(store, embedder, self._again)

    def add(
        self,
        path: Path,
        *,
        given: Metadata | None = None,
        collection: str = DEFAULT_COLLECTION,
        name: str | None = None,
        progress: Progress = no_progress,
        pages: Pages = no_steps,
    ) -> Added:
        """Make a file a report; the same bytes again change nothing.

        Args:
            path: The file.
            given: Facts that a person gives; they outweigh those of the file.
            collection: Who may see it.
            name: What the file is called, where that differs from its path.
            progress: Told the number of sentences embedded since it was last told.
            pages: Told how many of its pages without text are recognised, and of how many.

        Raises:
            RefusedReport: the file does not become a report.
        """
        label = shown_name(name or path.name)
        filing = Filing(given or Metadata(), collection)
        return self.add_bytes(file_bytes(path, label), label, filing, progress, pages=pages)

    def add_bytes(
        self,
        content: bytes,
        label: str,
        filing: Filing,
        progress: Progress = no_progress,
        begun: Begun = _tell_nobody,
        pages: Pages = no_steps,
    ) -> Added:
        """Make a file's bytes a report; the same bytes again change nothing.

        Args:
            content: All of them.
            label: What the file is called, fit for showing.
            filing: What a person says of it.
            progress: Told the number of sentences embedded since it was last told; what it raises ends the work.
            begun: Told when the file is read and its sentences are known; likewise.
            pages: Told how many of its pages without text are recognised, and of how many; likewise.

        Raises:
            RefusedReport: the file does not become a report.
        """
        known = self._store.find(hashlib.sha256(content).hexdigest(), filing.collection)
        if known:
            return Added(known, new=False)
        addition = self._addition(content, label, filing, progress, begun, pages)
        with self.changing():
            added = self._store.add(addition)
            self._make_way(filing.collection)
        return Added(added, new=True, remarks=addition.extract.remarks)

    def replace(self, report_id: int, path: Path, *, given: Metadata | None = None) -> Added:
        """Put a file in a report's place; facts that neither person nor file gives stay as they were.

        Raises:
            ReportNotFound: there is no such report.
            RefusedReport: the file does not become a report, or is one already.
        """
        label = shown_name(path.name)
        self._store.report(report_id)
        return self.replace_bytes(report_id, file_bytes(path, label), label, Filing(given or Metadata()))

    def replace_bytes(
        self,
        report_id: int,
        content: bytes,
        label: str,
        filing: Filing,
        progress: Progress = no_progress,
        begun: Begun = _tell_nobody,
        pages: Pages = no_steps,
    ) -> Added:
        """Put a file's bytes in a report's place, in its collection; see `replace` and `add_bytes`."""
        old = self._store.report(report_id)
        known = self._store.find(hashlib.sha256(content).hexdigest(), old.collection)
        if known and known.id == report_id:
            return Added(known, new=False)
        if known:
            raise RefusedReport(label, f"its content is already report {known.id}", f"remove report {known.id} first")
        filing = replace(filing, collection=old.collection)
        addition = self._addition(content, label, filing, progress, begun, pages, old.metadata)
        with self.changing():
            replaced = self._store.replace(report_id, addition)
        return Added(replaced, new=True, remarks=addition.extract.remarks)

    def remove(self, report_id: int) -> Report:
        """Remove a report; questions leave it out from then on, and go on while the searches follow.

        Raises:
            ReportNotFound: there is no such report.
        """
        with self.changing():
            return self._store.remove(report_id)

    def move(self, report_id: int, collection: str) -> Report:
        """Put a report into another collection, likewise; see `Store.move`."""
        with self.changing():
            return self._store.move(report_id, collection)

    def lacks_samples(self) -> bool:
        """Whether no report but samples was ever added, and not all of them: at first, or after a kill among them."""
        there = self._store.reports()
        went = any(what not in ("closed", "opened") for _, _, what, _ in self._store.departures())
        untouched = not went and all(one.collection == SAMPLE_COLLECTION for one in there)
        return untouched and len(there) < len(list(SAMPLES.glob("*.md")))

    def add_samples(self, progress: Progress = no_progress) -> list[Report]:
        """Make the sample reports reports, for a first question to a store that never had one."""
        paths = sorted(SAMPLES.glob("*.md"))
        return [self.add(path, collection=SAMPLE_COLLECTION, progress=progress).report for path in paths]

    def _make_way(self, collection: str) -> None:
        """Remove the sample reports when the first report of a team arrives, lest they answer its questions."""
        if collection == SAMPLE_COLLECTION:
            self._samples_may_be_there = True
        elif self._samples_may_be_there:  # looked for once, not before each of a thousand reports
            self._samples_may_be_there = False
            for report in self._store.reports():
                if report.collection == SAMPLE_COLLECTION:
                    self._store.remove(report.id)

    def _addition(
        self,
        content: bytes,
        label: str,
        filing: Filing,
        progress: Progress,
        begun: Begun,
        pages: Pages,
        old: Metadata = Metadata(),  # noqa: B008 - frozen
    ) -> Addition:
        extract = self._extractor.extract_bytes(content, label, pages)
        document = split(extract)
        begun(document)
        facts = filing.given.over(extract.metadata).over(old)
        vectors = self._vectors(searched_title(facts, label), document, progress)
        return Addition(
            *(content, label, extract, document, facts, filing.collection, vectors),
            fingerprints={KIND: fingerprint(document.text).packed()},
            added_by=filing.added_by,
            language=language_of(document.text),
        )

    def _again(self, report: Report, document: Document, progress: Progress) -> dict[str, Vectors]:
        return self._vectors(title_of(report), document, progress)

    def _vectors(self, title: str, document: Document, progress: Progress) -> dict[str, Vectors]:
        model = self._embedder()
        texts = [titled(title, document.text[sentence.start : sentence.end]) for sentence in document.sentences]
        return {SENTENCE_VECTORS: packed(model, model.embed(texts, progress))}


def packed(model: Embedder, vectors: Floats) -> Vectors:
    """Pack a model's vectors, (n, dimension), into rows of half floats, as the store keeps them."""
    return Vectors(maker(model), model.dimension, vectors.astype(np.dtype("<f2")).tobytes())


def files_in(paths: list[Path]) -> list[Path]:
    """Return the files named, and those of a known suffix below the folders named, in order of name."""
    found: list[Path] = []
    for path in paths:
        inside = (
            sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
        )
        found += inside
    return found
