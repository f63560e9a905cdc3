"""Promises of the help: what it names can be typed."""

from __future__ import annotations

import re

from tests.fakes.desk import Desk
from tests.fakes.world import text_of


async def test_the_help_names_commands_that_there_are(desk: Desk) -> None:
    """And every one that changes something, to editors."""
    known = {command.name for command in desk.env.bot.tree.get_commands()}
    text = text_of((await desk.eve.slash(desk.channel, "help")).response)
    named = set(re.findall(r"`/([a-z-]+)`", text))
    assert named <= known
    assert {"add", "add-file", "replace", "remove", "reports", "report", "ask", "status"} <= named
