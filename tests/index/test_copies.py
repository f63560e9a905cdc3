"""Copies among the reports: one source however often it was printed, and only those that the asker may see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.store import Store
from index.answer import Query, Quote
from index.copies import Copies
from index.indexing import SAMPLES
from index.opening import Opened
from tests.fakes.hashing import HashedWords

TEXT = (SAMPLES / "ever-given-suez.md").read_text(encoding="utf-8").split("---\n", 2)[2]
BODY = TEXT.split("\n", 3)[3]
EDITED = BODY.replace(", ", " ").replace("the canal", "the Canal")
OTHER = "A report of our own. The tide rose by two metres.\n\n"
Open = Callable[[Path], Opened]


def add(opened: Opened, folder: Path, name: str, text: str, collection: str = "everyone") -> int:
    """Make a text a report and return its id."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return opened.indexer.add(path, collection=collection).report.id


def _copies(store: Store) -> Copies:
    """Return the copies among the reports as they are now."""
    copies = Copies(store)
    copies.follow()
    return copies


@pytest.fixture(scope="session")
def embedder() -> HashedWords:
    """A stand-in: what copies are is told by their words."""
    return HashedWords()


@pytest.fixture
def copied(tmp_path: Path, open_folder: Open) -> tuple[Opened, dict[str, int]]:
    """A store with a story, two copies of it, and reports that are none."""
    at = open_folder(tmp_path / "data")
    ids = {
        "agency": add(at, tmp_path, "agency.md", TEXT),
        "client": add(at, tmp_path, "client.md", "# Giant ship afloat\n\n" + EDITED),
        "cut": add(at, tmp_path, "cut.txt", BODY[: len(BODY) // 2]),
        "raqqa": add(at, tmp_path, "raqqa.md", (SAMPLES / "raqqa-campaign.md").read_text(encoding="utf-8")),
        "tide": add(at, tmp_path, "tide.txt", OTHER),
    }
    return at, ids


def test_a_report_knows_its_copies(copied: tuple[Opened, dict[str, int]]) -> None:
    """Under another headline, cut and edited; others are none."""
    at, ids = copied
    copies = _copies(at.store)
    assert set(copies.of(ids["agency"], set(ids.values()))) == {ids["client"], ids["cut"]}
    assert copies.of(ids["raqqa"], set(ids.values())) == []


def test_a_copy_outside_the_scope_is_not_named(copied: tuple[Opened, dict[str, int]]) -> None:
    """Nobody learns of a report that he may not see."""
    at, ids = copied
    assert _copies(at.store).of(ids["agency"], {ids["agency"], ids["cut"]}) == [ids["cut"]]


def test_copies_follow_the_store(copied: tuple[Opened, dict[str, int]]) -> None:
    """A removed copy is none any more."""
    at, ids = copied
    copies = _copies(at.store)
    assert len(copies.of(ids["agency"], set(ids.values()))) == 2
    at.store.remove(ids["client"])
    copies.follow()
    assert copies.of(ids["agency"], {*ids.values()} - {ids["client"]}) == [ids["cut"]]


def test_a_quote_names_its_copies_and_counts_them_as_one(copied: tuple[Opened, dict[str, int]]) -> None:
    """Three papers printed it, one source said it."""
    at, ids = copied
    answer = at.answerer().answer(Query("When was the Ever Given refloated?"))
    quote = answer.quotes[0]
    assert {quote.report.id, *(report.id for report in quote.also_in)} >= {ids["agency"], ids["client"]}
    assert quote.independent == 1
    assert quote.copies == {ids["agency"], ids["client"], ids["cut"]} - {quote.report.id}


def test_a_sentence_in_a_report_of_its_own_is_independent(
    copied: tuple[Opened, dict[str, int]], tmp_path: Path
) -> None:
    """The same words in a report that shares nothing else are a second source."""
    at, ids = copied
    sentence = "The container ship was refloated at 15:05 local time, and the canal was open again."
    ids["one"] = add(at, tmp_path, "one.txt", f"{sentence} A tug named Baraka pulled at the stern.")
    text = " ".join(f"Line {n} of this other report tells of harbour {n * 7}." for n in range(40))
    ids["two"] = add(at, tmp_path, "two.txt", f"{sentence} {text}")
    long = " ".join(f"Our correspondent saw crane {n} lifting {n * 3} boxes." for n in range(40))
    at.store.remove(ids["one"])
    ids["three"] = add(at, tmp_path, "three.txt", f"{sentence} {long}")
    quotes = at.answerer().answer(Query("At what local time was the container ship refloated?")).quotes
    quote = next(quote for quote in quotes if quote.text == sentence)
    assert {quote.report.id, *(report.id for report in quote.also_in)} == {ids["two"], ids["three"]}
    assert quote.independent == 2


def test_reports_without_a_fingerprint_get_one(copied: tuple[Opened, dict[str, int]]) -> None:
    """A store of an older version has none."""
    at, ids = copied
    known = at.store.fingerprints("shingles")
    assert set(known) == set(ids.values())
    with at.store._database.writing() as connection:
        connection.execute("DELETE FROM fingerprint")
    assert set(_copies(at.store).of(ids["agency"], set(ids.values()))) == {ids["client"], ids["cut"]}


def test_one_quote_alone_is_independent() -> None:
    """The default is what it is without any other report."""
    assert Quote.__dataclass_fields__["independent"].default == 1
