"""Promises of managing reports in a Discord of this process, on a real store.

Every command, form, menu and button, with permissions both ways; each request is checked against Discord's own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from simcord.env import Env

from bot.attachments import Attachment
from bot.client import make_client
from bot.front import Front
from bot.settings import DiscordSettings
from corpus.store import Store
from tests.fakes import openapi
from tests.fakes.houses import close_front, front_of, of_hashed_words
from tests.fakes.world import World, buttons_of, stored, text_of

ONE = b"The council of Raqqa chose Leila Mustafa as its chair on Monday. She speaks for the city."
TWO = b"The council of Raqqa chose nobody on Tuesday. It meets again in May."
EDITOR = discord.Permissions(manage_guild=True)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[DiscordSettings], Front]]:
    """Opens what commands share, on the same files each time, as after a restart."""
    closing: list[Front] = []

    def open_front(settings: DiscordSettings) -> Front:
        while closing:
            close_front(closing.pop())
        closing.append(front_of(None, settings, tmp_path, of_hashed_words))
        return closing[0]

    yield open_front
    for front in closing:
        close_front(front)


class Desk(World):
    """A server in which ann is an editor and ben is not."""

    def __init__(self, env: Any, front: Front) -> None:
        """Make it."""
        super().__init__(env)
        self.front = front
        self.editors = self.guild.create_role("editors", permissions=EDITOR)
        self.eve = self.guild.add_member(env.create_user("eve"), roles=[self.editors])
        front.fetch = self._fetch

    async def _fetch(self, file: Attachment) -> bytes:
        """Take a file from where this Discord keeps it."""
        return self.env.backend.cdn.get(file.url) or b""

    async def store(self) -> Store:
        """Return the server's reports."""
        return (await self.front.team(self.guild.id)).store

    async def add(self, *files: tuple[str, bytes], **typed: Any) -> Any:
        """Add files by the form."""
        shown = await self.eve.slash(self.channel, "add")
        return await self.eve.submit_modal(shown, {"files": list(files), **typed})


