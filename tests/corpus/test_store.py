"""The store keeps what it acknowledged, says what is damaged, and never mixes the old with the new."""

from __future__ import annotations

import string
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError, DamagedStore, ReportNotFound, StoreInUse
from corpus.folder import ORIGINALS
from corpus.report import Block, BlockKind, Extract, Metadata, Source
from corpus.rows import Vectors
from corpus.shelf import DATABASE, TEXTS_IN_MEMORY
from corpus.store import Store
from tests.fakes.additions import addition, of_extract
from tests.fakes.disks import no_file_larger_than
from tests.fakes.hashing import HashedWords

RAQQA = "The battle for Raqqa began in June. It ended in October.\n\nIlham Ahmed spoke of victory.\n"
CANAL = "The ship ran aground in the canal. Tugs pulled for six days.\n"
MODEL = HashedWords()


def originals(store: Store) -> set[str]:
    """Return the names of the files kept beside the database."""
    return {file.name for file in (store.folder / ORIGINALS).iterdir()}


def snapshot(store: Store) -> tuple[object, ...]:
    """Return everything that a person could see of a store."""
    parts = [(report, store.document(report.id), store.vectors(report.id, "sentence")) for report in store.reports()]
    return (store.seq, parts, originals(store))


# Adding, finding, replacing, removing --------------------------------------------------------------------------------


def test_an_added_report_is_there_with_its_facts_and_its_exact_text(tmp_path: Path) -> None:
    """What goes in comes out, also after closing."""
    made = addition(RAQQA, title="Raqqa", publisher="Agency", date="2017-10-16", url="https://example.org/a")
    with Store(tmp_path, durable=False, clock=lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) as store:
        store.add(made)
    with Store(tmp_path, durable=False) as store:
        [report] = store.reports()
        assert report.metadata == Metadata("Raqqa", "Agency", None, "2017-10-16", "https://example.org/a", Source.GIVEN)
        assert (report.added_at, report.sentences, report.size_bytes) == ("2026-01-02T03:04:05Z", 3, len(RAQQA))
        assert store.document(report.id) == made.document


def test_the_same_bytes_again_return_the_stored_report_and_change_nothing(store: Store) -> None:
    """Not even under another name."""
    first = store.add(addition(RAQQA, "one.txt"))
    before = snapshot(store)
    assert store.add(addition(RAQQA, "two.txt")) == first
    assert snapshot(store) == before


def test_a_report_is_found_by_the_hash_of_its_bytes(store: Store) -> None:
    """And nothing is found by another hash."""
    report = store.add(addition(RAQQA))
    assert store.find(report.sha256, report.collection) == report
    assert store.find(addition(CANAL).sha256, report.collection) is None


def test_a_replaced_report_keeps_its_id_and_none_of_its_old_sentences(store: Store) -> None:
    """The new text is there and the old sentence ids lead nowhere, at once."""
    report = store.add(addition(RAQQA))
    old = store.first_sentence(report.id)
    replaced = store.replace(report.id, addition(CANAL))
    assert replaced.id == report.id
    assert store.text(report.id).startswith("The ship")
    assert [store.place(sentence) for sentence in range(old, old + report.sentences)] == [None] * 3


def test_the_sentences_before_one_are_of_its_own_report(store: Store) -> None:
    """As many as there are, and never the end of the report that was added before."""
    store.add(addition(CANAL))
    report = store.add(addition(RAQQA))
    first, spans = store.first_sentence(report.id), store.spans(report.id)
    assert store.spans_up_to(first, report.id, 3) == spans[:1]
    assert store.spans_up_to(first + 2, report.id, 1) == spans[1:3]


def test_a_removed_report_is_gone_with_everything_of_it(store: Store) -> None:
    """Text, sentences, vectors and the original file."""
    report = store.add(addition(RAQQA, embedder=MODEL))
    assert store.remove(report.id) == report
    assert store.reports() == []
    assert store.place(1) is None
    assert store.vectors(report.id, "sentence") is None
    assert originals(store) == set()
    for count in ("SELECT count(*) FROM paragraph", "SELECT count(*) FROM sentence", "SELECT count(*) FROM embedding"):
        assert store._database.value(count) == 0


@pytest.mark.parametrize("ask", ["report", "text", "document", "first_sentence", "remove"])
def test_a_report_that_is_not_there_is_named(store: Store, ask: str) -> None:
    """The message says which, and how to see those there are."""
    with pytest.raises(ReportNotFound, match=r"no report 7: `reports` lists"):
        getattr(store, ask)(7)


