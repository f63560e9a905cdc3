"""Compare sentences with a question by all figures of features.py, exactly, whichever search found them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.dense import DenseIndex
from index.features import BEST_IN_REPORT, NAMES, best_in_report, counted, coverage, letters, overlap
from index.kinds import hold, kind_asked
from index.lexical import LexicalIndex
from index.texts import Texts

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

REACH = 2  # a window is a sentence with two neighbours on either side, one side shorter at a report's edge
LEXICAL_REACH = 1  # words are compared within a sentence and one neighbour on either side
LEXICAL = tuple(NAMES.index(name) for name in ("words", "titled_words", "window_words", "coverage", "letters"))


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
class Comparison:
    """What sentences are compared with, as of one moment.

    Args:
        dense: Vectors of all sentences, a row each.
        lexical: How rare words are.
        texts: What the sentences say.
    """

    dense: DenseIndex
    lexical: LexicalIndex
    texts: Texts

    def features(self, rows: Ids, posed: Posed) -> Floats:
        """Return all figures of some sentences: (k,) rows to (k, len(NAMES))."""
        features = np.empty((len(rows), len(NAMES)), np.float32)
        features[:, 0] = self.dense.vectors(rows) @ posed.vector
        features[:, 1] = self._window_cosines(rows, posed.vector)
        features[:, 7] = hold(kind_asked(posed.question), map(self.texts.sentence, *self._places(rows)), posed.question)
        stemmed = np.array([self.texts.stemmed_as(report) for report in self.dense.reports[rows].tolist()], str)
        rarity, mean = self._rarity(posed), self.lexical.mean_length_of(posed.reports)
        for language, asked in posed.asked.items():
            mine = stemmed == language
            features[np.ix_(mine, LEXICAL)] = self._lexical_figures(rows[mine], asked, rarity, mean)
        features[:, BEST_IN_REPORT] = best_in_report(features[:, 0] + 0.4 * features[:, 2], self.dense.reports[rows])
        return features

    def _rarity(self, posed: Posed) -> Floats:
        """Return how rare each word of the question is, among what it may see, where it is commonest: (m,)."""
        asked = posed.asked
        known = self.lexical.rarity({word for one in asked.values() for word in one}, posed.reports)
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
            total[inside] += self.dense.vectors(near)
        cosines: Floats = total @ vector / np.maximum(1e-6, np.linalg.norm(total, axis=1))
        return cosines

    def _neighbours(self, rows: Ids, step: int) -> tuple[npt.NDArray[np.bool_], Ids]:
        """Return which rows have a neighbour so many sentences on in their report, and those neighbours' rows."""
        near = rows + step
        inside = (near >= 0) & (near < len(self.dense))
        inside[inside] = self.dense.reports[near[inside]] == self.dense.reports[rows[inside]]
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
        return list(map(self.texts.words, *self._places(rows)))

    def _places(self, rows: Ids) -> tuple[list[int], list[int]]:
        """Return the report and the sentence of each row."""
        return self.dense.reports[rows].tolist(), self.dense.sentences[rows].tolist()

    def _title_counts(self, rows: Ids, asked: Sequence[str]) -> tuple[Floats, Floats]:
        reports, place = np.unique(self.dense.reports[rows], return_inverse=True)
        titles = [self.texts.title(report) for report in reports.tolist()]
        return counted(titles, asked)[place], np.array([len(title) for title in titles], np.float32)[place]
