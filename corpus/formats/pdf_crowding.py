"""Text objects of a page that lie over one another: each is looked at without those, lest one hides behind the other.

White letters below black ones would else count as seen, because something is seen where they are. Objects that do not
touch are looked at together, so that a word across the page costs two drawings, and not one for every line.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

SHARED = 0.3  # of the lower of two lines: tight lines share less
SHARED_POINTS = 1.5  # along the line: kerned letters share less
# Of a text's height and width: a copy is printed no farther from its original; it makes a shadow, or bold letters.
COPY_HEIGHTS, COPY_WIDTHS = 0.2, 0.5
MOST_GROUPS = 12  # two drawings each; 2 ms a drawing
MOST_COMPARED = 300_000  # pairs, a tenth of a second; a page of text has a few hundred
_STRIP_POINTS = 4.0  # pages are looked through in strips of this height
_MOST_STRIPS = 50

Edges: TypeAlias = "tuple[array[float], array[float], array[float], array[float]]"  # left, top, right, bottom
Piece = tuple[int, int, int]  # first character, one past the last, and the address of the text object
Box = tuple[float, float, float, float, int, int, int]  # left, right, top, bottom, address, first character, end


def copies(runs: Sequence[Box], text: str) -> dict[int, int]:
    """Return text objects that print again, at nearly the same place, what another one prints, each with that one.

    Args:
        runs: Of words of one object, in the order of the file.
        text: The page's characters.
    """
    seen: dict[str, list[Box]] = defaultdict(list)
    found: dict[int, int] = {}
    for box in runs:
        same = seen[text[box[5] : box[6]]]
        near = min(COPY_HEIGHTS * (box[3] - box[2]), COPY_WIDTHS * (box[1] - box[0]))
        original = next((one for one in same[-_MOST_STRIPS:] if _is_near(one, box, near)), None)
        if original is None:
            same.append(box)
        elif original[4] != box[4]:
            found[box[4]] = original[4]
    return found


def crowded(runs: Sequence[Box]) -> dict[int, int]:
    """Return text objects that share their place with others, each with its group, whose objects do not touch.

    Objects that lie over too many others are in group MOST_GROUPS, and so are all where there are too many to tell.

    Args:
        runs: Of words of one object, in the order of the file.
    """
    strips: dict[int, list[Box]] = defaultdict(list)
    for box in runs:
        first = int(box[2] / _STRIP_POINTS)
        for strip in range(first, min(int(box[3] / _STRIP_POINTS), first + _MOST_STRIPS) + 1):
            strips[strip].append(box)
    over: dict[int, set[int]] = defaultdict(set)
    compared = 0
    for strip in sorted(strips):
        compared += sum(_pairs(strips[strip], over, MOST_COMPARED - compared))
        if compared > MOST_COMPARED:
            return dict.fromkeys((box[4] for box in runs), MOST_GROUPS)
    return _groups(over)


def _groups(over: dict[int, set[int]]) -> dict[int, int]:
    """Put each object into the first group that holds none that it lies over."""
    found: dict[int, int] = {}
    for one, others in over.items():
        taken = {found[other] for other in others if other in found}
        found[one] = next((number for number in range(MOST_GROUPS) if number not in taken), MOST_GROUPS)
    return found


def _pairs(strip: list[Box], over: dict[int, set[int]], most: int) -> Iterator[int]:
    """Note which boxes of a strip lie over one another; yield how many were compared, and end after so many."""
    strip.sort()
    beside: list[Box] = []
    for box in strip:
        beside = [one for one in beside if one[1] > box[0]]
        for one in beside:
            if _lie_over(one, box):
                over[one[4]].add(box[4])
                over[box[4]].add(one[4])
        most -= len(beside)
        yield len(beside)
        if most < 0:
            return
        beside.append(box)


def runs_of(pieces: Sequence[Piece], edges: Edges) -> list[Box]:
    """Return the box of every run of words of one object.

    Args:
        pieces: Of the text objects, in the order of the file.
        edges: Of the page's characters.
    """
    lefts, tops, rights, bottoms = edges
    found: list[Box] = []
    for address, run in groupby(pieces, itemgetter(2)):
        own = list(run)
        first, end = own[0][0], own[-1][1]
        last = end - 1
        left, right, upper, lower = lefts[first], rights[last], tops[first], bottoms[last]
        if right < left or lower < upper:
            left, right = min(left, lefts[last]), max(right, rights[first])
            upper, lower = min(upper, tops[last]), max(lower, bottoms[first])
        found.append((left, right, upper, lower, address, first, end))
    return found


def _lie_over(one: Box, other: Box) -> bool:
    """Return whether two boxes share more than neighbours do."""
    if one[4] == other[4] or min(one[1], other[1]) - max(one[0], other[0]) < SHARED_POINTS:
        return False
    shared = min(one[3], other[3]) - max(one[2], other[2])
    return shared > SHARED * min(one[3] - one[2], other[3] - other[2])


def _is_near(one: Box, other: Box, most: float) -> bool:
    """Return whether two boxes are at nearly the same place."""
    return all(abs(a - b) <= most for a, b in zip(one[:4], other[:4], strict=True))
