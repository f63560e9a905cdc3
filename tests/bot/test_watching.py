"""Promises of the watched folder: reports are as its files are, and nobody else's report is touched."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.library import Removed, Replaced
from corpus.errors import DamagedStore, RefusedReport, UnreadableReport
from index.indexing import Added, Filing
from index.opening import Opened
from tests.fakes.watched import ONE, TWO, Watched


@pytest.fixture
def watched(tmp_path: Path, open_folder: Callable[[Path], Opened]) -> Watched:
    """A watched folder, empty."""
    return Watched(tmp_path / "inbox", open_folder(tmp_path / "data"), tmp_path / "watched.db")


def test_a_new_file_becomes_a_report_once_it_is_quiet(watched: Watched) -> None:
    """Seen at first, taken when it looks the same again; then left alone."""
    watched.write("one.txt", ONE)
    assert watched.watch.look() == []
    (work,) = watched.watch.look()
    assert isinstance(work.outcome, Added)
    assert watched.texts == [ONE]
    assert watched.settled() == []


def test_a_file_that_is_still_being_written_is_left_alone(watched: Watched) -> None:
    """Longer at each look; taken whole when the writing is over."""
    for words in range(1, 5):
        watched.write("one.txt", " ".join(ONE.split()[:words]))
        assert watched.watch.look() == []
    watched.write("one.txt", ONE)
    assert len(watched.settled()) == 1
    assert watched.texts == [ONE]


def test_a_changed_file_replaces_its_report(watched: Watched) -> None:
    """Under the same id; the old text is gone."""
    watched.write("one.txt", ONE)
    watched.settled()
    number = watched.at.store.reports()[0].id
    watched.write("one.txt", TWO)
    (work,) = watched.settled()
    assert isinstance(work.outcome, Replaced)
    assert [report.id for report in watched.at.store.reports()] == [number]
    assert watched.texts == [TWO]


def test_a_touched_file_changes_nothing(watched: Watched) -> None:
    """Another time, the same bytes."""
    watched.write("one.txt", ONE)
    watched.settled()
    seq = watched.at.store.seq
    watched.write("one.txt", ONE)
    assert watched.settled() == []
    assert watched.at.store.seq == seq


def test_a_deleted_file_takes_its_report_along(watched: Watched) -> None:
    """After two looks without it."""
    watched.write("one.txt", ONE)
    watched.write("two.txt", TWO)
    watched.settled()
    (watched.folder / "one.txt").unlink()
    assert watched.watch.look() == []
    (work,) = watched.watch.look()
    assert isinstance(work.outcome, Removed)
    assert watched.texts == [TWO]


def test_a_report_that_somebody_else_added_stays(watched: Watched) -> None:
    """The same file was there before the watcher saw it: neither removed nor replaced."""
    watched.at.indexer.add_bytes(ONE.encode(), "by-hand.txt", Filing(added_by=5))
    watched.write("one.txt", ONE)
    watched.write("two.txt", TWO)
    watched.settled()
    watched.write("one.txt", ONE + " It went home.")
    watched.settled()
    (watched.folder / "one.txt").unlink()
    watched.settled()
    assert sorted(watched.texts) == sorted([ONE, TWO])
    assert watched.at.store.reports()[0].added_by == 5


def test_an_emptied_folder_removes_nothing(watched: Watched) -> None:
    """It looks just like a disk that is not mounted; with a file in it again, deletions follow."""
    watched.write("one.txt", ONE)
    watched.settled()
    (watched.folder / "one.txt").unlink()
    assert watched.settled() == []
    assert watched.texts == [ONE]
    watched.write("two.txt", TWO)
    watched.settled()
    watched.settled()
    assert watched.texts == [TWO]


def test_a_missing_folder_removes_nothing(watched: Watched) -> None:
    """Moved away, and back."""
    watched.write("one.txt", ONE)
    watched.settled()
    watched.folder.rename(watched.folder.with_name("away"))
    assert watched.settled() == []
    assert watched.texts == [ONE]


def test_a_moved_file_keeps_its_report(watched: Watched) -> None:
    """The new name is taken before the old one is let go."""
    watched.write("one.txt", ONE)
    watched.settled()
    number = watched.at.store.reports()[0].id
    (watched.folder / "sub").mkdir()
    (watched.folder / "one.txt").rename(watched.folder / "sub" / "moved.txt")
    watched.settled()
    watched.settled()
    assert [report.id for report in watched.at.store.reports()] == [number]
    (watched.folder / "sub" / "moved.txt").unlink()
    watched.write("two.txt", TWO)
    watched.settled()
    watched.settled()
    assert watched.texts == [TWO]


def test_two_files_of_one_content_hold_their_report_together(watched: Watched) -> None:
    """Gone when both are."""
    watched.write("one.txt", ONE)
    watched.write("same.txt", ONE)
    watched.write("two.txt", TWO)
    watched.settled()
    (watched.folder / "one.txt").unlink()
    watched.settled()
    assert sorted(watched.texts) == sorted([ONE, TWO])
    (watched.folder / "same.txt").unlink()
    watched.settled()
    assert watched.texts == [TWO]


def test_a_file_that_becomes_what_another_report_holds_gives_up_its_own(watched: Watched) -> None:
    """No content twice."""
    watched.write("one.txt", ONE)
    watched.write("two.txt", TWO)
    watched.settled()
    watched.write("one.txt", TWO)
    watched.settled()
    assert watched.texts == [TWO]


def test_a_refused_file_is_told_once_and_its_former_report_stays(watched: Watched) -> None:
    """Tried again when it changes, and not before."""
    watched.write("one.txt", ONE)
    watched.settled()
    watched.write("one.txt", "\0\0\0 no text")
    (work,) = watched.settled()
    assert isinstance(work.outcome, RefusedReport)
    assert watched.settled() == []
    assert watched.texts == [ONE]
    watched.write("one.txt", TWO)
    watched.settled()
    assert watched.texts == [TWO]


def test_a_fault_that_is_not_the_files_is_tried_again(watched: Watched) -> None:
    """A full disk today, room tomorrow."""
    watched.write("one.txt", ONE)
    watched.line.fault = DamagedStore("the disk is full")
    assert len(watched.settled()) == 1
    watched.line.fault = None
    assert len(watched.settled()) == 1
    assert watched.texts == [ONE]


def test_a_kill_between_the_report_and_its_note_leaves_it_the_watchers(watched: Watched) -> None:
    """Killed as soon as the report is stored: after the restart its file still takes it along."""
    watched.write("one.txt", ONE)
    watched.write("two.txt", TWO)
    watched.line.after = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        watched.settled()
    watched.line.after = None
    watched.start()
    watched.settled()
    (watched.folder / "one.txt").unlink()
    watched.settled()
    assert watched.texts == [TWO]


def test_a_kill_between_the_removal_and_its_note_leaves_no_report_behind(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the report is removed: the file is noted still, and after the restart its report goes."""
    watched.write("one.txt", ONE)
    watched.write("two.txt", TWO)
    watched.settled()
    (watched.folder / "one.txt").unlink()
    monkeypatch.setattr(watched.at.store, "remove", _killed)
    with pytest.raises(KeyboardInterrupt):
        watched.settled()
    monkeypatch.undo()
    watched.start()
    watched.settled()
    assert watched.texts == [TWO]


