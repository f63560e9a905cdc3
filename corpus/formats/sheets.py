"""Sheets, whatever file they come from: the sheet's name is a heading, each row one sentence that names its headers.

A sheet is a page on which people put tables: lines of one cell above a table are its title, an empty row may begin
another table, and a head may have two rows of which the upper spans columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.errors import OverLimit
from corpus.formats.composing import Composition, row
from corpus.report import BlockKind

# Every row becomes a sentence that is embedded: 50,000 take five minutes.
MOST_ROWS = 50_000
# A row of more is not read by people, and no sentence that can be quoted.
MOST_COLUMNS = 1_000
MOST_CELLS = 500_000  # they take 9 s
REMEDY = "keep the rows and columns that matter, or split it"

_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_FIGURE = re.compile(r"[^\w]*\d[\d\s.,:/\-+]*(?:[%\W]|E[+-]?\d+|[A-Z]{1,3})*")


@dataclass(frozen=True, slots=True)
class Value:
    """A cell of a sheet that has something in it.

    Args:
        text: As the sheet shows it, on one line.
        is_figure: Whether it is a number, a date or a truth value.
        columns: How many columns it spans.
    """

    text: str
    is_figure: bool = False
    columns: int = 1

    @property
    def can_head(self) -> bool:
        """Whether it may be the name of a column: words, or a year."""
        return not self.is_figure or bool(_YEAR.fullmatch(self.text))


Line = dict[int, Value]  # by column, counted from 0; empty cells are left out


def value_of(text: str) -> Value:
    """Return a cell of a file that knows no types: what looks like a figure is one."""
    return Value(text, bool(_FIGURE.fullmatch(text)))


class Limits:
    """The rows and cells of a workbook, counted; a class because they grow from sheet to sheet.

    Args:
        name: The file as the person knows it, for refusals.
    """

    def __init__(self, name: str) -> None:
        self._name, self._rows, self._cells = name, 0, 0

    def count(self, line: Line) -> None:
        """Count a row that has something in it.

        Raises:
            OverLimit: The workbook has too many rows or cells, or the row too many columns.
        """
        self._rows, self._cells = self._rows + bool(line), self._cells + len(line)
        for measured, limit, what in (
            (self._rows, MOST_ROWS, "rows"),
            (len(line), MOST_COLUMNS, "columns"),
            (self._cells, MOST_CELLS, "cells"),
        ):
            if measured > limit:
                raise OverLimit(self._name, f"it has more than {limit:,} {what} (limit)", REMEDY)


def compose_sheet(composition: Composition, title: str | None, lines: Sequence[Line], page: int | None = None) -> None:
    """Add a sheet: its name as heading where it has one, and its rows."""
    pieces = list(_pieces(lines))
    if title and pieces:
        composition.add(title, BlockKind.HEADING, level=1, page=page)
    for text, kind in pieces:
        composition.add(text, kind, page=page)


def _pieces(lines: Sequence[Line]) -> Iterator[tuple[str, BlockKind]]:
    """Yield the rows of a sheet as sentences, and lines that stand alone as paragraphs."""
    headers: list[str] = []
    fresh, place = True, 0  # fresh: at the top, or after an empty row, where a table may begin
    while place < len(lines):
        line, following = lines[place], lines[place + 1 : place + 3]
        place += 1
        head = _rows_of_head(line, following, again=bool(headers)) if fresh else 0
        if not line:
            fresh = True
        elif len(line) == 1 and (fresh or not headers):
            headers = []
            yield next(iter(line.values())).text, BlockKind.PARAGRAPH
        elif head:
            headers, fresh, place = _headers(line, following[0] if head > 1 else {}), False, place + head - 1
        else:
            fresh = False
            yield row(headers, _texts(line)), BlockKind.TABLE_ROW


def _rows_of_head(line: Line, following: Sequence[Line], *, again: bool) -> int:
    """Return how many rows from this one on name the columns of those below: none, one or two.

    Args:
        line: The row.
        following: The next two.
        again: Whether another table stands above; then only figures below show that this row begins a new one.
    """
    count = 2 if _goes_on(line, following) else 1
    body = following[count - 1] if len(following) >= count else {}
    keys = all(row and row[min(row)].text.endswith(":") for row in (line, body))  # they name rows, not columns
    names = _can_head(line) and bool(body) and not keys
    return count if names and (not again or any(value.is_figure for value in body.values())) else 0


def _goes_on(line: Line, following: Sequence[Line]) -> bool:
    """Return whether a head has a second row: the first spans columns, the second names each of them."""
    spans = any(value.columns > 1 for value in line.values())
    return spans and len(following) > 1 and len(following[0]) > 1 and _can_head(following[0])


def _can_head(line: Line) -> bool:
    """Return whether a row holds names, or years beside names, and no figures."""
    values = line.values()
    return all(value.can_head for value in values) and any(not value.is_figure for value in values)


def _headers(upper: Line, lower: Line) -> list[str]:
    """Return one header a column, of one row of head or two."""
    wide = {
        column: value.text
        for start, value in upper.items()
        for column in range(start, start + min(value.columns, MOST_COLUMNS))
    }
    names = {column: value.text for column, value in lower.items()}
    last = max([*upper, *names])
    both = (dict.fromkeys(filter(None, (wide.get(n, ""), names.get(n, "")))) for n in range(last + 1))
    return [" ".join(parts).rstrip(":") for parts in both]


def _texts(line: Line) -> list[str]:
    """Return a row's texts, empty ones included, up to its last column."""
    return [line[n].text if n in line else "" for n in range(max(line) + 1)]


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that the sheet shows as one; rows and columns counted from 0, the last included."""

    top: int
    left: int
    bottom: int
    right: int


def arranged(lines: dict[int, Line], merged: Sequence[Merged]) -> list[Line]:
    """Return the rows of a sheet in order, one empty row for any number of them between two.

    Args:
        lines: The rows that have something in them, by number.
        merged: A value that reaches over rows is put into each of them, over columns it is told how far it reaches.
    """
    steps = MOST_CELLS  # merged cells cannot overlap, so that more is a file made to hurt
    for area in merged:
        value = lines.get(area.top, {}).get(area.left)
        if value is None:
            continue
        lines[area.top][area.left] = replace(value, columns=area.right - area.left + 1)
        for number in range(area.top + 1, min(area.bottom, area.top + steps) + 1):
            steps -= 1
            if number in lines:
                lines[number].setdefault(area.left, value)
    ordered: list[Line] = []
    for before, number in pairwise([-1, *sorted(lines)]):
        ordered += [lines[number]] if number == before + 1 else [{}, lines[number]]
    return ordered
