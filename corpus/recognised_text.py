"""Words that were recognised in a picture become paragraphs, and take their place among the pages that have text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.boxes import Line, every_line, pack
from corpus.report import Block, Extract

# Of 100. What Tesseract finds in photographs and drawings is mostly below 40, words of print are above 80.
LEAST_CONFIDENCE = 45
SLANT = 0.12  # of a line's height: a line that rises or falls more is marked in steps
HYPHENS = ("-", "\N{SOFT HYPHEN}", "\N{HYPHEN}")
BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Word:
    """One word on a page.

    Args:
        text: As recognised.
        left: In the page's units, like the others.
        top: Of its line, at this word: a slanting line is followed.
        right: Likewise.
        bottom: Likewise.
        confidence: 0 to 100.
        line: Number of its line on the page.
        paragraph: Number of its paragraph on the page.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    line: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that was recognised: its text, and its lines with offsets into that."""

    text: str
    lines: tuple[Line, ...]


def passages(words: Sequence[Word], page: int) -> Iterator[Passage]:
    """Put words together to paragraphs; those that are most likely no words are left out."""
    for number in dict.fromkeys(word.paragraph for word in words):
        own = [word for word in words if word.paragraph == number]
        if sum(word.confidence for word in own) >= LEAST_CONFIDENCE * len(own):
            yield _passage(own, page)


def _passage(words: Sequence[Word], page: int) -> Passage:
    """Join words by spaces, and the halves of a word that a line's end divides without its hyphen."""
    text, lines, run = "", [], [words[0]]
    start = 0
    for word in words[1:]:
        before = run[-1]
        divided = before.line != word.line and is_divided(before.text, word.text)
        ends = before.line != word.line or _slants(run[0], word)
        text += before.text[:-1] if divided else before.text + " "
        if ends:
            last = -1 if divided else None
            lines.append(_line(run, start, page, until=word.left if before.line == word.line else None, last=last))
            start, run = len(text), []
        run.append(word)
    lines.append(_line(run, start, page))
    return Passage(text + words[-1].text, tuple(lines))


def is_divided(left: str, right: str) -> bool:
    """Whether a line's end divides a word at its hyphen, and not "US-led", "al-Zor" or "2011-2017"."""
    return left.endswith(HYPHENS) and left[-2:-1].isalpha() and not left.isupper() and right[0].islower()


def _slants(first: Word, word: Word) -> bool:
    """Whether a line slants so much that this word needs a box of its own height."""
    return abs(word.top - first.top) > SLANT * (first.bottom - first.top)


def _line(words: Sequence[Word], start: int, page: int, *, until: float | None = None, last: int | None = None) -> Line:
    """Return the boxes of the characters of some words, each as wide as the others of its word, and of their spaces.

    Args:
        words: That stand in one line.
        start: Of the first, in the passage.
        page: Counted from 1.
        until: Where the next word of the line begins, if one follows: the space before it is boxed too.
        last: Of the boxes; -1 leaves out a hyphen that is not in the text.
    """
    lefts: list[float] = []
    rights: list[float] = []
    for word, after in zip(words, [*(one.left for one in words[1:]), until], strict=True):
        step = (word.right - word.left) / len(word.text)
        lefts += [word.left + n * step for n in range(len(word.text))]
        rights += [word.left + (n + 1) * step for n in range(len(word.text))]
        if after is not None:
            lefts.append(word.right)
            rights.append(max(word.right, after))
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    return Line(start, page, top, bottom, lefts[:last], rights[:last])


def turned(passage: Passage, turn: int, size: tuple[float, float]) -> Passage:
    """Return a paragraph that was read on a turned page with its boxes as the page is shown.

    Args:
        passage: As read.
        turn: By how many degrees the page was turned, counter-clockwise, before it was read.
        size: Width and height of the page as it is shown.
    """
    return replace(passage, lines=tuple(_turned(line, turn, *size) for line in passage.lines)) if turn else passage


def _turned(line: Line, turn: int, width: float, height: float) -> Line:
    if turn == 90:  # noqa: PLR2004 - up the page
        sides = (width - line.bottom, width - line.top, line.lefts, line.rights)
        return Line(line.start, line.page, *sides, sideways=True)
    across = width if turn == 180 else height  # noqa: PLR2004 - upside down; else down the page
    lefts, rights = [across - right for right in line.rights], [across - left for left in line.lefts]
    if turn == 180:  # noqa: PLR2004
        return Line(line.start, line.page, height - line.bottom, height - line.top, lefts, rights)
    return Line(line.start, line.page, line.top, line.bottom, lefts, rights, sideways=True)


@dataclass(frozen=True, slots=True)
class _Part:
    """One block with its text: its offsets and those of its lines count from its own beginning.

    Args:
        gap: White space before it.
        text: Its own.
        block: Kind, page, level; offsets mean nothing.
        lines: Of its boxes.
    """

    gap: str
    text: str
    block: Block
    lines: tuple[Line, ...]


def merged(extract: Extract, found: Mapping[int, Sequence[Passage]]) -> Extract:
    """Put what was recognised on pages without text where those pages stand, and move what follows."""
    text, blocks, lines = [], [], []
    length = 0
    for number, part in enumerate(_in_order(list(_parts(extract)), found)):
        gap = part.gap if number else ""
        start = length + len(gap)
        length = start + len(part.text)
        text += [gap, part.text]
        blocks.append(replace(part.block, start=start, end=length))
        lines += [replace(line, start=line.start + start) for line in part.lines]
    return replace(extract, text="".join(text), blocks=tuple(blocks), boxes=pack(lines))


def _parts(extract: Extract) -> Iterator[_Part]:
    """Take an extract apart into its blocks."""
    lines = list(every_line(extract.boxes))
    starts, end = [line.start for line in lines], 0
    for block in extract.blocks:
        own = lines[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
        moved = tuple(replace(line, start=line.start - block.start) for line in own)
        yield _Part(extract.text[end : block.start], extract.text[block.start : block.end], block, moved)
        end = block.end


def _in_order(parts: Sequence[_Part], found: Mapping[int, Sequence[Passage]]) -> Iterator[_Part]:
    """Yield the parts and what was recognised, by page."""
    waiting = sorted(found)
    for part in parts:
        was_inserted = False
        while waiting and waiting[0] < (part.block.page or 0):
            was_inserted = True
            yield from _recognised(found[waiting[0]], waiting.pop(0))
        yield replace(part, gap=BETWEEN) if was_inserted else part
    for page in waiting:
        yield from _recognised(found[page], page)


def _recognised(passages: Sequence[Passage], page: int) -> Iterator[_Part]:
    for passage in passages:
        yield _Part(BETWEEN, passage.text, Block(0, 0, page=page, ocr=True), passage.lines)
