"""Find the sentences that may answer: two searches, one exact comparison of what they find.

Dense search finds other words for the same thing, lexical search names and numbers. What either finds is compared
anew by all figures of features.py, so no sentence is judged by half of them. Both searches are copies that follow the
store: `follow` brings them up to its last change, and refuses to mix vectors of two models.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from corpus.errors import ReportNotFound
from corpus.folder import SEARCHES
from corpus.store import Store
from index.comparing import Comparison, Floats, Ids, Posed
from index.dense import DenseIndex
from index.embedding import Embedder
from index.features import BEST_IN_REPORT, OTHER_WEIGHTS, WEIGHTS, asked_in, mixture
from index.languages import question_language
from index.lexical import LexicalIndex, Searchable
from index.renewal import require_maker
from index.texts import Texts
from index.titles import title_of
from index.words import words

CANDIDATES = 100  # sentences from each search; recall of the right one by benchmarks/quality.py --recall
SENTENCE_VECTORS = "sentence"  # the kind under which the store keeps them
_HALF = np.dtype("<f2")


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
        self._texts = Texts(store)

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
        self._texts = Texts(self._store)

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

    # Finding ---------------------------------------------------------------------------------------------------------

    def retrieve(self, question: str, reports: Collection[int] | None = None) -> Candidates:
        """Return the sentences that may answer a question, best first.

        Args:
            question: As asked.
            reports: Look in these only, None for all; filtered before the search.
        """
        posed = replace(self._posed(question), reports=None if reports is None else frozenset(reports))
        rows = self._candidate_rows(posed, reports)
        features = self._comparison.features(rows, posed)  # (k, len(NAMES))
        scores = mixture(features, WEIGHTS if posed.known else OTHER_WEIGHTS)
        best = np.argsort(-scores, kind="stable")
        rows, features, scores = rows[best], features[best], scores[best]
        return Candidates(posed, self._dense.sentences[rows], self._dense.reports[rows], features, scores)

    def compare(self, candidates: Candidates, sentences: Ids) -> Floats:
        """Return the figures of more sentences of the candidates' reports, (k,) to (k, len(NAMES))."""
        rows = self._dense.rows_of(sentences)
        features, reports = self._comparison.features(rows, candidates.posed), self._dense.reports[rows]
        best = dict(zip(candidates.reports.tolist(), candidates.features[:, BEST_IN_REPORT].tolist(), strict=True))
        features[:, BEST_IN_REPORT] = [best[report] for report in reports.tolist()]
        return features

    def unknown(self, spelt: Sequence[str], reports: Collection[int] | None = None) -> list[str]:
        """Return the words, as a question spells them, that no sentence or title of these reports, or of any, holds."""
        keys = {word: {key for one in self._texts.languages for key in words(word, one)} for word in spelt}
        held = self._lexical.held({key for found in keys.values() for key in found}, reports)
        return [word for word, found in keys.items() if found and not found & held]

    def stretch(self, report: int) -> tuple[int, int]:
        """Return the id of a report's first sentence and one past that of its last."""
        return self._texts.stretch(report)

    def text(self, report: int, sentence: int) -> str:
        """Return a sentence's text."""
        return self._texts.sentence(report, sentence)

    @property
    def _comparison(self) -> Comparison:
        return Comparison(self._dense, self._lexical, self._texts)

    def _posed(self, question: str) -> Posed:
        """Take a question apart; one of names alone is taken to be in the language of most reports."""
        language = question_language(question) or self._texts.usual
        known = self._embedder.languages is None or language in self._embedder.languages
        asked = asked_in(question, language, self._texts.languages)
        return Posed(question, self._embedder.embed([question])[0], language, known, asked)

    def _candidate_rows(self, posed: Posed, reports: Collection[int] | None) -> Ids:
        allowed = None if reports is None else np.isin(self._dense.reports, list(reports))
        dense = self._dense.search(posed.vector, CANDIDATES, allowed)
        every = {word for asked in posed.asked.values() for word in asked}
        lexical = self._dense.rows_of(self._lexical.search(sorted(every), CANDIDATES, reports))
        return np.union1d(dense, lexical)
