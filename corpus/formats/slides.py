"""The order in which people read what stands on a slide, whatever the order in which it was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """Where a shape stands on its slide, in any unit that all of them share."""

    left: float
    top: float
    height: float


def reading_order(boxes: Sequence[Box | None]) -> list[int]:
    """Return the places of shapes from top to bottom, and from left to right where two stand beside each other.

    Two stand beside each other where they share more than half of the lower one's height. A shape of which the file
    does not say where it stands stays behind the one before it.
    """
    groups: list[tuple[Box, list[int]]] = []
    for place, box in enumerate(boxes):
        if box is None and groups:
            groups[-1][1].append(place)
        else:
            groups.append((box or Box(0.0, 0.0, 0.0), [place]))
    rows: list[list[tuple[Box, list[int]]]] = []
    for group in sorted(groups, key=lambda group: (group[0].top, group[0].left)):
        first = rows[-1][0][0] if rows else None
        if first and group[0].top < first.top + min(group[0].height, first.height) / 2:
            rows[-1].append(group)
        else:
            rows.append([group])
    return [place for row in rows for _, places in sorted(row, key=lambda group: group[0].left) for place in places]
