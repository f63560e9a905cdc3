"""Which words a text is found by: names, numbers and abbreviations survive, in every script."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.words import MAX_WORD, folded, pairs, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "US"),
        ("U.S.-led", "US-led"),
        ("U.N.", "un"),
        ("1,000", "1000"),
        ("1,234,567", "1234567"),
        ("Röntgen", "rontgen"),
        ("RAQQA’s", "raqqa"),
        ("don't", "don’t"),
        ("fighters", "Fighter"),
        ("ﬁghters", "fighters"),
        ("café", "cafe\u0301"),
        ("Ⅷ", "viii"),
    ],
)
def test_two_spellings_of_one_word_are_one(one: str, other: str) -> None:
    """Whoever types either finds both."""
    assert words(one) == words(other) != []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Deir al-Zor", ["deir", "al", "zor"]),
        ("US-led coalition", ["us", "led", "coalit"]),
        ("at 7.40 a.m.", ["at", "7.40", "am"]),
        ("3.5km and 40 km", ["3.5km", "and", "40", "km"]),
        ("200-300", ["200", "300"]),
        ("2017-10-16", ["2017", "10", "16"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
        ("?! … — “”", []),
        ("拉卡战役", ["拉卡", "卡战", "战役"]),
        ("兵", ["兵"]),
        ("IS在拉卡", ["is", "在拉", "拉卡"]),
        ("हिन्दी में", ["हिन्द", "म"]),
        ("الرقة سقطت", ["رقه", "سقطت"]),
        ("308分，在联赛", ["308", "分", "在联", "联赛"]),
        ("१२ और ١٢", ["12", "और", "12"]),
        ("Москва́", ["москв"]),
        ("🙂 smile", ["smile"]),
    ],
)
def test_a_text_is_cut_into_these_words(text: str, found: list[str]) -> None:
    """Known answers by hand."""
    assert words(text) == found


@pytest.mark.parametrize(("one", "other"), [("US", "us"), ("1000", "1001"), ("कमल", "कमाल"), ("zor", "zora")])
def test_different_words_stay_apart_except_by_case(one: str, other: str) -> None:
    """Indic vowel signs make words, as letters do."""
    assert (words(one) == words(other)) is (one.lower() == other.lower())


def test_words_come_in_order_and_as_often_as_they_stand() -> None:
    """BM25 counts them."""
    assert words("ship by ship, ships") == ["ship", "by", "ship", "ship"]


def test_pairs_overlap() -> None:
    """So that every word of two characters is found."""
    assert pairs("abcd") == ["ab", "bc", "cd"]


def test_a_run_longer_than_any_word_is_cut() -> None:
    """A megabyte of letters is no word, and costs no megabyte in the index."""
    assert words("x" * 1_000_000) == ["x" * MAX_WORD]


anything = st.text(st.characters(codec=None), max_size=300)  # NUL and lone surrogates included


@settings(max_examples=1_500, deadline=None)
@given(anything)
def test_any_text_becomes_words_without_spaces_and_without_case(text: str) -> None:
    """No word is empty or longer than the limit, whatever the text."""
    for word in words(text):
        assert 0 < len(word) <= MAX_WORD
        assert not any(character.isspace() for character in word)


@settings(max_examples=300, deadline=None)
@given(anything)
def test_folding_twice_is_folding_once(text: str) -> None:
    """So question and sentence meet in one form."""
    assert folded(folded(text)) == folded(text)


def test_every_letter_and_digit_of_every_script_is_findable() -> None:
    """No script is silently left out of the search; accents that stand alone, which Unicode calls letters, are none."""
    lost = [chr(point) for point in range(sys.maxunicode + 1) if chr(point).isalnum() and not words(chr(point))]
    letters = [letter for letter in lost if not is_accent(unicodedata.normalize("NFKD", letter)[0])]
    assert [f"U+{ord(letter):04X}" for letter in letters] == []


def is_accent(character: str) -> bool:
    """Return whether a character is an accent, or the space under one."""
    return character == " " or unicodedata.combining(character) > 0
