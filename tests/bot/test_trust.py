"""Promises of /watch, /verify, /mentions, /export, /gaps, /stats, /privacy, /forget-me; with permissions both ways."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest

from bot import evidence
from bot.evidence import Finding
from bot.questions import QUESTION_CHARACTERS
from bot.settings import DiscordSettings, PrivacySettings
from bot.ui import budget, watched
from bot.ui.trust_buttons import Search, TrustId, Verb
from bot.watches import A_CHANNEL, Watch
from tests.fakes.newsroom import ONE, QUESTION, Newsroom, newsroom
from tests.fakes.world import text_of

LATER = "Omar Alloush chairs the council of Raqqa since Friday."
SHORT = [{"privacy": PrivacySettings(keep_questions_days=0)}]


@pytest.fixture
async def room(tmp_path: Path, settings: DiscordSettings, request: pytest.FixtureRequest) -> AsyncIterator[Newsroom]:
    """A bot on real reports."""
    async with newsroom(tmp_path, replace(settings, **getattr(request, "param", {}))) as made:
        yield made


# More than one report ------------------------------------------------------------------------------------------------


async def test_the_newest_report_comes_first_by_choice(room: Newsroom) -> None:
    """By the dates of the reports; otherwise the best sentence first."""
    await room.add("The council of Raqqa has 43 members.", "old.txt", title="Old", date="2016")
    await room.add("The council of Raqqa has by now 45 members.", "new.txt", title="New", date="2018-05")
    await room.add("The council of Raqqa has some members.", "undated.txt", title="Undated")
    question = "how many members has the council of Raqqa?"
    text = text_of((await room.ann.slash(room.channel, "ask", question=question, newest=True)).response)
    assert text.index("*New*") < text.index("*Old*") < text.index("*Undated*")


async def test_the_other_reports_are_asked_on_demand(room: Newsroom) -> None:
    """The same question, without the report that answered."""
    await room.add("Leila Mustafa chairs the council of Raqqa.", "one.txt", title="One")
    await room.add("The council of Raqqa is chaired by Omar Alloush, who chairs it well.", "two.txt", title="Two")
    await room.ann.send(room.channel, f"{room.me} {QUESTION}")
    first = text_of(room.last())
    await room.ann.send(room.channel, f"{room.me} and in the other report?")
    second = text_of(room.last())
    title = first.split("[1] ")[1].split(" ·")[0]
    assert title in ("*One*", "*Two*")
    assert f"Understood as: {QUESTION.replace('?', '')}" in second
    assert title not in second


# /watch --------------------------------------------------------------------------------------------------------------


async def test_a_channel_is_told_when_a_new_report_answers(room: Newsroom) -> None:
    """Once, with the sentence and its source; reports that were there before are no news."""
    await room.add(ONE)
    set_ = await room.ann.slash(room.channel, "watch", question=QUESTION)
    assert "This channel is told when a new report answers" in text_of(set_.response)
    assert not set_.ephemeral
    await room.keep_up()
    assert room.channel.last_message.id == set_.response.message.id
    await room.add(LATER, "later.txt", title="Friday")
    await room.keep_up()
    text = text_of(room.last())
    assert text.startswith("\N{BELL} **A new report answers a watched question**")
    assert "Omar Alloush" in text
    assert "Leila" not in text
    told = room.channel.last_message.id
    await room.keep_up()
    assert room.channel.last_message.id == told


async def test_a_new_report_that_does_not_answer_is_met_with_silence(room: Newsroom) -> None:
    """Near misses are no news."""
    set_ = await room.ann.slash(room.channel, "watch", question=QUESTION)
    await room.add("The tomatoes were ripe early.", "tomatoes.txt")
    await room.keep_up()
    assert room.channel.last_message.id == set_.response.message.id


async def test_a_channel_is_not_told_of_what_its_readers_may_not_see(room: Newsroom) -> None:
    """The scope is the channel's, not that of whoever set the watch."""
    set_ = await room.eve.slash(room.channel, "watch", question=QUESTION)
    (await room.team()).store.collections.create("board")
    await room.add(LATER, collection="board")
    await room.keep_up()
    assert room.channel.last_message.id == set_.response.message.id