def test_replacing_what_is_not_there_stores_nothing(store: Store) -> None:
    """Not even the file."""
    store.add(addition(RAQQA))
    before = snapshot(store)
    with pytest.raises(ReportNotFound):
        store.replace(7, addition(CANAL))
    assert snapshot(store) == before


def test_ids_of_reports_and_sentences_are_never_used_twice(store: Store) -> None:
    """Neither after a removal nor after a replacement, so an old button cannot lead to a new sentence."""
    reports, sentences = [], []
    for n in range(4):
        report = store.add(addition(f"{RAQQA} Version {n}."))
        sentences += range(store.first_sentence(report.id), store.first_sentence(report.id) + report.sentences)
        replaced = store.replace(report.id, addition(f"{CANAL} Version {n}."))
        first = store.first_sentence(replaced.id)
        sentences += range(first, first + replaced.sentences)
        reports.append(store.remove(report.id).id)
    assert len(set(reports)) == len(reports)
    assert len(set(sentences)) == len(sentences)


def test_changes_are_listed_once_a_report_oldest_first(store: Store) -> None:
    """Searches follow by this list, so a removed report stands in it too."""
    one, two, three = (store.add(addition(f"Report number {n}.")).id for n in range(3))
    seen = store.seq
    store.remove(two)
    store.replace(one, addition(CANAL))
    assert store.changed_since(seen) == [two, one]
    assert store.changed_since(0) == [three, two, one]
    assert store.changed_since(store.seq) == []


def test_a_place_says_where_a_sentence_stands(store: Store) -> None:
    """Counted from 1, with the paragraph that holds it."""
    store.add(addition(CANAL))
    report = store.add(addition(RAQQA))
    place = store.place(store.first_sentence(report.id) + 2)
    assert place is not None
    assert (place.report, place.number, place.sentence.paragraph) == (report.id, 3, 2)
    assert store.text(report.id)[place.sentence.start : place.sentence.end] == "Ilham Ahmed spoke of victory."


def test_no_text_of_a_replaced_report_is_kept_at_hand(store: Store) -> None:
    """The cache of texts forgets with the change, also when it is full."""
    ids = [store.add(addition(f"Report number {n}.")).id for n in range(TEXTS_IN_MEMORY + 2)]
    texts = [store.text(report) for report in ids]
    assert texts[3] == "Report number 3."
    store.replace(ids[-1], addition(CANAL))
    assert store.text(ids[-1]).startswith("The ship")


# Vectors -------------------------------------------------------------------------------------------------------------


def test_vectors_come_back_byte_for_byte_and_name_their_model(store: Store) -> None:
    """Half floats, one row a sentence."""
    made = addition(RAQQA, embedder=MODEL)
    report = store.add(made)
    assert store.vectors(report.id, "sentence") == made.vectors["sentence"]
    assert store.models() == {("hashed-words@256+title", 256)}


def test_new_vectors_take_the_old_ones_place_and_count_as_a_change(store: Store) -> None:
    """So the searches notice a change of the model."""
    report, seq = store.add(addition(RAQQA, embedder=MODEL)), store.seq
    fresh = Vectors("other@8", 8, bytes(3 * 8 * 2))
    store.set_vectors(report.id, {"sentence": fresh})
    assert store.vectors(report.id, "sentence") == fresh
    assert store.models() == {("other@8", 8)}
    assert store.changed_since(seq) == [report.id]


# Damage --------------------------------------------------------------------------------------------------------------


def test_damaged_vectors_are_refused_and_named(store: Store) -> None:
    """One changed byte is enough; the message says what mends it."""
    report = store.add(addition(RAQQA, embedder=MODEL))
    store._database.writer.execute("UPDATE embedding SET vectors = CAST(x'01' || substr(vectors, 2) AS BLOB)")
    with pytest.raises(DamagedStore, match=rf"vectors of report {report.id} are damaged: run `check --repair`"):
        store.vectors(report.id, "sentence")
    assert len(store.faults()) == 1


def test_a_damaged_text_is_never_quoted(store: Store) -> None:
    """A text that is not the one whose hash was stored is refused at reading."""
    report = store.add(addition(RAQQA))
    store._database.writer.execute("UPDATE report SET text = replace(text, 'June', 'July')")
    with pytest.raises(DamagedStore, match=rf"text of report {report.id} is damaged"):
        store.text(report.id)
    assert len(store.faults()) == 1


