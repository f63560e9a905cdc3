"""Plain text: one paragraph a line, or lines broken at a column with empty lines between paragraphs.

Which of the two is measured: in text broken at a column, the first word of a line hardly ever fits on the line before,
and a line seldom ends with a full stop.
The text itself is not altered; a block of broken lines spans them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from corpus.errors import OverLimit
from corpus.formats.composing import MOST_BLOCKS
from corpus.formats.decoding import decode
from corpus.report import Block, BlockKind, Extract

# Text is broken at 60 to 80 columns, up to 120 by some; narrower lines are verse, lists or addresses.
NARROWEST, WIDEST = 45, 120
# In broken text nine of ten lines are full; in text of one paragraph a line hardly one.
FULL_LINES = 0.7
# A line of broken text ends a sentence one time in ten; a paragraph on one line nearly always.
ENDED_LINES = 0.5
# A line that leaves more columns free than any word needs ends its paragraph.
SPARE_COLUMNS = 25

_ITEM = re.compile(r"\s*(?:[-*•‣▪●◦–]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+\S")
_ENDS = (".", "!", "?", "…", ":", ".”", "?”", "!”", '."', '?"', '!"', ".)", "。")

Line = tuple[int, int]  # start and end, the line end not included


def read(data: bytes, name: str) -> Extract:
    """Read a plain text."""
    text = decode(data, name)
    blocks = tuple(islice(paragraphs(text), MOST_BLOCKS + 1))
    if len(blocks) > MOST_BLOCKS:
        reason = f"it has more than {MOST_BLOCKS:,} paragraphs (limit)"
        raise OverLimit(name, reason, "split it into several reports")
    return Extract(text, blocks, format="text")


def paragraphs(text: str) -> Iterator[Block]:
    """Yield the paragraphs of a text, whichever way it breaks its lines."""
    lines = list(_lines(text))
    width = broken_at([text[start:end] for start, end in lines])
    yield from _broken_blocks(text, lines, width) if width else _line_blocks(text, lines)


def _lines(text: str) -> Iterator[Line]:
    """Yield every line's offsets without white space at its end."""
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line.rstrip())
        start += len(line) + 1


def broken_at(lines: list[str]) -> int | None:
    """Return the column at which paragraphs are broken into lines, None where each line is a paragraph."""
    lengths = sorted(len(line) for line in lines if line)
    width = lengths[len(lengths) * 19 // 20] if lengths else 0
    if not NARROWEST <= width <= WIDEST:
        return None
    followed = [(line, after) for line, after in pairwise(lines) if line and after and not _ITEM.match(after)]
    full = sum(len(line) + 1 + len(after.split(maxsplit=1)[0]) > width for line, after in followed)
    ended = sum(line.endswith(_ENDS) for line, _ in followed)
    broken = full >= FULL_LINES * len(followed) and ended <= ENDED_LINES * len(followed)
    return width if followed and broken else None


def _line_blocks(text: str, lines: list[Line]) -> Iterator[Block]:
    """Yield one block a line."""
    for start, end in lines:
        if start < end:
            yield Block(start, end, _kind(text[start:end]))


def _broken_blocks(text: str, lines: list[Line], width: int) -> Iterator[Block]:
    """Yield one block for every run of lines that belong together."""
    first: int | None = None
    for (start, end), (after, after_end) in pairwise([*lines, (len(text), len(text))]):
        if start == end:
            continue
        first = start if first is None else first
        if _ends(text[start:end], text[after:after_end], width):
            yield Block(first, end, _kind(text[first:end]))
            first = None


def _ends(line: str, after: str, width: int) -> bool:
    """Return whether a paragraph ends with this line."""
    if not after or _ITEM.match(after):
        return True
    return len(line) + 1 + len(after.split(maxsplit=1)[0]) < width - SPARE_COLUMNS


def _kind(words: str) -> BlockKind:
    """Return whether a block is a list's item or a paragraph."""
    return BlockKind.LIST_ITEM if _ITEM.match(words) else BlockKind.PARAGRAPH
