"""The lines of a PDF's page, in the order in which they are read.

The order of the file is the right one nearly always, and the only one that knows text around pictures. It is left only
where the file draws across columns or up the page: then the columns are found by where lines begin, and lines that run
across all columns part what is above them from what is below.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from corpus.formats.pdf_glyphs import HYPHEN, Glyphs, Word

# Between words of a justified line at most four fifths of an em are seen; columns stand a full em apart at least.
WIDE_GAP_EMS = 1.0
# A column holds lines of words; the cells of a table are shorter.
PROSE_CHARACTERS = 15
FEWEST_LINES = 3  # that make a column, or a disorder
_SAME_EDGE_POINTS = 2.0

Edge: TypeAlias = "array[float]"  # one number a character
Edges: TypeAlias = "tuple[Edge, Edge]"  # where characters begin and end along a line

_PLAIN = re.compile("[^\\s\ufb00-\ufb06\u00ad\ufffe]+(?: [^\\s\ufb00-\ufb06\u00ad\ufffe]+)*")
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_DIVIDED = re.compile("(?:\ufffe|\u00ad|(?<=\\w)[-\u2010])\\Z")
_HYPHENS = frozenset({HYPHEN, "\u00ad"})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
RAISED_SIZE = 0.8  # of the letters around it: a mark of a note, or an exponent


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of one line without a wide gap between them.

    Args:
        text: As it is quoted: single spaces, ligatures as letters.
        lefts: Of every character of the text, in points from the left edge of the page; from the upper one where it
            runs sideways.
        rights: Likewise.
        top: Of its letters, in points from the upper edge.
        bottom: Likewise.
        size: Of most of its letters, in points.
        bold: Whether all of it is bold.
        ocr: Whether a scanner recognised it.
        sideways: Whether it runs up or down the page.
        hyphen: Right edge of the hyphen, not in the text, that divides its last word from the next line; None where
            there is none.
    """

    text: str
    lefts: Edge
    rights: Edge
    top: float
    bottom: float
    size: float
    bold: bool = False
    ocr: bool = False
    sideways: bool = False
    hyphen: float | None = None

    @property
    def left(self) -> float:
        """Return its left edge."""
        return min(self.lefts[0], self.lefts[-1])

    @property
    def right(self) -> float:
        """Return its right edge."""
        return max(self.rights[0], self.rights[-1])


@dataclass(frozen=True, slots=True)
class Line:
    """What stands beside one another on a page and is read together.

    Args:
        stretches: From left to right; several in the row of a table.
        flow: Number of the column or stretch of the page that it is part of.
        page: Counted from 1.
        left: Edge, in points.
        top: Likewise.
        right: Likewise.
        bottom: Likewise.
        size: Of most of its letters, in points.
        bold: Whether all of it is bold.
    """

    stretches: tuple[Stretch, ...]
    flow: int
    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool

    @property
    def text(self) -> str:
        """Return its words."""
        return " ".join(stretch.text for stretch in self.stretches)


def lines(glyphs: Glyphs, page: int) -> list[Line]:
    """Return the lines of a page in reading order.

    Args:
        glyphs: Its characters.
        page: Its number, counted from 1.
    """
    found = [(stretch, wide) for stretch, wide in _stretches(glyphs) if stretch.text]
    upright = [stretch for stretch, _ in found if not stretch.sideways]
    wide = any(gap and not stretch.sideways for stretch, gap in found)
    if wide or glyphs.filled_in or _disordered(upright):
        flows = [list(_rows(region)) for region in _regions(upright)]
    else:
        flows = [[(stretch,) for stretch in flow] for flow in _flows(upright)]
    flows += [[(stretch,)] for stretch, _ in found if stretch.sideways]
    return [_line(row, number, page) for number, flow in enumerate(flows) for row in flow]


def _line(row: Sequence[Stretch], flow: int, page: int) -> Line:
    longest = max(row, key=lambda stretch: len(stretch.text))
    return Line(
        *(tuple(row), flow, page),
        *(min(stretch.left for stretch in row), min(stretch.top for stretch in row)),
        *(max(stretch.right for stretch in row), max(stretch.bottom for stretch in row)),
        *(longest.size, all(stretch.bold for stretch in row)),
    )


# From words to stretches --------------------------------------------------------------------------------------------


