"""Rows of tables, as far as they are clear: cells that stand apart, line below line.

A row becomes one sentence with the words above each of its cells, where a first row without figures stands above rows
with as many cells; a row of another table, and a cell of several lines, stay lines with their cells apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.formats.pdf_lines import Line

FEWEST_ROWS = 3  # with the one of headers: two lines with gaps are often something else

ITEM = re.compile(r"(?:[-–—*•‣▪●◦○■□❑➢➤✓·\uf0b7\uf0a7]|\(?\d{1,3}[.)]|\(?[a-z][.)]|\(?(?:ix|iv|v?i{1,3}|v)[.)])\s+\S")
_DIGIT = re.compile(r"\d")


def tables(page: Sequence[Line]) -> list[list[Line]]:
    """Return the tables of a page: lines with cells apart that follow one another."""
    found: list[list[Line]] = []
    for a, b in pairwise(page):
        if is_row(a) and is_row(b) and a.flow == b.flow:
            if found and found[-1][-1] is a:
                found[-1].append(b)
            else:
                found.append([a, b])
    return found


def is_row(line: Line) -> bool:
    """Return whether a line has cells; a list's sign and its text are none."""
    return len(line.stretches) > (2 if ITEM.match(line.text) else 1)


def has_headers(table: Sequence[Line]) -> bool:
    """Return whether the first row says what the cells below are: words above figures, one above each cell."""
    head, *rows = table
    if len(table) < FEWEST_ROWS or _DIGIT.search(head.text) or not any(_DIGIT.search(row.text) for row in rows):
        return False
    return all(_fits(head, row) for row in rows)


def _fits(head: Line, row: Line) -> bool:
    """Return whether every cell of a row stands below one of the first row's."""
    if len(head.stretches) != len(row.stretches):
        return False
    pairs = zip(head.stretches, row.stretches, strict=True)
    return all(above.left < cell.right and cell.left < above.right for above, cell in pairs)
