"""Nothing acknowledged is lost by kill -9, and every start after one is clean."""

from __future__ import annotations

import multiprocessing
import random
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from corpus.store import Store
from index.retrieval import Retriever
from index.words import words
from tests.crash.churn import MODEL, churn, code_word, text_of

KILLS = 60
LONGEST_CHANGES, LONGEST_DELAY_S = 8, 0.02  # a kill comes after so many changes and then so long, at random
Change = tuple[str, str, int, int]  # "begun" or "done", action, report id (0: not known yet), key of the text


@dataclass(slots=True)
class Expected:
    """What must be in the store.

    Args:
        held: Key of the text of every report whose addition was acknowledged, by report id.
        gone: Keys that were removed or replaced, acknowledged.
        open: The change that was under way at the kill: it may have happened or not.
    """

    held: dict[int, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    open: Change | None = None

    def note(self, change: Change) -> None:
        """Take in one line of the child's."""
        stage, action, report, key = change
        self.open = change if stage == "begun" else None
        if stage == "done":
            self._drop(report)
            if action != "remove":
                self.held[report] = key

    def settle(self, found: dict[int, str]) -> None:
        """Take in the open change if it happened, judging by what the store holds."""
        if self.open is None:
            return
        _, action, report, key = self.open
        if action == "add":
            self.held |= dict.fromkeys(found.keys() - self.held.keys(), key)
        elif action == "remove" and report not in found:
            self._drop(report)
        elif action == "replace" and found.get(report) == text_of(key):
            self._drop(report)
            self.held[report] = key
        self.open = None

    def _drop(self, report: int) -> None:
        if report in self.held:
            self.gone.add(self.held.pop(report))


def run_and_kill(folder: Path, seed: int, expected: Expected, draw: random.Random) -> None:
    """Start the child, note what it acknowledges, kill it at a random moment, and note what it still said."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("forkserver").Process(target=churn, args=(folder, seed, there))
    child.start()
    there.close()
    for _ in range(1 + 2 * draw.randrange(LONGEST_CHANGES)):
        expected.note(here.recv())
    child.join(draw.random() * LONGEST_DELAY_S)
    child.kill()
    child.join()
    drain(here, expected)


def drain(line: Connection, expected: Expected) -> None:
    """Note what the child had said before it died; its last words may be cut short."""
    try:
        while True:
            expected.note(line.recv())
    except EOFError:
        line.close()


def check(folder: Path, expected: Expected, draw: random.Random) -> None:
    """Open the folder as after a crash and compare everything in it with what was acknowledged."""
    with Store(folder) as store:
        found = {report.id: store.text(report.id) for report in store.reports()}
        expected.settle(found)
        assert found == {report: text_of(key) for report, key in expected.held.items()}
        assert store.faults() == []
        assert {file.name for file in (folder / "originals").iterdir()} == {r.sha256 for r in store.reports()}
        retriever = Retriever(store, MODEL)
        retriever.follow()
        check_searches(retriever, expected, draw)


def check_searches(retriever: Retriever, expected: Expected, draw: random.Random) -> None:
    """Ask for the code words of some reports that are there and of some that are gone."""
    for report, key in draw.sample(sorted(expected.held.items()), min(3, len(expected.held))):
        best = retriever.retrieve(code_word(key))
        assert (best.reports[0], best.sentences[0]) == (report, retriever.stretch(report)[0])
    for key in draw.sample(sorted(expected.gone), min(3, len(expected.gone))):
        assert retriever._lexical.search(words(code_word(key)), 5).tolist() == []


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_by_sixty_kills(tmp_path: Path) -> None:
    """Reports added, replaced and removed stay so; texts are exact, nothing is left over, the searches follow."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.crash.churn"])
    expected, draw = Expected(), random.Random(60)  # noqa: S311 - the moments need no secrecy
    for seed in range(1, KILLS + 1):
        run_and_kill(tmp_path / "data", seed, expected, draw)
        check(tmp_path / "data", expected, draw)
    assert len(expected.gone) > KILLS
