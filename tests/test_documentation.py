"""What README and docs say is true: the commands are there, and the first example prints what it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    """A command that nobody can find is not there."""
    assert re.search(rf"`(?:\./verbatim )?{command}\b", README), command


def test_the_first_example_prints_what_the_readme_shows(tmp_path: Path) -> None:
    """The first screen of the README is the program's own output."""
    shown = README.split("```")[1].strip().splitlines()
    environment = {**os.environ, "VERBATIM_DATA": str(tmp_path), "COLUMNS": "130", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "ask", "who leads the SDF political wing?", "--top", "1"]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    printed = re.sub(r" · \d+ ms", "", ran.stdout).strip().splitlines()
    assert [line.strip() for line in printed if line.strip()] == [line.strip() for line in shown[1:] if line.strip()]
    assert ran.returncode == 0, ran.stderr


def test_links_to_files_lead_somewhere() -> None:
    """Every relative link of the README names a file of the project."""
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target