async def test_what_a_watch_told_is_corrected_like_any_answer(room: Newsroom) -> None:
    """The report that was news goes again."""
    await room.ann.slash(room.channel, "watch", question=QUESTION)
    report = await room.add(LATER)
    await room.keep_up()
    await room.remove(report)
    await room.keep_up()
    assert "Omar" not in text_of(room.last())
    assert "A report was removed" in text_of(room.last())


async def test_watches_are_listed_and_removed_by_who_set_them_or_an_editor(room: Newsroom) -> None:
    """Nobody else."""
    await room.ann.slash(room.channel, "watch", question=QUESTION)
    listed = await room.ben.slash(room.channel, "watch")
    assert listed.ephemeral
    assert "1 watched question" in text_of(listed.response)
    refused = await room.ben.click(listed.response, label="Remove")
    assert "Only whoever set a watch, or an editor" in text_of(refused.response)
    listed = await room.eve.slash(room.channel, "watch")
    removed = await room.eve.click(listed.response, label="Remove")
    assert "No longer watched" in text_of(removed.response)
    assert "watches no question" in text_of((await room.ann.slash(room.channel, "watch")).response)
    gone = await room.eve.click(listed.response, label="Remove")
    assert "no longer watched" in text_of(gone.response)


async def test_a_channel_has_so_many_watches_and_no_more(room: Newsroom) -> None:
    """The limit is said; the same question twice is one watch."""
    for number in range(A_CHANNEL):
        await room.ann.slash(room.channel, "watch", question=f"who chairs council {number}?")
    again = await room.ann.slash(room.channel, "watch", question="Who chairs council 0?")
    assert "This channel is told" in text_of(again.response)
    more = await room.ann.slash(room.channel, "watch", question="one too many?")
    assert f"watches {A_CHANNEL} questions, the most there may be" in text_of(more.response)


@pytest.mark.parametrize("character", ["*", "\N{TOMATO}", "\N{CJK UNIFIED IDEOGRAPH-6771}"])
def test_the_longest_watches_fit_into_one_message(character: str) -> None:
    """As many as there may be, of the longest questions, in whatever script."""
    text = "who " + character * (QUESTION_CHARACTERS - 4)
    message = watched.listed([Watch(10**9, "2026-11-22T20:00:00+00:00", 1, 1, text, 0)] * A_CHANNEL)
    assert isinstance(message.view, discord.ui.LayoutView)
    shown = [item.content for item in message.view.walk_children() if isinstance(item, discord.ui.TextDisplay)]
    assert budget.total(map(budget.of_text, shown)).fits(budget.LIMIT)


async def test_a_question_the_reports_do_not_answer_can_be_watched_by_a_button(room: Newsroom) -> None:
    """Under "The reports don't say."."""
    await room.add("The tomatoes were ripe early.")
    missing = await room.ann.slash(room.channel, "ask", question=QUESTION)
    shown = await room.ann.click(missing.response, label="Watch this question")
    assert "This channel is told" in text_of(shown.response)
    assert [watch.question for watch in (await room.team()).watches.all()] == [QUESTION]


async def test_watches_survive_a_restart(tmp_path: Path, settings: DiscordSettings) -> None:
    """What came while the bot was down is news when it is back."""
    async with newsroom(tmp_path, settings) as room:
        await room.ann.slash(room.channel, "watch", question=QUESTION)
        await room.add(LATER)
        server = room.guild.id
    async with newsroom(tmp_path, replace(settings, server=server)) as room:
        team = await room.front.team(server)
        await room.keep_up()
        (told,) = [entry for entry in room.env.http_requests if entry.path.endswith("/messages")]
        assert "Omar Alloush" in str(told.json)
        assert team.watches.all() == []  # its channel is not in this new Discord, so the watch ends


# /verify -------------------------------------------------------------------------------------------------------------


