"""Promises of how follow-ups are understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Turn
from bot.follow_ups import leans_on_another, resolve, subject_of

WING = Turn("who leads the SDF political wing?", "Ilham Ahmed")
LAUNCH = Turn("when was the probe launched in 2017?", "on 5 May")
SECOND = Turn("when did the second eruption begin?", "14 April")
SAID = Turn("how many fighters were on the convoy?", "275", person="Talal Silo")
SHIP = Turn("when was the Ever Given refloated?", "29 March 2021")
CARRIED = Turn("where does the council meet?", "in Raqqa", person="Ilham Ahmed")
STUDY = Turn("where did Nadia Serrano study?")
TRUCE = Turn("when was the truce of tell amir signed?", "19 May 2025")
SIEGE = Turn("how long did the siege of dorrah last?", "96 days")
RAQQA = Turn("how many civilians were killed in Raqqa?", "1,600")


@pytest.mark.parametrize(
    ("question", "parent", "understood"),
    [
        ("and who commands it?", WING, "who commands the SDF political wing?"),
        ("Who commands it?", WING, "Who commands the SDF political wing?"),
        ("where was she born?", WING, "where was Ilham Ahmed born?"),
        ("what is her title?", WING, "what is Ilham Ahmed's title?"),
        ("who are its members?", WING, "who are the SDF political wing's members?"),
        ("what about the YPG?", WING, "who leads the YPG?"),
        ("and the YPG?", WING, "who leads the YPG?"),
        ("and in Mosul?", RAQQA, "how many civilians were killed in Mosul?"),
        ("in 2016?", WING, "who leads the SDF political wing in 2016?"),
        ("who fought there?", RAQQA, "who fought in Raqqa?"),
        ("who is her brother?", STUDY, "who is Nadia Serrano's brother?"),
        ("what did reval call her?", STUDY, "what did reval call Nadia Serrano?"),
        ("who signed it?", TRUCE, "who signed the truce of tell amir?"),
        ("how many were trapped there?", SIEGE, "how many were trapped in the siege of dorrah?"),
        ("where?", LAUNCH, "where was the probe launched in 2017?"),
        ("from where?", LAUNCH, "from where was the probe launched in 2017?"),
        ("and why?", WING, "why leads the SDF political wing?"),
        ("what about 2016?", LAUNCH, "when was the probe launched in 2016?"),
        ("and the first?", SECOND, "when did the first eruption begin?"),
        ("who said that?", RAQQA, "who said Raqqa 1,600?"),
        ("when did he say that?", SAID, "when did Talal Silo say the convoy 275?"),
        ("in the other report?", WING, "who leads the SDF political wing?"),
        ("what does the other report say?", WING, "who leads the SDF political wing?"),
        ("and in another report?", WING, "who leads the SDF political wing?"),
        ("was she registered in Panama?", SHIP, "was she registered in Panama?"),
        ("how long is she?", SHIP, "how long is the Ever Given?"),
        ("how old is she?", CARRIED, "how old is Ilham Ahmed?"),
    ],
)
def test_a_follow_up_is_completed_by_the_question_before(question: str, parent: Turn, understood: str) -> None:
    """Pronoun, possessive, what-about, ellipsis, place and year."""
    assert resolve(question, parent) == understood


@pytest.mark.parametrize(
    "question",
    [
        "who is Ryan Dillon?",
        "SDF political wing leader",
        "name the Tabqa bridge",
        "when did the coalition enter Tabqa?",
        "is Mosul held?",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    """Whatever came before, and even where the person pointed at it."""
    assert resolve(question, WING) == question
    assert resolve(question, WING, pointed=True) == question


def test_without_a_parent_nothing_is_changed() -> None:
    """A first question is searched for as it stands."""
    assert resolve("and who commands it?", None) == "and who commands it?"


def test_pointing_at_an_answer_carries_its_subject_over() -> None:
    """A question in a reply leans on the answer without a pronoun, if it names nothing itself."""
    assert resolve("who is the spokesman?", WING, pointed=True) == "who is the spokesman SDF political wing?"
    assert resolve("who is the spokesman?", WING) == "who is the spokesman?"


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("who leads the SDF political wing?", "the SDF political wing"),
        ("who is the spokesman of the coalition?", "the spokesman of the coalition"),
        ("when did Turkey enter Afrin?", "Turkey"),
        ("when was the Ever Given refloated?", "the Ever Given"),
        ("how many civilians died?", "civilians died"),
        ("", ""),
    ],
)
def test_the_subject_of_a_question_is_found(question: str, subject: str) -> None:
    """Known cases by hand."""
    assert subject_of(question) == subject


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40), st.booleans())
def test_no_text_raises(question: str, before: str, answer: str, pointed: bool) -> None:  # noqa: FBT001 - hypothesis fills it by place
    """Any string is a question, and any string may have come before."""
    assert isinstance(resolve(question, Turn(before, answer), pointed=pointed), str)
    leans_on_another(question)
