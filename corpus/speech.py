"""A sentence as a row of words, marks and whole quotations: what the rules for speakers read.

Tagging and parsing by a library finds fewer speakers than rules do (spaCy's parser: 90 % right where the rules had
95 %) and weighs hundreds of megabytes, so this is a scanner of two regular expressions, each linear in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.abbreviations import BEFORE_NAMES

QUOTATION = "“”"
PAUSES = frozenset(",.;:!?—–-")  # marks at which a name or a clause may end
_MARKS = re.compile(r"[“”\"«»„‘]|''|(?<=[,.?!…])’(?!\w)")
_OPENING, _CLOSING = "“«„‘", "”»’"
_WORD = re.compile(r"(\w+(?:[’'\-.&/]\w+)*)|\S")
_SHORT = ("Del", "Jr", "Sr")
_BRACKETS = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, one mark, or one whole quotation with its quotation marks.

    Args:
        text: As it stands; a quotation's is `QUOTATION`.
        start: First character, an offset into the sentence.
        end: One past the last character.
        word: Whether it is a word.
    """

    text: str
    start: int
    end: int
    word: bool

    @property
    def lower(self) -> str:
        """The word in small letters."""
        return self.text.lower()

    @property
    def capital(self) -> bool:
        """Whether it is a word that starts with a capital letter."""
        return self.word and self.text[0].isupper()


def _opens(sentence: str, start: int, end: int) -> bool:
    """Whether a straight quotation mark stands as an opening one does: space before it, none after it."""
    return (not start or not sentence[start - 1].isalnum()) and end < len(sentence) and not sentence[end].isspace()


def quotations(sentence: str, *, inside: bool = False) -> tuple[list[tuple[int, int]], bool]:
    """Return where quotations stand in a sentence, and whether the last one goes on after it.

    Args:
        sentence: Any text.
        inside: Whether a quotation of an earlier sentence is still open where this one starts.
    """
    found: list[tuple[int, int]] = []
    opened = 0 if inside else None
    for mark in _MARKS.finditer(sentence):
        straight = mark[0] not in _OPENING + _CLOSING
        opening = _opens(sentence, *mark.span()) if straight and opened is None else mark[0] in _OPENING
        if opening:
            opened = mark.start() if opened is None else opened
            continue
        if opened is not None or not found:  # closed without having been opened: it began before the sentence
            found.append((opened or 0, mark.end()))
        opened = None
    if opened is not None:
        found.append((opened, len(sentence)))
    return found, opened is not None


def still_open(before: Sequence[str]) -> bool:
    """Whether a quotation of these sentences is still open after the last of them."""
    inside = False
    for sentence in before:
        _, inside = quotations(sentence, inside=inside)
    return inside


def tokens(sentence: str, *, inside: bool = False) -> list[Token]:
    """Take a sentence apart; what stands in brackets is left out, and so are the words of quotations."""
    row: list[Token] = []
    done = 0
    for start, end in quotations(sentence, inside=inside)[0]:
        row += _plain(sentence, done, start)
        row.append(Token(QUOTATION, start, end, word=False))
        done = end
    return _without_brackets(row + _plain(sentence, done, len(sentence)))


def _plain(sentence: str, start: int, end: int) -> list[Token]:
    """Return the words and marks of a stretch; an abbreviation keeps its full stop."""
    row: list[Token] = []
    for match in _WORD.finditer(sentence, start, end):
        if match[0] == "." and row and row[-1].end == match.start() and _shortened(row[-1].text):
            row[-1] = Token(row[-1].text + ".", row[-1].start, match.end(), word=True)
        else:
            row.append(Token(match[0], *match.span(), word=match[1] is not None))
    return row


def _shortened(word: str) -> bool:
    """Whether a full stop after this word belongs to it: "Gen.", "J.", "U.S."."""
    return word.lower() in BEFORE_NAMES or (len(word) == 1 and word.isupper()) or "." in word or word in _SHORT


def _without_brackets(row: list[Token]) -> list[Token]:
    """Leave out what stands in brackets that are closed again."""
    kept: list[Token] = []
    opened: list[int] = []
    for token in row:
        kept.append(token)
        if token.text in _BRACKETS:
            opened.append(len(kept) - 1)
        elif token.text in _BRACKETS.values() and opened:
            del kept[opened.pop() :]
    return kept


def text_at(row: list[Token], at: int) -> str:
    """Return the token at a place in small letters, "" outside of the row."""
    return row[at].lower if 0 <= at < len(row) else ""
