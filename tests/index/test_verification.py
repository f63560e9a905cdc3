"""A quote stands there, or differs, or stands nowhere; and where it stands is a slice of the report's text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.store import Store
from index.verification import Verdict, verify_quote
from tests.fakes.additions import addition

TEXT = (
    "“We have conducted some strikes in the last 24 hours,” said Colonel Ryan Dillon – the spokesman.\n\n"
    "Ilham Ahmed co-chairs the council. It can’t be otherwise.\n"
)


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with two reports, of which one sentence stands in both."""
    store.add(addition(TEXT, "one.txt"))
    store.add(addition("Other words. Ilham Ahmed co-chairs the council.", "two.txt"))
    return store


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("some strikes in the last 24 hours", "some strikes in the last 24 hours"),
        ('"We have conducted some', "“We have conducted some"),
        ("It can't be otherwise.", "It can’t be otherwise."),
        ("Dillon - the spokesman", "Dillon – the spokesman"),
        ("  the   spokesman.\nIlham ", "the spokesman.\n\nIlham"),
        ("co\N{NON-BREAKING HYPHEN}chairs", "co-chairs"),
    ],
)
def test_spaces_and_the_shapes_of_marks_do_not_count(filled: Store, quote: str, stands: str) -> None:
    """What stands there is shown as it stands."""
    found = verify_quote(filled, quote)
    assert found.verdict is Verdict.EXACT
    assert found.places[0].text == stands
    for place in found.places:
        assert filled.text(place.report.id)[place.start : place.end] == place.text


def test_every_place_is_named(filled: Store) -> None:
    """A sentence of two reports stands in both."""
    found = verify_quote(filled, "Ilham Ahmed co-chairs the council.")
    assert [place.report.file_name for place in found.places] == ["one.txt", "two.txt"]


@pytest.mark.parametrize(
    "quote",
    [
        "Ilham Ahmed co-chaired the council.",
        "ilham ahmed co-chairs the council.",
        "We have conducted many strikes in the last 48 hours, said Colonel Ryan Dillon, the spokesman.",
    ],
)
def test_a_letter_a_digit_or_a_capital_makes_a_difference(filled: Store, quote: str) -> None:
    """The sentence most like it is shown."""
    found = verify_quote(filled, quote)
    assert (found.verdict, len(found.places)) == (Verdict.DIFFERS, 1)


@pytest.mark.parametrize("quote", ["", "  ", "The moon landing was in 1969.", "The council has no chair at all today."])
def test_what_nobody_wrote_stands_nowhere(filled: Store, quote: str) -> None:
    """No place is made up."""
    found = verify_quote(filled, quote)
    assert (found.verdict, found.places) == (Verdict.ABSENT, ())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(TEXT) - 1), st.integers(1, 80))
def test_every_stretch_of_a_report_is_found_in_it(filled: Store, start: int, length: int) -> None:
    """Wherever it begins and ends, within a word too."""
    quote = TEXT[start : start + length]
    if quote.strip():
        assert verify_quote(filled, quote).verdict is Verdict.EXACT


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec=None), max_size=100))
def test_no_quote_raises(filled: Store, quote: str) -> None:
    """Patterns, NULs and lone surrogates get a verdict; places are slices."""
    for place in verify_quote(filled, quote).places:
        assert filled.text(place.report.id)[place.start : place.end] == place.text
