"""How much fits in one message of Discord, counted before it is sent.

A message of components holds 40 of them, nested ones counted, and 4,000 displayed characters. Undocumented, and found
by measuring: the sum of the UTF-8 bytes of its texts plus 12 for each must not exceed 10,170, or Discord answers 500;
Chinese, Japanese and emoji meet this limit first. Characters are counted as UTF-16 units, the larger reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

BYTES_A_TEXT = 12


@dataclass(frozen=True, slots=True)
class Cost:
    """What a part of a message takes up.

    Args:
        components: Nested ones counted.
        characters: UTF-16 units of displayed text.
        size_bytes: UTF-8 bytes of displayed text, and 12 a text.
    """

    components: int = 0
    characters: int = 0
    size_bytes: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.components + other.components,
            self.characters + other.characters,
            self.size_bytes + other.size_bytes,
        )

    def fits(self, limit: Cost) -> bool:
        """Whether this is within the limit in each of the three."""
        return (
            self.components <= limit.components
            and self.characters <= limit.characters
            and self.size_bytes <= limit.size_bytes
        )


LIMIT = Cost(40, 4000, 10_170)


class Form(Enum):
    """How a sentence is shown: whole, by a line that says where it stands whole, or not at all."""

    WHOLE = "whole"
    NOTE = "note"
    LEFT_OUT = "left out"


def of_text(text: str) -> Cost:
    """Return what one text takes up."""
    return Cost(1, len(text.encode("utf-16-le", "replace")) // 2, len(text.encode("utf-8", "replace")) + BYTES_A_TEXT)


def total(costs: Iterable[Cost]) -> Cost:
    """Return the sum."""
    return sum(costs, Cost())


def choose(frame: Cost, quotes: Sequence[tuple[Cost, Cost]], limit: Cost = LIMIT) -> tuple[Form, ...]:
    """Return the form of each quote, best first: whole if it fits, else its note, else left out.

    Args:
        frame: What the message takes up without any quote.
        quotes: For each quote the cost of the whole sentence and of the note, attribution included.
        limit: What one message may take up.
    """
    used, forms = frame, []
    for whole, note in quotes:
        form, cost = Form.LEFT_OUT, Cost()
        if (used + whole).fits(limit):
            form, cost = Form.WHOLE, whole
        elif (used + note).fits(limit):
            form, cost = Form.NOTE, note
        used += cost
        forms.append(form)
    return tuple(forms)
