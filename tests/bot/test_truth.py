"""Answers stay true: what stands in Discord is corrected when its reports are replaced, removed or hidden."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.posted import TRIES
from bot.settings import DiscordSettings
from tests.fakes.newsroom import CHANGED, ONE, QUESTION, Newsroom, newsroom
from tests.fakes.world import buttons_of, text_of

MEMBERS = "how many members has the council?"


@pytest.fixture
async def room(tmp_path: Path, settings: DiscordSettings, request: pytest.FixtureRequest) -> AsyncIterator[Newsroom]:
    """A bot on real reports."""
    async with newsroom(tmp_path, replace(settings, **getattr(request, "param", {}))) as made:
        yield made


async def test_of_a_removed_report_no_word_stays_visible(room: Newsroom) -> None:
    """Neither a quote nor the title; what is left says so and offers to ask again."""
    report = await room.add(ONE, title="Minutes of Monday")
    result = await room.ann.slash(room.channel, "ask", question=QUESTION)
    assert "Leila Mustafa" in text_of(room.shown(result))
    await room.remove(report)
    await room.keep_up()
    text = text_of(room.shown(result))
    assert "A report was removed from what may be shown here; quote" in text
    assert "Nothing of this answer stands any more" in text
    assert "Leila" not in text
    assert "Minutes" not in text
    assert buttons_of(room.shown(result)) == {"Ask again": "v1:again:1"}


async def test_a_replaced_report_is_named_and_only_what_still_stands_stays(room: Newsroom) -> None:
    """The sentence that is gone goes, the one that stands unchanged stays under its number."""
    report = await room.add(ONE, title="Minutes")
    result = await room.ann.slash(room.channel, "ask", question="who chairs the council of Raqqa with 43 members?")
    before = text_of(room.shown(result))
    assert "Leila Mustafa" in before
    assert "43 members" in before
    await room.replace(report, CHANGED, title="Minutes, corrected")
    await room.keep_up()
    text = text_of(room.shown(result))
    assert "⚠ *Minutes, corrected* was replaced on" in text
    assert "no longer stand" in text
    assert "Leila" not in text
    assert "> The council has 43 members\\." in text
    assert "Nobody chairs" not in text


async def test_where_every_quote_still_stands_that_is_said(room: Newsroom) -> None:
    """A replacement that adds a sentence takes nothing away."""
    report = await room.add(ONE, title="Minutes")
    result = await room.ann.slash(room.channel, "ask", question=QUESTION)
    await room.replace(report, ONE + " It was raining.", title="Minutes")
    await room.keep_up()
    text = text_of(room.shown(result))
    assert "what is quoted here still stands" in text
    assert "Leila Mustafa" in text


async def test_an_answer_by_mention_is_corrected_too(room: Newsroom) -> None:
    """A reply in the channel is a message like any other."""
    report = await room.add(ONE)
    await room.ann.send(room.channel, f"{room.me} {QUESTION}")
    await room.remove(report)
    await room.keep_up()
    assert "Leila" not in text_of(room.last())
    assert "A report was removed" in text_of(room.last())


@pytest.mark.parametrize("room", [{"reply_style": "embed"}], indirect=True)
async def test_the_older_style_is_corrected_in_its_own_form(room: Newsroom) -> None:
    """Text, box and buttons."""
    report = await room.add(ONE)
    await room.ann.slash(room.channel, "ask", question=QUESTION)
    await room.remove(report)
    await room.keep_up()
    message = room.last()
    assert "A report was removed" in message["content"]
    assert "Leila" not in str(message)


async def test_a_report_that_moves_out_of_sight_is_taken_out_of_the_channel(room: Newsroom) -> None:
    """To the channel's readers it is gone, in the same words."""
    report = await room.add(ONE, title="Minutes")
    result = await room.ann.slash(room.channel, "ask", question=QUESTION)
    store = (await room.team()).store
    store.collections.create("board")
    store.move(report.id, "board")
    await room.keep_up()
    text = text_of(room.shown(result))
    assert "A report was removed" in text
    assert "Minutes" not in text


async def test_an_answer_that_was_on_its_way_when_its_report_went_is_corrected(room: Newsroom) -> None:
    """The departure was seen before the message was noted."""
    report = await room.add(ONE)
    result = await room.ann.slash(room.channel, "ask", question=QUESTION)
    await room.remove(report)
    team = await room.team()
    team.posted.depart(team.store.departures()[-1][0], [])
    await room.keep_up()
    assert "Leila" not in text_of(room.shown(result))


