"""The guide, the image and the composition say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.books import FEEDBACK, REMEMBERED
from bot.client import ALIVE, ALIVE_S, COMMANDS
from bot.invite import PERMISSIONS, steps
from bot.lifecycle import WRONG_CONFIGURATION
from bot.settings import DiscordSettings
from bot.ui.buttons import LABELS, Verb

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "discord.md").read_text(encoding="utf-8")
IMAGE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSITION = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["verbatim"]


@pytest.mark.parametrize("verb", [Verb.CONTEXT, Verb.MORE, Verb.SOURCES, Verb.FOLLOW_UP, Verb.REPORT])
def test_the_guide_explains_every_button_of_an_answer(verb: Verb) -> None:
    """By the words that stand on it."""
    assert f"**{LABELS[verb]}**" in GUIDE


@pytest.mark.parametrize("name", [REMEMBERED, FEEDBACK, COMMANDS, ALIVE])
def test_the_guide_names_every_file_that_the_bot_keeps(name: str) -> None:
    """What it is for."""
    assert f"`{name}`" in GUIDE


def test_the_guide_names_every_permission() -> None:
    """In the words of Discord's settings."""
    listed = GUIDE.partition("seven permissions")[2].partition("4. **")[0].lower()
    words = {"read messages": "view channels"}
    names = [name.replace("_", " ") for name, granted in PERMISSIONS if granted]
    assert len(names) == 7
    assert all(words.get(name, name) in " ".join(listed.split()) for name in names)


def test_the_guide_names_the_exit_code_and_the_defaults() -> None:
    """78, five questions a minute, ten thousand questions kept."""
    settings = DiscordSettings()
    assert f"exit code {WRONG_CONFIGURATION}" in GUIDE
    assert f"{settings.remembered_questions:,} answered questions" in GUIDE
    assert f"asked {settings.throttle.questions_a_minute} questions within a minute" in GUIDE


def test_each_command_of_the_steps_exists() -> None:
    """`./verbatim add`, and the bot itself."""
    assert re.findall(r"\./verbatim ?([a-z]*)", steps()) == ["add", ""]


def test_the_program_has_one_name_wherever_a_person_reads_of_it() -> None:
    """The launcher's: `python -m bot` would need its environment first."""
    folders = (ROOT / folder for folder in ("bot", "index", "corpus"))
    texts = (*(path for folder in folders for path in folder.rglob("*.py")), *(ROOT / "docs").glob("*.md"))
    told = [path.name for path in texts if "python -m bot " in path.read_text("utf-8")]
    assert told == []


def test_the_image_runs_as_an_ordinary_user_and_keeps_everything_in_one_volume() -> None:
    """No root, one volume, SIGTERM, and a health check on the sign of life."""
    assert "USER 10001:10001" in IMAGE
    assert re.findall(r"^VOLUME (.*)$", IMAGE, re.MULTILINE) == ["/data"]
    assert f"find /data/{ALIVE} -mmin -1" in IMAGE
    assert ALIVE_S < 60
    assert "STOPSIGNAL SIGTERM" in IMAGE
    assert not re.search(r"DISCORD_TOKEN=\S", IMAGE)


def test_everything_that_the_image_copies_is_let_in() -> None:
    """`.dockerignore` keeps all else out, a token or a data folder too."""
    copied = {name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", IMAGE, re.MULTILINE) for name in line.split()}
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert rules[1] == "*"
    assert {f"!{name}" for name in copied} == {rule for rule in rules if rule.startswith("!")}
    assert all((ROOT / name).exists() for name in copied)


def test_the_composition_takes_away_what_the_bot_does_not_need() -> None:
    """Read-only root, no capability, no new privileges, an end to restarts, time to finish."""
    assert COMPOSITION["read_only"] is True
    assert COMPOSITION["cap_drop"] == ["ALL"]
    assert COMPOSITION["security_opt"] == ["no-new-privileges:true"]
    assert COMPOSITION["restart"] == "on-failure:5"
    assert int(COMPOSITION["stop_grace_period"].removesuffix("s")) > DiscordSettings().shutdown_s
