"""Choose the numbers of index/mixture.py on the tables of measure.py, and judge each set by numbers from the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

from index.mixture import NAMES, SIGNS, Mixture, bounded, signs
from index.training.measure import Table

Floats = npt.NDArray[np.float64]
LEAST_UNANSWERABLE = 0.05  # share of a set's questions; a handful of slips teaches nothing
RIDGE = 1e-3  # keeps weights finite where a figure tells all
PRECISIONS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99)


@dataclass(frozen=True, slots=True)
class Padded:
    """A table as one block a question; absent lines are masked.

    Args:
        lines: (q, m, len(NAMES)).
        there: Whether a line exists; (q, m).
        gold: (q, m).
    """

    lines: Floats
    there: npt.NDArray[np.bool_]
    gold: npt.NDArray[np.bool_]


def padded(table: Table) -> Padded:
    """Bring a table's lines into one block a question."""
    counts = np.bincount(table.question, minlength=len(table.answerable))
    at = np.arange(len(table.question)) - np.repeat(np.cumsum(counts) - counts, counts)
    shape = (len(counts), int(counts.max()))
    lines, there, gold = np.zeros((*shape, len(NAMES))), np.zeros(shape, bool), np.zeros(shape, bool)
    lines[table.question, at] = bounded(table.figures)
    there[table.question, at] = True
    gold[table.question, at] = table.gold
    return Padded(lines, there, gold)


def fit_weights(blocks: Sequence[Padded], use: Sequence[int]) -> Floats:
    """Fit weights so that gold sentences win the softmax over a question's candidates; every set counts the same."""
    can = [one.gold.any(1) for one in blocks]
    both = zip(blocks, can, strict=True)
    kept = [(one.lines[had][:, :, list(use)], one.there[had], one.gold[had]) for one, had in both]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for lines, there, gold in kept:
            mixed = np.where(there, lines @ weights, -np.inf)  # (q, m)
            every = logsumexp(mixed, 1, keepdims=True)
            right = logsumexp(np.where(gold, mixed, -np.inf), 1, keepdims=True)
            pull = np.exp(mixed - every) - np.where(gold, np.exp(mixed - right), 0)  # (q, m)
            total += float((every - right).mean()) / len(kept)
            slope = slope + np.einsum("qm,qmf->f", pull, lines) / len(lines) / len(kept)
        return total, slope

    found = np.zeros(len(NAMES))
    found[list(use)] = minimize(loss, np.zeros(len(use)), jac=True, method="L-BFGS-B").x
    return found


def asked(one: Padded, weights: Floats) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    """Rank by weights; returns signs (q, len(SIGNS)), whether the first is gold (q,), and scores (q, m)."""
    mixed = np.where(one.there, one.lines @ weights, -np.inf)
    first = mixed.argmax(1)
    found = [
        signs(lines[there].astype(np.float32), scores[there].astype(np.float32))
        for lines, there, scores in zip(one.lines, one.there, mixed, strict=True)
    ]
    return np.array(found, np.float64), one.gold[np.arange(len(first)), first], mixed


def fit_confidence(parts: Sequence[tuple[Floats, npt.NDArray[np.bool_]]]) -> tuple[Floats, float]:
    """Fit a logistic regression of "the first is right" on the signs, none against it; every set counts the same."""
    scale = np.concatenate([found for found, _ in parts]).std(0) + 1e-6

    def loss(numbers: Floats) -> tuple[float, Floats]:
        total, slope = RIDGE * float(numbers[:-1] @ numbers[:-1]), 2 * RIDGE * np.append(numbers[:-1], 0)
        for found, right in parts:
            logit = found / scale @ numbers[:-1] + numbers[-1]
            total += float(np.logaddexp(0, np.where(right, -logit, logit)).mean()) / len(parts)
            off = (expit(logit) - right) / len(parts) / len(right)
            slope = slope + np.append(off @ (found / scale), off.sum())
        return total, slope

    rising = [(0.0, None)] * len(SIGNS) + [(None, None)]  # they say much the same: free weights would cancel out
    best = minimize(loss, np.zeros(len(SIGNS) + 1), jac=True, method="L-BFGS-B", bounds=rising).x
    return best[:-1] / scale, float(best[-1])


def least_confidence(confidences: Floats, right: npt.NDArray[np.bool_], weight: Floats, precision: float) -> float:
    """Find the least confidence above which answers are right with this precision."""
    order = np.argsort(-confidences)
    running = np.cumsum((right * weight)[order]) / np.cumsum(weight[order])
    good = np.flatnonzero(running >= precision)
    return float(confidences[order[good[-1]]]) if len(good) else 1.0


def near(table: Table) -> bool:
    """Say whether a set holds enough questions that it does not answer."""
    return float(table.answerable.mean()) <= 1 - LEAST_UNANSWERABLE


def fit(tables: Mapping[str, Table], use: Sequence[int] = tuple(range(len(NAMES)))) -> Mixture:
    """Choose all numbers on these tables."""
    blocks = [padded(table) for table in tables.values()]
    weights = fit_weights(blocks, use)
    parts = [asked(one, weights)[:2] for one in blocks]
    # Only sets with unanswerable questions show what a near miss looks like.
    of_signs, bias = fit_confidence([part for part, one in zip(parts, tables.values(), strict=True) if near(one)])
    sure = [expit(found @ of_signs + bias) for found, _ in parts]
    weight = np.concatenate([np.full(len(one), 1 / len(one)) for one in sure])
    right = np.concatenate([right for _, right in parts])
    thresholds = [(at, least_confidence(np.concatenate(sure), right, weight, at)) for at in PRECISIONS]
    rounded = [(at, round(float(least), 4)) for at, least in thresholds]
    return Mixture(_rounded(weights), _rounded(of_signs), round(bias, 4), tuple(rounded))


def _rounded(numbers: Floats) -> tuple[float, ...]:
    return tuple(round(float(one), 4) for one in numbers)
