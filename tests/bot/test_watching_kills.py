"""Promises of the watched folder when the process is killed: nothing stays behind, and nothing becomes nobody's."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import Ledger
from corpus.errors import DamagedStore
from index.opening import Opened
from tests.fakes.watched import ONE, TWO, Watched

THREE = "The council of Raqqa met on Wednesday. It went home."
KEEP = "The weather is fine."


class Killer:
    """Ends the process, as it were, at one of its steps: before or after each write, add and removal."""

    def __init__(self, watched: Watched, at_step: int, patch: pytest.MonkeyPatch) -> None:
        """Stand before every step."""
        self.steps, self.at_step = 0, at_step
        for of, name in ((watched.line, "add"), (watched.line, "replace"), (watched.at.store, "remove")):
            patch.setattr(of, name, self._stepping(getattr(of, name)))
        for name in ("put", "left", "delete"):
            patch.setattr(Ledger, name, self._stepping(getattr(Ledger, name)))

    def _stepping(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            self._reach()
            done = work(*given, **named)
            self._reach()
            return done

        return step

    def _reach(self) -> None:
        self.steps += 1
        if self.steps == self.at_step:
            raise KeyboardInterrupt


def _change(watched: Watched, changes: dict[str, str | None]) -> None:
    for name, text in changes.items():
        watched.write(name, text) if text else (watched.folder / name).unlink()


CHANGES = [
    {"two.txt": ONE},
    {"two.txt": THREE},
    {"one.txt": TWO, "two.txt": ONE},
    {"one.txt": None, "two.txt": ONE},
    {"one.txt": TWO, "same.txt": THREE},
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_a_kill_at_any_moment_leaves_nothing_behind(
    tmp_path: Path,
    open_folder: Callable[[Path], Opened],
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, str | None],
) -> None:
    """After the next start reports are as files are; and each is the watcher's still: it goes with its files."""
    watched = Watched(tmp_path / "inbox", open_folder(tmp_path / "data"), tmp_path / "watched.db")
    watched.write("keep.txt", KEEP)
    for step in itertools.count(1):
        _change(watched, {"one.txt": ONE, "same.txt": ONE, "two.txt": TWO})
        watched.settled()
        _change(watched, changes)
        with monkeypatch.context() as patch:
            killer = Killer(watched, step, patch)
            with suppress(KeyboardInterrupt):
                watched.settled()
        watched.start()
        watched.settled()
        there = {path.read_text("utf-8") for path in watched.folder.iterdir()}
        assert sorted(watched.texts) == sorted(there), f"killed at step {step}"
        _change(watched, dict.fromkeys({path.name for path in watched.folder.iterdir()} - {"keep.txt"}))
        watched.settled()
        assert watched.texts == [KEEP], f"killed at step {step}"
        if killer.steps < step:
            break


def test_a_fault_in_the_middle_of_a_change_leaves_nothing_behind(
    tmp_path: Path, open_folder: Callable[[Path], Opened]
) -> None:
    """A full disk while the new content is added: tried again, and the former report goes."""
    watched = Watched(tmp_path / "inbox", open_folder(tmp_path / "data"), tmp_path / "watched.db")
    watched.write("one.txt", ONE)
    watched.write("two.txt", TWO)
    watched.settled()
    watched.write("one.txt", TWO)
    watched.line.fault = DamagedStore("the disk is full")
    watched.settled()
    assert sorted(watched.texts) == sorted([ONE, TWO])
    watched.line.fault = None
    watched.settled()
    assert watched.texts == [TWO]
