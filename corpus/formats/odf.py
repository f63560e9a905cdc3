"""OpenDocument texts, sheets and presentations (ODT, ODS, ODP): what LibreOffice shows is what is read.

All three say the same things in one part, `content.xml`. Tracked deletions stand there apart and are not read, nor are
comments and hidden text; a cell of a sheet holds the words that it shows beside its value. Source: ODF 1.3 part 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from corpus.errors import UnsupportedFormat
from corpus.formats.archive import Archive
from corpus.formats.composing import Composition, one_line
from corpus.formats.facts import claimed
from corpus.formats.sheets import MOST_COLUMNS, Limits, Line, Merged, Value, arranged, compose_sheet
from corpus.formats.slides import Box, reading_order
from corpus.formats.tables import Cell, Piece, table_pieces
from corpus.report import BlockKind, Extract, Metadata

_ROOT = "{urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TEXT, _TABLE = f"{_ROOT}office:1.0}}", f"{_ROOT}text:1.0}}", f"{_ROOT}table:1.0}}"
_DRAW, _PRESENTATION, _META = f"{_ROOT}drawing:1.0}}", f"{_ROOT}presentation:1.0}}", f"{_ROOT}meta:1.0}}"
_STYLE, _SVG = f"{_ROOT}style:1.0}}", f"{_ROOT}svg-compatible:1.0}}"
_LENGTH = re.compile(r"-?\d+(?:\.\d+)?")
_DC = "{http://purl.org/dc/elements/1.1/}"

# Not shown, or shown elsewhere: deletions, comments, markers of indexes, and what a program keeps for itself.
_SILENT = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_OFFICE}annotation",
        f"{_OFFICE}annotation-end",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}variable-decls",
        f"{_TEXT}user-field-decls",
        f"{_TEXT}note-citation",
        f"{_OFFICE}forms",
        f"{_TABLE}calculation-settings",
        f"{_TEXT}hidden-text",
        f"{_TEXT}ruby-text",
        "{http://www.w3.org/1998/Math/MathML}annotation",
    }
)
_BESIDE = frozenset({f"{_TEXT}note", f"{_TABLE}table"})
_LINK = f"{_DRAW}a"
_LONGEST_CHAIN = 50  # a style based on itself never ends
_MARKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"}
_RUNNING = frozenset({"page-number", "date-time", "footer", "header"})
MOST_LEVELS = 6
MOST_SPACES = 100
# A row that stands for a thousand like it holds one fact; LibreOffice fills sheets with a million empty ones.
MOST_REPEATED = 1_000


def text(data: bytes, name: str) -> Extract:
    """Read a text."""
    return _read(data, name, "odt", lambda body, composition, styles: _compose(_pieces(body, styles), composition))


def presentation(data: bytes, name: str) -> Extract:
    """Read a presentation."""
    return _read(data, name, "odp", _compose_slides)


def sheet(data: bytes, name: str) -> Extract:
    """Read a workbook."""
    return _read(data, name, "ods", lambda body, composition, styles: _compose_sheets(body, composition, styles, name))


class _Styles:
    """The styles of a document by name; a class because it holds them.

    Args:
        roots: The parts that define them.
    """

    def __init__(self, *roots: Any) -> None:
        styles = (style for root in roots for style in root.iter(f"{_STYLE}style"))
        self._by_name = {style.get(f"{_STYLE}name", ""): style for style in styles}

    def hides(self, element: Any) -> bool:
        """Return whether an element's style hides it: text, a sheet or a slide that is not shown."""
        return any(_hides(properties) for style in self._chain(element) for properties in style)

    def _chain(self, element: Any) -> Iterator[Any]:
        """Yield the style that an element names and those that it takes the rest from, nearest first."""
        name = next(filter(None, (element.get(f"{kind}style-name") for kind in (_TEXT, _TABLE, _DRAW))), "")
        for _ in range(_LONGEST_CHAIN):
            style = self._by_name.get(name)
            if style is None:
                return
            yield style
            name = style.get(f"{_STYLE}parent-style-name", "")

    def is_title(self, element: Any) -> bool:
        """Return whether a paragraph is the document's title."""
        names = (element.get(f"{_TEXT}style-name"), *(style.get(f"{_STYLE}name") for style in self._chain(element)))
        parents = (style.get(f"{_STYLE}parent-style-name") for style in self._chain(element))
        return "Title" in (*names, *parents)


def _hides(properties: Any) -> bool:
    """Return whether one group of a style's properties switches things off."""
    switches = ((f"{_TEXT}display", "none"), (f"{_TABLE}display", "false"), (f"{_PRESENTATION}visibility", "hidden"))
    return any(properties.get(switch) == off for switch, off in switches)


