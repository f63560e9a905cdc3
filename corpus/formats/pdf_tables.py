"""Rows of tables, as far as they are clear: cells that stand apart, line below line.

A row becomes one sentence with the words above each of its cells, where a first row without figures stands above rows
with as many cells; a row of another table, and a cell of several lines, stay lines with their cells apart,
unless the cells are drawn (`corpus.formats.pdf_ruled`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.formats.pdf_lines import Line

FEWEST_ROWS = 3  # with the one of headers: two lines with gaps are often something else

ITEM = re.compile(
    r"(?:[-–—*•‣▪●◦○■□❑➢➤✓·\uf0b7\uf0a7]|\(?\d{1,3}[.)]|\(?[a-z][.)](?!\s+\d)|\(?(?:ix|iv|v?i{1,3}|v)[.)])\s+\S"
)
# Wherever they begin a line; another sign may be a dash, or the end of "cf. p. 23", in the midst of a sentence.
_CLEAR = re.compile(r"[•‣▪●◦○■□❑➢➤✓\uf0b7\uf0a7]\s|\(?(?:1|[ai])[.)]\s")
_DIGIT = re.compile(r"\d")


def begins_item(text: str, first: str, *, ended: bool) -> bool:
    """Return whether a line is an item of a list, and not the middle of a sentence.

    Args:
        text: Of the line.
        first: Of the first line of the block that the line before belongs to.
        ended: Whether a sentence or a clause ends there.
    """
    if not ITEM.match(text):
        return False
    return ended or bool(_CLEAR.match(text)) or bool(ITEM.match(first) and _kind(first) == _kind(text))


def _kind(item: str) -> str:
    """Return an item's sign, its number as one digit."""
    sign = item.split(None, 1)[0]
    return "".join("1" if letter.isdigit() else "a" if letter.isalpha() else letter for letter in sign)


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
    return not line.cells and len(line.stretches) > (2 if ITEM.match(line.text) else 1)


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