def _stretches(glyphs: Glyphs) -> Iterator[tuple[Stretch, bool]]:
    """Yield the stretches of a page in the order of the file, each with whether a wide gap stands before it."""
    words: list[Word] = []
    wide = False
    for word in glyphs.words:
        parted = _parted(words[-1], word, glyphs) if words else None
        if parted is not None:
            yield _stretch(words, glyphs), wide
            words, wide = [], parted
        words.append(word)
    if words:
        yield _stretch(words, glyphs), wide


def _parted(before: Word, word: Word, glyphs: Glyphs) -> bool | None:
    """Return None where a word goes on with a stretch, else whether it stands after a wide gap in the same line."""
    a, b = before.last - 1, word.first
    if glyphs.text[a] == HYPHEN or "\n" in glyphs.text[a + 1 : b] or before.style.sideways != word.style.sideways:
        return False
    if before.style.sideways:
        return None
    middle = (glyphs.tops[b] + glyphs.bottoms[b]) / 2
    if not glyphs.tops[a] <= middle <= glyphs.bottoms[a]:
        return False
    gap = max(glyphs.lefts[b] - glyphs.rights[a], glyphs.lefts[a] - glyphs.rights[b])
    return True if gap > WIDE_GAP_EMS * max(before.style.size, word.style.size) else None


def _stretch(words: Sequence[Word], glyphs: Glyphs) -> Stretch:
    """Make a stretch of words."""
    first, last, style = words[0].first, words[-1].last, words[0].style
    size, bold = _manner(words)
    along, across = (glyphs.lefts, glyphs.rights), (glyphs.tops, glyphs.bottoms)
    if style.sideways:
        along, across = across, along
    top = min([across[0][w.first] for w in words])
    bottom = max([across[1][w.first] for w in words])
    text, lefts, rights = glyphs.text[first:last], along[0][first:last], along[1][first:last]
    whole = sum(w.last - w.first for w in words) + text.count(" ") == len(text)
    raised = {w.first: w.style.size <= RAISED_SIZE * size and across[1][w.first] < bottom - 0.1 * size for w in words}
    if not whole or not _PLAIN.fullmatch(text) or any(raised.values()):
        text, lefts, rights = _cleaned(words, glyphs.text, along, raised)
    hyphen = along[1][last - 1] if _DIVIDED.search(glyphs.text, max(first, last - 2), last) else None
    if hyphen is not None and text.endswith(("-", "\u2010")):
        text, lefts, rights = text[:-1], lefts[:-1], rights[:-1]
    return Stretch(text, lefts, rights, top, bottom, size, bold, style.unpainted, style.sideways, hyphen)


def _manner(words: Sequence[Word]) -> tuple[float, bool]:
    """Return the size of most letters, and whether all are bold."""
    first = words[0].style
    if all(word.style is first for word in words):
        return first.size, first.bold
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[word.style.size] += word.last - word.first
    return sizes.most_common(1)[0][0], all(word.style.bold for word in words)


def _cleaned(words: Sequence[Word], text: str, along: Edges, raised: Mapping[int, bool]) -> tuple[str, Edge, Edge]:
    """Return text and edges of words with single spaces, ligatures as letters and raised digits as such."""
    shown: list[str] = []
    lefts, rights = array("f"), array("f")
    for before, word in zip((None, *words), words, strict=False):
        if before is not None and word.first > before.last and shown:
            shown.append(" ")
            lefts.append(along[1][before.last - 1])
            rights.append(along[0][word.first])
        for index in range(word.first, word.last):
            letters = _LIGATURES.get(text[index], text[index])
            letters = "" if letters in _HYPHENS else letters.translate(_RAISED) if raised[word.first] else letters
            _spread(len(letters), along[0][index], along[1][index], lefts, rights)
            shown.append(letters)
    return "".join(shown), lefts, rights


def _spread(count: int, left: float, right: float, lefts: Edge, rights: Edge) -> None:
    """Give each letter of a ligature an equal part of its box."""
    for number in range(count):
        lefts.append(left + (right - left) * number / count)
        rights.append(left + (right - left) * (number + 1) / count)


# From stretches to lines in reading order ---------------------------------------------------------------------------


def _disordered(stretches: Sequence[Stretch]) -> bool:
    """Return whether the file jumps between columns line by line, or goes up the page within one."""
    jumps = sum(_beside(a, b) or (b.bottom <= a.top and _overlap(a, b)) for a, b in pairwise(stretches))
    return jumps >= FEWEST_LINES


def _beside(a: Stretch, b: Stretch) -> bool:
    """Return whether two stretches stand side by side."""
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return not _overlap(a, b) and shared > 0.5 * min(a.bottom - a.top, b.bottom - b.top)


