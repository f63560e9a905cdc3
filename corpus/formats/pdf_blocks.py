"""From lines to paragraphs, headings, list items, captions, notes and rows of tables.

A paragraph ends where the next line is indented, stands farther below, is set in other letters, or where the line left
room for the next line's first word: a line is broken only where that does not fit. A paragraph that ends in
mid-sentence goes on in the next column or on the next page, behind notes, captions and tables that stand between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from corpus.formats.pdf_continued import continued
from corpus.formats.pdf_drafts import ENDED, NOTE_SIZE, SAME_SIZE, Draft, Typography, closes, same_size
from corpus.formats.pdf_leftward import LEFTWARD
from corpus.formats.pdf_lines import Line
from corpus.formats.pdf_tables import ITEM, begins_item, has_headers, is_row, tables
from corpus.report import BlockKind

HEADING_SIZE = 1.12  # of the body's letters
LONGEST_HEADING = 200  # characters; longer ones are text in large letters
LONGEST_CAPTION = 500
MOST_LEVELS = 6
INDENT_EMS = 0.8
SAME_EDGE_EMS = 0.2
# Of the distance between lines: more than this is a gap between paragraphs.
PARAGRAPH_GAP = 1.3
# Of the column: a line that leaves as much room ends its paragraph, whatever stands at its end.
ROOM_LEFT = 0.3
# From line to line, of the letters' size: where nothing tells it, and twice as much for text in double spacing.
USUAL_PITCH, FARTHEST_LINES = 1.25, 2.6
NEIGHBOURS = 6  # lines on both sides by which the width of a column is measured

_CAPTION = re.compile(
    r"(?i:fig(?:ure|\.)?|table|chart|map|box|photo|exhibit|abbildung|tabelle|tableau|figura|tabla)\s+"
    r"(?:\d[\d.\-]*|[IVX]+|[A-Z])(?:\s*[:.|–—-]|\s+[A-Z(]|\s*$)|(?i:source|photo|image|quelle|fuente)s?\s*:"
)
_LEADER = re.compile(r"(?:\.\s?){5,}")  # dots that lead to a page's number in a table of contents
_NOTE = re.compile(r"(?:[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[*†‡§¶]{1,3}|\[\d{1,3}\])\.?\)?\s*\S")
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,5}|[A-Z])[.)]?\s+\S")
_PAUSED = re.compile(r"[:;]$")
_LETTER = re.compile(r"[^\W\d_]")


def blocks(pages: Sequence[Sequence[Line]]) -> list[Draft]:
    """Return the blocks of a report.

    Args:
        pages: The lines of each, in reading order, without running heads.
    """
    usual = _typography(pages)
    drafts: list[Draft] = []
    for page in pages:
        drafts += _of_page(page, usual)
    return continued(drafts, usual)


# What is usual ------------------------------------------------------------------------------------------------------


def _typography(pages: Sequence[Sequence[Line]]) -> Typography:
    """Measure what is usual in a report."""
    sizes: Counter[tuple[float, bool]] = Counter()
    apart: dict[float, list[float]] = {}
    for page in pages:
        for line in page:
            sizes[_rounded(line.size), line.bold] += len(line.text)
        for a, b in pairwise(page):
            if a.flow == b.flow and same_size(a, b) and b.bottom - a.bottom < FARTHEST_LINES * b.size:
                apart.setdefault(_rounded(a.size), []).append(b.bottom - a.bottom)
    size, bold = max(sizes, key=lambda style: sizes[style], default=(10.0, False))
    larger = sorted((style for style in sizes if _stands_out(*style, size, bold)), reverse=True)
    levels = {style: min(MOST_LEVELS, number) for number, style in enumerate(larger, 1)}
    return Typography(size, bold, {key: _pitch(values) for key, values in apart.items()}, levels)


def _stands_out(size: float, bold: bool, usual: float, usually_bold: bool) -> bool:  # noqa: FBT001 - a style
    """Return whether letters are a heading's."""
    return size >= HEADING_SIZE * usual or (bold and not usually_bold and size >= (1 - SAME_SIZE) * usual)


def _pitch(distances: Sequence[float]) -> float:
    """Return the usual distance between lines: the commonest one, paragraph gaps being rarer."""
    rounded = Counter(round(distance * 2) for distance in distances if distance > 0)
    return rounded.most_common(1)[0][0] / 2 if rounded else 0.0


def _rounded(size: float) -> float:
    return round(size * 2) / 2


# The blocks of one page ---------------------------------------------------------------------------------------------


def _of_page(page: Sequence[Line], usual: Typography) -> Iterator[Draft]:
    """Yield the blocks of a page, as far as they stand on it."""
    lines: list[Line] = []
    rows = {id(line) for table in tables(page) for line in table}
    headers = {id(line): table[0] for table in tables(page) if has_headers(table) for line in table}
    for index, line in enumerate(page):
        if line.cells:
            if lines:
                yield _draft(lines, usual, rows)
            lines = []
            yield Draft((line,), BlockKind.TABLE_ROW, headers=line.headers)
            continue
        if id(line) in headers:
            if lines:
                yield _draft(lines, usual, rows)
            lines = []
            if headers[id(line)] is not line:
                above = tuple(stretch.text for stretch in headers[id(line)].stretches)
                yield Draft((line,), BlockKind.TABLE_ROW, headers=above)
            continue
        if lines and not _goes_on(page, index, lines, usual, rows):
            yield _draft(lines, usual, rows)
            lines = []
        lines.append(line)
    if lines:
        yield _draft(lines, usual, rows)


