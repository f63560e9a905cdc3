"""What OpenDocument texts, slides and cells have in common: styles, paragraphs with what hangs on them, and tables.

Source: ODF 1.3 part 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.formats.composing import one_line
from corpus.formats.sheets import MOST_COLUMNS
from corpus.formats.tables import Cell, Piece, table_pieces
from corpus.report import BlockKind

_ROOT = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE = f"{_ROOT}office:1.0}}", f"{_ROOT}text:1.0}}", f"{_ROOT}table:1.0}}"
DRAW, PRESENTATION, META = f"{_ROOT}drawing:1.0}}", f"{_ROOT}presentation:1.0}}", f"{_ROOT}meta:1.0}}"
STYLE, SVG = f"{_ROOT}style:1.0}}", f"{_ROOT}svg-compatible:1.0}}"

# Not shown, or shown elsewhere: deletions, comments, markers of indexes, and what a program keeps for itself.
_SILENT = frozenset(
    {
        f"{TEXT}tracked-changes",
        f"{OFFICE}annotation",
        f"{OFFICE}annotation-end",
        f"{TEXT}sequence-decls",
        f"{TEXT}variable-decls",
        f"{TEXT}user-field-decls",
        f"{TEXT}note-citation",
        f"{OFFICE}forms",
        f"{TABLE}calculation-settings",
        f"{TEXT}hidden-text",
        f"{TEXT}ruby-text",
        "{http://www.w3.org/1998/Math/MathML}annotation",
    }
)
_BESIDE = frozenset({f"{TEXT}note", f"{TABLE}table"})
_LINK = f"{DRAW}a"
_LONGEST_CHAIN = 50  # a style based on itself never ends
_MARKS = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}
_RUNNING = frozenset({"page-number", "date-time", "footer", "header"})
MOST_LEVELS = 6
MOST_SPACES = 100


class Styles:
    """The styles of a document by name; a class because it holds them.

    Args:
        roots: The parts that define them.
    """

    def __init__(self, *roots: Any) -> None:
        styles = (style for root in roots for style in root.iter(f"{STYLE}style"))
        self._by_name = {style.get(f"{STYLE}name", ""): style for style in styles}

    def hides(self, element: Any) -> bool:
        """Return whether an element's style hides it: text, a sheet or a slide that is not shown."""
        return any(_hides(properties) for style in self._chain(element) for properties in style)

    def _chain(self, element: Any) -> Iterator[Any]:
        """Yield the style that an element names and those that it takes the rest from, nearest first."""
        name = next(filter(None, (element.get(f"{kind}style-name") for kind in (TEXT, TABLE, DRAW))), "")
        for _ in range(_LONGEST_CHAIN):
            style = self._by_name.get(name)
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name", "")

    def is_title(self, element: Any) -> bool:
        """Return whether a paragraph is the document's title."""
        names = (element.get(f"{TEXT}style-name"), *(style.get(f"{STYLE}name") for style in self._chain(element)))
        parents = (style.get(f"{STYLE}parent-style-name") for style in self._chain(element))
        return "Title" in (*names, *parents)


def _hides(properties: Any) -> bool:
    """Return whether one group of a style's properties switches things off."""
    switches = ((f"{TEXT}display", "none"), (f"{TABLE}display", "false"), (f"{PRESENTATION}visibility", "hidden"))
    return any(properties.get(switch) == off for switch, off in switches)


def pieces(parent: Any, styles: Styles, *, kind: BlockKind = BlockKind.PARAGRAPH) -> Iterator[Piece]:
    """Yield the blocks below an element in reading order."""
    for child in parent:
        if _is_silent(child):
            continue
        if child.tag in (f"{TEXT}p", f"{TEXT}h"):
            yield from _paragraph(child, styles, kind)
        elif child.tag == f"{TEXT}list":
            yield from pieces(child, styles, kind=kind if kind is BlockKind.NOTE else BlockKind.LIST_ITEM)
        elif child.tag == f"{TABLE}table":
            yield from _table(child, styles)
        elif isinstance(child.tag, str):
            yield from pieces(child, styles, kind=kind)


