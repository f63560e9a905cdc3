"""Answers stay true across kill -9 and restart: the real process, a Discord over sockets, reports that come and go."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from corpus.store import Store
from tests.fakes import happenings
from tests.fakes.additions import addition
from tests.fakes.discord_server import FakeDiscord, Fault
from tests.fakes.hashing import HashedWords
from tests.fakes.newsroom import CHANGED, ONE, QUESTION
from tests.fakes.running import RunningBot, running_bot

HASHED = "tests.fakes.bot_process"
MODEL = HashedWords()
EDITED = r"/channels/\d+/messages/\d+$"
ANSWERED = "/messages/@original$"


def _store(folder: Path) -> Store:
    folder.mkdir(exist_ok=True)
    return Store(folder, durable=False)


def _bot(discord: FakeDiscord, folder: Path) -> object:
    return running_bot(discord, folder, module=HASHED, arguments=("hashed",))


def _replies(discord: FakeDiscord) -> list[str]:
    """Return all replies to commands so far: put in place later, or given at once."""
    edited = [(request.at_s, request.body) for request in discord.sent("PATCH", ANSWERED)]
    told = [(one.at_s, one.body["data"]) for one in discord.sent("POST", "/callback$") if one.body["type"] == 4]
    return [str(body) for _, body in sorted(edited + told, key=lambda pair: pair[0])]


async def _said(discord: FakeDiscord, name: str, **options: object) -> str:
    """Run a command and return the reply."""
    before = len(_replies(discord))
    event = happenings.command(2 if name in ("verify", "mentions", "watch") else 1, name, **options)
    await discord.dispatch("INTERACTION_CREATE", event)
    await discord.until(lambda: len(_replies(discord)) > before)
    return _replies(discord)[-1]


async def _killed(bot: RunningBot) -> None:
    bot.tell(signal.SIGKILL)
    await bot.ended()


async def _answered(discord: FakeDiscord, count: int = 1) -> str:
    await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
    return await discord.text("PATCH", ANSWERED, count)


async def test_a_report_removed_while_the_bot_was_dead_goes_from_its_answers(
    discord: FakeDiscord, tmp_path: Path
) -> None:
    """Killed after the answer, the report removed on the command line, started again: the message is edited."""
    with _store(tmp_path) as store:
        report = store.add(addition(ONE, embedder=MODEL, title="Minutes"))
    async with _bot(discord, tmp_path) as bot:
        await discord.connected()
        assert "Leila Mustafa" in await _answered(discord)
        await bot.says("replied")
        await asyncio.sleep(0.2)
        await _killed(bot)
    with _store(tmp_path) as store:
        store.remove(report.id)
    discord.fail("PATCH", EDITED, Fault(503))
    async with _bot(discord, tmp_path):
        text = await discord.text("PATCH", EDITED)
    assert "A report was removed" in text
    assert "Leila" not in text
    assert "Minutes" not in text


async def test_a_replaced_report_leaves_only_what_still_stands(discord: FakeDiscord, tmp_path: Path) -> None:
    """Likewise, and a second restart edits nothing again."""
    with _store(tmp_path) as store:
        report = store.add(addition(ONE, embedder=MODEL, title="Minutes"))
    async with _bot(discord, tmp_path) as bot:
        await discord.connected()
        await _answered(discord)
        await bot.says("replied")
        await asyncio.sleep(0.2)
        await _killed(bot)
    with _store(tmp_path) as store:
        store.replace(report.id, addition(CHANGED, embedder=MODEL, title="Minutes"))
    async with _bot(discord, tmp_path) as bot:
        text = await discord.text("PATCH", EDITED)
        await bot.says("answer corrected")
    assert "*Minutes* was replaced on" in text
    assert "Leila" not in text
    async with _bot(discord, tmp_path) as bot:
        await discord.connected(3)
        await bot.says("connected")
        await asyncio.sleep(2.5)  # one look of the background work
    assert len(discord.sent("PATCH", EDITED)) == 1


COMMANDS = [
    ("verify", {"quote": "The council has 43 members."}, "word for word"),
    ("mentions", {"term": "council"}, "stands 2 times in 2 sentences"),
    ("watch", {"question": "who chairs the council?"}, "This channel is told when a new report answers"),
    ("watch", {}, "1 watched question"),
    ("gaps", {}, "What the reports could not answer"),
    ("stats", {}, "The last 30 days"),
    ("privacy", {}, "What I keep, and how long"),
    ("forget-me", {}, "This deletes"),
    ("export", {}, "1 answer with"),
]


async def test_every_command_over_sockets(discord: FakeDiscord, tmp_path: Path) -> None:
    """Each in turn, acknowledged and answered; requests are checked at the end."""
    with _store(tmp_path) as store:
        store.add(addition(ONE, embedder=MODEL))
    async with _bot(discord, tmp_path) as bot:
        await discord.connected()
        await _answered(discord)
        await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, "zebra quagga okapi?"))
        await discord.text("PATCH", ANSWERED, 2)
        for name, options, words in COMMANDS:
            assert words in await _said(discord, name, **options), name
    happenings.assert_clean(bot.log)


@pytest.mark.parametrize("name", ["gaps", "stats"])
async def test_what_is_for_editors_is_refused_to_others(discord: FakeDiscord, tmp_path: Path, name: str) -> None:
    """Whatever the server's integration settings let through."""
    with _store(tmp_path) as store:
        store.add(addition(ONE, embedder=MODEL))
    async with _bot(discord, tmp_path):
        await discord.connected()
        event = happenings.command(2, name)
        event["member"]["permissions"] = "0"
        await discord.dispatch("INTERACTION_CREATE", event)
        (reply,) = await discord.until(lambda: _replies(discord))
        assert "Only people with the permission Manage Server may do that" in reply
