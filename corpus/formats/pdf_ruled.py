"""Tables whose cells are drawn: the lines of a cell are read together, row by row.

Only a whole grid counts, all of whose lines run from edge to edge, beside which nothing stands on the page, and which
has a cell of several lines; every other table is read by `corpus.formats.pdf_tables`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from corpus.formats.pdf_leftward import LEFTWARD
from corpus.formats.pdf_stretches import Stretch

Rule = tuple[float, float, float, float]  # left, top, right and bottom of what is drawn, in points
THICKEST = 3.0  # points of a line; cells are drawn as rectangles, too, whose edges are lines
SHORTEST = 6.0  # points; shorter ones are parts of pictures
NEAR = 2.0  # points between lines that are one, and between a line's end and the line that it reaches
MOST_RULES = 3_000  # of a page; a map has more
MOST_LINES = 400  # across or down, of all tables of a page; a drawing has more
FEWEST_LINES = 3  # across and down: two rows, two columns
LONGEST_CELL = 400  # characters; what is longer is text in a frame, and is split into sentences
LONGEST_HEAD = 60  # characters of a cell of a head
_DIGIT = re.compile(r"\d")

Cells = tuple[tuple[Stretch, ...], ...]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table that is drawn.

    Args:
        rows: From above, each with its cells, each with its stretches in reading order.
        headers: What stands above each cell, empty where that is not clear; then the head is among the rows.
        top: Its upper edge, in points.
        bottom: Its lower edge.
    """

    rows: tuple[Cells, ...]
    headers: tuple[str, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Side:
    """A line that is drawn: where it lies, and from where to where it runs."""

    at: float
    start: float
    end: float


def ruled(stretches: Sequence[Stretch], rules: Sequence[Rule]) -> list[Ruled]:
    """Return the tables of a page that are drawn and have a cell of several lines, from above."""
    if len(rules) * 4 < 2 * FEWEST_LINES or len(rules) > MOST_RULES:  # a rectangle has four
        return []
    found = (_filled(columns, rows, stretches) for columns, rows in _grids(rules))
    return sorted((table for table in found if table), key=lambda table: table.top)


def _grids(rules: Sequence[Rule]) -> Iterator[tuple[list[float], list[float]]]:
    """Yield where the lines of each whole grid lie: those that run down, and those that run across."""
    down, across = _joined(_sides(rules, 0)), _joined(_sides(rules, 1))
    if max(len(down), len(across)) > MOST_LINES:
        return
    for top, bottom in sorted({(round(side.start), round(side.end)) for side in down}):
        own = [side for side in down if abs(side.start - top) <= NEAR and abs(side.end - bottom) <= NEAR]
        left, right = min(side.at for side in own), max(side.at for side in own)
        within = [
            side for side in across if top - NEAR <= side.at <= bottom + NEAR and side.end > left and side.start < right
        ]
        whole = all(abs(side.start - left) <= NEAR and abs(side.end - right) <= NEAR for side in within)
        others = [s for s in down if left < s.at < right and s.start < bottom and s.end > top and s not in own]
        if whole and not others and len(own) >= FEWEST_LINES <= len(within):
            yield [side.at for side in own], sorted(side.at for side in within)


def _sides(rules: Sequence[Rule], axis: int) -> Iterator[_Side]:
    """Yield the lines that run down (axis 0) or across (axis 1), those of rectangles too."""
    for rule in rules:
        low, high = rule[axis], rule[axis + 2]
        start, end = rule[1 - axis], rule[3 - axis]
        if end - start < SHORTEST:
            continue
        if high - low <= THICKEST:
            yield _Side((low + high) / 2, start, end)
        else:
            yield from (_Side(low, start, end), _Side(high, start, end))


def _joined(sides: Iterator[_Side]) -> list[_Side]:
    """Return lines with the pieces of each put together; a table's are often drawn cell by cell."""
    found: list[_Side] = []
    for side in sorted(sides, key=lambda side: (side.at, side.start)):
        near = takewhile(lambda n: side.at - found[n].at <= NEAR, range(len(found) - 1, -1, -1))  # noqa: B023 - used at once
        same = next((n for n in near if _meet(found[n], side)), None)
        if same is None:
            found.append(side)
        else:
            one = found[same]
            found[same] = _Side(one.at, min(one.start, side.start), max(one.end, side.end))
    return found


def _meet(one: _Side, other: _Side) -> bool:
    return abs(one.at - other.at) <= NEAR and other.start <= one.end + NEAR + 1 and one.start <= other.end + NEAR + 1


def _filled(columns: Sequence[float], rows: Sequence[float], stretches: Sequence[Stretch]) -> Ruled | None:
    """Return a grid with what stands in it, None where that is no table, or something stands beside it."""
    top, bottom = rows[0], rows[-1]
    cells: dict[tuple[int, int], list[Stretch]] = {}
    for stretch in stretches:
        middle = (stretch.top + stretch.bottom) / 2
        if not top < middle < bottom:
            continue
        column, row = _between(columns, stretch.left, stretch.right), _between(rows, middle, middle)
        if column is None or row is None or LEFTWARD.search(stretch.text):
            return None
        cells.setdefault((row, column), []).append(stretch)
    width = len(columns) - 1
    table = [tuple(_read(cells.get((row, column), [])) for column in range(width)) for row in range(len(rows) - 1)]
    table = [row for row in table if any(row)]
    high = any(_is_high(cell) for row in table for cell in row)
    longest = max((sum(len(stretch.text) for stretch in cell) for row in table for cell in row), default=0)
    if len(table) < FEWEST_LINES - 1 or not high or longest > LONGEST_CELL:
        return None
    headers = _headers(table)
    return Ruled(tuple(table[1:] if headers else table), headers, top, bottom)


def _between(places: Sequence[float], low: float, high: float) -> int | None:
    """Return between which of these places, in order, a range lies; None where it lies across one or outside."""
    return next((n for n, (a, b) in enumerate(pairwise(places)) if a - NEAR <= low and high <= b + NEAR), None)


def _read(cell: list[Stretch]) -> tuple[Stretch, ...]:
    """Return what stands in a cell, line by line."""
    ordered: list[Stretch] = []
    line: list[Stretch] = []
    for stretch in sorted(cell, key=lambda one: one.top + one.bottom):
        if line and stretch.top + stretch.bottom > 2 * line[0].bottom:
            ordered += sorted(line, key=lambda one: one.left)
            line = []
        line.append(stretch)
    return (*ordered, *sorted(line, key=lambda one: one.left))


def _is_high(cell: Sequence[Stretch]) -> bool:
    """Return whether a cell has more lines than one."""
    return any(one.bottom <= other.top + other.size / 2 for one in cell for other in cell)


def _headers(table: Sequence[Cells]) -> tuple[str, ...]:
    """Return what the first row says of the cells below, where it surely does: in bold, or words above figures."""
    names = [" ".join(stretch.text for stretch in cell) for cell in table[0]]
    divided = any(stretch.hyphen is not None for cell in table[0] for stretch in cell)
    if divided or any(
        not name or len(name) > LONGEST_HEAD or name.endswith(".") or _DIGIT.search(name) for name in names
    ):
        return ()
    below = [stretch for row in table[1:] for cell in row for stretch in cell]
    bold = all(stretch.bold for cell in table[0] for stretch in cell) and not all(stretch.bold for stretch in below)
    figures = len(table) >= FEWEST_LINES and all(
        any(_DIGIT.search(s.text) for c in row for s in c) for row in table[1:]
    )
    return tuple(names) if bold or figures else ()