def _goes_on(page: Sequence[Line], index: int, lines: Sequence[Line], usual: Typography, rows: set[int]) -> bool:
    """Return whether a line goes on with the paragraph of these lines."""
    before, line = lines[-1], page[index]
    if id(line) in rows or id(before) in rows or _LEADER.search(before.text):
        return False
    ended = bool(ENDED.search(before.text) or _PAUSED.search(before.text))
    if begins_item(line.text, lines[0].text, ended=ended):
        return False
    if not same_size(before, line) or before.bold != line.bold or before.flow != line.flow:
        return False
    pitch = usual.pitches.get(_rounded(line.size)) or USUAL_PITCH * line.size
    taller = max(0.0, (line.bottom - line.top) - (before.bottom - before.top))  # a raised mark pushes its line down
    if line.bottom - before.bottom - taller > max(PARAGRAPH_GAP * pitch, pitch + 2) or line.bottom <= before.bottom:
        return False
    if _CAPTION.match(line.text) or (line.size <= NOTE_SIZE * usual.size and _NOTE.match(line.text)):
        return False
    return not _indented(lines, line) and not _ended(page, index)


def _indented(lines: Sequence[Line], line: Line) -> bool:
    """Return whether a line begins a paragraph by where it begins."""
    indent = INDENT_EMS * line.size
    hanging = bool(ITEM.match(lines[0].text))
    if hanging and not _hangs(lines, line) and closes(lines[-1].text, line.text):
        return True
    if len(lines) == 1:  # the line after a list's sign stands farther right, the one after an indent farther left
        return _start(line) > _start(lines[0]) + indent and not hanging
    usual_start = min(_start(other) for other in lines[1:])
    return _start(line) > usual_start + indent or (hanging and _start(line) < usual_start - indent)


def _start(line: Line) -> float:
    """Return how far from the edge a line begins, whichever way it runs."""
    return -line.right if LEFTWARD.search(line.text) else line.left


def _hangs(lines: Sequence[Line], line: Line) -> bool:
    """Return whether a line begins where an item's other lines do, or its sign, or the words behind the sign."""
    first = lines[0].stretches[0]
    words = first.lefts[min(len(first.text.split(None, 1)[0]) + 1, len(first.lefts) - 1)]
    places = (lines[0].left, words, *(other.left for other in lines[1:]))
    return any(abs(line.left - place) <= SAME_EDGE_EMS * line.size for place in places)


def _ended(page: Sequence[Line], index: int) -> bool:
    """Return whether the line before this one left room for the first word of this one."""
    before, line = page[index - 1], page[index]
    if before.stretches[-1].hyphen is not None:
        return False
    right, left = _column(page, index - 1)
    stretch = line.stretches[0]
    end = stretch.text.find(" ")
    first_word = abs(stretch.rights[end - 1 if end > 0 else -1] - stretch.lefts[0])
    room = before.left - left if LEFTWARD.search(before.text) else right - before.right
    if room < first_word + 0.3 * line.size:
        return False
    if room > ROOM_LEFT * (right - left):
        return True
    if _PAUSED.search(before.text):
        return not line.text[0].islower()
    return closes(before.text, line.text)


def _column(page: Sequence[Line], index: int) -> tuple[float, float]:
    """Return the right and the left edge of the column around a line."""
    line, count = page[index], len(page)
    left, right, flow, size = line.left, line.right, line.flow, line.size
    for step in (1, -1):
        for at in range(index + step, index + (NEIGHBOURS + 1) * step, step):
            other = page[at] if 0 <= at < count else line
            if other is line or other.flow != flow or (other.size != size and not same_size(other, line)):
                break
            left, right = min(left, other.left), max(right, other.right)
    return right, left


def _draft(lines: Sequence[Line], usual: Typography, rows: set[int]) -> Draft:
    """Say what a block of lines is."""
    first, text = lines[0], " ".join(line.text for line in lines)
    if id(first) in rows or (len(lines) == 1 and (is_row(first) or _LEADER.search(text))):
        return Draft(tuple(lines), BlockKind.TABLE_ROW)
    if first.size <= NOTE_SIZE * usual.size and _NOTE.match(text):
        return Draft(tuple(lines), BlockKind.NOTE)
    if _CAPTION.match(text) and len(text) <= LONGEST_CAPTION:
        return Draft(tuple(lines), BlockKind.CAPTION)
    level = _level(lines, text, usual)
    if level:
        return Draft(tuple(lines), BlockKind.HEADING, level)
    return Draft(tuple(lines), BlockKind.LIST_ITEM if ITEM.match(text) else BlockKind.PARAGRAPH)


def _level(lines: Sequence[Line], text: str, usual: Typography) -> int:
    """Return the depth of a heading, 0 for a block that is none."""
    if len(text) > LONGEST_HEADING or len(lines) > 3 or not _LETTER.search(text):  # noqa: PLR2004 - lines of a title
        return 0
    level = usual.levels.get((_rounded(lines[0].size), lines[0].bold), 0)
    size = median(line.size for line in lines)
    if level and (size >= HEADING_SIZE * usual.size or _NUMBERED.match(text) or not ENDED.search(text)):
        return level
    return 0
