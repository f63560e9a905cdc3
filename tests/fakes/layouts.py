"""Hard pages: what goes wrong in reading PDFs, each set by code with sentences that are known.

The sentences hold what readers lose: hyphens of their own, abbreviations, quotes in quotes, dashes without spaces,
spaces that do not break, citations, marks of notes, addresses. The layouts hold what gets between their halves.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from tests.fakes.press import HEIGHT, WIDTH, Frame, Furnish, Piece, Press
from tests.fakes.typesetting import NAMES, WHERE, WHO, sentences

MARGIN, GUTTER, FOOT = 60.0, 18.0, 40.0
MARK = 20.0  # the edge of a sheet on which printers' marks stand
HIGH, WIDE = HEIGHT - 2 * MARGIN - FOOT, WIDTH - 2 * MARGIN
COLUMN = (WIDE - GUTTER) / 2
TITLES = ("Harbours", "Bridges and roads", "Water", "What the ministry wrote", "Bread", "The northern valley")


def hard_sentences(count: int, seed: int = 1) -> list[str]:
    """Different sentences that are easily read wrong, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - varied, not secret
    found: dict[str, None] = {}
    while len(found) < count:
        who, where, name, other = chance.choice(WHO), chance.choice(WHERE), *chance.sample(NAMES, 2)
        n, day, year = chance.randint(11, 999), chance.randint(1, 28), chance.randint(1980, 2019)
        surname = other.split()[1]
        forms = (
            f"The US-led, Russian-backed cease-fire of {day} March {year} held for {n}-odd days.",
            f"Dr. {name} of the U.N. mission wrote, e.g. to Mr. {surname}, that approx. {n} km² were cleared.",
            f"“We counted the ‘missing’ crates twice—once in spring, once in {year}—and lost {n},000,” said {name}.",
            f"« Le port reste fermé », répondit {name}, « jusqu’au {day} mars {year} ».",
            f"The fund paid {day}\u00a0{n} euros, {n % 97}.5\u00a0% more than the {who} had asked for.",
            f"The survey (see {surname} et al. [{day}], [{n}–{n + 3}]; cf. p.\u00a0{day}) covered {n} households.",
            f"Its efficiency rose from {day}.{n} to {n}.{day} per cent in the {where}.¹²",
            f"The well-equipped {who}³ of the {where} left its off-road vehicles behind in {year}.",
            f"Nobody knows – or will say – who fired first at the {who} in {year}; “orders,” he said, “are orders.”",
            f"Order no. {n}/B of the {who} (dated {day}.11.{year}) read: ‘Hold the well-known cross-border road!’",
            f"Was it £{n} million, £{day}bn or $1.{n} trillion that the long-term, low-cost plan required?",
            f"The {who} crossed the river—its bridges long destroyed—by raft on {day} June {year}.",
            f"A copy went to office-{n}@example.org and to https://example.org/{year}/no-{day} on the same day.",
            f"Between {year} and {year + 1}, 10–{day + 10}-year-old pupils from the {where} missed {n} lessons each.",
            f"The {where}’s so-called “pro-government” {who} – all {n} of them – signed the non-aggression treaty.",
        )
        found[chance.choice(forms)] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to set pages.

    Args:
        frames: Those of a page, in reading order.
        furnish: Draws what else stands on it.
        pieces: Makes paragraphs of sentences.
        options: Of the press.
    """

    frames: Callable[[int], Sequence[Frame]]
    furnish: Furnish
    pieces: Callable[[Sequence[str]], Sequence[Piece]]
    options: dict[str, Any] = field(default_factory=dict)


def columns(count: int, top: float = 0.0, high: float = HIGH) -> tuple[Frame, ...]:
    """Return columns beside one another."""
    wide = (WIDE - (count - 1) * GUTTER) / count
    return tuple(Frame(MARGIN + n * (wide + GUTTER), MARGIN + top, wide, high) for n in range(count))


def paragraphs(texts: Sequence[str]) -> list[Piece]:
    """Return paragraphs of four sentences each."""
    return [Piece(tuple(texts[at : at + 4])) for at in range(0, len(texts), 4)]


def sections(texts: Sequence[str]) -> list[Piece]:
    """Return paragraphs with a heading above each third."""
    found: list[Piece] = []
    for number, piece in enumerate(paragraphs(texts)):
        if number % 3 == 0:
            found.append(Piece((f"{number // 3 + 1} {TITLES[number // 3 % len(TITLES)]}",), "heading"))
        found.append(piece)
    return found


def chapters(texts: Sequence[str]) -> list[Piece]:
    """Return paragraphs, each third with a drop cap."""
    return [
        Piece(p.texts, "cap" if at % 3 == 0 and p.texts[0][0].isalpha() else "body")
        for at, p in enumerate(paragraphs(texts))
    ]


def lists(texts: Sequence[str]) -> list[Piece]:
    """Return paragraphs with lists of three between them."""
    found: list[Piece] = []
    for at in range(0, len(texts), 6):
        found.append(Piece(tuple(texts[at : at + 3])))
        found += [Piece((f"• {text}",), "item") for text in texts[at + 3 : at + 6]]
    return found


def nothing(_: Canvas, __: int) -> None:
    """Print nothing beside the text."""


def heads(canvas: Canvas, page: int) -> None:
    """Print the title of the chapter and the page's number at the outer edge, as books do, and notes at the foot."""
    title = f"Chapter {page // 2 + 1}: {TITLES[page // 2 % len(TITLES)]}"
    canvas.setFont("Times-Italic", 9)
    if page % 2:
        canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 36, f"{title}   {page}")
    else:
        canvas.drawString(MARGIN, HEIGHT - 36, f"{page}   {title}")
    canvas.setFont("Times-Roman", 7.5)
    canvas.line(MARGIN, MARGIN + 26, MARGIN + 90, MARGIN + 26)
    for row, note in enumerate(sentences(2, seed=page)):
        canvas.drawString(MARGIN, MARGIN + 14 - 10 * row, f"{row + 1} {note}")


