"""A quote is exact, differs, or is absent; the shapes of quotation marks and line breaks do not count."""

from __future__ import annotations

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