@pytest.fixture
async def desk(
    opened: Callable[[DiscordSettings], Front],
    settings: DiscordSettings,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> AsyncIterator[Desk]:
    """A Discord in this process with the bot on a real store; at the end every request is checked."""
    front = opened(replace(settings, **getattr(request, "param", {})))
    env = Env(make_client(front, tmp_path), settle_timeout=30)
    await env.start()
    try:
        yield Desk(env, front)
    finally:
        await env.shutdown()
    requests = [(entry.method, entry.path, entry.json) for entry in env.http_requests]
    wrong = [fault for entry in requests for fault in openapi.violations(*entry)]
    assert not wrong, "\n".join(wrong)


# Adding --------------------------------------------------------------------------------------------------------------


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


# Who may -------------------------------------------------------------------------------------------------------------

EDITING = ("add", "add-file", "remove", "replace")


async def test_only_editors_see_the_commands_that_change_something(desk: Desk) -> None:
    """Discord hides them from everybody else; what reads is for all."""
    assert set(EDITING) <= set(desk.eve.available_commands(desk.channel))
    seen = set(desk.ben.available_commands(desk.channel))
    assert not seen & set(EDITING)
    assert {"reports", "report", "status", "help"} <= seen


async def _let_all(desk: Desk) -> None:
    """Let everybody see the commands, as a server's administrator may."""
    for command in await desk.env.bot.tree.fetch_commands():
        desk.guild.set_command_permissions(command, {desk.guild.default_role: True})


async def _tries(desk: Desk, person: Any) -> list[Any]:
    """Return what each way of changing something gives a person."""
    message = await desk.ben.send(desk.channel, "look", attachments=[("two.txt", TWO)])
    return [
        await person.slash(desk.channel, "add"),
        await person.slash(desk.channel, "add-file", file=("two.txt", TWO)),
        await person.slash(desk.channel, "replace", report="1", file=("two.txt", TWO)),
        await person.slash(desk.channel, "remove", report="1"),
        await person.context_menu(desk.channel, "Add as report", message),
    ]


async def test_somebody_without_the_right_is_refused_by_the_bot_too(desk: Desk) -> None:
    """Where the server shows the commands to all: each says who may, and nothing changes."""
    await _let_all(desk)
    await desk.add(("one.txt", ONE))
    for result in await _tries(desk, desk.ben):
        assert result.modal is None
        assert "Only people with" in text_of(result.response)
        assert result.ephemeral
    shown = await desk.ben.slash(desk.channel, "report", report="1")
    assert "Remove" not in buttons_of(shown.response)
    assert [report.file_name for report in (await desk.store()).reports()] == ["one.txt"]


async def test_the_configured_role_counts_and_no_other_permission(
    opened: Callable[[DiscordSettings], Front], desk: Desk
) -> None:
    """With editor_role, Manage Server alone is not enough, and the role alone is."""
    await _let_all(desk)
    role = desk.guild.create_role("librarians")
    desk.front.settings = replace(desk.front.settings, editor_role=role.id)
    zoe = desk.guild.add_member(desk.env.create_user("zoe"), roles=[role])
    refused = await desk.eve.slash(desk.channel, "add-file", file=("one.txt", ONE))
    assert "Only people with" in text_of(refused.response)
    added = await zoe.slash(desk.channel, "add-file", file=("one.txt", ONE))
    assert "✓" in text_of(added.response)


async def test_a_removal_begun_by_an_editor_ends_when_the_right_is_taken_away(desk: Desk) -> None:
    """The right is looked at again at the last press."""
    await desk.add(("one.txt", ONE))
    asked = await desk.eve.slash(desk.channel, "remove", report="1")
    desk.front.settings = replace(desk.front.settings, editor_role=1)
    refused = await desk.eve.click(asked.response, label="Remove it")
    assert "Only people with" in text_of(refused.response)
    assert len((await desk.store()).reports()) == 1


# Seeing --------------------------------------------------------------------------------------------------------------


async def test_reports_are_listed_page_by_page_also_after_a_restart(
    desk: Desk, opened: Callable[[DiscordSettings], Front], settings: DiscordSettings, tmp_path: Path
) -> None:
    """Eight reports on two pages; the button that turns them needs no memory."""
    for n in range(8):
        await desk.add(
            (f"{n}.txt", f"On day {n} the council met.".encode()), title=f"Day {n}", date=f"2017-10-0{n + 1}"
        )
    listed = await desk.ben.slash(desk.channel, "reports")
    text = text_of(listed.response)
    assert listed.ephemeral
    assert text.startswith("**8 reports**")
    assert text.index("Day 7") < text.index("Day 2")
    assert "Day 1*" not in text
    assert list(buttons_of(listed.response)) == ["Next", "Page 1 of 2", "Previous", "Show"]
    await desk.ben.click(listed.response, label="Next")
    assert "**Day 0**" in text_of(stored(desk.env, listed.response.message))
    front = opened(settings)
    await desk.env.restart_bot(make_client(front, tmp_path))
    await desk.ben.click(listed.response, label="Previous")
    assert "**Day 7**" in text_of(stored(desk.env, listed.response.message))


async def test_reports_are_searched_by_words_and_days(desk: Desk) -> None:
    """Title, publisher, days; none that matches is said."""
    await desk.add(("one.txt", ONE), title="Minutes", publisher="City council", date="2017-10-16")
    await desk.add(("two.txt", TWO), title="Notes", date="2018-05")
    for given, found in (
        ({"search": "city minutes"}, "Minutes"),
        ({"since": "2018"}, "Notes"),
        ({"until": "2017"}, "Minutes"),
        ({"collection": "everyone", "search": "2018"}, "Notes"),
    ):
        result = await desk.ben.slash(desk.channel, "reports", **given)
        assert f"**{found}**" in text_of(result.response)
        assert text_of(result.response).startswith("**1 report**")
    none = await desk.ben.slash(desk.channel, "reports", search="weather")
    assert "No report matches" in text_of(none.response)
    wrong = await desk.ben.slash(desk.channel, "reports", since="soon")
    assert "is no day" in text_of(wrong.response)


async def test_an_empty_library_says_who_fills_it(desk: Desk) -> None:
    """Not an empty list."""
    assert "no reports here yet" in text_of((await desk.ben.slash(desk.channel, "reports")).response)


async def test_one_report_is_shown_with_its_facts(desk: Desk) -> None:
    """By command with a part of its title, and by the button of the list."""
    await desk.add(("minutes.md", b"# Summary\n\nThe council of Raqqa met.\n"), title="Minutes", date="2017")
    by_name = await desk.ben.slash(desk.channel, "report", report="minu")
    listed = await desk.ben.slash(desk.channel, "reports")
    by_button = await desk.ben.click(listed.response, label="Show")
    sha = (await desk.store()).reports()[0].sha256
    for result in (by_name, by_button):
        for words in ("**Minutes**", "2017", "markdown", "-# Summary", f"by <@{desk.eve.id}>", sha):
            assert words in text_of(result.response), words
    offered = await desk.ben.autocomplete(desk.channel, "report", "report", "min")
    assert offered == [{"name": "Minutes · 2017", "value": "1"}]
    absent = await desk.ben.slash(desk.channel, "report", report="weather")
    assert "No reports match" in text_of(absent.response)


# Changing ------------------------------------------------------------------------------------------------------------


async def test_a_report_is_removed_after_a_confirmation(desk: Desk) -> None:
    """It says what goes; kept when so decided; gone at once, from answers too."""
    await desk.add(("one.txt", ONE), title="Minutes")
    asked = await desk.eve.slash(desk.channel, "remove", report="minutes")
    assert text_of(asked.response).startswith("**Remove *Minutes*?**\n2 sentences")
    await desk.eve.click(asked.response, label="Keep it")
    assert "stays" in text_of(stored(desk.env, asked.response.message))
    again = await desk.eve.slash(desk.channel, "remove", report="minutes")
    await desk.eve.click(again.response, label="Remove it")
    assert text_of(stored(desk.env, again.response.message)).startswith("**Removed** *Minutes*")
    assert (await desk.store()).reports() == []
    answer = await desk.ben.slash(desk.channel, "ask", question="who chairs the council of Raqqa?")
    assert "Leila" not in text_of(answer.response)


async def test_a_confirmation_is_for_the_content_it_was_asked_about(desk: Desk) -> None:
    """Replaced meanwhile: the old button removes nothing."""
    await desk.add(("one.txt", ONE), title="Minutes")
    asked = await desk.eve.slash(desk.channel, "remove", report="minutes")
    await desk.eve.slash(desk.channel, "replace", report="minutes", file=("two.txt", TWO))
    await desk.eve.click(asked.response, label="Remove it")
    assert "no such report here" in text_of(stored(desk.env, asked.response.message))
    assert len((await desk.store()).reports()) == 1


async def test_a_replaced_report_keeps_the_name_that_people_know(desk: Desk) -> None:
    """What the new file calls itself counts for less; what is typed counts for more."""
    await desk.add(("one.txt", ONE), title="Minutes", publisher="City council", date="2017")
    new = ("new.md", b"# Draft seven\n\nThe council of Raqqa met.\n")
    await desk.eve.slash(desk.channel, "replace", report="minutes", file=new)
    (report,) = (await desk.store()).reports()
    assert (report.title, report.metadata.publisher, report.metadata.date) == ("Minutes", "City council", "2017")
    await desk.eve.slash(desk.channel, "replace", report="minutes", file=("two.txt", TWO), title="Notes", date="2018")
    (report,) = (await desk.store()).reports()
    assert (report.title, report.metadata.publisher, report.metadata.date) == ("Notes", "City council", "2018")


async def test_a_replaced_report_says_what_changed_and_answers_anew(desk: Desk) -> None:
    """Sentences before and after; the old ones answer nothing any more, the title stays."""
    await desk.add(("one.txt", ONE), title="Minutes", publisher="City council")
    result = await desk.eve.slash(desk.channel, "replace", report="minutes", file=("two.txt", TWO + b" It is done."))
    text = text_of(result.response)
    assert text.startswith(
        "**1 report replaced**\n✓ *Minutes* · 2 → 3 sentences\n-# 3 of its sentences are new, 2 are gone"
    )
    answer = await desk.ben.slash(desk.channel, "ask", question="whom did the council of Raqqa choose on Tuesday?")
    assert "nobody" in text_of(answer.response).replace("*", "")
    again = await desk.eve.slash(desk.channel, "replace", report="minutes", file=("two.txt", TWO + b" It is done."))
    assert "nothing changed" in text_of(again.response)
    refused = await desk.eve.slash(desk.channel, "replace", report="minutes", file=("x.txt", b"\0\1\2" * 40))
    assert "✗ x\\.txt" in text_of(refused.response)
    assert (await desk.store()).reports()[0].sentences == 3


# Standing ------------------------------------------------------------------------------------------------------------


async def test_status_tells_how_things_stand_and_no_secret(desk: Desk, tmp_path: Path) -> None:
    """Reports, sentences, models, version, time; neither token nor folder."""
    await desk.add(("one.txt", ONE))
    for person in (desk.ben, desk.eve):
        result = await person.slash(desk.channel, "status")
        text = text_of(result.response)
        assert result.ephemeral
        assert "1 report here, 2 sentences" in text
        assert "-# Verbatim 0.1.0 · up " in text
        assert str(tmp_path) not in text


async def test_help_shows_each_person_what_they_may_do(desk: Desk) -> None:
    """Editing for editors; for others, who they are."""
    assert "`/add`" in text_of((await desk.eve.slash(desk.channel, "help")).response)
    other = text_of((await desk.ben.slash(desk.channel, "help")).response)
    assert "`/ask`" in other
    assert "`/add`" not in other


# The drop channel ----------------------------------------------------------------------------------------------------


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