async def test_a_quote_is_exact_differs_or_is_absent(room: Newsroom) -> None:
    """With the place, and with the words that differ."""
    await room.add(ONE, title="Minutes", publisher="City council", date="2017-10-16")
    exact = await room.ann.slash(room.channel, "verify", quote="“The council has 43 members.”")
    assert exact.ephemeral
    text = text_of(exact.response)
    assert "word for word" in text
    start = ONE.index("The council has")
    assert f"-# City council · *Minutes* · 16 Oct 2017 · report 1, characters {start} to {len(ONE)}" in text
    differs = await room.ann.slash(room.channel, "verify", quote="The council had 34 members.")
    assert "> The council ~~had 34~~ **has 43** members\\." in text_of(differs.response)
    absent = await room.ann.slash(room.channel, "verify", quote="The moon is made of cheese.")
    assert "No report here says this" in text_of(absent.response)


async def test_a_quote_of_a_hidden_report_is_absent(room: Newsroom) -> None:
    """In the same words as one that nobody said."""
    (await room.team()).store.collections.create("board")
    await room.add(ONE, collection="board")
    hidden = await room.ann.slash(room.channel, "verify", quote="The council has 43 members.")
    nowhere = await room.ann.slash(room.channel, "verify", quote="The moon is made of cheese.")
    assert text_of(hidden.response) == text_of(nowhere.response)


# /mentions -----------------------------------------------------------------------------------------------------------


async def test_every_sentence_with_a_term_is_listed_page_by_page(room: Newsroom) -> None:
    """All of them, newest report first, with the counts of all pages."""
    for year in (2016, 2018, 2017):
        body = " ".join(f"In {year} the Council met {n} times." for n in range(3))
        await room.add(body, f"{year}.txt", title=f"Year {year}", date=str(year))
    first = await room.ann.slash(room.channel, "mentions", term="council")
    text = text_of(first.response)
    assert "**council** stands 9 times in 9 sentences of 3 reports (3 reports searched)" in text
    assert text.index("Year 2018") < text.index("Year 2017")
    assert "In 2018 the **Council** met 0 times\\." in text
    assert "page 1 of 2 · newest report first" in text
    second = await room.ann.click(first.response, label="Next")
    assert "Year 2016" in text_of(second.response)
    assert second.response.message.id == first.response.message.id
    turned = await room.ann.click(second.response, label="Oldest first")
    assert text_of(turned.response).index("Year 2016") < text_of(turned.response).index("Year 2017")


async def test_what_is_hidden_is_neither_listed_nor_counted(room: Newsroom) -> None:
    """The count of reports searched is the asker's."""
    (await room.team()).store.collections.create("board")
    await room.add(ONE, "board.txt", collection="board")
    await room.add("Nothing here.", "open.txt")
    result = await room.ann.slash(room.channel, "mentions", term="council")
    assert "**council** stands in none of 1 report" in text_of(result.response)


async def test_forms_of_a_word_are_found_by_choice(room: Newsroom) -> None:
    """Members, member."""
    await room.add(ONE)
    assert "none of 1 report" in text_of((await room.ann.slash(room.channel, "mentions", term="member")).response)
    found = await room.ann.slash(room.channel, "mentions", term="member", forms=True)
    assert "43 **members**" in text_of(found.response)


async def test_a_term_without_a_letter_is_refused(room: Newsroom) -> None:
    """It would stand everywhere."""
    assert "with a letter or a figure" in text_of((await room.ann.slash(room.channel, "mentions", term="...")).response)


async def test_sentences_too_long_for_the_page_are_named_and_not_lost(room: Newsroom) -> None:
    """Five long ones: each is shown or said to be too long."""
    await room.add("\n\n".join(f"Council {n} " + "met and met " * 90 + "again." for n in range(5)))
    text = text_of((await room.ann.slash(room.channel, "mentions", term="council")).response)
    assert text.count("> **Council**") + text.count("too many for this list") == 5


