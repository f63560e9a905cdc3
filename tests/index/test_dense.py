"""Dense search is exact: it finds what a comparison of every vector by NumPy finds."""

from __future__ import annotations

import numpy as np
import pytest

from index.dense import DenseIndex, Floats

DIMENSION = 16
LENGTHS = {3: 40, 1: 25, 7: 1, 5: 60}  # report id: sentences


def unit(rows: int, seed: int) -> Floats:
    """Return random unit vectors."""
    vectors = np.random.default_rng(seed).standard_normal((rows, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def filled() -> DenseIndex:
    """Four reports whose sentence ids begin at 1000 times the report's id."""
    index = DenseIndex(DIMENSION)
    for report, count in LENGTHS.items():
        index.add(report, report * 1000, unit(count, report))
    return index


def by_hand(index: DenseIndex, question: Floats, count: int, allowed: np.ndarray | None = None) -> list[int]:
    """Compare the question with every vector."""
    scores = index.vectors(np.arange(len(index))) @ question
    scores[~allowed if allowed is not None else []] = -np.inf
    best = np.argsort(-scores, kind="stable")[:count]
    return [int(row) for row in best if scores[row] > -np.inf]


@pytest.mark.parametrize("count", [1, 10, 126, 500])
def test_the_rows_found_are_the_nearest_in_order(filled: DenseIndex, count: int) -> None:
    """Also when more are asked for than there are."""
    for seed in range(20):
        question = unit(1, 100 + seed)[0]
        assert filled.search(question, count).tolist() == by_hand(filled, question, count)


@pytest.mark.parametrize("reports", [{1}, {3, 5}, {7}, {1, 3, 5, 7}, set()])
def test_only_what_is_allowed_is_found_and_all_of_it(filled: DenseIndex, reports: set[int]) -> None:
    """The permission filters before the search, so the best of the allowed are never crowded out."""
    allowed = np.isin(filled.reports, list(reports))
    for seed in range(20):
        question = unit(1, 200 + seed)[0]
        found = filled.search(question, 30, allowed)
        assert found.tolist() == by_hand(filled, question, 30, allowed)
        assert set(filled.reports[found].tolist()) <= reports


def test_removed_reports_are_never_found_and_the_others_keep_their_vectors(filled: DenseIndex) -> None:
    """The rows close up, in order."""
    kept = {report: filled.vectors(np.flatnonzero(filled.reports == report)).copy() for report in (1, 5)}
    filled.remove([3, 7, 99])
    assert len(filled) == 85
    assert filled.reports.tolist() == [1] * 25 + [5] * 60
    for report, vectors in kept.items():
        assert np.array_equal(filled.vectors(np.flatnonzero(filled.reports == report)), vectors)
    question = unit(1, 1)[0]
    assert filled.search(question, 10).tolist() == by_hand(filled, question, 10)


def test_a_report_added_again_after_its_removal_is_found_under_its_new_ids(filled: DenseIndex) -> None:
    """As replacing does it."""
    filled.remove([1])
    filled.add(1, 9000, unit(2, 42))
    rows = filled.search(unit(2, 42)[1], 1)
    assert filled.sentences[rows].tolist() == [9001]


def test_rows_are_found_by_sentence_id_and_unknown_ids_are_left_out(filled: DenseIndex) -> None:
    """Ids below, between and above those that are there."""
    rows = filled.rows_of(np.array([0, 3005, 3999, 1000, 7000, 999_999]))
    assert filled.sentences[rows].tolist() == [3005, 1000, 7000]


def test_an_empty_index_finds_nothing(filled: DenseIndex) -> None:
    """Before the first report and after the last."""
    filled.remove(list(LENGTHS))
    for index in (DenseIndex(DIMENSION), filled):
        assert len(index) == 0
        assert index.search(unit(1, 0)[0], 5).tolist() == []
        assert index.rows_of(np.array([1, 2])).tolist() == []
        assert index.vectors(np.empty(0, np.int64)).shape == (0, DIMENSION)
