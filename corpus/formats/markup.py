"""HTML in which everything is the text: chapters of books and bodies of mails, read whole and in order.

Pages of the web are read by `corpus.formats.html`, which leaves out what stands around the article; here nothing does.
What a style hides is not read in either (`corpus.formats.hiding`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.errors import OverLimit
from corpus.formats.archive import DEEPEST
from corpus.formats.composing import one_line
from corpus.formats.hiding import remove_hidden
from corpus.formats.tables import Cell, Piece, table_pieces
from corpus.report import BlockKind

_SILENT = frozenset(
    {"script", "style", "head", "template", "noscript", "iframe", "object", "svg", "select", "rt", "rp"}
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form"
        " header h1 h2 h3 h4 h5 h6 hr html li main nav ol p pre section summary table tbody td tfoot th thead"
        " tr ul caption",
    )
)
_HEADING = re.compile(r"h([1-6])")
_NOTE = re.compile(r"foot-?note|end-?note|rear-?note", re.IGNORECASE)
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
# What lxml would take for a declaration that ends too early (entities inside), or not at all.
_DOCUMENT_TYPE = re.compile(r"<!doctype[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>", re.IGNORECASE)
# A file with more is no book; libxml2's own limit is 256.
MOST_SPAN = 100


def pieces(page: str, name: str) -> Iterator[Piece]:
    """Yield the blocks of a page in reading order.

    Args:
        page: The page, or a piece of one.
        name: The file as the person knows it, for refusals.

    Raises:
        OverLimit: Its elements nest too deep.
    """
    root = tree(_DOCUMENT_TYPE.sub("", _DECLARATION.sub("", page, count=1), count=1), name)
    if root is not None:
        remove_hidden(root)
        yield from _Walk().blocks(root)


def tree(page: str, name: str) -> Any:
    """Parse a page; returns its root, an lxml element, None where there is no element in it.

    Raises:
        OverLimit: Its elements nest too deep: the parser would leave out the rest of the page without a word.
    """
    from lxml import etree, html  # type: ignore[import-untyped]

    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
    )
    try:
        root = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None
    if any("depth" in entry.message for entry in parser.error_log):
        reason = f"its elements stand more than {DEEPEST} deep in one another (limit)"
        raise OverLimit(name, reason, "save it as text")
    return root


class _Walk:
    """A walk through a page; a class because the words of a paragraph gather across elements."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def blocks(self, root: Any, kind: BlockKind = BlockKind.PARAGRAPH) -> Iterator[Piece]:
        """Yield the blocks of an element."""
        yield from self._element(root, kind)
        yield from self._ended(kind)

    def within(self, cell: Any) -> Iterator[Piece]:
        """Yield the blocks inside an element that is none itself."""
        yield from self._inside(cell, BlockKind.PARAGRAPH)
        yield from self._ended(BlockKind.PARAGRAPH)

    def _element(self, element: Any, kind: BlockKind) -> Iterator[Piece]:
        """Gather an element's words, yielding what is complete."""
        tag = element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
        if tag in _SILENT or not tag:
            return
        if tag == "br":
            self._words.append("\n")
        elif tag == "table":
            yield from self._ended(kind)
            yield from self._table(element)
        elif tag in _BLOCKS:
            yield from self._ended(kind)
            own = _kind(element, tag, kind)
            yield from self._inside(element, own, keeps_lines=tag == "pre")
            heading = _HEADING.fullmatch(tag)
            yield from self._ended(own, int(heading[1]) if heading else 0)
        else:
            yield from self._inside(element, kind)

    def _inside(self, element: Any, kind: BlockKind, *, keeps_lines: bool = False) -> Iterator[Piece]:
        """Gather the words inside an element."""
        self._gather(element.text, keeps_lines=keeps_lines)
        for child in element:
            yield from self._element(child, kind)
            self._gather(child.tail, keeps_lines=keeps_lines)

    def _gather(self, text: str | None, *, keeps_lines: bool) -> None:
        self._words.append((text or "") if keeps_lines else (text or "").replace("\n", " "))

    def _ended(self, kind: BlockKind, level: int = 0) -> Iterator[Piece]:
        """Yield the words gathered so far as a block."""
        text = "\n".join(one_line(line) for line in "".join(self._words).split("\n")).strip()
        self._words.clear()
        if text:
            yield Piece(one_line(text) if level else text, kind, level)

    def _table(self, table: Any) -> Iterator[Piece]:
        """Yield a table's caption and rows."""
        rows, heads = [], []
        for line in table.iter("tr", "caption"):
            if next(line.iterancestors("table")) is not table:
                continue
            if line.tag == "caption":
                yield from _Walk().blocks(line, BlockKind.CAPTION)
                continue
            cells = [cell for cell in line if cell.tag in ("td", "th")]
            rows.append([part for cell in cells for part in _cell(cell)])
            heads.append(bool(cells) and all(cell.tag == "th" for cell in cells))
        yield from table_pieces(rows, heads=heads if any(heads) else None, first_is_head=False)


def _cell(cell: Any) -> Iterator[Cell]:
    """Yield a cell as often as it is wide."""
    span = cell.get("colspan", "1")
    width = min(int(span), MOST_SPAN) if span.isascii() and span.isdecimal() else 1
    inside = tuple(_Walk().within(cell))
    yield Cell(inside)
    for _ in range(width - 1):
        yield Cell(inside, from_left=True)


def _kind(element: Any, tag: str, around: BlockKind) -> BlockKind:
    """Return what a block is, given what it stands in."""
    if _HEADING.fullmatch(tag):
        return BlockKind.HEADING
    role = f"{element.get('epub:type', '')} {element.get(_EPUB_TYPE, '')} {element.get('role', '')}"
    if _NOTE.search(role) or around is BlockKind.NOTE or _is_earlier_mail(element, tag):
        return BlockKind.NOTE
    if tag in ("figcaption", "caption"):
        return BlockKind.CAPTION
    return BlockKind.LIST_ITEM if tag == "li" or around is BlockKind.LIST_ITEM else BlockKind.PARAGRAPH


def _is_earlier_mail(element: Any, tag: str) -> bool:
    """Return whether a block is what a mail quotes of an earlier one, as mail programs mark it."""
    marked = {"gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix"} & set(
        element.get("class", "").split()
    )
    return bool(marked) or (tag == "blockquote" and element.get("type") == "cite")
