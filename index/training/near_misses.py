"""Make questions that the window nearly answers: the adversarial kind that people wrote for SQuAD 2.0, by rule.

A name or number of the question is replaced with one of another question of the same set (Rajpurkar et al. 2018 list
entity swaps among the commonest ways to make a question unanswerable). What the window says is then about something
else, while most words still agree: no similarity notices, a reader must.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from index.layout import Pieces

TRIES = 8
_NAME = re.compile(r"(?<=\s)(?:[A-Z][\w'’.-]*\w(?:\s+[A-Z][\w'’.-]*\w)*|\d[\d,.]*\w*)")


def swapped(at: int, texts: Sequence[str], pieces: Sequence[Pieces], draw: random.Random) -> Pieces | None:
    """Put another question's name in the place of a question's own, a number in that of a number; None without any."""
    own = _named(texts[at], pieces[at])
    for _ in range(TRIES if own else 0):
        other = draw.randrange(len(texts))
        found = _named(texts[other], pieces[other])
        if own and found and _differ(own[2], found[2], texts[at]):
            ids = [*pieces[at].ids[: own[0]], *pieces[other].ids[found[0] : found[1]], *pieces[at].ids[own[1] :]]
            return Pieces(ids, [(0, 0)] * len(ids))
    return None


def _differ(one: str, two: str, question: str) -> bool:
    """Say whether two names are of a kind and the other one is new to the question."""
    return one[0].isdigit() == two[0].isdigit() and two.casefold() not in question.casefold()


def _named(text: str, pieces: Pieces) -> tuple[int, int, str] | None:
    """Find the longest name or number behind the first word: first piece, one past the last, text."""
    longest = max(_NAME.finditer(text), key=lambda found: len(found.group()), default=None)
    if longest is None:
        return None
    start, end = longest.span()
    inside = [at for at, (first, last) in enumerate(pieces.offsets) if first < end and last > start]
    return (inside[0], inside[-1] + 1, longest.group()) if inside else None
