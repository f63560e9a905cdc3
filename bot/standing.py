"""Which quotes of an earlier answer still stand: the same sentence, the same one in new content, or gone.

A sentence's id is never used twice, so an id that is there is the sentence that was shown. Where its report was
replaced, the sentence stands if its very text stands in the new content; else only that it went is said, no word of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.found import Found, fingerprint
from corpus.errors import ReportNotFound
from corpus.report import Report
from corpus.store import Store
from index.answer import Quote

MaySee = Callable[[Report], bool]
QuoteOf = Callable[[int], Quote | None]


class Fate(StrEnum):
    """What became of a quote."""

    STANDS = "stands"
    KEPT = "kept"  # its report was replaced, and says the same
    CHANGED = "changed"  # its report was replaced, and does not say it any more
    REMOVED = "removed"  # its report was removed, or may not be seen where the answer stands


@dataclass(frozen=True, slots=True)
class Standing:
    """One quote of an earlier answer.

    Args:
        number: As the answer counted it, from 1.
        fate: What became of it.
        quote: The sentence, None where it does not stand.
        report: The report as it is now, None where it was removed.
    """

    number: int
    fate: Fate
    quote: Quote | None = None
    report: Report | None = None


def standing(found: Iterable[Found], store: Store | None, quote_of: QuoteOf, may_see: MaySee) -> tuple[Standing, ...]:
    """Return what became of each quote; blocks.

    Args:
        found: What the answer quoted, in its order.
        store: The truth; None where nothing but the ids can be asked, as in the terminal's talk.
        quote_of: Returns a sentence with its attribution.
        may_see: Whether a report may be seen where the answer stands.
    """
    return tuple(_standing(number, one, store, quote_of, may_see) for number, one in enumerate(found, 1))


def _standing(number: int, found: Found, store: Store | None, quote_of: QuoteOf, may_see: MaySee) -> Standing:
    quote = quote_of(found.sentence_id)
    if quote is not None:
        seen = may_see(quote.report)
        return _as_shown(number, Fate.STANDS, quote, found) if seen else Standing(number, Fate.REMOVED)
    report = _report(store, found.report) if store else None
    if store is None or report is None or not may_see(report):
        return Standing(number, Fate.REMOVED)
    again = _same_sentence(store, report.id, found.sha256)
    quote = quote_of(again) if again else None
    return _as_shown(number, Fate.KEPT, quote, found) if quote else Standing(number, Fate.CHANGED, None, report)


def _as_shown(number: int, fate: Fate, quote: Quote, found: Found) -> Standing:
    return Standing(number, fate, replace(quote, span=found.span), quote.report)


def _report(store: Store, report_id: int) -> Report | None:
    try:
        return store.report(report_id)
    except ReportNotFound:
        return None


def _same_sentence(store: Store, report_id: int, sha256: str) -> int | None:
    """Return the id of the sentence with this very text, None where the report has none."""
    text, first = store.text(report_id), store.first_sentence(report_id)
    spans = enumerate(store.spans(report_id))
    return next((first + at for at, (start, end) in spans if fingerprint(text[start:end]) == sha256), None)
