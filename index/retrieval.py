"""Find the sentences that may answer: two searches, one exact comparison of what they find.

Dense search finds other words for the same thing, lexical search names and numbers. What either finds is compared
anew by all figures of features.py, so no sentence is judged by half of them. Both searches are copies that follow the
store: `follow` brings them up to its last change, and refuses to mix vectors of two models.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.errors import ReportNotFound
from corpus.folder import SEARCHES
from corpus.store import Store
from index.dense import DenseIndex
from index.embedding import Embedder
from index.features import (
    BEST_IN_REPORT,
    NAMES,
    OTHER_WEIGHTS,
    WEIGHTS,
    asked_in,
    best_in_report,
    counted,
    coverage,
    letters,
    mixture,
    overlap,
)
from index.kinds import hold, kind_asked
from index.languages import question_language
from index.lexical import LexicalIndex, Searchable
from index.renewal import require_maker
from index.stems import ENGLISH, stemmed_as
from index.titles import title_of
from index.words import words

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

CANDIDATES = 100  # sentences from each search; recall of the right one by benchmarks/quality.py --recall
REACH = 2  # a window is a sentence with two neighbours on either side, one side shorter at a report's edge
LEXICAL_REACH = 1  # words are compared within a sentence and one neighbour on either side
REPORTS_IN_MEMORY = 10_000  # reports whose sentence offsets and title are kept at hand
SENTENCE_VECTORS = "sentence"  # the kind under which the store keeps them
WORDS_IN_MEMORY = 100_000  # sentences whose text and words are kept at hand, about 500 bytes each
LEXICAL = tuple(NAMES.index(name) for name in ("words", "titled_words", "window_words", "coverage", "letters"))
_HALF = np.dtype("<f2")


@dataclass(frozen=True, slots=True)
class Posed:
    """A question as the searches take it.

    Args:
        question: As asked.
        vector: (dimension,) its vector.
        language: ISO 639-1 code of its language.
        known: Whether the model that made the vectors knows this language.
        asked: Its words, each once, by the language as which reports are stemmed; as many in each, in the same order.
        reports: Where it looks, None for everywhere.
    """

    question: str
    vector: Floats
    language: str
    known: bool
    asked: dict[str, list[str]]
    reports: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sentences that may answer a question, best first.

    Args:
        posed: The question.
        sentences: (k,) sentence ids.
        reports: (k,) report ids.
        features: (k, len(NAMES)) figures, in the order of features.NAMES.
        scores: (k,) their mixture, descending.
    """

    posed: Posed
    sentences: Ids
    reports: Ids
    features: Floats
    scores: Floats


