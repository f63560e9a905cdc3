"""Whether the words of a PDF's page are seen: the page is drawn with its text and without, and compared.

Colour, size and position tell little: a word may be covered, clipped, white on white or on blue, or on a layer that is
switched off. A word that changes nothing in the picture is not seen by anybody.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from corpus.formats.pdf_calls import set_active

# One pixel a point shows letters of six points; more pixels than this only cost time.
MOST_PIXELS = 4_000_000
# Steps of 255 between a letter and its ground: paler is not seen on a screen, nor on paper.
FAINTEST = 16
MOST_COVERED = 0.5  # of a word's letters: other words that lie over it leave more to be read
DARK = 80  # of 255: a bar over words is black, or nearly
Edge: TypeAlias = "array[float]"  # one number a character, in points
_WHITE = b"\xff"
_SAMPLE = 997  # one in so many pixels shows, nearly always, that something is drawn
_INK = bytes(255 - shade >= FAINTEST for shade in range(256))  # on white
_DIFFERENCE = bytes(steps >= FAINTEST for steps in range(256))


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a page that is shown, and which way up; turns what the file counts into what a reader sees.

    Args:
        left: Of the shown part, in points as the file counts them.
        bottom: Likewise.
        right: Likewise.
        top: Likewise.
        quarters: How often the page is turned clockwise by 90 degrees.
    """

    left: float
    bottom: float
    right: float
    top: float
    quarters: int

    @classmethod
    def of(cls, page: Any) -> Frame:
        """Return the frame of a loaded page."""
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        return cls(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page) % 4)

    @property
    def turned(self) -> bool:
        """Return whether lines of the file run up or down the page as it is shown."""
        return self.quarters % 2 == 1

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height of the page as it is shown, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turned else (width, height)

    def shown(self, lefts: Edge, tops: Edge, rights: Edge, bottoms: Edge) -> tuple[Edge, Edge, Edge, Edge]:
        """Return left, top, right and bottom edges from the upper left corner of the page as it is shown."""
        if self.quarters == 0:
            across = _from(self.left, lefts), _from(self.left, rights)
            down = _back_from(self.top, tops), _back_from(self.top, bottoms)
        elif self.quarters == 1:
            across = _from(self.bottom, bottoms), _from(self.bottom, tops)
            down = _from(self.left, lefts), _from(self.left, rights)
        elif self.quarters == 2:  # noqa: PLR2004 - upside down
            across = _back_from(self.right, rights), _back_from(self.right, lefts)
            down = _from(self.bottom, bottoms), _from(self.bottom, tops)
        else:
            across = _back_from(self.top, tops), _back_from(self.top, bottoms)
            down = _back_from(self.right, rights), _back_from(self.right, lefts)
        return across[0], down[0], across[1], down[1]


def _from(start: float, edges: Edge) -> Edge:
    """Return how far edges are from a line that they lie behind."""
    return array("f", [edge - start for edge in edges]) if start else edges


