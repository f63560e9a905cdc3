"""Print the table of docs/decisions/0005: what each step of answering is worth, on every set, with 95 % intervals.

Every set but `seed` is judged by numbers fitted on the other sets; `seed` is judged by numbers fitted on all others and
is for looking only. Intervals are of the paired difference to the row above, by a bootstrap over reports.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp

from index.mixture import NAMES
from index.training.calibrate import Padded, asked, fit_confidence, fit_weights, near, padded
from index.training.measure import Table

Floats = npt.NDArray[np.float64]
DRAWS = 2000
ARMS = {
    "the reader's relevance alone": ("relevance",),
    "+ its span and its passage": ("relevance", "span_score", "answerable"),
    "+ both cosines": ("relevance", "span_score", "answerable", "cosine", "window_cosine"),
    "+ all figures of the search": NAMES,
}
LOOKING_ONLY = "seed"


def hits(tables: Mapping[str, Table]) -> dict[str, dict[str, npt.NDArray[np.bool_]]]:
    """Say for every arm, set and answerable question whether the first sentence is gold."""
    blocks = {name: padded(table) for name, table in tables.items()}
    found = {"the search alone": {name: (one.floor == 1)[one.answerable] for name, one in tables.items()}}
    for arm, names in ARMS.items():
        use = [NAMES.index(name) for name in names]
        found[arm] = {
            name: asked(blocks[name], fit_weights(_others(blocks, name), use))[1][table.answerable]
            for name, table in tables.items()
        }
    return found


def _others(blocks: Mapping[str, Padded], name: str) -> list[Padded]:
    return [one for other, one in blocks.items() if other not in {name, LOOKING_ONLY}]


def gain(before: npt.NDArray[np.bool_], after: npt.NDArray[np.bool_], report: npt.NDArray[np.int64]) -> Floats:
    """Measure the difference of two arms in points: mean and 95 % interval over draws of reports; (3,)."""
    _, where = np.unique(report, return_inverse=True)
    difference, count = np.bincount(where, after.astype(float) - before), np.bincount(where)
    draws = np.random.default_rng(0).integers(0, len(count), (DRAWS, len(count)))
    shares = 100 * difference[draws].sum(1) / count[draws].sum(1)
    return np.array([100 * difference.sum() / count.sum(), *np.percentile(shares, (2.5, 97.5))])


def abstention(tables: Mapping[str, Table]) -> dict[str, tuple[float, float, float]]:
    """Give hit@10, the area under the curve of confidence, and coverage at 80 % precision, for every set."""
    blocks = {name: padded(table) for name, table in tables.items()}
    found = {}
    for name, table in tables.items():
        others = _others(blocks, name)
        weights = fit_weights(others, range(len(NAMES)))
        missing = [blocks[other] for other in sorted({*tables} - {name, LOOKING_ONLY}) if near(tables[other])]
        of_signs, bias = fit_confidence([asked(one, weights)[:2] for one in missing])
        signs, right, mixed = asked(blocks[name], weights)
        ten = np.asarray(np.take_along_axis(blocks[name].gold, np.argsort(-mixed, 1)[:, :10], 1).any(axis=1))
        sure = signs @ of_signs + bias
        found[name] = (100 * float(ten[table.answerable].mean()), area(sure, table.answerable), coverage(sure, right))
    return found


def surprises(tables: Mapping[str, Table]) -> dict[str, float]:
    """Give the mean negative log likelihood of the right sentences among those read, by set; steadier than hit@1."""
    blocks = {name: padded(table) for name, table in tables.items()}
    return {name: _surprise(one, fit_weights(_others(blocks, name), range(len(NAMES)))) for name, one in blocks.items()}


def _surprise(one: Padded, weights: Floats) -> float:
    had = one.gold.any(1)
    mixed = np.where(one.there, one.lines @ weights, -np.inf)[had]  # (q, m)
    right = logsumexp(np.where(one.gold[had], mixed, -np.inf), 1)
    return float((logsumexp(mixed, 1) - right).mean())


def summary(tables: Mapping[str, Table]) -> dict[str, dict[str, float]]:
    """Give the figures of the whole way of answering, by set."""
    arms, rest = hits(tables), abstention(tables)
    whole = arms[list(arms)[-1]]
    return {
        name: {
            "questions": float(len(table.answerable)),
            "hit@1": round(100 * float(whole[name].mean()), 1),
            "hit@10": round(rest[name][0], 1),
            **({} if table.answerable.all() else {"AUROC": round(rest[name][1], 3)}),
        }
        for name, table in tables.items()
    }


def area(sure: Floats, answerable: npt.NDArray[np.bool_]) -> float:
    """Return the probability that an answerable question is surer than one that is not, NaN where all are."""
    positive, negative = sure[answerable], np.sort(sure[~answerable])
    places = np.searchsorted(negative, positive, "left") + np.searchsorted(negative, positive, "right")
    return float(places.mean() / 2 / len(negative)) if len(negative) and len(positive) else float("nan")


def coverage(sure: Floats, right: npt.NDArray[np.bool_], precision: float = 0.8) -> float:
    """Return the largest share of questions that can be answered, surest first, with this precision."""
    running = np.cumsum(right[np.argsort(-sure)]) / np.arange(1, len(sure) + 1)
    good = np.flatnonzero(running >= precision)
    return float((good[-1] + 1) / len(sure)) if len(good) else 0.0


def lines(tables: Mapping[str, Table]) -> list[str]:
    """Write the table in Markdown: hit@1 a set and arm, then the gain of each arm, then the rest."""
    found, names = hits(tables), list(tables)
    told = ["| hit@1 | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for arm, sets in found.items():
        told.append(f"| {arm} | " + " | ".join(f"{100 * sets[name].mean():.1f}" for name in names) + " |")
    arms = list(found)
    reports = {name: table.report[table.answerable] for name, table in tables.items()}
    for before, after in [*itertools.pairwise(arms), (arms[0], arms[-1])]:
        gains = [gain(found[before][name], found[after][name], reports[name]) for name in names]
        told.append(
            f"| {before} -> {after} | " + " | ".join(f"{a:+.1f} [{b:+.1f} {c:+.1f}]" for a, b, c in gains) + " |"
        )
    rest = abstention(tables)
    for row, title in enumerate(("hit@10", "AUROC", "coverage at 80 %")):
        told.append(f"| {title} | " + " | ".join(f"{rest[name][row]:.3g}" for name in names) + " |")
    surprise = surprises(tables)
    told.append("| -log likelihood of gold | " + " | ".join(f"{surprise[name]:.3f}" for name in names) + " |")
    return told
