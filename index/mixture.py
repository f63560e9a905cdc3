"""Say which sentence answers, and how surely, from what the search and the reader say of each.

The reader and the search err on different questions, so a linear mixture of both beats either. Confidence is a logistic
regression (Platt 1999) on what the best sentence has and by how much it leads, fitted on answerable and unanswerable
questions. All numbers were chosen on the dev sets but `seed`; `python -m index.training calibrate` chooses them again,
and judges each set by numbers fitted on the others (docs/decisions/0005-reader.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index import features

Floats = npt.NDArray[np.float32]

NAMES = (*features.NAMES, "relevance", "span_score", "answerable")
SIGNS = ("share", "lead", "relevance", "span_score", "answerable", "any_span", "any_answerable", "cosine")
RELEVANCE, SPAN_SCORE, ANSWERABLE = (NAMES.index(name) for name in ("relevance", "span_score", "answerable"))
STEEPEST = 12.0  # logits beyond are certain enough; a greater one says more about a model's scale than about the text


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one sentence once it was read.

    Args:
        search: The search's figures, in the order of features.NAMES.
        relevance: The reader's logit that the sentence answers.
        span_score: The reader's best span within it, against "not here".
        answerable: The reader's logit that the passage it stood in answers.
    """

    search: tuple[float, ...]
    relevance: float
    span_score: float
    answerable: float


@dataclass(frozen=True, slots=True)
class Mixture:
    """The numbers that turn figures into scores and scores into a probability.

    Args:
        weights: Of the figures, in the order of NAMES.
        signs: Of the signs of confidence, in the order of SIGNS.
        bias: Added to their sum.
        thresholds: Precision on the dev sets, and the least confidence that reaches it.
    """

    weights: tuple[float, ...]
    signs: tuple[float, ...]
    bias: float
    thresholds: tuple[tuple[float, float], ...]


def figures(read: Sequence[Figures]) -> Floats:
    """Lay figures out as an array; (n, len(NAMES)) float32."""
    lines = [(*one.search, one.relevance, one.span_score, one.answerable) for one in read]
    return bounded(np.array(lines, np.float32).reshape(len(lines), len(NAMES)))


def bounded(lines: Floats) -> Floats:
    """Bound the reader's logits to STEEPEST, so that no single one outvotes all else; (n, len(NAMES))."""
    logits = lines[:, RELEVANCE:]
    return np.concatenate([lines[:, :RELEVANCE], np.clip(logits, -STEEPEST, STEEPEST)], axis=1)


def scores(lines: Floats, mixture: Mixture) -> Floats:
    """Score every sentence read for a question, higher is better; (n, len(NAMES)) to (n,)."""
    mixed: Floats = lines @ np.array(mixture.weights, np.float32)
    return mixed


def share(mixed: Floats) -> Floats:
    """Return each sentence's chance under the likelihood that chose the weights; (n,) to (n,), of sum 1."""
    raised: Floats = np.exp(mixed - mixed.max(initial=-np.inf))
    shares: Floats = raised / raised.sum()
    return shares


def signs(lines: Floats, mixed: Floats) -> Floats:
    """Gather what tells an answer from a near miss, for one question; (len(SIGNS),).

    Args:
        lines: Figures of the sentences read; (n, len(NAMES)), n at least one.
        mixed: Their scores; (n,).
    """
    order = np.argsort(-mixed, kind="stable")
    top = lines[order[0]]
    lead = mixed[order[0]] - mixed[order[1]] if len(order) > 1 else 0.0
    most = lines.max(0)
    return np.array(
        [
            share(mixed).max(),
            lead,
            top[RELEVANCE],
            top[SPAN_SCORE],
            top[ANSWERABLE],
            most[SPAN_SCORE],
            most[ANSWERABLE],
            top[0],
        ],
        np.float32,
    )


def confidence(lines: Floats, mixed: Floats, mixture: Mixture) -> float:
    """Return the probability that the best sentence answers, calibrated on the dev sets; 0 where nothing was read."""
    if not len(lines):
        return 0.0
    logit = float(signs(lines, mixed) @ np.array(mixture.signs, np.float32)) + mixture.bias
    return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


def threshold(precision: float, mixture: Mixture) -> float:
    """Return the least confidence with which answers were right so often on the dev sets.

    Args:
        precision: The share of answers that shall be right; between measured ones the next higher counts.
        mixture: Whose thresholds.
    """
    return next((least for reached, least in mixture.thresholds if reached >= precision), 1.0)


# For index/weights/reader: weights by `python -m index.training calibrate`, the rest by benchmarks/calibration.py.
SHIPPED = Mixture(
    weights=(3.382, 2.8714, -0.0085, 0.653, 1.9898, 0.0207, 2.4572, 0.6057, 0.3574, 0.5585, -0.0392, 0.1132),
    signs=(1.9703, 0.0, 0.0, 0.0, 0.0, 0.1064, 0.0513, 0.0),
    bias=-0.7534,
    thresholds=((0.6, 0.082), (0.65, 0.296), (0.7, 0.437), (0.75, 0.54), (0.8, 0.66), (0.85, 0.742)),
)
