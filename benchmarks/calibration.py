"""Choose the numbers that turn signs into confidence, on the pipeline that answers people.

    python benchmarks/calibration.py [--questions 130]

Each dev set but seed is asked in open and in report mode (sets that trained the reader: held-out articles only), since
a team's corpus is large or small. A logistic regression without negative signs says how likely the first sentence is
right; the thresholds are of sets judged by numbers fitted on the others, sets weighing alike. Prints what goes into
SHIPPED of index/mixture.py. Needs VERBATIM_SHARED: `PYTHONPATH=. .venv/bin/python benchmarks/calibration.py`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from quality import FLOORS, Filled, filled
from scipy.optimize import minimize

from index.evaluation import NO_REPORT
from index.judging import ReadingJudge
from index.mixture import SHIPPED, SIGNS, scores, signs
from index.reader import OnnxReader
from index.training.sets import TRAINING_SETS, held_out

SETS = (*FLOORS, "squad20")
NEAR = ("squad20", "wikiqa", "trecqa", "clapnq")  # hold questions that they do not answer, so they count twice
USE = [SIGNS.index(name) for name in ("share", "any_span", "any_answerable")]  # the others add nothing to these
PRECISIONS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of the questions of a set: (q, len(SIGNS)) signs, and (q,) whether the first sentence is right."""

    signs: np.ndarray
    right: np.ndarray


def asked(name: str, count: int, reader: OnnxReader) -> Asked:
    """Ask a set's questions in both modes."""
    with filled(name, None) as at:
        judge = ReadingJudge(reader, at.retriever, at.store, precision=0.8)
        rows = list(_asked(at, judge, count))
    return Asked(np.array([row for row, _ in rows]), np.array([right for _, right in rows], float))


def _asked(at: Filled, judge: ReadingJudge, count: int) -> Iterator[tuple[np.ndarray, bool]]:
    reports = {report.file_name: report.id for report in at.store.reports()}
    questions = [one for one in at.questions if at.name not in TRAINING_SETS or held_out(one["doc"])]
    for question in questions[:count]:
        for scope in (None, {reports.get(question["doc"], NO_REPORT)}):
            candidates = at.retriever.retrieve(question["question"], scope)
            if len(candidates.sentences):
                said, lines = judge.read(question["question"], candidates)
                mixed = scores(lines, SHIPPED)
                first = at.names[list(said)[int(mixed.argmax())]]
                yield signs(lines, mixed), question["answerable"] and first in question["gold"]


def loss(numbers: np.ndarray, parts: list[Asked]) -> tuple[float, np.ndarray]:
    """Return the mean log loss of a logistic regression over sets of equal weight, and its slope."""
    total, slope = 1e-3 * float(numbers[1:] @ numbers[1:]), np.append(0, 2e-3 * numbers[1:])
    for part in parts:
        rows = np.column_stack([np.ones(len(part.right)), part.signs[:, USE]])
        sure = 1 / (1 + np.exp(-rows @ numbers))
        total -= float(np.log(np.clip(np.where(part.right > 0, sure, 1 - sure), 1e-9, 1)).mean()) / len(parts)
        slope += rows.T @ (sure - part.right) / len(part.right) / len(parts)
    return total, slope


def fitted(parts: list[Asked]) -> np.ndarray:
    """Return bias and weights; a sign of an answer may not count against it."""
    bounds = [(None, None), *[(0, None)] * len(USE)]
    numbers: np.ndarray = minimize(loss, np.zeros(len(USE) + 1), (parts,), jac=True, bounds=bounds).x
    return numbers


def counted(parts: dict[str, Asked]) -> list[Asked]:
    """List the sets, those twice that show what a near miss looks like."""
    return [part for name, part in parts.items() for _ in range(1 + (name in NEAR))]


def thresholds(parts: dict[str, Asked]) -> Iterator[tuple[float, float, float]]:
    """Yield precision, the least confidence that reaches it, and the share of questions answered then."""
    sure, right, weight = [], [], []
    for name, part in parts.items():
        numbers = fitted(counted({key: other for key, other in parts.items() if key != name}))
        sure.append(1 / (1 + np.exp(-(numbers[0] + part.signs[:, USE] @ numbers[1:]))))
        right.append(part.right)
        weight.append(np.full(len(part.right), 1 / len(part.right)))
    order = np.argsort(-np.concatenate(sure))
    heavy = np.cumsum(np.concatenate(weight)[order])
    running = np.cumsum((np.concatenate(right) * np.concatenate(weight))[order]) / heavy
    for precision in PRECISIONS:
        good = np.flatnonzero(running >= precision)
        if len(good):
            yield precision, round(float(np.concatenate(sure)[order[good[-1]]]), 3), heavy[good[-1]] / heavy[-1]


def main() -> None:
    """Ask, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=130, help="a set, each asked in both modes")
    options = parser.parse_args()
    reader, parts = OnnxReader(), {}
    for name in SETS:
        parts[name] = asked(name, options.questions, reader)
        print(f"{name}: {len(parts[name].right)} asked, {100 * parts[name].right.mean():.1f} % right", flush=True)
    numbers = fitted(counted(parts))
    weights = dict.fromkeys(SIGNS, 0.0) | dict(zip([SIGNS[at] for at in USE], numbers[1:].round(4), strict=True))
    print(f"signs={tuple(map(float, weights.values()))}, bias={numbers[0]:.4f} (shipped: {SHIPPED.bias})")
    for precision, least, covered in thresholds(parts):
        print(f"precision {precision}: from confidence {least}, {100 * covered:.0f} % of the questions")


if __name__ == "__main__":
    main()
