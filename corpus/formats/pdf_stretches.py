"""Words of a PDF's page that stand in one line become stretches of text, each character with its place."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from corpus.formats.pdf_glyphs import HYPHEN, Glyphs, Style, Word

# Between words of a justified line at most four fifths of an em are seen; columns stand a full em apart at least.
WIDE_GAP_EMS = 1.0
# A narrow column may have wider ones, but then all spaces of the line are: one is wide that is so much wider than they.
WIDER_THAN_MOST, EQUAL, FEWEST_SPACES = 1.35, 0.12, 3
WIDEST_SPACE_EMS = 1.5
# Letters set apart: how many at least, how many of a line's words, and how much farther words may stand apart.
LONGEST_LETTERS = 3  # characters a word, the space behind it included
FEWEST_LETTERS, MOST_SINGLE, FARTHEST_LETTERS = 5, 0.75, 6.0
JOINED_EMS = 0.12  # what stands nearer belongs to the word before it, even if PDFium begins a line there
INITIAL_SIZE = 1.8  # of the letters beside it: a first letter that is as high as several lines
Edge: TypeAlias = "array[float]"  # one number a character
Edges: TypeAlias = "tuple[Edge, Edge]"  # where characters begin and end along a line

_LIGATURES = "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
_SIGNS = "\uf0b7\uf06c\uf0a7\uf0d8\uf0fc\uf071\uf0a8"  # of lists, in Symbol and Wingdings
_SHOWN = dict(zip(_LIGATURES + _SIGNS, (*("ff", "fi", "fl", "ffi", "ffl", "st", "st"), *"••▪➢✓❑□"), strict=True))
_PLAIN = re.compile("[^\\s\ufb00-\ufb06\u00ad\ufffe\uf020-\uf0ff]+(?: [^\\s\ufb00-\ufb06\u00ad\ufffe\uf020-\uf0ff]+)*")
_DIVIDED = re.compile("(?:\ufffe|\u00ad|(?<=\\w)[-\u2010])\\Z")
_HYPHENS = frozenset({HYPHEN, "\u00ad"})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
RAISED_SIZE = 0.85  # of the letters around it: a mark of a note, or an exponent; a browser's are 0.83


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of one line without a wide gap between them.

    Args:
        text: As it is quoted: single spaces, ligatures as letters.
        lefts: Of every character of the text, in points from the left edge of the page, turned so that the line is
            upright.
        rights: Likewise.
        left: Its left edge.
        right: Its right edge.
        top: Of its letters, in points from the upper edge.
        bottom: Likewise.
        size: Of most of its letters, in points.
        bold: Whether all of it is bold.
        ocr: Whether a scanner recognised it.
        hyphen: Right edge of the hyphen, not in the text, that divides its last word from the next line; None where
            there is none.
        initial: The large letter before it that begins its first word, and reaches down beside further lines.
    """

    text: str
    lefts: Edge
    rights: Edge
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool = False
    ocr: bool = False
    hyphen: float | None = None
    initial: Stretch | None = None


def stretches(glyphs: Glyphs) -> Iterator[tuple[Stretch, bool]]:
    """Yield the stretches of a page in the order of the file, each with whether a wide gap stands before it."""
    words: list[Word] = []
    gaps: list[float] = []
    for word in glyphs.words:
        gap = _gap(words[-1], word, glyphs) if words else None
        if gap is None and words:
            yield from _parted(words, gaps, glyphs)
            words, gaps = [], []
        elif gap is not None:
            gaps.append(gap)
        words.append(word)
    if words:
        yield from _parted(words, gaps, glyphs)


