"""After a change of the model every report is embedded again, whatever happens in the middle."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from corpus.extraction import Extractor
from corpus.report import Report
from corpus.store import Store
from index.embedding import Floats, Progress, maker, no_progress
from index.errors import ModelChanged
from index.indexing import Indexer
from index.renewal import Pace, Renewal
from index.retrieval import Retriever
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords

OLD, NEW = HashedWords("old"), HashedWords("new")


class Interrupted(Exception):
    """Somebody does not want to wait."""


def fill(store: Store, count: int = 3) -> list[Report]:
    """Put reports of two sentences in, embedded by the old model."""
    return [store.add(addition(f"Dam {n} was taken. Nobody was hurt.", f"{n}.txt", embedder=OLD)) for n in range(count)]


def renewal_of(store: Store) -> Renewal:
    """Return the renewal of a store by the new model."""
    return Indexer(store, Extractor(), lambda: NEW).renewal


def test_it_goes_on_after_an_interruption_with_what_is_left(store: Store) -> None:
    """What was embedded is not embedded twice."""
    fill(store)
    told: list[int] = []

    def impatient(count: int) -> None:
        if told:
            raise Interrupted
        told.append(count)

    with pytest.raises(Interrupted):
        renewal_of(store).run(impatient)
    renewal = renewal_of(store)
    assert [report.id for report in renewal.due()] == [2, 3]
    renewal.run(told.append)
    assert sum(told) == 6
    assert renewal.due() == []
    assert {model for model, _ in store.models()} == {maker(NEW)}


def test_searches_say_how_far_it_is_and_then_find(store: Store) -> None:
    """Until the last report is embedded no question is answered from a part of them."""
    fill(store)
    renewal = renewal_of(store)
    retriever = Retriever(store, NEW, renewal.require_done)
    said: list[str] = []

    def ask(_: int) -> None:
        with pytest.raises(ModelChanged) as refusal:
            retriever.follow()
        said.append(str(refusal.value))

    renewal.run(ask)
    assert "4 of 6 sentences are done, a minute is left. Ask again then; nothing is lost." in said[1]
    retriever.follow()
    assert retriever.retrieve("who took dam 2?").sentences.size


def test_a_report_that_is_replaced_or_removed_meanwhile_stays_as_it_is_then(store: Store) -> None:
    """Vectors of the former content would belong to no sentence."""
    first, second, _ = fill(store)
    fresh = addition("It was retaken.", "new.txt", embedder=NEW)

    def meddle(_: int) -> None:
        if store.report(first.id).sentences == 2:
            store.replace(first.id, fresh)
            store.remove(second.id)

    renewal = renewal_of(store)
    renewal.run(meddle)
    assert store.vectors(first.id, "sentence") == fresh.vectors["sentence"]
    assert [report.id for report in store.reports()] == [1, 3]
    assert renewal.due() == []


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (Pace(3_000, 0, 1.0), "0 of 3,000 sentences are done"),
        (Pace(3_000, 1_000, 120.0), "1,000 of 3,000 sentences are done, about 4 minutes are left"),
        (Pace(3_000, 2_999, 120.0), "2,999 of 3,000 sentences are done, a minute is left"),
    ],
)
def test_how_far_it_is_is_said_in_words(pace: Pace, words: str) -> None:
    """The figures and what they mean for somebody who waits."""
    assert str(pace) == words


class Slow(HashedWords):
    """The new model, which says of each report that it is at it."""

    line: Connection

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> Floats:
        """Tell, then embed."""
        self.line.send(len(texts))
        return HashedWords("new").embed(texts, progress)


def renew_and_tell(folder: Path, line: Connection) -> None:
    """Renew until killed; the third report is never reached."""
    Slow.line = line
    with Store(folder) as store:
        model = Slow("new")
        Indexer(store, Extractor(), lambda: model).renewal.run(lambda _: None)


def test_a_kill_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    """Kill -9 while a report is being embedded: the store is sound, and the next run finishes it."""
    with Store(tmp_path / "data") as store:
        fill(store, 200)
        texts = [store.text(report.id) for report in store.reports()]
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("forkserver").Process(target=renew_and_tell, args=(tmp_path / "data", there))
    child.start()
    for _ in range(20):
        here.recv()
    child.kill()
    child.join()
    with Store(tmp_path / "data") as store:
        renewal = renewal_of(store)
        assert 0 < len(renewal.due()) <= 181
        assert store.faults() == []
        renewal.run()
        assert renewal.due() == []
        assert [store.text(report.id) for report in store.reports()] == texts
        Retriever(store, NEW).follow()
