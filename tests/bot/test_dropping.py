"""Promises of the drop channel: files become reports there, and nothing else happens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.fakes.desk import ONE, Desk
from tests.fakes.world import stored, text_of


@pytest.fixture
def drop(desk: Desk) -> Any:
    """A channel whose files become reports."""
    channel = desk.guild.create_text_channel("inbox")
    desk.front.settings = replace(desk.front.settings, drop_channel=channel.id)
    return channel


CONTENT = [{"message_content": True}]


@pytest.mark.parametrize("desk", CONTENT, indirect=True)
async def test_files_posted_in_the_drop_channel_become_reports(desk: Desk, drop: Any) -> None:
    """The reply says what became of each, and pings nobody."""
    await desk.eve.send(drop, "today's", attachments=[("one.txt", ONE), ("bad.txt", b"\0\1\2" * 40)])
    reply = stored(desk.env, drop.last_message)
    assert text_of(reply).startswith("**1 of 2 files added**")
    assert drop.last_message.reference is not None
    assert len((await desk.store()).reports()) == 1


@pytest.mark.parametrize("desk", CONTENT, indirect=True)
async def test_others_files_in_the_drop_channel_are_refused_with_a_word(desk: Desk, drop: Any) -> None:
    """And talk without files is met with silence."""
    await desk.ben.send(drop, "", attachments=[("one.txt", ONE)])
    assert "Only people with" in text_of(stored(desk.env, drop.last_message))
    said = await desk.ben.send(drop, "hello")
    assert drop.last_message.id == said.id
    assert (await desk.store()).reports() == []


@pytest.mark.parametrize("desk", CONTENT, indirect=True)
async def test_the_drop_channel_tells_nobody_of_what_they_may_not_see(desk: Desk, drop: Any) -> None:
    """A collection that the channel may not see: refused with the way out, and nothing is added."""
    (await desk.store()).collections.create("sealed")
    desk.front.settings = replace(desk.front.settings, drop_collection="sealed")
    await desk.eve.send(drop, "", attachments=[("one.txt", ONE)])
    assert "may not see the collection sealed" in text_of(stored(desk.env, drop.last_message))
    assert (await desk.store()).reports() == []


async def test_without_the_message_content_a_mention_drops_files(desk: Desk, drop: Any) -> None:
    """Discord shows the bot the files of messages that mention it; it is no question."""
    silent = await desk.eve.send(drop, "", attachments=[("one.txt", ONE)])
    assert drop.last_message.id == silent.id
    await desk.eve.send(drop, desk.me, attachments=[("one.txt", ONE)])
    assert text_of(stored(desk.env, drop.last_message)).startswith("**1 report added**")


@pytest.mark.parametrize("desk", CONTENT, indirect=True)
async def test_files_elsewhere_are_left_alone(desk: Desk, drop: Any) -> None:
    """Only the drop channel drops."""
    sent = await desk.eve.send(desk.channel, "", attachments=[("one.txt", ONE)])
    assert desk.channel.last_message.id == sent.id
