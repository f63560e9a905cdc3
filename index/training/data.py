"""Prepare a question set for training: cut into word pieces once, with the windows that our own search proposes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.candidates import windows
from index.features import asked_words
from index.layout import Pieces, cut
from index.training.sets import QuestionSet, held_out
from index.words import words

CANDIDATES = 16  # windows that negatives are drawn from

Window = tuple[int, int]  # first sentence and one past the last


@dataclass(frozen=True, slots=True)
class CutSet:
    """A set whose texts are cut into word pieces.

    Args:
        held: The set.
        tokenizer: What cut it.
        sentences: One for each sentence, in the set's order.
        questions: One for each question.
        titles: Of each report.
        candidates: Windows that the search puts first for each question, best first.
        overlap: Which share of each question's words its gold sentences have.
        asked_of: The questions that were asked of each report.
    """

    held: QuestionSet
    tokenizer: Tokenizer
    sentences: Sequence[Pieces]
    questions: Sequence[Pieces]
    titles: Mapping[str, Pieces]
    candidates: Sequence[Sequence[Window]]
    overlap: Sequence[float]
    asked_of: Mapping[str, Sequence[str]]

    def size(self, at: int) -> int:
        """Characters of a question's first candidates: a guess at how much there is to read."""
        return sum(sum(map(self.held.length, range(*window))) for window in self.candidates[at][:4])


def prepare(held: QuestionSet, tokenizer: Tokenizer, candidates: Sequence[Sequence[Window]]) -> CutSet:
    """Cut a set into word pieces."""
    asked_of: dict[str, list[str]] = {}
    for question in held.questions:
        asked_of.setdefault(question.doc, []).append(question.text)
    return CutSet(
        held,
        tokenizer,
        cut(tokenizer, held.sentences),
        cut(tokenizer, [question.text for question in held.questions]),
        dict(zip(held.titles, cut(tokenizer, list(held.titles.values())), strict=True)),
        candidates,
        overlaps(held),
        asked_of,
    )


def overlaps(held: QuestionSet) -> list[float]:
    """Say which share of each question's words its gold sentences have."""
    found = []
    for question in held.questions:
        asked = set(asked_words(question.text))
        have = {word for sentence in question.gold for word in words(held.sentences[sentence])}
        found.append(len(asked & have) / max(1, len(asked)))
    return found


def propose(held: QuestionSet, ranked: Callable[[int], Sequence[int]], path: Path) -> None:
    """Cut every question's candidate windows into a file, (q, CANDIDATES, 2), without pickle.

    Args:
        held: The set.
        ranked: Gives the places of the sentences that the search puts first for a question.
        path: The file, written once.
    """
    found = np.full((len(held.questions), CANDIDATES, 2), -1, np.int32)
    for at in range(len(held.questions)):
        cuts = windows(ranked(at), held.around, held.length, most=CANDIDATES, total=10**6)
        found[at, : len(cuts)] = cuts
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, found, allow_pickle=False)


def proposed(path: Path) -> list[list[Window]]:
    """Read the candidate windows of every question, best first."""
    known = np.load(path, allow_pickle=False).tolist()
    return [[(start, end) for start, end in one if start >= 0] for one in known]


def trainable(prepared: CutSet) -> list[int]:
    """List the questions of a set whose article training may see."""
    return [at for at, question in enumerate(prepared.held.questions) if not held_out(question.doc)]
