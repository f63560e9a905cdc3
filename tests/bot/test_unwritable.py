"""A data folder that cannot be written: asked and listed all the same, and everything else says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store import Store
from tests.bot.test_cli import ROOT, environment, told
from tests.fakes.additions import addition

RIGHTS = "-dac_override,-dac_read_search"  # what lets root write whatever the rights say


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A data folder with the sample reports, whose rights let nobody write."""
    folder = tmp_path / "data"
    ran = _run(folder, "ask", "who leads the SDF political wing?")
    assert ran.returncode == 0, ran.stderr
    _rights(folder, write=False)
    yield folder
    _rights(folder, write=True)


def _rights(folder: Path, *, write: bool) -> None:
    for one in (folder, *folder.rglob("*")):
        one.chmod((0o700 if one.is_dir() else 0o600) if write else (0o500 if one.is_dir() else 0o400))


def _run(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command as a user for whom rights count, which they do not for root."""
    command = [sys.executable, "-m", "bot", *arguments]
    if not os.geteuid():
        if not shutil.which("setpriv"):
            pytest.skip("root may write anywhere, and setpriv is not here to change that")
        command = ["setpriv", "--bounding-set", RIGHTS, "--inh-caps", RIGHTS, *command]
    env = environment(data) | variables
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=env, cwd=ROOT, timeout=120, check=False)


def test_it_is_asked_and_nothing_is_written(closed: Path, tmp_path: Path) -> None:
    """The same answer as where it can be written; the searches' copy is gone at the end."""
    (tmp_path / "temporary").mkdir()
    before = sorted((one, one.stat().st_mtime_ns) for one in closed.rglob("*"))
    asked = _run(closed, "ask", "who leads the SDF political wing?", "--json", TMPDIR=str(tmp_path / "temporary"))
    assert asked.returncode == 0, asked.stderr
    answer = told(asked)
    assert answer["answered"]
    assert "Ilham Ahmed" in answer["quotes"][0]["text"]
    assert sorted((one, one.stat().st_mtime_ns) for one in closed.rglob("*")) == before
    assert not list((tmp_path / "temporary").glob("verbatim-*"))


def test_whatever_would_change_it_says_what_to_do(closed: Path, tmp_path: Path) -> None:
    """In one sentence, with the folder and the command; the bot itself too."""
    (tmp_path / "one.txt").write_text("The dam was taken.", encoding="utf-8")
    for command in (["add", str(tmp_path / "one.txt")], []):
        ran = _run(closed, *command, DISCORD_TOKEN="a.b.c", PYTHONWARNINGS="ignore")  # noqa: S106 - no token
        assert ran.returncode == 1
        (line,) = ran.stderr.splitlines()
        assert f"{closed} cannot be written: its rights forbid it; allow it with `chmod -R u+rwX {closed}`" in line


def test_an_empty_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """It is the folder in which none can be made."""
    (tmp_path / "shut").mkdir(mode=0o500)
    ran = _run(tmp_path / "shut" / "data", "ask", "who?")
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"{tmp_path / 'shut'} cannot be written: ")


def test_reports_are_listed_and_shown_there(closed: Path) -> None:
    """By the library that the commands use; a backup, which only reads, is written elsewhere."""
    ran = _run(closed, "backup", str(closed.parent / "backup.zip"))
    assert ran.returncode == 0, ran.stderr
    assert "Wrote 4 reports" in ran.stdout


def test_a_store_that_another_user_writes_is_read_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through its log, so that what was committed just now is seen."""
    with Store(tmp_path, durable=False) as writer:
        writer.add(addition("The dam was taken."))
        monkeypatch.setattr("corpus.database.is_writable", lambda _: False)
        with Store(tmp_path, writable=False) as reader:
            assert len(reader.reports()) == 1
            writer.add(addition("The bridge was taken.", "two.txt"))
            assert len(reader.reports()) == 2
