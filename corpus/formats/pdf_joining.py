"""Lines become one text again: what a line's end divided is joined, by the rules that were measured.

A hyphen at the end of a line is kept where the part before it is all capitals ("US-led"), where the part after it
begins with a capital or a digit ("al-Zor"), where the word has another hyphen ("state-of-the-art"), and where it stands
with its hyphen elsewhere in the report; else the word was divided. Tools that always join print "USled" and "20142017".
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.boxes import Line as BoxedLine
from corpus.formats.pdf_glyphs import SLANTED, unturned
from corpus.formats.pdf_lines import Line
from corpus.formats.pdf_stretches import Stretch

BETWEEN_CELLS = " · "

_HYPHENATED = re.compile(r"\w+(?:[-\u2010\u2011]\w+)+")
_LAST_PART = re.compile(r"[\w\u2010\u2011-]*$")
_FIRST_PART = re.compile(r"[\w\u2010\u2011-]*")
_DASH_FIRST = re.compile(r"[\u2014\u2013/]\w")
_ONE_LETTER = frozenset("AIOÀYÉ")
_DASHED = re.compile(r"\w[-\u2010\u2011\u2013\u2014/]$")


@dataclass(frozen=True, slots=True)
class Joined:
    """Lines as one text, and where its characters stand.

    Args:
        text: With single spaces between lines.
        boxes: One a stretch of a line, with offsets into the text.
        starts: Where each line begins in the text.
    """

    text: str
    boxes: tuple[BoxedLine, ...]
    starts: tuple[int, ...]


def vocabulary(text: str) -> Counter[str]:
    """Return how often the words of a text stand in it, and those with a hyphen in lower case, without marks."""
    words = Counter(text.split())
    compounds = [word for word in words if "-" in word or "\u2010" in word or "\u2011" in word]
    words.update([word.lower() for word in _HYPHENATED.findall(" ".join(compounds))])
    return words


def joined(lines: Sequence[Line], known: Mapping[str, int]) -> Joined:
    """Join lines to one text.

    Args:
        lines: In reading order.
        known: How often the report's words stand in it, those with a hyphen in lower case.
    """
    parts: list[str] = []
    boxes: list[BoxedLine] = []
    owners: list[Line] = []
    starts: list[int] = []
    length = 0
    before: Stretch | None = None
    for line in lines:
        for number, stretch in enumerate(line.stretches):
            gap = "" if before is None else _gap(before, stretch, known, beside=number > 0)
            if before is not None and before.hyphen is not None and gap.startswith("-"):
                boxes[-1] = _with_hyphen(boxes[-1], before.hyphen)
            length += len(gap)
            if not number:
                starts.append(length)
            parts.append(gap)
            for piece in (stretch,) if stretch.initial is None else (stretch.initial, stretch):
                boxed = BoxedLine(length, line.page, *_place(piece))
                if number:
                    boxes[-1] = _with_gap(boxes[-1], boxed)
                else:
                    boxes.append(boxed)
                    owners.append(line)
                letters = piece.text + (" " if piece is stretch.initial and _is_word(piece, stretch, known) else "")
                parts.append(letters)
                length += len(letters)
            before = stretch
    if before is not None and before.hyphen is not None:  # the other half of the word was not found
        parts.append("-")
        boxes[-1] = _with_hyphen(boxes[-1], before.hyphen)
    return Joined("".join(parts), tuple(map(_as_shown, boxes, owners)), tuple(starts))


def row(line: Line, headers: Sequence[str], known: Mapping[str, int]) -> Joined:
    """Return a table's row as one sentence, each cell with what stands above it, which has no boxes here.

    Args:
        line: The row.
        headers: What stands above each cell, empty where that is not clear.
        known: As in `joined`.
    """
    parts: list[str] = []
    boxes: list[BoxedLine] = []
    length = 0
    for number, cell in enumerate(line.cells or [(stretch,) for stretch in line.stretches]):
        if not cell:
            continue
        ended = bool(parts) and parts[-1].endswith(":")
        gap = "" if not parts else " " if ended else BETWEEN_CELLS
        header = f"{headers[number].removesuffix(':')}: " if headers else ""
        length += len(gap) + len(header)
        inner = joined([replace(line, stretches=(stretch,), turn=0) for stretch in cell], known)
        boxes += [replace(boxed, start=boxed.start + length) for boxed in inner.boxes]
        length += len(inner.text)
        parts += [gap + header, inner.text]
    return Joined("".join(parts), tuple([_as_shown(boxed, line) for boxed in boxes]), (0,))


def _is_word(initial: Stretch, rest: Stretch, known: Mapping[str, int]) -> bool:
    """Return whether a large letter is a word of its own, as in "A ship": what follows stands by itself elsewhere."""
    found = _FIRST_PART.match(rest.text)
    after = found[0] if found else ""
    whole = initial.text + after
    return (
        initial.text in _ONE_LETTER
        and known.get(after, 0) > 1
        and not known.get(whole)
        and not known.get(whole.lower())
    )


def _gap(before: Stretch, after: Stretch, known: Mapping[str, int], *, beside: bool) -> str:
    """Return what stands between two stretches: nothing, a space, or the hyphen that belongs to the word.

    Args:
        before: The one.
        after: The next one.
        known: Words with a hyphen that stand unbroken in the report.
        beside: Whether they stand in one line.
    """
    hyphen = "-" if before.hyphen is not None else ""
    if beside:
        return f"{hyphen} "
    if hyphen:
        return hyphen if _keeps(before.text, after.text, known) else ""
    if (
        _DASHED.search(before.text[-2:])
        or _DASH_FIRST.match(after.text)
        or (_is_wide(before.text[-1]) and _is_wide(after.text[0]))
    ):
        return ""
    return " "


def _keeps(before: str, after: str, known: Mapping[str, int]) -> bool:
    """Return whether the hyphen between two parts of a word belongs to it."""
    left, right = _LAST_PART.search(before[-60:]), _FIRST_PART.match(after[:60])
    first, second = left[0] if left else "", right[0] if right else ""
    if not first or not second:
        return True
    if (first.isupper() and len(first) > 1) or second[0].isupper() or second[0].isdigit() or first[-1].isdigit():
        return True
    return "-" in first or f"{first}-{second}".lower() in known


def _is_wide(character: str) -> bool:
    """Return whether it is of a script that is written without spaces."""
    return unicodedata.east_asian_width(character) in "WF"


def _place(stretch: Stretch) -> tuple[float, float, array[float], array[float]]:
    return stretch.top, stretch.bottom, stretch.lefts, stretch.rights


def _as_shown(boxed: BoxedLine, line: Line) -> BoxedLine:
    """Return where the characters of a line stand on the page as it is shown."""
    if line.turn in (0, SLANTED):
        return boxed
    along = array("f", boxed.lefts), array("f", boxed.rights)
    edges = along[0], array("f", [boxed.top]), along[1], array("f", [boxed.bottom])
    lefts, tops, rights, bottoms = unturned(line.turn, line.page_size, edges)
    if line.turn % 2:
        return BoxedLine(boxed.start, boxed.page, lefts[0], rights[0], tops, bottoms, sideways=True)
    return BoxedLine(boxed.start, boxed.page, tops[0], bottoms[0], lefts, rights)


def _with_gap(line: BoxedLine, after: BoxedLine) -> BoxedLine:
    """Return two stretches of a line, and the space between them, as one."""
    lefts, rights = array("f", line.lefts), array("f", line.rights)
    for _ in range(after.start - line.end):
        lefts.append(rights[-1])
        rights.append(after.lefts[0])
    top, bottom = min(line.top, after.top), max(line.bottom, after.bottom)
    edges = array("f", [*lefts, *after.lefts]), array("f", [*rights, *after.rights])
    return BoxedLine(line.start, line.page, top, bottom, *edges)


def _with_hyphen(line: BoxedLine, right: float) -> BoxedLine:
    """Return a line with the hyphen that belongs to its last word."""
    lefts, rights = array("f", line.lefts), array("f", line.rights)
    lefts.append(rights[-1])
    rights.append(max(right, rights[-1]))
    return BoxedLine(line.start, line.page, line.top, line.bottom, lefts, rights)
