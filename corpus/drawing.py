"""The picture of a sentence on its page: as much of its column as reads on a telephone, the words marked in yellow.

What to show is told from the ink: the column ends where white runs down beside the sentence, and the picture where
white runs across between two lines, so that nothing is cut in half. All lengths are multiples of the height of a line
of the sentence, because pages are of any size.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from PIL import Image, ImageChops, ImageDraw

from corpus.boxes import Area
from corpus.rendering import Box, Pages, whole_box

WIDTH = 1000  # pixels of a picture: twice what a telephone shows, for its finer pixels
TALLEST = 2000  # a sentence as long as a page is drawn smaller rather than taller
LARGEST_LINE, SMALLEST_LINE = 48, 22  # pixels: a narrow column is not blown up, a wide sheet stays readable
WIDEST = 1600  # where the smallest line wants more than WIDTH
SHAPE = 0.62  # height of a picture by its width, where the sentence is short
CONTEXT = (2.4, 6.5)  # lines above and below: at least, at most
LOOK = 1.6  # lines: how far from there the white between two lines is looked for
GUTTER = 1.2  # lines: white that is wider ends a column; between words there is less
BLOCK = 5.0  # lines above and below that show how wide the column is
GAP = 1.1  # lines: white between paragraphs that is higher ends these
FEW = 2.5  # lines: of fewer, words may stand apart by chance all the way down
MARGIN = 0.8  # lines, left and right of a column
SLACK = 0.5  # lines: how far the large drawing is searched for the white that the small one has found
FADE = 1.5  # lines, where the text goes on
COARSE_LINE = 10  # pixels of a line in the small drawing that is searched for white
COARSE_PIXELS = 1_500_000
INK = 56  # of 255, how much ink differs from the paper
SPECKS = 2  # of 255, how much of a row may be ink all the same: scans have specks
YELLOW, GLOW, AMBER = (255, 236, 110), (96, 82, 0), (232, 168, 24)
DARK = 110  # paper darker than this is lit up instead
COLOURS = 64


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
class Look:
    """How all pieces of a picture are drawn.

    Args:
        scale: Pixels a unit of length.
        line: Height of a line, in pixels.
        paper: The shade of the page, 0 to 255.
        colour: Of the page, red, green and blue.
    """

    scale: float
    line: float
    paper: int
    colour: tuple[int, int, int]


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


def picture(pages: Pages, page: int, areas: Sequence[Area]) -> bytes:
    """Return the part of a page that holds these areas, with exactly them marked, as a PNG.

    A sentence that goes on at the head of the next column is drawn in pieces, one below the other.

    Args:
        pages: Those of the file.
        page: Counted from 1.
        areas: Of this page, in the order of the text; at least one.
    """
    line = line_height(areas)
    ink = _ink(pages, page, line)
    size = pages.size(page)
    views = [(_view(ink, piece, line, size), piece) for piece in pieces(areas, line)]
    scale = _scale([view for view, _ in views], line)
    look = Look(scale, line * scale, ink.paper, ink.colour)
    return _png(_stacked([_marked(pages, page, view, piece, look) for view, piece in views], look))


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


def _ink(pages: Pages, page: int, line: float) -> Ink:
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


def _view(ink: Ink, areas: Sequence[Area], line: float, size: tuple[float, float]) -> View:
    """Choose what to show around some areas."""
    low, high = min(a.left for a in areas), max(a.right for a in areas)
    top, bottom = min(a.top for a in areas), max(a.bottom for a in areas)
    columns = ink.columns(*_block(ink, (low, top, high, bottom), line))
    left = _column_edge(columns, low, -1, line, ink.scale)
    right = _column_edge(columns, high, 1, line, ink.scale)
    around = ((right - left) * SHAPE - (bottom - top)) / 2
    around = min(max(around, CONTEXT[0] * line), CONTEXT[1] * line)
    rows = ink.rows(left, right)
    upper = _row_edge(rows, top, -around, line, ink.scale)
    lower = _row_edge(rows, bottom, around, line, ink.scale)
    above, below = rows[: max(0, round(upper * ink.scale))], rows[round(lower * ink.scale) :]
    goes_on = max(above, default=0) > SPECKS, max(below, default=0) > SPECKS
    return View(max(0.0, left), max(0.0, upper), min(size[0], right), min(size[1], lower), *goes_on)


def _block(ink: Ink, around: tuple[float, float, float, float], line: float) -> tuple[float, float]:
    """Return head and foot of the lines that stand close to a sentence: what is farther may have other columns."""
    low, top, high, bottom = around
    rows, gap = ink.rows(low, high), round(GAP * line * ink.scale)
    edges = []
    for start, step in ((top, -1), (bottom, 1)):
        at, white, most = round(start * ink.scale), 0, round(BLOCK * line * ink.scale)
        for _ in range(most):
            at += step
            white = white + 1 if not 0 <= at < len(rows) or rows[at] <= SPECKS else 0
            if white > gap:
                break
        edges.append((at - step * white) / ink.scale)
    if edges[1] - edges[0] < FEW * line:
        return top - BLOCK * line, bottom + BLOCK * line
    return edges[0], edges[1]


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


def _scale(views: Sequence[View], line: float) -> float:
    """Return the pixels a unit of length at which all views are drawn."""
    width = max(view.right - view.left for view in views)
    height = sum(view.bottom - view.top for view in views)
    scale = max(WIDTH / width, min(SMALLEST_LINE / line, WIDEST / width))
    return min(scale, LARGEST_LINE / line, TALLEST / height)


def _marked(pages: Pages, page: int, view: View, areas: Sequence[Area], look: Look) -> Image.Image:
    """Draw a view and mark the areas on it."""
    whole, scale = whole_box(pages.size(page), look.scale), look.scale
    slack = round(SLACK * look.line)
    top, bottom = max(0, round(view.top * scale) - slack), min(whole[3], round(view.bottom * scale) + slack)
    left, right = round(view.left * scale), min(whole[2], round(view.right * scale))
    image = pages.drawn(page, scale, (left, top, right, bottom))
    first, last = _between_lines(image, 2 * slack, look.paper)
    box = left, top + first, right, top + last
    image = image.crop((0, first, image.width, last))
    mask = marks(image.size, areas, box, scale)
    image = _highlighted(image, mask, dark=look.paper < DARK)
    return _flagged(_faded(image, view, look), mask, look)


def _between_lines(image: Image.Image, look_px: int, paper: int) -> tuple[int, int]:
    """Return where to cut off head and foot of a picture: at the whitest row of the outermost ones."""
    difference = ImageChops.difference(image.convert("L"), Image.new("L", image.size, paper))
    rows = difference.resize((1, image.height), Image.Resampling.BOX).tobytes()
    middle = look_px // 2
    first = min(range(look_px), key=lambda row: (rows[row], abs(row - middle)))
    last = min(range(look_px), key=lambda row: (rows[-1 - row], abs(row - middle)))
    return first, image.height - last


def marks(size: tuple[int, int], areas: Sequence[Area], box: Box, scale: float) -> Image.Image:
    """Return white where the areas are, black elsewhere; corners are round, as a marker pen leaves them."""
    mask = Image.new("L", size, 0)
    draw = ImageDraw.Draw(mask)
    for area in areas:
        left, top = round(area.left * scale) - box[0], round(area.top * scale) - box[1]
        right, bottom = round(area.right * scale) - box[0] - 1, round(area.bottom * scale) - box[1] - 1
        corners = (left, top, max(left, right), max(top, bottom))
        draw.rounded_rectangle(corners, radius=max(0, min(right - left, bottom - top) // 7), fill=255)
    return mask


def _highlighted(image: Image.Image, mask: Image.Image, *, dark: bool) -> Image.Image:
    """Colour what the mask covers as a marker pen does: ink stays black; on dark paper, light letters stay light."""
    blend = ImageChops.screen if dark else ImageChops.multiply
    marker = blend(image, Image.new("RGB", image.size, GLOW if dark else YELLOW))
    return Image.composite(marker, image, mask)


def _faded(image: Image.Image, view: View, look: Look) -> Image.Image:
    """Let the outermost lines fade into the paper where the text goes on."""
    height = min(round(FADE * look.line), image.height // 4)
    slope = Image.linear_gradient("L").resize((image.width, max(1, height))).point(lambda shade: 255 - shade * 7 // 8)
    veil = Image.new("L", image.size, 0)
    if view.goes_on_above:
        veil.paste(slope, (0, 0))
    if view.goes_on_below:
        veil.paste(slope.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (0, image.height - slope.height))
    return Image.composite(Image.new("RGB", image.size, look.colour), image, veil)


def _flagged(image: Image.Image, mask: Image.Image, look: Look) -> Image.Image:
    """Add a margin of paper on the left with a bar beside the marked lines, for eyes that look for it."""
    margin, bar = round(0.6 * look.line), max(3, round(0.14 * look.line))
    wide = Image.new("RGB", (image.width + margin, image.height), look.colour)
    wide.paste(image, (margin, 0))
    _, top, _, bottom = mask.getbbox() or (0, 0, 0, image.height)
    left = (margin - bar) // 2
    ImageDraw.Draw(wide).rounded_rectangle((left, top, left + bar - 1, bottom - 1), radius=bar // 2, fill=AMBER)
    return wide


def _stacked(images: Sequence[Image.Image], look: Look) -> Image.Image:
    """Put pictures below one another, a dashed line between them."""
    if len(images) == 1:
        return images[0]
    gap, width = round(look.line), max(image.width for image in images)
    sheet = Image.new("RGB", (width, sum(image.height + gap for image in images) - gap), look.colour)
    draw, top, dash = ImageDraw.Draw(sheet), 0, max(4, round(look.line / 3))
    for image in images:
        sheet.paste(image, (0, top))
        top += image.height + gap
        for left in range(dash, width - dash, 2 * dash):
            draw.line((left, top - gap // 2, left + dash, top - gap // 2), fill=AMBER, width=2)
    return sheet


def _png(image: Image.Image) -> bytes:
    """Return a small PNG: pages are few colours, and a palette of them is a third of the size."""
    out = io.BytesIO()
    image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()