def test_a_search_comes_back_from_its_button() -> None:
    """Whatever the term holds."""
    for term in ("a:b", "ü" * 60, "n:f", "x y"):
        search = Search(term, 3, forms=True, newest=False)
        button = TrustId.read(str(TrustId(Verb.MENTIONS, str(search))))
        assert button is not None
        assert Search.read(button.rest) == search
        assert len(str(button)) <= 100
    assert TrustId.read("v1:ctx:1") is None
    assert TrustId.read("t2:men:0::x") == TrustId(None, "0::x")


# Export --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "name"), [("Export as Markdown", "evidence.md"), ("Export as JSON", "evidence.json")]
)
async def test_an_answer_is_exported_and_checked_again(room: Newsroom, label: str, name: str) -> None:
    """Every quote stands; a changed word is found; a removed report is missed."""
    report = await room.add(ONE, title="Minutes *of* <Monday>", publisher="City council")
    answer = await room.ann.slash(room.channel, "ask", question=QUESTION)
    sources = await room.ann.click(answer.response, label="Sources")
    exported = await room.ann.click(sources.response, label=label)
    assert exported.ephemeral
    content = await _content(room, exported, name)
    store = (await room.team()).store
    proofs = evidence.proofs(content)
    assert proofs
    assert {evidence.check(store, proof)[0] for proof in proofs} == {Finding.STANDS}
    assert proofs[0].sha256 == hashlib.sha256(proofs[0].text.encode()).hexdigest()
    forged = evidence.proofs(content.replace(b"Leila", b"Layla"))
    assert Finding.ALTERED in {evidence.check(store, proof)[0] for proof in forged}
    await room.remove(report)
    assert {evidence.check(store, proof)[0] for proof in proofs} == {Finding.MISSING}


async def test_the_evidence_of_a_channel_is_exported(room: Newsroom) -> None:
    """What was answered for all to see, and nothing private."""
    await room.add(ONE)
    await room.ann.slash(room.channel, "ask", question=QUESTION)
    await room.ben.slash(room.channel, "ask", question="how many members has the council?")
    await room.ben.slash(room.channel, "ask", question="who speaks for the city of Raqqa?", private=True)
    exported = await room.ann.slash(room.channel, "export", format="JSON")
    whole = json.loads(await _content(room, exported, "evidence.json"))
    questions = [answer["question"] for answer in whole["answers"]]
    assert questions == [QUESTION, "how many members has the council?"]


async def test_where_nothing_was_answered_there_is_nothing_to_export(room: Newsroom) -> None:
    """Said, not an empty file."""
    assert "nothing to export" in text_of((await room.ann.slash(room.channel, "export")).response)


async def _content(room: Newsroom, result: Any, name: str) -> bytes:
    (file,) = result.response.attachments
    assert file.filename == name
    return room.env.backend.cdn.get(file.url) or b""


# /gaps and /stats ----------------------------------------------------------------------------------------------------


async def test_gaps_group_what_went_unanswered_and_say_what_answers_it_since(room: Newsroom) -> None:
    """Alike questions together, disliked answers with their reason; a later report closes a gap."""
    await room.add("The tomatoes were ripe early.")
    await room.ann.slash(room.channel, "ask", question=QUESTION)
    await room.ben.slash(room.channel, "ask", question="Who chairs the council of Raqqa")
    liked = await room.ben.slash(room.channel, "ask", question="when were the tomatoes ripe early?")
    form = await room.ben.click(liked.response, label="Report a problem")
    await room.ben.submit_modal(form, {"text": "which tomatoes?"})
    result = await room.eve.slash(room.channel, "gaps")
    assert result.ephemeral
    text = text_of(result.response)
    assert "2 gaps" in text
    assert "unanswered 2 times" in text
    assert "disliked once" in text
    assert "which tomatoes?" in text
    assert "answered since" not in text
    await room.add(LATER, "later.txt", title="Friday")
    assert "answered since, by *Friday*" in text_of((await room.eve.slash(room.channel, "gaps")).response)


async def test_gaps_and_stats_are_for_editors(room: Newsroom) -> None:
    """Discord hides them from others; whoever calls them all the same is told who may."""
    for command in ("gaps", "stats"):
        with pytest.raises(Exception, match=r"(?i)permission"):
            await room.ben.slash(room.channel, command)
    button = str(TrustId(Verb.GAPS, "0:30"))
    assert button == "t1:gap:0:30"


