"""Every sentence that holds a term: complete, unlike an answer, and in the order of the reports.

A term stands where its words stand in a row, whole, whatever the case and the white space between them. The shapes of
quotation marks and dashes do not count, as in `index.verification`. With `inflected` words are compared as the lexical
search compares them ("strike" finds "strikes" and "striking").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.report import Report
from corpus.store import Store
from index.alignment import plain
from index.words import words

MOST_CHARACTERS = 100  # of a term
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:['’.,]\w+)*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mention:
    """One sentence that holds the term; `text == report_text[start:end]`.

    Args:
        sentence_id: The store's id of the sentence.
        number: Counted from 1 in the report.
        start: First character, an offset into the report's text.
        end: One past the last character.
        text: The sentence.
        hits: Start and end of the term each time it stands in the sentence, offsets into the sentence.
    """

    sentence_id: int
    number: int
    start: int
    end: int
    text: str
    hits: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """One report that holds the term, with every sentence of it that does."""

    report: Report
    mentions: tuple[Mention, ...]


def mentions(store: Store, term: str, reports: Sequence[Report], *, inflected: bool = False) -> list[Mentioned]:
    """Return the reports that hold a term, in the given order, each with all its sentences that do.

    Args:
        store: The truth.
        term: A word or several in a row.
        reports: Look in these only.
        inflected: Whether other forms of the words count.
    """
    find = _by_stems(term) if inflected else _by_letters(term)
    found = [Mentioned(report, tuple(_in_report(store, report, find))) for report in reports]
    return [one for one in found if one.mentions]


class _ByLetters:
    """Finds a term as it is written; a class because it holds the compiled pattern."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def __call__(self, text: str) -> Iterator[Span]:
        return (match.span() for match in self._pattern.finditer(plain(text)))


class _ByStems:
    """Finds the words of a term in any of their forms; a class because it holds their stems."""

    def __init__(self, wanted: list[str]) -> None:
        self._wanted = wanted

    def __call__(self, text: str) -> Iterator[Span]:
        spans = [match.span() for match in _WORD.finditer(text)]
        stems = [words(text[start:end]) for start, end in spans]
        flat = [(stem, span) for span, found in zip(spans, stems, strict=True) for stem in found]
        size = len(self._wanted)
        for at in range(len(flat) - size + 1):
            if [stem for stem, _ in flat[at : at + size]] == self._wanted:
                yield flat[at][1][0], flat[at + size - 1][1][1]


def _by_letters(term: str) -> _ByLetters | None:
    """Return what finds the term's letters; at the edge of a word only, in scripts that have such edges."""
    tokens = plain(term).split()
    if not tokens:
        return None
    before = r"(?<!\w)" if _has_edge(tokens[0][0]) else ""
    after = r"(?!\w)" if _has_edge(tokens[-1][-1]) else ""
    return _ByLetters(re.compile(before + r"\s+".join(map(re.escape, tokens)) + after, re.IGNORECASE))


def _has_edge(character: str) -> bool:
    return (character.isalnum() or character == "_") and not _UNSPACED.match(character)


def _by_stems(term: str) -> _ByStems | _ByLetters | None:
    wanted = words(term)
    return _ByStems(wanted) if wanted else _by_letters(term)


def _in_report(store: Store, report: Report, find: _ByLetters | _ByStems | None) -> Iterator[Mention]:
    """Yield the sentences of a report in which a hit begins."""
    if find is None:
        return
    text, spans = store.text(report.id), store.spans(report.id)
    starts = [start for start, _ in spans]
    hits: dict[int, list[Span]] = {}
    for start, end in find(text):
        place = bisect_right(starts, start) - 1
        if place >= 0 and start < spans[place][1]:
            hits.setdefault(place, []).append((start, min(end, spans[place][1])))
    first = store.first_sentence(report.id)
    for place, found in sorted(hits.items()):
        start, end = spans[place]
        inside = tuple((a - start, b - start) for a, b in found)
        yield Mention(first + place, place + 1, start, end, text[start:end], inside)
