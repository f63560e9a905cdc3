"""Promises of the whole house: `python -m bot` with the shipped model on the sample reports, over sockets."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.fakes import happenings
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.running import ROOT, running_bot

QUESTION = "Who is co-chair of the Syrian Democratic Council?"
SENTENCE = "is co\\-chair of the Syrian Democratic Council, the political wing of the SDF"
SOURCE = "Verbatim sample reports · *Raqqa, the last days of the campaign* · 16 Oct 2017 · ¶ 4"
EDITED, POSTED = "/messages/@original$", "/messages$"


@pytest.mark.slow
async def test_a_question_by_every_surface_gets_the_right_sentence_with_its_attribution(tmp_path: Path) -> None:
    """Command, mention, direct message, menu entry, follow-up and Context, answered by the real model."""
    discord = FakeDiscord()
    await _index_samples(tmp_path)
    async with discord.listening(), running_bot(discord, tmp_path, module="bot") as bot:
        await discord.connected()
        await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
        _check(await discord.text("PATCH", EDITED))
        await discord.dispatch("MESSAGE_CREATE", happenings.mention(2, QUESTION))
        _check(await discord.text("POST", POSTED))
        await discord.dispatch("MESSAGE_CREATE", happenings.direct(3, QUESTION))
        _check(await discord.text("POST", POSTED, 2))
        await discord.dispatch("INTERACTION_CREATE", happenings.find(4, QUESTION))
        _check(await discord.text("PATCH", EDITED, 2))
        shown = discord.sent("PATCH", EDITED)[0].body["components"]
        context = shown[0]["components"][1]["accessory"]["custom_id"]
        await discord.dispatch("INTERACTION_CREATE", happenings.press(5, context, shown))
        assert "co\\-chair" in await discord.text("PATCH", EDITED, 3)
        await discord.dispatch("INTERACTION_CREATE", happenings.submit(1, "v1:ask:1", "and who speaks for it?"))
        assert "Understood as: who speaks for the Syrian Democratic Council" in await discord.text("PATCH", EDITED, 4)
    assert not discord.violations()
    assert "Syrian Democratic" not in bot.log


async def _index_samples(folder: Path) -> None:
    """Ask once in the terminal: an empty store takes the samples in."""
    command = [sys.executable, "-W", "ignore", "-m", "bot", "ask", QUESTION, "--data", str(folder)]
    asking = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL)
    assert await asking.wait() == 0


def _check(text: str) -> None:
    assert SENTENCE in text.replace("**", "")
    assert SOURCE in text.replace("\xa0", " ")  # no line breaks within a date
