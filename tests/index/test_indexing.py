"""Files become reports wholly or not at all; the samples make way for a team's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import CorpusError, DamagedStore, EmptyReport, RefusedReport, ReportNotFound
from corpus.extraction import Extractor
from corpus.report import Metadata, Source
from corpus.store import Store
from index.answer import Query
from index.embedding import maker
from index.errors import ModelChanged
from index.indexing import SAMPLE_COLLECTION, SAMPLES, Indexer, files_in
from index.opening import Opened
from tests.fakes.hashing import HashedWords

TEXT = "The flood reached Valencia on Tuesday. More than two hundred people died.\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def seen(opened: Opened) -> tuple[object, ...]:
    """Return what a person could see of the store."""
    return opened.store.seq, opened.store.reports(), opened.store.faults()


def test_the_samples_are_there_in_a_collection_of_their_own(opened: Opened) -> None:
    """Each once, also when they are added again."""
    reports = opened.store.reports()
    assert {report.collection for report in reports} == {SAMPLE_COLLECTION}
    assert len(reports) == len(list(SAMPLES.glob("*.md"))) == len(opened.indexer.add_samples())
    assert opened.store.reports() == reports


def test_samples_that_a_kill_left_out_are_added_at_the_next_start(tmp_path: Path) -> None:
    """But a sample that somebody removed stays away."""
    with Store(tmp_path, durable=False) as store, Extractor() as extractor:
        indexer = Indexer(store, extractor, HashedWords)
        first = indexer.add(next(SAMPLES.glob("*.md")), collection=SAMPLE_COLLECTION).report
        assert indexer.lacks_samples()
        indexer.add_samples()
        assert not indexer.lacks_samples()
        store.remove(first.id)
        assert not indexer.lacks_samples()


def test_the_samples_make_way_for_the_first_report_of_a_team(opened: Opened, tmp_path: Path) -> None:
    """Lest they answer its questions; the answer after it comes from the new report only."""
    added = opened.indexer.add(write(tmp_path, "flood.txt", TEXT))
    assert added.new
    assert opened.store.reports() == [added.report]
    answer = opened.answerer().answer(Query("Who leads the SDF political wing?"))
    assert answer.searched.reports == 1
    assert {quote.report.id for quote in answer.quotes} <= {added.report.id}


def test_a_refused_file_leaves_the_samples_and_the_store_as_they_were(opened: Opened, tmp_path: Path) -> None:
    """Whatever is wrong with it."""
    before = seen(opened)
    for name, content in (("empty.txt", b""), ("marks.txt", b"?!"), ("zip.txt", b"PK\x03\x04" + bytes(200))):
        with pytest.raises(RefusedReport, match=rf"^{name} was not added: .+; .+\.$"):
            opened.indexer.add(write(tmp_path, name, content))
    with pytest.raises(RefusedReport, match="it cannot be opened"):
        opened.indexer.add(tmp_path / "missing.txt")
    assert seen(opened) == before


def test_the_samples_stay_when_the_disk_is_full(opened: Opened, tmp_path: Path) -> None:
    """They make way after the new report is stored, not before."""
    before = seen(opened)
    opened.store._database.writer.execute(
        f"PRAGMA max_page_count = {opened.store._database.writer.pragma('page_count')}"
    )
    with pytest.raises(DamagedStore, match="disk is full"):
        opened.indexer.add(write(tmp_path, "long.txt", " ".join(f"Sentence number {n} fell." for n in range(150))))
    assert seen(opened) == before


def test_the_same_bytes_again_say_so_and_change_nothing(opened: Opened, tmp_path: Path) -> None:
    """Also under another name, with other facts."""
    first = opened.indexer.add(write(tmp_path, "flood.txt", TEXT))
    before = seen(opened)
    again = opened.indexer.add(write(tmp_path, "copy.txt", TEXT), given=Metadata(title="Other"))
    assert (again.new, again.report) == (False, first.report)
    assert seen(opened) == before


def test_given_facts_outweigh_those_of_the_file(opened: Opened, tmp_path: Path) -> None:
    """And who says so is kept with the date."""
    text = f"---\ntitle: From the file\npublisher: Agency\ndate: 2024-10-30\n---\n\n{TEXT}"
    given = Metadata(title="Given", date="2024-11-01", date_source=Source.GIVEN)
    facts = opened.indexer.add(write(tmp_path, "flood.md", text), given=given).report.metadata
    assert (facts.title, facts.publisher, facts.date) == ("Given", "Agency", "2024-11-01")
    assert facts.date_source is Source.GIVEN
    facts = opened.indexer.add(write(tmp_path, "two.md", f"{text}More.\n")).report.metadata
    assert (facts.title, facts.date, facts.date_source) == ("From the file", "2024-10-30", Source.FILE)


def test_a_replaced_report_keeps_id_and_collection_and_answers_anew(opened: Opened, tmp_path: Path) -> None:
    """At the next question, and the old sentences are gone."""
    old = opened.indexer.add(write(tmp_path, "flood.txt", TEXT), collection="weather").report
    replaced = opened.indexer.replace(old.id, write(tmp_path, "storm.txt", "The storm Boris drowned Lower Austria.\n"))
    assert (replaced.report.id, replaced.report.collection, replaced.new) == (old.id, "weather", True)
    answer = opened.answerer().answer(Query("Where was the flood?"))
    assert [quote.text for quote in answer.quotes] == ["The storm Boris drowned Lower Austria."]


def test_replacing_by_the_same_bytes_changes_nothing(opened: Opened, tmp_path: Path) -> None:
    """It says so instead."""
    path = write(tmp_path, "flood.txt", TEXT)
    report = opened.indexer.add(path).report
    before = seen(opened)
    assert not opened.indexer.replace(report.id, path).new
    assert seen(opened) == before


def test_a_report_cannot_be_replaced_by_what_is_another_report(opened: Opened, tmp_path: Path) -> None:
    """The refusal names the other one."""
    one = opened.indexer.add(write(tmp_path, "flood.txt", TEXT)).report
    two = opened.indexer.add(write(tmp_path, "two.txt", "Another report.\n")).report
    before = seen(opened)
    with pytest.raises(RefusedReport, match=f"already report {one.id}; remove report {one.id} first"):
        opened.indexer.replace(two.id, tmp_path / "flood.txt")
    assert seen(opened) == before


def test_a_refused_replacement_leaves_the_old_report(opened: Opened, tmp_path: Path) -> None:
    """Word for word."""
    report = opened.indexer.add(write(tmp_path, "flood.txt", TEXT)).report
    before = seen(opened)
    for wrong, kind in ((report.id, EmptyReport), (99, ReportNotFound)):
        with pytest.raises(kind):
            opened.indexer.replace(wrong, write(tmp_path, "empty.txt", b""))
    assert seen(opened) == before
    assert opened.store.text(report.id) == TEXT


def test_embedding_again_gives_every_report_vectors_of_the_present_model(opened: Opened) -> None:
    """As after a change of the model; texts and ids stay."""
    reports = opened.store.reports()
    opened.store._database.writer.execute("UPDATE embedding SET model = 'old@1'")
    opened.indexer.renewal.run()
    assert opened.store.models() == {(maker(opened.embedder()), 384)}
    assert opened.store.reports() == reports
    assert opened.store.faults() == []


def test_vectors_made_without_titles_are_refused_until_they_are_made_again(opened: Opened) -> None:
    """They are the model's, but of other texts: those of an older version."""
    before = opened.answerer().answer(Query("who leads the SDF political wing?"))
    opened.store._database.writer.execute("UPDATE embedding SET model = ?", (opened.embedder().identity,))
    opened.store.set_vectors(1, {"sentence": replace(opened.store.vectors(1, "sentence"), model="old@1")})
    with pytest.raises(ModelChanged, match="repair"):
        opened.answerer().answer(Query("who leads the SDF political wing?"))
    opened.indexer.renewal.run()
    assert opened.answerer().answer(Query("who leads the SDF political wing?")).quotes == before.quotes