@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"other")], ids=["missing", "altered"])
def test_a_lost_or_altered_original_is_named_by_its_report(store: Store, harm: object) -> None:
    """The store goes on, and says which file is not what it was."""
    report = store.add(addition(RAQQA, "raqqa.txt"))
    harm(store.folder / ORIGINALS / report.sha256)  # type: ignore[operator]
    assert store.faults() == [f"report {report.id} (raqqa.txt): its original file is missing or altered"]
    assert store.text(report.id) == RAQQA


def test_a_row_without_its_report_is_a_fault(store: Store) -> None:
    """Foreign keys are checked, not only trusted."""
    store._database.writer.execute("PRAGMA foreign_keys = OFF; INSERT INTO sentence VALUES (99, 99, 0, 1, 1)")
    assert store.faults() == ["corpus.db: row without its report in sentence"]


def test_a_database_with_overwritten_pages_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """Never a traceback of the library's."""
    with Store(tmp_path, durable=False) as store:
        store.add(addition(RAQQA * 50))
    file = tmp_path / DATABASE
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(DamagedStore, match=r"is damaged .*restore a backup"), Store(tmp_path, durable=False) as store:
        store.reports()


# Full disks ----------------------------------------------------------------------------------------------------------


def test_a_full_database_takes_nothing_and_keeps_everything(store: Store) -> None:
    """The report is refused in a sentence, the old ones answer on, and a smaller one is taken later."""
    kept = store.add(addition(RAQQA))
    before = snapshot(store)
    pages = store._database.writer.pragma("page_count")
    store._database.writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DamagedStore, match="the disk is full, nothing was changed; free some space"):
        store.add(addition(" ".join(f"Sentence number {n} is long enough." for n in range(2_000))))
    assert snapshot(store) == before
    assert store.text(kept.id) == RAQQA
    store._database.writer.execute("PRAGMA max_page_count = 100000")
    assert store.add(addition(CANAL)).sentences == 2


@pytest.mark.parametrize("room", [0, 500, 4_096, 20_000, 60_000])
def test_a_write_that_fails_at_any_byte_leaves_the_store_as_it_was(store: Store, room: int) -> None:
    """Whether the original or the database meets the end of the disk: nothing is half there."""
    store.add(addition(RAQQA))
    store._database.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = snapshot(store)
    big = addition(" ".join(f"Sentence number {n} is long enough." for n in range(3_000)))
    with no_file_larger_than(room), pytest.raises(DamagedStore):
        store.add(big)
    assert snapshot(store) == before
    assert store.faults() == []
    assert store.add(big).sentences == 3_000


def test_a_database_that_another_program_locks_is_in_use(store: Store) -> None:
    """As somebody's database browser may; nothing of the report stays behind."""
    store.add(addition(RAQQA))
    before = snapshot(store)
    store._database.writer.set_busy_timeout(1)
    with closing(apsw.Connection(str(store.folder / DATABASE))) as browser:
        browser.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreInUse, match="locked by another program: close it there and try again"):
            store.add(addition(CANAL))
    assert snapshot(store) == before


def test_a_failed_replacement_leaves_the_old_report_whole(store: Store) -> None:
    """The old sentences answer on under their old ids."""
    report = store.add(addition(RAQQA))
    before = snapshot(store)
    store._database.writer.execute(f"PRAGMA max_page_count = {store._database.writer.pragma('page_count')}")
    with pytest.raises(DamagedStore):
        store.replace(report.id, addition(" ".join(f"Sentence number {n}." for n in range(4_000))))
    assert snapshot(store) == before
    assert store.place(1) is not None


# Laws ----------------------------------------------------------------------------------------------------------------


def test_a_store_that_is_only_read_takes_no_lock_and_no_change(tmp_path: Path) -> None:
    """It opens beside the writer, sees what the writer committed, and cannot write."""
    with Store(tmp_path, durable=False) as writer, Store(tmp_path, writable=False) as reader:
        report = writer.add(addition(RAQQA))
        assert reader.reports() == [report]
        with pytest.raises(CorpusError, match="cannot be opened or written"):
            reader.remove(report.id)
        assert writer.reports() == [report]


