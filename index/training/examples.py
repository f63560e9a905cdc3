"""Turn questions into training examples: a few windows each, one of which holds the answer where there is one.

The windows have the shape they have at run time (index/candidates.py), but of random size and with the gold sentence
at a random place, so that the reader learns nothing from either. Negatives are what our own search puts first and is
wrong about: one of the same report, some of others.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.candidates import grow
from index.layout import Pieces, Row, cut, lay_out
from index.training.data import CutSet, Window
from index.training.near_misses import aside, near_miss, thinned, widened
from index.training.sets import Asked

NEGATIVES = 3
CHARACTERS = (220, 540)  # window sizes, drawn evenly; the largest is that of run time
EVEN = 0.5
HEADLINE = 0.85  # share of examples that keep their title: not every report has one
NEAR_MISSES = 0.25  # share of answerable questions that are made unanswerable, in one of three ways:
REASKED = 0.35  # a share asks for something else,
EMPTIED = 0.4  # a share finds the answer taken out of its sentence, the rest finds the sentence gone
ASIDE = 0.2  # share of other gold sentences that lose another name or number, so that a gap alone says nothing
THINNED = 0.3  # share of answerable questions that lose a word which their answer repeats
NEIGHBOURS = 0.75  # share of names put into a question that come from the same report
STRANGERS = 8  # questions of other reports that the others come from

Place = tuple[int, int]  # first character and one past the last


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


def examples(prepared: CutSet, at: int, draw: random.Random) -> list[Example]:
    """Draw one question's windows: one that holds a gold sentence if there is one, and negatives."""
    question, asked = prepared.held.questions[at], prepared.questions[at]
    chosen = list(_negatives(prepared, at, draw))
    if question.gold:
        gold = draw.choice(sorted(question.gold))
        chosen = [_around(prepared, gold, draw), *chosen[:NEGATIVES]]
        if draw.random() < NEAR_MISSES:
            return _near_misses(prepared, at, chosen, draw)
        if draw.random() < THINNED:
            asked = cut(prepared.tokenizer, [thinned(question.text, prepared.held.sentences[gold], draw)])[0]
    headline = draw.random() < HEADLINE
    return [_example(prepared, at, asked, window, headline=headline, draw=draw) for window in chosen]


def _around(prepared: CutSet, centre: int, draw: random.Random) -> Window:
    """Grow a window of random size in which the sentence stands at a random place."""
    stretch = prepared.held.stretch[prepared.held.doc_of[centre]]
    before, after = draw.randint(0, 4), draw.randint(0, 4)
    near = (max(stretch[0], centre - before), min(stretch[1], centre + after + 1))
    return grow(centre, near, prepared.held.length, draw.randint(*CHARACTERS), after_first=draw.random() < EVEN)


def _negatives(prepared: CutSet, at: int, draw: random.Random) -> Iterator[Window]:
    """Draw windows without gold, those ranked first more often, one of the question's own report among them if any."""
    question = prepared.held.questions[at]
    stretch = prepared.held.stretch.get(question.doc, (0, 0))
    cuts = [one for one in prepared.candidates[at] if not any(gold in range(*one) for gold in question.gold)]
    order = sorted(cuts, key=lambda one: cuts.index(one) * draw.random() ** 2)
    own = [one for one in order if one[0] in range(*stretch)][:1]
    for window in [*own, *(one for one in order if one not in own)][: NEGATIVES + (not question.gold)]:
        small = _around(prepared, draw.randrange(*window), draw) if draw.random() < EVEN else window
        yield window if any(gold in range(*small) for gold in question.gold) else small


def _example(
    prepared: CutSet, at: int, asked: Pieces, window: Window, *, headline: bool, draw: random.Random
) -> Example:
    """Lay a window out behind the question, as asked, with the answer's place where it is there."""
    held, question = prepared.held, prepared.held.questions[at]
    title = prepared.titles[held.doc_of[window[0]]] if headline else Pieces((), ())
    sentences = [_perhaps_less(prepared, sentence, question, draw) for sentence in range(*window)]
    row = lay_out(asked, title, sentences)
    gold = tuple(sentence in question.gold for sentence in range(*window))
    if not any(gold):
        return Example(row, gold, (0, 0))
    parts = zip(range(*window), sentences, row.sentences, strict=True)
    golds = [(held.sentences[at], pieces, place) for at, pieces, place in parts if at in question.gold]
    spans = [_span(text, pieces, place, question) for text, pieces, place in golds]
    known = [span for span in spans if span]
    return Example(row, gold, draw.choice(known) if known else None)


