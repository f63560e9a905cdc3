"""Promises of the budget of one message."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.ui.budget import LIMIT, Cost, Form, choose, of_text, total

COSTS = st.builds(Cost, st.integers(0, 8), st.integers(0, 3000), st.integers(0, 6000))
QUOTES = st.lists(st.tuples(COSTS, COSTS), max_size=8)


def test_the_cost_of_a_text_is_counted_as_discord_counts_it() -> None:
    """One component, UTF-16 units, UTF-8 bytes and twelve."""
    assert of_text("a") == Cost(1, 1, 13)
    assert of_text("漢") == Cost(1, 1, 15)
    assert of_text("😀") == Cost(1, 2, 16)


@given(COSTS, QUOTES)
def test_what_is_chosen_fits_if_the_frame_does(frame: Cost, quotes: list[tuple[Cost, Cost]]) -> None:
    """Whatever comes, the message stays within the limits."""
    forms = choose(frame, quotes)
    price = {Form.WHOLE: 0, Form.NOTE: 1}
    chosen = [pair[price[form]] for pair, form in zip(quotes, forms, strict=True) if form in price]
    assert total([frame, *chosen]).fits(LIMIT) or not frame.fits(LIMIT)


@given(QUOTES)
def test_a_quote_is_left_out_only_when_its_note_does_not_fit(quotes: list[tuple[Cost, Cost]]) -> None:
    """With room for everything, everything is whole."""
    if total(whole for whole, _ in quotes).fits(LIMIT):
        assert set(choose(Cost(), quotes)) <= {Form.WHOLE}


def test_a_sentence_that_is_too_long_becomes_a_note_and_the_next_one_is_whole() -> None:
    """Whole sentences or none."""
    long, note, short = Cost(4, 5000, 5000), Cost(4, 100, 100), Cost(4, 200, 200)
    assert choose(Cost(), [(long, note), (short, note)]) == (Form.NOTE, Form.WHOLE)
