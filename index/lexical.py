"""Lexical search: BM25 over the words of every sentence, so that names and numbers are never lost.

tantivy finds the candidates; its BM25 has fixed constants and knows no window, so features.py computes the scores that
count, on the candidates only. The index is a cache under the data folder that follows the store: it is committed first
and its watermark after it, and whatever is wrong with it, it is thrown away and made again. The watermark names the
hash of every file, because tantivy reads damaged ones and either panics or finds other sentences.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tantivy

from index import words
from index.errors import IndexUnwritable

_HEAP_BYTES = 50_000_000  # tantivy's writer refuses less than 15 MB a thread
_FORMAT = f"2.{words.VERSION}"
_WATERMARK = "watermark.json"
_META = "meta.json"  # tantivy's list of segments


@dataclass(slots=True)
class _Watermark:
    """What the index holds: up to which change, how many words each report has, and in which files."""

    seq: int = 0
    format: str = _FORMAT
    lengths: dict[str, list[int]] = field(default_factory=dict)  # report id: [sentences, words]
    files: dict[str, str] = field(default_factory=dict)  # name: SHA-256


@dataclass(frozen=True, slots=True)
class Searchable:
    """One report as it is to be searched.

    Args:
        report: Its id.
        first: Id of its first sentence; the others follow without a gap.
        title: Its title, searched with every sentence.
        sentences: Their texts, in order.
        language: ISO 639-1 code of its language, None where that is not certain.
    """

    report: int
    first: int
    title: str
    sentences: Sequence[str]
    language: str | None = None


class LexicalIndex:
    """The words of all sentences; a class because it holds tantivy's files open.

    Args:
        folder: Where the index lives; made when missing, emptied when damaged or made by another version.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self._watermark = _read_watermark(folder)
            self._index = _open(folder)
        except (ValueError, OSError, TypeError):  # tantivy raises ValueError for every damage
            self.empty()

    @property
    def seq(self) -> int:
        """The last change of the store that this index holds."""
        return self._watermark.seq

    def update(self, seq: int, gone: Collection[int], added: Iterable[Searchable]) -> None:
        """Follow the store to a change: drop reports, add reports, commit, then move the watermark.

        Args:
            seq: The change that the index holds afterwards.
            gone: Reports whose sentences are dropped: removed, replaced, or perhaps half added before a crash.
            added: The reports as they are now.

        Raises:
            IndexUnwritable: the disk is full, or the folder's rights forbid it; the next update begins anew.
        """
        if not (self.seq or (self._folder / _META).exists()):
            self.empty()  # the last update failed, and there was no room to begin anew
        with self._translated():
            try:
                writer = self._index.writer(_HEAP_BYTES, 1)
                writer.garbage_collect_files()  # after a killed process an orphan file would block every commit
                self._write(writer, gone, added)
            except ValueError:
                self.empty()
                raise
            self._watermark.seq = seq
            self._watermark.files = _hashes(self._folder, self._watermark.files)
            _write_watermark(self._folder, self._watermark)
            self._index.reload()

    def _write(self, writer: tantivy.IndexWriter, gone: Collection[int], added: Iterable[Searchable]) -> None:
        lengths = dict(self._watermark.lengths)  # a copy: questions go on reading the old one
        for report in gone:
            writer.delete_documents_by_term("report", report)
            lengths.pop(str(report), None)
        for one in added:
            lengths[str(one.report)] = [len(one.sentences), _add(writer, one)]
        writer.commit()
        writer.wait_merging_threads()
        self._watermark.lengths = lengths

    def empty(self) -> None:
        """Throw everything away and begin anew at change 0."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._watermark = _Watermark()
        with self._translated():
            self._index = _open(self._folder)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as failure:
            raise IndexUnwritable(
                f"The searches in {self._folder} cannot be written ({failure}): free some space, or check the folder's "
                "rights, and ask again. The reports are untouched."
            ) from failure

    def search(
        self, question: Sequence[str], count: int, reports: Collection[int] | None = None
    ) -> npt.NDArray[np.int64]:
        """Return the ids of the sentences that share most words with the question, best first, at most count.

        Args:
            question: Its words.
            count: Greatest number of sentences.
            reports: Only in these, None for all; filtered before the search, not after.
        """
        if not question or (reports is not None and not reports):
            return np.empty(0, np.int64)
        searcher = self._index.searcher()
        hits = searcher.search(self._query(question, reports), count).hits
        return np.array(searcher.fast_field_values("sentence", [address for _, address in hits]), np.int64)

    def _query(self, question: Sequence[str], reports: Collection[int] | None) -> tantivy.Query:
        should, must = tantivy.Occur.Should, tantivy.Occur.Must
        schema, query = self._index.schema, tantivy.Query
        any_word = query.boolean_query(
            [
                (should, query.term_query(schema, name, word, "freq"))
                for name in ("words", "title")
                for word in sorted(set(question))
            ]
        )
        if reports is None:
            return any_word
        allowed = query.const_score_query(query.term_set_query(schema, "report", sorted(reports)), 0.0)
        return query.boolean_query([(must, any_word), (must, allowed)])

    def held(self, question: Iterable[str], reports: Collection[int] | None = None) -> frozenset[str]:
        """Return which of these words stand in any sentence or title, of these reports only where some are given."""
        if reports is not None and not reports:
            return frozenset()
        searcher = self._index.searcher()
        return frozenset(
            word for word in question if searcher.search(self._query([word], reports), 1, count=False).hits
        )

    def rarity(self, question: Iterable[str], reports: Collection[int] | None = None) -> dict[str, float]:
        """Return each word's inverse document frequency, ln(1 + (n - df + .5) / (df + .5)).

        Args:
            question: The words.
            reports: Count the sentences of these only, None for all: what may not be seen moves no figure.
        """
        total = sum(sentences for sentences, _ in self._lengths(reports))
        frequency = self._frequency(list(question), reports)
        return {word: math.log(1 + (total - df + 0.5) / (df + 0.5)) for word, df in frequency.items()}

    @property
    def mean_length(self) -> float:
        """The mean number of words of a sentence, at least one."""
        return self.mean_length_of(None)

    def mean_length_of(self, reports: Collection[int] | None) -> float:
        """Return the mean number of words of a sentence of these reports, None for all; at least one."""
        lengths = self._lengths(reports)
        return max(1.0, sum(count for _, count in lengths) / max(1, sum(sentences for sentences, _ in lengths)))

    def _lengths(self, reports: Collection[int] | None) -> list[list[int]]:
        lengths = self._watermark.lengths
        return list(lengths.values()) if reports is None else [lengths[str(r)] for r in reports if str(r) in lengths]

    def _frequency(self, question: Sequence[str], reports: Collection[int] | None) -> dict[str, int]:
        """Count the sentences with each word; tantivy's own figure counts those that were removed, too."""
        searcher, must, query = self._index.searcher(), tantivy.Occur.Must, tantivy.Query
        terms = {word: query.term_query(self._index.schema, "words", word, "freq") for word in question}
        if reports is not None:
            among = query.term_set_query(self._index.schema, "report", sorted(reports))
            terms = {word: query.boolean_query([(must, term), (must, among)]) for word, term in terms.items()}
        found: dict[str, Any] = {word: searcher.search(term, 1, count=True) for word, term in terms.items()}
        return {word: int(result.count) for word, result in found.items()}


