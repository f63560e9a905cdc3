"""A report's language is told from its text, and nothing is told where nothing is certain."""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language import CODE, SAMPLE_CHARACTERS, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ship ran aground in the canal. Tugs pulled for six days before it moved.", "en"),
        ("Das Schiff lief im Kanal auf Grund. Schlepper zogen sechs Tage lang, bis es sich bewegte.", "de"),
        ("El barco encalló en el canal. Los remolcadores tiraron durante seis días.", "es"),
        ("Le navire s'est échoué dans le canal. Les remorqueurs ont tiré pendant six jours.", "fr"),
        ("Судно село на мель в канале. Буксиры тянули его шесть дней.", "ru"),
        ("جنحت السفينة في القناة وسحبتها القاطرات ستة أيام قبل أن تتحرك من مكانها.", "ar"),
        ("जहाज नहर में फंस गया। टगबोटों ने उसे छह दिन तक खींचा।", "hi"),
        ("这艘船在运河里搁浅了。拖船拉了六天，它才移动。那里的人们都松了一口气，港口很快重新开放。", "zh"),
        ("Raqqa", None),
        ("12 345 678 901 234 567 890", None),
        ("", None),
    ],
)
def test_the_language_of_a_text_is_told(text: str, language: str | None) -> None:
    """By two sentences; a name or a number is of none."""
    assert language_of(text) == language


def test_the_beginning_tells() -> None:
    """A long text costs no more than a page."""
    english = "The ship ran aground in the canal. " * (SAMPLE_CHARACTERS // 30)
    assert language_of(english + "Das Schiff lief im Kanal auf Grund. " * 1000) == "en"


@given(st.text(max_size=300))
def test_any_text_has_a_code_of_two_letters_or_none(text: str) -> None:
    """Whatever stands in it."""
    language = language_of(text)
    assert language is None or CODE.fullmatch(language)
