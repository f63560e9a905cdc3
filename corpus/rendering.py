"""Pages as pictures: a PDF drawn by PDFium, a scan or photograph as it is. Only child processes load this.

Lengths are those of `corpus.boxes`: PDF points from the top left corner of the page as it is shown; for pictures of
unknown resolution, pixels.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import pypdfium2
from PIL import Image

from corpus.boxes import Area
from corpus.frames import DAMAGE, IMAGE_FORMATS, Frame, counted, upright

# An A3 page scanned at 600 dots an inch has 70 million; more is no page.
MOST_PIXELS = 80_000_000
# 200 inches, the most that PDF allows; a page of that size is drawn as small as any other.
MOST_POINTS = 14_400.0
HALF = 180  # degrees
Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels of the whole page at the scale of the drawing


class DamagedPicture(ValueError):
    """A picture that cannot be opened or has more pixels than any page; its text says which."""


class Pages(Protocol):
    """The pages of one file, counted from 1."""

    count: int

    def size(self, page: int) -> tuple[float, float]:
        """Return width and height of a page."""
        ...

    def is_measured(self, page: int) -> bool:
        """Whether lengths are points, and not pixels of unknown size."""
        ...

    def drawn(self, page: int, scale: float, box: Box | None = None) -> Image.Image:
        """Return a page, or the part of it in the box, in so many pixels a unit of length; RGB."""
        ...

    def close(self) -> None:
        """Let the file go."""
        ...


@contextmanager
def opened(data: bytes, form: str) -> Iterator[Pages]:
    """Open a file's pages.

    Args:
        data: The whole file.
        form: "pdf" or "image".

    Raises:
        DamagedPicture: It cannot be opened.
    """
    pages = PdfPages(data) if form == "pdf" else ImagePages(data)
    try:
        yield pages
    finally:
        pages.close()


class PdfPages:
    """A PDF's pages; a class because it holds PDFium's document and the page that was used last.

    Args:
        data: The whole file.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise DamagedPicture("the PDF cannot be opened") from error
        self.count = len(self._document)
        self._number, self._page = 0, None

    def size(self, page: int) -> tuple[float, float]:
        """Return width and height in points, as the page is shown."""
        width, height = self._at(page).get_size()
        return min(width, MOST_POINTS), min(height, MOST_POINTS)

    def is_measured(self, _: int) -> bool:
        """Return that lengths are points."""
        return True

    def drawn(self, page: int, scale: float, box: Box | None = None) -> Image.Image:
        """Return a page or a part of it."""
        whole = whole_box(self.size(page), scale)
        left, top, right, bottom = box or whole
        # PDFium rounds up what is cut off: half a pixel less makes it the wanted number of pixels.
        cut = tuple(max(0.0, side - 0.5) / scale for side in (left, whole[3] - bottom, whole[2] - right, top))
        bitmap = self._at(page).render(scale=scale, crop=cut, rev_byteorder=True, may_draw_forms=False)
        return _rgb(bitmap.to_pil())

    def close(self) -> None:
        """Let the file go."""
        self._document.close()

    def _at(self, number: int) -> Any:
        if number != self._number:
            try:
                self._page = self._document[number - 1]
            except (pypdfium2.PdfiumError, IndexError) as error:
                raise DamagedPicture(f"page {number} of the PDF cannot be opened") from error
            self._number = number
        return self._page


