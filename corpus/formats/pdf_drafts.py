"""Blocks of a PDF while they are put together: lines that belong together, and what is usual in a report."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.abbreviations import goes_on
from corpus.boundaries import sentence_starts
from corpus.formats.pdf_lines import Line
from corpus.report import BlockKind

# Sizes of one typeface on a page differ by more than this where they mean something.
SAME_SIZE = 0.08
NOTE_SIZE = 0.93  # of the body's letters
_TAIL = 120  # characters around a line's end that show whether a sentence ends there

LONGEST_INITIALS = 2  # letters before a full stop that may be a name's; the splitter of sentences knows more of these
_LAST_WORD = re.compile(r"([\w.]+)\.$")
_OPENING = "\"'“‘«([{„"
ENDED = re.compile(r"[.!?…。！？؟][\"'”’»)\]⁰¹²³⁴⁵⁶⁷⁸⁹]*$")


@dataclass(frozen=True, slots=True)
class Draft:
    """Lines that make one block.

    Args:
        lines: In reading order, of one page or of several.
        kind: What it is on the page.
        level: Depth of a heading (1 to 6), 0 for everything else.
        headers: What stands above each cell of a table's row, empty where that is not clear.
    """

    lines: tuple[Line, ...]
    kind: BlockKind
    level: int = 0
    headers: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return its words, a space between lines."""
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Typography:
    """What is usual in a report.

    Args:
        size: Of the letters of its text, in points.
        bold: Whether its text is bold.
        pitches: From one line to the next in a paragraph, in points, by the size of the letters.
        levels: Depth of a heading by its letters' size and boldness.
    """

    size: float
    bold: bool
    pitches: dict[float, float]
    levels: dict[tuple[float, bool], int]


def same_size(a: Line, b: Line) -> bool:
    """Return whether two lines are set in letters of one size."""
    return abs(a.size - b.size) <= SAME_SIZE * max(a.size, b.size)


def closes(text: str, after: str) -> bool:
    """Return whether a sentence ends where a line ends, and another begins: "cf." and "no." end none."""
    if not ENDED.search(text) or after[0].islower():
        return False
    word = _LAST_WORD.search(text[-_TAIL:])
    if word is None:
        return True
    following = after.split(None, 1)[0]
    if not goes_on(word[1].lower(), following.lstrip(_OPENING)) and len(word[1]) > LONGEST_INITIALS:
        return True
    end = text[-_TAIL:]
    return len(end) + 1 in sentence_starts(f"{end} {after[:_TAIL]}")
