"""Text objects of a page that lie over one another: each is looked at by itself, lest one hides behind the other.

White letters below black ones would else count as seen, because something is seen where they are.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

SHARED = 0.3  # of the lower of two lines: tight lines share less
SHARED_POINTS = 1.5  # along the line: kerned letters share less
_STRIP_POINTS = 4.0  # pages are looked through in strips of this height
_MOST_STRIPS = 50

Edges: TypeAlias = "tuple[array[float], array[float], array[float], array[float]]"  # left, top, right, bottom
Piece = tuple[int, int, int]  # first character, one past the last, and the address of the text object
Box = tuple[float, float, float, float, int]  # left, right, top, bottom, address


def crowded(pieces: Sequence[Piece], edges: Edges) -> list[int]:
    """Return the addresses of text objects that share their place with others, in the order of the page.

    Args:
        pieces: Of the text objects, in the order of the file.
        edges: Of the page's characters.
    """
    strips: dict[int, list[Box]] = defaultdict(list)
    for box in _boxes(pieces, edges):
        first = int(box[2] / _STRIP_POINTS)
        for strip in range(first, min(int(box[3] / _STRIP_POINTS), first + _MOST_STRIPS) + 1):
            strips[strip].append(box)
    found: dict[int, None] = {}
    for strip in sorted(strips):
        for one, other in _neighbours(strips[strip]):
            found |= {one[4]: None, other[4]: None}
    return list(found)


def _boxes(pieces: Sequence[Piece], edges: Edges) -> Iterator[Box]:
    """Yield the box of every run of words of one object."""
    lefts, tops, rights, bottoms = edges
    for address, run in groupby(pieces, key=lambda piece: piece[2]):
        own = list(run)
        first, last = own[0][0], own[-1][1] - 1
        left, right = min(lefts[first], lefts[last]), max(rights[first], rights[last])
        yield left, right, min(tops[first], tops[last]), max(bottoms[first], bottoms[last]), address


def _neighbours(strip: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Yield boxes of a strip that lie over another, each with the one that reaches farthest."""
    strip.sort()
    farthest: Box | None = None
    for box in strip:
        if farthest is not None and _lie_over(farthest, box):
            yield farthest, box
        if farthest is None or box[1] > farthest[1]:
            farthest = box


def _lie_over(one: Box, other: Box) -> bool:
    """Return whether two boxes share more than neighbours do."""
    if one[4] == other[4] or min(one[1], other[1]) - max(one[0], other[0]) < SHARED_POINTS:
        return False
    shared = min(one[3], other[3]) - max(one[2], other[2])
    return shared > SHARED * min(one[3] - one[2], other[3] - other[2])