def _add(writer: tantivy.IndexWriter, report: Searchable) -> int:
    """Add a report's sentences; return how many words they have."""
    title, total = " ".join(words.words(report.title, report.language)), 0
    for number, text in enumerate(report.sentences):
        found = words.words(text, report.language)
        document = {
            "sentence": report.first + number,
            "report": report.report,
            "words": " ".join(found),
            "title": title,
        }
        writer.add_document(tantivy.Document(**document))
        total += len(found)
    return total


def _open(folder: Path) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("sentence", indexed=True, fast=True)
    builder.add_integer_field("report", indexed=True, fast=True)  # unsigned fields delete nothing, silently
    for name in ("words", "title"):
        builder.add_text_field(name, tokenizer_name="spaces", index_option="freq")
    index = tantivy.Index(builder.build(), path=str(folder))
    index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _read_watermark(folder: Path) -> _Watermark:
    """Read what the index holds; an index of another format raises ValueError, as a damaged one does."""
    file = folder / _WATERMARK
    if not file.exists() and folder.exists():
        raise ValueError("an index without a watermark")
    mark = _Watermark(**_checked(file.read_text(encoding="utf-8"))) if file.exists() else _Watermark()
    if mark.format != _FORMAT:
        raise ValueError(f"an index of format {mark.format}")
    for name, sha256 in mark.files.items():
        if _sha256((folder / name).read_bytes()) != sha256:
            raise ValueError(f"an index whose file {name} has changed")
    return mark


def _write_watermark(folder: Path, mark: _Watermark) -> None:
    half, text = folder / f"{_WATERMARK}.half", json.dumps(asdict(mark))
    half.write_text(f"{_sha256(text.encode())}\n{text}", encoding="utf-8")
    half.replace(folder / _WATERMARK)


def _checked(text: str) -> dict[str, Any]:
    sha256, _, content = text.partition("\n")
    if _sha256(content.encode()) != sha256:
        raise ValueError("a watermark that has changed")
    held: dict[str, Any] = json.loads(content)
    return held


def _hashes(folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Hash the index's files; those of a segment never change under their name and are not read again."""
    segments = {file.name: file for file in folder.iterdir() if file.suffix[1:] not in {"json", "lock", "half"}}
    held = {name: known.get(name) or _sha256(file.read_bytes()) for name, file in segments.items()}
    return {**held, _META: _sha256((folder / _META).read_bytes())}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
