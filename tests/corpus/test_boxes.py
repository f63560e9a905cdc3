"""Character boxes: a span's areas cover exactly its characters, and little room is needed for them."""

from __future__ import annotations

import random
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.boxes import UNITS_A_POINT, Area, Line, areas, every_line, lines_within, pack

ROUNDING = 0.51 / UNITS_A_POINT
POINTS = st.floats(-100, 3_000, allow_nan=False)


@st.composite
def reports(draw: st.DrawFn) -> list[Line]:
    """Lines of characters anywhere on pages, in any direction, with gaps between them in the text."""
    lines: list[Line] = []
    at = 0
    for _ in range(draw(st.integers(0, 8))):
        at += draw(st.integers(0, 3))
        lefts = draw(st.lists(POINTS, max_size=12))
        rights = [left + draw(st.floats(0, 40)) for left in lefts]
        top = draw(POINTS)
        page, sideways = draw(st.integers(1, 400)), draw(st.booleans())
        lines.append(Line(at, page, top, top + draw(st.floats(0, 40)), lefts, rights, sideways))
        at = lines[-1].end
    return lines


def expected(lines: list[Line], start: int, end: int) -> list[Area]:
    """The areas of a span, worked out character by character."""
    found = []
    for line in lines:
        inside = [n for n in range(len(line.lefts)) if start <= line.start + n < end]
        if inside:
            low, high = min(line.lefts[n] for n in inside), max(line.rights[n] for n in inside)
            area = Area(line.page, low, line.top, high, line.bottom)
            found.append(Area(line.page, line.top, low, line.bottom, high) if line.sideways else area)
    return found


def sides(area: Area) -> tuple[float, ...]:
    """The four sides of an area."""
    return area.left, area.top, area.right, area.bottom


@given(reports(), st.integers(0, 110), st.integers(0, 110))
def test_the_areas_of_any_span_cover_exactly_its_characters(lines: list[Line], start: int, length: int) -> None:
    """One rectangle a line, each from the first to the last edge of the span's characters there, and no other."""
    found, wanted = areas(pack(lines), start, start + length), expected(lines, start, start + length)
    assert [area.page for area in found] == [area.page for area in wanted]
    for area, other in zip(found, wanted, strict=True):
        assert sides(area) == pytest.approx(sides(other), abs=ROUNDING)


@given(reports())
def test_lines_come_back_as_they_were_packed(lines: list[Line]) -> None:
    """Packing what was unpacked gives the same bytes, so that pages can be added to a packed report."""
    packed = pack(lines)
    assert [(line.start, line.end) for line in every_line(packed)] == [(x.start, x.end) for x in lines if x.lefts]
    assert pack(every_line(packed)) == packed


def test_a_sentence_over_two_pages_has_areas_on_both() -> None:
    """The end of page 1 and the beginning of page 2 are one span of the text."""
    lines = [Line(0, 1, 700, 712, [50, 60, 70], [60, 70, 80]), Line(4, 2, 50, 62, [50, 60], [60, 70])]
    assert areas(pack(lines), 1, 5) == [Area(1, 60, 700, 80, 712), Area(2, 50, 50, 60, 62)]


def test_a_line_that_runs_up_the_page_has_an_upright_area() -> None:
    """Its characters follow one another from the bottom to the top."""
    line = Line(0, 1, 20, 32, [300, 290, 280], [310, 300, 290], sideways=True)
    assert areas(pack([line]), 1, 3) == [Area(1, 20, 280, 32, 300)]


def test_a_report_without_boxes_has_no_areas() -> None:
    """Text, Markdown and HTML have none."""
    assert pack([]) == b""
    assert areas(b"", 0, 99) == []
    assert not list(lines_within(b"", 0, 99))


@pytest.mark.parametrize("packed", [b"x", b"box1" + b"\0" * 8 + b"x", pack([Line(0, 1, 0, 9, [1], [2])])[:-3]])
def test_foreign_bytes_are_refused(packed: bytes) -> None:
    """What is damaged marks nothing, and says so."""
    with pytest.raises(ValueError, match="not packed character boxes"):
        areas(packed, 0, 1)


def test_a_character_takes_less_than_three_bytes() -> None:
    """A page of letters of twenty widths, in justified lines of eighty; seeded, so the figure is always the same."""
    chance = random.Random(5)  # noqa: S311 - varied, not secret
    widths = [chance.uniform(2.2, 8.4) for _ in range(20)]
    lines = []
    for number in range(500):
        edges = [72.0, *accumulate((chance.choice(widths) for _ in range(80)), initial=72.0)][1:]
        lines.append(Line(81 * number, 1 + number // 50, 14.0 * (number % 50), 12.0, edges[:-1], edges[1:]))
    assert len(pack(lines)) < 2 * 80 * 500
