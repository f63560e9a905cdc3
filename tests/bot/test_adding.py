"""Promises of adding files from Discord: by form, command and menu, whatever is in them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from tests.fakes.desk import ONE, TWO, Desk
from tests.fakes.world import buttons_of, stored, text_of


async def test_the_form_adds_a_file_with_its_facts(desk: Desk) -> None:
    """Title, publisher and date as typed; the adder is kept; only the editor sees it."""
    facts = {"title": "Minutes", "publisher": "City council", "date": "16 October 2017"}
    result = await desk.add(("minutes.txt", ONE), **facts, collection=["everyone"])
    assert result.ephemeral
    text = text_of(result.response)
    assert text.startswith("**1 report added**\n✓ *Minutes* · 2 sentences")
    assert f"-# Collection everyone · by <@{desk.eve.id}>" in text
    (report,) = (await desk.store()).reports()
    assert (report.title, report.metadata.publisher, report.metadata.date) == ("Minutes", "City council", "2017-10-16")
    assert report.added_by == desk.eve.id


async def test_what_was_added_is_asked_about_at_once(desk: Desk) -> None:
    """Ask about it: the answer is from this report alone."""
    await desk.add(("two.txt", TWO))
    result = await desk.add(("one.txt", ONE))
    form = await desk.eve.click(result.response, label="Ask about it")
    answer = await desk.eve.submit_modal(form, {"text": "who chairs the council of Raqqa?"})
    text = text_of(answer.response)
    assert "Leila Mustafa" in text
    assert "1 report searched" in text
    assert answer.ephemeral


async def test_ten_files_at_once_and_a_refused_one_beside_good_ones(desk: Desk) -> None:
    """Each has its line; the refused one says why and stops no other."""
    files = [(f"day{n}.txt", f"On day {n} the council met in Raqqa.".encode()) for n in range(9)]
    result = await desk.add(*files[:5], ("broken.txt", b"\0\1\2\3" * 50), *files[5:])
    text = text_of(result.response)
    assert text.startswith("**9 of 10 files added**")
    assert "✗ broken\\.txt: " in text
    assert text.count("✓") == 9
    assert len((await desk.store()).reports()) == 9
    assert "Show all reports" in buttons_of(result.response)


async def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    """Said so, not added twice."""
    await desk.add(("one.txt", ONE))
    result = await desk.add(("again.txt", ONE))
    assert "is there already: nothing changed" in text_of(result.response)
    assert len((await desk.store()).reports()) == 1


async def test_a_title_for_several_files_is_left_out_and_that_is_said(desk: Desk) -> None:
    """It fits one file only."""
    result = await desk.add(("one.txt", ONE), ("two.txt", TWO), title="Minutes", publisher="City council")
    assert "The title was left out" in text_of(result.response)
    facts = [report.metadata for report in (await desk.store()).reports()]
    assert all(fact.publisher == "City council" and fact.title != "Minutes" for fact in facts)


@pytest.mark.parametrize("date", ["yesterday", "10/11/2017", "2017-13-01", "31 February 2017"])
async def test_a_date_that_could_be_two_is_refused_with_an_example(desk: Desk, date: str) -> None:
    """Nothing is added, nothing guessed."""
    result = await desk.add(("one.txt", ONE), date=date)
    assert "write 2017\\-10\\-16, 2017\\-10, 2017 or 16 October 2017" in text_of(result.response)
    assert (await desk.store()).reports() == []


async def test_add_file_adds_one_file_with_its_facts(desk: Desk) -> None:
    """The way without a form."""
    result = await desk.eve.slash(
        desk.channel, "add-file", file=("one.txt", ONE), title="Minutes", date="2017-10", collection="everyone"
    )
    assert "✓ *Minutes* · 2 sentences" in text_of(result.response)
    assert (await desk.store()).reports()[0].metadata.date == "2017-10"


async def test_a_collection_that_nobody_may_see_is_filled_with_a_word(desk: Desk) -> None:
    """The report is there, and neither list nor answer shows it."""
    (await desk.store()).collections.create("sealed")
    result = await desk.add(("one.txt", ONE), collection=["sealed"])
    assert "Nobody may see this collection yet" in text_of(result.response)
    assert len((await desk.store()).reports()) == 1
    for listed in (await desk.eve.slash(desk.channel, "reports"), await desk.ben.slash(desk.channel, "status")):
        assert "1 report here" not in text_of(listed.response)
        assert "council" not in text_of(listed.response)
    shown = await desk.eve.click(result.response, label="Show report")
    assert "no such report here" in text_of(shown.response)
    by_name = await desk.eve.slash(desk.channel, "report", report="one")
    assert "No reports match" in text_of(by_name.response)


async def test_an_unknown_collection_is_refused(desk: Desk) -> None:
    """A slip of the pen makes no new collection that nobody sees."""
    result = await desk.eve.slash(desk.channel, "add-file", file=("one.txt", ONE), collection="evryone")
    assert "There is no collection" in text_of(result.response)
    assert (await desk.store()).reports() == []


async def test_the_files_of_a_message_become_reports(desk: Desk) -> None:
    """Add as report."""
    message = await desk.ben.send(desk.channel, "look", attachments=[("one.txt", ONE), ("two.txt", TWO)])
    result = await desk.eve.context_menu(desk.channel, "Add as report", message)
    assert text_of(result.response).startswith("**2 reports added**")
    assert result.ephemeral


async def test_a_message_without_files_says_so(desk: Desk) -> None:
    """Never silent."""
    message = await desk.ben.send(desk.channel, "look")
    result = await desk.eve.context_menu(desk.channel, "Add as report", message)
    assert "This message has no file" in text_of(result.response)


async def test_progress_is_shown_sparingly(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few edits, each with how far it is, then the result."""
    monkeypatch.setattr("bot.uploads.EDIT_S", 0.02)
    await desk.add(*((f"day{n}.txt", f"On day {n} the council met in Raqqa.".encode()) for n in range(5)))
    edits = [entry.json for entry in desk.env.http_requests if entry.method == "PATCH"]
    assert 1 <= len(edits) <= 12
    assert text_of(edits[-1]).startswith("**5 reports added**")


