"""Turn questions into training examples: a few windows each, one of which holds the answer where there is one.

The windows have the shape they have at run time (index/candidates.py), but of random size and with the gold sentence
at a random place, so that the reader learns nothing from either. Negatives are what our own retrieval puts first and is
wrong about: some of the same report, some of others. Word pieces are cut once a set.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.candidates import grow, windows
from index.layout import Pieces, Row, cut, lay_out
from index.training.near_misses import swapped
from index.training.sets import Asked, QuestionSet, held_out
from index.training.standin import Standin

NEGATIVES = 3
CANDIDATES = 16  # windows that negatives are drawn from
CHARACTERS = (220, 540)  # window sizes, drawn evenly; the largest is that of run time
EVEN = 0.5
NEAR_MISSES = 0.25  # share of answerable questions that are made unanswerable
HEADLINE = 0.85  # share of examples that keep their title: not every report has one


@dataclass(frozen=True, slots=True)
class Example:
    """One window read for one question.

    Args:
        row: The laid out row.
        gold: Whether each sentence of the window answers.
        span: First and last word piece of the answer within the row, (0, 0) for "not here", None where not known.
    """

    row: Row
    gold: tuple[bool, ...]
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class CutSet:
    """A set whose texts are cut into word pieces."""

    held: QuestionSet
    sentences: Sequence[Pieces]
    questions: Sequence[Pieces]
    titles: dict[str, Pieces]
    candidates: Sequence[Sequence[tuple[int, int]]]

    def size(self, at: int) -> int:
        """Characters of a question's candidates: a guess at the length of its rows."""
        return sum(sum(map(self.held.length, range(*cut))) for cut in self.candidates[at][:4]) // 16


def prepare(held: QuestionSet, tokenizer: Tokenizer, candidates: Sequence[Sequence[tuple[int, int]]]) -> CutSet:
    """Cut a set into word pieces."""
    titles = list(held.titles)
    pieces = cut(tokenizer, [held.titles[doc] for doc in titles])
    asked = cut(tokenizer, [question.text for question in held.questions])
    return CutSet(held, cut(tokenizer, held.sentences), asked, dict(zip(titles, pieces, strict=True)), candidates)


def candidates(held: QuestionSet, search: Callable[[], Standin], path: Path) -> list[list[tuple[int, int]]]:
    """Find every question's candidate windows, once: later calls read the file, (q, CANDIDATES, 2), no pickle."""
    if not path.exists():
        standin = search()
        found = np.full((len(held.questions), CANDIDATES, 2), -1, np.int32)
        for at in range(len(held.questions)):
            cuts = windows(standin.ranked(at, 8 * CANDIDATES), held.around, held.length, most=CANDIDATES, total=10**6)
            found[at, : len(cuts)] = cuts
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, found, allow_pickle=False)
    known = np.load(path, allow_pickle=False).tolist()
    return [[(start, end) for start, end in one if start >= 0] for one in known]


def trainable(prepared: CutSet) -> list[int]:
    """List the questions of a set whose article training may see."""
    return [at for at, question in enumerate(prepared.held.questions) if not held_out(question.doc)]


def examples(prepared: CutSet, at: int, draw: random.Random) -> list[Example]:
    """Draw one question's windows: one that holds a gold sentence if there is one, and negatives."""
    question = prepared.held.questions[at]
    title = draw.random() < HEADLINE
    chosen = list(_negatives(prepared, at, draw))
    if question.gold:
        centre = draw.choice(sorted(question.gold))
        chosen = [_around(prepared, centre, draw), *chosen[:NEGATIVES]]
        if draw.random() < NEAR_MISSES:
            return _near_misses(prepared, at, chosen, draw)
    return [_example(prepared, at, window, title=title, draw=draw) for window in chosen]


