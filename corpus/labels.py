"""The label with which a turn of an interview or a hearing begins: "FAYAD: ...", "A (Fayad): ...", "Mr. Smith. ...".

Here stands how a label looks; whether it names a speaker is for the whole report to tell (`corpus.turns`), because
"FINDING: ..." looks the same.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from corpus.label_words import HONORIFICS, NAMELESS, ROLES, TERMS
from corpus.speaker_words import DETERMINERS, PARTICLES

_WORD = r"[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:[.'’-][^\W\d_]+)*\.?"
_SMALL = r"(?:van|bin|al|el|von|der|de|da|di|du|le|la|ibn|abu)"
_NAME = rf"{_WORD}(?:[^\S\n]{{1,3}}(?:{_WORD}|{_SMALL})){{0,5}}"
_BRACKET = r"(?:[^\S\n]*[(\[](?P<bracket>[^()\[\]\n]{1,60})[)\]](?:[^\S\n]*\([^()\n]{1,30}\))?)?"  # "(Oxford) (Con)"
# What programs for transcripts put in front: ">>", a dash, the time.
_LEAD = r"\s*(?:>>+[^\S\n]*|[-–—•*][^\S\n]+)?(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?[^\S\n]{1,3})?"
_COLON = re.compile(
    rf"{_LEAD}(?P<name>{_NAME})(?P<more>,[^:\n“”\"?!;]{{2,80}}?)?{_BRACKET}[^\S\n]*:(?=\s|$)",
)
_LETTER = re.compile(rf"{_LEAD}(?P<name>Q|A|Question|Answer)(?:[^\S\n]?\d{{1,3}})?{_BRACKET}[^\S\n]*:(?=\s|$)")
_LETTER_STOP = re.compile(rf"{_LEAD}(?P<name>Q|A){_BRACKET}\.(?=\s)")
_BRACKETED = re.compile(rf"\[(?P<name>{_NAME})\]:?(?=\s)")
_FORMAL = re.compile(  # as the United States' Congress prints its hearings
    rf"{_LEAD}(?P<name>(?:(?:Mr|Mrs|Ms|Miss|Dr)\.|Senator|Representative|Secretary|Chairman|Chairwoman|General|Admiral"
    rf"|Ambassador|Judge|Justice|Governor|Mayor)[^\S\n]{_WORD}(?:[^\S\n]{_WORD})?"
    r"|The[^\S\n](?:Chair|Chairman|Chairwoman|President|Speaker|Clerk|Witness|Court))\.(?=\s+[A-ZÀ-ÖØ-Þ“\"(\[])",
)


# What may be a label of another form: words up to a colon, or a name as a sentence; the turn before it ends there.
_MAYBE = re.compile(
    r"\W*[A-ZÀ-ÖØ-Þ][^.!?\n]{0,90}:\s|\W*(?:[A-ZÀ-ÖØ-Þ][\w’'-]*\.?[^\S\n]|(?:of|the|for)[^\S\n]){1,6}[A-ZÀ-ÖØ-Þ][\w’'-]*\.\s",
)

_UNKNOWN = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ][\w.’'-]*\s)(?:(?:[A-ZÀ-ÖØ-Þ][\w.’'-]*|of|the|for|and|\([^()\n]{1,60}\)),?\s?){1,8}:\s"
)


class LabelKind(StrEnum):
    """What a label is by its looks."""

    LETTER = "letter"
    ROLE = "role"
    NAME = "name"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Label:
    """The words in front of a turn.

    Args:
        kind: What they are.
        name: As they stand: "Mr. Smith", "Q", without what stands after a comma or in brackets.
        bracket: What stands in brackets behind the name, empty where nothing does: "A (Fayad)".
        start: First character, an offset into the report's text.
        end: One past the mark that ends it.
    """

    kind: LabelKind
    name: str
    bracket: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """What is the same for every turn of one speaker."""
        return " ".join(self.name.casefold().split())

    @property
    def person(self) -> tuple[str, ...]:
        """The words of the name without titles: ("John", "Smith")."""
        words = self.name.split()
        while words and is_title(words[0]):
            words = words[1:]
        return tuple(words)

    @property
    def titled(self) -> bool:
        """Whether it calls somebody by a title: "Mr. Smith"."""
        return self.kind is LabelKind.NAME and is_title(self.name.split()[0]) and bool(self.person)


def is_title(word: str) -> bool:
    """Whether a word is what a person is called by before the name."""
    return word.casefold().rstrip(".") in HONORIFICS


def label_at(text: str, start: int, end: int) -> Label | None:
    """Return the label with which a stretch of text begins, None where it begins with none."""
    for form in (_LETTER, _COLON, _BRACKETED, _FORMAL, _LETTER_STOP):
        found = form.match(text, start, end)
        if found and _fits(found):
            parts = found.groupdict()
            name = str(parts["name"])
            return Label(_kind(name), name, (parts.get("bracket") or "").strip(), found.start(), found.end())
    return None


def may_be_labelled(text: str, start: int, end: int) -> bool:
    """Whether a paragraph may begin with a label of any form, known or not."""
    return _MAYBE.match(text, start, end) is not None


def inner_label(text: str, start: int, end: int, keys: Container[str]) -> Label | None:
    """Return the label with which a sentence within a paragraph begins, None where it begins with none.

    One that begins no paragraph anywhere, or could be said itself ("Mr. Lind."), names nobody and ends a turn.

    Args:
        text: The report's text.
        start: First character of the sentence.
        end: Where the paragraph ends.
        keys: Those of the labels that begin paragraphs.
    """
    label = label_at(text, start, end)
    if label and label.key in keys and (label.kind is LabelKind.LETTER or text[label.end - 1] != "."):
        return label
    if label and not (label.titled or (label.name.isupper() and len(label.name) > 1)):
        return None
    unknown = None if label else _UNKNOWN.match(text, start, end)
    if label is None and unknown is None:
        return None
    stop = label.end if label else unknown.end() if unknown else start
    return Label(LabelKind.TERM, text[start:stop], "", start, stop)


def _fits(found: re.Match[str]) -> bool:
    """Whether words after a comma say more about a name: "WOLF BLITZER, CNN ANCHOR:", not "Yesterday, he said:"."""
    return not found.groupdict().get("more") or (found["name"].isupper() and found["more"].isupper())


def _kind(name: str) -> LabelKind:
    words = [word.casefold().rstrip(".") for word in name.split()]
    bare = " ".join(words[1:] if words[0] == "the" else words)
    if bare in ("q", "a", "question", "answer"):
        return LabelKind.LETTER
    if bare in ROLES:
        return LabelKind.ROLE
    if words[0] in DETERMINERS or any(word in NAMELESS for word in words):
        return LabelKind.TERM
    person = words
    while person and person[0] in HONORIFICS:
        person = person[1:]
    honoured = len(person) < len(words)
    named = bool(person) and (honoured or not any(word in TERMS for word in person))
    return (
        LabelKind.NAME if named and person[0] not in PARTICLES - {"al", "el", "bin", "van", "von"} else LabelKind.TERM
    )
