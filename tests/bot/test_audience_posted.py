"""Answers that stand in Discord are corrected for those who read them, when collections close and roles go."""

from __future__ import annotations

from typing import Any

import pytest
from simcord.builders import ChannelHandle

from bot.posted import DIRECT
from tests.bot.test_audience import HIDDEN, QUESTION, WORDS, Court, court
from tests.fakes.additions import addition
from tests.fakes.world import buttons_of, stored, text_of

__all__ = ["court"]
REMOVED = "A report was removed from what may be shown here"


async def keep_up(court: Court) -> None:
    """Let the background work do what is due."""
    upkeep = court.env.bot._upkeep

    async def at_once(_: float) -> None:
        pass

    upkeep._corrections._pause = at_once
    await upkeep.once()


def shown(court: Court, channel: Any) -> str:
    """Return the last message of a channel as it stands."""
    return text_of(stored(court.env, channel.last_message))


async def asked(court: Court, who: Any, channel: ChannelHandle, *, tells: bool = True) -> None:
    """Ask by mention, and see whether the answer tells of the hidden report."""
    await who.send(channel, f"{court.me} {QUESTION}")
    assert ("Quill" in shown(court, channel)) is tells


def forget_threads(court: Court) -> None:
    """Let the client forget its threads, as it does when they rest."""
    for guild in court.env.bot.guilds:
        guild._threads.clear()


@pytest.mark.parametrize("how", ["channel", "everyone"])
async def test_a_denied_collection_goes_from_the_answers_that_stand(court: Court, how: str) -> None:
    """In the channel that lost it and its threads, in the words for a removed report; elsewhere nothing changes."""
    if how == "everyone":
        court.store.collections.set_everyone("legal", allowed=True)
        court.store.collections.allow("legal", "channel", court.channel.id)
    else:
        court.store.collections.allow("legal", "channel", court.counsel.id)
        court.store.collections.allow("legal", "channel", court.channel.id)
    thread = court.thread(court.counsel)
    for channel in (court.counsel, thread, court.channel):
        await asked(court, court.lee, channel)
    await keep_up(court)
    before = shown(court, court.channel)
    if how == "everyone":
        court.store.collections.set_everyone("legal", allowed=False)
    else:
        court.store.collections.deny("legal", "channel", court.counsel.id)
    forget_threads(court)
    await keep_up(court)
    for channel in (court.counsel, thread):
        assert REMOVED in shown(court, channel)
        assert not any(word in shown(court, channel) for word in HIDDEN)
    assert shown(court, court.channel) == before


async def test_a_closed_collection_is_followed_by_one_edit_and_no_more(court: Court) -> None:
    """What is denied twice, or was never seen there, is no reason to edit."""
    court.store.collections.allow("legal", "channel", court.counsel.id)
    await asked(court, court.lee, court.counsel)
    await keep_up(court)
    for _ in range(2):
        court.store.collections.deny("legal", "channel", court.counsel.id)
        await keep_up(court)
    court.store.collections.allow("legal", "role", court.lawyers.id)
    court.store.collections.deny("legal", "role", court.lawyers.id)
    await keep_up(court)
    edits = [entry for entry in court.env.http_requests if entry.method == "PATCH"]
    assert len(edits) == 1
    assert len(court.store.departures()) == 1


async def test_what_was_closed_by_mistake_comes_back_into_the_answers_that_stand(court: Court) -> None:
    """Denied by the command and allowed again: the message is as it was posted."""
    court.store.collections.allow("legal", "channel", court.channel.id)
    await asked(court, court.ann, court.channel)
    await keep_up(court)
    before = shown(court, court.channel)
    for command, words in (("deny", "Denied."), ("allow", "Allowed.")):
        said = await court.eve.slash(court.channel, f"collection {command}", collection="legal", channel=court.channel)
        assert words in text_of(said.response)
        await keep_up(court)
        assert (shown(court, court.channel) == before) is (command == "allow")
    assert court.front.teams.open_home().posted.waiting() == 0