def figure(canvas: Canvas, page: int) -> None:
    """Draw a diagram across the head of every second page, a caption below it."""
    heads(canvas, page)
    if page % 2 == 0:
        canvas.setFillGray(0.8)
        for bar in range(9):
            canvas.rect(MARGIN + 40 * bar, HEIGHT - MARGIN - 150, 24, 30 + 11 * bar, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setFont("Helvetica", 7)
        for bar in range(9):
            canvas.drawString(MARGIN + 40 * bar, HEIGHT - MARGIN - 160, str(2000 + bar))
        canvas.setFont("Times-Italic", 8.5)
        canvas.drawString(MARGIN, HEIGHT - MARGIN - 178, f"Figure {page // 2}: Ships in the {WHERE[page % 6]} by year.")


def below_figure(page: int) -> Sequence[Frame]:
    """Return two columns, below the figure where there is one."""
    return columns(2, 190, HIGH - 190) if page % 2 == 0 else columns(2)


def table(canvas: Canvas, page: int) -> None:
    """Print a table in the lower right part of every page."""
    left, top = MARGIN + COLUMN + GUTTER, MARGIN + 400
    canvas.setFont("Helvetica-Bold", 8)
    for row in range(9):
        cells = (
            ("Station", "Ships", "Share") if row == 0 else (WHERE[row % 6].title(), str(31 * row + page), f"{row}.5")
        )
        for cell, offset in zip(cells, (0, 120, 170), strict=True):
            canvas.drawString(left + offset, HEIGHT - top - 12 * row, cell)
        canvas.setFont("Helvetica", 8)
    canvas.setFont("Times-Italic", 8)
    canvas.drawString(left, HEIGHT - top - 124, f"Table {page}: Ships by station.")


def beside_table(_: int) -> Sequence[Frame]:
    """Return two columns, the right one above and below a table."""
    right = MARGIN + COLUMN + GUTTER
    lower = Frame(right, MARGIN + 540, COLUMN, HIGH - 540)
    return Frame(MARGIN, MARGIN, COLUMN, HIGH), Frame(right, MARGIN, COLUMN, 380), lower


def sidebar(canvas: Canvas, page: int) -> None:
    """Print a grey box with a text of its own beside the text."""
    left, top, wide = MARGIN + 330, MARGIN + 80, WIDE - 330
    canvas.setFillGray(0.9)
    canvas.rect(left, HEIGHT - top - 300, wide, 300, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(left + 8, HEIGHT - top - 18, "In brief")
    canvas.setFont("Helvetica", 8.5)
    for row, words in enumerate(
        ("The quay was closed for", f"{page} days in all. Nobody", "was hurt, and no ship", "was lost.")
    ):
        canvas.drawString(left + 8, HEIGHT - top - 36 - 11 * row, words)


def bands(canvas: Canvas, page: int) -> None:
    """Draw a diagram across the middle of the page, a caption below it."""
    heads(canvas, page)
    canvas.setFillGray(0.8)
    canvas.rect(MARGIN, HEIGHT - MARGIN - 340, WIDE, 20, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.setFont("Times-Italic", 8.5)
    caption = f"Figure {page}: The {WHERE[page % 6]} and what became of it in the years between the last two censuses."
    canvas.drawString(MARGIN, HEIGHT - MARGIN - 352, caption)


def draft(canvas: Canvas, page: int) -> None:
    """Print a pale word across the page, below the text."""
    canvas.saveState()
    canvas.setFillGray(0.75)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(50)
    canvas.setFont("Helvetica-Bold", 110)
    canvas.drawCentredString(0, -30, "DRAFT")
    canvas.restoreState()


def turned(canvas: Canvas, _: int) -> None:
    """Turn the page by a quarter; it is printed so that it stands upright then."""
    canvas.setPageRotation(90)
    canvas.transform(0, 1, -1, 0, HEIGHT, 0)  # reportlab turns the paper itself


def cropped(canvas: Canvas, page: int) -> None:
    """Show all of the page but an edge, where printers' marks stand."""
    canvas.setCropBox((MARK, MARK, WIDTH - MARK, HEIGHT - MARK))
    canvas.setFont("Helvetica", 7)
    canvas.drawString(MARGIN, HEIGHT - 12, f"harbour.indd {page} 12.11.2019 14:05")


LAYOUTS: dict[str, Layout] = {
    "one column, heads of chapters, notes": Layout(lambda _: columns(1), heads, sections),
    "one column, paragraphs apart": Layout(lambda _: columns(1), nothing, paragraphs, {"indent": 0.0}),
    "two columns, heads, notes": Layout(lambda _: columns(2), heads, sections),
    "two columns, row by row": Layout(lambda _: columns(2), heads, sections, {"by_rows": True}),
    "three narrow columns with wide gaps": Layout(
        lambda _: columns(3), nothing, paragraphs, {"divide": False, "size": 11.0}
    ),
    "a figure across two columns": Layout(below_figure, figure, sections),
    "a figure, row by row": Layout(below_figure, figure, sections, {"by_rows": True}),
    "a table in a column": Layout(beside_table, table, paragraphs),
    "a table, row by row": Layout(beside_table, table, paragraphs, {"by_rows": True}),
    "a sidebar": Layout(lambda _: (Frame(MARGIN, MARGIN, 310, HIGH),), sidebar, paragraphs),
    "a sidebar, row by row": Layout(
        lambda _: (Frame(MARGIN, MARGIN, 310, HIGH),), sidebar, paragraphs, {"by_rows": True}
    ),
    "a figure in the middle": Layout(lambda _: (*columns(2, 0, 310), *columns(2, 360, HIGH - 360)), bands, paragraphs),
    "a figure in the middle, row by row": Layout(
        lambda _: (*columns(2, 0, 310), *columns(2, 360, HIGH - 360)), bands, paragraphs, {"by_rows": True}
    ),
    "drop caps": Layout(lambda _: columns(2), heads, chapters),
    "lists": Layout(lambda _: columns(1), heads, lists),
    "lists in two columns": Layout(lambda _: columns(2), heads, lists),
    "a word across the page": Layout(lambda _: columns(2), draft, paragraphs),
    "a turned page": Layout(lambda _: columns(2), turned, sections),
    "a page with printers' marks": Layout(lambda _: columns(1), cropped, sections),
    "every line printed twice": Layout(lambda _: columns(2), heads, sections, {"twice": 0.25}),
    "letters apart": Layout(lambda _: columns(2), heads, sections, {"letterspace": 0.12}),
    "letters far apart": Layout(lambda _: columns(1), heads, sections, {"letterspace": 0.3}),
}


def hard_pdf(layout: Layout, texts: Sequence[str]) -> tuple[bytes, list[str], Press]:
    """Return a PDF of sentences, all of its sentences in their order, and the press that knows where they stand."""
    press, pieces = Press(**layout.options), layout.pieces(texts)
    return press.set(pieces, layout.frames, layout.furnish), [text for piece in pieces for text in piece.texts], press
