"""A question tells its language by its script and its small words, and those words are not searched for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.features import asked_in, asked_words
from index.languages import question_language, small_words, without_questioning


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("who leads the SDF political wing?", "en"),
        ("Wer leitet den politischen Flügel der SDF?", "de"),
        ("¿Quién dirige el consejo?", "es"),
        ("Qui dirige le conseil ?", "fr"),
        ("Chi guida il consiglio?", "it"),
        ("Кто руководит советом?", "ru"),
        ("Ποιος ηγείται του συμβουλίου;", "el"),
        ("من يقود المجلس؟", "ar"),
        ("परिषद का नेतृत्व कौन करता है?", "hi"),
        ("谁领导 SDF 的政治派别？", "zh"),
        ("評議会を率いるのは誰ですか", "ja"),
        ("SDF Raqqa 2017", None),
        ("?", None),
    ],
)
def test_a_question_tells_its_language(question: str, language: str | None) -> None:
    """Names in Latin letters do not hide a script; names alone tell nothing."""
    assert question_language(question) == language


@pytest.mark.parametrize(
    ("question", "language", "asked"),
    [
        ("Wer leitet den Rat der Stadt?", "de", ["leit", "rat", "stadt"]),
        ("¿Cuántos puertos hay en la ciudad?", "es", ["puert", "ciud"]),
        ("Сколько кораблей было в порту?", "ru", ["корабл", "порт"]),
        ("كم عدد السفن؟", "ar", ["عدد", "سفن"]),
        ("谁领导议会？", "zh", ["领导", "导议", "议会"]),
        ("什么？", "zh", ["什么"]),
        ("Wer ist das?", "de", ["wer", "ist", "das"]),
    ],
)
def test_question_words_of_the_language_are_not_searched_for(question: str, language: str, asked: list[str]) -> None:
    """Unless there are no others."""
    stemmed = language if language in {"de", "es"} else "en"
    assert asked_in(question, language, [stemmed])[stemmed] == asked


def test_a_question_is_put_to_reports_of_each_language_in_their_own_stems() -> None:
    """As many words in each, in the same order."""
    asked = asked_in("Wer regiert die Städte?", "de", ["de", "en"])
    assert asked == {"de": ["regiert", "stadt"], "en": ["regiert", "stadt"]}
    assert asked_in("¿Quién gobierna las ciudades?", "es", ["en", "es"]) == {
        "en": ["gobierna", "ciudad"],
        "es": ["gobiern", "ciudad"],
    }


def test_english_words_that_are_small_in_german_are_searched_for() -> None:
    """A question's own language decides."""
    assert asked_words("Did the men die in the war?") == ["men", "die", "war"]
    assert "war" in small_words("de", "en")


def test_chinese_questions_are_parted_where_their_question_words_stand() -> None:
    """So that no pair of characters holds half of one; other scripts stay as they are."""
    assert without_questioning("黑豹队丢了多少分？") == "黑豹队丢了 分？"
    assert without_questioning("Who is who?") == "Who is who?"


@given(st.text(max_size=120))
def test_any_question_has_words_and_a_language_or_none(question: str) -> None:
    """No text raises, and each word is there once."""
    asked = asked_words(question)
    assert len(asked) == len(set(asked))
