"""The sheets of an OpenDocument workbook: the cells that are shown, with the words that they show."""

from __future__ import annotations

from typing import Any

from corpus.formats.composing import Composition, one_line
from corpus.formats.odf_words import OFFICE, TABLE, TEXT, Styles, gather, how_often
from corpus.formats.sheets import MOST_COLUMNS, Limits, Line, Merged, Value, arranged, compose_sheet

# A row that stands for a thousand like it holds one fact; LibreOffice fills sheets with a million empty ones.
MOST_REPEATED = 1_000


def compose_sheets(body: Any, composition: Composition, styles: Styles, name: str) -> None:
    """Add every sheet that is shown."""
    limits = Limits(name)
    for table in body.iterfind(f"{OFFICE}spreadsheet/{TABLE}table"):
        if styles.hides(table):
            composition.remark("Hidden sheets were left out.")
        else:
            compose_sheet(composition, one_line(table.get(f"{TABLE}name", "")), _lines(table, composition, limits))


def _lines(table: Any, composition: Composition, limits: Limits) -> list[Line]:
    """Return the rows of a sheet that are shown."""
    lines: dict[int, Line] = {}
    merged: list[Merged] = []
    number = 0
    for element in table.iter(f"{TABLE}table-row"):
        line = _line(element, number, merged)
        repeated = how_often(element, "number-rows-repeated", None)
        if line and element.get(f"{TABLE}visibility", "visible") != "visible":
            composition.remark("Hidden rows were left out.")
        elif line:
            for n in range(number, number + min(repeated, MOST_REPEATED)):
                limits.count(line)
                lines[n] = dict(line)
        number += repeated
    return arranged(lines, merged)


def _line(element: Any, number: int, merged: list[Merged]) -> Line:
    """Return the cells of a row that have something in them, noting those that reach over others."""
    line: Line = {}
    column = 0
    for cell in element:
        repeated = how_often(cell, "number-columns-repeated", None)
        shown = one_line(" ".join(_shown(paragraph) for paragraph in cell.iterfind(f"{TEXT}p")))
        if shown and cell.tag == f"{TABLE}table-cell":
            is_figure = cell.get(f"{OFFICE}value-type", "string") != "string"
            for n in range(column, column + min(repeated, MOST_COLUMNS + 1)):
                line[n] = Value(shown, is_figure)
            right = column + how_often(cell, "number-columns-spanned", MOST_COLUMNS) - 1
            bottom = number + how_often(cell, "number-rows-spanned", None) - 1
            if (right, bottom) != (column, number):
                merged.append(Merged(number, column, bottom, right))
        column += repeated
    return line


def _shown(paragraph: Any) -> str:
    """Return the words of a paragraph in a cell."""
    words: list[str] = []
    gather(paragraph, Styles(), words, [])
    return "".join(words)
