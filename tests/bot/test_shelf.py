"""Promises of seeing, replacing and removing reports in Discord, and of how the bot says it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.client import make_client
from bot.front import Front
from bot.settings import DiscordSettings
from tests.fakes.desk import ONE, TWO, Desk
from tests.fakes.world import buttons_of, stored, text_of


async def test_reports_are_listed_page_by_page_also_after_a_restart(
    desk: Desk, reopened: Callable[[DiscordSettings], Front], settings: DiscordSettings, tmp_path: Path
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
    front = reopened(settings)
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
    assert "is not a date" in text_of(wrong.response)


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
