"""Tables, whatever file they come from: each row becomes one sentence that names its headers.

"Region: North · Sales: 4" can be quoted alone and found by the words of the header. A table that only arranges prose on
the page is read cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.formats.composing import one_line, row
from corpus.report import BlockKind

# A longer cell holds sentences, which are quoted one by one.
LONGEST_CELL = 400
# More rows of head than this are no head.
MOST_HEADS = 3

_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_FIGURE = re.compile(r"[\W\d]*\d[\W\d]*(?:%|[A-Z]{1,3})?")
_BESIDE = frozenset({BlockKind.TABLE_ROW, BlockKind.NOTE})


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before it has its place in the text.

    Args:
        text: Its words.
        kind: What it is on the page.
        level: Depth of a heading (1 to 6), 0 for everything else.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, or one column of a wide one.

    Args:
        pieces: What stands in it.
        from_above: Whether it continues the cell above it.
        from_left: Whether it continues the cell to its left.
    """

    pieces: tuple[Piece, ...] = ()
    from_above: bool = False
    from_left: bool = False

    @property
    def text(self) -> str:
        """Its own words on one line, without tables and notes inside it."""
        return " ".join(one_line(piece.text) for piece in self.pieces if piece.kind not in _BESIDE)


def words(text: str, *, from_above: bool = False, from_left: bool = False) -> Cell:
    """Return a cell of plain text."""
    return Cell((Piece(text),) if text else (), from_above, from_left)


def table_pieces(
    rows: Sequence[Sequence[Cell]], *, heads: Sequence[bool] | None = None, first_is_head: bool = True
) -> Iterator[Piece]:
    """Yield a table's rows as sentences, or its cells where it only arranges prose.

    Args:
        rows: From the top; each cell as often as it is wide.
        heads: Of every row, whether the file marks it as head; None where it marks none.
        first_is_head: Whether the first row may be the head though it is not marked.
    """
    filled = _filled_down(rows)
    if max(map(len, filled), default=0) < 2 or _arranges_prose(filled):  # noqa: PLR2004 - one column is no table
        for line in rows:
            for cell in line:
                yield from () if cell.from_left or cell.from_above else cell.pieces
        return
    marked = list(heads or [])
    count = next((n for n, is_head in enumerate(marked) if not is_head), len(marked))
    if not count and first_is_head and _first_is_head(filled):
        count = 1
    headers = headers_of(filled[: count if count <= MOST_HEADS else 1])
    for line in filled[: count if count == len(filled) else 0]:  # all head: nothing else would be read
        yield Piece(row([], _once(line)), BlockKind.TABLE_ROW)
    for line in filled[count:]:
        yield Piece(row(headers, _once(line)), BlockKind.TABLE_ROW)
        for cell in line:
            if not cell.from_left and not cell.from_above:
                yield from (piece for piece in cell.pieces if piece.kind in _BESIDE)


def _filled_down(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Return the rows with the words of merged cells in every row and column that they reach."""
    filled: list[list[Cell]] = []
    for line in rows:
        above = filled[-1] if filled else []
        filled.append([])
        for place, cell in enumerate(line):
            source = cell
            if cell.from_above and place < len(above):
                source = above[place]
            elif cell.from_left and filled[-1]:
                source = filled[-1][-1]
            filled[-1].append(replace(cell, pieces=source.pieces))
    return filled


def _first_is_head(rows: Sequence[Sequence[Cell]]) -> bool:
    """Return whether the first row names columns; where first cells end with a colon, they name the rows."""
    named = sum(line[0].text.endswith(":") for line in rows if line)
    return len(rows) > 1 and named * 2 < len(rows) and looks_like_head([cell.text for cell in rows[0]])


def _arranges_prose(rows: Sequence[Sequence[Cell]]) -> bool:
    """Return whether a table holds prose that is read cell by cell."""
    return any(len(cell.text) > LONGEST_CELL for line in rows for cell in line)


def _once(line: Sequence[Cell]) -> list[str]:
    """Return a row's words, those of a wide cell in its first column only."""
    return ["" if cell.from_left else cell.text for cell in line]


def headers_of(heads: Sequence[Sequence[Cell]]) -> list[str]:
    """Return one header a column; of several rows of head, their words from the top, each once."""
    width = max(map(len, heads), default=0)
    columns = ([line[place].text for line in heads if place < len(line)] for place in range(width))
    return [" ".join(dict.fromkeys(filter(None, column))).rstrip(":") for column in columns]


def looks_like_head(texts: Sequence[str]) -> bool:
    """Return whether a first row names columns: words, or years beside words, and no figures."""
    named = [text for text in texts if text]
    figures = [text for text in named if _FIGURE.fullmatch(text) and not _YEAR.fullmatch(text)]
    words_in = [text for text in named if not _FIGURE.fullmatch(text)]
    return bool(words_in) and not figures and len(named) >= max(2, len(texts) // 2)