def test_a_replaced_report_is_searched_under_the_title_that_it_keeps(opened: Opened, tmp_path: Path) -> None:
    """A title given once stands in front of the new sentences too."""
    report = opened.indexer.add(write(tmp_path, "a.txt", TEXT), given=Metadata(title="Valencia")).report
    opened.indexer.replace(report.id, write(tmp_path, "b.txt", "More rain fell."))
    alone = opened.store.vectors(report.id, "sentence")
    other = opened.indexer.add(write(tmp_path, "c.txt", "More rain fell.\n"), given=Metadata(title="Valencia")).report
    assert alone == opened.store.vectors(other.id, "sentence")


def test_progress_is_told_of_every_sentence(opened: Opened, tmp_path: Path) -> None:
    """The numbers add up."""
    told: list[int] = []
    report = opened.indexer.add(write(tmp_path, "flood.txt", TEXT), progress=told.append).report
    assert sum(told) == report.sentences == 2


def test_a_folder_gives_its_files_of_known_kinds_and_a_named_file_is_taken_as_it_is(tmp_path: Path) -> None:
    """In order of name, with everything below."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("b.txt", "a.MD", "picture.png", "deep/c.html", "deep/er/d.text"):
        (tmp_path / name).write_text("x")
    inside = [path.name for path in files_in([tmp_path])]
    assert sorted(inside) == ["a.MD", "b.txt", "c.html", "d.text"]
    assert files_in([tmp_path / "picture.png"]) == [tmp_path / "picture.png"]


def test_refusals_are_the_corpus_s_own(opened: Opened, tmp_path: Path) -> None:
    """A folder, a device, a name with a NUL: each a sentence."""
    for path in (tmp_path, Path("/dev/zero"), tmp_path / "a\0b", tmp_path / ("x" * 300)):
        with pytest.raises(CorpusError, match="was not added"):
            opened.indexer.add(path)