class Retriever:
    """Both searches over one store; a class because it holds their indexes.

    Args:
        store: The truth that is followed.
        embedder: The model that made the store's vectors and embeds questions.
        require_done: Raises ModelChanged while vectors of another maker are there.
        searches: Where they write, None for the data folder.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        require_done: Callable[[], None] | None = None,
        searches: Path | None = None,
    ) -> None:
        self._store, self._embedder = store, embedder
        self._require_done = require_done or partial(require_maker, store, embedder)
        self._dense = DenseIndex(embedder.dimension)
        self._lexical = LexicalIndex((searches or store.folder / SEARCHES) / "lexical")
        self._dense_seq = 0
        self._following = threading.Lock()
        self._forget()

    # Following the store ---------------------------------------------------------------------------------------------

    def follow(self) -> frozenset[int]:
        """Bring both searches up to the store's last change, unless another thread is about it.

        Returns:
            The reports that the other thread is about: what the searches hold of them is not what the store holds.

        Raises:
            ModelChanged: the store holds vectors of another model than the configured one.
        """
        if not self._following.acquire(blocking=False):
            return frozenset(self._store.changed_since(self._dense_seq))
        try:
            with self._store.snapshot():
                self._follow_words()
                self._follow_vectors(self._store.seq, self._changed_vectors())
        finally:
            self._following.release()
        return frozenset()

    @contextmanager
    def changing(self, asking: AbstractContextManager[object]) -> Iterator[None]:
        """Let the block change the store, and the searches follow it, while questions go on.

        Args:
            asking: Held by whoever searches; it is held here for a moment only, when everything is ready.
        """
        with self._following:
            yield
            with self._store.snapshot():
                seq = self._store.seq
                self._follow_words()
                vectors = self._changed_vectors()
            with asking:
                self._follow_vectors(seq, vectors)

    def _follow_words(self) -> None:
        """Bring the lexical search up to the store; what it finds too early or too late, the dense one leaves out."""
        seq = self._store.seq
        self._require_done()
        if self._lexical.seq > seq:  # a backup was restored beneath it
            self._lexical.empty()
        if self._lexical.seq != seq:
            changed = self._store.changed_since(self._lexical.seq)
            self._lexical.update(seq, changed, self._to_search(changed))

    def _changed_vectors(self) -> dict[int, tuple[int, Floats] | None]:
        """Return first sentence and vectors of each report that changed, None for one that is gone."""
        return {report: self._vectors_of(report) for report in sorted(set(self._store.changed_since(self._dense_seq)))}

    def _vectors_of(self, report: int) -> tuple[int, Floats] | None:
        vectors = self._store.vectors(report, SENTENCE_VECTORS)
        if vectors is None:
            return None
        rows = np.frombuffer(vectors.rows, _HALF).reshape(-1, vectors.dimension)
        return self._store.first_sentence(report), rows.astype(np.float32)

    def _follow_vectors(self, seq: int, changed: Mapping[int, tuple[int, Floats] | None]) -> None:
        if self._dense_seq == seq:
            return
        self._dense.remove(list(changed))
        for report, held in changed.items():
            if held is not None:
                self._dense.add(report, *held)
        self._dense_seq = seq
        self._forget()

    def rebuild(self) -> None:
        """Throw both searches away and make them anew."""
        self._dense, self._dense_seq = DenseIndex(self._embedder.dimension), 0
        self._lexical.empty()
        self.follow()

    def _to_search(self, changed: Collection[int]) -> Iterator[Searchable]:
        """Yield every changed report that is still there."""
        for report in changed:
            with suppress(ReportNotFound):
                held, text = self._store.report(report), self._store.text(report)
                title = title_of(held)
                sentences, language = [text[start:end] for start, end in self._store.spans(report)], held.language
                yield Searchable(report, self._store.first_sentence(report), title, sentences, language)

    def _forget(self) -> None:
        """Drop what was remembered of texts that may have changed, and note anew which languages they are in."""
        languages = {report.id: report.language for report in self._store.reports()}
        self._stemmed = {report: stemmed_as(language) for report, language in languages.items()}
        told = Counter(language for language in languages.values() if language)
        self._usual = told.most_common(1)[0][0] if told else ENGLISH
        self._spans = lru_cache(REPORTS_IN_MEMORY)(self._store.spans)
        self._first = lru_cache(REPORTS_IN_MEMORY)(self._store.first_sentence)
        self._sentence = lru_cache(WORDS_IN_MEMORY)(self._read_sentence)
        self._words = lru_cache(WORDS_IN_MEMORY)(self._read_words)
        self._title = lru_cache(REPORTS_IN_MEMORY)(self._read_title)

    # Finding ---------------------------------------------------------------------------------------------------------

    def retrieve(self, question: str, reports: Collection[int] | None = None) -> Candidates:
        """Return the sentences that may answer a question, best first.

        Args:
            question: As asked.
            reports: Look in these only, None for all; filtered before the search.
        """
        posed = replace(self._posed(question), reports=None if reports is None else frozenset(reports))
        rows = self._candidate_rows(posed, reports)
        features = self._features(rows, posed)  # (k, len(NAMES))
        scores = mixture(features, WEIGHTS if posed.known else OTHER_WEIGHTS)
        best = np.argsort(-scores, kind="stable")
        rows, features, scores = rows[best], features[best], scores[best]
        return Candidates(posed, self._dense.sentences[rows], self._dense.reports[rows], features, scores)

    def compare(self, candidates: Candidates, sentences: Ids) -> Floats:
        """Return the figures of more sentences of the candidates' reports, (k,) to (k, len(NAMES))."""
        features = self._features(self._dense.rows_of(sentences), candidates.posed)
        reports = self._dense.reports[self._dense.rows_of(sentences)]
        best = dict(zip(candidates.reports.tolist(), candidates.features[:, BEST_IN_REPORT].tolist(), strict=True))
        features[:, BEST_IN_REPORT] = [best[report] for report in reports.tolist()]
        return features

    def unknown(self, spelt: Sequence[str], reports: Collection[int] | None = None) -> list[str]:
        """Return the words, as a question spells them, that no sentence or title of these reports, or of any, holds."""
        languages = set(self._stemmed.values()) or {ENGLISH}
        keys = {word: {key for one in languages for key in words(word, one)} for word in spelt}
        held = self._lexical.held({key for found in keys.values() for key in found}, reports)
        return [word for word, found in keys.items() if found and not found & held]

    def stretch(self, report: int) -> tuple[int, int]:
        """Return the id of a report's first sentence and one past that of its last."""
        first = self._first(report)
        return first, first + len(self._spans(report))

    def text(self, report: int, sentence: int) -> str:
        """Return a sentence's text."""
        return self._sentence(report, sentence)

    def _posed(self, question: str) -> Posed:
        """Take a question apart; one of names alone is taken to be in the language of most reports."""
        language = question_language(question) or self._usual
        known = self._embedder.languages is None or language in self._embedder.languages
        asked = asked_in(question, language, sorted(set(self._stemmed.values())) or [ENGLISH])
        return Posed(question, self._embedder.embed([question])[0], language, known, asked)

    def _candidate_rows(self, posed: Posed, reports: Collection[int] | None) -> Ids:
        allowed = None if reports is None else np.isin(self._dense.reports, list(reports))
        dense = self._dense.search(posed.vector, CANDIDATES, allowed)
        every = {word for asked in posed.asked.values() for word in asked}
        lexical = self._dense.rows_of(self._lexical.search(sorted(every), CANDIDATES, reports))
        return np.union1d(dense, lexical)

    def _features(self, rows: Ids, posed: Posed) -> Floats:
        features = np.empty((len(rows), len(NAMES)), np.float32)
        features[:, 0] = self._dense.vectors(rows) @ posed.vector
        features[:, 1] = self._window_cosines(rows, posed.vector)
        features[:, 7] = hold(kind_asked(posed.question), map(self.text, *self._places(rows)), posed.question)
        stemmed = np.array([self._stemmed.get(report, ENGLISH) for report in self._dense.reports[rows].tolist()], str)
        rarity, mean = self._rarity(posed), self._lexical.mean_length_of(posed.reports)
        for language, asked in posed.asked.items():
            mine = stemmed == language
            features[np.ix_(mine, LEXICAL)] = self._lexical_figures(rows[mine], asked, rarity, mean)
        features[:, BEST_IN_REPORT] = best_in_report(features[:, 0] + 0.4 * features[:, 2], self._dense.reports[rows])
        return features

    def _rarity(self, posed: Posed) -> Floats:
        """Return how rare each word of the question is, among what it may see, where it is commonest: (m,)."""
        asked = posed.asked
        known = self._lexical.rarity({word for one in asked.values() for word in one}, posed.reports)
        rarity = [min(known[word] for word in variants) for variants in zip(*asked.values(), strict=True)]
        return np.array(rarity, np.float32)

    def _lexical_figures(self, rows: Ids, asked: Sequence[str], rarity: Floats, mean: float) -> Floats:
        """Compare words: (k,) rows of reports stemmed as one language to (k, len(LEXICAL))."""
        (counts, lengths), (wide, wide_lengths) = self._counts(rows, asked)
        title, title_lengths = self._title_counts(rows, asked)
        figures = (
            overlap(counts, lengths, rarity, mean),
            overlap(counts + title, lengths + title_lengths, rarity, mean),
            overlap(wide + title, wide_lengths + title_lengths, rarity, mean),
            coverage(counts, rarity),
            letters(self._words_of(rows), asked, rarity),
        )
        return np.stack(figures, axis=1)

    def _window_cosines(self, rows: Ids, vector: Floats) -> Floats:
        """Compare the question with the mean vector of each sentence's window: (k,) to (k,)."""
        total = np.zeros((len(rows), len(vector)), np.float32)
        for step in range(-REACH, REACH + 1):
            inside, near = self._neighbours(rows, step)
            total[inside] += self._dense.vectors(near)
        cosines: Floats = total @ vector / np.maximum(1e-6, np.linalg.norm(total, axis=1))
        return cosines

    def _neighbours(self, rows: Ids, step: int) -> tuple[npt.NDArray[np.bool_], Ids]:
        """Return which rows have a neighbour so many sentences on in their report, and those neighbours' rows."""
        near = rows + step
        inside = (near >= 0) & (near < len(self._dense))
        inside[inside] = self._dense.reports[near[inside]] == self._dense.reports[rows[inside]]
        return inside, near[inside]

    def _counts(self, rows: Ids, asked: Sequence[str]) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        """Count the question's words, (k, m), and all words, (k,), in each row, and both in each row's window."""
        windows = [self._neighbours(rows, step) for step in range(-LEXICAL_REACH, LEXICAL_REACH + 1)]
        held = np.unique(np.concatenate([near for _, near in windows]))  # windows overlap: each row is read once
        found = self._words_of(held)
        counts, lengths = counted(found, asked), np.array([len(text) for text in found], np.float32)
        wide, wide_lengths = np.zeros((len(rows), len(asked)), np.float32), np.zeros(len(rows), np.float32)
        for inside, near in windows:
            at = np.searchsorted(held, near)
            wide[inside] += counts[at]
            wide_lengths[inside] += lengths[at]
        own = np.searchsorted(held, rows)
        return (counts[own], lengths[own]), (wide, wide_lengths)

    def _words_of(self, rows: Ids) -> list[tuple[str, ...]]:
        return list(map(self._words, *self._places(rows)))

    def _places(self, rows: Ids) -> tuple[list[int], list[int]]:
        """Return the report and the sentence of each row."""
        return self._dense.reports[rows].tolist(), self._dense.sentences[rows].tolist()

    def _title_counts(self, rows: Ids, asked: Sequence[str]) -> tuple[Floats, Floats]:
        reports, place = np.unique(self._dense.reports[rows], return_inverse=True)
        titles = [self._title(report) for report in reports.tolist()]
        return counted(titles, asked)[place], np.array([len(title) for title in titles], np.float32)[place]

    def _read_sentence(self, report: int, sentence: int) -> str:
        start, end = self._spans(report)[sentence - self._first(report)]
        return self._store.text(report)[start:end]

    def _read_words(self, report: int, sentence: int) -> tuple[str, ...]:
        return tuple(words(self.text(report, sentence), self._stemmed.get(report)))

    def _read_title(self, report: int) -> tuple[str, ...]:
        return tuple(words(title_of(self._store.report(report)), self._stemmed.get(report)))
