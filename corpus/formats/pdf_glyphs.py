"""The characters of a PDF's page: what they are, where they stand, and how they are drawn."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

Edge: TypeAlias = "array[float]"  # one number a character
Edges: TypeAlias = "tuple[Edge, Edge, Edge, Edge]"  # left, top, right and bottom

SLANTED = 4
BAR, UNTOLD = "\N{FULL BLOCK}", "\N{REPLACEMENT CHARACTER}"
# Latin letters of any language have 30 to 50 % vowels; letters that a font moved by a fixed number have 15.
FEWEST_VOWELS, FEWEST_LETTERS = 0.22, 100
LETTERS, VOWELS = "abcdefghijklmnopqrstuvwxyz", "aeiouy"
HYPHEN = "\ufffe"  # what PDFium gives for a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class Style:
    """How a stretch of text is drawn.

    Args:
        size: Of its letters, in points.
        bold: Whether its font is a bold one.
        unpainted: Whether it is drawn without ink, as the words that a scanner recognised are.
        turn: How often the page as it is shown must be turned clockwise by 90 degrees for it to stand upright; SLANTED
            where that does not help.
        font: PDFium's number of its font.
    """

    size: float
    bold: bool = False
    unpainted: bool = False
    turn: int = 0
    font: int = 0


class Word(NamedTuple):
    """Characters between spaces that are drawn in one way; a tuple, because a report has hundreds of thousands.

    Args:
        first: Index of its first character on the page.
        last: One past its last.
        style: How it is drawn.
        mask: What each of its characters is quoted as instead: BAR where a dark bar is drawn over it, so that a reader
            sees the bar only; UNTOLD where the font does not tell which letters it shows.
    """

    first: int
    last: int
    style: Style
    mask: str = ""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters of a page, in the order of the file, and where they stand on the page as it is shown.

    Args:
        text: One character each; lines end with CR and LF, or with HYPHEN.
        lefts: Of every character, in points from the left edge.
        tops: Of every character, in points from the upper edge.
        rights: As lefts.
        bottoms: As tops.
        words: Those that are seen, and those of which a bar is seen, in order.
        hidden: How many characters are not seen.
        damaged: How many characters the fonts do not tell.
        pictured: Whether something else than text is drawn on it.
        filled_in: Whether the text of form fields and comments, which the file keeps apart, stands at the end.
        size: Width and height of the page, in points.
        unchecked: Whether some text is taken for seen though its font, which is not at hand, draws nothing here.
        rules: Left, top, right and bottom of what else is drawn, in points; empty where it is not looked at.
    """

    text: str
    lefts: array[float]
    tops: array[float]
    rights: array[float]
    bottoms: array[float]
    words: tuple[Word, ...]
    hidden: int
    damaged: int
    pictured: bool
    filled_in: bool
    size: tuple[float, float]
    unchecked: bool = False
    rules: tuple[tuple[float, float, float, float], ...] = ()

    def turned(self, turn: int) -> Glyphs:
        """Return the words that stand upright when the page is turned so often, on that page."""
        words = tuple(word for word in self.words if word.style.turn == turn)
        if turn in (0, SLANTED):
            return replace(self, words=words)
        size = self.size if turn % 2 == 0 else (self.size[1], self.size[0])
        edges = unturned(-turn % 4, size, (self.lefts, self.tops, self.rights, self.bottoms))
        return replace(self, words=words, lefts=edges[0], tops=edges[1], rights=edges[2], bottoms=edges[3], size=size)


def unturned(turn: int, size: tuple[float, float], edges: Edges) -> Edges:
    """Return edges on a page, of edges on that page turned clockwise by 90 degrees so often.

    Args:
        turn: How often, 0 to 3.
        size: Width and height of the page before it was turned.
        edges: Left, top, right and bottom.
    """
    lefts, tops, rights, bottoms = edges
    width, height = size
    if turn == 1:  # its left side is now its head
        return tops, _back(height, rights), bottoms, _back(height, lefts)
    if turn == 2:  # noqa: PLR2004 - upside down
        return _back(width, rights), _back(height, bottoms), _back(width, lefts), _back(height, tops)
    if turn == 3:  # noqa: PLR2004 - its right side is now its head
        return _back(width, bottoms), lefts, _back(width, tops), rights
    return edges


def _back(end: float, edges: Edge) -> Edge:
    return array("f", [end - edge for edge in edges])


def is_gibberish(text: str) -> bool:
    """Return whether Latin letters are not those that are shown, as far as that is told by too few vowels."""
    lower = text.lower()
    letters = sum(map(lower.count, LETTERS))
    return letters >= FEWEST_LETTERS and sum(map(lower.count, VOWELS)) < FEWEST_VOWELS * letters
