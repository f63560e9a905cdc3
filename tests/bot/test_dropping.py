"""Promises of the drop channel: files become reports there, and nothing else happens."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.commands.following import Following
from bot.settings import WatchSettings
from tests.fakes.desk import ONE, TWO, Desk
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


@pytest.mark.parametrize("desk", CONTENT, indirect=True)
async def test_where_the_bot_may_not_write_the_sender_is_told_directly(desk: Desk, drop: Any) -> None:
    """Never silent once files are dropped."""
    desk.env.inject_error("POST", f"/channels/{drop.id}/messages", status=403, code=50013)
    await desk.eve.send(drop, "", attachments=[("one.txt", ONE)])
    direct = stored(desk.env, desk.eve.user.dm_channel.last_message)
    assert text_of(direct).startswith("**1 report added**")


# The watched folder, as the bot tells of it


async def test_the_watched_folder_tells_no_channel_of_what_it_may_not_see(
    desk: Desk, tmp_path: Path, log: io.StringIO
) -> None:
    """A collection that is not for the channel: the log says so, the channel nothing; allowed, it is told."""
    store = await desk.store()
    store.collections.create("sealed")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    watch = WatchSettings(str(inbox), 1, "sealed", desk.channel.id)
    desk.front.settings = replace(desk.front.settings, watch=watch)
    following = Following(desk.env.bot, desk.front)
    for name in ("one.txt", "two.txt"):
        (inbox / name).write_bytes(ONE if name == "one.txt" else TWO)
        await following._look()
        await following._look()
        if name == "one.txt":
            assert desk.channel.last_message is None
            assert "may not see the collection" in log.getvalue()
            store.collections.allow("sealed", "channel", desk.channel.id)
    assert "two\\.txt" in text_of(stored(desk.env, desk.channel.last_message))
    assert "one\\.txt" not in text_of(stored(desk.env, desk.channel.last_message))
    assert len(store.reports()) == 2
    await following.cog_unload()


async def test_a_watched_folder_without_its_collection_is_told_in_the_log(
    desk: Desk, tmp_path: Path, log: io.StringIO
) -> None:
    """And looked at again: made meanwhile, it is filled."""
    (tmp_path / "one.txt").write_bytes(ONE)
    watch = WatchSettings(str(tmp_path), 1, "weather")
    desk.front.settings = replace(desk.front.settings, watch=watch)
    following = Following(desk.env.bot, desk.front)
    await following._look()
    assert "There is no collection" in log.getvalue()
    store = await desk.store()
    store.collections.create("weather")
    await following._look()
    await following._look()
    assert [report.collection for report in store.reports()] == ["weather"]
    await following.cog_unload()