async def test_an_answer_that_was_on_its_way_when_its_collection_was_closed_is_corrected(court: Court) -> None:
    """The denial was looked at before the message was noted."""
    court.store.collections.allow("legal", "channel", court.counsel.id)
    await asked(court, court.lee, court.counsel)
    court.store.collections.deny("legal", "channel", court.counsel.id)
    team = await court.front.team(court.guild.id)
    team.posted.depart(court.store.departures()[-1][0], [])
    await keep_up(court)
    assert not any(word in shown(court, court.counsel) for word in HIDDEN)


async def test_an_answer_in_a_thread_that_rests_keeps_what_its_channel_may_see(court: Court) -> None:
    """Another report of it goes; the thread is not in the client's memory any more."""
    court.store.collections.allow("legal", "channel", court.counsel.id)
    thread = court.thread(court.counsel)
    await asked(court, court.lee, thread)
    forget_threads(court)
    court.store.remove(1)
    await keep_up(court)
    text = shown(court, thread)
    assert f"{REMOVED}; quote" in text
    assert "The mayor" not in text
    assert "Quill" in text
    assert all(not button.endswith(f":{court.guild.id}") for button in buttons_of_thread(court, thread))


def buttons_of_thread(court: Court, thread: Any) -> list[str]:
    """Return the custom ids of the last answer in a thread."""
    return list(buttons_of(stored(court.env, thread.last_message)).values())


@pytest.mark.parametrize("has_role", [True, False])
async def test_a_direct_answer_keeps_what_its_person_may_see_now(court: Court, *, has_role: bool) -> None:
    """Their roles are asked for; the buttons go on naming the server."""
    court.store.collections.allow("legal", "role", court.lawyers.id)
    await court.lee.send_dm(QUESTION)
    place = court.lee.user.dm_channel
    assert "Quill" in shown(court, place)
    team = await court.front.team(court.guild.id)
    (post,) = team.posted.unchecked()
    assert post.heard == DIRECT
    if not has_role:
        court.env.backend.remove_member_role(court.guild.id, court.lee.id, court.lawyers.id)
        court.front.members._told.clear()
    court.store.remove(1)
    await keep_up(court)
    text = shown(court, place)
    assert REMOVED in text
    assert ("Quill" in text) is has_role
    assert ("Privileged" in text) is has_role
    buttons = buttons_of(stored(court.env, place.last_message)).values()
    assert all(button.endswith(f":{court.guild.id}") for button in buttons)


async def test_a_denied_role_takes_the_quote_out_of_direct_answers(court: Court) -> None:
    """Each reader is judged by what they may see now."""
    court.store.collections.allow("legal", "role", court.lawyers.id)
    await court.lee.send_dm(QUESTION)
    await keep_up(court)
    court.store.collections.deny("legal", "role", court.lawyers.id)
    await keep_up(court)
    text = shown(court, court.lee.user.dm_channel)
    assert REMOVED in text
    assert not any(word in text for word in HIDDEN)


# Watches -------------------------------------------------------------------------------------------------------------


async def watching(court: Court, channel: ChannelHandle) -> None:
    """Let lee watch the question in a channel."""
    set_ = await court.lee.slash(channel, "watch", question=QUESTION)
    assert "This channel is told" in text_of(set_.response)
    await keep_up(court)


def news(court: Court, channel: ChannelHandle) -> int:
    """Return how often a channel was told of news."""
    posts = (
        one
        for one in court.env.http_requests
        if one.method == "POST" and one.path == f"/channels/{channel.id}/messages"
    )
    return sum("answers a watched question" in str(one.json) for one in posts)