def test_a_copy_of_the_database_is_whole_while_others_may_write(tmp_path: Path) -> None:
    """As backup takes it."""
    with Store(tmp_path / "a", durable=False) as store:
        store.add(addition(RAQQA))
        (tmp_path / "b").mkdir()
        store.copy_to(tmp_path / "b" / DATABASE)
        expected = store.document(1)
    with Store(tmp_path / "b", durable=False) as copied:
        assert copied.document(1) == expected


def test_two_stores_of_one_process_do_not_share_a_folder(tmp_path: Path) -> None:
    """The lock belongs to the open file, not to the process."""
    with Store(tmp_path, durable=False), pytest.raises(StoreInUse, match="in use by process"):
        Store(tmp_path)


letters = st.text(
    st.sampled_from(string.ascii_letters + string.digits + " .,!?\n\t“”’éÄßاقのラ漢🙂\u0301\u200f\U0001f1e9"),
    max_size=200,
)


@st.composite
def extracts(draw: st.DrawFn) -> Extract:
    """Draw a text of blocks of every kind."""
    text, blocks = "", []
    for _ in range(draw(st.integers(1, 5))):
        piece = draw(letters)
        kind = draw(st.sampled_from(list(BlockKind)))
        page = draw(st.none() | st.integers(1, 9))
        blocks.append(Block(len(text), len(text) + len(piece), kind, page, int(kind is BlockKind.HEADING)))
        text += piece + "\n\n"
    return Extract(text, tuple(blocks))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(extracts(), st.binary(min_size=1, max_size=50))
def test_adding_removing_and_adding_again_is_the_same_as_adding(store: Store, extract: Extract, content: bytes) -> None:
    """The same document, no fault, and every sentence's offsets give its text."""
    made = of_extract(extract, content, embedder=MODEL)
    first = store.add(made)
    once = store.document(first.id)
    store.remove(first.id)
    again = store.add(made)
    assert store.document(again.id) == once == made.document
    assert replace(again, id=first.id, added_at=first.added_at) == first
    assert store.faults() == []
    for n, sentence in enumerate(made.document.sentences):
        place = store.place(store.first_sentence(again.id) + n)
        assert place is not None
        assert place.sentence == sentence
        assert store.text(again.id)[sentence.start : sentence.end].strip()
    store.remove(again.id)


def test_everything_that_sqlite_raises_is_ours(store: Store) -> None:
    """A closed or broken file is a sentence for a person."""
    for library, words in (
        (apsw.FullError("full"), "disk is full"),
        (apsw.CorruptError("torn"), "is damaged"),
        (apsw.NotADBError("what"), "is damaged"),
        (apsw.IOError("gone"), "cannot be opened or written"),
        (OSError(28, "No space left on device", "a/b"), "a/b: No space left on device; nothing was changed"),
    ):
        with pytest.raises(DamagedStore, match=words), store._database.translated():
            raise library


# What stands beside a report -----------------------------------------------------------------------------------------


def test_the_same_bytes_may_stand_in_two_collections(store: Store) -> None:
    """Or the adder of the second would learn of the first."""
    first, second = store.add(addition(RAQQA)), store.add(addition(RAQQA, collection="legal"))
    assert first.id != second.id
    assert len(originals(store)) == 1


def test_boxes_labels_and_fingerprints_go_with_their_report(store: Store) -> None:
    """Kept byte for byte, and gone when it goes."""
    made = addition(RAQQA)
    extract = replace(made.extract, boxes=b"\x01\x02", page_labels=("iv",))
    report = store.add(replace(made, extract=extract, fingerprints={"words": b"abc"}, language="en"))
    assert (store.boxes(report.id), store.fingerprints("words")) == (b"\x01\x02", {report.id: b"abc"})
    assert (report.page_labels, report.language, report.page_label(1)) == (("iv",), "en", "iv")
    store.remove(report.id)
    assert (store.boxes(report.id), store.fingerprints("words")) == (b"", {})


def test_what_was_replaced_or_removed_is_told_with_its_moment(store: Store) -> None:
    """So that old answers can be marked; no word of it is kept."""
    report = store.add(addition(RAQQA))
    assert report.replaced_at is None
    assert store.replace(report.id, addition(CANAL)).replaced_at is not None
    store.remove(report.id)
    told = store.departures()
    assert [(gone, kind) for _, gone, kind, _ in told] == [(report.id, "replaced"), (report.id, "removed")]
    assert store.departures(told[0][0]) == told[1:]
