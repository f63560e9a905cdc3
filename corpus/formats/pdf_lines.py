"""The lines of a PDF's page, in the order in which they are read.

The order of the file is the right one nearly always, and the only one that knows text around pictures. It is left only
where the file draws across columns or up the page: then the columns are found by where lines begin, and lines that run
across all columns part what is above them from what is below.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.formats.pdf_glyphs import SLANTED, Glyphs
from corpus.formats.pdf_initials import with_initials
from corpus.formats.pdf_leftward import LEFTWARD, in_reading_order
from corpus.formats.pdf_ruled import Cells, Ruled, ruled
from corpus.formats.pdf_stretches import Stretch, stretches

# A column holds lines of words; the cells of a table are shorter.
PROSE_CHARACTERS = 15
FEWEST_JUSTIFIED, MOST_JUSTIFIED = 5, 0.6  # lines of a column beside a table, and their share
FEWEST_LINES = 3  # that make a column, or a disorder
FAR = 1e9  # points: beyond every page
_SAME_EDGE_POINTS = 2.0
INDENTS = 18  # times that: how far lines of a list are indented


@dataclass(frozen=True, slots=True)
class Line:
    """What stands beside one another on a page and is read together.

    Args:
        stretches: From left to right; several in the row of a table.
        flow: Number of the column or stretch of the page that it is part of.
        page: Counted from 1.
        left: Edge, in points, on the page turned so that the line is upright.
        top: Likewise.
        right: Likewise.
        bottom: Likewise.
        size: Of most of its letters, in points.
        bold: Whether all of it is bold.
        turn: How often the page must be turned clockwise by 90 degrees for that; SLANTED where that does not help.
        page_size: Width and height of the page as it is shown.
        cells: Of a table that is drawn: the stretches by cell, each of one line or more.
        headers: What stands above each of these, empty where that is not clear.
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
    turn: int = 0
    page_size: tuple[float, float] = (0.0, 0.0)
    cells: Cells = ()
    headers: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return its words."""
        if len(self.stretches) == 1 and self.stretches[0].initial is None:
            return self.stretches[0].text
        return " ".join(s.text if s.initial is None else s.initial.text + s.text for s in self.stretches)


def lines(glyphs: Glyphs, page: int) -> list[Line]:
    """Return the lines of a page in reading order: those that stand upright, then those that run another way.

    Args:
        glyphs: Its characters.
        page: Its number, counted from 1.
    """
    glyphs = in_reading_order(glyphs)
    found: list[Line] = []
    drawn = ruled([stretch for stretch, _ in stretches(glyphs.turned(0))], glyphs.rules) if glyphs.rules else []
    turns = {word.style.turn for word in glyphs.words}
    for turn in sorted(turns):
        own = glyphs if len(turns) == 1 and turn in (0, SLANTED) else glyphs.turned(turn)
        flows = _slanted(own) if turn == SLANTED else _in_order(own, upright=turn == 0)
        first = found[-1].flow + 1 if found else 0
        if turn == 0 and drawn:
            found += _with_tables(own, drawn, page)
            continue
        found += [_line(row, first + n, page, turn, glyphs.size) for n, flow in enumerate(flows) for row in flow]
    return found


def _with_tables(glyphs: Glyphs, drawn: Sequence[Ruled], page: int) -> Iterator[Line]:
    """Yield the lines above, between and below the tables of a page, and of each row of these one."""
    flow = 0
    words = list(glyphs.words)
    edges = [-FAR, *(edge for table in drawn for edge in (table.top, table.bottom)), FAR]
    for number, (top, bottom) in enumerate(pairwise(edges)):
        if number % 2:
            table = drawn[number // 2]
            yield from (_table_line(row, table.headers, flow, page, glyphs.size) for row in table.rows)
        else:
            own = tuple(w for w in words if top <= (glyphs.tops[w.first] + glyphs.bottoms[w.first]) / 2 < bottom)
            flows = _in_order(replace(glyphs, words=own), upright=True)
            yield from (_line(row, flow + n, page, 0, glyphs.size) for n, rows in enumerate(flows) for row in rows)
            flow += len(flows)
        flow += 1


def _table_line(cells: Cells, headers: tuple[str, ...], flow: int, page: int, size: tuple[float, float]) -> Line:
    whole = tuple(stretch for cell in cells for stretch in cell)
    return replace(_line(whole, flow, page, 0, size), cells=cells, headers=headers)


def _slanted(glyphs: Glyphs) -> list[list[tuple[Stretch, ...]]]:
    """Return lines that rise or fall: each is one by itself, as a word across the page."""
    return [[(stretch,)] for stretch, _ in stretches(glyphs) if stretch.text]


def _in_order(glyphs: Glyphs, *, upright: bool) -> list[list[tuple[Stretch, ...]]]:
    """Return the rows of each column or stretch of a page; of turned text, the order of the file tells nothing."""
    found = [(stretch, wide) for stretch, wide in stretches(glyphs) if stretch.text]
    whole = with_initials([stretch for stretch, _ in found])
    if not upright or any(wide for _, wide in found) or glyphs.filled_in or _disordered(whole):
        return [list(_rows(region)) for region in _regions(whole)]
    return [[(stretch,) for stretch in flow] for flow in _flows(whole)]


def _line(row: Sequence[Stretch], flow: int, page: int, turn: int, size: tuple[float, float]) -> Line:
    if len(row) == 1:
        one = row[0]
        return Line(tuple(row), flow, page, one.left, one.top, one.right, one.bottom, one.size, one.bold, turn, size)
    longest = max(row, key=lambda stretch: len(stretch.text))
    left, top = min(stretch.left for stretch in row), min(stretch.top for stretch in row)
    right, bottom = max(stretch.right for stretch in row), max(stretch.bottom for stretch in row)
    bold = all(stretch.bold for stretch in row)
    return Line(tuple(row), flow, page, left, top, right, bottom, longest.size, bold, turn, size)


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
    prose = [stretch for stretch in stretches if len(stretch.text) >= PROSE_CHARACTERS]
    return (
        _edge(prose, stretches, _parts)
        or _edge(prose, stretches, _parts, reach=INDENTS)
        or _edge(stretches, prose, _parts_justified)
    )


def _edge(
    beginning: Iterable[Stretch],
    stretches: Sequence[Stretch],
    parts: Callable[[Sequence[Stretch], float], bool],
    reach: int = 1,
) -> float | None:
    """Return the best edge of those where some stretches begin, or so little right of it."""
    starts = Counter(round(s.left / _SAME_EDGE_POINTS) for s in beginning)
    found: list[tuple[int, int, float]] = []
    for start, count in starts.items():
        edge = (start - 1) * _SAME_EDGE_POINTS
        count += sum(starts[start + more] for more in range(1, reach + 1))  # noqa: PLW2901 - those beside it count, too
        if count >= FEWEST_LINES and parts(stretches, edge):
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


def _parts_justified(prose: Sequence[Stretch], edge: float) -> bool:
    """Return whether lines left of an edge end where the others end: they are text, and no cells of what is right."""
    ends = [round(s.right / _SAME_EDGE_POINTS) for s in prose if s.right <= edge]
    common, count = Counter(ends).most_common(1)[0] if ends else (0, 0)
    count = sum(abs(end - common) <= 1 for end in ends)
    return count >= FEWEST_JUSTIFIED and count > MOST_JUSTIFIED * len(ends)


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
    if 2 * sum(bool(LEFTWARD.search(stretch.text)) for stretch in row) > len(row):
        return tuple(reversed(row))
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
    joined = replace(row[-1], text=words, lefts=lefts, rights=rights, top=top, bottom=bottom, left=row[0].left)
    return (replace(joined, bold=all(stretch.bold for stretch in row)),)


def _level(a: Stretch, b: Stretch) -> bool:
    """Return whether two stretches stand on one line."""
    height = min(a.bottom - a.top, b.bottom - b.top)
    return abs((a.top + a.bottom) / 2 - (b.top + b.bottom) / 2) < 0.5 * max(4.0, height)
