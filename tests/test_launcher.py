"""Promises of ./verbatim: it makes its environment by itself, also after it was broken off, or says what is missing.

The environment is made by a stand-in for Python that is quick; `.ci/run` makes the real one.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = ("verbatim", "constraints.txt", "requirements.txt", "requirements-ocr.txt", "requirements-test.txt")
# Ctrl-C ends a process, also where whatever runs the tests in the background ignores it.
AS_IN_A_TERMINAL = """import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])"""
STAND_IN = """#!/bin/sh
case "$*" in
"-c import sys; sys.exit("*) [ ! -f "$STATE/old" ] ;;
"-c import ensurepip") [ ! -f "$STATE/no-ensurepip" ] ;;
-V) if [ -f "$STATE/old" ]; then echo Python 3.9.2; else echo "Python $(cat "$STATE/version")"; fi ;;
"-m venv "*) echo made >>"$STATE/made"; mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; cat "$STATE/version" >"$3/for" ;;
"-m pip --version") cmp -s "$STATE/version" "$(dirname "$0")/../for" ;;
"-m pip install "*)
    if [ -f "$STATE/slow" ]; then echo $$ >"$STATE/pip"; exec sleep 60; fi
    if [ -f "$STATE/offline" ]; then echo "after connection broken by 'NewConnectionError'"; exit 1; fi
    echo installed >>"$STATE/installed" ;;
"-P -m bot "*) shift 3; echo "bot: $*" ;;
*) echo "unexpected: $*" >&2; exit 99 ;;
esac
"""


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone with the launcher, in a folder with a space, and what its Python is like."""

    folder: Path
    state: Path

    def has(self, name: str, text: str = "") -> None:
        """Make Python as this says: old, no-ensurepip, offline, slow, version."""
        (self.state / name).write_text(text)

    def has_no(self, name: str) -> None:
        """Take that back."""
        (self.state / name).unlink()

    def count(self, name: str) -> int:
        """Return how often an environment was made, or something was installed."""
        file = self.state / name
        return len(file.read_text().splitlines()) if file.exists() else 0

    def begun(self, **variables: str) -> subprocess.Popen[str]:
        """Start `./verbatim ask` in a terminal's process group of its own."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("VERBATIM_")}
        path = f"{self.state / 'bin'}:/usr/bin:/bin"
        return subprocess.Popen(
            [sys.executable, "-c", AS_IN_A_TERMINAL, self.folder / "verbatim", "ask", "who leads?"],
            env={**kept, "PATH": path, "STATE": str(self.state), **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def started(self, **variables: str) -> tuple[int, str]:
        """Run `./verbatim ask` and return the exit code and all that it says."""
        with self.begun(**variables) as process:
            try:
                said = process.communicate(timeout=20)[0]
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)  # if it hangs, whatever it began too
        return process.returncode, said


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A fresh one, and a Python that can do everything."""
    made = Clone(tmp_path / "a clone", tmp_path / "state")
    made.folder.mkdir()
    (made.state / "bin").mkdir(parents=True)
    for name in FILES:
        shutil.copy(ROOT / name, made.folder)
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11"):
        (made.state / "bin" / name).write_text(STAND_IN)
        (made.state / "bin" / name).chmod(0o755)
    made.has("version", "3.11.2")
    return made


def _wait_for(file: Path) -> int:
    """Wait until pip says its number, and return it."""
    until = time.monotonic() + 10
    while not (file.exists() and file.read_text().strip()):
        assert time.monotonic() < until
        time.sleep(0.01)
    return int(file.read_text())


def test_the_first_start_installs_and_the_second_does_not(clone: Clone) -> None:
    """Both answer."""
    code, said = clone.started()
    assert (code, clone.count("installed")) == (0, 1)
    assert "about 1.5 GB" in said
    assert said.endswith("bot: ask who leads?\n")
    assert clone.started() == (0, "bot: ask who leads?\n")
    assert clone.count("installed") == 1


def test_a_changed_requirement_is_installed_into_the_same_environment(clone: Clone) -> None:
    """Without making it anew."""
    clone.started()
    with (clone.folder / "constraints.txt").open("a") as file:
        file.write("# another\n")
    assert clone.started()[0] == 0
    assert (clone.count("made"), clone.count("installed")) == (1, 2)


def test_an_environment_of_a_python_that_was_replaced_is_made_anew(clone: Clone) -> None:
    """As after an upgrade of the system."""
    clone.started()
    clone.has("version", "3.12.1")
    assert clone.started()[0] == 0
    assert (clone.count("made"), clone.count("installed")) == (2, 2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_installation_that_was_broken_off_begins_anew(clone: Clone, number: signal.Signals) -> None:
    """By Ctrl-C, by the end of the session or by force: what is half there is not used."""
    clone.has("slow")
    process = clone.begun()
    pip = _wait_for(clone.state / "pip")
    os.killpg(process.pid, number)
    said = process.communicate(timeout=20)[0]
    assert process.returncode
    assert number is signal.SIGKILL or "installs from the beginning" in said
    assert number is signal.SIGKILL or not Path(f"/proc/{pip}").exists()
    clone.has_no("slow")
    assert clone.started()[0] == 0
    assert (clone.count("made"), clone.count("installed")) == (2, 1)


def test_two_starts_at_once_do_not_install_twice(clone: Clone) -> None:
    """The second says who is at it."""
    clone.has("slow")
    process = clone.begun()
    pip = _wait_for(clone.state / "pip")
    code, said = clone.started()
    os.killpg(process.pid, signal.SIGTERM)
    process.communicate(timeout=20)
    assert code == 1
    assert f"Process {process.pid} is installing" in said or f"Process {pip} is installing" in said


def test_without_a_network_it_says_so_and_goes_on_later(clone: Clone) -> None:
    """The environment is kept."""
    clone.has("offline")
    code, said = clone.started()
    assert code == 1
    assert "is there a network?" in said
    clone.has_no("offline")
    assert clone.started()[0] == 0
    assert clone.count("made") == 1


def test_an_old_python_is_named(clone: Clone) -> None:
    """With the way out, and nothing is made."""
    clone.has("old")
    code, said = clone.started()
    assert code == 1
    assert said == (
        "Verbatim needs Python 3.11 or newer, and here is Python 3.9.2: "
        "install it, for example with `apt install python3.11 python3.11-venv`.\n"
    )
    assert not (clone.folder / ".venv").exists()


def test_a_python_that_makes_no_environments_is_named(clone: Clone) -> None:
    """With the package to install, and nothing is made."""
    clone.has("no-ensurepip")
    code, said = clone.started()
    assert code == 1
    assert said == "python3 cannot make environments: on Debian and Ubuntu, `apt install python3-venv`.\n"
    assert not (clone.folder / ".venv").exists()


def test_where_nothing_can_be_written_it_names_the_variables(clone: Clone) -> None:
    """As in a checkout that is read-only."""
    code, said = clone.started(VERBATIM_VENV="/proc/nowhere")
    assert code == 1
    assert said == (
        "The folder /proc/nowhere cannot be written: VERBATIM_VENV names another one for the libraries, "
        "VERBATIM_DATA one for the reports.\n"
    )


def test_a_folder_of_somebody_elses_is_left_alone(clone: Clone, tmp_path: Path) -> None:
    """It is neither filled nor removed."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("Dear Ann")
    code, said = clone.started(VERBATIM_VENV=str(mine))
    assert code == 1
    assert "holds something else than an environment" in said
    assert [file.name for file in mine.iterdir()] == ["letter.txt"]
