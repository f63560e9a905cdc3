"""Odd pages of PDFs: text that runs up the page, is printed twice, lies across it, or hides its letters."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from corpus.boxes import areas
from corpus.formats.pdf import read
from corpus.report import Extract
from tests.fakes.typesetting import sentences

WIDTH, HEIGHT = 595.0, 842.0
ROWS = [
    "The quay walls were rebuilt by the engineers of the ministry. The basin was not mea-",
    "sured before spring, because the only boat that could have carried the instruments lay",
    "in the dock of the northern harbour. Nobody objected.",
]
WHOLE = " ".join(ROWS).replace("mea- sured", "measured")


def pdf(draw: Callable[[Canvas], None]) -> bytes:
    """Return a PDF of one page, or of those that `draw` ends itself."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def rows(canvas: Canvas, left: float, top: float) -> None:
    """Print the paragraph, its upper left corner here, as the canvas is turned."""
    canvas.setFont("Times-Roman", 10)
    for number, row in enumerate(ROWS):
        canvas.drawString(left, top - 12 * number, row)


def texts(extract: Extract) -> list[str]:
    """The text of every block."""
    return [extract.text[block.start : block.end] for block in extract.blocks]


@pytest.mark.parametrize(("degrees", "upwards"), [(90, True), (-90, False)])
def test_a_paragraph_that_runs_up_or_down_the_page_is_read_and_boxed(degrees: int, upwards: bool) -> None:  # noqa: FBT001
    """As a wide table's page is printed on upright paper; the number of the page stands upright."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(*((WIDTH, 0) if upwards else (0, HEIGHT)))
        canvas.rotate(degrees)
        rows(canvas, 100, WIDTH - 100)
        canvas.restoreState()
        canvas.drawString(300, 30, "1")

    extract = read(pdf(draw), "report.pdf")
    assert texts(extract) == [WHOLE]
    first, second, third = areas(extract.boxes, 0, len(WHOLE))
    long = stringWidth(ROWS[1], "Times-Roman", 10)
    along = (HEIGHT - 100 - long, HEIGHT - 100) if upwards else (100, 100 + long)
    assert (second.top, second.bottom) == pytest.approx(along, abs=0.6)
    across = 100 + 12 if upwards else WIDTH - 100 - 12
    assert second.left < across < second.right
    assert (first.left < second.left < third.left) is upwards


def test_text_that_stands_on_its_head_is_read() -> None:
    """Its words are in order, and boxed where they stand."""

    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH, HEIGHT)
        canvas.rotate(180)
        rows(canvas, 100, HEIGHT - 100)

    extract = read(pdf(draw), "report.pdf")
    assert extract.text == WHOLE
    area = areas(extract.boxes, 0, len(WHOLE))[1]
    assert area.right == pytest.approx(WIDTH - 100, abs=0.6)
    assert area.top < HEIGHT - 112 < area.bottom


@pytest.mark.parametrize("beside", [0.0, 0.3, 1.0])
def test_text_that_is_printed_twice_is_read_once(beside: float) -> None:
    """At the same place, as bold letters, or with a shadow."""

    def draw(canvas: Canvas) -> None:
        for number in range(30):
            rows(canvas, 60, HEIGHT - 60 - 24 * number if number == 0 else -500)
            rows(canvas, 60 + beside, HEIGHT - 60 - beside if number == 0 else -500)

    assert read(pdf(draw), "report.pdf").text == WHOLE


def test_a_word_across_every_page_is_no_part_of_the_text() -> None:
    """It is no heading either, and sentences go on below it."""
    printed = sentences(9)

    def draw(canvas: Canvas) -> None:
        for page in range(3):
            canvas.saveState()
            canvas.setFillGray(0.8)
            canvas.translate(WIDTH / 2, HEIGHT / 2)
            canvas.rotate(45)
            canvas.setFont("Helvetica-Bold", 90)
            canvas.drawCentredString(0, 0, "DRAFT")
            canvas.restoreState()
            canvas.setFont("Times-Roman", 9)
            for row, text in enumerate(printed[3 * page : 3 * page + 3]):
                canvas.drawString(100, HEIGHT / 2 - 40 * row, text)
            canvas.showPage()

    assert texts(read(pdf(draw), "report.pdf")) == printed


def test_a_running_head_that_changes_on_every_page_is_known_by_the_number_in_it() -> None:
    """It is as large as the text, and stands between the halves of sentences; a note a page stays."""
    printed = sentences(10)

    def draw(canvas: Canvas) -> None:
        for page in range(5):
            canvas.setFont("Times-Roman", 9)
            title = f"Depths of basin {'ABCDE'[page]}"
            canvas.drawString(60, HEIGHT - 30, f"{page + 1} {title}" if page % 2 else f"{title} {page + 1}")
            for row, text in enumerate(printed[2 * page : 2 * page + 2]):
                canvas.drawString(60, HEIGHT - 80 - 40 * row, text)
            canvas.setFont("Times-Roman", 7)
            canvas.drawString(60, 30, f"{page + 1} A note on basin {'ABCDE'[page]}.")
            canvas.showPage()

    found = texts(read(pdf(draw), "report.pdf"))
    assert [text for text in found if "note" not in text] == printed
    assert len(found) == 15


def test_letters_of_one_font_that_it_does_not_tell_are_shown_as_unknown() -> None:
    """A part of a page, too small to recognise the whole page anew, is not quoted as "7KH FLW"."""
    moved = ["".join(chr(ord(c) - 29) if c > "=" else c for c in text) for text in sentences(2)]

    def draw(canvas: Canvas) -> None:
        for number in range(12):
            rows(canvas, 60, HEIGHT - 60 - 45 * number)
        canvas.setFont("Helvetica", 10)
        for number, row in enumerate(moved):
            canvas.drawString(60, 100 - 12 * number, row)

    extract = read(pdf(draw), "report.pdf")
    assert WHOLE in extract.text
    assert not any(word in extract.text for row in moved for word in row.split() if word.isupper() and len(word) > 3)
    assert "\N{REPLACEMENT CHARACTER}" * 4 in extract.text
    assert extract.pages_without_text == ()
    told = "Some letters are not told by their fonts on page 1; they are shown as \N{REPLACEMENT CHARACTER}."
    assert told in extract.remarks


def test_text_in_an_asian_font_that_is_nowhere_is_read_and_told() -> None:
    """Old Chinese and Japanese files name a font that every reader there has; white letters stay hidden."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    said = "发言人说，港口将于三月关闭，桥梁将在六个月后重新开放。"

    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 11)
        canvas.drawString(60, 700, said[:15])
        canvas.drawString(60, 686, said[15:])
        canvas.setFillGray(1)
        canvas.drawString(60, 600, "没有人在爆炸中受伤。")

    extract = read(pdf(draw), "report.pdf")
    assert extract.text == said
    hidden = "Text that is not seen (hidden, covered or tiny) was left out on page 1."
    lacking = "Fonts of page 1 are neither in the file nor on this machine: whether that text is seen is not known."
    assert extract.remarks in ((hidden, lacking), (hidden,))  # where the machine has such a font
