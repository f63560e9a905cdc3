"""Reports set in type by code: PDFs whose every word is known, with where it was drawn.

Lines are broken and words divided here, not by reportlab, so that a test knows what stands where and in which order.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WHO = [
    "committee",
    "ministry",
    "convoy",
    "council",
    "delegation",
    "brigade",
    "harbour",
    "hospital",
    "laboratory",
    "commissioner",
]
WHERE = ["northern district", "old harbour", "river crossing", "provincial capital", "border post", "eastern valley"]
WHAT = [
    "reported",
    "inspected",
    "reopened",
    "described",
    "abandoned",
    "reconstructed",
    "administered",
    "investigated",
    "transferred",
    "photographed",
    "redistributed",
    "underestimated",
]
WHICH = [
    "agricultural machinery",
    "emergency generators",
    "electricity transformers",
    "humanitarian assistance",
    "temporary accommodation",
    "irrigation infrastructure",
    "international correspondence",
    "long-term agreements",
    "cross-border deliveries",
    "well-known recommendations",
]
NAMES = ["Amina Haddad", "Jonas Lindqvist", "Mei Tanaka", "Carlos Fuentes", "Olga Petrenko", "Samuel Okoro"]
SYLLABLE = re.compile(r"(?<=[aeiouy])(?=[bcdfghjklmnpqrstvwz][aeiouy])")


def sentences(count: int, seed: int = 1) -> list[str]:
    """Different sentences of a report, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - varied, not secret
    found: dict[str, None] = {}
    while len(found) < count:
        who, where, what, which = (chance.choice(words) for words in (WHO, WHERE, WHAT, WHICH))
        name, number = chance.choice(NAMES), chance.randint(11, 9_999)
        share, year = f"{number % 97}.{number % 7}", 1980 + number % 40
        forms = (
            f"The {who} in the {where} {what} {number:,} shipments of {which}.",
            f"“The {who} {what} the {which} in the {where}”, said {name} on {number % 28 + 1} March {year}.",
            f"According to {name}, about {share} per cent of the {which} were {what} near the {where} before {year}.",
            f"In {year}, the {where} {what} its {which}; nobody from the {who} objected.",
            f"Why had the {who} {what} {number} crates of {which}?",
        )
        found[chance.choice(forms)] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A piece of a sentence on a page, as it was drawn: points from the top left corner."""

    page: int
    column: int
    left: float
    right: float
    baseline: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of type: words of sentences with where each begins, and the space after the last."""

    words: tuple[tuple[int, str], ...]
    indent: float
    ends_paragraph: bool
    divides: bool = False


