"""The figures: BM25 as the books give it, shares that run from 0 to 1, and one score from all."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from index.features import (
    K1,
    NAMES,
    B,
    asked_words,
    best_in_report,
    coverage,
    letters,
    mixture,
    overlap,
)
from index.words import words

TEXTS = (
    "Ilham Ahmed leads the council",
    "The council met in the city in the summer",
    "The ship ran aground",
    "Ahmed spoke of Ahmed",
)


def bm25(question: list[str], text: str) -> float:
    """Score a text as Robertson & Zaragoza 2009, section 3.4, write it: a second implementation, a word at a time."""
    held = [words(one) for one in TEXTS]
    mean = sum(map(len, held)) / len(held)
    score = 0.0
    for word in question:
        df = sum(word in one for one in held)
        idf = math.log(1 + (len(held) - df + 0.5) / (df + 0.5))
        tf = Counter(words(text))[word]
        score += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(words(text)) / mean))
    return score


def figures(question: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Lay the texts out as `overlap` takes them."""
    held = [words(one) for one in TEXTS]
    counts = np.array([[one.count(word) for word in question] for one in held], np.float32)
    lengths = np.array([len(one) for one in held], np.float32)
    df = (counts > 0).sum(0)
    rarity = np.log(1 + (len(held) - df + 0.5) / (df + 0.5)).astype(np.float32)
    return counts, lengths, rarity, float(lengths.mean())


@pytest.mark.parametrize("question", ["ahmed council", "who leads the council", "ship", "nothing of this"])
def test_overlap_is_bm25_as_a_share_of_the_most_that_the_question_could_score(question: str) -> None:
    """Equal to the second implementation, divided by the sum of the words' rarity."""
    asked = words(question)
    counts, lengths, rarity, mean = figures(asked)
    expected = [bm25(asked, text) / float(rarity.sum()) for text in TEXTS]
    assert overlap(counts, lengths, rarity, mean) == pytest.approx(expected, rel=1e-5)


def test_overlap_by_hand() -> None:
    """One word of rarity 2, once in a text of mean length: 2 * 1.9 / (1 + 0.9) / 2 = 1."""
    score = overlap(np.ones((1, 1), np.float32), np.array([8.0], np.float32), np.array([2.0], np.float32), 8.0)
    assert score == pytest.approx([1.0])


def test_a_word_more_often_or_in_a_shorter_text_scores_higher() -> None:
    """Saturation and length, the two ideas of BM25."""
    rarity = np.array([1.0], np.float32)
    often = overlap(np.array([[1], [2], [9]], np.float32), np.full(3, 8, np.float32), rarity, 8.0)
    short = overlap(np.ones((3, 1), np.float32), np.array([16, 8, 4], np.float32), rarity, 8.0)
    assert (np.diff(often) > 0).all()
    assert (np.diff(short) > 0).all()
    assert often[2] < K1 + 1


def test_coverage_weighs_words_by_rarity() -> None:
    """A text with the rare word of two covers three quarters where it is three times as rare."""
    counts = np.array([[5, 0], [0, 1], [1, 1], [0, 0]], np.float32)
    assert coverage(counts, np.array([3.0, 1.0], np.float32)).tolist() == [0.75, 0.25, 1.0, 0.0]


def test_a_question_without_words_scores_nothing() -> None:
    """Zero, not a division by zero."""
    none = np.empty((3, 0), np.float32)
    assert overlap(none, np.ones(3, np.float32), np.empty(0, np.float32), 1.0).tolist() == [0, 0, 0]
    assert coverage(none, np.empty(0, np.float32)).tolist() == [0, 0, 0]


def test_every_sentence_gets_the_best_score_of_its_report() -> None:
    """In the order of the sentences."""
    scores = np.array([0.1, 0.9, 0.3, -0.5], np.float32)
    assert best_in_report(scores, np.array([7, 2, 7, 5])) == pytest.approx([0.3, 0.9, 0.3, -0.5])
    assert best_in_report(scores[:0], np.array([], np.int64)).tolist() == []


def test_the_mixture_is_the_weighted_sum_of_the_figures() -> None:
    """By hand, with weights 1 to 9."""
    lines = np.eye(len(NAMES), dtype=np.float32)
    assert mixture(lines, np.arange(1, 10, dtype=np.float32)).tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_letters_count_parts_of_words() -> None:
    """By hand: " po", "por", "ort", "rt " of "port" are all in "port", three in "ports", three in "airport"."""
    texts = (["port"], ["ports"], ["airport"], ["ship"], [])
    shares = letters(texts, ["port"], np.array([2.0], np.float32))
    assert shares.tolist() == [1.0, 0.75, 0.75, 0.0, 0.0]


def test_letters_weigh_words_by_rarity() -> None:
    """A text with the rare word of two has three quarters where it is three times as rare."""
    shares = letters((["zor"], ["the"]), ["zor", "the"], np.array([3.0, 1.0], np.float32))
    assert shares.tolist() == [0.75, 0.25]


def test_no_text_and_no_word_have_no_letters() -> None:
    """An empty row, and zeros."""
    assert letters((), ["zor"], np.ones(1, np.float32)).tolist() == []
    assert letters((["zor"],), [], np.empty(0, np.float32)).tolist() == [0.0]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who leads the SDF political wing?", ["lead", "sdf", "polit", "wing"]),
        ("Who is who?", ["who", "is"]),
        ("ship ship ship", ["ship"]),
        ("?", []),
    ],
)
def test_question_words_are_left_out_unless_there_are_no_others(question: str, asked: list[str]) -> None:
    """Each word once."""
    assert asked_words(question) == asked
