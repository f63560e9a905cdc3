"""The search of index/retrieval.py over a whole set at once: the candidates that the reader is trained and measured on.

It computes the same figures (index/features.py) with the same words, but for every sentence of the set instead of the
two hundred that FAISS and tantivy propose, and from arrays instead of a store. A set's vectors are kept in a folder.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from index.features import NAMES, asked_words, best_in_report, coverage, letters, mixture, overlap
from index.kinds import hold, kind_asked
from index.retrieval import LEXICAL_REACH, REACH
from index.titles import titled
from index.training.sets import QuestionSet
from index.words import words

Array = npt.NDArray[np.float32]

LOOKED_INTO = 300  # sentences whose text and letters are compared; the search itself compares some 170


class Standin:
    """Figures and scores of every sentence of one set; a class because it holds the set's vectors and word counts.

    Args:
        held: The set.
        embed: Texts to unit vectors, (n, d) float32.
        cache: Folder for vectors, made if missing.
    """

    def __init__(self, held: QuestionSet, embed: Callable[[Sequence[str]], Array], cache: Path) -> None:
        self.held = held
        asked = [question.text for question in held.questions]
        shown = [titled(held.titles[doc], text) for doc, text in zip(held.doc_of, held.sentences, strict=True)]
        self._sentences = _cached(cache / f"{held.name}.titled.npy", shown, embed)
        self._questions = _cached(cache / f"{held.name}.questions.npy", asked, embed)
        self._reports = np.unique(held.doc_of, return_inverse=True)[1]
        means = _neighbourhood(held, REACH) @ self._sentences
        self._windows = means / np.maximum(1e-6, np.linalg.norm(means, axis=1, keepdims=True))  # (n, d)
        self._count()

    def _count(self) -> None:
        """Count words in sentences, titles and sentences with their neighbours; (n, words) each, by column."""
        cut = self._cut = [words(text) for text in self.held.sentences]
        titles = {doc: words(title) for doc, title in self.held.titles.items()}
        both = itertools.chain(cut, titles.values())
        self._number = {word: at for at, word in enumerate(sorted(set(itertools.chain.from_iterable(both))))}
        own = _counts(cut, self._number)
        self._title = _counts([titles[doc] for doc in self.held.doc_of], self._number).tocsc()
        self._wide = (_neighbourhood(self.held, LEXICAL_REACH) @ own).tocsc()
        self._own = own.tocsc()
        self._lengths = [np.asarray(one.sum(1), np.float32).ravel() for one in (self._own, self._title, self._wide)]

    def features(self, at: int) -> Array:
        """Compute the figures of all sentences for the question at a position; (n, len(NAMES)) float32."""
        asked = asked_words(self.held.questions[at].text)
        columns = [self._number[word] for word in asked if word in self._number]
        own, title, wide = (one[:, columns].toarray() for one in (self._own, self._title, self._wide))  # (n, m) each
        holding = np.array([(self._own.indptr[at + 1] - self._own.indptr[at]) for at in columns], np.float32)
        unseen = np.zeros(len(asked) - len(columns), np.float32)
        many = len(self.held.sentences)
        rarity = np.log1p((many - np.append(holding, unseen) + 0.5) / (np.append(holding, unseen) + 0.5))
        own, title, wide = (np.pad(one, ((0, 0), (0, len(unseen)))) for one in (own, title, wide))
        found = self._figures(at, (own, title, wide), rarity.astype(np.float32))
        best = np.argsort(-mixture(found))[:LOOKED_INTO]
        texts, question = [self.held.sentences[sentence] for sentence in best], self.held.questions[at].text
        found[best, 7] = hold(kind_asked(question), texts, question)
        found[best, 8] = letters([self._cut[sentence] for sentence in best], asked, rarity.astype(np.float32))
        return found

    def _figures(self, at: int, counts: tuple[Array, Array, Array], rarity: Array) -> Array:
        own, title, wide = counts
        length, title_length, wide_length = self._lengths
        mean = float(length.mean())
        found = np.zeros((len(own), len(NAMES)), np.float32)
        found[:, 0] = self._sentences @ self._questions[at]
        found[:, 1] = self._windows @ self._questions[at]
        found[:, 2] = overlap(own, length, rarity, mean)
        found[:, 3] = overlap(own + title, length + title_length, rarity, mean)
        found[:, 4] = overlap(wide + title, wide_length + title_length, rarity, mean)
        found[:, 5] = coverage(own, rarity)
        found[:, 6] = best_in_report(found[:, 0] + 0.4 * found[:, 2], self._reports)
        return found

    def ranked(self, at: int, many: int) -> list[int]:
        """List the sentences that the search puts first for the question at a position."""
        scores = mixture(self.features(at))
        best = np.argpartition(-scores, min(many, len(scores) - 1))[:many]
        return [int(sentence) for sentence in best[np.argsort(-scores[best], kind="stable")]]


def _counts(cut: Sequence[Sequence[str]], number: dict[str, int]) -> sparse.csr_matrix:
    """Count words a text; (texts, words)."""
    rows = [row for row, found in enumerate(cut) for _ in found]
    columns = [number[word] for found in cut for word in found]
    matrix = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), (len(cut), len(number)))
    matrix.sum_duplicates()
    return matrix


def _neighbourhood(held: QuestionSet, reach: int) -> sparse.csr_matrix:
    """One where two sentences of one report stand at most reach apart; (n, n)."""
    pairs = [
        (at, near)
        for start, end in held.stretch.values()
        for at in range(start, end)
        for near in range(max(start, at - reach), min(end, at + reach + 1))
    ]
    rows, columns = np.array(pairs).T
    return sparse.csr_matrix((np.ones(len(pairs), np.float32), (rows, columns)), (len(held.ids), len(held.ids)))


def _cached(path: Path, texts: Sequence[str], embed: Callable[[Sequence[str]], Array]) -> Array:
    """Embed once; later calls read the file (no pickle)."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, embed(texts).astype(np.float16), allow_pickle=False)
    return np.asarray(np.load(path, allow_pickle=False), np.float32)