@pytest.mark.parametrize("how", ["allow", "everyone", "move"])
async def test_what_comes_into_sight_is_news_once(court: Court, how: str) -> None:
    """Opened or moved: told to the channel that sees it now, and not again when it goes and comes back."""
    await watching(court, court.counsel)
    await watching(court, court.channel)
    collections = court.store.collections

    def appear() -> None:
        if how == "allow":
            collections.allow("legal", "channel", court.counsel.id)
        elif how == "everyone":
            collections.set_everyone("legal", allowed=True)
        else:
            court.store.move(court.secret.id, "everyone")

    def vanish() -> None:
        if how == "allow":
            collections.deny("legal", "channel", court.counsel.id)
        elif how == "everyone":
            collections.set_everyone("legal", allowed=False)
        else:
            court.store.move(court.secret.id, "legal")

    for change in (appear, vanish, appear):
        change()
        await keep_up(court)
        assert "answers a watched question" in shown(court, court.counsel)
        assert ("Quill" in shown(court, court.counsel)) is (change is appear)
    assert news(court, court.counsel) == 1
    assert news(court, court.channel) == (how != "allow")


async def test_what_was_added_out_of_sight_is_news_when_it_comes_into_sight(court: Court) -> None:
    """Also in a thread that rests, after a restart of the bot; a report that was there in sight is no news."""
    court.store.collections.allow("legal", "channel", court.counsel.id)
    thread = court.thread(court.counsel)
    await watching(court, thread)
    court.store.collections.create("sealed")
    late = court.store.add(
        addition("Clerk Bo signed the contract with the shipyard.", "late.txt", embedder=WORDS, collection="sealed")
    )
    await keep_up(court)
    assert news(court, thread) == 0
    forget_threads(court)
    court.env.bot._upkeep._looked_at.clear()
    court.store.move(late.id, "legal")
    await keep_up(court)
    assert news(court, thread) == 1
    assert "Clerk Bo" in text_of(stored(court.env, thread.last_message))


# Files of an older version -------------------------------------------------------------------------------------------


async def test_files_of_an_older_version_go_on(court: Court) -> None:
    """Their messages and watches are judged by what the client knows of the channel, as before."""
    court.store.collections.allow("legal", "channel", court.counsel.id)
    await asked(court, court.lee, court.counsel)
    await watching(court, court.channel)
    team = await court.front.team(court.guild.id)
    for book, table, columns in (
        (team.posted, "post", ("heard", "stands")),
        (team.watches, "watch", ("heard", "unseen")),
    ):
        for column in columns:
            book._connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        book._widen()
    court.store.remove(1)
    await keep_up(court)
    assert "Quill" in shown(court, court.counsel)
    assert REMOVED in shown(court, court.counsel)
    assert news(court, court.channel) == 0
    court.store.move(court.secret.id, "everyone")
    await keep_up(court)
    assert news(court, court.channel) == 1


async def test_many_answers_that_stand_do_not_hold_up_one_that_does_not(court: Court) -> None:
    """A collection is closed to one of two channels: all its answers are looked at in one go, one is edited."""
    for channel in (court.counsel, court.channel):
        court.store.collections.allow("legal", "channel", channel.id)
    await asked(court, court.lee, court.channel)
    posted = court.front.teams.open_home().posted
    (post,) = posted.unchecked()
    for _ in range(200):
        posted.keep(post)
    await asked(court, court.lee, court.counsel)
    await keep_up(court)
    court.store.collections.deny("legal", "channel", court.counsel.id)
    await keep_up(court)
    assert "Quill" not in shown(court, court.counsel)
    assert posted.waiting() == 0


async def test_what_is_opened_makes_only_corrected_answers_due(court: Court) -> None:
    """An answer that stands whole cannot become more."""
    for channel in (court.counsel, court.channel):
        court.store.collections.allow("legal", "channel", channel.id)
        await asked(court, court.lee, channel)
    await keep_up(court)
    court.store.collections.deny("legal", "channel", court.counsel.id)
    await keep_up(court)
    posted = court.front.teams.open_home().posted
    assert posted.depart(posted.mark, [], [court.secret.id]) == 1
    court.store.collections.allow("legal", "channel", court.counsel.id)
    assert {what for _, _, what, _ in court.store.departures(posted.mark)} == {"opened"}
    await keep_up(court)
    assert "Quill" in shown(court, court.counsel)
