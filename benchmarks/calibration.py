"""Choose the numbers that turn signs into confidence, on the pipeline that answers people.

    python benchmarks/calibration.py [--questions 200] [--report-questions 40] [--work FOLDER]

Each dev set but seed is asked in open and in report mode (sets that trained the reader: held-out articles only), since
a team's corpus is large or small. A logistic regression without negative signs says how likely the first sentence is
right; the thresholds are of sets judged by numbers fitted on the others, sets weighing alike. Prints what goes into
SHIPPED of index/mixture.py, and what the default precision means. Every question is kept in the work folder, so a run
that was broken off goes on where it stopped, as long as nothing in index/ changed. Needs VERBATIM_SHARED:
`PYTHONPATH=. .venv/bin/python benchmarks/calibration.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from kept import ROOT, Progress, add_work, conditions
from quality import FLOORS, Filled, filled, shuffled_questions
from scipy.optimize import minimize

from index.evaluation import NO_REPORT
from index.judging import ReadingJudge
from index.mixture import SHIPPED, SIGNS, scores, signs
from index.reader import OnnxReader
from index.settings import ReaderSettings
from index.training.sets import TRAINING_SETS, held_out

SETS = (*FLOORS, "squad20")
NEAR = ("squad20", "wikiqa", "trecqa", "clapnq")  # hold questions that they do not answer, so they count twice
USE = [SIGNS.index(name) for name in ("share", "any_span", "any_answerable")]  # the others add nothing to these
PRECISIONS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
DEFAULT = ReaderSettings().precision
MODES = ("open", "report")

Row = dict[str, Any]  # signs (a number each, none where nothing was found), right, answerable


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of the questions of a set.

    Args:
        signs: (q, len(SIGNS)) float.
        right: (q,) whether the first sentence is right, 0 or 1.
        answerable: (q,) whether the set answers.
    """

    signs: np.ndarray
    right: np.ndarray
    answerable: np.ndarray


# Asking --------------------------------------------------------------------------------------------------------------


def code() -> str:
    """Hash what answers: the programs and weights of index/."""
    made = hashlib.sha256()
    for path in sorted((ROOT / "index").rglob("*")):
        if path.is_file() and "training" not in path.parts and path.suffix != ".pyc":
            made.update(path.read_bytes())
    return made.hexdigest()[:16]


class Kept:
    """The questions that were asked already, in a file that grows by a line each.

    Args:
        path: The file; a line that was cut short is asked again.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._rows = path, dict[str, Row]()
        path.parent.mkdir(parents=True, exist_ok=True)
        for line in path.read_text(encoding="utf-8").split("\n") if path.exists() else ():
            if line.endswith("}"):
                row = json.loads(line)
                self._rows[row["key"]] = row

    def get(self, key: str) -> Row | None:
        """Return what is known of a question."""
        return self._rows.get(key)

    def add(self, key: str, row: Row) -> Row:
        """Keep a question."""
        self._rows[key] = row
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"\n{json.dumps({'key': key, **row})}")
        return row


def wanted(name: str, options: argparse.Namespace) -> list[tuple[str, Row]]:
    """List the questions of a set to ask, each with its mode."""
    every = shuffled_questions(name)
    may = [question for question in every if name not in TRAINING_SETS or held_out(question["doc"])]
    counts = (options.questions, options.report_questions)
    return [(mode, question) for mode, count in zip(MODES, counts, strict=True) for question in may[:count]]


def asked(name: str, options: argparse.Namespace, kept: Kept) -> Asked:
    """Ask a set's questions that are not known yet; the set is indexed only if there are any."""
    every = wanted(name, options)
    keys = [f"{name}/{mode}/{question['id']}" for mode, question in every]
    missing = [pair for key, pair in zip(keys, every, strict=True) if kept.get(key) is None]
    if missing:
        with filled(name, None, options.work) as at:
            _ask(at, missing, kept)
    rows = [row for key in keys if (row := kept.get(key)) and row["signs"]]
    columns = [np.array([row[column] for row in rows], float) for column in ("signs", "right", "answerable")]
    return Asked(*columns)


@cache
def reader() -> OnnxReader:
    """Load the reader, once."""
    return OnnxReader()


def _ask(at: Filled, pairs: list[tuple[str, Row]], kept: Kept) -> None:
    judge = ReadingJudge(reader(), at.retriever, at.store, precision=DEFAULT)
    reports = {report.file_name: report.id for report in at.store.reports()}
    progress = Progress(f"{at.name}, questions", len(pairs))
    for mode, question in pairs:
        scope = None if mode == "open" else {reports.get(question["doc"], NO_REPORT)}
        kept.add(f"{at.name}/{mode}/{question['id']}", _row(at, judge, question, scope))
        progress(1)