def _killed(_: int) -> None:
    raise KeyboardInterrupt


def test_what_cannot_be_looked_at_is_not_taken_for_gone(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder below that fails, as network disks do, and a file of its own: their reports stay, told once."""
    watched.write("sub/one.txt", ONE)
    watched.write("two.txt", TWO)
    watched.settled()
    scandir, lstat = os.scandir, Path.lstat

    def failing(place: Any) -> Any:
        if Path(place).name == "sub":
            raise PermissionError(13, "Permission denied", str(place))
        return scandir(place)

    def stale(path: Path) -> os.stat_result:
        if path.name == "two.txt":
            raise OSError(116, "Stale file handle", str(path))
        return lstat(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", failing)
        patch.setattr(Path, "lstat", stale)
        watched.write("three.txt", "The council met.")
        watched.settled()
        watched.settled()
    assert len(watched.texts) == 3
    assert caplog.text.count("not to be looked at") == 2
    (watched.folder / "two.txt").unlink()
    watched.settled()
    watched.settled()
    assert sorted(watched.texts) == sorted([ONE, "The council met."])


def test_a_file_that_cannot_be_opened_is_told_once_and_tried_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever mends its rights changes neither its time nor its length."""
    watched.write("one.txt", ONE)

    def closed(_: Path, name: str) -> bytes:
        raise UnreadableReport(name, "it cannot be opened (Permission denied)", "check the path and its permissions")

    with monkeypatch.context() as patch:
        patch.setattr("bot.watching.file_bytes", closed)
        (work,) = watched.settled()
        assert isinstance(work.outcome, UnreadableReport)
        assert watched.settled() == []
    assert len(watched.settled()) == 1
    assert watched.texts == [ONE]


def test_a_report_that_an_editor_removed_stays_away_until_its_file_changes(watched: Watched) -> None:
    """What a person decided outweighs a file that only lies there."""
    watched.write("one.txt", ONE)
    watched.settled()
    watched.at.store.remove(watched.at.store.reports()[0].id)
    watched.start()
    assert watched.settled() == []
    watched.write("one.txt", TWO)
    watched.settled()
    assert watched.texts == [TWO]


def test_hidden_files_links_and_other_kinds_are_left_out(watched: Watched, tmp_path: Path) -> None:
    """A link may lead anywhere; a program's notes are no reports."""
    outside = tmp_path / "outside.txt"
    outside.write_text(TWO, "utf-8")
    (watched.folder / "link.txt").symlink_to(outside)
    watched.write(".hidden.txt", TWO)
    watched.write("program.exe", TWO)
    watched.write("one.txt", ONE)
    watched.settled()
    assert watched.texts == [ONE]
