"""Where every character stands on its page, kept small: what marks a sentence on the picture of its page.

Lines of text are packed as numbers in columns, in tenths of a point, and compressed: about one and a half bytes a
character. A character's left edge is kept as its distance from the one before, and its width as what it differs from
the distance to the next one: for the letters of a font both are few values, so they compress well.

Lengths are PDF points (1/72 inch), the origin is the top left corner of the page as it is shown.
"""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub

# A tenth of a point is 0.035 mm: less than a pixel on any picture of a page that a person is shown.
UNITS_A_POINT = 10
# 5,000,000 characters of four bytes and as many bytes again for lines: what a report may have, and no more.
MOST_UNPACKED_BYTES = 64 << 20

_HEAD = struct.Struct("<4sII")  # form and version, number of lines, number of characters
_MARK = b"box1"
_COLUMNS = 8  # start, count, page, top, bottom, left, last width, sideways: 32 bits each
_OFFSET = 20_000  # so that no character on a page has a place below 0 while it is rounded
_FARTHEST = 32_767  # between neighbouring characters, in units: 45 inches


@dataclass(frozen=True, slots=True)
class Area:
    """One rectangle on a page.

    Args:
        page: Counted from 1.
        left: Of the page's left edge, in points; for pictures of unknown resolution in pixels.
        top: Below the page's upper edge, likewise.
        right: Likewise.
        bottom: Likewise.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """The boxes of characters that stand in one line, one after another in the text without a gap.

    Args:
        start: The first character, an offset into the report's text.
        page: Counted from 1.
        top: Of the whole line.
        bottom: Of the whole line.
        lefts: Of every character.
        rights: Of every character.
        sideways: Whether the line runs up or down the page: then left and right stand for top and bottom, and top and
            bottom for left and right.
    """

    start: int
    page: int
    top: float
    bottom: float
    lefts: Sequence[float]
    rights: Sequence[float]
    sideways: bool = False

    @property
    def end(self) -> int:
        """Return one past the last character, an offset into the report's text."""
        return self.start + len(self.lefts)


def pack(lines: Iterable[Line]) -> bytes:
    """Pack the lines of a report, which come in the order of its text; empty lines are left out."""
    own = [line for line in lines if line.lefts]
    if not own:
        return b""
    lefts, rights = _units([line.lefts for line in own]), _units([line.rights for line in own])
    tops, bottoms = _units([[line.top for line in own]]), _units([[line.bottom for line in own]])
    lengths = [len(line.lefts) for line in own]
    ends = list(accumulate(lengths))
    starts = [end - length for end, length in zip(ends, lengths, strict=True)]
    widths = [rights[end - 1] - lefts[end - 1] for end in ends]
    steps, spares = [0, *map(sub, lefts[1:], lefts)], [*map(sub, rights, lefts[1:]), 0]
    for start, end in zip(starts, ends, strict=True):
        steps[start] = spares[end - 1] = 0
    columns = (
        *([line.start for line in own], lengths, [line.page for line in own], tops, bottoms),
        *([lefts[start] for start in starts], widths, [int(line.sideways) for line in own]),
    )
    numbers = b"".join(struct.pack(f"<{len(own)}i", *column) for column in columns) + _short(steps) + _short(spares)
    return _HEAD.pack(_MARK, len(own), len(steps)) + zlib.compress(numbers, 6)


def areas(packed: bytes, start: int, end: int) -> list[Area]:
    """Return the rectangles that cover exactly the characters from start to end, one a line, in the text's order.

    Args:
        packed: What `pack` returned; nothing has areas in empty bytes.
        start: First character, an offset into the report's text.
        end: One past the last character.

    Raises:
        ValueError: The bytes are not what `pack` returns.
    """
    return [_area(line, start, end) for line in lines_within(packed, start, end)]


def lines_within(packed: bytes, start: int, end: int) -> Iterator[Line]:
    """Yield the whole lines that hold a character from start to end, as they were packed but for the rounding.

    Raises:
        ValueError: The bytes are not what `pack` returns.
    """
    if not packed or start >= end:
        return
    count, characters, numbers = _unpacked(packed)
    starts = struct.unpack_from(f"<{count}i", numbers)
    lengths = struct.unpack_from(f"<{count}i", numbers, 4 * count)
    at_line = max(0, bisect_right(starts, start) - 1)
    before = sum(lengths[:at_line])
    for number in range(at_line, count):
        if starts[number] >= end:
            return
        if starts[number] + lengths[number] > start:
            yield _line(numbers, number, count, before, characters)
        before += lengths[number]


def every_line(packed: bytes) -> Iterator[Line]:
    """Yield all lines, in the text's order: what is packed again when pages are added."""
    yield from lines_within(packed, 0, 1 << 31)


def _unpacked(packed: bytes) -> tuple[int, int, bytes]:
    """Return the number of lines, of characters, and their columns."""
    try:
        mark, count, characters = _HEAD.unpack_from(packed)
        compressed = zlib.decompressobj()
        numbers = compressed.decompress(packed[_HEAD.size :], MOST_UNPACKED_BYTES)
    except (struct.error, zlib.error) as error:
        raise ValueError("these are not packed character boxes") from error
    if mark != _MARK or not compressed.eof or len(numbers) != 4 * _COLUMNS * count + 4 * characters:
        raise ValueError("these are not packed character boxes")
    return count, characters, numbers


def _line(numbers: bytes, number: int, count: int, before: int, characters: int) -> Line:
    """Return one line from the columns; `before` characters stand in the lines in front of it."""
    head = [struct.unpack_from("<i", numbers, 4 * (column * count + number))[0] for column in range(_COLUMNS)]
    start, length, page, top, bottom, left, width, sideways = head
    at = 4 * _COLUMNS * count + 2 * before
    steps = struct.unpack_from(f"<{length}h", numbers, at)
    spares = struct.unpack_from(f"<{length}h", numbers, at + 2 * characters)
    lefts: list[int] = []
    for step in steps:
        left += step
        lefts.append(left)
    rights = [after + spare for after, spare in zip(lefts[1:], spares, strict=False)] + [lefts[-1] + width]
    upper, lower = _points((top, bottom))
    return Line(start, page, upper, lower, _points(lefts), _points(rights), bool(sideways))


def _area(line: Line, start: int, end: int) -> Area:
    """Return the rectangle around the characters of a line from start to end."""
    span = slice(max(0, start - line.start), end - line.start)
    low, high = min(line.lefts[span]), max(line.rights[span])
    if line.sideways:
        return Area(line.page, line.top, low, line.bottom, high)
    return Area(line.page, low, line.top, high, line.bottom)


def _units(lengths: Iterable[Sequence[float]]) -> array[int]:
    """Return all lengths in units.

    Pillow multiplies and rounds a million numbers in a hundredth of a second; Python takes thirty times as long.
    """
    from PIL import Image

    points = array("f")
    for some in lengths:
        points.extend(some)
    row = Image.frombuffer("F", (len(points), 1), points.tobytes(), "raw", "F", 0, 1)
    units = row.point(lambda length: length * UNITS_A_POINT + (_OFFSET + 0.5)).convert("I")  # it cuts off towards 0
    return array("i", [unit - _OFFSET for unit in array("i", units.tobytes())])


def _points(units: Sequence[int]) -> list[float]:
    return [unit / UNITS_A_POINT for unit in units]


def _short(steps: list[int]) -> bytes:
    """Return distances between neighbours in 16 bits each, cut where one is farther than any line is long."""
    try:
        packed = array("h", steps)
    except OverflowError:
        packed = array("h", [max(-_FARTHEST, min(_FARTHEST, step)) for step in steps])
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()
