"""Decide which of the found sentences answer, with which words, and whether any does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from corpus.store import Store
from index.retrieval import Candidates
from index.settings import ReaderSettings


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence, judged.

    Args:
        sentence: Its id in the store.
        score: Higher is better; comparable within one question only.
        span: Start and end of the answer's words within the sentence, None where they are not known.
    """

    sentence: int
    score: float
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of one question.

    Args:
        sentences: Best first.
        confidence: Calibrated probability from 0 to 1 that the first one answers.
        answered: Whether that is enough to say so.
    """

    sentences: tuple[Judged, ...]
    confidence: float
    answered: bool


class Judge(Protocol):
    """Decides which sentences answer a question."""

    def judge(self, question: str, candidates: Candidates) -> Judgement:
        """Judge the candidates for one question."""


class SimilarityJudge:
    """Judges by similarity alone, for installations without a reader.

    Similarity hardly tells an answer from a near miss (docs/decisions/0004), so the threshold only keeps out questions
    that have nothing to do with the reports.
    """

    def judge(self, question: str, candidates: Candidates) -> Judgement:  # noqa: ARG002 - the interface of a judge
        """Rank by the mixture of the searches."""
        pairs = zip(candidates.sentences, candidates.scores, strict=True)
        sentences = tuple(Judged(int(sentence), float(score)) for sentence, score in pairs)
        confidence = 1 / (1 + math.exp(-STEEPNESS * (sentences[0].score - MIDDLE))) if sentences else 0.0
        return Judgement(sentences, confidence, confidence >= 0.5)  # noqa: PLR2004 - more likely than not


# Logistic regression of "the first sentence answers" on its score, fitted by benchmarks/quality.py --fit.
STEEPNESS, MIDDLE = 4.0, 0.9


def load_judge(settings: ReaderSettings, store: Store) -> Judge:  # noqa: ARG001 - the reader needs the texts
    """Load what judges, as configured."""
    return SimilarityJudge()
