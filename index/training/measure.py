"""Read the candidates of the dev sets once and keep what was said: everything after reading is fitted on these tables.

A table has one line a sentence that was read: the search's figures, the reader's, and whether it is gold. Questions of
training sets are measured on their held-out articles only.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.candidates import windows
from index.features import mixture
from index.mixture import Figures, figures
from index.reader import ReadablePassage, Reader, Reading
from index.training.sets import TRAINING_SETS, QuestionSet, held_out
from index.training.standin import Standin

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
RANKED = 200  # sentences that windows are cut around


@dataclass(frozen=True, slots=True)
class Table:
    """What the search and the reader said about a set's candidates.

    Args:
        figures: The figures of every sentence read; (n, len(NAMES)).
        question: Number of the question each line belongs to, rising; (n,).
        window: Number of the window it was read in, counted from 0 for each question; (n,).
        gold: Whether the sentence answers; (n,).
        answerable: Whether each question has an answer in the set; (q,).
        report: Number of the report of each question; (q,).
        floor: Place of the first gold sentence by the search alone, 0 where none among RANKED; (q,).
    """

    figures: Floats
    question: Ints
    window: Ints
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
    rows = [at for at, one in enumerate(held.questions) if held.name not in TRAINING_SETS or held_out(one.doc)]
    random.Random(7).shuffle(rows)  # noqa: S311 - the same draw every time is wanted
    return sorted(rows[:most])


def read(standin: Standin, reader: Reader, rows: Sequence[int]) -> Table:
    """Search and read for the questions at these positions."""
    held, parts = standin.held, []
    golds, floors = [], []
    for number, at in enumerate(rows):
        question = held.questions[at]
        features = standin.features(at)
        scores = mixture(features)
        ranked = np.argsort(-scores, kind="stable")[:RANKED]
        found = [place for place, sentence in enumerate(ranked, 1) if sentence in question.gold]
        floors.append(found[0] if found else 0)
        cuts = windows(ranked.tolist(), held.around, held.length)
        readings = reader.read(question.text, [passage(held, cut) for cut in cuts])
        sentences, seen, lines = together(cuts, readings, features)
        parts.append((np.full(len(sentences), number), seen, lines))
        golds += [sentence in question.gold for sentence in sentences]
    reports = {doc: number for number, doc in enumerate(held.stretch)}
    asked = [held.questions[at] for at in rows]
    return Table(
        np.concatenate([lines for _, _, lines in parts]),
        np.concatenate([numbers for numbers, _, _ in parts]),
        np.concatenate([seen for _, seen, _ in parts]),
        np.array(golds),
        np.array([bool(one.gold) for one in asked]),
        np.array([reports.get(one.doc, -1) for one in asked]),
        np.array(floors),
    )


def passage(held: QuestionSet, cut: tuple[int, int]) -> ReadablePassage:
    """Make a window readable."""
    return ReadablePassage(held.titles[held.doc_of[cut[0]]], tuple(held.sentences[cut[0] : cut[1]]))


def together(
    cuts: Sequence[tuple[int, int]], readings: Sequence[Reading], features: Floats
) -> tuple[list[int], Ints, Floats]:
    """Bring search and reader together, a line a sentence; of one that was read twice the more relevant reading.

    Returns:
        The sentences, the window each was read in, and their figures.
    """
    best: dict[int, Figures] = {}
    window: dict[int, int] = {}
    for number, ((start, end), reading) in enumerate(zip(cuts, readings, strict=True)):
        for sentence, said in zip(range(start, end), reading.sentences, strict=True):
            if sentence not in best or said.relevance > best[sentence].relevance:
                search = tuple(features[sentence].tolist())
                best[sentence] = Figures(search, said.relevance, said.span_score, reading.answerable)
                window[sentence] = number
    return list(best), np.array(list(window.values())), figures(list(best.values()))
