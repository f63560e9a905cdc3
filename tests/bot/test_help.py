"""Promises of the help: what can be typed is in the documentation, and what the help names can be typed."""

from __future__ import annotations

import re
from pathlib import Path

import discord
import pytest

from tests.fakes.desk import Desk
from tests.fakes.world import text_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def documentation() -> str:
    """Everything that a person reads of the program."""
    return "\n".join(path.read_text("utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])


async def test_every_command_and_menu_entry_is_documented(desk: Desk, documentation: str) -> None:
    """What nobody can find is not there."""
    for command in desk.env.bot.tree.get_commands():
        words = f"**{command.name}**" if isinstance(command, discord.app_commands.ContextMenu) else f"/{command.name}"
        assert re.search(re.escape(words) + r"(?![\w-])", documentation), words


async def test_the_help_names_commands_that_there_are(desk: Desk) -> None:
    """And every one that changes something, to editors."""
    known = {command.name for command in desk.env.bot.tree.get_commands()}
    text = text_of((await desk.eve.slash(desk.channel, "help")).response)
    named = set(re.findall(r"`/([a-z-]+)`", text))
    assert named <= known
    assert {"add", "add-file", "replace", "remove", "reports", "report", "ask", "status"} <= named
