"""Tables that are drawn: a cell of several lines is read whole, row by row, and marked where it stands."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.boxes import areas
from corpus.formats.pdf import read
from corpus.formats.pdf_ruled import ruled
from corpus.report import BlockKind, Extract

HEIGHT = 842.0
COLUMNS = (60.0, 170.0, 380.0, 480.0)
HEAD = (("Site",), ("What happened",), ("Losses",))
ROWS = (
    (
        ("North gate of", "the old harbour"),
        ("The gate was closed at noon", "because the infra-", "structure failed."),
        ("12 boats",),
    ),
    (("South mole",), ("Nothing was reported.",), ("None",)),
    (("Lighthouse",), ("The light went out, and two", "ships ran aground."), ("2 ships",)),
)
READ = [
    "North gate of the old harbour · The gate was closed at noon because the infrastructure failed. · 12 boats",
    "South mole · Nothing was reported. · None",
    "Lighthouse · The light went out, and two ships ran aground. · 2 ships",
]
Row = Sequence[Sequence[str]]


def drawn(rows: Sequence[Row], *, how: str = "lines", bold: bool = False, beside: bool = False) -> bytes:
    """Return a page with a table between two paragraphs, its cells divided as said."""
    room = io.BytesIO()
    canvas = Canvas(room, pagesize=(595.0, HEIGHT))
    y = text(canvas, 780, ["The harbour was surveyed after the storm, and what was found is told below."])
    edges = [y]
    for number, row in enumerate(rows):
        canvas.setFont("Helvetica-Bold" if bold and not number else "Helvetica", 10)
        for left, cell in zip(COLUMNS, row, strict=False):
            for at, line in enumerate(cell):
                canvas.drawString(left + 4, edges[-1] - 14 - 12 * at, line)
        edges.append(edges[-1] - 10 - 12 * max(map(len, row)))
    rule(canvas, edges, how)
    if beside:
        canvas.drawString(500, edges[1] - 20, "beside it")
    text(canvas, edges[-1] - 30, ["After it the council met and decided to repair the gate first of all."])
    canvas.save()
    return room.getvalue()


def text(canvas: Canvas, y: float, lines: Sequence[str]) -> float:
    """Print lines and return where the next thing begins."""
    canvas.setFont("Helvetica", 10)
    for line in lines:
        canvas.drawString(60, y, line)
        y -= 12
    return y - 10


def rule(canvas: Canvas, edges: Sequence[float], how: str) -> None:
    """Draw a grid: whole lines, pieces cell by cell, thin rectangles, the cells as rectangles, or no lines down."""
    if how == "cells":
        for top, bottom in pairwise(edges):
            for left, right in pairwise(COLUMNS):
                canvas.rect(left, bottom, right - left, top - bottom)
        return
    for y in edges:
        for left, right in pairwise(COLUMNS) if how == "pieces" else [(COLUMNS[0], COLUMNS[-1])]:
            canvas.rect(left, y, right - left, 0.5, fill=1, stroke=0) if how == "thin" else canvas.line(
                left, y, right, y
            )
    for x in COLUMNS if how != "across" else ():
        for top, bottom in pairwise(edges) if how == "pieces" else [(edges[0], edges[-1])]:
            canvas.rect(x, bottom, 0.5, top - bottom, fill=1, stroke=0) if how == "thin" else canvas.line(
                x, top, x, bottom
            )


def rows_of(extract: Extract) -> list[str]:
    """Return the rows of tables."""
    return [extract.text[b.start : b.end] for b in extract.blocks if b.kind is BlockKind.TABLE_ROW]


@pytest.mark.parametrize("how", ["lines", "pieces", "thin", "cells"])
def test_a_cell_of_several_lines_is_read_whole(how: str) -> None:
    """Row by row, words divided at a line's end joined, whichever way the grid is drawn; the text around stays."""
    extract = read(drawn(ROWS, how=how), "survey.pdf")
    assert rows_of(extract) == READ
    paragraphs = [extract.text[b.start : b.end] for b in extract.blocks if b.kind is BlockKind.PARAGRAPH]
    assert [words.split()[0] for words in paragraphs] == ["The", "After"]
    assert extract.blocks[0].kind is extract.blocks[-1].kind is BlockKind.PARAGRAPH


def test_a_bold_first_row_names_the_cells() -> None:
    """It stands before each of them; a plain one above rows without figures is a row like them."""
    extract = read(drawn((HEAD, *ROWS), bold=True), "survey.pdf")
    assert rows_of(extract)[1] == "Site: South mole · What happened: Nothing was reported. · Losses: None"
    assert len(rows_of(extract)) == len(ROWS)
    assert rows_of(read(drawn((HEAD, *ROWS)), "survey.pdf")) == ["Site · What happened · Losses", *READ]


def test_every_line_of_a_cell_is_marked_where_it_stands() -> None:
    """And nothing else of the row."""
    extract = read(drawn(ROWS), "survey.pdf")
    start = extract.text.index("The gate was closed")
    marked = areas(extract.boxes, start, extract.text.index(" · 12 boats"))
    assert len(marked) == len(ROWS[0][1])
    assert all(COLUMNS[1] < area.left < area.right < COLUMNS[2] for area in marked)


def test_a_cell_without_words_is_left_out() -> None:
    """Its name goes with it."""
    rows = (HEAD, (("North gate",), ("It was closed", "at noon."), ()), *ROWS[1:])
    assert (
        rows_of(read(drawn(rows, bold=True), "survey.pdf"))[0]
        == "Site: North gate · What happened: It was closed at noon."
    )


@pytest.mark.parametrize("page", [drawn(ROWS, how="across"), drawn(ROWS, beside=True), drawn([ROWS[1]] * 4)])
def test_what_is_no_whole_grid_is_read_as_ever(page: bytes) -> None:
    """Without lines down, with something beside it, or without a cell of several lines, nothing is put together."""
    assert READ[0] not in rows_of(read(page, "survey.pdf"))


def test_text_in_a_frame_stays_text() -> None:
    """A cell that holds paragraphs is split into sentences as they are."""
    long = tuple("The gate was closed at noon because" for _ in range(14))
    extract = read(drawn(((("Gate",), long, ("12",)), *ROWS[1:])), "survey.pdf")
    assert all(len(row) < 400 for row in rows_of(extract))


@pytest.mark.parametrize("count", [300, 2_900, 6_000])
def test_a_drawing_of_many_lines_takes_no_time(count: int) -> None:
    """A map or a chart is no table, and is soon told from one."""
    dice = random.Random(1)  # noqa: S311 - a drawing
    rules = []
    for _ in range(count):
        left, top = dice.uniform(0, 500), dice.uniform(0, 800)
        rules.append((left, top, left + dice.choice((0.5, 60.0)), top + dice.choice((0.5, 60.0))))
    begin = time.process_time()
    assert ruled([], rules) == []
    assert time.process_time() - begin < 1.0
