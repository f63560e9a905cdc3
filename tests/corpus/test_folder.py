"""One process writes into a data folder; another is told who holds it; nothing that was left over stays."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.errors import DamagedStore, StoreInUse
from corpus.folder import LOCK, ORIGINALS, FolderLock, keep_original, sweep_originals
from corpus.store import Store
from tests.fakes.additions import addition

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
HOLDER = """
import sys, datetime, pathlib
from corpus.folder import FolderLock
lock = FolderLock(pathlib.Path(sys.argv[1]), datetime.datetime(2026, 3, 4, 5, 6, tzinfo=datetime.timezone.utc))
print("held", flush=True)
sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Start a process that holds the folder until it is told to end."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_a_second_process_is_told_which_process_holds_the_folder_and_since_when(tmp_path: Path) -> None:
    """And what to do about it."""
    with holder(tmp_path) as child:
        with pytest.raises(StoreInUse, match=rf"process {child.pid} since 2026-03-04 05:06 UTC: stop it, or choose"):
            Store(tmp_path)
        child.communicate()


def test_the_folder_is_free_at_once_after_kill_9(tmp_path: Path) -> None:
    """The kernel drops the lock with the process; the note of the dead one is overwritten."""
    with holder(tmp_path) as child:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    lock = FolderLock(tmp_path, NOW)
    assert re.search(rf'"pid": {os.getpid()}\b', (tmp_path / LOCK).read_text())
    lock.close()


def test_a_closed_lock_lets_the_next_one_in(tmp_path: Path) -> None:
    """Closing twice is closing once."""
    lock = FolderLock(tmp_path, NOW)
    lock.close()
    lock.close()
    FolderLock(tmp_path, NOW).close()


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b'{"pid": "x", "since": 1}', b"\xff\xfe"])
def test_a_lock_with_an_unreadable_note_is_still_a_lock(tmp_path: Path, note: bytes) -> None:
    """The note may be half written at this very moment."""
    lock = FolderLock(tmp_path, NOW)
    (tmp_path / LOCK).write_bytes(note)
    with pytest.raises(StoreInUse, match="in use by another process"):
        FolderLock(tmp_path, NOW)
    lock.close()


def test_a_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    """Reports may be private."""
    FolderLock(tmp_path / "a" / "b", NOW).close()
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a" / "b" / LOCK).stat().st_mode & 0o777 == 0o600


def test_a_path_that_is_a_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """Never a traceback."""
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(DamagedStore, match=r"data cannot be written \(.+\): choose another folder with --data"):
        Store(tmp_path / "data")


def test_an_original_is_kept_under_its_hash_and_never_written_twice(tmp_path: Path) -> None:
    """What is there already is left alone."""
    keep_original(tmp_path, "ab12", b"content", durable=True)
    before = (tmp_path / ORIGINALS / "ab12").stat()
    keep_original(tmp_path, "ab12", b"content", durable=True)
    after = (tmp_path / ORIGINALS / "ab12").stat()
    assert (tmp_path / ORIGINALS / "ab12").read_bytes() == b"content"
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_sweeping_deletes_what_no_report_refers_to(tmp_path: Path) -> None:
    """Half-written files too."""
    keep_original(tmp_path, "ab12", b"wanted", durable=False)
    keep_original(tmp_path, "cd34", b"removed", durable=False)
    (tmp_path / ORIGINALS / "ef56.77.half").write_bytes(b"ha")
    sweep_originals(tmp_path, {"ab12"})
    assert [file.name for file in (tmp_path / ORIGINALS).iterdir()] == ["ab12"]


def test_opening_sweeps_what_a_killed_process_left(tmp_path: Path) -> None:
    """Originals whose transaction never came, and halves; never those of reports."""
    with Store(tmp_path, durable=False) as store:
        report = store.add(addition("The city fell in October."))
    for name in ("0" * 64, "ab.1.half"):
        (tmp_path / ORIGINALS / name).write_bytes(b"left")
    with Store(tmp_path, durable=False):
        assert [file.name for file in (tmp_path / ORIGINALS).iterdir()] == [report.sha256]


def test_opening_for_reading_sweeps_nothing(tmp_path: Path) -> None:
    """What looks left over may be a writer's work of this moment."""
    with Store(tmp_path, durable=False) as store:
        store.add(addition("The city fell in October."))
    (tmp_path / ORIGINALS / "ab.1.half").write_bytes(b"at work")
    with Store(tmp_path, writable=False):
        assert (tmp_path / ORIGINALS / "ab.1.half").exists()
