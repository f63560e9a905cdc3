"""Characters that cannot be seen, or that reorder what is seen.

A report must not be able to say one thing to the eye and another to the clipboard: they are counted when it is added,
and shown as U+FFFD. Sources: Unicode 16 chapter 23 and UAX #9 (bidirectional controls); UAX #31 section 2.3 (joiners
that a script needs).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MARKS_IN_A_ROW = 8  # more are drawn over the neighbouring lines; no orthography needs more than 4
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}"
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffe\uffff")
_SUSPECT = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "Mc", "Me"})
_KEPT_CONTROLS = frozenset("\n\r\t")
_EMOJI_SELECTORS = frozenset("\ufe0e\ufe0f")


@dataclass(frozen=True, slots=True)
class Visible:
    """Text in which everything can be seen.

    Args:
        text: As long as what it was made from, character by character.
        replaced: How many characters are shown as U+FFFD.
    """

    text: str
    replaced: int


def visible(text: str) -> Visible:
    """Replace what cannot be seen, one character by one, so that offsets stay."""
    suspects = "".join(filter(_is_suspect, set(text)))
    if not suspects:
        return Visible(text, 0)
    characters = list(text)
    for run in re.finditer(f"[{re.escape(suspects)}]+", text):
        marks = 0
        for position in range(*run.span()):
            marks = marks + 1 if unicodedata.category(text[position])[0] == "M" else 0
            if marks > MARKS_IN_A_ROW or _is_hidden(text, position):
                characters[position] = REPLACEMENT
    shown = "".join(characters)
    return Visible(shown, shown.count(REPLACEMENT) - text.count(REPLACEMENT))


def _is_suspect(character: str) -> bool:
    """Whether the character may have to be replaced, depending on where it stands."""
    if character in _KEPT_CONTROLS:
        return False
    return unicodedata.category(character) in _SUSPECT or character in _FILLERS


def _is_hidden(text: str, position: int) -> bool:
    """Whether the character at this place cannot be seen, or reorders its neighbours."""
    character = text[position]
    category = unicodedata.category(character)
    if character in _JOINERS:
        return not _joins(text, position)
    if category == "Cc":
        return character not in _KEPT_CONTROLS
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return not _selects(text, position)
    return category in ("Cf", "Cs", "Zl", "Zp") or character in _FILLERS


def _joins(text: str, position: int) -> bool:
    """Whether a joiner stands where writing needs one: between two letters (soft hyphen) or two of a joining script."""
    if not 0 < position < len(text) - 1:
        return False
    before, after = text[position - 1], text[position + 1]
    if text[position] == "\N{SOFT HYPHEN}":
        return before.isalpha() and after.isalpha()
    return min(before, after) >= "\u0590" and all(unicodedata.category(c)[0] in "LMS" for c in (before, after))


def _selects(text: str, position: int) -> bool:
    """Whether a variation selector picks the look of the symbol before it."""
    if text[position] not in _EMOJI_SELECTORS or position == 0:
        return False
    return unicodedata.category(text[position - 1]) in ("So", "Sm", "Po", "Nd", "Sk")