def _gap(before: Word, word: Word, glyphs: Glyphs) -> float | None:
    """Return how far a word stands from the one before it in the same line, in ems; None where a line begins."""
    text, a, b = glyphs.text, before.last - 1, word.first
    if before.style is word.style and b - a == 2 and text[a + 1] == " ":  # noqa: PLR2004 - of one object, which is one line
        gap = glyphs.lefts[b] - glyphs.rights[a]
        return (gap if gap >= 0 else max(gap, glyphs.lefts[a] - glyphs.rights[b])) / (word.style.size or 1.0)
    between = text[a + 1 : b]
    if text[a] == HYPHEN or before.style.turn != word.style.turn:
        return None
    if between.strip():  # what stands between is not seen
        return None if "\n" in between else 0.0
    level = _is_level(a, b, glyphs) or _is_level(b, a, glyphs)
    larger, smaller = max(before.style.size, word.style.size), min(before.style.size, word.style.size)
    below = glyphs.bottoms[a] - glyphs.bottoms[b] if before.style.size == larger else 0.0
    if not level or (larger >= INITIAL_SIZE * smaller and below > smaller):
        return None
    one, other = (before.first, a), (b, word.last - 1)  # a figure in Arabic runs the other way
    after = min([glyphs.lefts[at] for at in other]) - max([glyphs.rights[at] for at in one])
    ahead = min([glyphs.lefts[at] for at in one]) - max([glyphs.rights[at] for at in other])
    gap = max(after, ahead) / (larger or 1.0)
    if "\n" in between:  # PDFium begins a line where letters are raised, and where they are not any more
        is_raised = smaller <= RAISED_SIZE * larger and gap <= WIDEST_SPACE_EMS
        return gap if is_raised or -JOINED_EMS < gap < JOINED_EMS else None
    return gap


def _is_level(one: int, other: int, glyphs: Glyphs) -> bool:
    """Return whether the middle of a character is level with another one."""
    return glyphs.tops[one] <= (glyphs.tops[other] + glyphs.bottoms[other]) / 2 <= glyphs.bottoms[one]


def _parted(words: list[Word], gaps: Sequence[float], glyphs: Glyphs) -> Iterator[tuple[Stretch, bool]]:
    """Yield the stretches of a line, parted where a gap is wider than those between words."""
    start = 0
    apart = _letterspace(words, gaps, glyphs)
    if apart:
        yield _stretch(words, glyphs, apart), False
        return
    if gaps and max(gaps) > WIDE_GAP_EMS:
        usual = _usual(gaps) if any(glyphs.text[word.first].isalpha() for word in words) else 0.0
        own = {id(w.style): _usual([g for g, *pair in _spaces(words, gaps) if pair == [w.style] * 2]) for w in words}
        alone = not any(a is b for _, a, b in _spaces(words, gaps))  # every word is an object
        for at, gap in enumerate(gaps, 1):
            a, b = words[at - 1].style, words[at].style
            alike = alone or min(a.size, b.size) <= RAISED_SIZE * max(a.size, b.size)
            even = gap <= WIDER_THAN_MOST * own[id(a)] if a is b else alike and abs(gap - usual) <= EQUAL * usual
            if gap > WIDE_GAP_EMS and not even:
                yield _stretch(words[start:at], glyphs), start > 0
                start = at
    yield _stretch(words[start:] if start else words, glyphs), start > 0


