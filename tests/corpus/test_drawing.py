"""A sentence on its page: exactly its words are marked, and the picture cuts nothing in half."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from corpus.boxes import Area, areas, pack
from corpus.drawing import LARGEST_LINE, TALLEST, WIDEST, WIDTH, marks, picture
from corpus.formats import read
from corpus.framing import line_height, pieces
from corpus.rendering import opened
from tests.fakes.printed import SENTENCES, Print, Style, printed

Array = npt.NDArray[np.bool_]
DARK = Style(page=(960, 540), size=20, ink=(0.9, 0.9, 0.9), paper=(0.09, 0.1, 0.14))
STYLES = {
    "one column": Style(leading=1.4, heading="Water, bread and bridges"),
    "two columns": Style(columns=2, size=9, leading=1.4),
    "three columns": Style(columns=3, size=8, leading=1.4),
    "large letters": Style(size=30, leading=1.4),
    "small letters": Style(size=5, leading=1.5),
    "grey paper": Style(leading=1.4, paper=(0.86, 0.85, 0.8)),
}


def drawn(made: Print, number: int, page: int | None = None) -> Image.Image:
    """Return the picture of a sentence."""
    found = areas(pack(made.lines), *made.spans[number])
    page = page or found[0].page
    with opened(made.pdf, "pdf") as pages:
        png = picture(pages, page, [area for area in found if area.page == page])
    return Image.open(io.BytesIO(png)).convert("RGB")


def pixels(image: Image.Image, wanted: str) -> Array:
    """Return where a picture is marked ("yellow"), or printed in red or black; rows, columns, as truth values."""
    r, g, b = np.moveaxis(np.asarray(image, dtype=int), 2, 0)
    kinds = {
        "yellow": (r - b > 70) & (g - b > 50) & (abs(r - g) < 60),
        "red": (r - g > 90) & (r > 120) & (r - b > 90),
        "black": np.maximum(np.maximum(r, g), b) < 90,
    }
    return kinds[wanted]


def strokes(image: Image.Image) -> list[tuple[int, int, int, int]]:
    """Return the rectangles that are marked, left, top, right and bottom, one a line of text."""
    yellow = pixels(image, "yellow")
    rows = [*(yellow.sum(axis=1) > 10), False]
    found, first = [], None
    for row, is_marked in enumerate(rows):
        if is_marked and first is None:
            first = row
        elif not is_marked and first is not None:
            columns = np.flatnonzero(yellow[first:row].any(axis=0))
            found.append((int(columns[0]), first, int(columns[-1]), row - 1))
            first = None
    return found


def covered(image: Image.Image, spare: int) -> Array:
    """Return where the marked rectangles are, each this many pixels larger."""
    where = np.zeros((image.height, image.width), dtype=bool)
    for left, top, right, bottom in strokes(image):
        where[max(0, top - spare) : bottom + spare + 1, max(0, left - spare) : right + spare + 1] = True
    return where


@pytest.mark.parametrize("name", STYLES)
def test_exactly_the_sentence_is_marked(name: str) -> None:
    """Red ink, which only this sentence has, lies on yellow; black ink does not."""
    image = drawn(printed(red=8, style=STYLES[name]), 8)
    red, black = pixels(image, "red"), pixels(image, "black")
    assert red.sum() > 300
    assert black.sum() > 300
    assert not (red & ~covered(image, 2)).any()
    assert not (black & covered(image, -2)).any()


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("number", [0, 3, 20])
def test_a_picture_is_cut_between_two_lines(name: str, number: int) -> None:
    """The outermost rows are paper."""
    image = drawn(printed(red=number, style=STYLES[name]), number).convert("L")
    paper = max(range(256), key=image.histogram().__getitem__)
    shades = np.asarray(image, dtype=int)
    assert abs(shades[[0, -1]] - paper).max() < 30


@pytest.mark.parametrize("name", STYLES)
def test_a_picture_reads_on_a_telephone(name: str) -> None:
    """As wide as a screen, letters neither blown up nor tiny."""
    image = drawn(printed(red=8, style=STYLES[name]), 8)
    height = strokes(image)[0][3] - strokes(image)[0][1]
    assert 0.6 * WIDTH <= image.width <= WIDEST + 40
    assert image.height <= 1.3 * image.width
    assert 14 <= height <= LARGEST_LINE + 1


def test_a_picture_holds_its_column_and_no_other() -> None:
    """Half of the words of a page of two columns would be too small for a telephone."""
    made = printed(60, red=8, style=STYLES["two columns"])
    image = drawn(made, 8)
    stroke = max(strokes(image), key=lambda one: one[2] - one[0])
    assert stroke[2] - stroke[0] > 0.75 * image.width


def test_a_sentence_in_two_columns_is_drawn_in_two_pieces() -> None:
    """Foot of the left one and head of the right one, with nothing of the page between them."""
    made = printed(60, style=STYLES["two columns"])
    found = [areas(pack(made.lines), *span) for span in made.spans]
    number = next(
        n for n, some in enumerate(found) if len(pieces(some, line_height(some))) > 1 and some[0].page == some[-1].page
    )
    image = drawn(printed(60, red=number, style=STYLES["two columns"]), number)
    assert pixels(image, "red").sum() > 300
    assert image.height < 1.6 * image.width
    gaps = [after[1] - before[3] for before, after in pairwise(strokes(image))]
    assert max(gaps) > 60


def test_on_dark_paper_the_words_stay_light() -> None:
    """Yellow over white letters on black would hide them; there the paper is lit up."""
    image = drawn(printed(12, style=DARK), 4)
    red, _, blue = np.moveaxis(np.asarray(image, dtype=int), 2, 0)
    assert ((red > 60) & (red < 160) & (red - blue > 50)).sum() > 5_000


def test_a_sentence_as_long_as_a_page_is_drawn_smaller() -> None:
    """Whole, but never taller than a few screens."""
    made = printed(60)
    first = [line for line in made.lines if line.page == 1]
    whole = [Area(1, line.lefts[0], line.top, line.rights[-1], line.bottom) for line in first]
    with opened(made.pdf, "pdf") as pages:
        image = Image.open(io.BytesIO(picture(pages, 1, whole)))
    assert image.height <= TALLEST + 60
    assert len(strokes(image.convert("RGB"))) == len(first)


def test_a_picture_is_small_in_bytes() -> None:
    """What a telephone loads at once."""
    found = printed(red=8)
    with opened(found.pdf, "pdf") as pages:
        assert len(picture(pages, 1, areas(pack(found.lines), *found.spans[8]))) < 200_000


AREAS = st.lists(
    st.builds(
        lambda x, y, w, h: Area(1, x, y, x + w, y + h),
        *(st.floats(0, 300), st.floats(0, 400), st.floats(3, 250), st.floats(4, 30)),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=30, deadline=None)
@given(AREAS, st.floats(1.0, 1.5))
def test_a_mark_covers_its_areas_and_nothing_else(some: list[Area], scale: float) -> None:
    """To the pixel, but for the round corners."""
    size = (900, 700)
    mask = marks(size, some, (0, 0, *size), scale)
    alone = Image.new("L", size, 0)
    for area in some:
        box = tuple(round(side * scale) for side in (area.left, area.top, area.right, area.bottom))
        alone.paste(255, box)
        own = mask.crop(box).histogram()[255]
        assert own >= 0.9 * (box[2] - box[0]) * (box[3] - box[1])
    outside = Image.composite(Image.new("L", size, 0), mask, alone)
    assert outside.getbbox() is None


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True])
def test_a_real_pdf_is_marked_where_its_reader_found_the_words(rotation: int, cropped: bool) -> None:  # noqa: FBT001
    """Turned by the viewer, or cut to a part of its paper: reader and drawer agree."""
    made = printed(red=8, style=Style(leading=1.4, rotation=rotation))
    cut = rb"/CropBox [ 30 25 580 815 ] /MediaBox" if rotation % 180 == 0 else rb"/CropBox [ 25 30 815 580 ] /MediaBox"
    pdf = made.pdf.replace(b"/MediaBox", cut) if cropped else made.pdf
    extract = read(pdf, "report.pdf")
    start = extract.text.index(SENTENCES[1], extract.text.index(SENTENCES[1]) + 10)
    found = areas(extract.boxes, start, start + len(SENTENCES[1]))
    with opened(pdf, "pdf") as pages:
        image = Image.open(io.BytesIO(picture(pages, found[0].page, found))).convert("RGB")
    red, black = pixels(image, "red"), pixels(image, "black")
    assert red.sum() > 300
    assert (red & pixels(image, "yellow")).sum() == 0
    assert not (red & ~covered(image, 2)).any()
    assert not (black & covered(image, -2)).any()
