"""The characters of a PDF's page: what they are, where they stand, and how they are drawn."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

HYPHEN = "\ufffe"  # what PDFium gives for a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class Style:
    """How a stretch of text is drawn.

    Args:
        size: Of its letters, in points.
        bold: Whether its font is a bold one.
        unpainted: Whether it is drawn without ink, as the words that a scanner recognised are.
        sideways: Whether it runs up or down the page as it is shown.
    """

    size: float
    bold: bool = False
    unpainted: bool = False
    sideways: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Characters between spaces that are drawn in one way.

    Args:
        first: Index of its first character on the page.
        last: One past its last.
        style: How it is drawn.
        barred: Whether a dark bar is drawn over it, so that a reader sees the bar only.
    """

    first: int
    last: int
    style: Style
    barred: bool = False


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
