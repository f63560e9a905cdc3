"""A term is found in every sentence that holds it, and in no other; checked against a plain search by hand."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.store import Store
from index.mentions import mentions
from tests.fakes.additions import addition

TEXT = (
    "The SDF struck at night. It was an air-strike, not a strike by workers.\n\n"
    "Striking miners met the sdf, and the SDF met them. Nobody spoke of the SDFs.\n\n"
    "“Deir al-Zor” fell in the U.S. view.\n\n在敘利亞的拉卡有戰鬥。\n"
)


def found(store: Store, term: str, *, inflected: bool = False) -> list[str]:
    """Return the sentences that hold a term, and check their offsets."""
    kept = [mention for one in mentions(store, term, store.reports(), inflected=inflected) for mention in one.mentions]
    for mention in kept:
        (report,) = store.reports()
        assert store.text(report.id)[mention.start : mention.end] == mention.text
        assert store.place(mention.sentence_id).number == mention.number
    return [mention.text for mention in kept]


@pytest.mark.parametrize(
    ("term", "count"),
    [
        ("SDF", 2),
        ("sdf", 2),
        ("strike", 1),
        ("the SDF met", 1),
        ("SDF  met", 1),
        ('"deir al-zor"', 1),
        ("U.S.", 1),
        ("拉卡", 1),
        ("zzz", 0),
        ("", 0),
        ("  ", 0),
    ],
)
def test_a_term_is_found_whole_and_in_any_case(store: Store, term: str, count: int) -> None:
    """Words in a row, at the edges of words; characters of scripts without spaces anywhere."""
    store.add(addition(TEXT))
    assert len(found(store, term)) == count


@pytest.mark.parametrize(("term", "count"), [("strike", 2), ("strikes", 2), ("SDF", 2), ("US", 1), ("the sdf met", 1)])
def test_other_forms_are_found_by_choice(store: Store, term: str, count: int) -> None:
    """As the lexical search compares words."""
    store.add(addition(TEXT))
    assert len(found(store, term, inflected=True)) == count


def test_every_hit_of_a_sentence_is_marked(store: Store) -> None:
    """Twice in one sentence is one sentence with two hits."""
    store.add(addition(TEXT))
    (one,) = mentions(store, "sdf", store.reports())
    assert [len(mention.hits) for mention in one.mentions] == [1, 2]
    assert [one.mentions[1].text[a:b] for a, b in one.mentions[1].hits] == ["sdf", "SDF"]


def test_only_the_given_reports_are_looked_through(store: Store) -> None:
    """The scope is decided before, by whoever asks."""
    store.add(addition(TEXT))
    assert mentions(store, "SDF", []) == []


@given(st.lists(st.sampled_from("alpha beta Gamma delta ALPHA beta-alpha alphabet".split()), min_size=1, max_size=12))  # noqa: SIM905 - reads best
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_missed_and_nothing_added(store: Store, row: list[str]) -> None:
    """A second implementation: count the sentences whose split words hold the term."""
    for report in store.reports():
        store.remove(report.id)
    text = ". ".join(f"We saw {word} there" for word in row) + "."
    report = store.add(addition(text))
    spans = [text[start:end] for start, end in store.spans(report.id)]
    expected = [span for span in spans if "alpha" in re.split(r"\W+", span.lower())]
    assert found(store, "alpha") == expected


@given(st.text(max_size=40), st.booleans())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_term_raises(store: Store, term: str, inflected: bool) -> None:  # noqa: FBT001 - hypothesis fills it by place
    """Any string may be looked for."""
    if not store.reports():
        store.add(addition(TEXT))
    mentions(store, term, store.reports(), inflected=inflected)