def _back_from(end: float, edges: Edge) -> Edge:
    """Return how far edges are from a line that they lie in front of."""
    return array("f", [end - edge for edge in edges])


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in shades of grey.

    Args:
        pixels: A byte each, row by row.
        width: Bytes from one row to the next.
        height: Number of rows.
    """

    pixels: bytearray
    width: int
    height: int

    @property
    def image(self) -> Image.Image:
        """Return it as Pillow has it."""
        return Image.frombuffer("L", (self.width, self.height), self.pixels, "raw", "L", 0, 1)

    @property
    def is_even(self) -> bool:
        """Whether nothing is drawn on it, whatever its colour."""
        some = self.pixels[::_SAMPLE]
        return some.count(some[:1]) == len(some) and self.pixels.count(some[:1]) == len(self.pixels)


@dataclass(frozen=True, slots=True)
class Pictures:
    """A page with its text and without.

    Args:
        whole: As a reader sees it.
        changed: A byte for each of its pixels: 1 where the text changes what is seen.
        alone: Likewise, 1 where text would be seen if there were no other; empty where it is all of the text.
        pictured: Whether something else than text is drawn on it.
        scale: Pixels a point.
        draw_without: Draws the page without some text objects.
    """

    whole: Picture
    pictured: bool
    scale: float
    changed: bytearray
    alone: bytearray = field(default_factory=bytearray)

    def shows(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Return whether the text within a rectangle, in points, changes what is seen there."""
        scale, width, seen = self.scale, self.whole.width, self.changed.find
        if left >= 0 and right * scale < width - 1:
            middle = int((top + (bottom - top) * 0.625) * scale) * width  # most letters have ink there
            if seen(1, max(0, middle + int(left * scale)), max(0, middle + int(right * scale) + 1)) >= 0:
                return True
        first, last, upper, lower = self._pixels(left, top, right, bottom)
        return any(seen(1, at + first, at + last) >= 0 for at in range(upper * width, lower * width, width))

    def inks(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Return whether most of what the text within a rectangle would show by itself is seen among the other text.

        White letters change something where they cross black ones, and yet are not read.
        """
        first, last, upper, lower = self._pixels(left, top, right, bottom)
        rows = [
            (at + first, at + last)
            for at in range(upper * self.whole.width, lower * self.whole.width, self.whole.width)
        ]
        shown = sum(self.alone.count(1, *row) for row in rows)
        return sum(self.changed.count(1, *row) for row in rows) > MOST_COVERED * shown > 0

    def depicts(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Return whether something is drawn within a rectangle, as the words of a scanned page are."""
        first, last, upper, lower = self._pixels(left, top, right, bottom)
        width, pixels = self.whole.width, self.whole.pixels
        rows = [pixels[y * width + first : y * width + last] for y in range(upper, lower)] if first < last else []
        return bool(rows) and max(map(max, rows)) - min(map(min, rows)) >= FAINTEST

    def bars(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Return whether the middle of a rectangle is nothing but dark."""
        first, last, upper, lower = self._pixels(left, (top + bottom) / 2, right, (top + bottom) / 2)
        row = self.whole.pixels[upper * self.whole.width + first : upper * self.whole.width + last]
        return first < last and upper < lower and max(row) < DARK

    def _pixels(self, left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
        """Return first column, end column, first row and end row of a rectangle, within the picture."""
        scale, wide, high = self.scale, self.whole.width, self.whole.height
        first, last, upper, lower = int(left * scale), int(right * scale) + 1, int(top * scale), int(bottom * scale) + 1
        if first < 0 or upper < 0 or last > wide or lower > high:
            first, upper, last, lower = max(0, first), max(0, upper), min(wide, last), min(high, lower)
        return first, max(first, last), upper, lower


def _changed(whole: Picture, bare: Picture) -> bytearray:
    """Return a byte a pixel: 1 where two pictures of a page differ enough to be seen."""
    found = whole.pixels.translate(_INK)
    drawn = ImageChops.invert(bare.image).getbbox()
    if drawn is not None:  # what is not white ground
        box = 0, drawn[1], whole.width, drawn[3]
        difference = ImageChops.difference(whole.image.crop(box), bare.image.crop(box))
        found[drawn[1] * whole.width : drawn[3] * whole.width] = difference.tobytes().translate(_DIFFERENCE)
    return found


@dataclass(frozen=True, slots=True)
class Drawing:
    """A loaded page to be drawn with some of its text and without.

    Args:
        page: PDFium's handle of it.
        frame: The part that is shown.
        texts: Addresses of its text objects.
        only_text: Whether nothing else is on it, so that it is white without them.
    """

    page: Any
    frame: Frame
    texts: frozenset[int]
    only_text: bool

    def pictures(self) -> Pictures:
        """Return the page with its text and without."""
        whole = self._without(())
        if self.only_text:
            return Pictures(whole, pictured=False, scale=self._scale, changed=whole.pixels.translate(_INK))
        bare = self._without(self.texts)
        return Pictures(whole, not bare.is_even, self._scale, _changed(whole, bare))

    def among(self, usual: Pictures, some: frozenset[int]) -> Pictures:
        """Return the page with all of its text and without some, and what that shows by itself."""
        changed = _changed(usual.whole, self._without(some))
        alone = _changed(self._without(self.texts - some), self._without(self.texts))
        return replace(usual, changed=changed, alone=alone)

    @property
    def _scale(self) -> float:
        """Return pixels a point."""
        width, height = self.frame.size
        return min(1.0, math.sqrt(MOST_PIXELS / max(1.0, width * height)))

    def _without(self, some: Collection[int]) -> Picture:
        width, height = self.frame.size
        _switch(some, on=False)
        picture = _picture(self.page, *(max(1, math.ceil(side * self._scale)) for side in (width, height)))
        _switch(some, on=True)
        return picture


def _switch(texts: Collection[int], *, on: bool) -> None:
    for address in texts:
        set_active(address, on)


def _picture(page: Any, width: int, height: int) -> Picture:
    """Draw a page on white, in shades of grey.

    Raises:
        MemoryError: There is no room for it.
    """
    stride = width + -width % 4  # PDFium rounds up; the bytes beyond the page are white like the rest
    pixels = bytearray(_WHITE) * (stride * height)
    room = (ctypes.c_char * len(pixels)).from_buffer(pixels)
    bitmap = pdfium.FPDFBitmap_CreateEx(stride, height, pdfium.FPDFBitmap_Gray, room, stride)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return Picture(pixels, stride, height)
