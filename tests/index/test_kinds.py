"""What a question asks for is told by its words, in eight languages, and whether a sentence holds one."""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.kinds import Kind, hold, kind_asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did the siege end?", Kind.TIME),
        ("What year was it?", Kind.TIME),
        ("How many ships were there?", Kind.NUMBER),
        ("How long did it last?", Kind.NUMBER),
        ("who leads the SDF political wing?", Kind.PERSON),
        ("Where is Raqqa?", Kind.PLACE),
        ("What city fell?", Kind.PLACE),
        ("Why did it fall?", None),
        ("Wie viele Schiffe waren es?", Kind.NUMBER),
        ("Wann begann die Schlacht?", Kind.TIME),
        ("¿Quién dirige el consejo?", Kind.PERSON),
        ("¿Dónde está el puerto?", Kind.PLACE),
        ("Сколько кораблей было?", Kind.NUMBER),
        ("В каком году это было?", Kind.TIME),
        ("Πόσα πλοία ήταν;", Kind.NUMBER),
        ("كم عدد السفن؟", Kind.NUMBER),
        ("متى بدأت المعركة؟", Kind.TIME),
        ("कितने जहाज थे?", Kind.NUMBER),
        ("那是什么时候？", Kind.TIME),
        ("有多少船？", Kind.NUMBER),
    ],
)
def test_the_question_says_what_it_asks_for(question: str, kind: Kind | None) -> None:
    """By its question word; "how long" is a number, "what city" a place."""
    assert kind_asked(question) is kind


@pytest.mark.parametrize(
    ("kind", "text", "question", "held"),
    [
        (Kind.TIME, "The siege ended in 2017.", "When did it end?", True),
        (Kind.TIME, "It ended on a Monday.", "When did it end?", True),
        (Kind.TIME, "It cost 2,017 lives.", "When did it end?", False),
        (Kind.TIME, "Она началась в мае.", "Когда она началась?", True),
        (Kind.NUMBER, "There were 30 ships.", "How many ships were there?", True),
        (Kind.NUMBER, "Three ships sank.", "How many ships sank?", True),
        (Kind.NUMBER, "Ships sank in 2017.", "How many ships sank in 2017?", False),
        (Kind.PERSON, "The council is led by Ilham Ahmed.", "Who leads the council?", True),
        (Kind.PERSON, "The council met in the morning.", "Who leads the council?", False),
        (Kind.PERSON, "It is led by Ahmed.", "Who is Ahmed?", False),
        (Kind.PLACE, "She was born in Kobane.", "Where was she born?", True),
        (Kind.PLACE, "She was born to Syrians.", "Where was she born to Syrians?", False),
        (Kind.PLACE, "She met Ahmed there.", "Where did she meet him?", False),
    ],
)
def test_a_sentence_holds_what_is_asked_for(kind: Kind, text: str, question: str, *, held: bool) -> None:
    """What the question holds already is no answer to it."""
    assert hold(kind, [text], question) == [held]


def test_no_sentence_holds_what_was_not_asked_for() -> None:
    """A question of no kind prefers none."""
    assert hold(None, ["It ended in 2017.", "Ahmed spoke."], "Why?") == [False, False]


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(Kind))
def test_any_text_is_looked_through(text: str, question: str, kind: Kind) -> None:
    """No text raises."""
    kind_asked(question)
    assert len(hold(kind, [text, text], question)) == 2