def _read(data: bytes, name: str, form: str, compose: Callable[[Any, Composition, _Styles], str | None]) -> Extract:
    """Read a document of any of the three kinds."""
    archive, composition = Archive(data, name), Composition(name)
    _refuse_locked(archive, name)
    root = archive.xml("content.xml")
    body = root.find(f"{_OFFICE}body")
    styles = _Styles(root, *([archive.xml("styles.xml")] if "styles.xml" in archive.names else []))
    title = None if body is None else compose(body, composition, styles)
    facts = _facts(archive)
    return composition.extract(replace(facts, title=facts.title or title), form)


def _refuse_locked(archive: Archive, name: str) -> None:
    """Refuse what needs a password, and what holds programs."""
    manifest = archive.part("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.names else b""
    if b"encryption-data" in manifest:
        raise UnsupportedFormat(name, "it needs a password", "save it without one")
    lists = ("script-lb.xml", "script-lc.xml", "dialog-lb.xml", "dialog-lc.xml", "/")
    if any(part.startswith(("Basic/", "Scripts/")) and not part.endswith(lists) for part in archive.names):
        raise UnsupportedFormat(name, "it holds macros, and programs are never opened here", "save it without macros")


def _facts(archive: Archive) -> Metadata:
    """Return what the file says of itself."""
    if "meta.xml" not in archive.names:
        return Metadata()
    meta = archive.xml("meta.xml")
    author = meta.findtext(f".//{_META}initial-creator") or meta.findtext(f".//{_DC}creator")
    return claimed(meta.findtext(f".//{_DC}title"), None, author, meta.findtext(f".//{_META}creation-date"), None)


def _compose(pieces: Iterator[Piece], composition: Composition, page: int | None = None) -> str | None:
    """Add pieces as blocks; returns the first heading where it comes first."""
    first: Piece | None = None
    for piece in pieces:
        composition.add(piece.text, piece.kind, level=piece.level, page=page)
        first = first or piece
    return one_line(first.text) if first and first.kind is BlockKind.HEADING and first.level == 1 else None


def _pieces(parent: Any, styles: _Styles, *, kind: BlockKind = BlockKind.PARAGRAPH) -> Iterator[Piece]:
    """Yield the blocks below an element in reading order."""
    for child in parent:
        if _is_silent(child):
            continue
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield from _paragraph(child, styles, kind)
        elif child.tag == f"{_TEXT}list":
            yield from _pieces(child, styles, kind=kind if kind is BlockKind.NOTE else BlockKind.LIST_ITEM)
        elif child.tag == f"{_TABLE}table":
            yield from _table(child, styles)
        elif isinstance(child.tag, str):
            yield from _pieces(child, styles, kind=kind)


def _is_silent(element: Any) -> bool:
    """Return whether an element is not shown, or shown on every page alike."""
    hidden = element.tag == f"{_TEXT}section" and element.get(f"{_TEXT}display") == "none"
    return hidden or element.tag in _SILENT or element.get(f"{_PRESENTATION}class") in _RUNNING


def _paragraph(element: Any, styles: _Styles, kind: BlockKind) -> Iterator[Piece]:
    """Yield a paragraph or heading, and the notes, text boxes and tables that hang on it."""
    words: list[str] = []
    beside: list[Any] = []
    if not styles.hides(element):
        _gather(element, styles, words, beside)
    shown = "\n".join(one_line(line) for line in "".join(words).split("\n")).strip()
    level = element.get(f"{_TEXT}outline-level", "1")
    if shown and element.tag == f"{_TEXT}h":
        yield Piece(shown, BlockKind.HEADING, min(int(level) if level.isdecimal() else 1, MOST_LEVELS) or 1)
    elif shown and styles.is_title(element):
        yield Piece(shown, BlockKind.HEADING, 1)
    elif shown:
        yield Piece(shown, kind)
    for story in beside:
        if story.tag == f"{_TABLE}table":
            yield from _table(story, styles)
        else:
            yield from _pieces([story], styles, kind=BlockKind.NOTE if story.tag == f"{_TEXT}note" else kind)


def _gather(element: Any, styles: _Styles, words: list[str], beside: list[Any]) -> None:
    """Add what is shown of a paragraph to words, and what stands beside it to beside."""
    words.append((element.text or "").replace("\n", " "))
    for child in element:
        if child.tag in _BESIDE or (str(child.tag).startswith(_DRAW) and child.tag != _LINK):
            beside.append(child)
        elif child.tag in _MARKS:
            count = child.get(f"{_TEXT}c", "1")
            words.append(_MARKS[child.tag] * min(int(count) if count.isdecimal() else 1, MOST_SPACES))
        elif child.tag not in _SILENT and isinstance(child.tag, str) and not styles.hides(child):
            _gather(child, styles, words, beside)
        words.append((child.tail or "").replace("\n", " "))


def _table(table: Any, styles: _Styles) -> Iterator[Piece]:
    """Yield the rows of a table in a text or on a slide."""
    rows: list[list[Cell]] = []
    heads: list[bool] = []
    reaching: dict[int, int] = {}  # column -> rows that a cell above still reaches over
    for line in table.iter(f"{_TABLE}table-row"):
        if next(line.iterancestors(f"{_TABLE}table")) is table and not styles.hides(line):
            rows.append([cell for element in line for cell in _cells(element, styles)])
            heads.append(line.getparent().tag == f"{_TABLE}table-header-rows")
            for column in [column for column in reaching if column < len(rows[-1])]:
                rows[-1][column] = Cell(from_above=True)
            reaching = {column: left - 1 for column, left in reaching.items() if left > 1} | _spans(line)
    yield from table_pieces(rows, heads=heads if any(heads) else None)


def _cells(element: Any, styles: _Styles) -> Iterator[Cell]:
    """Yield a cell as often as it is repeated."""
    if element.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        covered = element.tag.endswith("covered-table-cell")
        cell = Cell(() if covered else tuple(_pieces(element, styles)), from_left=covered)
        yield from [cell] * _count(element, "number-columns-repeated", MOST_COLUMNS)


def _spans(line: Any) -> dict[int, int]:
    """Return by column how many further rows the cells of a row reach over."""
    spans: dict[int, int] = {}
    column = 0
    for element in line:
        rows = _count(element, "number-rows-spanned", None) - 1
        if rows:
            width = _count(element, "number-columns-spanned", MOST_COLUMNS)
            spans |= dict.fromkeys(range(column, column + width), rows)
        column += _count(element, "number-columns-repeated", MOST_COLUMNS)
    return spans


def _compose_slides(body: Any, composition: Composition, styles: _Styles) -> str | None:
    """Add every slide that is shown, a page each; returns the first title."""
    first_title: str | None = None
    for number, page in enumerate(body.iter(f"{_DRAW}page"), 1):
        if styles.hides(page):
            composition.remark("Hidden slides were left out.")
            continue
        title = " ".join(one_line(piece.text) for frame in page if _is_title(frame) for piece in _pieces(frame, styles))
        composition.add(title, BlockKind.HEADING, level=1, page=number)
        first_title = first_title or title
        frames = [frame for frame in page if not _is_title(frame) and frame.tag != f"{_PRESENTATION}notes"]
        for place in reading_order([_box(frame) for frame in frames]):
            _compose(_pieces([frames[place]], styles), composition, number)
        for notes in page.iterfind(f"{_PRESENTATION}notes"):
            _compose(_pieces(notes, styles, kind=BlockKind.NOTE), composition, number)
    return first_title


def _is_title(frame: Any) -> bool:
    return bool(frame.get(f"{_PRESENTATION}class") == "title")


def _box(frame: Any) -> Box | None:
    """Return where a frame stands, None where it does not say; LibreOffice writes all lengths in one unit."""
    lengths = [_LENGTH.match(frame.get(f"{_SVG}{side}", "")) for side in ("x", "y", "height")]
    left, top, height = (float(length[0]) if length else None for length in lengths)
    return None if left is None or top is None else Box(left, top, height or 0.0)


def _compose_sheets(body: Any, composition: Composition, styles: _Styles, name: str) -> None:
    """Add every sheet that is shown."""
    limits = Limits(name)
    for table in body.iterfind(f"{_OFFICE}spreadsheet/{_TABLE}table"):
        if styles.hides(table):
            composition.remark("Hidden sheets were left out.")
        else:
            compose_sheet(composition, one_line(table.get(f"{_TABLE}name", "")), _lines(table, composition, limits))


def _lines(table: Any, composition: Composition, limits: Limits) -> list[Line]:
    """Return the rows of a sheet that are shown."""
    lines: dict[int, Line] = {}
    merged: list[Merged] = []
    number = 0
    for element in table.iter(f"{_TABLE}table-row"):
        line = _line(element, number, merged)
        repeated = _count(element, "number-rows-repeated", None)
        if line and element.get(f"{_TABLE}visibility", "visible") != "visible":
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
        repeated = _count(cell, "number-columns-repeated", None)
        shown = one_line(" ".join(_shown(paragraph) for paragraph in cell.iterfind(f"{_TEXT}p")))
        if shown and cell.tag == f"{_TABLE}table-cell":
            is_figure = cell.get(f"{_OFFICE}value-type", "string") != "string"
            for n in range(column, column + min(repeated, MOST_COLUMNS + 1)):
                line[n] = Value(shown, is_figure)
            right = column + _count(cell, "number-columns-spanned", MOST_COLUMNS) - 1
            bottom = number + _count(cell, "number-rows-spanned", None) - 1
            if (right, bottom) != (column, number):
                merged.append(Merged(number, column, bottom, right))
        column += repeated
    return line


def _shown(paragraph: Any) -> str:
    """Return the words of a paragraph in a cell."""
    words: list[str] = []
    _gather(paragraph, _Styles(), words, [])
    return "".join(words)


def _count(element: Any, what: str, most: int | None) -> int:
    """Return how often a cell or row stands there, at least once."""
    value = element.get(f"{_TABLE}{what}", "1")
    count = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 1  # noqa: PLR2004
    return max(1, count if most is None else min(count, most))
