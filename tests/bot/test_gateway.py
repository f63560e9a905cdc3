"""Promises of the real process over real sockets: what people do, and a connection that breaks."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.fakes import happenings
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.running import RunningBot, running_bot

QUESTION = "who leads the SDF political wing?"
ANSWER = "**Ilham Ahmed** leads the political wing of the SDF"
EDITED, POSTED = "/messages/@original$", "/messages$"


async def test_a_command_is_acknowledged_within_a_second_and_answered(discord: FakeDiscord, bot: RunningBot) -> None:
    """A sign of life at once, then the sentence."""
    start = time.monotonic()
    await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
    assert ANSWER in await discord.text("PATCH", EDITED)
    acknowledged = discord.sent("POST", "/callback$")[0]
    assert acknowledged.body == {"type": 5}
    assert acknowledged.at_s - start < 1


async def test_a_mention_is_answered_in_its_channel(discord: FakeDiscord, bot: RunningBot) -> None:
    """Typing is shown, then a reply that pings nobody."""
    await discord.dispatch("MESSAGE_CREATE", happenings.mention(1, QUESTION))
    assert ANSWER in await discord.text("POST", POSTED)
    sent = discord.sent("POST", POSTED)[0].body
    assert sent["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert sent["message_reference"]["message_id"]
    assert discord.sent("POST", "/typing$")


@pytest.mark.parametrize("parent", [0, 15], ids=["a thread", "a forum post"])
async def test_a_mention_in_a_thread_is_answered_there(discord: FakeDiscord, bot: RunningBot, parent: int) -> None:
    """A thread, or the thread that a forum post is."""
    thread = await discord.thread(parent_kind=parent)
    await discord.dispatch("MESSAGE_CREATE", {**happenings.mention(1, QUESTION), "channel_id": thread})
    assert ANSWER in await discord.text("POST", f"/channels/{thread}{POSTED}")


async def test_in_a_thread_a_person_asks_on_without_a_mention(discord: FakeDiscord, tmp_path: Path) -> None:
    """With the message content intent, and only who asked there before; everything else is met with silence."""
    async with running_bot(discord, tmp_path, discord_message_content=True):
        await discord.connected()
        assert discord.identifies[0]["intents"] == 4609 + 32768
        thread = await discord.thread()
        for person, words in ((1, "how are you?"), (2, "and who commands it?"), (1, "thank you")):
            said = {**happenings.said(person, words), "channel_id": thread}
            await discord.dispatch("MESSAGE_CREATE", said)
        await discord.dispatch("MESSAGE_CREATE", {**happenings.mention(1, QUESTION), "channel_id": thread})
        await discord.text("POST", POSTED)
        for person, words in ((2, "and who commands it?"), (1, "thank you"), (1, "and who commands it?")):
            said = {**happenings.said(person, words), "channel_id": thread}
            await discord.dispatch("MESSAGE_CREATE", said)
        assert "Understood as: who commands the SDF political wing" in await discord.text("POST", POSTED, 2)
        assert len(discord.sent("POST", POSTED)) == 2


async def test_a_direct_message_is_answered(discord: FakeDiscord, bot: RunningBot) -> None:
    """No mention needed."""
    await discord.dispatch("MESSAGE_CREATE", happenings.direct(1, QUESTION))
    assert ANSWER in await discord.text("POST", POSTED)


async def test_a_reply_to_an_answer_continues_it(discord: FakeDiscord, bot: RunningBot) -> None:
    """The parent is found by the buttons under the answer."""
    await discord.dispatch("MESSAGE_CREATE", happenings.mention(1, QUESTION))
    await discord.text("POST", POSTED)
    shown = {"components": discord.sent("POST", POSTED)[0].body["components"], "flags": 1 << 15}
    await discord.dispatch("MESSAGE_CREATE", happenings.reply(2, "and who commands it?", shown))
    assert "Understood as: who commands the SDF political wing" in await discord.text("POST", POSTED, 2)


async def test_the_menu_entry_answers_privately(discord: FakeDiscord, bot: RunningBot) -> None:
    """Find in reports."""
    await discord.dispatch("INTERACTION_CREATE", happenings.find(1, "Ilham Ahmed leads the political wing"))
    assert ANSWER in await discord.text("PATCH", EDITED)
    assert discord.sent("POST", "/callback$")[0].body["data"]["flags"] == 64


@pytest.mark.alone
async def test_reports_are_offered_within_50_ms(discord: FakeDiscord, bot: RunningBot) -> None:
    """Autocomplete answers from memory; the middle of eleven tries."""
    took = []
    for number in range(11):
        start = time.monotonic()
        await discord.dispatch("INTERACTION_CREATE", happenings.typing_report(1, "airwars"))
        found = await discord.until(
            lambda count=number: len(sent := discord.sent("POST", "/callback$")) > count and sent
        )
        took.append(found[-1].at_s - start)
        assert found[-1].body["data"]["choices"] == [{"name": "The toll of Raqqa · Airwars · 2018-04", "value": "2"}]
    assert sorted(took)[5] < 0.05


async def test_after_a_restart_every_button_of_an_old_answer_works(discord: FakeDiscord, tmp_path: Path) -> None:
    """Context, More quotes, Sources, the forms; and the commands are not registered again."""
    async with running_bot(discord, tmp_path):
        await discord.connected()
        await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
        await discord.text("PATCH", EDITED)
    shown = discord.sent("PATCH", EDITED)[0].body["components"]
    async with running_bot(discord, tmp_path):
        await discord.connected(2)
        for number, word in enumerate(("v1:ctx:101", "v1:more:1", "v1:src:1"), 2):
            await discord.dispatch("INTERACTION_CREATE", happenings.press(2, word, shown))
            assert "something went wrong" not in (await discord.text("PATCH", EDITED, number)).lower()
        await discord.dispatch("INTERACTION_CREATE", happenings.press(2, "v1:ask:1", shown))
        form = await discord.until(lambda: [r for r in discord.sent("POST", "/callback$") if r.body["type"] == 9])
        await discord.dispatch(
            "INTERACTION_CREATE", happenings.submit(2, form[0].body["data"]["custom_id"], "who commands it?")
        )
        assert "General Mazloum Abdi" in await discord.text("PATCH", EDITED, 5)
    assert len(discord.sent("PUT", "/commands$")) == 1


@pytest.mark.parametrize(
    ("word", "says"),
    [("v1:ctx:999999", "no longer in the reports"), ("v1:more:999999", "too old")],
)
async def test_a_button_that_cannot_work_explains_itself(
    discord: FakeDiscord, bot: RunningBot, word: str, says: str
) -> None:
    """A removed sentence, a forgotten question."""
    button = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Old", "custom_id": word}]}
    await discord.dispatch("INTERACTION_CREATE", happenings.press(1, word, [button]))
    assert says in await discord.text("PATCH", EDITED)


async def test_a_button_of_another_version_says_so_at_once(discord: FakeDiscord, bot: RunningBot) -> None:
    """And to the person who pressed only."""
    button = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Old", "custom_id": "v9:more:1"}]}
    await discord.dispatch("INTERACTION_CREATE", happenings.press(1, "v9:more:1", [button]))
    told = await discord.until(lambda: discord.sent("POST", "/callback$"))
    assert "another version" in str(told[0].body)
    assert told[0].body["data"]["flags"] & 64


async def test_a_broken_connection_is_resumed_and_nothing_is_lost(discord: FakeDiscord, bot: RunningBot) -> None:
    """Cut in mid-air, with a question asked meanwhile: RESUME, replay, one answer."""
    discord.cut()
    await discord.dispatch("MESSAGE_CREATE", happenings.mention(1, QUESTION))
    assert ANSWER in await discord.text("POST", POSTED)
    assert (len(discord.resumes), len(discord.identifies)) == (1, 1)


async def test_an_event_replayed_after_its_answer_is_not_answered_again(discord: FakeDiscord, bot: RunningBot) -> None:
    """The same interaction and the same message, each delivered twice."""
    asked, said = happenings.slash(1, QUESTION), happenings.mention(2, QUESTION)
    for _ in range(2):
        await discord.dispatch("INTERACTION_CREATE", asked)
        await discord.dispatch("MESSAGE_CREATE", said)
    await discord.text("PATCH", EDITED)
    await discord.text("POST", POSTED)
    await discord.dispatch("INTERACTION_CREATE", happenings.slash(3, QUESTION))
    await discord.text("PATCH", EDITED, 2)
    assert (len(discord.sent("PATCH", EDITED)), len(discord.sent("POST", POSTED))) == (2, 1)


async def test_discord_may_ask_to_connect_again(discord: FakeDiscord, bot: RunningBot) -> None:
    """Operation 7: the session goes on."""
    await discord.tell(7)
    await discord.until(lambda: discord.resumes)
    await discord.dispatch("MESSAGE_CREATE", happenings.mention(1, QUESTION))
    assert ANSWER in await discord.text("POST", POSTED)
    assert len(discord.identifies) == 1


async def test_discord_may_declare_the_session_void(discord: FakeDiscord, bot: RunningBot) -> None:
    """Operation 9: a new session, and answers go on."""
    await discord.tell(9, data=False)
    await discord.until(lambda: len(discord.identifies) == 2)
    await discord.dispatch("MESSAGE_CREATE", happenings.mention(1, QUESTION))
    assert ANSWER in await discord.text("POST", POSTED)


async def test_an_event_that_nobody_understands_does_not_end_the_bot(discord: FakeDiscord, bot: RunningBot) -> None:
    """A message without its parts; the bot connects again and answers."""
    await discord.dispatch("MESSAGE_CREATE", {"id": "1"})
    await discord.until(lambda: len(discord.identifies) == 2)
    await discord.dispatch("MESSAGE_CREATE", happenings.mention(1, QUESTION))
    assert ANSWER in json.dumps(await discord.text("POST", POSTED))