def _is_silent(element: Any) -> bool:
    """Return whether an element is not shown, or shown on every page alike."""
    hidden = element.tag == f"{TEXT}section" and element.get(f"{TEXT}display") == "none"
    return hidden or element.tag in _SILENT or element.get(f"{PRESENTATION}class") in _RUNNING


def _paragraph(element: Any, styles: Styles, kind: BlockKind) -> Iterator[Piece]:
    """Yield a paragraph or heading, and the notes, text boxes and tables that hang on it."""
    words: list[str] = []
    beside: list[Any] = []
    if not styles.hides(element):
        gather(element, styles, words, beside)
    shown = "\n".join(one_line(line) for line in "".join(words).split("\n")).strip()
    level = element.get(f"{TEXT}outline-level", "1")
    if shown and element.tag == f"{TEXT}h":
        yield Piece(shown, BlockKind.HEADING, min(int(level) if level.isdecimal() else 1, MOST_LEVELS) or 1)
    elif shown and styles.is_title(element):
        yield Piece(shown, BlockKind.HEADING, 1)
    elif shown:
        yield Piece(shown, kind)
    for story in beside:
        if story.tag == f"{TABLE}table":
            yield from _table(story, styles)
        else:
            yield from pieces([story], styles, kind=BlockKind.NOTE if story.tag == f"{TEXT}note" else kind)


def gather(element: Any, styles: Styles, words: list[str], beside: list[Any]) -> None:
    """Add what is shown of a paragraph to words, and what stands beside it to beside."""
    words.append((element.text or "").replace("\n", " "))
    for child in element:
        if child.tag in _BESIDE or (str(child.tag).startswith(DRAW) and child.tag != _LINK):
            beside.append(child)
        elif child.tag in _MARKS:
            count = child.get(f"{TEXT}c", "1")
            words.append(_MARKS[child.tag] * min(int(count) if count.isdecimal() else 1, MOST_SPACES))
        elif child.tag not in _SILENT and isinstance(child.tag, str) and not styles.hides(child):
            gather(child, styles, words, beside)
        words.append((child.tail or "").replace("\n", " "))


def _table(table: Any, styles: Styles) -> Iterator[Piece]:
    """Yield the rows of a table in a text or on a slide."""
    rows: list[list[Cell]] = []
    heads: list[bool] = []
    reaching: dict[int, int] = {}  # column -> rows that a cell above still reaches over
    for line in table.iter(f"{TABLE}table-row"):
        if next(line.iterancestors(f"{TABLE}table")) is table and not styles.hides(line):
            rows.append([cell for element in line for cell in _cells(element, styles)])
            heads.append(line.getparent().tag == f"{TABLE}table-header-rows")
            for column in [column for column in reaching if column < len(rows[-1])]:
                rows[-1][column] = Cell(from_above=True)
            reaching = {column: left - 1 for column, left in reaching.items() if left > 1} | _spans(line)
    yield from table_pieces(rows, heads=heads if any(heads) else None)


def _cells(element: Any, styles: Styles) -> Iterator[Cell]:
    """Yield a cell as often as it is repeated."""
    if element.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        covered = element.tag.endswith("covered-table-cell")
        cell = Cell(() if covered else tuple(pieces(element, styles)), from_left=covered)
        yield from [cell] * how_often(element, "number-columns-repeated", MOST_COLUMNS)


def _spans(line: Any) -> dict[int, int]:
    """Return by column how many further rows the cells of a row reach over."""
    spans: dict[int, int] = {}
    column = 0
    for element in line:
        rows = how_often(element, "number-rows-spanned", None) - 1
        if rows:
            width = how_often(element, "number-columns-spanned", MOST_COLUMNS)
            spans |= dict.fromkeys(range(column, column + width), rows)
        column += how_often(element, "number-columns-repeated", MOST_COLUMNS)
    return spans


def how_often(element: Any, what: str, most: int | None) -> int:
    """Return how often a cell or row stands there, at least once."""
    value = element.get(f"{TABLE}{what}", "1")
    count = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 1  # noqa: PLR2004
    return max(1, count if most is None else min(count, most))