def _row(at: Filled, judge: ReadingJudge, question: Row, scope: set[int] | None) -> Row:
    candidates = at.retriever.retrieve(question["question"], scope)
    answerable = bool(question["answerable"])
    if not len(candidates.sentences):
        return {"signs": [], "right": False, "answerable": answerable}
    said, lines = judge.read(question["question"], candidates)
    mixed = scores(lines, SHIPPED)
    first = at.names[list(said)[int(mixed.argmax())]]
    right = answerable and first in question["gold"]
    return {"signs": [round(float(sign), 6) for sign in signs(lines, mixed)], "right": right, "answerable": answerable}


# Fitting -------------------------------------------------------------------------------------------------------------


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


def counted(parts: Mapping[str, Asked]) -> list[Asked]:
    """List the sets, those twice that show what a near miss looks like."""
    return [part for name, part in parts.items() for _ in range(1 + (name in NEAR))]


def left_out(parts: Mapping[str, Asked]) -> dict[str, np.ndarray]:
    """Return the confidence in each question of each set, (q,), by numbers fitted on the other sets."""
    sure = {}
    for name, part in parts.items():
        numbers = fitted(counted({key: other for key, other in parts.items() if key != name}))
        sure[name] = 1 / (1 + np.exp(-(numbers[0] + part.signs[:, USE] @ numbers[1:])))
    return sure


def thresholds(parts: Mapping[str, Asked], sure: Mapping[str, np.ndarray]) -> Iterator[tuple[float, float, float]]:
    """Yield precision, the least confidence that reaches it, and the share of questions answered then."""
    every = np.concatenate([sure[name] for name in parts])
    right = np.concatenate([part.right for part in parts.values()])
    weight = np.concatenate([np.full(len(part.right), 1 / len(part.right)) for part in parts.values()])
    order = np.argsort(-every)
    heavy = np.cumsum(weight[order])
    running = np.cumsum((right * weight)[order]) / heavy
    for precision in PRECISIONS:
        good = np.flatnonzero(running >= precision)
        if len(good):
            yield precision, round(float(every[order[good[-1]]]), 3), heavy[good[-1]] / heavy[-1]


def consequences(parts: Mapping[str, Asked], sure: Mapping[str, np.ndarray], least: float) -> Iterator[str]:
    """Yield a row a set of what this threshold means, and their means."""
    columns = []
    for name, part in parts.items():
        given, said = sure[name] >= least, part.answerable > 0
        shares = (given[said], part.right[said & given], given[~said])
        columns.append([100 * share.mean() if len(share) else np.nan for share in shares])
        yield _line(name, columns[-1])
    yield _line("mean", list(np.nanmean(np.array(columns), axis=0)))


def _line(name: str, shares: list[float]) -> str:
    return f"| {name} | " + " | ".join("" if np.isnan(share) else f"{share:.0f} %" for share in shares) + " |"


def main() -> None:
    """Ask, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=200, help="a set, at most, all sentences searched")
    parser.add_argument("--report-questions", type=int, default=40, help="likewise, in the question's report only")
    add_work(parser)
    options = parser.parse_args()
    print(f"{conditions()}; kept in {options.work}", flush=True)
    kept, parts = Kept(options.work / f"calibration-{code()}.jsonl"), {}
    for name in SETS:
        parts[name] = asked(name, options, kept)
        print(f"{name}: {len(parts[name].right)} asked, {100 * parts[name].right.mean():.1f} % right", flush=True)
    numbers, sure = fitted(counted(parts)), left_out(parts)
    weights = dict.fromkeys(SIGNS, 0.0) | dict(zip([SIGNS[at] for at in USE], numbers[1:].round(4), strict=True))
    print(f"\nsigns={tuple(map(float, weights.values()))}, bias={numbers[0]:.4f} (shipped: {SHIPPED.bias})\n")
    print("| precision | from confidence | questions answered |\n|---|---|---|")
    found = {precision: (least, covered) for precision, least, covered in thresholds(parts, sure)}
    for precision, (least, covered) in found.items():
        print(f"| {precision} | {least} | {100 * covered:.0f} % |")
    if DEFAULT in found:
        print(f"\nAt the default precision, {DEFAULT}:")
        print("| set | answered of those it answers | right of these | of those it does not |\n|---|---|---|---|")
        print("\n".join(consequences(parts, sure, found[DEFAULT][0])))


if __name__ == "__main__":
    main()