def _overlap(a: Stretch, b: Stretch) -> bool:
    """Return whether one stands above the other, at least in part."""
    return a.left < b.right and b.left < a.right


def _flows(stretches: Iterable[Stretch]) -> list[list[Stretch]]:
    """Part stretches in the order of the file where it goes to another column."""
    flows: list[list[Stretch]] = []
    for stretch in stretches:
        before = flows[-1][-1] if flows else None
        if before is None or stretch.top < before.top or not _overlap(before, stretch):
            flows.append([])
        flows[-1].append(stretch)
    return flows


def _regions(stretches: list[Stretch]) -> Iterator[list[Stretch]]:
    """Yield the parts of a page in reading order: what runs across the columns, and each column between."""
    edge = _column_edge(stretches)
    if edge is None:
        if stretches:
            yield stretches
        return
    across: list[Stretch] = []
    band: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda s: (s.top + s.bottom) / 2):
        if stretch.left < edge < stretch.right:
            yield from _columns(band, edge)
            band = []
            across.append(stretch)
        else:
            if across:
                yield across
                across = []
            band.append(stretch)
    yield from _columns(band, edge)
    if across:
        yield across


def _columns(band: list[Stretch], edge: float) -> Iterator[list[Stretch]]:
    """Yield what stands left of an edge, and then what stands right of it."""
    yield from _regions([stretch for stretch in band if stretch.left < edge])
    yield from _regions([stretch for stretch in band if stretch.left >= edge])


def _column_edge(stretches: Sequence[Stretch]) -> float | None:
    """Return where a column begins beside another one, the edge that fewest lines run across; None where none does."""
    starts = Counter(round(s.left / _SAME_EDGE_POINTS) for s in stretches if len(s.text) >= PROSE_CHARACTERS)
    found: list[tuple[int, int, float]] = []
    for start, count in starts.items():
        edge = (start - 1) * _SAME_EDGE_POINTS
        if count + starts[start + 1] >= FEWEST_LINES and _parts(stretches, edge):
            crossing = sum(s.left < edge < s.right for s in stretches)
            found.append((crossing, -count, edge))
    return min(found)[2] if found else None


def _parts(stretches: Sequence[Stretch], edge: float) -> bool:
    """Return whether lines of prose stand on both sides of an edge, beside one another."""
    prose = [s for s in stretches if len(s.text) >= PROSE_CHARACTERS]
    right = [s for s in prose if s.left >= edge]
    left = [s for s in prose if s.right <= edge]
    short = sum(s.right <= edge for s in stretches) - len(left)
    beside = sum(any(_beside(a, b) for b in right) for a in left)
    return beside >= FEWEST_LINES and len(left) > short


def _rows(region: Iterable[Stretch]) -> Iterator[tuple[Stretch, ...]]:
    """Yield the stretches of a region row by row from above, each row from left to right."""
    row: list[Stretch] = []
    for stretch in sorted(region, key=lambda s: (s.top + s.bottom) / 2):
        if row and not _level(row[0], stretch):
            yield _closed(row)
            row = []
        row.append(stretch)
    if row:
        yield _closed(row)


def _closed(row: list[Stretch]) -> tuple[Stretch, ...]:
    """Return a row from left to right, as one stretch where single words stand equally far apart: it is justified."""
    row.sort(key=lambda stretch: stretch.left)
    gaps = [b.left - a.right for a, b in pairwise(row)]
    if len(row) < FEWEST_LINES or max(gaps) > 1.1 * min(gaps) or any(" " in stretch.text for stretch in row):
        return tuple(row)
    words = " ".join(stretch.text for stretch in row)
    lefts, rights = array("f"), array("f")
    for stretch in row:
        if lefts:
            lefts.append(rights[-1])
            rights.append(stretch.left)
        lefts.extend(stretch.lefts)
        rights.extend(stretch.rights)
    top, bottom = min(stretch.top for stretch in row), max(stretch.bottom for stretch in row)
    joined = replace(row[-1], text=words, lefts=lefts, rights=rights, top=top, bottom=bottom)
    return (replace(joined, bold=all(stretch.bold for stretch in row)),)


def _level(a: Stretch, b: Stretch) -> bool:
    """Return whether two stretches stand on one line."""
    height = min(a.bottom - a.top, b.bottom - b.top)
    return abs((a.top + a.bottom) / 2 - (b.top + b.bottom) / 2) < 0.5 * max(4.0, height)
