"""The full name that a report gives to somebody whom it calls by the surname elsewhere: "FAYAD", "Salam Fayad"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.label_words import PLACING
from corpus.labels import is_title
from corpus.speaker_words import (
    AUXILIARIES,
    BODIES,
    DAYS,
    DETERMINERS,
    EMBEDDERS,
    JOINERS,
    PREPOSITIONS,
    PRONOUNS,
    TITLES,
)

MOST_FIRST_NAMES = 3
_WORD = r"[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:['’-][^\W\d_]+)*\.?"
_RUN = re.compile(rf"{_WORD}(?:[^\S\n]{_WORD})*")
_LOWER = re.compile(r"\b[a-zß-öø-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*")
_NO_NAMES = DETERMINERS | PREPOSITIONS | JOINERS | EMBEDDERS | PRONOUNS | AUXILIARIES | DAYS | TITLES | PLACING | BODIES


@dataclass(frozen=True, slots=True)
class FullName:
    """A name as it stands once in a report.

    Args:
        words: The name: "Salam Fayad".
        start: Its first character.
    """

    words: str
    start: int


class Names:
    """The names of a report; a class because it holds what is read once for all its labels.

    Args:
        text: The report's text.
        surnames: Those that are looked for.
    """

    def __init__(self, text: str, surnames: Iterable[str]) -> None:
        self._common = frozenset(_LOWER.findall(text))
        self._titled: set[str] = set()
        self._people: dict[str, Sequence[FullName]] = {}
        self._full: dict[str, list[FullName]] = {_plain(surname): [] for surname in surnames}
        for run in _RUN.finditer(text):
            for surname, name in self._names_in(run):
                self._full[surname].append(name)

    def _names_in(self, run: re.Match[str]) -> Iterator[tuple[str, FullName]]:
        """Yield the full names in a row of words with capital letters, and note who is called by a title there."""
        words = list(re.finditer(r"\S+", run[0]))
        for at, word in enumerate(words):
            surname = _plain(word[0])
            if not at or surname not in self._full:
                continue
            first = at
            while first and at - first < MOST_FIRST_NAMES and self._may_be_first(words[first - 1][0]):
                first -= 1
            if first < at:
                name = re.sub(r"['’]s$|\.$", "", run[0][words[first].start() : word.end()])
                yield surname, FullName(name, run.start() + words[first].start())
            elif is_title(words[at - 1][0]):
                self._titled.add(surname)

    def _may_be_first(self, word: str) -> bool:
        plain = _plain(word)
        return not is_title(word) and plain not in _NO_NAMES and plain not in self._common

    def is_common(self, word: str) -> bool:
        """Whether a word stands in small letters too, as names seldom do."""
        return _plain(word) in self._common

    def is_called(self, surname: str) -> bool:
        """Whether the text calls somebody of this surname by a title or a first name."""
        return _plain(surname) in self._titled or bool(self._full.get(_plain(surname)))

    def full(self, surname: str, before: int) -> str | None:
        """Return the one full name with this surname, None where there is none before this offset, or more than one."""
        earlier = [name for name in self._one_person(_plain(surname)) if name.start < before]
        mixed = (name.words for name in earlier if not name.words.isupper())
        return next(mixed, earlier[0].words if earlier else None)

    def _one_person(self, surname: str) -> Sequence[FullName]:
        """Return the first of every form of a surname's full name, none where they may be several people's."""
        if surname not in self._people:
            self._people[surname] = _of_one_person(self._full.get(surname, ()))
        return self._people[surname]


def _of_one_person(found: Sequence[FullName]) -> Sequence[FullName]:
    """Return the shortest names among these if all others are these with more words: "Salam K. Fayad"."""
    first = {name.words: name for name in reversed(found)}
    shortest = min((len(words.split()) for words in first), default=0)
    short = [name for words, name in first.items() if len(words.split()) == shortest]
    people = {_plain(name.words.split()[0]) for name in short}
    alike = all({_plain(words.split()[0]), _plain(words.split()[-shortest])} & people for words in first)
    return sorted(short, key=lambda name: name.start) if len(people) == 1 and alike else ()


def _plain(word: str) -> str:
    return word.casefold().rstrip(".").removesuffix("'s").removesuffix("’s")
