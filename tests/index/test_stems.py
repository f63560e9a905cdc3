"""Inflected forms meet in one stem, by the word's script and, in Latin letters, by the text's language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.stems import LATIN, stem, stemmed_as
from index.words import words


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "fighters", "fighter"),
        ("de", "Häusern", "Häuser"),
        ("es", "barcos", "barco"),
        ("fr", "nationales", "national"),
        (None, "большой", "большая"),
        (None, "кораблей", "корабля"),
        (None, "المدينة", "مدينة"),
        (None, "والفريق", "فريق"),
        (None, "إنجازات", "انجاز"),
        (None, "كتـــاب", "كتاب"),
        (None, "लड़की", "लड़कियों"),
        (None, "ज़मीन", "जमीन"),
        (None, "πόλεις", "πόλης"),
    ],
)
def test_two_forms_of_a_word_are_one(language: str | None, one: str, other: str) -> None:
    """Articles, endings, and spellings that differ by habit."""
    assert words(one, language) == words(other, language) != []


@pytest.mark.parametrize(
    ("one", "other"), [("فريق", "فراق"), ("कमल", "कमाल"), ("мир", "мор"), ("ال", "و"), ("بيت", "بنت")]
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    """No root is guessed, and short words are left alone."""
    assert words(one) != words(other)


def test_a_language_without_a_stemmer_of_its_own_is_stemmed_as_english() -> None:
    """So is a text of no known language."""
    assert [stemmed_as(language) for language in ("de", "ru", "xx", None)] == ["de", "en", "en", "en"]


@given(st.text(min_size=1, max_size=30), st.sampled_from([*LATIN, "ru", None]))
def test_any_word_has_a_stem(word: str, language: str | None) -> None:
    """No longer than itself but by what folds apart, and the same at each call."""
    assert stem(word, language) == stem(word, language)
