"""Excel workbooks (XLSX): what the sheets show, with numbers and dates in their formats.

A reader of our own, because python-calamine (0.9.1) gives the stored number where the sheet shows "45.3%", and rows
that are hidden (docs/decisions/0008). Formulas are read as the value that Excel last computed. Hidden sheets, rows and
columns are left out and counted. Source: ECMA-376 part 1, chapter 18.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import OverLimit
from corpus.formats.archive import Archive, streamed
from corpus.formats.composing import Composition, one_line
from corpus.formats.decoding import MOST_CHARACTERS
from corpus.formats.number_formats import BUILT_IN, shown_number
from corpus.formats.openxml import Package, R
from corpus.formats.sheets import REMEDY, Limits, Line, Merged, Value, arranged, compose_sheet
from corpus.report import Extract

MOST_SHEETS = 500
LAST_COLUMN = 16_384  # Excel's own
MOST_MERGED = 100_000

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ON = ("1", "true")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ECMA-376 part 1, 22.9.2.19
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(slots=True)
class _Hidden:
    """What is left out of a workbook, counted."""

    sheets: int = 0
    rows: int = 0
    cells: int = 0
    uncomputed: int = 0

    def remarks(self) -> Iterator[str]:
        """Yield a sentence for each kind of thing."""
        for count, what in ((self.sheets, "sheet"), (self.rows, "row")):
            if count:
                yield f"{count:,} hidden {what}{'s were' if count > 1 else ' was'} left out."
        if self.cells:
            yield f"Hidden columns were left out, {self.cells:,} cell{'s' if self.cells > 1 else ''} in all."
        if self.uncomputed:
            yield (
                f"{self.uncomputed:,} formula{'s have' if self.uncomputed > 1 else ' has'} no computed value: "
                "open it in Excel and save it to have them read."
            )


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets of a workbook share.

    Args:
        strings: The texts that cells refer to by number.
        formats: Of every cell format, how it shows numbers.
        from_1904: Whether it counts days from 1904.
        limits: Rows and cells so far.
        hidden: What was left out so far.
    """

    strings: list[str]
    formats: list[str | None]
    from_1904: bool
    limits: Limits
    hidden: _Hidden = field(default_factory=_Hidden)


def read(data: bytes, name: str) -> Extract:
    """Read a workbook."""
    archive = Archive(data, name)
    package, composition = Package(archive, name), Composition(name)
    root = archive.xml(package.main)
    properties = root.find(f"{_S}workbookPr")
    from_1904 = properties is not None and properties.get("date1904", "0") in _ON
    strings = list(_strings(package, archive, name))
    book = _Book(strings, _formats(package.xml(package.main, "styles")), from_1904, Limits(name))
    for title, part in _sheets(root, package, book.hidden, name):
        compose_sheet(composition, title, _lines(archive.part(part), part, name, book))
    for remark in (*book.hidden.remarks(), *package.remarks()):
        composition.remark(remark)
    return composition.extract(package.facts(), "xlsx")


def _sheets(root: Any, package: Package, hidden: _Hidden, name: str) -> Iterator[tuple[str, str]]:
    """Yield name and path of every sheet that is shown."""
    relations = package.relations(package.main)
    sheets = root.findall(f"{_S}sheets/{_S}sheet")
    if len(sheets) > MOST_SHEETS:
        raise OverLimit(name, f"it has {len(sheets):,} sheets, more than {MOST_SHEETS} (limit)", REMEDY)
    for sheet in sheets:
        path, kind = relations.get(sheet.get(f"{R}id", ""), ("", ""))
        if sheet.get("state", "visible") != "visible":
            hidden.sheets += 1
        elif kind == "worksheet" and path in package.archive.names:
            yield one_line(sheet.get("name", "")), path


def _strings(package: Package, archive: Archive, name: str) -> Iterator[str]:
    """Yield the texts that cells refer to by number."""
    characters = 0
    for part in package.related(package.main, "sharedStrings")[:1]:
        for item in streamed(archive.part(part), part, name, [f"{_S}si"]):
            text = _text(item)
            characters += len(text)
            if characters > MOST_CHARACTERS:
                raise OverLimit(name, f"it holds more than {MOST_CHARACTERS:,} characters (limit)", REMEDY)
            yield text


def _text(item: Any) -> str:
    """Return the words of a text in one or more runs, without the reading aid above Japanese ones."""
    runs = [item] if item.find(f"{_S}r") is None else item.findall(f"{_S}r")
    joined = "".join(run.findtext(f"{_S}t") or "" for run in runs)
    return one_line(_unescaped(joined))