def _letterspace(words: Sequence[Word], gaps: Sequence[float], glyphs: Glyphs) -> float:
    """Return how far letters of a line stand apart at the most, in ems, if each seems a word by itself; else 0.

    PDFium takes the gaps between letters that are set apart, as in some headings, for spaces.
    """
    if len(words) < FEWEST_LETTERS or words[-1].last - words[0].first > LONGEST_LETTERS * len(words):
        return 0.0
    single = sum([word.last - word.first == 1 and glyphs.text[word.first].isalpha() for word in words])
    between = sorted(gaps)[len(gaps) // 2]
    return 1.7 * between if single >= MOST_SINGLE * len(words) and max(gaps) < FARTHEST_LETTERS * between else 0.0


def _spaces(words: Sequence[Word], gaps: Sequence[float]) -> Iterator[tuple[float, Style, Style]]:
    """Yield every gap of a line with the styles, one an object, of the words around it."""
    return zip(gaps, (word.style for word in words), (word.style for word in words[1:]), strict=False)


def _usual(gaps: Sequence[float]) -> float:
    """Return how wide most spaces are; 0 where there are too few of one width to tell."""
    spaces = sorted([gap for gap in gaps if gap > JOINED_EMS])
    usual = spaces[len(spaces) // 4] if spaces else 0.0
    return usual if sum([abs(gap - usual) <= EQUAL * usual for gap in spaces]) >= FEWEST_SPACES else 0.0


def _stretch(words: Sequence[Word], glyphs: Glyphs, apart: float = 0.0) -> Stretch:
    """Make a stretch of words; those that stand no farther apart than this many ems are letters of one."""
    first, last, style = words[0].first, words[-1].last, words[0].style
    text, lefts, rights = glyphs.text[first:last], glyphs.lefts[first:last], glyphs.rights[first:last]
    size, bold, top, bottom = style.size, style.bold, glyphs.tops[first], glyphs.bottoms[first]
    raised: Mapping[int, bool] = {}
    length, plain, even = text.count(" "), True, True
    for begin, end, own, mask in words:
        length += end - begin
        even = even and own is style
        plain = plain and not mask
    if not even:
        size, bold = _manner(words)
        top, bottom, raised = _height(words, size, glyphs)
    if length != len(text) or raised or apart or not plain or not _PLAIN.fullmatch(text):
        text, lefts, rights = _cleaned(words, glyphs, raised, apart)
    hyphen = glyphs.rights[last - 1] if _DIVIDED.search(glyphs.text, max(first, last - 2), last) else None
    if hyphen is not None and text.endswith(("-", "\u2010")):
        text, lefts, rights = text[:-1], lefts[:-1], rights[:-1]
    left, right = (lefts[0], rights[-1]) if text else (0.0, 0.0)
    if text and left > lefts[-1]:  # from right to left, figures within it the other way
        left, right = min(lefts), max(rights)
    return Stretch(text, lefts, rights, left, right, top, bottom, size, bold, style.unpainted, hyphen)


def _manner(words: Sequence[Word]) -> tuple[float, bool]:
    """Return the size of most letters, and whether all are bold."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[word.style.size] += word.last - word.first
    return sizes.most_common(1)[0][0], all(word.style.bold for word in words)


def _height(words: Sequence[Word], size: float, glyphs: Glyphs) -> tuple[float, float, Mapping[int, bool]]:
    """Return head and foot of a line, and which words, by their first characters, are raised in it."""
    top, bottom = min([glyphs.tops[w.first] for w in words]), max([glyphs.bottoms[w.first] for w in words])
    raised = {w.first: True for w in words if w.style.size <= RAISED_SIZE * size and _hangs(w, bottom, size, glyphs)}
    return top, bottom, raised


def _hangs(word: Word, bottom: float, size: float, glyphs: Glyphs) -> bool:
    return glyphs.bottoms[word.first] < bottom - 0.1 * size


def _cleaned(words: Sequence[Word], glyphs: Glyphs, raised: Mapping[int, bool], apart: float) -> tuple[str, Edge, Edge]:
    """Return text and edges of words with single spaces, ligatures as letters and raised digits as such."""
    shown: list[str] = []
    lefts, rights = array("f"), array("f")
    for before, word in pairwise((None, *words)):
        if word is None:
            continue
        if before is not None and shown and _is_apart(before, word, glyphs, apart):
            shown.append(" ")
            ends = glyphs.rights[before.last - 1], glyphs.lefts[word.first]
            leftward = ends[0] > ends[1]  # or in a line of both directions: then the space's own place is known
            lefts.append(glyphs.lefts[before.last] if leftward else ends[0])
            rights.append(glyphs.rights[before.last] if leftward else ends[1])
        letters = glyphs.text[word.first : word.last]
        if not word.mask and word.first not in raised and _PLAIN.fullmatch(letters):
            lefts += glyphs.lefts[word.first : word.last]
            rights += glyphs.rights[word.first : word.last]
            shown.append(letters)
            continue
        for index in range(word.first, word.last):
            own = glyphs.text[index]
            letters = word.mask or _SHOWN.get(own, own)
            letters = "" if letters in _HYPHENS else letters.translate(_RAISED) if word.first in raised else letters
            _spread(len(letters), glyphs.lefts[index], glyphs.rights[index], lefts, rights)
            shown.append(letters)
    return "".join(shown), lefts, rights


def _is_apart(before: Word, word: Word, glyphs: Glyphs, least: float) -> bool:
    """Return whether a space stands between two words; a line's end that PDFium sees within a line is none."""
    between = glyphs.text[before.last : word.first]
    gap = max(glyphs.lefts[word.first] - glyphs.rights[before.last - 1], 0.0)
    if "\n" not in between:
        return bool(between) and gap >= least * word.style.size
    return bool(between.strip()) or gap > JOINED_EMS * max(before.style.size, word.style.size)


def _spread(count: int, left: float, right: float, lefts: Edge, rights: Edge) -> None:
    """Give each letter of a ligature an equal part of its box."""
    for number in range(count):
        lefts.append(left + (right - left) * number / count)
        rights.append(left + (right - left) * (number + 1) / count)