async def test_helpful_is_counted_once_a_person_and_the_latest_word_holds(room: Newsroom) -> None:
    """Pressing twice is once; a problem reported after takes it back."""
    await room.add(ONE)
    answer = await room.ann.slash(room.channel, "ask", question=QUESTION)
    for _ in range(2):
        said = await room.ben.click(answer.response, label="Helpful")
        assert "Noted as helpful" in text_of(said.response)
    stats = text_of((await room.eve.slash(room.channel, "stats")).response)
    assert "1 question, 1 answered (100 %)" in stats
    assert "1 time helpful, 0 problems reported" in stats
    form = await room.ben.click(answer.response, label="Report a problem")
    await room.ben.submit_modal(form, {"text": ""})
    assert "0 times helpful, 1 problem reported" in text_of((await room.eve.slash(room.channel, "stats")).response)


# /privacy and /forget-me ---------------------------------------------------------------------------------------------


async def test_privacy_says_what_is_kept_and_how_long(room: Newsroom) -> None:
    """In plain words, from the settings."""
    text = text_of((await room.ann.slash(room.channel, "privacy")).response)
    assert "for 90 days" in text
    assert "deleted after 30 days" in text


async def test_a_person_is_forgotten_with_all_that_they_said(room: Newsroom) -> None:
    """Questions, remarks and watches; the count is confirmed; nobody else loses anything; marks go on."""
    report = await room.add(ONE)
    answer = await room.ann.slash(room.channel, "ask", question=QUESTION)
    await room.ben.slash(room.channel, "ask", question=QUESTION)
    await room.ann.click(answer.response, label="Helpful")
    await room.ann.slash(room.channel, "watch", question=QUESTION)
    asked = await room.ann.slash(room.channel, "forget-me")
    assert "This deletes 1 question, 1 remark on answers and 1 watch" in text_of(asked.response)
    done = await room.ann.click(asked.response, label="Delete it")
    assert "Deleted: 1 question, 1 remark on answers and 1 watch" in text_of(done.response)
    team = await room.team()
    assert (team.remembered.of(room.ann.id), team.feedback.of(room.ann.id), team.watches.all()) == (0, 0, [])
    assert team.remembered.of(room.ben.id) == 1
    assert "Nothing is kept of you" in text_of((await room.ann.slash(room.channel, "forget-me")).response)
    await room.remove(report)
    await room.keep_up()
    assert "Leila" not in text_of(room.shown(answer))


@pytest.mark.parametrize("room", SHORT, indirect=True)
async def test_with_no_days_no_word_is_ever_written(room: Newsroom, tmp_path: Path) -> None:
    """Neither the question nor the reason stands in any file; the buttons work all the same."""
    await room.add(ONE)
    answer = await room.ann.slash(room.channel, "ask", question="who chairs the council of Raqqa with zeal?")
    form = await room.ann.click(answer.response, label="Report a problem")
    await room.ann.submit_modal(form, {"text": "zealously wrong"})
    assert "SHA-256" in text_of((await room.ann.click(answer.response, label="Sources")).response)
    assert "corpus.db" in " ".join(_files_with(tmp_path, b"Leila"))
    assert _files_with(tmp_path, b"zeal") == []


def _files_with(folder: Path, words: bytes) -> list[str]:
    """Return the databases in which these words stand."""
    return [file.name for file in folder.rglob("*.db*") if words in file.read_bytes()]


async def test_words_are_purged_when_their_days_are_over(room: Newsroom) -> None:
    """The row stays without words and person, so that buttons work; /gaps no longer knows of it."""
    await room.add(ONE)
    answer = await room.ann.slash(room.channel, "ask", question=QUESTION)
    team = await room.team()
    assert team.remembered.purge(90) == 0
    assert team.remembered.purge(0) == 1
    assert team.remembered.of(room.ann.id) == 0
    sources = await room.ann.click(answer.response, label="Sources")
    assert "SHA-256" in text_of(sources.response)
    assert team.remembered.since(30) == []
