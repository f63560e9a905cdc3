"""Words of a PDF's page that stand in one line become stretches of text, each character with its place."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from corpus.formats.pdf_glyphs import HYPHEN, Glyphs, Word

# Between words of a justified line at most four fifths of an em are seen; columns stand a full em apart at least.
WIDE_GAP_EMS = 1.0
Edge: TypeAlias = "array[float]"  # one number a character
Edges: TypeAlias = "tuple[Edge, Edge]"  # where characters begin and end along a line

_PLAIN = re.compile("[^\\s\ufb00-\ufb06\u00ad\ufffe]+(?: [^\\s\ufb00-\ufb06\u00ad\ufffe]+)*")
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_DIVIDED = re.compile("(?:\ufffe|\u00ad|(?<=\\w)[-\u2010])\\Z")
_HYPHENS = frozenset({HYPHEN, "\u00ad"})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
BAR = "\N{FULL BLOCK}"  # a letter below a black bar, as a reader sees it
RAISED_SIZE = 0.8  # of the letters around it: a mark of a note, or an exponent


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of one line without a wide gap between them.

    Args:
        text: As it is quoted: single spaces, ligatures as letters.
        lefts: Of every character of the text, in points from the left edge of the page; from the upper one where it
            runs sideways.
        rights: Likewise.
        top: Of its letters, in points from the upper edge.
        bottom: Likewise.
        size: Of most of its letters, in points.
        bold: Whether all of it is bold.
        ocr: Whether a scanner recognised it.
        sideways: Whether it runs up or down the page.
        hyphen: Right edge of the hyphen, not in the text, that divides its last word from the next line; None where
            there is none.
    """

    text: str
    lefts: Edge
    rights: Edge
    top: float
    bottom: float
    size: float
    bold: bool = False
    ocr: bool = False
    sideways: bool = False
    hyphen: float | None = None

    @property
    def left(self) -> float:
        """Return its left edge."""
        return min(self.lefts[0], self.lefts[-1])

    @property
    def right(self) -> float:
        """Return its right edge."""
        return max(self.rights[0], self.rights[-1])


def stretches(glyphs: Glyphs) -> Iterator[tuple[Stretch, bool]]:
    """Yield the stretches of a page in the order of the file, each with whether a wide gap stands before it."""
    words: list[Word] = []
    wide = False
    for word in glyphs.words:
        parted = _parted(words[-1], word, glyphs) if words else None
        if parted is not None:
            yield _stretch(words, glyphs), wide
            words, wide = [], parted
        words.append(word)
    if words:
        yield _stretch(words, glyphs), wide


def _parted(before: Word, word: Word, glyphs: Glyphs) -> bool | None:
    """Return None where a word goes on with a stretch, else whether it stands after a wide gap in the same line."""
    a, b = before.last - 1, word.first
    if glyphs.text[a] == HYPHEN or "\n" in glyphs.text[a + 1 : b] or before.style.sideways != word.style.sideways:
        return False
    if before.style.sideways:
        return None
    if glyphs.text[a + 1 : b].strip():  # what stands between is not seen
        return None
    middle = (glyphs.tops[b] + glyphs.bottoms[b]) / 2
    if not glyphs.tops[a] <= middle <= glyphs.bottoms[a]:
        return False
    gap = max(glyphs.lefts[b] - glyphs.rights[a], glyphs.lefts[a] - glyphs.rights[b])
    return True if gap > WIDE_GAP_EMS * max(before.style.size, word.style.size) else None


def _stretch(words: Sequence[Word], glyphs: Glyphs) -> Stretch:
    """Make a stretch of words."""
    first, last, style = words[0].first, words[-1].last, words[0].style
    size, bold = _manner(words)
    along, across = (glyphs.lefts, glyphs.rights), (glyphs.tops, glyphs.bottoms)
    if style.sideways:
        along, across = across, along
    top = min([across[0][w.first] for w in words])
    bottom = max([across[1][w.first] for w in words])
    text, lefts, rights = glyphs.text[first:last], along[0][first:last], along[1][first:last]
    whole = sum(w.last - w.first for w in words) + text.count(" ") == len(text)
    raised = {w.first: w.style.size <= RAISED_SIZE * size and across[1][w.first] < bottom - 0.1 * size for w in words}
    if not whole or not _PLAIN.fullmatch(text) or any(raised.values()) or any(w.barred for w in words):
        text, lefts, rights = _cleaned(words, glyphs.text, along, raised)
    hyphen = along[1][last - 1] if _DIVIDED.search(glyphs.text, max(first, last - 2), last) else None
    if hyphen is not None and text.endswith(("-", "\u2010")):
        text, lefts, rights = text[:-1], lefts[:-1], rights[:-1]
    return Stretch(text, lefts, rights, top, bottom, size, bold, style.unpainted, style.sideways, hyphen)


def _manner(words: Sequence[Word]) -> tuple[float, bool]:
    """Return the size of most letters, and whether all are bold."""
    first = words[0].style
    if all(word.style is first for word in words):
        return first.size, first.bold
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[word.style.size] += word.last - word.first
    return sizes.most_common(1)[0][0], all(word.style.bold for word in words)


def _cleaned(words: Sequence[Word], text: str, along: Edges, raised: Mapping[int, bool]) -> tuple[str, Edge, Edge]:
    """Return text and edges of words with single spaces, ligatures as letters and raised digits as such."""
    shown: list[str] = []
    lefts, rights = array("f"), array("f")
    for before, word in zip((None, *words), words, strict=False):
        if before is not None and word.first > before.last and shown:
            shown.append(" ")
            lefts.append(along[1][before.last - 1])
            rights.append(along[0][word.first])
        for index in range(word.first, word.last):
            letters = BAR if word.barred else _LIGATURES.get(text[index], text[index])
            letters = "" if letters in _HYPHENS else letters.translate(_RAISED) if raised[word.first] else letters
            _spread(len(letters), along[0][index], along[1][index], lefts, rights)
            shown.append(letters)
    return "".join(shown), lefts, rights


def _spread(count: int, left: float, right: float, lefts: Edge, rights: Edge) -> None:
    """Give each letter of a ligature an equal part of its box."""
    for number in range(count):
        lefts.append(left + (right - left) * number / count)
        rights.append(left + (right - left) * (number + 1) / count)
