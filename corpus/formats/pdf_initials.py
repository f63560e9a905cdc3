"""Large letters at the head of a chapter, which reach down beside several lines, begin the first of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.formats.pdf_stretches import INITIAL_SIZE, Stretch

MOST_LETTERS = 2  # with the quotation mark before it
FARTHEST_EMS = 1.5  # of the letters of the text: how far from it they begin
FEWEST_LINES, MOST_LINES = 2.0, 8.0  # of the letters of the text: what a large letter is high


def with_initials(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches of a page, large letters with what they begin."""
    sizes = sorted([stretch.size for stretch in stretches])
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    if not sizes or sizes[-1] < INITIAL_SIZE * usual:
        return list(stretches)
    found = list(stretches)
    for large in [s for s in stretches if _is_initial(s, usual)]:
        rest = [at for at, other in enumerate(found) if other is not large and _is_beside(large, other)]
        if len(rest) >= FEWEST_LINES:
            first, foot = min(rest, key=lambda at: found[at].top), max(found[at].bottom for at in rest)
            marked = replace(large, bottom=min(large.bottom, foot))  # its box has room for a tail that it has not
            found[first] = replace(found[first], initial=marked)
            found = [stretch for stretch in found if stretch is not large]
    return found


def _is_initial(stretch: Stretch, usual: float) -> bool:
    is_letter = stretch.text.strip("“‘«\"'„").isalpha()
    return is_letter and len(stretch.text) <= MOST_LETTERS and stretch.size >= INITIAL_SIZE * usual


def _is_beside(large: Stretch, other: Stretch) -> bool:
    """Return whether a line stands right of a large letter, close to it."""
    middle, gap = (other.top + other.bottom) / 2, other.left - large.right
    near = -0.5 * other.size <= gap <= FARTHEST_EMS * other.size
    return near and other.size * INITIAL_SIZE <= large.size and large.top - other.size <= middle <= large.bottom
