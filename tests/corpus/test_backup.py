"""A backup brings everything back, is written whole or not at all, and is refused when it is damaged or foreign."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from corpus.backup import restore_backup, write_backup
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


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "originals/../../outside", "originals/A"])
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
