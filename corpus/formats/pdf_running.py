"""Running heads, feet and page numbers: what stands at the edge of page after page is not part of the text.

A line counts as one where it stands among the outermost rows of its page, at one height, with the same words but for
numbers, on at least half of the pages between its first and its last: a chapter's title is one in its chapter. Its
numbers stay the same or grow with the pages; the rows of a table, which look alike too, have numbers that do neither.
Where lines at one height begin or end with their page's number, what else they say may change from page to page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from corpus.formats.pdf_glyphs import SLANTED
from corpus.formats.pdf_lines import Line

OUTERMOST_ROWS = 2
# Two pages show no habit, unless the report has no more.
FEWEST_PAGES = 3
_ROW_POINTS = 3.0  # rows nearer than this are one

_NUMBERS = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|página|стр\.)\s*)?#(?:\s*(?:of|/|von|de|из)\s*#)?\W*", re.IGNORECASE
)

_NUMBERED = "\0"  # in place of the words of lines with their page's number, whatever else they say
Key = tuple[str, int]  # words with numbers masked, and height on the page


def without_running(pages: Sequence[list[Line]], labels: Sequence[str] = ()) -> list[list[Line]]:
    """Return the lines of every page without running heads, feet and page numbers.

    Args:
        pages: The lines of each.
        labels: What is printed on each page, where that is not its number.
    """
    edges = [[(line, _key(line)) for line in _outermost(page)] for page in pages]
    seen: dict[Key, dict[int, Line]] = defaultdict(dict)
    for number, edge in enumerate(edges):
        for line, key in edge:
            seen[key][number] = line
            if _is_numbered(line, number, labels):
                seen[_NUMBERED, key[1]][number] = line
    running = {key for key, places in seen.items() if _is_habit(places, len(pages))}
    dropped = [
        {
            id(line)
            for line, key in edge
            if key in running
            or _is_own_number(line, key, number, labels)
            or ((_NUMBERED, key[1]) in running and _is_numbered(line, number, labels))
        }
        for number, edge in enumerate(edges)
    ]
    return [[line for line in page if id(line) not in gone] for page, gone in zip(pages, dropped, strict=True)]


def _outermost(page: Sequence[Line]) -> list[Line]:
    """Return the lines of the uppermost and the lowest rows, and words across the page."""
    heights = sorted({round(line.top / _ROW_POINTS) for line in page if line.turn != SLANTED})
    outer = {*heights[:OUTERMOST_ROWS], *heights[-OUTERMOST_ROWS:]}
    return [line for line in page if line.turn == SLANTED or round(line.top / _ROW_POINTS) in outer]


def _key(line: Line) -> Key:
    words = line.text.strip()
    masked = "#" if _ROMAN.fullmatch(words) else _NUMBERS.sub("#", words)
    return masked.casefold(), round(line.top / _ROW_POINTS)


def _is_habit(places: Mapping[int, Line], pages: int) -> bool:
    """Return whether a line that stands on these pages, of so many, is a running one."""
    span = max(places) - min(places) + 1
    if len(places) * 2 < span or len(places) < min(FEWEST_PAGES, max(2, pages)):
        return False
    if all(_is_numbered(line, number) for number, line in places.items()) and len(places) >= FEWEST_PAGES:
        return True
    numbers = zip(*([int(found) for found in _NUMBERS.findall(line.text)] for line in places.values()), strict=False)
    return all(_is_counted(list(values), list(places)) for values in numbers)


def _is_numbered(line: Line, index: int, labels: Sequence[str] = ()) -> bool:
    """Return whether a line begins or ends with the number or the label of its page, as a chapter's title above it."""
    words = line.text.split()
    own = {str(index + 1), *labels[index : index + 1]}
    is_head = line.top < line.page_size[1] / 2  # at the foot, a number before words is a note's
    return len(words) > 1 and (words[-1] in own or (is_head and words[0] in own))


def _is_counted(values: Sequence[int], pages: Sequence[int]) -> bool:
    """Return whether the numbers on most pages are one number, or grow with the pages."""
    steps = Counter(value - page for value, page in zip(values, pages, strict=True))
    return max(*Counter(values).values(), *steps.values()) * 2 >= len(values)


def _is_own_number(line: Line, key: Key, index: int, labels: Sequence[str]) -> bool:
    """Return whether a line is nothing but the number or the label of its page."""
    if not _PAGE_NUMBER.fullmatch(key[0]):
        return False
    own = {str(index + 1), *labels[index : index + 1]}
    found = _NUMBERS.search(line.text)
    return (found[0] if found else line.text.strip()) in own
