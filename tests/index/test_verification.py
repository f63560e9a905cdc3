"""A quote is exact, differs, or is absent; the shapes of quotation marks and line breaks do not count."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.store import Store
from index.verification import Verdict, verify_quote
from tests.fakes.additions import addition

TEXT = (
    "The dam at Tabqa was taken on 10 May 2017.\n\n“We are close,” said the\ncommander of the north. Nobody was hurt.\n"
)


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with one short report."""
    store.add(addition(TEXT))
    return store


@pytest.mark.parametrize(
    "quote",
    ["taken on 10 May 2017.", '"We are close," said the commander', "Nobody  was\nhurt.", "said the\ncommander"],
)
def test_a_quote_that_stands_there_is_exact(filled: Store, quote: str) -> None:
    """Letters, digits and signs count; white space and the shape of marks do not."""
    found = verify_quote(filled, quote)
    assert found.verdict is Verdict.EXACT
    place = found.places[0]
    assert filled.text(place.report.id)[place.start : place.end] == place.text


@pytest.mark.parametrize("quote", ["The dam at Tabqa was taken on 11 May 2017.", "Nobody was badly hurt."])
def test_a_misquote_is_shown_with_what_stands_there(filled: Store, quote: str) -> None:
    """One changed digit or word is enough."""
    found = verify_quote(filled, quote)
    assert found.verdict is Verdict.DIFFERS
    assert found.places[0].text in ("The dam at Tabqa was taken on 10 May 2017.", "Nobody was hurt.")


@pytest.mark.parametrize("quote", ["The moon is made of cheese.", "", " ", "zzz"])
def test_what_nobody_said_is_absent(filled: Store, quote: str) -> None:
    """No sentence is near, so none is offered."""
    assert verify_quote(filled, quote).verdict is Verdict.ABSENT


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_quote_raises(filled: Store, quote: str) -> None:
    """Any string is a question that has an answer."""
    for place in verify_quote(filled, quote).places:
        assert filled.text(place.report.id)[place.start : place.end] == place.text


def test_the_words_that_differ_are_told_apart(filled: Store) -> None:
    """The quote's word beside the report's, everything else the same."""
    found = verify_quote(filled, "“The dam at Tabqa was captured on 11 May 2017.”")
    assert [(piece.given, piece.stands) for piece in found.pieces if not piece.same] == [
        ("captured", "taken"),
        ("11", "10"),
    ]


def test_a_misquote_over_two_sentences_is_laid_beside_both(filled: Store) -> None:
    """As many sentences as the quote has."""
    found = verify_quote(filled, '"We are near," said the commander of the south. Nobody was hurt.')
    assert found.verdict is Verdict.DIFFERS
    assert found.places[0].text.startswith("“We are close,”")
    assert found.places[0].text.endswith("Nobody was hurt.")


def test_only_the_given_reports_are_looked_through(filled: Store) -> None:
    """What stands elsewhere is as absent as what stands nowhere."""
    assert verify_quote(filled, "Nobody was hurt.", []).verdict is Verdict.ABSENT


def test_the_time_grows_with_the_text_and_not_faster(store: Store) -> None:
    """A misquote against twice as many sentences takes about twice as long."""
    took = []  # processor time, because the machine of the tests is shared
    for name in ("a.txt", "b.txt"):
        store.add(addition("\n\n".join(f"Column {n} of {name} crossed bridge {n * 7}." for n in range(1500)), name))
        start = time.process_time()
        assert verify_quote(store, "Column 700 of a.txt passed bridge 4900.").verdict is Verdict.DIFFERS
        took.append(time.process_time() - start)
    assert took[1] <= 3.5 * took[0] + 0.05
