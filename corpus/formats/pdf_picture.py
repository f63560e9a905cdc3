"""Whether the words of a PDF's page are seen: the page is drawn with its text and without, and compared.

Colour, size and position tell little: a word may be covered, clipped, white on white or on blue, or on a layer that is
switched off. A word that changes nothing in the picture is not seen by anybody.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import pypdfium2.raw as pdfium

# One pixel a point shows letters of six points; more pixels than this only cost time.
MOST_PIXELS = 4_000_000
# Steps of 255 between a letter and its ground: paler is not seen on a screen, nor on paper.
FAINTEST = 16
LEAST_INK = 0.12  # of a word's rectangle; letters of any weight fill a quarter of theirs and more
DARK = 80  # of 255: a bar over words is black, or nearly
Edge: TypeAlias = "array[float]"  # one number a character, in points
_WHITE = 0xFFFFFFFF


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

    pixels: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """A page with its text and without.

    Args:
        whole: As a reader sees it.
        bare: Without its text.
        scale: Pixels a point.
        draw_without: Draws the page without some text objects.
    """

    whole: Picture
    bare: Picture
    scale: float
    draw_without: Callable[[Collection[int]], Picture]

    def without(self, text_object: int) -> Pictures:
        """Return the page with all of its text, and without one text object."""
        return replace(self, bare=self.draw_without((text_object,)))

    @property
    def pictured(self) -> bool:
        """Return whether something else than text is drawn on the page."""
        return self.bare.pixels.count(self.bare.pixels[:1]) != len(self.bare.pixels)

    def shows(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Return whether the text within a rectangle, in points, changes what is seen there."""
        first, last, upper, lower = self._pixels(left, top, right, bottom)
        width, inked, bare = self.whole.width, self.whole.pixels, self.bare.pixels
        if first >= last or upper >= lower:
            return False
        middle = (upper + (lower - upper) * 5 // 8) * width  # most letters have ink there
        if _differ(inked[middle + first : middle + last], bare[middle + first : middle + last]):
            return True
        starts = range(upper * width, lower * width, width)
        return any(_differ(inked[at + first : at + last], bare[at + first : at + last]) for at in starts)

    def inks(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Return whether the text within a rectangle changes as much of what is seen there as letters do.

        White letters change little where they cross black ones, and yet are not read.
        """
        first, last, upper, lower = self._pixels(left, top, right, bottom)
        width, inked, bare = self.whole.width, self.whole.pixels, self.bare.pixels
        changed = sum(
            abs(a - b) >= FAINTEST
            for at in range(upper * width, lower * width, width)
            for a, b in zip(inked[at + first : at + last], bare[at + first : at + last], strict=True)
        )
        return changed > LEAST_INK * max(1, (last - first) * (lower - upper))

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
        scale = self.scale
        across = max(0, int(left * scale)), min(self.whole.width, int(right * scale) + 1)
        return *across, max(0, int(top * scale)), min(self.whole.height, int(bottom * scale) + 1)


def _differ(inked: bytes, bare: bytes) -> bool:
    """Return whether pixels differ enough to be seen."""
    if inked == bare:
        return False
    if min(bare) - min(inked) >= FAINTEST or max(inked) - max(bare) >= FAINTEST:
        return True
    return any(abs(a - b) >= FAINTEST for a, b in zip(inked, bare, strict=True))


def drawn(page: Any, frame: Frame, texts: Collection[int]) -> Pictures:
    """Draw a page with its text and without.

    Args:
        page: PDFium's handle of it.
        frame: The part that is shown.
        texts: Addresses of its text objects.
    """
    width, height = frame.size
    scale = min(1.0, math.sqrt(MOST_PIXELS / max(1.0, width * height)))
    size = max(1, math.ceil(width * scale)), max(1, math.ceil(height * scale))

    def without(some: Collection[int]) -> Picture:
        _switch(some, on=False)
        picture = _picture(page, *size)
        _switch(some, on=True)
        return picture

    return Pictures(_picture(page, *size), without(texts), scale, without)


def _switch(texts: Collection[int], *, on: bool) -> None:
    for address in texts:
        pdfium.FPDFPageObj_SetIsActive(ctypes.cast(address, pdfium.FPDF_PAGEOBJECT), on)


def _picture(page: Any, width: int, height: int) -> Picture:
    """Draw a page on white, in shades of grey.

    Raises:
        MemoryError: There is no room for it.
    """
    stride = width + -width % 4  # PDFium rounds up; the bytes beyond the page are white like the rest
    bitmap = pdfium.FPDFBitmap_CreateEx(stride, height, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, stride, height, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return Picture(pixels, stride, height)