@dataclass(slots=True)
class Typesetter:
    """Sets sentences in columns.

    Args:
        columns: How many a page has.
        size: Of the letters, in points.
        divide: Whether words are divided at the ends of lines.
        interleaved: Whether the file draws row by row across the columns.
        head: A running head, with the page's number after it.
        font: Of the text.
        page: Width and height, in points.
        margin: On all sides.
        gutter: Between columns.
        compressed: Whether the file's pages are.
        drawn: Where the words of each sentence were drawn, by its number.
    """

    columns: int = 1
    size: float = 10.0
    divide: bool = False
    interleaved: bool = False
    head: str = ""
    font: str = "Times-Roman"
    page: tuple[float, float] = (595.0, 842.0)
    margin: float = 60.0
    gutter: float = 18.0
    compressed: bool = True
    drawn: dict[int, list[Drawn]] = field(default_factory=dict)

    def set(self, texts: Sequence[str], a_paragraph: int = 5) -> bytes:
        """Return the PDF of sentences, so many a paragraph; `drawn` tells where each stands."""
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=self.page, invariant=1, pageCompression=int(self.compressed))
        lines = list(self._lines(texts, a_paragraph))
        rows = int((self.page[1] - 2 * self.margin) / self._leading)
        per_page = rows * self.columns
        for number, start in enumerate(range(0, len(lines), per_page), 1):
            self._draw(canvas, number, lines[start : start + per_page], rows)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    @property
    def _leading(self) -> float:
        return self.size * 1.25

    @property
    def _width(self) -> float:
        return (self.page[0] - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns

    def _long(self, words: str) -> float:
        return float(stringWidth(words, self.font, self.size))

    def _lines(self, texts: Sequence[str], a_paragraph: int) -> Iterator[_Line]:
        for start in range(0, len(texts), a_paragraph):
            own = range(start, min(len(texts), start + a_paragraph))
            words = [(number, word) for number in own for word in texts[number].split(" ")]
            yield from self._broken(words)

    def _broken(self, words: list[tuple[int, str]]) -> Iterator[_Line]:
        line: list[tuple[int, str]] = []
        indent = 1.5 * self.size
        rest = list(reversed(words))
        while rest:
            number, word = rest.pop()
            room = self._width - indent - self._long(" ".join([*(word for _, word in line), ""]))
            if self._long(word) <= room or not line:
                line.append((number, word))
                continue
            head, tail = self._divided(word, room)
            if head:
                line.append((number, head))
            rest.append((number, tail))
            divides = head.endswith("-") and not word.startswith(head)
            yield _Line(tuple(line), indent, ends_paragraph=False, divides=divides)
            line, indent = [], 0.0
        yield _Line(tuple(line), indent, ends_paragraph=True)

    def _divided(self, word: str, room: float) -> tuple[str, str]:
        """Divide a word behind its own hyphen or between syllables, as late as it fits."""
        cuts = [(cut + 1, "") for cut, letter in enumerate(word) if letter == "-"]
        if self.divide and word.isalpha():
            cuts += [(found.start(), "-") for found in SYLLABLE.finditer(word) if 2 < found.start() < len(word) - 3]
        fitting = [(cut, sign) for cut, sign in cuts if self._long(word[:cut] + sign) <= room]
        if not fitting:
            return "", word
        cut, sign = max(fitting)
        return word[:cut] + sign, word[cut:]

    def _draw(self, canvas: Canvas, number: int, lines: list[_Line], rows: int) -> None:
        if self.head:
            canvas.setFont(self.font, self.size)
            canvas.drawString(self.margin, self.page[1] - self.margin / 2, f"{self.head} {number}")
            canvas.drawCentredString(self.page[0] / 2, self.margin / 2, str(number))
        places = [(at % rows, at // rows) for at in range(len(lines))]
        order = sorted(range(len(lines)), key=lambda at: places[at]) if self.interleaved else range(len(lines))
        for at in order:
            row, column = places[at]
            left = self.margin + column * (self._width + self.gutter)
            runs = self._draw_line(canvas, lines[at], left, self.margin + (row + 1) * self._leading)
            for sentence, place in runs.items():
                self.drawn.setdefault(sentence, []).append(Drawn(number, column, *place))

    def _draw_line(
        self, canvas: Canvas, line: _Line, left: float, baseline: float
    ) -> dict[int, tuple[float, float, float]]:
        """Draw a line justified, by the space between its words; return where the words of each sentence stand."""
        words = [word for _, word in line.words]
        spare = self._width - line.indent - self._long(" ".join(words))
        space = 0.0 if line.ends_paragraph or len(words) == 1 else spare / (len(words) - 1)
        text = canvas.beginText(left + line.indent, self.page[1] - baseline)
        text.setFont(self.font, self.size)
        text.setWordSpace(space)
        text.textOut(" ".join(words))
        canvas.drawText(text)
        at = left + line.indent
        runs: dict[int, tuple[float, float]] = {}
        for number, word in line.words:
            end = at + self._long(word)
            runs[number] = (runs.get(number, (at, 0))[0], end)
            at = end + self._long(" ") + space
        if line.divides:  # a hyphen that divides is no character of the sentence
            runs[number] = (runs[number][0], end - self._long("-"))
        return {number: (first, last, baseline) for number, (first, last) in runs.items()}