async def test_after_a_restart_what_was_due_is_done(tmp_path: Path, settings: DiscordSettings) -> None:
    """The mark and the messages are on the disk, not in memory."""
    async with newsroom(tmp_path, settings) as room:
        report = await room.add(ONE)
        await room.ann.slash(room.channel, "ask", question=QUESTION)
        await room.remove(report)
        server = room.guild.id
        assert (await room.team()).posted.count() == 1
    async with newsroom(tmp_path, replace(settings, server=server)) as room:
        team = await room.front.team(server)
        await room.keep_up()
        edits = [entry for entry in room.env.http_requests if entry.method == "PATCH"]
        assert len(edits) == 1
        assert "A report was removed" in str(edits[0].json)
        assert team.posted.count() == 0  # in this new Discord the message is not there, so it is forgotten


async def test_a_deleted_message_is_forgotten_and_a_refused_one_tried_again(room: Newsroom) -> None:
    """Neither stops the others."""
    report = await room.add(ONE)
    gone = await room.ann.slash(room.channel, "ask", question=QUESTION)
    kept = await room.ben.slash(room.channel, "ask", question=QUESTION)
    team = await room.team()
    await room.env.bot.get_partial_messageable(room.channel.id).get_partial_message(gone.response.message.id).delete()
    await room.remove(report)
    await room.keep_up()
    assert team.posted.count() == 1
    assert "Leila" not in text_of(room.shown(kept))


async def test_a_message_that_can_never_be_edited_is_given_up(room: Newsroom) -> None:
    """After a week of growing pauses."""
    await room.add(ONE)
    await room.ann.slash(room.channel, "ask", question=QUESTION)
    posted = (await room.team()).posted
    posted.depart(0, [1])
    pauses = []
    for _ in range(TRIES - 1):
        (post,) = posted.due(1e15)
        assert posted.later(post, 0.0)
        pauses.append(post.tries)
    (post,) = posted.due(1e15)
    assert not posted.later(post, 0.0)
    assert posted.count() == 0


async def test_a_private_answer_says_so_by_its_buttons(room: Newsroom) -> None:
    """It cannot be edited later, but nothing more comes out of it."""
    report = await room.add(ONE, title="Minutes")
    result = await room.ann.slash(room.channel, "ask", question=QUESTION, private=True)
    assert (await room.team()).posted.count() == 0
    await room.remove(report)
    sources = await room.ann.click(result.response, label="Sources")
    assert "no longer in the reports" in text_of(sources.response)


async def test_ask_again_asks_the_reports_as_they_are(room: Newsroom) -> None:
    """The way on from an answer of which nothing stands."""
    report = await room.add(ONE)
    result = await room.ann.slash(room.channel, "ask", question=QUESTION)
    await room.remove(report)
    await room.add("Omar Alloush chairs the council of Raqqa.", "later.txt")
    await room.keep_up()
    again = await room.ben.click(room.channel.last_message, label="Ask again")
    assert not again.ephemeral
    assert "Omar Alloush" in text_of(again.response)
    assert result.response.message.id != again.response.message.id


async def test_an_unchanged_answer_is_not_touched(room: Newsroom) -> None:
    """Another report's going is no reason to edit."""
    await room.add(ONE)
    other = await room.add("The bridge of Tabqa was closed.", "bridge.txt")
    await room.ann.slash(room.channel, "ask", question=QUESTION, report="1")
    edits = len(room.env.http_requests)
    await room.remove(other)
    await room.keep_up()
    assert len(room.env.http_requests) == edits


@pytest.fixture
def fair_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every closest sentence a fair chance."""
    monkeypatch.setattr("index.answer.UNLIKELY", 0.0)


@pytest.mark.usefixtures("fair_chance")
@pytest.mark.parametrize("room", [{"reply_style": "components"}, {"reply_style": "embed"}], indirect=True)
async def test_a_closest_sentence_that_is_shown_is_taken_out_with_its_report(room: Newsroom) -> None:
    """It is no answer, but a sentence all the same; a restart forgets nothing of it."""
    report = await room.add(ONE, title="Minutes of Monday")
    result = await room.ann.slash(room.channel, "ask", question="when was the council last painted?")
    shown = str(room.shown(result))
    assert "Not sure that the reports say it." in shown
    assert "council" in shown.partition("This comes closest")[2]
    assert "Rephrase" in buttons_of(room.shown(result))
    await room.remove(report)
    await room.keep_up()
    after = str(room.shown(result))
    assert "A report was removed" in after
    assert "Leila" not in after
    assert "43 members" not in after
    assert "Minutes" not in after


@pytest.mark.usefixtures("fair_chance")
async def test_a_closest_sentence_is_corrected_after_its_question_was_forgotten(room: Newsroom) -> None:
    """What was posted is known by itself, and is no answer then either."""
    report = await room.add(ONE, title="Minutes of Monday")
    result = await room.ann.slash(room.channel, "ask", question="when was the council last painted?")
    (await room.team()).remembered.forget(int(room.ann.id))
    await room.replace(report, ONE + " It was raining.", title="Minutes of Monday")
    await room.keep_up()
    text = text_of(room.shown(result))
    assert "Not sure that the reports say it." in text
    assert "what is quoted here still stands" in text
