"""Check a quote against the reports: exactly there, there with other words, or nowhere.

Exactness is that of a reader's eye: runs of white space and the shapes of quotation marks and dashes do not count,
every letter, digit and sign does. What differs is found by the longest stretches in common (Ratcliff & Metzener 1988,
by way of difflib).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.report import Report
from corpus.store import Store
from index.words import words

ALIKE = 0.6  # share of characters in common from which a sentence counts as the quote, misquoted; difflib's own default
_MOST_PLACES = 5
_SHAPES = str.maketrans(
    "“”„«»‘’\N{SINGLE LOW-9 QUOTATION MARK}–—\N{NON-BREAKING HYPHEN}\N{NO-BREAK SPACE}", '"""""\'\'\'--- '
)


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
    """The verdict on a quote, with every place it stands at, or the place most like it."""

    verdict: Verdict
    places: tuple[QuotePlace, ...]


def verify_quote(store: Store, quote: str) -> Verification:
    """Look a quote up in every report of a store."""
    exact = tuple(_exact(store, quote))[:_MOST_PLACES]
    if exact:
        return Verification(Verdict.EXACT, exact)
    nearest = max(_alike(store, quote), key=lambda pair: pair[0], default=None)
    if nearest is None:
        return Verification(Verdict.ABSENT, ())
    return Verification(Verdict.DIFFERS, (nearest[1],))


def _exact(store: Store, quote: str) -> Iterator[QuotePlace]:
    tokens = quote.translate(_SHAPES).split()
    if not tokens:
        return
    pattern = re.compile(r"\s+".join(map(re.escape, tokens)))
    for report in store.reports():
        text = store.text(report.id)
        for match in pattern.finditer(text.translate(_SHAPES)):  # one character for one, so offsets stay
            yield QuotePlace(report, match.start(), match.end(), text[match.start() : match.end()])


def _alike(store: Store, quote: str) -> Iterator[tuple[float, QuotePlace]]:
    """Yield sentences that share at least half of the quote's words and most of its characters."""
    wanted = set(words(quote))
    matcher = difflib.SequenceMatcher(b=quote.casefold(), autojunk=False)
    for report in store.reports():
        text = store.text(report.id)
        for start, end in store.spans(report.id):
            if len(wanted & set(words(text[start:end]))) * 2 < max(1, len(wanted)):
                continue
            matcher.set_seq1(text[start:end].casefold())
            if matcher.ratio() >= ALIKE:
                yield matcher.ratio(), QuotePlace(report, start, end, text[start:end])