class TurnedPages:
    """Pages turned upright, for reading; a class because it stands where other pages do.

    Args:
        pages: As they are shown.
        turn: By how many degrees they are turned, counter-clockwise: 90, 180 or 270.
    """

    def __init__(self, pages: Pages, turn: int) -> None:
        self._pages, self._turn, self.count = pages, turn, pages.count

    def size(self, page: int) -> tuple[float, float]:
        """Return width and height after turning."""
        width, height = self._pages.size(page)
        return (width, height) if self._turn == HALF else (height, width)

    def is_measured(self, page: int) -> bool:
        """Whether lengths are points."""
        return self._pages.is_measured(page)

    def drawn(self, page: int, scale: float, box: Box | None = None) -> Image.Image:
        """Return a page or a part of it, turned."""
        _, _, width, height = whole_box(self._pages.size(page), scale)
        u, v, far_u, far_v = box or whole_box(self.size(page), scale)
        own = {
            90: (width - far_v, u, width - v, far_u),
            HALF: (width - far_u, height - far_v, width - u, height - v),
            270: (v, height - far_u, far_v, height - u),
        }
        return self._pages.drawn(page, scale, own[self._turn]).rotate(self._turn, expand=True)

    def area(self, area: Area) -> Area:
        """Return where an area stands after turning."""
        width, height = self._pages.size(area.page)
        left, top, right, bottom = area.left, area.top, area.right, area.bottom
        if self._turn == HALF:
            return Area(area.page, width - right, height - bottom, width - left, height - top)
        if self._turn < HALF:
            return Area(area.page, top, width - right, bottom, width - left)
        return Area(area.page, height - bottom, left, height - top, right)

    def close(self) -> None:
        """Let the file go."""
        self._pages.close()


def whole_box(size: tuple[float, float], scale: float) -> Box:
    """Return the box of a whole page."""
    return 0, 0, max(1, math.ceil(size[0] * scale)), max(1, math.ceil(size[1] * scale))


def _rgb(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")


class ImagePages:
    """The pictures of a file: one, or the pages of a TIFF; a class because it holds the open file and a decoded page.

    Args:
        data: The whole file.
    """

    def __init__(self, data: bytes) -> None:
        Image.MAX_IMAGE_PIXELS = None  # our own limit comes first, and says the figure
        try:
            self._file = Image.open(io.BytesIO(data), formats=IMAGE_FORMATS)
            self.count = counted(self._file)
        except DAMAGE as error:
            raise DamagedPicture("the picture cannot be opened") from error
        self._number, self._frame = 0, Frame(Image.new("L", (1, 1)), None)

    def size(self, page: int) -> tuple[float, float]:
        """Return width and height."""
        frame = self.frame(page)
        return frame.image.width / frame.pixels_a_unit, frame.image.height / frame.pixels_a_unit

    def is_measured(self, page: int) -> bool:
        """Whether the file gives a resolution."""
        return self.frame(page).dpi is not None

    def drawn(self, page: int, scale: float, box: Box | None = None) -> Image.Image:
        """Return a picture or a part of it."""
        image, pixels = self.frame(page).image, self.frame(page).pixels_a_unit / scale
        left, top, right, bottom = box or whole_box(self.size(page), scale)
        part = (left * pixels, top * pixels, min(image.width, right * pixels), min(image.height, bottom * pixels))
        size = (right - left, bottom - top)
        return _rgb(image.resize(size, Image.Resampling.LANCZOS, box=part, reducing_gap=2.0))

    def frame(self, page: int) -> Frame:
        """Return one picture, decoded.

        Raises:
            DamagedPicture: It cannot be decoded, or has too many pixels.
        """
        if page != self._number:
            try:
                self._file.seek(page - 1)
                self._check_size()
                self._frame = upright(self._file)
            except DamagedPicture:
                raise
            except DAMAGE as error:
                raise DamagedPicture(f"picture {page} is damaged or cut off") from error
            self._number = page
        return self._frame

    @property
    def moves(self) -> bool:
        """Whether it has more pictures than one, and is not a scan of several pages."""
        return self._file.format != "TIFF" and getattr(self._file, "n_frames", 1) > 1

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _check_size(self) -> None:
        """Refuse a picture by the size that it claims, before a pixel of it is decoded."""
        width, height = self._file.size
        if width * height > MOST_PIXELS:
            reason = f"it has {width:,} x {height:,} pixels, more than {MOST_PIXELS // 1_000_000} million (limit)"
            raise DamagedPicture(reason)
