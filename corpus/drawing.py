"""The picture of a sentence on its page: as much of its column as reads on a telephone, the words marked in yellow."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from corpus.boxes import Area
from corpus.framing import View, ink_of, line_height, pieces, view_of
from corpus.rendering import Box, Pages, whole_box

WIDTH = 1000  # pixels of a picture: twice what a telephone shows, for its finer pixels
TALLEST = 2000  # a sentence as long as a page is drawn smaller rather than taller
LARGEST_LINE, SMALLEST_LINE = 48, 22  # pixels: a narrow column is not blown up, a wide sheet stays readable
WIDEST = 1600  # where the smallest line wants more than WIDTH
SLACK = 0.5  # lines: how far the large drawing is searched for the white that the small one has found
FADE = 1.5  # lines, where the text goes on
YELLOW, GLOW, AMBER = (255, 236, 110), (96, 82, 0), (232, 168, 24)
DARK = 110  # paper darker than this is lit up instead
COLOURS = 64


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


def picture(pages: Pages, page: int, areas: Sequence[Area]) -> bytes:
    """Return the part of a page that holds these areas, with exactly them marked, as a PNG.

    A sentence that goes on at the head of the next column is drawn in pieces, one below the other.

    Args:
        pages: Those of the file.
        page: Counted from 1.
        areas: Of this page, in the order of the text; at least one.
    """
    line = line_height(areas)
    ink = ink_of(pages, page, line)
    size = pages.size(page)
    views = [(view_of(ink, piece, line, size), piece) for piece in pieces(areas, line)]
    scale = _scale([view for view, _ in views], line)
    look = Look(scale, line * scale, ink.paper, ink.colour)
    return _png(_stacked([_marked(pages, page, view, piece, look) for view, piece in views], look))


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
    return _flagged(_faded(image, mask, view, look), mask, look)


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


def _faded(image: Image.Image, mask: Image.Image, view: View, look: Look) -> Image.Image:
    """Let the outermost lines fade into the paper where the text goes on, but none of the sentence."""
    _, top, _, bottom = mask.getbbox() or (0, 0, 0, image.height)
    veil = Image.new("L", image.size, 0)
    if view.goes_on_above:
        veil.paste(_slope(image.width, min(round(FADE * look.line), top)), (0, 0))
    if view.goes_on_below:
        slope = _slope(image.width, min(round(FADE * look.line), image.height - bottom))
        veil.paste(slope.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (0, image.height - slope.height))
    return Image.composite(Image.new("RGB", image.size, look.colour), image, veil)


def _slope(width: int, height: int) -> Image.Image:
    """Return a veil that is thickest at its head."""
    return Image.linear_gradient("L").resize((width, max(1, height))).point(lambda shade: 255 - shade)


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
