"""A backup brings everything back, is written whole or not at all, and is refused when it is damaged or foreign."""

from __future__ import annotations

import zipfile
from pathlib import Path

import apsw
import pytest

from corpus.backup import UNFINISHED, Books, restore_backup, write_backup
from corpus.errors import CorpusError, DamagedStore, StoreInUse
from corpus.shelf import DATABASE
from corpus.store import Store
from tests.fakes.additions import addition


@pytest.fixture
def backup(store: Store, tmp_path: Path) -> Path:
    """The backup of a store with two reports."""
    store.add(addition("One stands here.", "one.txt"))
    store.add(addition("Two stands there.", "two.txt", date="2017-10-16"))
    write_backup(store, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_what_was_backed_up_comes_back(backup: Path, store: Store, tmp_path: Path) -> None:
    """Reports, texts and originals are the same, and every hash holds."""
    restore_backup(backup, tmp_path / "new")
    with Store(tmp_path / "new") as restored:
        assert restored.reports() == store.reports()
        assert [restored.text(one.id) for one in restored.reports()] == [store.text(one.id) for one in store.reports()]
        assert restored.faults() == []


def test_a_backup_is_written_beside_a_running_writer(store: Store, tmp_path: Path) -> None:
    """Reading takes no lock."""
    store.add(addition("One stands here."))
    with Store(store.folder, writable=False) as reading:
        write_backup(reading, tmp_path / "backup.zip")
    assert zipfile.is_zipfile(tmp_path / "backup.zip")


def test_a_folder_with_reports_is_not_overwritten(backup: Path, store: Store) -> None:
    """The reports that are there may be the only ones."""
    folder = store.folder
    with pytest.raises(StoreInUse):
        restore_backup(backup, folder)
    store.close()
    with pytest.raises(CorpusError, match="holds a store already"):
        restore_backup(backup, folder)


def test_a_damaged_backup_is_refused_with_both_hashes(backup: Path, tmp_path: Path) -> None:
    """A changed byte is found before anything is a store."""
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[DATABASE] = parts[DATABASE][:-1] + b"x"
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(DamagedStore, match=r"sha256 [0-9a-f]{64}, expected [0-9a-f]{64}"):
        restore_backup(tmp_path / "bad.zip", tmp_path / "new")
    assert not (tmp_path / "new" / DATABASE).exists()


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/etc/outside",
        "originals/../../outside",
        "originals/A",
        "servers/../x/corpus.db",
        "servers/1/2/corpus.db",
        "servers/1/asked.db",
    ],
)
def test_a_foreign_archive_writes_nothing_outside(tmp_path: Path, name: str) -> None:
    """Names that no backup has are refused."""
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("MANIFEST.json", f'{{"{name}": ""}}')
        archive.writestr(name, "x")
    with pytest.raises(CorpusError, match="is no backup"):
        restore_backup(tmp_path / "bad.zip", tmp_path / "new")
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut"])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    """The message names the file."""
    (tmp_path / "bad.zip").write_bytes(content)
    with pytest.raises(CorpusError, match=r"bad\.zip is no backup"):
        restore_backup(tmp_path / "bad.zip", tmp_path / "new")


def test_a_backup_that_cannot_be_written_says_so(store: Store, tmp_path: Path) -> None:
    """A missing folder is named, and nothing half written stays."""
    with pytest.raises(CorpusError, match="cannot be written"):
        write_backup(store, tmp_path / "missing" / "backup.zip")


def test_every_servers_store_comes_back_with_what_is_kept_beside(store: Store, tmp_path: Path) -> None:
    """A data folder holds a folder a server; each has its reports, its books and its marks."""
    store.add(addition("One stands here.", "one.txt"))
    with Store(store.folder / "servers" / "42") as other:
        other.add(addition("Two stands there.", "two.txt"))
        apsw.Connection(str(other.folder / "asked.db")).execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        (other.folder / "left").write_text("2026-01-01")
    (store.folder / "servers" / "mine").mkdir()
    tidied: list[str] = []
    books = Books(("asked.db",), ("left",), lambda file: tidied.append(file.name))
    steps: list[tuple[int, int]] = []
    write_backup(store, tmp_path / "all.zip", books, lambda done, total: steps.append((done, total)))
    assert steps == [(n, 6) for n in range(1, 7)]
    restore_backup(tmp_path / "all.zip", tmp_path / "new", books)
    assert tidied == ["asked.db"] * 2
    for inner, text in ((".", "One stands here."), ("servers/42", "Two stands there.")):
        with Store(tmp_path / "new" / inner) as restored:
            assert restored.text(1) == text
            assert restored.faults() == []
    assert apsw.Connection(str(tmp_path / "new/servers/42/asked.db")).execute("SELECT a FROM t").get == 1
    assert (tmp_path / "new/servers/42/left").read_text() == "2026-01-01"


def test_a_server_alone_is_backed_up_by_its_own_folder(store: Store, tmp_path: Path) -> None:
    """Nothing of the others is in the file."""
    store.add(addition("One stands here.", "one.txt"))
    with Store(store.folder / "servers" / "42") as other:
        other.add(addition("Two stands there.", "two.txt"))
        write_backup(other, tmp_path / "one.zip")
    restore_backup(tmp_path / "one.zip", tmp_path / "new")
    with Store(tmp_path / "new") as restored:
        assert [report.file_name for report in restored.reports()] == ["two.txt"]


def test_a_restore_that_was_killed_is_no_store_and_can_be_repeated(backup: Path, tmp_path: Path) -> None:
    """Also where a server's store stands there already; what was asked of a former store does not mix in."""

    def die(done: int, _: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore_backup(backup, tmp_path / "new", step=die)
    assert (tmp_path / "new" / UNFINISHED).exists()
    assert not (tmp_path / "new" / DATABASE).exists()
    Store(tmp_path / "new" / "servers" / "42").close()
    restore_backup(backup, tmp_path / "new")
    assert not (tmp_path / "new" / UNFINISHED).exists()
    with Store(tmp_path / "new") as restored:
        assert restored.faults() == []


def test_an_interrupted_backup_leaves_nothing(store: Store, tmp_path: Path) -> None:
    """No half of a file, no copy of a database; the former backup stays."""
    store.add(addition("One stands here.", "one.txt"))
    (tmp_path / "all.zip").write_bytes(b"former")

    def die(_: int, __: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_backup(store, tmp_path / "all.zip", step=die)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["all.zip", "data"]
    assert (tmp_path / "all.zip").read_bytes() == b"former"


def test_a_book_that_is_no_database_is_named(store: Store, tmp_path: Path) -> None:
    """It is left out of no backup silently."""
    (store.folder / "asked.db").write_bytes(b"x" * 5_000)
    with pytest.raises(DamagedStore, match=r"asked\.db cannot be read"):
        write_backup(store, tmp_path / "all.zip", Books(("asked.db",)))


def test_a_backup_of_several_servers_is_not_put_into_one_of_them(store: Store, tmp_path: Path) -> None:
    """A server's folder holds no further ones: the bot would never look there."""
    Store(store.folder / "servers" / "42").close()
    write_backup(store, tmp_path / "all.zip")
    with pytest.raises(CorpusError, match="holds several servers"):
        restore_backup(tmp_path / "all.zip", tmp_path / "new" / "servers" / "7")
