"""A collection is seen by those who were named, and by nobody else; nothing can be named that is not there."""

from __future__ import annotations

import pytest

from corpus.audience import NAME_CHARACTERS, Audience
from corpus.errors import CollectionNotFound, RefusedCollection, RefusedReport, ReportNotFound
from corpus.store import Store
from tests.fakes.additions import addition

TEXT = "The ship ran aground in the canal."


def test_a_new_store_has_two_collections_for_everyone(store: Store) -> None:
    """The default and the samples."""
    found = [(each.name, each.audience, each.reports) for each in store.collections.all()]
    assert found == [("everyone", Audience(everyone=True), 0), ("samples", Audience(everyone=True), 0)]


def test_a_new_collection_is_seen_by_nobody_until_somebody_is_allowed(store: Store) -> None:
    """Unknown means refused."""
    assert store.collections.create("legal").audience == Audience()
    assert "legal" not in store.collections.visible(channels=[1], roles=[2])
    store.collections.allow("legal", "channel", 1)
    assert "legal" in store.collections.visible(channels=[1])
    assert "legal" not in store.collections.visible(channels=[2], roles=[1])


def test_a_collection_that_a_report_brought_is_seen_by_nobody(store: Store) -> None:
    """`add --collection` makes it; allowing is another step."""
    store.add(addition(TEXT, collection="field"))
    assert store.collections.one("field").audience == Audience()
    assert store.collections.one("field").reports == 1


def test_allowing_and_denying_take_each_other_back(store: Store) -> None:
    """Channels, roles and everyone, in any order and twice."""
    legal = store.collections.create("legal")
    store.collections.allow("legal", "channel", 1)
    store.collections.allow("legal", "channel", 1)
    store.collections.allow("legal", "role", 1)
    open_ = store.collections.set_everyone("legal", allowed=True)
    assert open_.audience == Audience(everyone=True, channels=frozenset({1}), roles=frozenset({1}))
    store.collections.deny("legal", "channel", 1)
    store.collections.deny("legal", "role", 1)
    assert store.collections.set_everyone("legal", allowed=False) == legal


def test_a_name_is_one_whatever_its_case(store: Store) -> None:
    """Two collections that look alike would be mistaken for each other."""
    store.collections.create("Legal")
    assert store.collections.one(" legal ").name == "Legal"
    with pytest.raises(RefusedCollection, match="already"):
        store.collections.create("LEGAL")


@pytest.mark.parametrize("name", ["", " ", "a\nb!", "-x", "@everyone", "<#1>", "`x`", "x" * (NAME_CHARACTERS + 1)])
def test_what_is_no_name_is_refused_with_the_limit(store: Store, name: str) -> None:
    """It is shown in Discord and typed in a terminal."""
    with pytest.raises(RefusedCollection, match=f"up to {NAME_CHARACTERS} letters"):
        store.collections.create(name)


def test_a_collection_keeps_its_reports_and_audience_under_a_new_name(store: Store) -> None:
    """And whoever follows the store hears of it."""
    report = store.add(addition(TEXT, collection="legal"))
    store.collections.allow("legal", "role", 7)
    before = store.seq
    renamed = store.collections.rename("legal", "counsel")
    assert (renamed.name, renamed.reports, renamed.audience.roles) == ("counsel", 1, frozenset({7}))
    assert store.report(report.id).collection == "counsel"
    assert store.reports()[0].collection == "counsel"
    assert store.seq > before


def test_only_an_empty_collection_is_deleted(store: Store) -> None:
    """No report is lost by it, and none gets an audience that nobody chose."""
    report = store.add(addition(TEXT, collection="legal"))
    with pytest.raises(RefusedCollection, match="still holds 1 report: move"):
        store.collections.delete("legal")
    store.remove(report.id)
    store.collections.delete("legal")
    with pytest.raises(CollectionNotFound):
        store.collections.one("legal")


def test_the_audience_of_a_deleted_collection_is_not_that_of_its_successor(store: Store) -> None:
    """The next collection of that name begins with nobody."""
    store.collections.create("legal")
    store.collections.allow("legal", "role", 7)
    store.collections.delete("legal")
    assert store.collections.create("legal").audience == Audience()


@pytest.mark.parametrize("name", ["everyone", "samples"])
def test_the_built_in_collections_stay_as_they_are(store: Store, name: str) -> None:
    """Their names say whom they are for."""
    for act in (
        lambda: store.collections.delete(name),
        lambda: store.collections.rename(name, "mine"),
        lambda: store.collections.set_everyone(name, allowed=False),
    ):
        with pytest.raises(RefusedCollection, match="built in"):
            act()


def test_a_moved_report_is_in_its_new_collection_at_once_and_says_that_it_left(store: Store) -> None:
    """Its id, sentences and text stay; answers that quoted it can be marked."""
    report = store.add(addition(TEXT))
    store.collections.create("legal")
    seq = store.seq
    assert store.move(report.id, "LEGAL").collection == "legal"
    assert [kept.collection for kept in store.reports()] == ["legal"]
    assert store.first_sentence(report.id) == 1
    assert store.changed_since(seq) == [report.id]
    assert [(gone, kind) for _, gone, kind, _ in store.departures()] == [(report.id, "moved")]


def test_a_report_moves_neither_to_nowhere_nor_onto_its_twin(store: Store) -> None:
    """Three refusals; nothing changes by them, nor by a move to where it is."""
    report = store.add(addition(TEXT))
    store.add(addition(TEXT, collection="legal"))
    before = store.seq
    with pytest.raises(CollectionNotFound):
        store.move(report.id, "nowhere")
    with pytest.raises(ReportNotFound):
        store.move(99, "legal")
    with pytest.raises(RefusedReport, match="holds the same content"):
        store.move(report.id, "legal")
    assert store.move(report.id, "everyone") == report
    assert store.seq == before