def _near_misses(prepared: CutSet, at: int, chosen: Sequence[tuple[int, int]], draw: random.Random) -> list[Example]:
    """Make the question unanswerable: ask about another name, or take the gold sentences out of the windows."""
    held, gold = prepared.held, prepared.held.questions[at].gold
    texts = [question.text for question in held.questions]
    other = swapped(at, texts, prepared.questions, draw)
    found = []
    for window in chosen:
        kept = [sentence for sentence in range(*window) if other is not None or sentence not in gold]
        sentences = [prepared.sentences[sentence] for sentence in kept]
        row = lay_out(other or prepared.questions[at], prepared.titles[held.doc_of[window[0]]], sentences)
        found.append(Example(row, (False,) * len(kept), (0, 0)))
    return [example for example in found if example.gold]


def _around(prepared: CutSet, centre: int, draw: random.Random) -> tuple[int, int]:
    """Grow a window of random size in which the sentence stands at a random place."""
    stretch = prepared.held.stretch[prepared.held.doc_of[centre]]
    before, after = draw.randint(0, 4), draw.randint(0, 4)
    near = (max(stretch[0], centre - before), min(stretch[1], centre + after + 1))
    return grow(centre, near, prepared.held.length, draw.randint(*CHARACTERS), after_first=draw.random() < EVEN)


def _negatives(prepared: CutSet, at: int, draw: random.Random) -> Iterator[tuple[int, int]]:
    """Draw windows without gold, those ranked first more often, one of the question's own report among them if any."""
    question = prepared.held.questions[at]
    stretch = prepared.held.stretch.get(question.doc, (0, 0))
    cuts = [one for one in prepared.candidates[at] if not any(gold in range(*one) for gold in question.gold)]
    order = sorted(cuts, key=lambda one: cuts.index(one) * draw.random() ** 2)
    own = [one for one in order if one[0] in range(*stretch)][:1]
    for window in [*own, *(one for one in order if one not in own)][: NEGATIVES + (not question.gold)]:
        small = _around(prepared, draw.randrange(*window), draw) if draw.random() < EVEN else window
        yield window if any(gold in range(*small) for gold in question.gold) else small


def _example(prepared: CutSet, at: int, window: tuple[int, int], *, title: bool, draw: random.Random) -> Example:
    held, question = prepared.held, prepared.held.questions[at]
    heading = prepared.titles[held.doc_of[window[0]]] if title else Pieces((), ())
    row = lay_out(prepared.questions[at], heading, prepared.sentences[window[0] : window[1]])
    gold = tuple(sentence in question.gold for sentence in range(*window))
    spans = [span for span in (_span(prepared, row, window, question, at) for at in _golds(window, question)) if span]
    if not any(gold):
        return Example(row, gold, (0, 0))
    return Example(row, gold, draw.choice(spans) if spans else None)


def _golds(window: tuple[int, int], question: Asked) -> list[int]:
    return [sentence for sentence in range(*window) if sentence in question.gold]


def _span(
    prepared: CutSet, row: Row, window: tuple[int, int], question: Asked, sentence: int
) -> tuple[int, int] | None:
    """Find the shortest answer that stands in a gold sentence, as word pieces of the row."""
    text = prepared.held.sentences[sentence]
    for answer in sorted(question.answers, key=len):
        # The sets differ in the blanks around punctuation, and so in no character that counts.
        found = re.search(r"\s*".join(map(re.escape, re.findall(r"\w+|[^\w\s]", answer))), text)
        if found and found.end() > found.start():
            return _pieces(
                prepared.sentences[sentence], row.sentences[sentence - window[0]], found.start(), found.end()
            )
    return None


def _pieces(sentence: Pieces, place: tuple[int, int], start: int, end: int) -> tuple[int, int] | None:
    """Turn characters of a sentence into the first and last word piece of a row, None where the row lost them."""
    inside = [at for at, (first, last) in enumerate(sentence.offsets) if first < end and last > start]
    if not inside or place[0] + inside[-1] >= place[1]:
        return None
    return place[0] + inside[0], place[0] + inside[-1]
