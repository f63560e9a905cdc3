"""Read the candidates of the dev sets once and keep what was said: everything after reading is fitted on these tables.

A table has one line a sentence that was read: the search's figures, the reader's, and whether it is gold. Questions of
training sets are measured on their held-out articles only. Searching and reading are those of the bot.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.judging import ReadingJudge
from index.reader import Reader
from index.training.search import Searched
from index.training.sets import TRAINING_SETS, QuestionSet, held_out

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
ALL = 2.0  # no confidence is so high: every window is read


@dataclass(frozen=True, slots=True)
class Table:
    """What the search and the reader said about a set's candidates.

    Args:
        figures: The figures of every sentence read; (n, len(NAMES)).
        question: Number of the question each line belongs to, rising; (n,).
        gold: Whether the sentence answers; (n,).
        answerable: Whether each question has an answer in the set; (q,).
        report: Number of the report of each question; (q,).
        floor: Place of the first gold sentence by the search alone, 0 where it found none; (q,).
    """

    figures: Floats
    question: Ints
    gold: npt.NDArray[np.bool_]
    answerable: npt.NDArray[np.bool_]
    report: Ints
    floor: Ints

    def save(self, path: Path) -> None:
        """Write the arrays, without pickle."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, **{one.name: getattr(self, one.name) for one in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Table:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as held:
            return cls(**{one.name: held[one.name] for one in fields(cls)})


def chosen(held: QuestionSet, most: int) -> list[int]:
    """Choose the questions to measure: held-out ones of a training set, at most so many, always the same."""
    rows = list(range(len(held.questions)))
    random.Random(0).shuffle(rows)  # noqa: S311 - the same sample every time, that of benchmarks/quality.py
    trained = held.name in TRAINING_SETS
    return [at for at in rows if not trained or held_out(held.questions[at].doc)][:most]


def read(at: Searched, reader: Reader, rows: Sequence[int], *, own: bool = False) -> Table:
    """Search and read for the questions at these positions, in all reports or in the question's own."""
    judge, places = ReadingJudge(reader, at.retriever, at.store, precision=0.8, certain=ALL), at.places
    lines, numbers, golds, floors = [], [], [], []
    for number, row in enumerate(rows):
        question, candidates = at.held.questions[row], at.candidates(row, own=own)
        said, figures = judge.read(question.text, candidates)
        lines.append(figures)
        numbers += [number] * len(said)
        golds += [places[sentence] in question.gold for sentence in said]
        floors.append(_floor([places[one] in question.gold for one in candidates.sentences.tolist()]))
    asked = [at.held.questions[row] for row in rows]
    return Table(
        np.concatenate(lines),
        np.array(numbers),
        np.array(golds),
        np.array([bool(one.gold) for one in asked]),
        np.array([at.reports.get(one.doc, -1) for one in asked]),
        np.array(floors),
    )


def _floor(golds: Sequence[bool]) -> int:
    return golds.index(True) + 1 if any(golds) else 0
