"""Printed pages in our own words: a PDF whose every character's place is known, because it is drawn here.

One sentence is printed in red and the rest in another colour, so that a picture of the page shows by itself whether a
mark lies on exactly that sentence.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from corpus.boxes import Line

TEXT = """
Reconstruction of the western districts has begun, but engineers of the council warn that two of the five
bridges over the river cannot carry lorries before spring.
A survey of 1,204 households in September found that most families had returned to their streets, though fewer
than half had running water.
“We counted every well twice,” said Amal Darwish, who led the survey, “and a third of them are still dry.”
The council expects the pumping station to open on 3 March, four months later than it had promised.
Its budget was raised by 12 per cent in the same week, the second increase of the year.
Traders at the covered market said that prices of flour had fallen since the mill was repaired, while diesel
remained scarce.
Nobody could say who owns the warehouses beside the railway, and three families claim the largest of them.
"""
SENTENCES = tuple(re.split(r"(?<=[.”]) (?=[A-Z“])", " ".join(TEXT.split())))
ASCENT, DESCENT = 0.84, 0.22  # of the size of the letters: what a marker covers


@dataclass(frozen=True, slots=True)
class Style:
    """How pages are set.

    Args:
        columns: How many.
        size: Of the letters, in points.
        leading: From line to line, a multiple of that.
        page: Width and height, in points.
        ink: Red, green and blue, 0 to 1.
        paper: Likewise; None for white that is not printed.
        heading: Printed above the text of the first page.
        rotation: By how many degrees a viewer turns the page; it is printed so that it stands upright then.
    """

    columns: int = 1
    size: float = 10.5
    leading: float = 1.3
    page: tuple[float, float] = A4
    ink: tuple[float, float, float] = (0.0, 0.0, 0.0)
    paper: tuple[float, float, float] | None = None
    heading: str = ""
    rotation: int = 0


@dataclass(slots=True)
class Print:
    """A printed report.

    Args:
        text: All of it, one sentence after the other.
        spans: Start and end of each sentence.
        lines: The boxes of its characters, as the pages are shown.
        pdf: The file.
    """

    text: str
    spans: list[tuple[int, int]]
    lines: list[Line] = field(default_factory=list)
    pdf: bytes = b""


def printed(count: int = 40, red: int | None = None, style: Style | None = None) -> Print:
    """Print so many sentences, one of them in red."""
    style, texts = style or Style(), [SENTENCES[n % len(SENTENCES)] for n in range(count)]
    spans, start = [], 0
    for text in texts:
        spans.append((start, start + len(text)))
        start += len(text) + 1
    made = Print(" ".join(texts), spans)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=style.page, invariant=1)  # it turns the paper itself
    _print(canvas, made, style, spans[red] if red is not None else (0, 0))
    canvas.save()
    made.pdf = buffer.getvalue()
    return made


def _print(canvas: Canvas, made: Print, style: Style, red: tuple[int, int]) -> None:
    width, height = style.page
    side, gutter, head = 0.11 * width, 2.2 * style.size, 0.16 * height
    across = (width - 2 * side - gutter * (style.columns - 1)) / style.columns
    page, column, y = 0, style.columns, 0.0
    for start, end in _wrapped(made.text, style.size, across):
        if not page or y < 0.1 * height:
            column, y = column + 1, height - head
        if column >= style.columns:
            page, column = page + 1, 0
            _begin(canvas, style, page)
        x = side + column * (across + gutter)
        made.lines.append(_line(canvas, made.text, (start, end), (x, y, page), style, red))
        y -= style.leading * style.size


def _begin(canvas: Canvas, style: Style, page: int) -> None:
    if page > 1:
        canvas.showPage()
    width, height = style.page
    turned = {90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}
    canvas.setPageRotation(style.rotation)
    canvas.transform(*turned.get(style.rotation, (1, 0, 0, 1, 0, 0)))
    if style.paper:
        canvas.setFillColorRGB(*style.paper)
        canvas.rect(0, 0, width, height, fill=1, stroke=0)
    canvas.setFillColorRGB(*style.ink)
    if page == 1 and style.heading:
        canvas.setFont("Helvetica-Bold", 1.6 * style.size)
        canvas.drawString(0.11 * width, 0.9 * height, style.heading)


def _line(
    canvas: Canvas,
    text: str,
    span: tuple[int, int],
    at: tuple[float, float, int],
    style: Style,
    red: tuple[int, int],
) -> Line:
    x, y, page = at
    edges = [x + stringWidth(text[span[0] : stop], "Times-Roman", style.size) for stop in range(span[0], span[1] + 1)]
    cuts = [span[0], *(cut for cut in red if span[0] < cut < span[1]), span[1]]
    for start, end in pairwise(cuts):
        is_red = red[0] <= start < red[1]
        canvas.setFillColorRGB(*((0.85, 0.0, 0.0) if is_red else style.ink))
        canvas.setFont("Times-Roman", style.size)
        canvas.drawString(edges[start - span[0]], y, text[start:end])
    top = style.page[1] - y
    return Line(span[0], page, top - ASCENT * style.size, top + DESCENT * style.size, edges[:-1], edges[1:])


def _wrapped(text: str, size: float, across: float) -> Iterator[tuple[int, int]]:
    start = end = 0
    for word in re.finditer(r"\S+", text):
        if end > start and stringWidth(text[start : word.end()], "Times-Roman", size) > across:
            yield start, end
            start = word.start()
        end = word.end()
    yield start, end