def _perhaps_less(prepared: CutSet, sentence: int, question: Asked, draw: random.Random) -> Pieces:
    """Take a name or number out of a gold sentence now and then, but never the answer."""
    text, pieces = prepared.held.sentences[sentence], prepared.sentences[sentence]
    if sentence not in question.gold or draw.random() > ASIDE:
        return pieces
    answers = _answers(text, question)
    gap = aside(text, answers, draw) if answers else None
    return _without(pieces, [gap]) if gap else pieces


def _near_misses(prepared: CutSet, at: int, chosen: Sequence[Window], draw: random.Random) -> list[Example]:
    """Make the question unanswerable: ask for something else, or take answers or gold sentences out of the windows."""
    held, question, kind = prepared.held, prepared.held.questions[at], draw.random()
    other = _other(prepared, question, draw) if kind < REASKED else None
    found = []
    for window in chosen:
        sentences = list(prepared.sentences[slice(*window)])
        if other is None:
            emptied = kind < REASKED + EMPTIED
            sentences = [one for at in range(*window) if (one := _emptied(prepared, at, question, keep=emptied))]
        row = lay_out(other or prepared.questions[at], prepared.titles[held.doc_of[window[0]]], sentences)
        found.append(Example(row, (False,) * len(sentences), (0, 0)))
    return [example for example in found if example.gold]


def _other(prepared: CutSet, question: Asked, draw: random.Random) -> Pieces | None:
    """Ask nearly the same, with names from questions about the same report or any other."""
    others = prepared.asked_of[question.doc]
    if draw.random() > NEIGHBOURS:
        others = [draw.choice(prepared.held.questions).text for _ in range(STRANGERS)]
    found = near_miss(question.text, others, draw)
    return cut(prepared.tokenizer, [found])[0] if found else None


def _emptied(prepared: CutSet, sentence: int, question: Asked, *, keep: bool) -> Pieces | None:
    """Return a sentence, without its answer where it is gold; None where it is to go or hardly anything is left."""
    if sentence not in question.gold:
        return prepared.sentences[sentence]
    text = prepared.held.sentences[sentence]
    gaps = [widened(text, place) for place in _answers(text, question)]
    if not keep or not gaps or sum(end - start for start, end in gaps) > len(text) / 2:
        return None
    return _without(prepared.sentences[sentence], gaps)


def _without(sentence: Pieces, gaps: Sequence[Place]) -> Pieces:
    """Take stretches of characters out of a sentence."""
    pairs = zip(sentence.ids, sentence.offsets, strict=True)
    kept = [(one, (start, end)) for one, (start, end) in pairs if all(end <= a or start >= b for a, b in gaps)]
    return Pieces([one for one, _ in kept], [offsets for _, offsets in kept])


def _answers(text: str, question: Asked) -> list[Place]:
    """Find where the answers stand in a sentence, the shortest first; of each the first place."""
    found = [_place(answer, text) for answer in sorted(question.answers, key=len)]
    return [place for place in found if place and place[0] < place[1]]


def _place(answer: str, text: str) -> Place | None:
    """Find an answer; the sets differ in the blanks around punctuation, and so in no character that counts."""
    found = re.search(r"\s*".join(map(re.escape, re.findall(r"\w+|[^\w\s]", answer))), text)
    return found.span() if found else None


def _span(text: str, pieces: Pieces, place: tuple[int, int], question: Asked) -> tuple[int, int] | None:
    """Find the shortest answer in a gold sentence, as first and last word piece of a row; None where it is not there.

    Args:
        text: The sentence.
        pieces: What is left of it in the row.
        place: First piece of the sentence in the row and one past its last.
        question: Whose answers.
    """
    for start, end in _answers(text, question)[:1]:
        inside = [at for at, (first, last) in enumerate(pieces.offsets) if first < end and last > start]
        if inside and place[0] + inside[-1] < place[1]:
            return place[0] + inside[0], place[0] + inside[-1]
    return None
