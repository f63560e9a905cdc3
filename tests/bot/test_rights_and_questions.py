"""Promises where the bot lacks a right, and for questions of every shape: an answer or a reason, never silence."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.ui.escaping import unescape
from tests.fakes.desk import ONE, Desk
from tests.fakes.world import stored, text_of

QUESTION = "who chairs the council of Raqqa?"
RIGHTS = discord.PermissionOverwrite


def _channel(desk: Desk, **rights: bool) -> Any:
    """Return a channel in which the bot has these rights or lacks them."""
    return desk.guild.create_text_channel("narrow", overwrites={desk.env.bot.user: RIGHTS(**rights)})


def _last(desk: Desk, channel: Any) -> str:
    return text_of(stored(desk.env, channel.last_message))


# Rights ---------------------------------------------------------------------------------------------------------------


async def test_where_the_bot_may_not_send_the_person_is_told_directly(desk: Desk) -> None:
    """By mention; a command is answered all the same, as Discord lets it be."""
    await desk.add(("one.txt", ONE))
    channel = _channel(desk, send_messages=False)
    await desk.ben.send(channel, f"{desk.me} {QUESTION}")
    assert "I may not write where you asked me" in _last(desk, desk.ben.user.dm_channel)
    assert "Leila Mustafa" in text_of((await desk.ben.slash(channel, "ask", question=QUESTION)).response)


@pytest.mark.parametrize(
    ("status", "code", "directly"), [(403, 160002, False), (400, 50083, True)], ids=["history", "archived"]
)
async def test_where_no_reply_is_taken_the_answer_or_a_word_comes_otherwise(
    desk: Desk, status: int, code: int, *, directly: bool
) -> None:
    """Without the history: a message of its own. In a thread archived and locked meanwhile: a direct message."""
    await desk.add(("one.txt", ONE))
    desk.env.inject_error("POST", f"/channels/{desk.channel.id}/messages", status=status, code=code)
    await desk.ben.send(desk.channel, f"{desk.me} {QUESTION}")
    if directly:
        assert "I may not write where you asked me" in _last(desk, desk.ben.user.dm_channel)
    else:
        assert "Leila Mustafa" in _last(desk, desk.channel)
        assert desk.channel.last_message.reference is None


async def test_a_person_who_takes_no_direct_messages_costs_nothing(desk: Desk) -> None:
    """Told neither there nor directly; the next question is answered."""
    await desk.add(("one.txt", ONE))
    desk.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=2)
    await desk.ben.send(desk.channel, f"{desk.me} {QUESTION}")
    await desk.ben.send(desk.channel, f"{desk.me} {QUESTION}")
    assert "Leila Mustafa" in _last(desk, desk.channel)


@pytest.mark.parametrize("desk", [{"reply_style": "embed"}], indirect=True)
async def test_the_older_style_is_left_where_its_box_would_not_be_shown(desk: Desk) -> None:
    """Without Embed Links Discord leaves the box out and says nothing: then the sources would be missing."""
    await desk.add(("one.txt", ONE))
    for may in (True, False):
        channel = _channel(desk, embed_links=may, send_messages=True, view_channel=True)
        await desk.ben.send(channel, f"{desk.me} {QUESTION}")
        shown = stored(desk.env, channel.last_message)
        assert bool(shown["embeds"]) is may
        assert "one\\.txt" in (shown["embeds"][0]["description"] if may else text_of(shown))


async def test_an_export_that_may_not_be_attached_says_so(desk: Desk) -> None:
    """Attach Files is missing."""
    await desk.add(("one.txt", ONE))
    await desk.ben.slash(desk.channel, "ask", question=QUESTION)
    desk.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=403, code=50013)
    result = await desk.ben.slash(desk.channel, "export")
    assert "let me attach files here" in unescape(text_of(result.response))


# People and questions -------------------------------------------------------------------------------------------------


async def test_a_member_with_all_the_roles_that_there_can_be_is_answered(desk: Desk) -> None:
    """250 of them, publicly, privately and directly; the collection of the last one answers, too."""
    roles = [desk.guild.create_role(f"role{number}", permissions=discord.Permissions.none()) for number in range(249)]
    ann = desk.guild.add_member(desk.env.create_user("ann2"), roles=roles)
    await desk.add(("one.txt", ONE))
    store = await desk.store()
    store.collections.create("field")
    store.collections.allow("field", "role", roles[-1].id)
    store.move(store.reports()[0].id, "field")
    assert "Leila" not in text_of((await ann.slash(desk.channel, "ask", question=QUESTION)).response)
    assert "Leila" in text_of((await ann.slash(desk.channel, "ask", question=QUESTION, private=True)).response)
    await ann.user.send_dm(QUESTION)
    assert "Leila" in _last(desk, ann.user.dm_channel)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (f"{QUESTION} " * 58, "characters, 500 are the most"),
        ("من يرأس مجلس الرقة؟", "1 report searched"),
        ("\N{GRINNING FACE}\N{ROCKET}\N{REGIONAL INDICATOR SYMBOL LETTER D}", "There is no word in the question"),
        ("<:smile:123456789012345678> <a:dance:123456789012345679>", "Ask a question, such as"),
        (f"<:smile:123456789012345678> {QUESTION}", "Leila Mustafa"),
        ("", "Ask a question, such as"),
        ("?!", "There is no word in the question"),
    ],
    ids=[
        "2,000 characters",
        "right to left",
        "only emoji",
        "emoji of the server",
        "and a question",
        "only a mention",
        "marks",
    ],
)
async def test_whatever_is_asked_is_answered_or_told(desk: Desk, words: str, says: str) -> None:
    """Never silence, never a fault."""
    await desk.add(("one.txt", ONE))
    await desk.ben.send(desk.channel, f"{desk.me} {words}"[:2000])
    assert says in unescape(_last(desk, desk.channel))


async def test_a_mention_may_stand_anywhere_in_a_question(desk: Desk) -> None:
    """In the middle, and twice: it is no part of the question."""
    await desk.add(("one.txt", ONE))
    await desk.ben.send(desk.channel, f"who chairs {desk.me} the council of Raqqa? {desk.me}")
    assert "Leila Mustafa" in _last(desk, desk.channel)
    (asked,) = (await desk.front.team(desk.guild.id)).remembered.since(1)
    assert asked.question == QUESTION


async def test_an_edit_asks_nothing(desk: Desk) -> None:
    """Whoever corrects a slip of the pen is not answered twice; nor is a mention that is added later."""
    await desk.add(("one.txt", ONE))
    sent = await desk.ben.send(desk.channel, f"{desk.me} {QUESTION}")
    answer = desk.channel.last_message
    await desk.ben.edit(sent, f"{desk.me} {QUESTION} please")
    said = await desk.ben.send(desk.channel, QUESTION)
    await desk.ben.edit(said, f"{desk.me} {QUESTION}")
    assert desk.channel.last_message.id == said.id
    assert answer.id != said.id
