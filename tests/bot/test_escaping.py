"""Laws of the escaper."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ui.escaping import (
    SPECIAL,
    escape,
    isolated,
    label,
    shown_sentence,
    stored_sentence,
    unescape,
    visible,
)
from corpus.unseen import MARKS_IN_A_ROW, REPLACEMENT

LIVE = re.compile(
    r"(?<!\\)(?:<(?:@[!&]?|#|t:|/|a?:|id:)|\[[^\]]*\]\(|https?:|@everyone|@here|\*|_|~|\||`|#|>|^-|^\d+\.)",
    re.MULTILINE,
)
HOSTILE = (
    "[a](https://evil)", "https://x/a)[click](https://evil)", "[a\nb](https://evil)", "<t:1618953630:R>", "<#1234>",
    "</ask:1234>", "<:e:1>", "<a:e:1>", "<@1>", "<@!1>", "<@&1>", "@everyone", "2014. It", "- a", "# a", "-# a", "> a",
    ">>> a", "```\na\n```", "||a||", "~~a~~", "__a__", "***a***", "\\", "\\*", "\\\\", "`", "<id:customize>", "\n", " ",
)  # fmt: skip
PIECES = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12), st.sampled_from(SPECIAL))
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def _texts(count: int) -> list[str]:
    pick = random.Random(20_000)  # noqa: S311 - the same texts every time
    words = [*HOSTILE, *SPECIAL, "Raqqa", "ä", "\u202e", "\u200b", "شمال", "𝄞", "e\u0301"]
    return ["".join(pick.choices(words, k=pick.randint(0, 14))) for _ in range(count)]


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_unescaping_gives_the_text_back(text: str) -> None:
    """Escape is reversible on every string."""
    assert unescape(escape(text)) == text


def test_twenty_thousand_hostile_texts_come_back_and_do_nothing() -> None:
    """No mention, link, timestamp, emoji or mark-up is left alive in any, and each is the text again."""
    for text in _texts(20_000):
        shown = escape(text)
        assert unescape(shown) == text
        assert not LIVE.search(shown), shown
        assert stored_sentence(shown_sentence(text)) == visible(text).text


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.tuples(st.integers(0, 30), st.integers(0, 30)))
def test_a_shown_sentence_gives_the_stored_one(text: str, span: tuple[int, int]) -> None:
    """Quote marks, bold and isolates come off again, wherever the span stands."""
    start, end = sorted(min(edge, len(text)) for edge in span)
    assert stored_sentence(shown_sentence(text, (start, end))) == visible(text).text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_what_is_visible_keeps_its_place_and_length(text: str) -> None:
    """Spans stay true, because one character stands for one."""
    shown = visible(text)
    assert len(shown.text) == len(text)
    assert all(a in (b, REPLACEMENT) for a, b in zip(shown.text, text, strict=True))


@pytest.mark.parametrize(
    "hidden",
    [
        "\u202e",
        "\u2066",
        "\u200b",
        "\u2060",
        "\ufeff",
        "\U000e0041",
        "\u115f",
        "\u3164",
        "\u034f",
        "\x00",
        "\ud800",
        "\u2028",
    ],
)
def test_a_character_that_cannot_be_seen_is_shown_and_counted(hidden: str) -> None:
    """Bidirectional controls, zero widths, tags, fillers, controls and lone surrogates."""
    shown = visible(f"a{hidden}b")
    assert (shown.text, shown.replaced) == (f"a{REPLACEMENT}b", 1)


@pytest.mark.parametrize(
    "text", ["\u0645\u06cc\u200c\u062e", "क्\u200dष", "👨\u200d👩", "❤\ufe0f", "organi\u00adsation", "é", "a\tb\nc"]
)
def test_writing_that_needs_a_joiner_keeps_it(text: str) -> None:
    """Persian, Devanagari, emoji, hyphenation and plain white space are no tricks."""
    assert visible(text).replaced == 0


def test_no_more_than_eight_marks_stand_in_a_row() -> None:
    """Zalgo is cut where it begins to cover other lines."""
    shown = visible("a" + "\u0301" * 40)
    assert shown.text.count("\u0301") == MARKS_IN_A_ROW
    assert shown.replaced == 40 - MARKS_IN_A_ROW


def test_right_to_left_lines_stand_in_isolates_and_others_do_not() -> None:
    """An Arabic quote does not reorder the attribution behind it."""
    assert isolated("\u0642\nplain") == "\u2068\u0642\u2069\nplain"


def test_the_answer_is_bold_and_the_rest_is_not() -> None:
    """The known form of a quote in Discord."""
    assert shown_sentence("Ms. Ahmed leads it.", (4, 9)) == "> Ms\\. **Ahmed** leads it\\."


def test_every_line_of_a_sentence_stands_in_the_quote() -> None:
    """A line break within a sentence does not end the block quote."""
    assert shown_sentence("one\ntwo") == "> one\n> two"


def test_a_name_is_one_line_of_limited_length() -> None:
    """Titles and file names are labels, not quotes: they may be cut, and say so."""
    assert label(" a \n b\u202e ", 10) == f"a b{REPLACEMENT}"
    assert label("x" * 30, 10) == "xxxxxxxxx…"
