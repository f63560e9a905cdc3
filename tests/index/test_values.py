"""Figures and dates are read as ranges; two differ only where both cannot be true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import days, numbers


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("1,600 civilians", [(1600, 1600)]),
        ("twenty-two ships", [(22, 22)]),
        ("at least three", [(3, float("inf"))]),
        ("fewer than 20", [(0, 20)]),
        ("about 100", [(85, 115)]),
        ("between 200 and 300 men", [(200, 300)]),
        ("2.5 million people", [(2_500_000, 2_500_000)]),
        ("80 per cent", [(80, 80)]),
        ("in 2017", []),
        ("on 17 October 2017", []),
        ("no figure", []),
    ],
)
def test_figures_are_read_as_ranges(text: str, ranges: list[tuple[float, float]]) -> None:
    """Bounds, round figures, words and scales; a date is no figure."""
    assert [(number.low, number.high) for number in numbers(text)] == [pytest.approx(pair) for pair in ranges]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("on 17 October 2017", (2017, 10, 17)),
        ("on October 17, 2017", (2017, 10, 17)),
        ("in Oct. 2017", (2017, 10, None)),
        ("on May 4", (None, 5, 4)),
        ("in 1998", (1998, None, None)),
    ],
)
def test_dates_are_read_as_far_as_they_are_said(text: str, parts: tuple[int | None, ...]) -> None:
    """Day, month and year in either order."""
    assert [day.parts for day in days(text)] == [parts]


@pytest.mark.parametrize("text", ["it may rain", "1,900 people", "2017 %", "marched on"])
def test_what_is_no_date_is_none(text: str) -> None:
    """A verb, a figure, a share."""
    assert days(text) == []


@given(st.text(alphabet="0123456789 ,.-abcMayoct%", max_size=40))
def test_no_text_raises_and_offsets_lie_within(text: str) -> None:
    """Any string."""
    for value in (*numbers(text), *days(text)):
        assert 0 <= value.start < value.end <= len(text)
