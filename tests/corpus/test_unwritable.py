"""What is told of a data folder that cannot be written, and what is read of it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import apsw
import pytest

from corpus.errors import DamagedStore, UnwritableStore
from corpus.folder import unwritable
from corpus.shelf import DATABASE
from corpus.store import Store
from tests.fakes.additions import addition


@pytest.fixture
def shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be writable, whoever runs this."""
    monkeypatch.setattr("corpus.folder.is_writable", lambda _: False)
    monkeypatch.setattr("corpus.database.is_writable", lambda _: False)


def _filled(folder: Path) -> Path:
    with Store(folder, durable=False) as store:
        store.add(addition("The dam was taken."))
    return folder


@pytest.mark.usefixtures("shut")
def test_a_closed_store_is_read_as_it_is(tmp_path: Path) -> None:
    """From several connections, and without a file beside it."""
    _filled(tmp_path)
    before = sorted(tmp_path.iterdir())
    with Store(tmp_path, writable=False) as store, store.snapshot():
        assert store.text(1) == "The dam was taken."
        assert not store.is_writable
        assert sorted(tmp_path.iterdir()) == before
    with pytest.raises(UnwritableStore, match="cannot be written"):
        Store(tmp_path, durable=False)


@pytest.mark.usefixtures("shut")
def test_what_was_not_closed_is_refused_rather_than_read_without_its_log(tmp_path: Path) -> None:
    """Or the last reports that were added would be missing in silence."""
    with Store(tmp_path / "open", durable=False) as store:
        store._database.writer.pragma("wal_autocheckpoint", 0)
        store.add(addition("The dam was taken."))
        (tmp_path / "killed").mkdir()
        for name in (DATABASE, f"{DATABASE}-wal"):
            shutil.copy(tmp_path / "open" / name, tmp_path / "killed" / name)
    with pytest.raises(UnwritableStore, match="was not closed"):
        Store(tmp_path / "killed", writable=False)


@pytest.mark.usefixtures("shut")
def test_a_store_of_an_older_version_cannot_be_read_there(tmp_path: Path) -> None:
    """It would have to be changed first."""
    connection = apsw.Connection(str(_filled(tmp_path) / DATABASE))
    connection.pragma("user_version", 1)
    connection.close()
    with pytest.raises(DamagedStore, match="is of an older version"):
        Store(tmp_path, writable=False)


@pytest.mark.usefixtures("shut")
def test_the_owner_is_named_and_how_it_is_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By number where a user has no name, as in a container."""
    assert "its rights forbid it; allow it with `chmod -R u+rwX" in str(unwritable(tmp_path, errno.EACCES))
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_123)
    said = str(unwritable(tmp_path / "data", errno.EACCES))
    assert f"this is 4000123; hand it over with `sudo chown -R 4000123 {tmp_path}`" in said


def test_a_disk_for_reading_only_and_other_faults_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights would not help there."""
    assert "(No space left on device)" in str(unwritable(tmp_path / "data", errno.ENOSPC))
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_flag=os.ST_RDONLY))
    assert "its disk is mounted for reading only" in str(unwritable(tmp_path / "data", errno.EROFS))
