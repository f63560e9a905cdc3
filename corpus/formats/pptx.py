"""PowerPoint presentations (PPTX): a slide is a page, its title a heading, its notes are notes.

The title comes first, then the shapes from the top of the slide to its foot and from left to right, because the order
in the file is the order in which they were drawn. Slide numbers, dates and footers, hidden slides, hidden shapes and
comments are not read. Source: ECMA-376 part 1, chapters 19 and 21.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from corpus.formats.archive import Archive
from corpus.formats.composing import Composition, one_line
from corpus.formats.openxml import A, Package, R
from corpus.formats.slides import Box, reading_order
from corpus.formats.tables import Cell, Piece, table_pieces, words
from corpus.report import BlockKind, Extract

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TITLES = frozenset({"title", "ctrTitle"})
_RUNNING = frozenset({"sldNum", "dt", "ftr", "hdr"})
_LISTS = frozenset({"body", "obj"})
_SHAPES = frozenset(f"{_P}{name}" for name in ("sp", "grpSp", "graphicFrame", "pic", "cxnSp"))
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_SHOWN = frozenset({f"{A}t", f"{A}br"})
_OFF = ("0", "false")
_ON = ("1", "true")


@dataclass(frozen=True, slots=True)
class _Shape:
    """One shape with its place on the slide.

    Args:
        element: The shape.
        role: What its placeholder is for: "title", "body", ...; None for a free text box.
        box: Where it stands, None where the file does not say.
    """

    element: Any
    role: str | None
    box: Box | None


def read(data: bytes, name: str) -> Extract:
    """Read a presentation."""
    package, composition = Package(Archive(data, name), name), Composition(name)
    title, without_text, hidden = None, [], 0
    for number, part in enumerate(_slides(package), 1):
        slide = package.archive.xml(part)
        if slide.get("show", "1") in _OFF:
            hidden += 1
            continue
        pieces = list(_slide_pieces(package, part, slide))
        for piece in pieces:
            composition.add(piece.text, piece.kind, level=piece.level, page=number)
        if not pieces:
            without_text.append(number)
        title = title or next((one_line(piece.text) for piece in pieces if piece.kind is BlockKind.HEADING), None)
    if hidden:
        composition.remark(f"{hidden:,} hidden slide{'s were' if hidden > 1 else ' was'} left out.")
    for remark in package.remarks():
        composition.remark(remark)
    facts = package.facts()
    return composition.extract(
        replace(facts, title=facts.title or title), "pptx", pages_without_text=tuple(without_text)
    )


def _slides(package: Package) -> Iterator[str]:
    """Yield the paths of the slides in the order in which they are shown."""
    relations = package.relations(package.main)
    for slide in package.archive.xml(package.main).iterfind(f"{_P}sldIdLst/{_P}sldId"):
        path, _ = relations.get(slide.get(f"{R}id", ""), ("", ""))
        if path in package.archive.names:
            yield path


def _slide_pieces(package: Package, part: str, slide: Any) -> Iterator[Piece]:
    """Yield the blocks of one slide and its notes."""
    layout = package.xml(part, "slideLayout")
    inherited = () if layout is None else layout.iter(f"{_P}sp")
    places = {_key(shape): _own_box(shape) for shape in inherited if _key(shape)}
    tree = slide.find(f"{_P}cSld/{_P}spTree")
    shapes = [] if tree is None else list(_shapes(tree, places))
    for shape in shapes:
        if shape.role in _TITLES:
            yield from _title(shape.element)
    for shape in _in_reading_order([shape for shape in shapes if shape.role not in _TITLES]):
        yield from _shape_pieces(shape)
    for diagram in package.related(part, "diagramDrawing"):
        yield from _paragraphs(package.archive.xml(diagram), BlockKind.LIST_ITEM)
    notes = package.xml(part, "notesSlide")
    for shape in () if notes is None else notes.iter(f"{_P}sp"):
        if _role(shape) == "body":
            yield from _paragraphs(shape, BlockKind.NOTE)


def _shapes(parent: Any, places: dict[str, Box | None]) -> Iterator[_Shape]:
    """Yield the shapes of a tree that are shown; those of a group where the group stands, as one."""
    for element in parent:
        if element.tag == _ALTERNATIVES:
            yield from _shapes(next(iter(element), ()), places)
        elif element.tag in _SHAPES and not _is_hidden(element) and _role(element) not in _RUNNING:
            yield _Shape(element, _role(element), _own_box(element) or places.get(_key(element)))


def _in_reading_order(shapes: list[_Shape]) -> list[_Shape]:
    return [shapes[place] for place in reading_order([shape.box for shape in shapes])]


def _shape_pieces(shape: _Shape) -> Iterator[Piece]:
    """Yield the text of a shape, a table or a group."""
    element = shape.element
    if element.tag == f"{_P}grpSp":
        for inside in _in_reading_order(list(_shapes(element, {}))):
            yield from _shape_pieces(inside)
    elif element.tag == f"{_P}graphicFrame":
        for table in element.iter(f"{A}tbl"):
            yield from _table(table)
    elif element.tag == f"{_P}sp":
        paragraphs = list(_paragraphs(element, BlockKind.PARAGRAPH))
        listed = shape.role in _LISTS and len(paragraphs) > 1
        yield from (replace(piece, kind=BlockKind.LIST_ITEM) if listed else piece for piece in paragraphs)


def _title(element: Any) -> Iterator[Piece]:
    """Yield a slide's title as one heading, however many lines it has."""
    text = one_line(" ".join(piece.text for piece in _paragraphs(element, BlockKind.HEADING)))
    if text:
        yield Piece(text, BlockKind.HEADING, 1)


