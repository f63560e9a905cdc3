"""The words that a few steps make of another are found, all of them, and with the right number of steps."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from index.vocabulary import Vocabulary


def steps(one: str, other: str) -> int:
    """Count the steps from one word to another, a cell at a time: optimal string alignment."""
    table = [[max(i, j) if not min(i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            changed = table[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, changed)
            if i > 1 and j > 1 and (one[i - 1], one[i - 2]) == (other[j - 2], other[j - 1]):
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@settings(deadline=None)
@given(st.lists(st.text("abcdex", min_size=4, max_size=9), min_size=1, max_size=30), st.text("abcdex", min_size=4))
def test_no_near_word_is_missed_and_its_steps_are_counted(words: list[str], word: str) -> None:
    """As by comparing it with every one of them, a cell at a time."""
    found = {near.word: near.steps for near in Vocabulary([words]).near(word[:12], 3)}
    expected = {one: steps(word[:12], one) for one in words}
    assert found == {one: count for one, count in expected.items() if count <= 3}


def test_neighbours_in_the_wrong_order_are_one_step() -> None:
    """The commonest slip of the fingers."""
    assert [near.steps for near in Vocabulary([["Khartoum"]]).near("khartuom", 3)] == [1]


def test_accents_and_capitals_are_no_steps() -> None:
    """And the word comes back as the report writes it."""
    (near,) = Vocabulary([["Kobanê"]]).near("kobane", 3)
    assert (near.word, near.steps) == ("Kobanê", 0)


def test_a_word_that_is_as_often_written_small_is_no_name() -> None:
    """Every word has a capital at the beginning of a sentence; a name may be a unit, too."""
    found = {near.word: near.is_name for near in Vocabulary([["Rose", "rose", "Rosa"]]).near("rosa", 1)}
    assert found == {"Rosa": True, "Rose": False, "rose": False}
    (name,) = [near for near in Vocabulary([["Tesla", "tesla"], ["Tesla"]]).near("tasla", 1) if near.word == "Tesla"]
    assert name.is_name


def test_it_is_told_in_how_many_reports_a_word_stands() -> None:
    """The commonest spelling is the likeliest."""
    found = Vocabulary([["Mazloum"], ["Mazloum", "Mazlom"]]).near("mazlum", 2)
    assert {near.word: near.reports for near in found} == {"Mazloum": 2, "Mazlom": 1}


def test_an_empty_vocabulary_and_a_long_word_are_near_nothing() -> None:
    """Neither raises."""
    assert Vocabulary([]).near("mazlum", 3) == []
    assert Vocabulary([["Mazloum"]]).near("".join(random.Random(1).choices("abc", k=40)), 3) == []  # noqa: S311
