"""Promises of the real process when Discord is at its worst: faults on every route, lost receipts, outages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.scope import NO_MEMBER
from bot.ui.escaping import escape
from tests.fakes import happenings
from tests.fakes.discord_server import FakeDiscord, Fault
from tests.fakes.payloads import GUILD, guild
from tests.fakes.running import RunningBot, running_bot

QUESTION = "who leads the SDF political wing?"
ANSWER = "**Ilham Ahmed** leads the political wing of the SDF"
EDITED, POSTED, CALLED = "/messages/@original$", "/messages$", "/callback$"
LIMIT = {"message": "You are being rate limited.", "retry_after": 0.1, "global": False}
LIMITED = Fault(429, LIMIT, {"Via": "1.1 google"})
REFUSED = Fault(400, {"message": "Invalid Form Body", "code": 50035})
FORBIDDEN = Fault(403, {"message": "Missing Permissions", "code": 50013})


async def _asks(discord: FakeDiscord, event: dict[str, Any]) -> None:
    await discord.dispatch("INTERACTION_CREATE", event)


async def _says(discord: FakeDiscord, event: dict[str, Any]) -> None:
    await discord.dispatch("MESSAGE_CREATE", event)


async def test_every_kind_of_answer_outlives_a_fault(discord: FakeDiscord, bot: RunningBot) -> None:
    """A form, a list of choices, a refusal at once, and the way to a direct message: late, and there."""
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Ask", "custom_id": "v1:ask:1"}]}
    for fault in (LIMITED, Fault(503)):
        events = [
            (happenings.press(1, "v1:ask:1", [row]), 9),
            (happenings.typing_report(1, "airwars"), 8),
            (happenings.slash(1, QUESTION, report="no such report"), 4),
        ]
        for event, kind in events:
            discord.fail("POST", CALLED, fault)
            await _asks(discord, event)
            called = f"/{event['id']}/.*{CALLED}"
            (sent,) = await discord.until(lambda called=called: discord.sent("POST", called))
            assert sent.body["type"] == kind
    discord.fail("POST", POSTED, FORBIDDEN)
    discord.fail("POST", "^/users/@me/channels$", LIMITED, Fault(503))
    await _says(discord, happenings.mention(1, QUESTION))
    assert "I may not write where you asked me" in await discord.text("POST", POSTED)


async def test_a_reply_is_there_once_whatever_discord_does_with_it(discord: FakeDiscord, bot: RunningBot) -> None:
    """A lost receipt, a broken connection, a refusal without a reason, a token that has expired."""
    discord.fail("POST", CALLED, Fault(502, loses_answer=True))  # tried again, Discord says "already"
    await _asks(discord, happenings.slash(1, QUESTION))
    assert ANSWER in await discord.text("PATCH", EDITED)
    discord.breaks = 1  # taken, and not confirmed: sent again under the same number, which Discord shows once
    await _says(discord, happenings.mention(2, QUESTION))
    assert ANSWER in await discord.text("POST", POSTED, 2)
    assert len({request.body["nonce"] for request in discord.sent("POST", POSTED)}) == 1
    discord.fail("PATCH", EDITED, REFUSED)
    await _asks(discord, happenings.slash(3, QUESTION))
    assert "Something went wrong here" in await discord.text("PATCH", EDITED, 2)
    discord.fail("POST", POSTED, REFUSED)
    await _says(discord, happenings.mention(4, QUESTION))
    assert "Something went wrong here" in await discord.text("POST", POSTED, 3)
    await bot.says("not taken by Discord")
    for status, code, outcome in ((401, 50027, "failed"), (404, 10015, "gone")):
        discord.fail("PATCH", EDITED, *[Fault(status, {"message": "", "code": code})] * 2)
        await _asks(discord, happenings.slash(status, QUESTION))
        await bot.says(f"surface=ask outcome={outcome}")  # given up, in the log, and the next one is answered
        discord.faults.clear()
    await _asks(discord, happenings.slash(5, QUESTION))
    assert ANSWER in await discord.text("PATCH", EDITED, 3)


async def test_outages_of_every_kind_are_outlived(discord: FakeDiscord, bot: RunningBot) -> None:
    """What is asked while the connection is broken is answered once; a server goes away and comes back."""
    for count in (1, 2):
        discord.cut()
        await _says(discord, happenings.mention(count, QUESTION))
        await _asks(discord, happenings.slash(10 + count, QUESTION))
        await discord.text("POST", POSTED, count)
        await discord.text("PATCH", EDITED, count)
    assert (len(discord.resumes), len(discord.identifies)) == (2, 1)
    await discord.dispatch("GUILD_DELETE", {"id": GUILD, "unavailable": True})  # an outage of Discord's
    await _asks(discord, happenings.slash(20, QUESTION))
    assert ANSWER in await discord.text("PATCH", EDITED, 3)
    await discord.dispatch("GUILD_CREATE", guild())
    await _says(discord, happenings.mention(21, QUESTION))
    assert ANSWER in await discord.text("POST", POSTED, 3)
    assert "left a server" not in bot.log
    await discord.dispatch("GUILD_DELETE", {"id": GUILD})  # the bot was shown out
    await _says(discord, happenings.direct(22, QUESTION))
    assert escape(NO_MEMBER) in await discord.text("POST", POSTED, 4)
    discord.answers_resume = False
    discord.cut()
    await discord.until(lambda: len(discord.identifies) == 2)  # a new session, in which the server is there again
    await _says(discord, happenings.direct(23, QUESTION))
    assert ANSWER in await discord.text("POST", POSTED, 5)
    assert (len(discord.sent("POST", POSTED)), len(discord.sent("PATCH", EDITED))) == (5, 3)


async def test_commands_that_discord_does_not_take_at_once_are_sent_again(tmp_path: Path) -> None:
    """The start is tried again; the bot answers."""
    discord = FakeDiscord()
    discord.fail("PUT", "/commands$", Fault(503))
    async with discord.listening(), running_bot(discord, tmp_path):
        await discord.connected()
        await _asks(discord, happenings.slash(1, QUESTION))
        assert ANSWER in await discord.text("PATCH", EDITED)
    assert len(discord.sent("PUT", "/commands$")) == 1
