"""Questions made of statements, on which the reader is trained: plain ones, whose answer stands in the sentence."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from index.training.made_questions import LONGEST, made, questions
from index.training.sets import QuestionSet


def asked(text: str) -> set[tuple[str, str]]:
    """What is asked of a sentence, without the mark and the capital that people leave out at random."""
    found = questions(text, random.Random(1))  # noqa: S311 - no secret is made of them
    return {(question.rstrip("?")[0].lower() + question.rstrip("?")[1:], answer) for _, question, answer in found}


def test_an_apposition_says_who_somebody_is_and_who_holds_the_office() -> None:
    """Both ways round."""
    found = asked("Lena Varga, the director of the mill, did not reply.")
    assert ("who is Lena Varga", "the director of the mill") in found
    assert ("who is the director of the mill", "Lena Varga") in found


def test_an_office_in_front_of_a_name_is_asked_after() -> None:
    """As newspapers write."""
    found = asked("The letter was signed by the finance minister Lena Varga.")
    assert ("finance minister", "Lena Varga") in {(ask.split(" the ")[-1], answer) for ask, answer in found}


def test_what_something_is_said_to_be_is_asked() -> None:
    """A definition."""
    assert asked("Uppsala is a city in Sweden.") == {("what is Uppsala", "a city in Sweden")}


def test_who_said_it_and_what_was_said_are_asked() -> None:
    """Without the "that"."""
    found = asked("Varga said that the mill would close within a year.")
    assert ("what did Varga say", "the mill would close within a year") in found
    assert ("who said that the mill would close within a year", "Varga") in found


def test_numbers_and_dates_are_asked_after() -> None:
    """The sentence without them is the question."""
    assert ("how many people were moved from their farms", "800") in asked(
        "About 800 people were moved from their farms."
    )
    late = asked("The bridge was closed to all traffic in May 2021.")
    assert late == {("when was the bridge closed to all traffic", "May 2021")}
    assert ("when was the bridge closed to all traffic", "May 2021") in asked(
        "In May 2021, the bridge was closed to all traffic."
    )


def test_a_sentence_of_no_known_form_asks_nothing() -> None:
    """A pronoun is no name."""
    assert asked("They had been there before, the old ones.") == set()


def test_sentences_that_say_it_again_are_gold_too() -> None:
    """A question has as many right sentences as say so."""
    texts = ["Lena Varga founded the paper mill of Orsova.", "It rains.", "The mill of Orsova, founded by Lena Varga."]
    held = QuestionSet("x", ["0", "1", "2"], texts, ["d"] * 3, {"d": (0, 3)}, {"d": ""}, [])
    (question,) = [one for one in made(held).questions if one.answers == ("Lena Varga",) and "founded" in one.text]
    assert question.gold == {0, 2}
    assert made(held) == made(held)


@given(st.text(alphabet="Ab c,.'-123 theiswas", max_size=120))
def test_every_answer_stands_in_its_sentence(text: str) -> None:
    """Whatever the text."""
    for _, question, answer in questions(text, random.Random(1)):  # noqa: S311 - no secret is made of them
        assert answer in text
        assert 1 <= len(question.split()) <= LONGEST
