"""Put questions that ask alike together, so that a list of what went unanswered is short.

Each question joins the first group whose leader it is like, by meaning (cosine of the embedding) and by words; the
order of the questions decides who leads, so the commonest should come first. Chains cannot form: a group is what is
like its leader, not what is like something that is like something.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.features import asked_words

Floats = npt.NDArray[np.float32]

ALIKE = 0.83  # cosine from which two questions ask alike whatever their words
ALIKE_IN_WORDS = 0.62  # cosine from which they do if half of their words are the same too
SHARED_WORDS = 0.5
_KINDS = ("who", "when", "where", "why")
_TWO_KINDS = 3  # with "", which goes with any


def grouped(questions: Sequence[str], vectors: Floats) -> list[list[int]]:
    """Return groups of places in the list, each led by its first; vectors are (n, dimension), of length 1."""
    groups: list[list[int]] = []
    asked = [frozenset(asked_words(question)) for question in questions]
    kinds = [_kind(question) for question in questions]
    cosines = vectors @ vectors.T if len(questions) else np.empty((0, 0), np.float32)  # (n, n)
    for at in range(len(questions)):
        leaders = ((group, group[0]) for group in groups if len({kinds[at], kinds[group[0]], ""}) < _TWO_KINDS)
        home = next((g for g, first in leaders if _alike(float(cosines[at, first]), asked[at], asked[first])), None)
        if home is None:
            groups.append([at])
        else:
            home.append(at)
    return groups


def _kind(question: str) -> str:
    """Return the word that says what is asked for, "" where it says little: "where" and "when" never ask alike."""
    return next((word for word in question.lower().split() if word in _KINDS), "")


def _alike(cosine: float, ours: frozenset[str], theirs: frozenset[str]) -> bool:
    if cosine >= ALIKE or (ours and ours == theirs):
        return True
    shared = len(ours & theirs) / max(1, len(ours | theirs))
    return cosine >= ALIKE_IN_WORDS and shared >= SHARED_WORDS
