"""A long report as publishers set it: running heads, headings, notes at the foot, part of it in two columns.

About 450 words a page in two typefaces, words divided at the ends of lines, paragraphs that go on across columns and
pages: what a reader of PDFs has to do in earnest, and what its time is measured on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from reportlab.pdfgen.canvas import Canvas

from tests.fakes.press import HEIGHT, WIDTH, Frame, Piece, Press
from tests.fakes.typesetting import sentences

HEAD = "Annual report of the harbour commission"
NAMES = ("first", "second", "third", "northern", "southern", "eastern", "western", "final")
A_SECTION, A_PARAGRAPH, A_NOTE = 90, 5, 12  # sentences
A_PAGE = 40  # sentences, more than any page has
MARGIN, GUTTER = 72.0, 18.0
TWO_COLUMNS_FROM = 0.7  # of the pages


def book(pages: int) -> tuple[bytes, list[str]]:
    """Set a report of exactly so many pages; return the file and the sentences that were printed, notes apart."""
    press, notes = Press(size=12.0, leading=1.5), sentences(2 * pages, seed=2)
    pieces = list(_pieces(pages * A_PAGE))

    def frames(page: int) -> Sequence[Frame]:
        high, wide = HEIGHT - 2 * MARGIN - 24, WIDTH - 2 * MARGIN
        if page <= pages * TWO_COLUMNS_FROM:
            return (Frame(MARGIN, MARGIN, wide, high),)
        column = (wide - GUTTER) / 2
        return tuple(Frame(MARGIN + n * (column + GUTTER), MARGIN, column, high) for n in range(2))

    def furnish(canvas: Canvas, page: int) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN, HEIGHT - MARGIN / 2, HEAD)
        canvas.drawRightString(WIDTH - MARGIN, HEIGHT - MARGIN / 2, str(page))
        canvas.line(MARGIN, MARGIN + 22, MARGIN + 90, MARGIN + 22)
        canvas.setFont("Times-Roman", 7.5)
        for row, note in enumerate(notes[2 * page - 2 : 2 * page]):
            canvas.drawString(MARGIN, MARGIN + 10 - 10 * row, f"{2 * page - 1 + row} {note}")

    pdf = press.set(pieces, frames, furnish, pages=pages)
    return pdf, [text for number, text in enumerate(_texts(pieces)) if number < max(press.drawn)]


def _pieces(count: int) -> Iterator[Piece]:
    """Yield paragraphs, a heading before each section, the mark of a note here and there."""
    supply = (text + ("" if at % A_NOTE else "¹²"[at // A_NOTE % 2]) for at, text in enumerate(sentences(count)))
    for section in range(count // A_SECTION):
        yield Piece((f"{section + 1} The {NAMES[section % len(NAMES)]} survey",), "heading")
        for _ in range(A_SECTION // A_PARAGRAPH):
            yield Piece(tuple(islice(supply, A_PARAGRAPH)))


def _texts(pieces: Sequence[Piece]) -> list[str]:
    return [text for piece in pieces for text in piece.texts]
