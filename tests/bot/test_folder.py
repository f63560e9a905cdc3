"""A folder of reports is added file by file: interrupted or killed, it is resumed where it stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from corpus.store import Store

ROOT = Path(__file__).parents[2]
REPORTS, BEFORE_THE_STOP = 40, 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of small reports, no two alike."""
    made = tmp_path / "reports"
    made.mkdir()
    for number in range(REPORTS):
        (made / f"report-{number:02}.txt").write_text(f"Ship number {number} left the harbour.", encoding="utf-8")
    return made


@contextmanager
def adding(data: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """The real program, adding a folder, and what it prints."""
    command = [sys.executable, "-m", "bot", "add", str(folder)]
    environment = {**os.environ, "VERBATIM_DATA": str(data), "NO_COLOR": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout


def stopped(data: Path, folder: Path, how: signal.Signals) -> tuple[int, list[str]]:
    """Stop the program by a signal after some reports; return its exit code and every line that it printed."""
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell's background job would pass on that it is ignored
    with adding(data, folder) as (process, printed):
        lines: list[str] = []
        while sum(line.startswith("✓") for line in lines) < BEFORE_THE_STOP:
            lines.append(printed.readline())
        process.send_signal(how)
        lines += printed.read().splitlines()
    return process.returncode, lines


def stored(data: Path) -> Counter[str]:
    """How often each file is in the store."""
    with Store(data, writable=False) as store:
        return Counter(report.file_name for report in store.reports())


def acknowledged(lines: list[str]) -> set[str]:
    """The files that were said to be added."""
    return {line.split(" · ")[1] for line in lines if line.startswith("✓")}


def test_a_folder_that_was_interrupted_and_killed_is_resumed_without_loss(tmp_path: Path, folder: Path) -> None:
    """Each file has a result line; what was acknowledged is there, once, and the rest follows."""
    data = tmp_path / "data"
    code, first = stopped(data, folder, signal.SIGINT)
    assert code == 130
    assert acknowledged(first) <= stored(data).keys()
    code, second = stopped(data, folder, signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert acknowledged(first) | acknowledged(second) <= stored(data).keys()
    with adding(data, folder) as (process, printed):
        third = printed.read().splitlines()
    assert process.returncode == 0
    assert len(third) == REPORTS
    assert {line[0] for line in third} == {"✓", "="}
    assert stored(data) == dict.fromkeys((f"report-{number:02}.txt" for number in range(REPORTS)), 1)
