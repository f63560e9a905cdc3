"""What of a page is shown around a sentence: its column, and some lines above and below.

It is told from the ink: the column ends where white runs down beside the sentence, and the picture where white runs
across between two lines, so that nothing is cut in half. All lengths are multiples of the height of a line of the
sentence, because pages are of any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from PIL import Image, ImageChops

from corpus.boxes import Area
from corpus.rendering import Pages

SHAPE = 0.62  # height of a picture by its width, where the sentence is short
CONTEXT = (2.4, 6.5)  # lines above and below: at least, at most
LOOK = 1.6  # lines: how far from there the white between two lines is looked for
GUTTER = 1.2  # lines: white that is wider ends a column; between words there is less
BLOCK = 5.0  # lines above and below that show how wide the column is
GAP = 1.1  # lines: white between paragraphs that is higher ends these
FEW = 2.5  # lines: of fewer, words may stand apart by chance all the way down
NEAR = 1.3  # lines: what is nearer belongs to the sentence, even if it is wider than its column
MARGIN = 0.8  # lines of white around what is shown
COARSE_LINE = 10  # pixels of a line in the small drawing that is searched for white
COARSE_PIXELS = 1_500_000
INK = 56  # of 255, how much ink differs from the paper
SPECKS = 2  # of 255, how much of a row may be ink all the same: scans have specks

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """What of a page is shown.

    Args:
        left: In units of length from the page's left edge.
        top: From its upper edge.
        right: From its left edge.
        bottom: From its upper edge.
        goes_on_above: Whether there is more of the column above.
        goes_on_below: Likewise below.
    """

    left: float
    top: float
    right: float
    bottom: float
    goes_on_above: bool
    goes_on_below: bool


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a sentence, or a piece of it, stands.

    Args:
        across: Its left and right edge.
        down: Its head and foot.
        line: The height of its lines.
    """

    across: Range
    down: Range
    line: float


@dataclass(frozen=True, slots=True)
class Ink:
    """A small drawing of a page: white where there is ink, black elsewhere.

    Args:
        image: In grey.
        scale: Its pixels a unit of length.
        paper: The shade of the page, 0 to 255.
        colour: Of the page, red, green and blue.
    """

    image: Image.Image
    scale: float
    paper: int
    colour: tuple[int, int, int]

    def rows(self, left: float, right: float) -> bytes:
        """Return how much of each row is ink between two lengths, 0 to 255."""
        box = (self._pixel(left), 0, max(self._pixel(left) + 1, self._pixel(right)), self.image.height)
        return self.image.crop(box).resize((1, self.image.height), Image.Resampling.BOX).tobytes()

    def columns(self, top: float, bottom: float) -> bytes:
        """Return how much of each column is ink between two lengths, 0 to 255."""
        box = (0, max(0, self._pixel(top)), self.image.width, max(self._pixel(top) + 1, self._pixel(bottom)))
        return self.image.crop(box).resize((self.image.width, 1), Image.Resampling.BOX).tobytes()

    def _pixel(self, length: float) -> int:
        return round(length * self.scale)


def line_height(areas: Sequence[Area]) -> float:
    """Return the height of a line of these areas; of lines that run up or down the page, their width."""
    heights, widths = median(area.bottom - area.top for area in areas), median(a.right - a.left for a in areas)
    sideways = len(areas) > 1 and heights > 3 * widths
    return float(max(1e-3, widths if sideways else heights))


def pieces(areas: Sequence[Area], line: float) -> list[list[Area]]:
    """Return runs of areas that stand below one another: a new one begins where the text jumps to another column."""
    runs: list[list[Area]] = []
    for area in areas:
        last = runs[-1][-1] if runs else None
        follows = last is not None and -line < area.top - last.top < 4 * line
        if follows:
            runs[-1].append(area)
        else:
            runs.append([area])
    return runs


def ink_of(pages: Pages, page: int, line: float) -> Ink:
    """Draw a page small, for looking at."""
    width, height = pages.size(page)
    scale = min(COARSE_LINE / line, (COARSE_PIXELS / (width * height)) ** 0.5)
    small = pages.drawn(page, scale)
    grey = small.convert("L")
    paper = _commonest(grey.histogram())
    difference = ImageChops.difference(grey, Image.new("L", grey.size, paper))
    ink = difference.point([255 * (shade > INK) for shade in range(256)])
    colour = tuple(_commonest(band.histogram()) for band in small.split())
    return Ink(ink, scale, paper, (colour[0], colour[1], colour[2]))


def _commonest(shades: list[int]) -> int:
    return shades.index(max(shades))


def view_of(ink: Ink, areas: Sequence[Area], line: float, size: tuple[float, float]) -> View:
    """Choose what to show around some areas.

    Args:
        ink: The page.
        areas: That stand below one another.
        line: The height of their lines.
        size: Of the page.
    """
    extent = Extent(
        (min(a.left for a in areas), max(a.right for a in areas)),
        (min(a.top for a in areas), max(a.bottom for a in areas)),
        line,
    )
    sides = _sides(ink, extent, _block(ink, extent))
    ends = _ends(ink, extent, sides)
    within = _uncrossed(ink, extent, sides, ends)
    if within is None:
        sides = _sides(ink, extent, ends)
        within = _ends(ink, extent, sides)
    upper, lower = _trimmed(ink, extent, sides, within)
    rows = ink.rows(*sides)
    above, below = rows[: max(0, round(upper * ink.scale))], rows[round(lower * ink.scale) :]
    goes_on = max(above, default=0) > SPECKS, max(below, default=0) > SPECKS
    return View(max(0.0, sides[0]), max(0.0, upper), min(size[0], sides[1]), min(size[1], lower), *goes_on)


