"""A backup holds everything, comes back whole, and lets nothing else into the data folder."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from corpus.backup import MANIFEST, restore_backup, write_backup
from corpus.errors import CorpusError, DamagedStore, StoreInUse
from corpus.store import DATABASE, Store
from tests.fakes.additions import addition
from tests.fakes.disks import no_file_larger_than
from tests.fakes.hashing import HashedWords

TEXT = "The flood reached Valencia. Many died."


@pytest.fixture
def backup(store: Store, tmp_path: Path) -> Path:
    """A backup of a store with two reports."""
    for text in (TEXT, "The ship ran aground."):
        store.add(addition(text, embedder=HashedWords()))
    write_backup(store, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_what_was_backed_up_comes_back_byte_for_byte(backup: Path, store: Store, tmp_path: Path) -> None:
    """Reports, texts, vectors and originals; the store it came from may be open meanwhile."""
    restore_backup(backup, tmp_path / "other")
    with Store(tmp_path / "other", durable=False) as other:
        assert other.reports() == store.reports()
        assert other.faults() == []
        for report in store.reports():
            assert other.document(report.id) == store.document(report.id)
            assert other.vectors(report.id, "sentence") == store.vectors(report.id, "sentence")


def test_a_backup_is_of_one_moment(backup: Path, store: Store, tmp_path: Path) -> None:
    """What changed after it is not in it."""
    store.remove(1)
    restore_backup(backup, tmp_path / "other")
    with Store(tmp_path / "other", durable=False) as other:
        assert [report.id for report in other.reports()] == [1, 2]


def test_nothing_is_restored_over_a_store(backup: Path, store: Store, tmp_path: Path) -> None:
    """Neither over one in use nor over one at rest."""
    with pytest.raises(StoreInUse):
        restore_backup(backup, store.folder)
    with Store(tmp_path / "other", durable=False):
        pass
    with pytest.raises(CorpusError, match=r"holds a store already: name an empty folder with --data\.$"):
        restore_backup(backup, tmp_path / "other")


def test_every_damaged_byte_of_the_contents_is_noticed(backup: Path, tmp_path: Path) -> None:
    """And leaves a folder without a store, into which the good backup can still go."""
    content = backup.read_bytes()
    for place in range(60, len(content), len(content) // 40):
        harmed = bytearray(content)
        harmed[place] ^= 16
        (tmp_path / "harmed.zip").write_bytes(harmed)
        folder = tmp_path / f"other-{place}"
        try:
            restore_backup(tmp_path / "harmed.zip", folder)
        except CorpusError:
            assert not (folder / DATABASE).exists()
        else:  # the byte was one of the archive's own, of no meaning here
            with Store(folder, durable=False) as other:
                assert (other.faults(), len(other.reports())) == ([], 2)


@pytest.mark.parametrize("name", ["../outside", "/outside", "originals/../../outside", "lock", "originals/x.half"])
def test_no_other_file_comes_out_of_a_backup(tmp_path: Path, name: str) -> None:
    """An archive from a stranger may name any path."""
    with zipfile.ZipFile(tmp_path / "foreign.zip", "w") as archive:
        archive.writestr(name, b"x")
        archive.writestr(MANIFEST, json.dumps({name: "0" * 64}))
    with pytest.raises(CorpusError, match=r"foreign\.zip is no backup of Verbatim, or it is damaged: it holds a file"):
        restore_backup(tmp_path / "foreign.zip", tmp_path / "data")
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_backup_is_refused_by_its_name(tmp_path: Path, content: bytes | None) -> None:
    """Missing, empty, foreign, or an archive without a manifest."""
    if content is not None:
        (tmp_path / "b.zip").write_bytes(content)
    with pytest.raises(CorpusError, match=r"b\.zip is no backup of Verbatim"):
        restore_backup(tmp_path / "b.zip", tmp_path / "data")


def test_a_content_that_is_not_what_the_manifest_says_is_named_with_both_hashes(backup: Path, tmp_path: Path) -> None:
    """Even where the archive itself is sound."""
    with zipfile.ZipFile(backup) as archive, zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        for name in archive.namelist():
            other.writestr(name, b"altered" if name.startswith("originals/") else archive.read(name))
    with pytest.raises(DamagedStore, match=r"is damaged: [0-9a-f]{64} has sha256 [0-9a-f]{64}, expected [0-9a-f]{64}"):
        restore_backup(tmp_path / "other.zip", tmp_path / "restored")


def test_a_backup_that_cannot_be_written_leaves_the_one_that_was_there(backup: Path, store: Store) -> None:
    """Whole or not at all, and nothing half beside it."""
    before, around = backup.read_bytes(), sorted(backup.parent.iterdir())
    with no_file_larger_than(10_000), pytest.raises(CorpusError):
        write_backup(store, backup)
    assert backup.read_bytes() == before
    assert sorted(backup.parent.iterdir()) == around


def test_a_backup_into_a_folder_that_is_not_there_is_refused(store: Store, tmp_path: Path) -> None:
    """In a sentence."""
    with pytest.raises(CorpusError, match=r"b\.zip cannot be written: No such file or directory\.$"):
        write_backup(store, tmp_path / "nowhere" / "b.zip")


def test_a_backup_opens_in_any_archiver(backup: Path, tmp_path: Path) -> None:
    """It outlives this program."""
    shutil.unpack_archive(backup, tmp_path / "unpacked")
    assert (tmp_path / "unpacked" / DATABASE).read_bytes().startswith(b"SQLite format 3")
    assert TEXT.encode() in {file.read_bytes() for file in (tmp_path / "unpacked" / "originals").iterdir()}
