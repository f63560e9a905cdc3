"""What is known of one sentence and one question before anything is read: nine figures, and their mixture.

Nothing here is learned but nine weights, the same for every corpus; `benchmarks/quality.py --fit` chooses them by
leaving out one dev set at a time (docs/decisions/0004). The lexical figures are divided by the most that the question's
words could score, so that all figures run from about 0 to 1 whatever the question.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.languages import question_language, small_words, without_questioning
from index.stems import ENGLISH
from index.words import words

Floats = npt.NDArray[np.float32]

K1, B = 0.9, 0.4  # BM25's saturation and length; better here than 1.2 and 0.75, measured by benchmarks/quality.py

NAMES = (
    "cosine",
    "window_cosine",
    "words",
    "titled_words",
    "window_words",
    "coverage",
    "best_in_report",
    "kind",
    "letters",
)
BEST_IN_REPORT = NAMES.index("best_in_report")
WEIGHTS = np.array([1.0, 0.68, -0.13, 0.33, 0.63, 0.21, 0.66, 0.26, 0.31], np.float32)
# In a language that the vectors' model does not know words and letters decide; benchmarks/quality.py --languages.
OTHER_WEIGHTS = np.array([0.01, 0.0, 0.17, 0.23, 1.0, 0.22, 0.37, 0.21, 0.71], np.float32)


def asked_words(question: str) -> list[str]:
    """Return a question's different words without its question words, unless it has no others."""
    return asked_in(question, question_language(question), [ENGLISH])[ENGLISH]


def asked_in(question: str, language: str | None, stemmed: Sequence[str]) -> dict[str, list[str]]:
    """Return a question's different words without its question words, as texts of several languages would hold them.

    Args:
        question: As asked.
        language: Of the question, whose question words are left out, unless it has no others.
        stemmed: Languages as which texts are stemmed, each once, at least one.

    Returns:
        By language of texts as many words each, in the same order.
    """
    cut = [words(without_questioning(question), one) or words(question, one) for one in stemmed]
    found = list(dict.fromkeys(zip(*cut, strict=True)))
    small = [small_words(language, one) for one in stemmed]
    asked = [word for word in found if not any(one in two for one, two in zip(word, small, strict=True))] or found
    return {one: [word[at] for word in asked] for at, one in enumerate(stemmed)}


def counted(texts: Sequence[Sequence[str]], asked: Sequence[str]) -> Floats:
    """Count each of m words in each of k texts: (k, m)."""
    counts = [[text.count(word) for word in asked] for text in texts]
    return np.array(counts, np.float32).reshape(len(texts), len(asked))


def overlap(counts: Floats, lengths: Floats, rarity: Floats, mean_length: float) -> Floats:
    """Score texts by a question's words with BM25, as a share of what the question would score at one of each.

    Source: Robertson & Zaragoza 2009, https://doi.org/10.1561/1500000019.

    Args:
        counts: (k, m) how often each text holds each word of the question.
        lengths: (k,) how many words each text has.
        rarity: (m,) inverse document frequency of each word of the question.
        mean_length: Mean number of words of a sentence.
    """
    norm = K1 * (1 - B + B * lengths / mean_length)  # (k,)
    saturated = counts * np.float32(K1 + 1) / (counts + norm[:, None])  # (k, m)
    scores: Floats = (saturated @ rarity / _most(rarity)).astype(np.float32)
    return scores


def coverage(counts: Floats, rarity: Floats) -> Floats:
    """Return the share of the question's words, weighed by rarity, that each text has: (k, m) and (m,) to (k,)."""
    shares: Floats = ((counts > 0) @ rarity / _most(rarity)).astype(np.float32)
    return shares


def letters(texts: Sequence[Sequence[str]], asked: Sequence[str], rarity: Floats) -> Floats:
    """Return how much of the question's words, weighed by rarity, each text has by letters: (k,).

    A word counts by the share of its runs of three letters that some word of the text has, its edges being letters
    too: an ending that no stemmer knows, a part of a compound and a name spelt in two ways count in part.

    Args:
        texts: The words of each of k texts.
        asked: The m words of the question.
        rarity: (m,) their inverse document frequency.
    """
    runs = [_runs(word) for word in asked]
    joined = [f" {' '.join(text)} " for text in texts]
    had = [[sum(run in text for run in word) / len(word) for word in runs] for text in joined]
    shares: Floats = (np.array(had, np.float32).reshape(len(texts), len(asked)) @ rarity / _most(rarity)).astype(
        np.float32
    )
    return shares


def _runs(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


def _most(rarity: Floats) -> float:
    return max(1e-6, float(rarity.sum()))


def best_in_report(scores: Floats, reports: npt.NDArray[np.int64]) -> Floats:
    """Give each sentence the best score among its report's sentences: (k,) and (k,) to (k,)."""
    _, place = np.unique(reports, return_inverse=True)
    best = np.full(place.max(initial=-1) + 1, -np.inf, np.float32)
    np.maximum.at(best, place, scores)
    return best[place]


def mixture(features: Floats, weights: Floats = WEIGHTS) -> Floats:
    """Return one score a sentence from its figures: (k, len(NAMES)) to (k,)."""
    scores: Floats = features @ weights
    return scores