async def test_an_upload_that_outlives_its_reply_goes_on_directly(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a quarter of an hour the reply cannot be edited any more: the result comes as a direct message."""
    monkeypatch.setattr("bot.uploads.TOKEN_S", 0.0)
    await desk.add(("one.txt", ONE), title="Minutes")
    direct = stored(desk.env, desk.eve.user.dm_channel.last_message)
    assert text_of(direct).startswith("**1 report added**\n✓ *Minutes*")


async def test_who_takes_no_direct_messages_is_told_in_the_channel_without_a_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The channel may see less than the editor: no title, no file."""
    monkeypatch.setattr("bot.uploads.TOKEN_S", 0.0)

    async def refuses(*_: Any, **__: Any) -> None:
        reply: Any = SimpleNamespace(status=403, reason="Forbidden")
        raise discord.Forbidden(reply, "no direct messages")

    monkeypatch.setattr(discord.Member, "send", refuses)
    await desk.add(("one.txt", ONE), title="Minutes")
    text = text_of(stored(desk.env, desk.channel.last_message))
    assert "Your upload is over" in text
    assert "Minutes" not in text
    assert len((await desk.store()).reports()) == 1


async def test_hostile_names_do_nothing(desk: Desk) -> None:
    """Of files and titles: read as they are written."""
    name = "@everyone **x** [a](https://evil).txt"
    result = await desk.add((name, ONE), title="<t:1:R> @here *", publisher="[b](https://evil)")
    shown = await desk.eve.click(result.response, label="Show report")
    for text in (text_of(result.response), text_of(shown.response)):
        assert "\\<t\\:1\\:R\\> \\@here \\*" in text
        assert "](http" not in text.replace("\\", "x")
