"""Pages as publishers set them: paragraphs, headings, lists and drop caps that run through frames of any shape.

Sentences flow from frame to frame and from page to page, around whatever else is printed; where each of them was
drawn is kept, so that a test knows what has to be read, in which order, and what has to be marked.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.fakes.typesetting import SYLLABLE

WIDTH, HEIGHT = 595.0, 842.0
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
RAISED_SIZE, RISE = 0.62, 0.36  # of the letters' size: marks of notes
CAP_ROWS = 3
_RUNS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[^⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_CUT = re.compile(r"(?<=\w)[-–—](?=\w)")  # a line may end behind a hyphen or a dash of the word's own

Word = tuple[int, str]  # number of its sentence, and its letters
Run = tuple[str, float, float, str]  # font, size, rise and letters
Furnish = Callable[[Canvas, int], None]


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of a page that text runs through, in points from the upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or something like one.

    Args:
        texts: Its sentences.
        kind: "body", "heading", "item", or "cap": a paragraph whose first letter is three lines high.
    """

    texts: tuple[str, ...]
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A piece of a sentence in one line, as it was drawn: points from the upper left corner of its page."""

    page: int
    left: float
    right: float
    baseline: float


@dataclass(slots=True)
class Press:
    """Sets pieces in frames.

    Args:
        font: Of the text.
        bold: Of headings.
        size: Of the letters of the text, in points.
        leading: From line to line, of that.
        divide: Whether words are divided at the ends of lines.
        by_rows: Whether the file draws row by row across the columns.
        indent: Of a paragraph's first line, of the size; where there is none, paragraphs stand apart.
        twice: How far beside each line it is printed again, in points, as programs without a bold font do; 0 for never.
        letterspace: Between the letters of headings, of their size.
        drawn: Where the words of each sentence were drawn, by its number.
    """

    font: str = "Times-Roman"
    bold: str = "Helvetica-Bold"
    size: float = 10.0
    leading: float = 1.22
    divide: bool = True
    by_rows: bool = False
    indent: float = 1.5
    twice: float = 0.0
    letterspace: float = 0.0
    drawn: dict[int, list[Drawn]] = field(default_factory=dict)
    _lines: list[tuple[float, float, Callable[[], None]]] = field(default_factory=list)

    def set(
        self, pieces: Sequence[Piece], frames: Callable[[int], Sequence[Frame]], furnish: Furnish, *, pages: int = 0
    ) -> bytes:
        """Return the PDF of these pieces.

        Args:
            pieces: In order; their sentences are numbered through.
            frames: Those of a page, counted from 1, in reading order.
            furnish: Draws what else stands on a page, before its text.
            pages: How many there are to be; 0 for as many as the text takes.
        """
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
        page, rest = 0, self._numbered(pieces)
        open_piece = next(rest, None)
        while open_piece is not None and (not pages or page < pages):
            page += 1
            furnish(canvas, page)
            for frame in frames(page):
                open_piece = self._fill(canvas, page, frame, open_piece, rest)
            self._draw()
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def _numbered(self, pieces: Iterable[Piece]) -> Iterator[_Open]:
        number = 0
        for piece in pieces:
            words = [(number + at, word) for at, text in enumerate(piece.texts) for word in text.split(" ")]
            number += len(piece.texts)
            yield _Open(piece.kind, list(reversed(words)))

    def _fill(
        self, canvas: Canvas, page: int, frame: Frame, piece: _Open | None, rest: Iterator[_Open]
    ) -> _Open | None:
        """Fill a frame; return the piece that goes on in the next one."""
        down, step = self.size, self.size * self.leading
        while piece is not None:
            needed = {"heading": 4.5, "cap": CAP_ROWS + 1.0}.get(piece.kind, 0.0) * step if piece.is_new else 0.0
            if down + needed > frame.height:
                return piece
            if piece.kind == "heading":
                down = self._heading(canvas, page, frame, piece, down + 0.6 * step) + 1.2 * step
            else:
                down = self._row(canvas, page, frame, piece, down) + step
            if not piece.words:
                piece, down = next(rest, None), down + (0.0 if self.indent else 0.5 * step)
        return None

    def _heading(self, canvas: Canvas, page: int, frame: Frame, piece: _Open, down: float) -> float:
        (number, _), text = piece.words[0], " ".join(word for _, word in reversed(piece.words))
        piece.words.clear()
        at, font, size = frame.top + down, self.bold, 1.3 * self.size
        apart = self.letterspace * size
        self._print(canvas, frame.left, at, [(font, size, 0.0, text)], apart=apart)
        right = frame.left + stringWidth(text, font, size) + apart * (len(text) - 1)
        self.drawn[number] = [Drawn(page, frame.left, right, at)]
        return down

    def _row(self, canvas: Canvas, page: int, frame: Frame, piece: _Open, down: float) -> float:
        """Set one line of a paragraph and return how far down it stands."""
        indent = self._indent(canvas, page, frame, piece, down)
        line, ends, divides = self._line(piece.words, frame.width - indent)
        piece.row, left, at = piece.row + 1, frame.left + indent, frame.top + down
        letters = " ".join(word for _, word in line)
        spare = frame.width - indent - self._long(letters)
        gaps = _gaps(letters)
        space = 0.0 if ends or not gaps else spare / gaps
        runs = [
            (self.font, self.size * RAISED_SIZE, self.size * RISE, run.translate(RAISED))
            if run[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹"
            else (self.font, self.size, 0.0, run)
            for run in _RUNS.findall(letters)
        ]
        self._print(canvas, left, at, runs, space)
        self._track(page, left, at, line, space, divides=divides)
        return down

    def _indent(self, canvas: Canvas, page: int, frame: Frame, piece: _Open, down: float) -> float:
        """Return where a line begins; a drop cap is drawn beside its first lines."""
        if piece.kind == "item":
            return 3.2 * self.size if piece.row else 2.2 * self.size
        if piece.kind != "cap":
            return self.indent * self.size if piece.is_new else 0.0
        if piece.is_new:
            number, word = piece.words.pop()
            size = (CAP_ROWS - 1) * self.leading * self.size * 1.42 + 0.3 * self.size
            baseline = frame.top + down + (CAP_ROWS - 1) * self.leading * self.size
            wide = float(stringWidth(word[0], self.font, size))
            piece.cap = wide + 0.2 * self.size
            self.drawn[number] = [Drawn(page, frame.left, frame.left + wide, baseline)]
            self._print(canvas, frame.left, baseline, [(self.font, size, 0.0, word[0])])
            if word[1:]:
                piece.words.append((number, word[1:]))
        return piece.cap if piece.row < CAP_ROWS else 0.0

    def _line(self, words: list[Word], room: float) -> tuple[list[Word], bool, bool]:
        """Take the words of one line; return them, whether the paragraph ends, and whether a word is divided."""
        line: list[Word] = []
        while words:
            number, word = words.pop()
            left = room - self._long(" ".join([*(word for _, word in line), ""]))
            if self._long(word) <= left:
                line.append((number, word))
                continue
            head, tail = self._divided(word, left)
            if not head and not line:
                head, tail = word, ""
            if head:
                line.append((number, head))
            if tail:
                words.append((number, tail))
            return line, False, head.endswith("-") and not word.startswith(head)
        return line, True, False

    def _divided(self, word: str, room: float) -> tuple[str, str]:
        """Divide a word behind its own hyphen or between syllables, as late as it fits."""
        cuts = [(found.end(), "") for found in _CUT.finditer(word)]
        if self.divide and word.isalpha() and word.islower():
            cuts += [(found.start(), "-") for found in SYLLABLE.finditer(word) if 2 < found.start() < len(word) - 3]
        fitting = [(cut, sign) for cut, sign in cuts if self._long(word[:cut] + sign) <= room]
        if not fitting:
            return "", word
        cut, sign = max(fitting)
        return word[:cut] + sign, word[cut:]

    def _long(self, letters: str) -> float:
        return sum(
            float(
                stringWidth(
                    run.translate(RAISED), self.font, self.size * (RAISED_SIZE if run[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹" else 1)
                )
            )
            for run in _RUNS.findall(letters)
        )

    def _track(self, page: int, left: float, baseline: float, line: list[Word], space: float, *, divides: bool) -> None:
        """Keep where the words of each sentence stand; a hyphen that divides is no character of the sentence."""
        for number, own in groupby(line, key=lambda word: word[0]):
            words = " ".join(word for _, word in own)
            right = left + self._long(words) + _gaps(words) * space
            self.drawn.setdefault(number, []).append(Drawn(page, left, right, baseline))
            left = right + self._long(" ") + space
        if divides:
            last = self.drawn[line[-1][0]]
            last[-1] = Drawn(page, last[-1].left, last[-1].right - self._long("-"), baseline)

    def _print(
        self, canvas: Canvas, left: float, down: float, runs: list[Run], space: float = 0.0, apart: float = 0.0
    ) -> None:
        """Keep a line for when the page is drawn."""
        for beside in (0.0, self.twice)[: 2 if self.twice else 1]:
            self._lines.append((down, left, partial(_text, canvas, left + beside, down, runs, space, apart)))

    def _draw(self) -> None:
        """Draw the lines of a page, frame by frame or row by row."""
        for _, _, draw in sorted(self._lines, key=lambda line: line[:2]) if self.by_rows else self._lines:
            draw()
        self._lines.clear()


@dataclass(slots=True)
class _Open:
    """A piece that is being set: its words, the next one last."""

    kind: str
    words: list[Word]
    row: int = 0
    cap: float = 0.0

    @property
    def is_new(self) -> bool:
        return self.row == 0


def _gaps(letters: str) -> int:
    """Return how many spaces of a line are made wider: reportlab draws those that do not break alike."""
    return letters.count(" ") + letters.count("\u00a0")


def _text(canvas: Canvas, left: float, down: float, runs: list[Run], space: float, apart: float) -> None:
    """Draw a line: runs of letters with font, size and rise."""
    text = canvas.beginText(left, HEIGHT - down)
    text.setWordSpace(space)
    text.setCharSpace(apart)
    for font, size, rise, letters in runs:
        text.setFont(font, size)
        text.setRise(rise)
        text.textOut(letters)
    canvas.drawText(text)