def _formats(styles: Any) -> list[str | None]:
    """Return how each cell format shows numbers, None for "General"."""
    if styles is None:
        return []
    own = {number.get("numFmtId"): number.get("formatCode") for number in styles.iter(f"{_S}numFmt")}
    ids = [form.get("numFmtId", "0") for form in styles.iterfind(f"{_S}cellXfs/{_S}xf")]
    return [own.get(n) or BUILT_IN.get(int(n) if n.isdecimal() else 0) for n in ids]


def _lines(data: bytes, part: str, name: str, book: _Book) -> list[Line]:
    """Return the rows of a sheet that are shown."""
    lines: dict[int, Line] = {}
    merged: list[Merged] = []
    unseen: set[int] = set()
    number = -1
    for element in streamed(data, part, name, [f"{_S}{tag}" for tag in ("col", "row", "mergeCell")]):
        if element.tag == f"{_S}col":
            unseen.update(_unseen_columns(element))
        elif element.tag == f"{_S}mergeCell":
            merged.extend(_area(element.get("ref", ""), len(merged), name))
        else:
            number = _whole(element.get("r"), number + 2) - 1
            line = _line(element, book, unseen)
            if element.get("hidden", "0") in _ON:
                book.hidden.rows += bool(line)
            elif line:
                book.limits.count(line)
                lines[number] = line
    return arranged(lines, merged)


def _unseen_columns(element: Any) -> range:
    """Return the hidden columns that an element describes, counted from 0."""
    if element.get("hidden", "0") not in _ON:
        return range(0)
    first, last = _whole(element.get("min"), 1), _whole(element.get("max"), 0)
    return range(first - 1, min(last, LAST_COLUMN))


def _area(reference: str, known: int, name: str) -> Iterator[Merged]:
    """Yield the area that a reference like "A1:B3" names, nothing where it names none."""
    if known >= MOST_MERGED:
        raise OverLimit(name, f"it has more than {MOST_MERGED:,} merged cells (limit)", REMEDY)
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    if len(corners) == 2 and corners[0] and corners[1]:  # noqa: PLR2004 - from one corner to the other
        (left, top), (right, bottom) = ((_column(corner[1]), int(corner[2]) - 1) for corner in corners if corner)
        yield Merged(top, left, bottom, right)


def _line(element: Any, book: _Book, unseen: set[int]) -> Line:
    """Return the cells of a row that have something in them."""
    line: Line = {}
    column = -1
    for cell in element.iterfind(f"{_S}c"):
        reference = _REFERENCE.fullmatch(cell.get("r", ""))
        column = _column(reference[1]) if reference else column + 1
        value = _value(cell, book)
        if value and column in unseen:
            book.hidden.cells += 1
        elif value:
            line[column] = value
    return line


def _value(cell: Any, book: _Book) -> Value | None:
    """Return what a cell shows, None where it shows nothing."""
    kind, stored = cell.get("t", "n"), cell.findtext(f"{_S}v") or ""
    if kind == "inlineStr":
        inside = cell.find(f"{_S}is")
        text = "" if inside is None else _text(inside)
    elif not stored:
        book.hidden.uncomputed += cell.find(f"{_S}f") is not None
        return None
    elif kind == "n":
        return _number(stored, _whole(cell.get("s"), 0), book)
    elif kind == "b":
        return Value("TRUE" if stored in _ON else "FALSE", is_figure=True)
    elif kind == "s":
        place = _whole(stored, -1)
        text = book.strings[place] if 0 <= place < len(book.strings) else ""
    else:  # a formula's text, an error such as #N/A, or a date in ISO 8601
        text = one_line(_unescaped(stored))
    return Value(text, is_figure=kind in ("d", "e")) if text else None


def _number(stored: str, style: int, book: _Book) -> Value | None:
    """Return a number as the sheet shows it, None where its format shows nothing."""
    code = book.formats[style] if 0 <= style < len(book.formats) else None
    try:
        text = shown_number(float(stored), code, from_1904=book.from_1904)
    except ValueError:
        text = stored.strip()
    return Value(one_line(text), is_figure=True) if text.strip() else None


def _unescaped(text: str) -> str:
    """Return text without Excel's own way to write control characters."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r", " ")


def _column(letters: str) -> int:
    """Return the number of a column, "A" being 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _whole(text: str | None, otherwise: int) -> int:
    """Return a whole number from an attribute."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else otherwise  # noqa: PLR2004
