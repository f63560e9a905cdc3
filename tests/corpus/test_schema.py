"""Which database files are opened: ours, of this version or an older one; others are left as they are."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from corpus import schema
from corpus.errors import DamagedStore
from corpus.folder import FolderLock
from corpus.schema import APPLICATION_ID, MIGRATIONS, prepare
from corpus.shelf import DATABASE
from corpus.store import Store, utc_now
from tests.fakes.additions import addition


def refused(folder: Path, words: str) -> None:
    """Check that a folder is refused in these words, and that its file is the same and the folder is free after."""
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(DamagedStore, match=words):
        Store(folder)
    assert (folder / DATABASE).read_bytes() == before
    FolderLock(folder, utc_now()).close()


def test_a_new_file_gets_the_current_tables_and_our_mark(tmp_path: Path) -> None:
    """So that the next opening knows it."""
    with Store(tmp_path, durable=False) as store:
        assert store._database.writer.pragma("user_version") == len(MIGRATIONS)
        assert store._database.writer.pragma("application_id") == APPLICATION_ID
        assert store._database.writer.pragma("journal_mode") == "wal"
        assert store.seq == 0


def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """Not a byte of it changes, not even its journal mode."""
    with closing(apsw.Connection(str(tmp_path / DATABASE))) as foreign:
        foreign.execute("CREATE TABLE song (name TEXT); INSERT INTO song VALUES ('a')")
    refused(tmp_path, r"corpus\.db is not a Verbatim store: choose another folder")


def test_another_programs_marked_database_is_refused(tmp_path: Path) -> None:
    """Also an empty one with a mark of its own."""
    with closing(apsw.Connection(str(tmp_path / DATABASE))) as foreign:
        foreign.execute("PRAGMA application_id = 1")
    refused(tmp_path, "is not a Verbatim store")


@pytest.mark.parametrize("content", [b"PK\x03\x04" * 500, b"SQLite format 3\x00" + b"\xff" * 4_080])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    """A zip renamed, or a header without a body."""
    (tmp_path / DATABASE).write_bytes(content)
    refused(tmp_path, "is damaged .*: run `check`, or restore a backup")


def test_a_newer_versions_store_is_refused_with_both_versions(tmp_path: Path) -> None:
    """An older program does not guess at newer tables."""
    newer = len(MIGRATIONS) + 1
    with Store(tmp_path, durable=False) as store:
        store._database.writer.execute(f"PRAGMA user_version = {newer}")
    refused(tmp_path, f"has schema {newer}, this version knows up to {len(MIGRATIONS)}: update Verbatim")


def test_an_older_store_is_brought_up_step_by_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its reports stay; each step happens once."""
    with Store(tmp_path, durable=False):
        pass
    monkeypatch.setattr(schema, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE fresh (a); INSERT INTO fresh VALUES (1)"))
    for _ in range(2):
        with Store(tmp_path, durable=False) as store:
            assert store._database.writer.pragma("user_version") == len(MIGRATIONS) + 1
            assert store._database.value("SELECT count(*) FROM fresh") == 1


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables and version move together or not at all."""
    connection = apsw.Connection(str(tmp_path / DATABASE))
    prepare(connection, DATABASE)
    monkeypatch.setattr(schema, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE fresh (a); CREATE TABLE fresh (a)"))
    with pytest.raises(apsw.SQLError):
        prepare(connection, DATABASE)
    assert connection.pragma("user_version") == len(MIGRATIONS)
    assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'fresh'").get == 0
    connection.close()


def test_a_file_that_was_marked_but_not_filled_is_filled(tmp_path: Path) -> None:
    """As a process killed between the two leaves it."""
    with closing(apsw.Connection(str(tmp_path / DATABASE))) as half:
        half.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    with Store(tmp_path, durable=False) as store:
        assert store.reports() == []


def test_a_store_of_the_first_version_keeps_everything_and_uses_no_id_twice(tmp_path: Path) -> None:
    """The table of reports is made anew in the second step, with all that refers to it."""
    file = apsw.Connection(str(tmp_path / DATABASE))
    file.execute(MIGRATIONS[0])
    file.execute(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1")
    for number in (1, 2):
        row = (
            f"({number}, 'h{number}', 5, 'a.txt', 'text', 'legal', 'given', '2026-01-01T00:00:00Z', 1, 1, 'Yes.', 'h')"
        )
        columns = "id, sha256, size_bytes, file_name, format, collection, date_source, added_at, first_sentence"
        file.execute(f"INSERT INTO report ({columns}, sentences, text, text_sha256) VALUES {row}")  # noqa: S608
    file.execute("INSERT INTO embedding VALUES (1, 'sentence', 'm', 1, x'0000', 'h')")
    file.execute("DELETE FROM report WHERE id = 2")
    file.close()
    with Store(tmp_path, durable=False) as store:
        assert [report.id for report in store.reports()] == [1]
        assert store.models() == {("m", 1)}
        assert store.add(addition("The tugs pulled.")).id == 3
        assert len(store.identity) == 32


def test_a_second_program_waits_for_a_migration_and_finds_it_done(tmp_path: Path) -> None:
    """It has read the old version when the first one is in the middle: the steps must not be taken twice."""
    one, two = (apsw.Connection(str(tmp_path / DATABASE)) for _ in range(2))
    mark = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version"
    one.execute(MIGRATIONS[0])
    one.execute(f"{mark} = 1")
    waits, may_go_on = threading.Event(), threading.Event()

    def busy(_: int) -> bool:
        waits.set()
        return may_go_on.wait(10)

    two.set_busy_handler(busy)
    one.execute("BEGIN IMMEDIATE")
    second = threading.Thread(target=prepare, args=(two, DATABASE))
    second.start()
    assert waits.wait(10)
    for step in MIGRATIONS[1:]:
        one.execute(step)
    one.execute(f"{mark} = {len(MIGRATIONS)}")
    one.execute("COMMIT")
    may_go_on.set()
    second.join(10)
    assert two.pragma("user_version") == len(MIGRATIONS)
    assert two.execute("SELECT count(*) FROM identity").get == 1
    assert two.pragma("foreign_keys") == 1
    one.close()
    two.close()
