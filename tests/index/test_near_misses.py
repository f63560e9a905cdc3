"""Near misses that the reader is trained on: nearly the words of a question, and not what its answer answers."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from index.training.near_misses import aside, near_miss, negated, opposite, renamed, thinned, widened


def draw(seed: int = 1) -> random.Random:
    """Seeded draws."""
    return random.Random(seed)  # noqa: S311 - no secret is made of them


def test_a_word_becomes_its_opposite_in_both_directions() -> None:
    """One word changes, the first that has an opposite."""
    assert opposite("When was the largest bridge opened?") == "When was the smallest bridge opened?"
    assert opposite("Who lost?") == "Who won?"
    assert opposite("Who is the mayor?") is None


def test_a_question_is_negated_behind_its_auxiliary() -> None:
    """Once, and only where there is one."""
    assert negated("What did the council decide?") == "What did not the council decide?"
    assert negated("Who leads?") is None


def test_a_name_takes_the_place_of_a_name_and_a_number_that_of_a_number() -> None:
    """Kinds are kept, and a name that the question holds already is no other one."""
    others = ["Where is Paris in 1999?", "Why did Berlin fall?"]
    assert renamed("When did Berlin fall?", others, draw()) == "When did Paris fall?"
    assert renamed("Who won in 1950?", others, draw()) == "Who won in 1999?"
    assert renamed("who leads?", others, draw()) is None


def test_what_is_taken_out_of_a_sentence_takes_its_small_words_along() -> None:
    """So that no "in the" is left hanging."""
    text = "The bridge opened in the 1930s."
    assert text[slice(*widened(text, (25, 30)))] == "in the 1930s"


def test_what_goes_aside_never_touches_the_answer() -> None:
    """A gap in a sentence that still answers."""
    text = "It opened in Dresden in 1893."
    assert aside(text, [(24, 28)], draw()) == (10, 20)
    assert aside(text, [(0, len(text))], draw()) is None


def test_a_question_loses_a_word_that_its_answer_repeats_but_no_name() -> None:
    """And none where it shares too few to spare one."""
    answering = "Ilham Ahmed leads the political wing of the SDF."
    found = {thinned("Who leads the wing of the SDF?", answering, draw(seed)) for seed in range(20)}
    assert found == {"Who the wing of the SDF?", "Who leads the of the SDF?"}
    assert thinned("Who runs the wing?", answering, draw()) == "Who runs the wing?"


@given(st.text(), st.lists(st.text()), st.integers())
def test_no_question_raises_and_none_stays_the_same(text: str, others: list[str], seed: int) -> None:
    """Whatever is asked, a near miss is another question or none."""
    assert near_miss(text, others, draw(seed)) != text