def _paragraphs(element: Any, kind: BlockKind) -> Iterator[Piece]:
    """Yield every paragraph of text below an element that has words."""
    for paragraph in element.iter(f"{A}p"):
        text = "\n".join(one_line(line) for line in _text(paragraph).split("\n")).strip()
        if text:
            yield Piece(text, kind)


def _text(paragraph: Any) -> str:
    """Return what is shown of a paragraph: runs, fields and line breaks."""
    return "".join("\n" if part.tag == f"{A}br" else part.text or "" for part in paragraph.iter(*_SHOWN))


def _table(table: Any) -> Iterator[Piece]:
    """Yield a table's rows."""
    properties = table.find(f"{A}tblPr")
    flags = {} if properties is None else dict(properties.attrib)
    first_is_head = not flags or flags.get("firstRow", "0") in _ON  # LibreOffice writes none
    rows = [[_cell(cell) for cell in line.iterfind(f"{A}tc")] for line in table.iterfind(f"{A}tr")]
    yield from table_pieces(rows, first_is_head=first_is_head)


def _cell(cell: Any) -> Cell:
    if cell.get("vMerge", "0") in _ON:
        return words("", from_above=True)
    text = " ".join(piece.text for piece in _paragraphs(cell, BlockKind.PARAGRAPH))
    return words(text, from_left=cell.get("hMerge", "0") in _ON)


def _placeholder(element: Any) -> Any:
    return next(element.iter(f"{_P}ph"), None) if element.tag == f"{_P}sp" else None


def _role(element: Any) -> str | None:
    """Return what a shape's placeholder is for, None for a free shape."""
    placeholder = _placeholder(element)
    return None if placeholder is None else str(placeholder.get("type", "obj"))


def _key(element: Any) -> str:
    """Return the number that a slide's placeholder and its layout's have in common, empty for a free shape."""
    placeholder = _placeholder(element)
    return "" if placeholder is None else str(placeholder.get("idx", "0"))


def _own_box(element: Any) -> Box | None:
    """Return where a shape stands, None where its layout says it."""
    for frame in element.iter(f"{A}xfrm", f"{_P}xfrm"):
        offset, extent = frame.find(f"{A}off"), frame.find(f"{A}ext")
        if offset is None or extent is None:
            return None
        try:
            return Box(float(offset.get("x")), float(offset.get("y")), float(extent.get("cy")))
        except (TypeError, ValueError):
            return None
    return None


def _is_hidden(element: Any) -> bool:
    """Return whether a shape is switched off in the list of shapes."""
    facts = next(element.iter(f"{_P}cNvPr"), None)
    return facts is not None and facts.get("hidden", "0") in _ON
