"""Check a quote against the reports: exactly there, there with other words, or nowhere.

Exactness is that of a reader's eye: runs of white space and the shapes of quotation marks and dashes do not count,
every letter, digit and sign does. For a misquote the sentences that share its words are laid beside it, with their
neighbours where it is longer than one; the one most like it is shown with the words that differ.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.report import Report
from corpus.store import Store
from index.alignment import MOST_WORDS, Piece, likeness, pieces, plain
from index.words import words

ALIKE = 0.6  # share of characters in common from which a sentence counts as the quote, misquoted; difflib's own default
MOST_PLACES = 5
_LAID_BESIDE = 12  # sentences that share most words with the quote; they are compared word by word
_MOST_SENTENCES = 8  # that one quote runs over


class Verdict(StrEnum):
    """What became of a quote."""

    EXACT = "exact"
    DIFFERS = "differs"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """Where a quote stands; `text == report_text[start:end]`.

    Args:
        report: The report.
        start: First character, an offset into the report's text.
        end: One past the last character.
        text: What stands there.
    """

    report: Report
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on a quote, with every place it stands at, or the place most like it.

    Args:
        verdict: Exact, differs or absent.
        places: Up to five where it stands; where it differs, the one most like it.
        pieces: Where it differs: the quote beside what stands there.
    """

    verdict: Verdict
    places: tuple[QuotePlace, ...]
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class _Near:
    """A sentence that shares words with the quote."""

    report: Report
    number: int


def verify_quote(store: Store, quote: str, reports: Sequence[Report] | None = None) -> Verification:
    """Look a quote up.

    Args:
        store: The truth.
        quote: As somebody cites it, with or without quotation marks around it.
        reports: Only in these; None for all.
    """
    reports = store.reports() if reports is None else reports
    quote = _bare(quote)
    exact = tuple(_exact(store, quote, reports))
    if exact:
        return Verification(Verdict.EXACT, exact[:MOST_PLACES])
    found = max(
        (_laid_beside(store, quote, near) for near in _near(store, quote, reports)), default=None, key=_likeness
    )
    if found is None or _likeness(found) < ALIKE:
        return Verification(Verdict.ABSENT, ())
    return Verification(Verdict.DIFFERS, (found[0],), found[1])


def _likeness(found: tuple[QuotePlace, tuple[Piece, ...]]) -> float:
    return likeness(found[1])


def _bare(quote: str) -> str:
    """Take off quotation marks around the whole, which are the citer's and not the report's."""
    bare = quote.strip()
    shaped = plain(bare)
    inner = bare[1:-1] if len(bare) > 1 and shaped[0] == shaped[-1] == '"' else bare
    return inner.strip() if '"' not in plain(inner) else bare


def _exact(store: Store, quote: str, reports: Sequence[Report]) -> Iterator[QuotePlace]:
    tokens = plain(quote).split()
    if not tokens:
        return
    pattern = re.compile(r"\s+".join(map(re.escape, tokens)))
    for report in reports:
        text = store.text(report.id)
        for match in pattern.finditer(plain(text)):  # one character for one, so offsets stay
            yield QuotePlace(report, match.start(), match.end(), text[match.start() : match.end()])


def _near(store: Store, quote: str, reports: Sequence[Report]) -> list[_Near]:
    """Return the sentences that share most words with the quote, at least half of a sentence's or of the quote's."""
    wanted = frozenset(words(quote))
    best: list[tuple[float, int, int, _Near]] = []
    for order, report in enumerate(reports):
        text = store.text(report.id)
        for number, (start, end) in enumerate(store.spans(report.id)):
            score = _shared(wanted, text[start:end])
            if score and (len(best) < _LAID_BESIDE or score > best[0][0]):
                entry = (score, -order, -number, _Near(report, number))
                (heapq.heappush if len(best) < _LAID_BESIDE else heapq.heapreplace)(best, entry)
    return [near for *_, near in sorted(best, reverse=True)]


def _shared(wanted: frozenset[str], sentence: str) -> float:
    """Return how many words of the quote a sentence has, 0 where that is less than half of either."""
    has = frozenset(words(sentence))
    shared = len(wanted & has)
    return float(shared) if shared and shared * 2 >= min(len(wanted), len(has)) else 0.0


def _laid_beside(store: Store, quote: str, near: _Near) -> tuple[QuotePlace, tuple[Piece, ...]]:
    """Lay the quote beside a sentence and as many neighbours as make the two more alike."""
    text, spans = store.text(near.report.id), store.spans(near.report.id)
    first = last = near.number
    best = _beside(quote, near.report, text, spans[first][0], spans[last][1])
    while last - first + 1 < _MOST_SENTENCES and len(best[0].text) < min(len(quote), MOST_WORDS * 10):
        wider = [(first - 1, last)] * (first > 0) + [(first, last + 1)] * (last + 1 < len(spans))
        tried = [(_beside(quote, near.report, text, spans[a][0], spans[b][1]), a, b) for a, b in wider]
        found = max(tried, default=None, key=lambda one: _likeness(one[0]))
        if found is None or _likeness(found[0]) <= _likeness(best):
            break
        best, first, last = found
    return best


def _beside(quote: str, report: Report, text: str, start: int, end: int) -> tuple[QuotePlace, tuple[Piece, ...]]:
    stands = text[start:end]
    return QuotePlace(report, start, end, stands), pieces(quote, stands)
