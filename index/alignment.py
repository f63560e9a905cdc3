"""Lay a quote beside what stands in a report, word by word, and say which words differ.

The longest stretches in common are found by difflib (Ratcliff & Metzener 1988) over words, so the work grows with the
number of words and not of characters; only words that stand in each other's place are compared by character.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

MOST_WORDS = 600  # of either side; what follows is shown as it stands, and never compared
_SHAPES = str.maketrans(
    "“”„«»‘’\N{SINGLE LOW-9 QUOTATION MARK}–—\N{NON-BREAKING HYPHEN}\N{NO-BREAK SPACE}", '"""""\'\'\'--- '
)
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quote and what stands in its place.

    Args:
        given: The quote's words, empty where the report has more.
        stands: The report's words, a slice of its text; empty where the quote has more.
        same: Whether the two are one to a reader's eye.
    """

    given: str
    stands: str
    same: bool


def plain(text: str) -> str:
    """Give quotation marks, dashes and spaces one shape, character by character, so that offsets stay."""
    return text.translate(_SHAPES)


def pieces(given: str, stands: str) -> tuple[Piece, ...]:
    """Return a quote beside what stands there, in order; the same words together, differing ones together."""
    ours, theirs = _spans(given), _spans(stands)
    matcher = difflib.SequenceMatcher(None, _keys(given, ours), _keys(stands, theirs), autojunk=False)
    return tuple(
        Piece(_slice(given, ours[a:b]), _slice(stands, theirs[c:d]), kind == "equal")
        for kind, a, b, c, d in matcher.get_opcodes()
    )


def likeness(found: tuple[Piece, ...]) -> float:
    """Return the share of characters in common, 0 to 1; misspelt words count by their characters."""
    total = sum(len(piece.given) + len(piece.stands) for piece in found)
    return sum(_common(piece) for piece in found) / total if total else 0.0


def _common(piece: Piece) -> float:
    """Return how many characters of both sides of a piece are in common."""
    size = len(piece.given) + len(piece.stands)
    if piece.same:
        return size
    if not piece.given or not piece.stands or size > MOST_WORDS:
        return 0.0
    return difflib.SequenceMatcher(None, piece.given, piece.stands, autojunk=False).ratio() * size


def _spans(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _TOKEN.finditer(text)][:MOST_WORDS]


def _keys(text: str, spans: list[tuple[int, int]]) -> list[str]:
    shaped = plain(text)
    return [shaped[start:end] for start, end in spans]


def _slice(text: str, spans: list[tuple[int, int]]) -> str:
    return text[spans[0][0] : spans[-1][1]] if spans else ""
