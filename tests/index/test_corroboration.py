"""Copies corroborate nothing: reports are counted, and independent ones apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.report import Report
from index.answer import Quote, Speaker
from index.corroboration import Corroboration, corroboration
from tests.fakes.library import report


def quote(kept: Report, text: str = "The toll was 1,600.", answer: str = "1,600", **more: object) -> Quote:
    """Return a quote with an answer in it."""
    start = text.index(answer)
    made = Quote(text, (start, start + len(answer)), kept, 1, 1, 1, 0, len(text), kept.id, 1.0)
    return replace(made, **more)


def shelf(number: int, publisher: str | None = None) -> Report:
    """Return a report of a publisher of its own."""
    return report(number, f"Report {number}", publisher or f"Publisher {number}", "2017")


SPEAKER = Speaker("Col. Ryan Dillon, coalition spokesman", (0, 5), "said", sure=True)
AGAIN = Speaker("Dillon", (0, 5), "said", sure=True)


@pytest.mark.parametrize(
    ("quotes", "reports", "independent"),
    [
        ([], 0, 0),
        ([quote(shelf(1))], 1, 1),
        ([quote(shelf(1), also_in=(shelf(2), shelf(3)))], 3, 1),
        ([quote(shelf(1), also_in=(shelf(2), shelf(3)), independent=2)], 3, 2),
        ([quote(shelf(1, "A"), also_in=(shelf(2, "A"),), independent=2)], 2, 1),
        ([quote(shelf(1), also_in=(shelf(2),)), quote(shelf(3), "In all 1,600 died.")], 3, 2),
        ([quote(shelf(1)), quote(shelf(2), "Some 43 died.", "43")], 1, 1),
        ([quote(shelf(1, "A")), quote(shelf(2, "a"), "In all 1,600 died.")], 2, 1),
        ([quote(shelf(1), speaker=SPEAKER), quote(shelf(2), speaker=AGAIN)], 2, 1),
        ([quote(shelf(1), copies=frozenset({2})), quote(shelf(2), "In all 1,600 died.")], 2, 1),
        ([quote(shelf(1), span=None), quote(shelf(2), span=None)], 1, 1),
        ([quote(shelf(1)), quote(shelf(2)), quote(shelf(3, "Publisher 1"), also_in=(shelf(2),))], 3, 1),
    ],
)
def test_reports_and_independent_ones_are_counted(quotes: list[Quote], reports: int, independent: int) -> None:
    """By text, publisher and speaker; where the answer's words are not known, nothing is added up."""
    assert corroboration(quotes) == Corroboration(reports, independent)
