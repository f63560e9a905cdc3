"""Word documents (DOCX): what Word shows is what is read.

Tracked insertions, text boxes, content controls, fields' results, foot- and endnotes and nested tables are shown;
tracked deletions, hidden text, comments, field codes and running heads are not. A reader of our own, because mammoth
(1.13.0) prints hidden text and codes of fields, and drops formulas (docs/decisions/0008).
Source: ECMA-376 part 1, chapter 17.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.formats.archive import Archive
from corpus.formats.composing import Composition, one_line
from corpus.formats.docx_styles import Styles, W
from corpus.formats.openxml import A, Package, is_on
from corpus.formats.tables import Cell, Piece, table_pieces
from corpus.report import BlockKind, Extract

MOST_SPAN = 63  # Word's own greatest number of columns

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MATH = frozenset({f"{_M}oMath", f"{_M}oMathPara"})
_BOX = f"{W}txbxContent"
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_SILENT = frozenset(f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr", "tblGrid"))
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_PRIVATE = 0xF000  # where Word puts the characters of symbol fonts, above the place that they have in the font
# The characters of the font Symbol that stand in reports; Word writes "20 °C" with them.
_SYMBOLS = {
    0xA3: "≤",
    0xA5: "∞",
    0xAE: "→",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB9: "≠",
    0xBB: "≈",
}


def read(data: bytes, name: str) -> Extract:
    """Read a Word document."""
    package = Package(Archive(data, name), name)
    return _Document(package).extract(Composition(name))


@dataclass(slots=True)
class _Line:
    """A paragraph as it grows.

    Args:
        hides: Whether its style hides its text.
        words: What is shown of it.
        beside: Text boxes and notes that hang on it.
    """

    hides: bool = False
    words: list[str] = field(default_factory=list)
    beside: list[Piece] = field(default_factory=list)


class _Document:
    """A document being read; a class because fields and merged paragraphs run on from one paragraph to the next.

    Args:
        package: The file.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(package.xml(package.main, "styles"))
        self._notes = {
            kind: {note.get(f"{W}id"): note for note in _children(package.xml(package.main, f"{kind}s"))}
            for kind in _NOTES.values()
        }
        self._fields: list[bool] = []  # of every open field, whether its code is over and its result begun
        self._carried = _Line()
        self._title: str | None = None
        self._left_out: dict[str, None] = {}

    def extract(self, composition: Composition) -> Extract:
        """Return the whole document."""
        body = self._package.archive.xml(self._package.main).find(f"{W}body")
        first: Piece | None = None
        for piece in (*(() if body is None else self._pieces(body)), *self._diagrams()):
            composition.add(piece.text, piece.kind, level=piece.level)
            first = first or piece
        for remark in (*self._left_out, *self._package.remarks()):
            composition.remark(remark)
        facts = self._package.facts()
        heading = first.text if first and first.kind is BlockKind.HEADING and first.level == 1 else None
        title = self._title or facts.title or heading
        return composition.extract(replace(facts, title=title), "docx")

    def _diagrams(self) -> Iterator[Piece]:
        """Yield the words of diagrams (SmartArt), which stand in parts of their own: at the end, each on its line."""
        for part in self._package.related(self._package.main, "diagramDrawing"):
            for paragraph in self._package.archive.xml(part).iter(f"{A}p"):
                text = one_line("".join(run.text or "" for run in paragraph.iter(f"{A}t")))
                yield from [Piece(text, BlockKind.LIST_ITEM)] if text else ()

    def _pieces(self, parent: Any) -> Iterator[Piece]:
        """Yield what is shown of a body, a cell, a note or a text box."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag == f"{W}altChunk":
                self._left_out["A part of another format inside it was not read."] = None
            elif child.tag == f"{_MC}AlternateContent":
                yield from self._pieces(_chosen(child))
            elif child.tag not in _GONE and child.tag not in _SILENT:
                yield from self._pieces(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Piece]:
        """Yield a paragraph and what hangs on it; where its end was deleted, it runs on into the next."""
        line, self._carried = self._carried, _Line()
        line.hides = self._styles.hides(paragraph)
        self._inline(paragraph, line)
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        if mark is not None and any(mark.find(tag) is not None for tag in _GONE):
            self._carried = line
            return
        kind, level, is_title = self._styles.kind(paragraph)
        text = "\n".join(one_line(words) for words in "".join(line.words).split("\n")).strip()
        if text:
            self._title = self._title or (one_line(text) if is_title else None)
            yield Piece(text, kind, level)
        yield from line.beside

    def _inline(self, parent: Any, line: _Line) -> None:
        """Add what is shown of a paragraph's parts to a line."""
        for child in parent:
            if child.tag == f"{W}r":
                if not self._styles.is_hidden(child, paragraph_hides=line.hides):
                    self._run(child, line)
                elif child.find(f"{W}t") is not None:
                    self._left_out["Hidden text was left out."] = None
            elif child.tag in _MATH:
                line.words.extend(text.text or "" for text in child.iter(f"{_M}t"))
            elif child.tag == f"{_MC}AlternateContent":
                self._inline(_chosen(child), line)
            elif child.tag in _GONE:
                self._left_out["Tracked deletions were left out, insertions kept."] = None
            elif child.tag not in _SILENT:
                self._inline(child, line)

    def _run(self, run: Any, line: _Line) -> None:
        """Add what is shown of one run of text."""
        for child in run:
            if child.tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType"))
            elif not all(self._fields):
                continue  # a field's code
            elif child.tag in _TEXT:
                line.words.append(_TEXT[child.tag](child))
            elif child.tag in _NOTES:
                line.beside.extend(self._note(_NOTES[child.tag], child.get(f"{W}id")))
            elif child.tag == f"{W}ruby":
                self._inline(child.find(f"{W}rubyBase"), line)
            elif child.tag not in _SILENT and len(child):
                for box in _boxes((child,)):
                    line.beside.extend(self._aside(box))

    def _field(self, kind: str | None) -> None:
        """Follow where a field's code begins, where its result does, and where it ends."""
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _note(self, kind: str, number: str | None) -> Iterator[Piece]:
        """Yield a foot- or endnote, once."""
        note = self._notes[kind].pop(number, None)
        for piece in () if note is None else self._aside(note):
            yield Piece(piece.text, BlockKind.NOTE) if piece.kind is not BlockKind.TABLE_ROW else piece

    def _aside(self, story: Any) -> list[Piece]:
        """Return what is shown of a story of its own, to which open fields and merged paragraphs do not reach."""
        kept, self._fields, self._carried = (self._fields, self._carried), [], _Line()
        pieces = list(self._pieces(story))
        self._fields, self._carried = kept
        return pieces

    def _table(self, table: Any) -> Iterator[Piece]:
        """Yield a table's rows."""
        rows = [row for row in _parts(table, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None]
        heads = [is_on(row.find(f"{W}trPr/{W}tblHeader"), W) for row in rows]
        look = table.find(f"{W}tblPr/{W}tblLook")
        cells = [[cell for part in _parts(row, f"{W}tc") for cell in self._cell(part)] for row in rows]
        yield from table_pieces(cells, heads=heads if any(heads) else None, first_is_head=_marks_first_row(look))

    def _cell(self, cell: Any) -> Iterator[Cell]:
        """Yield a cell, as often as it is wide."""
        properties = cell.find(f"{W}tcPr")
        if properties is not None and properties.find(f"{W}cellDel") is not None:
            return
        span = None if properties is None else properties.find(f"{W}gridSpan")
        merged = None if properties is None else properties.find(f"{W}vMerge")
        goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
        width = min(_number(span), MOST_SPAN) if span is not None else 1
        first = Cell(tuple(self._pieces(cell)), from_above=goes_on)
        yield first
        for _ in range(width - 1):
            yield replace(first, from_left=True)


def _parts(parent: Any, tag: str) -> Iterator[Any]:
    """Yield the rows of a table, or cells of a row, through content controls and marks of insertion."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _GONE and child.tag not in _SILENT and child.tag != f"{W}tc":
            yield from _parts(child, tag)


def _boxes(elements: Iterable[Any]) -> Iterator[Any]:
    """Yield the text boxes of drawings."""
    for child in elements:
        if child.tag == _BOX:
            yield child
        else:
            yield from _boxes(_chosen(child) if child.tag == f"{_MC}AlternateContent" else child)


def _chosen(alternatives: Any) -> Any:
    """Return the one of two ways to say the same that has text in it; both are there for older programs."""
    ways = [way for way in alternatives if way.tag in (f"{_MC}Choice", f"{_MC}Fallback")]
    with_text = (way for way in ways if next(way.iter(f"{W}t"), None) is not None)
    return next(with_text, ways[0] if ways else ())


def _children(root: Any) -> Iterator[Any]:
    """Yield the notes of a part, without the lines that separate them from the text."""
    for note in () if root is None else root:
        if note.get(f"{W}type", "normal") == "normal":
            yield note


def _marks_first_row(look: Any) -> bool:
    """Return whether a table's first row looks like its head (ECMA-376 part 1, 17.4.56; older files use one number)."""
    if look is None:  # LibreOffice writes none
        return True
    flag = look.get(f"{W}firstRow")
    if flag is not None:
        return flag in ("1", "true", "on")
    try:
        return bool(int(look.get(f"{W}val", "0"), 16) & 0x20)
    except ValueError:
        return False


def _number(element: Any) -> int:
    value = element.get(f"{W}val", "1")
    return max(1, int(value)) if value.isascii() and value.isdecimal() else 1


def _symbol(element: Any) -> str:
    """Return a character of a symbol font, U+FFFD where it has no counterpart: never nothing in its place."""
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return "\N{REPLACEMENT CHARACTER}"
    return _SYMBOLS.get(code - _PRIVATE if code >= _PRIVATE else code, "\N{REPLACEMENT CHARACTER}")


# How each part of a run is shown.
_TEXT: dict[str, Callable[[Any], str]] = {
    f"{W}t": lambda element: element.text or "",
    f"{W}tab": lambda _: "\t",
    f"{W}ptab": lambda _: "\t",
    f"{W}br": lambda _: "\n",
    f"{W}cr": lambda _: "\n",
    f"{W}noBreakHyphen": lambda _: "\N{NON-BREAKING HYPHEN}",
    f"{W}sym": _symbol,
}
