"""What the search and the reader say of a sentence becomes one score and one honest probability."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import features
from index.candidates import MOST_WINDOWS, grow, windows
from index.mixture import (
    NAMES,
    RELEVANCE,
    SHIPPED,
    STEEPEST,
    Figures,
    confidence,
    figures,
    scores,
    threshold,
)

WEAK = Figures((0.1,) * len(features.NAMES), -6.0, -8.0, -5.0)
STRONG = Figures((0.6,) * len(features.NAMES), 4.0, 6.0, 5.0)


def test_a_sentence_that_the_reader_and_the_search_prefer_gets_the_higher_score() -> None:
    """The better sentence wins."""
    weak, strong = scores(figures([WEAK, STRONG]), SHIPPED)
    assert strong > weak


def test_the_score_of_a_sentence_is_the_weighted_sum_of_its_figures() -> None:
    """By hand: weights of zero but two give twice the one plus three times the other."""
    two = replace(SHIPPED, weights=tuple(2.0 if name == "cosine" else 3.0 * (name == "relevance") for name in NAMES))
    assert scores(figures([STRONG]), two)[0] == pytest.approx(2 * 0.6 + 3 * 4.0)


def test_no_single_logit_counts_beyond_the_steepest() -> None:
    """A model that shouts is heard no louder than STEEPEST."""
    loud = replace(STRONG, relevance=500.0)
    assert figures([loud])[0, NAMES.index("relevance")] == STEEPEST


def test_confidence_is_higher_where_the_reader_says_that_the_passage_answers() -> None:
    """A near miss, similar but not answering, is less sure than an answer."""
    miss = replace(STRONG, relevance=-4.0, span_score=-8.0, answerable=-5.0)
    sure, unsure = (
        confidence(lines, scores(lines, SHIPPED), SHIPPED) for lines in map(figures, ([STRONG, WEAK], [miss, WEAK]))
    )
    assert sure > unsure


def test_confidence_is_zero_where_nothing_was_read() -> None:
    """An empty store is sure of nothing."""
    nothing = figures([])
    assert confidence(nothing, scores(nothing, SHIPPED), SHIPPED) == 0.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=len(NAMES), max_size=len(NAMES)))
def test_confidence_is_a_probability_whatever_the_figures(numbers: list[float]) -> None:
    """From 0 to 1, never NaN."""
    lines = figures([Figures(tuple(numbers[:RELEVANCE]), *numbers[RELEVANCE:])])
    assert 0.0 <= confidence(lines, scores(lines, SHIPPED), SHIPPED) <= 1.0


def test_a_higher_precision_asks_for_no_less_confidence() -> None:
    """Thresholds rise with precision."""
    asked = [threshold(precision, SHIPPED) for precision in np.linspace(0.5, 0.99, 20)]
    assert asked == sorted(asked)


def test_a_precision_that_was_never_reached_is_never_claimed() -> None:
    """Beyond the last measured precision only certainty passes."""
    assert threshold(0.999, SHIPPED) == 1.0


def test_a_window_stays_within_its_report_and_its_budget() -> None:
    """Four sentences of 100 characters fit into 400; the report's edge is not crossed."""
    assert grow(0, (0, 9), lambda _: 100, 400) == (0, 4)
    assert grow(5, (4, 6), lambda _: 100, 400) == (4, 6)


def test_a_sentence_longer_than_a_window_is_read_alone() -> None:
    """The sentence asked for is always in its window."""
    assert grow(3, (0, 9), lambda _: 5_000, 400) == (3, 4)


@given(st.lists(st.integers(0, 199), unique=True), st.integers(1, 60))
def test_every_window_brings_the_best_sentence_not_yet_held(ranked: list[int], report: int) -> None:
    """Windows hold their sentences, stay in their reports and never pass the limit of windows."""
    stretch = [(at // report * report, min(200, (at // report + 1) * report)) for at in range(200)]
    found = windows(ranked, stretch.__getitem__, lambda at: 30 + at)
    held = [sentence for cut in found for sentence in range(*cut)]
    assert len(found) <= MOST_WINDOWS
    assert not found or ranked[0] in range(*found[0])
    assert all(stretch[start] == stretch[end - 1] for start, end in found)
    assert len(found) == MOST_WINDOWS or sum(map(len, map(str, held))) == 0 or set(ranked[: len(found)]) <= set(held)