def _block(ink: Ink, extent: Extent) -> Range:
    """Return head and foot of the lines that stand close to a sentence: what is farther may have other columns."""
    rows, line = ink.rows(*extent.across), extent.line
    gap, most = round(GAP * line * ink.scale), round(BLOCK * line * ink.scale)
    edges = []
    for start, step in zip(extent.down, (-1, 1), strict=True):
        at, white = round(start * ink.scale), 0
        for _ in range(most):
            at += step
            white = white + 1 if not 0 <= at < len(rows) or rows[at] <= SPECKS else 0
            if white > gap:
                break
        edges.append((at - step * white) / ink.scale)
    if edges[1] - edges[0] < FEW * line:
        return extent.down[0] - BLOCK * line, extent.down[1] + BLOCK * line
    return edges[0], edges[1]


def _sides(ink: Ink, extent: Extent, lines: Range) -> Range:
    """Return left and right of the column, as these lines show it."""
    columns = ink.columns(*lines)
    return (
        _column_edge(columns, extent.across[0], -1, extent.line, ink.scale),
        _column_edge(columns, extent.across[1], 1, extent.line, ink.scale),
    )


def _ends(ink: Ink, extent: Extent, sides: Range) -> Range:
    """Return head and foot of the picture: some lines above and below, fewer where the sentence is long."""
    (top, bottom), line, rows = extent.down, extent.line, ink.rows(*sides)
    around = ((sides[1] - sides[0]) * SHAPE - (bottom - top)) / 2
    around = min(max(around, CONTEXT[0] * line), CONTEXT[1] * line)
    return _row_edge(rows, top, -around, line, ink.scale), _row_edge(rows, bottom, around, line, ink.scale)


def _uncrossed(ink: Ink, extent: Extent, sides: Range, ends: Range) -> Range | None:
    """Return head and foot without the lines that the column's edges would cut, None where these are too near."""
    thin, rows = 0.15 * extent.line, ink.rows(*sides)
    strips = [ink.rows(side - thin, side + thin) for side in sides if 0 < side < ink.image.width / ink.scale]
    first, last = (round(end * ink.scale) for end in ends)
    top, bottom = (round(end * ink.scale) for end in extent.down)
    crossed = [at for at in range(max(0, first), min(last, len(rows))) if any(row[at] > SPECKS for row in strips)]
    near = round(NEAR * extent.line * ink.scale)
    if any(top - near < at < bottom + near for at in crossed):
        return None
    above, below = [at for at in crossed if at < top], [at for at in crossed if at >= bottom]
    gap = max(1, round(0.2 * extent.line * ink.scale))  # wider than between a letter and the line that underlines it
    upper = next((at for at in range(max(above), top) if max(rows[at : at + gap]) <= SPECKS), top) if above else first
    lower = next((at for at in range(min(below), bottom, -1) if rows[at] <= SPECKS), bottom) if below else last
    return upper / ink.scale, lower / ink.scale


def _trimmed(ink: Ink, extent: Extent, sides: Range, ends: Range) -> Range:
    """Return head and foot without the white of a page's end."""
    rows, margin = ink.rows(*sides), 1.2 * MARGIN * extent.line
    first, last = (max(0, round(end * ink.scale)) for end in ends)
    inked = [at for at in range(first, min(last, len(rows))) if rows[at] > SPECKS]
    upper, lower = (inked[0] / ink.scale, inked[-1] / ink.scale) if inked else extent.down
    return max(ends[0], min(upper, extent.down[0]) - margin), min(ends[1], max(lower, extent.down[1]) + margin)


def _column_edge(columns: bytes, start: float, step: int, line: float, scale: float) -> float:
    """Return where a column ends, going left or right from inside it, with a margin as far as white goes."""
    wanted, at = GUTTER * line * scale, round(start * scale)
    white, edge = 0, at
    while 0 <= at < len(columns):
        white = 0 if columns[at] > SPECKS else white + 1
        edge = at if not white else edge
        if white >= wanted:
            break
        at += step
    room = white if 0 <= at < len(columns) else max(white, wanted)
    margin = min(MARGIN * line * scale, room * 0.9)
    return (edge + step * margin) / scale


def _row_edge(rows: bytes, start: float, reach: float, line: float, scale: float) -> float:
    """Return where a picture ends, above (reach < 0) or below: between two lines, near the wanted place."""
    step = 1 if reach > 0 else -1
    ideal, inner = round((start + reach) * scale), round((start + step * 0.3 * line) * scale)
    if not 0 <= ideal < len(rows):
        ideal = min(max(ideal, 0), len(rows) - 1)
    white = _nearest_white(rows, ideal, inner, step, round(LOOK * line * scale))
    return (ideal if white is None else white) / scale


def _nearest_white(rows: bytes, ideal: int, inner: int, step: int, look: int) -> int | None:
    """Return the middle of the white rows nearest to a place, never nearer to the sentence than `inner`."""
    for away in sorted(range(-look, look + 1), key=abs):
        at = ideal + away
        if not 0 <= at < len(rows) or rows[at] > SPECKS or (at - inner) * step < 0:
            continue
        first = last = at
        while first > 0 and rows[first - 1] <= SPECKS and at - first < look:
            first -= 1
        while last < len(rows) - 1 and rows[last + 1] <= SPECKS and last - at < look:
            last += 1
        return (first + last + 1) // 2
    return None
