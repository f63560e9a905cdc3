"""Promises of every way to ask, in a Discord of this process; each request is checked against Discord's own."""

from __future__ import annotations

import hashlib
import io
import re
from typing import Any

import pytest

from bot.ui.texts import NO_BREAK
from tests.fakes.library import Library
from tests.fakes.world import World, buttons_of, stored, text_of

QUESTION = "who leads the SDF political wing?"
SENTENCE = "> **Ilham Ahmed** leads the political wing of the SDF\\."
SOURCE = (
    "-# [1] Crisis Desk · *Who is who in the north* · 16 Oct 2017 · p. 3 ¶ 1"
    " · says Col\\. Ryan Dillon, coalition spokesman"
)
CONTENT = [{"message_content": True}]


def _first_callback(world: World) -> dict[str, Any]:
    return next(entry.json for entry in world.env.http_requests if entry.path.endswith("/callback"))


def _is_answer(text: str) -> bool:
    return SENTENCE in text and SOURCE in text


async def test_the_command_answers_with_the_sentence_and_its_attribution(world: World) -> None:
    """/ask: acknowledged first, then the question, the sentence in a quote, who wrote it and who says it."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION)
    assert _first_callback(world) == {"type": 5}
    assert not result.ephemeral
    assert text_of(result.response).startswith("**who leads the SDF political wing?**".replace("?", "?"))
    assert _is_answer(text_of(result.response))


async def test_a_private_question_is_answered_privately(world: World) -> None:
    """private: only the person sees it, from the acknowledgement on."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION, private=True)
    assert result.ephemeral
    assert _is_answer(text_of(result.response))


async def test_a_mention_is_answered_with_a_reply_that_pings_nobody(world: World) -> None:
    """@bot in a channel: a reply to the message, no ping, the question not repeated."""
    await world.ann.send(world.channel, f"{world.me} {QUESTION}")
    answer = world.channel.last_message
    assert answer.reference is not None
    assert QUESTION not in text_of(world.last())
    assert _is_answer(text_of(world.last()))


async def test_a_direct_message_needs_no_mention(world: World) -> None:
    """A person alone with the bot just asks."""
    await world.ann.send_dm(QUESTION)
    assert _is_answer(text_of(stored(world.env, world.ann.user.dm_channel.last_message)))


@pytest.mark.parametrize("words", ["hello everyone", "@everyone who leads the SDF political wing?", QUESTION])
async def test_anything_else_is_met_with_silence(world: World, words: str) -> None:
    """@everyone and talk among people are not for the bot."""
    sent = await world.ann.send(world.channel, words)
    assert world.channel.last_message.id == sent.id


async def test_a_mention_without_a_question_is_told_what_to_do(world: World) -> None:
    """Never silent once addressed."""
    await world.ann.send(world.channel, world.me)
    assert "Ask a question" in text_of(world.last())


async def test_a_question_that_is_too_long_is_told_the_limit(world: World) -> None:
    """The measured length and the limit."""
    await world.ann.send(world.channel, f"{world.me} {'why ' * 200}")
    assert "799 characters, 500 are the most" in text_of(world.last())


async def test_a_follow_up_continues_by_the_form(world: World) -> None:
    """Ask a follow-up: without the message content, "it" is what the answer above was about."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION)
    shown = await world.ben.click(result.response, label="Ask a follow-up")
    reply = await world.ben.submit_modal(shown, {"text": "and who commands it?"})
    text = text_of(reply.response)
    assert "-# Understood as: who commands the SDF political wing" in text
    assert "**General Mazloum Abdi**" in text


async def test_a_follow_up_keeps_the_report_of_its_parent(world: World, shelves: Library) -> None:
    """The filter of the first question holds for what follows."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION, report="1", since="2017")
    shown = await world.ann.click(result.response, label="Ask a follow-up")
    await world.ann.submit_modal(shown, {"text": "who commands it?"})
    assert (shelves.asked[-1].report, shelves.asked[-1].since) == (1, "2017-01-01")


async def test_a_reply_to_an_answer_continues_it(world: World) -> None:
    """A ping-reply carries its text without the privileged intent."""
    await world.ann.send(world.channel, f"{world.me} {QUESTION}")
    await world.ben.send(world.channel, f"{world.me} and who commands it?", reply_to=world.channel.last_message)
    assert "**General Mazloum Abdi**" in text_of(world.last())


async def test_the_next_mention_of_the_same_person_continues(world: World) -> None:
    """In one channel, the same person's follow-up leans on the question before."""
    await world.ann.send(world.channel, f"{world.me} {QUESTION}")
    await world.ann.send(world.channel, f"{world.me} and who commands it?")
    assert "**General Mazloum Abdi**" in text_of(world.last())


async def test_another_person_does_not_continue_somebody_elses_conversation(world: World, shelves: Library) -> None:
    """Ben's "it" is not Ann's."""
    await world.ann.send(world.channel, f"{world.me} {QUESTION}")
    await world.ben.send(world.channel, f"{world.me} and who commands it?")
    assert shelves.asked[-1].text == "and who commands it?"


@pytest.mark.parametrize("env", CONTENT, indirect=True)
async def test_with_the_message_content_a_plain_reply_continues(world: World) -> None:
    """No ping needed where the intent is on."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION)
    await world.ann.send(world.channel, "and who commands it?", reply_to=result.response)
    assert "**General Mazloum Abdi**" in text_of(world.last())


async def test_the_menu_entry_finds_a_message_in_the_reports(world: World) -> None:
    """Find in reports: private, with the message as the question."""
    message = await world.ann.send(world.channel, "I hear Ilham Ahmed leads the political wing of the SDF.")
    result = await world.ben.context_menu(world.channel, "Find in reports", message)
    assert result.ephemeral
    assert _is_answer(text_of(result.response))


async def test_a_message_without_text_cannot_be_looked_for(world: World) -> None:
    """A picture alone has no words."""
    message = await world.ann.send(world.channel, "", attachments=[("a.png", b"x")])
    result = await world.ben.context_menu(world.channel, "Find in reports", message)
    assert "has no text" in text_of(result.response)


async def test_reports_are_offered_while_typing(world: World) -> None:
    """By title, publisher or year, from memory."""
    offered = await world.ann.autocomplete(world.channel, "ask", "report", "airwars 2018")
    assert offered == [{"name": "The toll of Raqqa · Airwars · 2018-04", "value": "2"}]


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"report": "no such"}, "No reports match"),
        ({"report": "r"}, "reports match"),
        ({"since": "yesterday"}, "“yesterday” is not a date"),
        ({"until": "2017-13"}, "“2017\\-13” is not a date"),
    ],
)
async def test_a_wrong_filter_is_told_privately(world: World, filters: dict[str, str], words: str) -> None:
    """What is wrong and what to write instead."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION, **filters)
    assert result.ephemeral
    assert words in text_of(result.response)


async def test_dates_narrow_the_question(world: World, shelves: Library) -> None:
    """Since is the first day and until the last day of what is written."""
    await world.ann.slash(world.channel, "ask", question=QUESTION, since="2017", until="2018-02")
    assert (shelves.asked[-1].since, shelves.asked[-1].until) == ("2017-01-01", "2018-02-28")


async def test_what_the_reports_do_not_say_is_said_first(world: World) -> None:
    """Near misses stand behind a button and are said to be such."""
    result = await world.ann.slash(world.channel, "ask", question="who won the football cup of Raqqa?")
    text = text_of(result.response)
    assert text.startswith("**The reports don't say.**")
    assert "> " not in text
    near = await world.ann.click(result.response, label="Show closest passages")
    assert near.ephemeral
    assert text_of(near.response).startswith("**The closest passages. They may not answer the question.**")


async def test_limits_that_leave_no_report_are_said_to_do_so(world: World) -> None:
    """Not that the reports don't say, since none was looked through."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION, since="2030")
    assert text_of(result.response).startswith("**No report is within these limits.**")


async def test_a_question_can_be_put_in_other_words(world: World) -> None:
    """Rephrase opens with the old wording and asks anew."""
    result = await world.ann.slash(world.channel, "ask", question="who won the football cup of Raqqa?")
    shown = await world.ann.click(result.response, label="Rephrase")
    assert shown.modal["components"][0]["component"]["value"] == "who won the football cup of Raqqa?"
    reply = await world.ann.submit_modal(shown, {"text": QUESTION})
    assert _is_answer(text_of(reply.response))


async def test_context_shows_the_paragraph_with_the_sentence_in_bold(world: World) -> None:
    """For the person who pressed only."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION)
    context = await world.ben.click(result.response, custom_id=buttons_of(result.response)["Context"])
    assert context.ephemeral
    text = text_of(context.response)
    assert "> **Ilham Ahmed leads the political wing of the SDF\\.** The SDF political wing meets" in text


async def test_more_quotes_shows_up_to_five(world: World) -> None:
    """Three at first."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION)
    assert text_of(result.response).count("\n> ") == 3
    assert "3 of 5 sentences" in text_of(result.response)
    more = await world.ann.click(result.response, label="More quotes")
    assert text_of(more.response).count("\n> ") == 5


async def test_sources_names_the_file_and_the_offsets(world: World) -> None:
    """Enough to check the quote by hand."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION)
    sources = await world.ann.click(result.response, label="Sources")
    text = text_of(sources.response)
    assert f"SHA-256 `{1:064x}`" in text
    digest = hashlib.sha256(b"Ilham Ahmed leads the political wing of the SDF.").hexdigest()[:16]
    assert f"[1] p. 3 ¶ 1 · sentence 1 · characters 0 to 48 · SHA-256 `{digest}…`\n" in text
    assert "16 Oct 2017 (date given by whoever added it)" in text
    assert "added 1 Jan 2026 on the command line" in text


async def test_a_report_of_a_problem_is_kept_with_the_answer(world: World) -> None:
    """Whoever reads the book sees what was asked and shown."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION)
    shown = await world.ben.click(result.response, label="Report a problem")
    reply = await world.ben.submit_modal(shown, {"text": "the date is wrong"})
    assert reply.ephemeral
    assert "under number 1" in text_of(reply.response)
    book = world.env.bot.front.teams.open_home().feedback
    kept = book._connection.execute("SELECT complaint, question, sentences FROM feedback").get
    assert kept[:2] == ("the date is wrong", QUESTION)
    assert kept[2].startswith("[101")


async def test_a_fault_is_told_with_an_id_that_is_in_the_log(world: World, log: io.StringIO) -> None:
    """Red, short, and the operator finds it; the question is not in the log, though the fault's message holds it."""
    result = await world.ann.slash(world.channel, "ask", question="does it explode?")
    text = text_of(result.response)
    assert "Something went wrong" in text
    assert text.split("`")[1] in log.getvalue()
    assert "RuntimeError: cannot read [withheld]" in log.getvalue()
    assert "explode?" not in log.getvalue()


@pytest.mark.parametrize("env", [{"reply_style": "embed"}], indirect=True)
async def test_the_older_style_says_the_first_sentence_as_plain_text(world: World) -> None:
    """Push notifications show it; the buttons are the same."""
    await world.ann.send(world.channel, f"{world.me} {QUESTION}")
    message = world.last()
    assert SENTENCE in message["content"]
    description = message["embeds"][0]["description"].replace(NO_BREAK, " ")
    assert description.startswith(SOURCE.removeprefix("-# "))
    assert re.findall(r"\[\d\]|> ", description) == ["[1]", "> ", "[2]", "> ", "[3]"]  # each below its sentence
    assert message["embeds"][0]["description"].count("> ") == 2
    context = await world.ann.click(world.channel.last_message, label="Context 2")
    assert context.ephemeral


async def test_a_removed_report_is_shown_by_no_button(world: World, shelves: Library) -> None:
    """Old answers stay, but nothing more comes out of them."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION)
    shelves.removed.add(1)
    for label in ("More quotes", "Sources"):
        shown = await world.ann.click(result.response, label=label)
        assert "no longer in the reports" in text_of(shown.response)
    context = await world.ann.click(result.response, custom_id="v1:ctx:101")
    assert "no longer in the reports" in text_of(context.response)


async def test_forgotten_questions_say_so(world: World) -> None:
    """Each button and form of a question that is kept no more."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION)
    world.env.bot.front.teams.open_home().asking.forget(world.ann.id)
    more = await world.ann.click(result.response, label="More quotes")
    assert "too old" in text_of(more.response)
    form = await world.ann.click(result.response, label="Report a problem")
    kept = await world.ann.submit_modal(form, {"text": ""})
    assert "too old" in text_of(kept.response)
    follow = await world.ann.click(result.response, label="Ask a follow-up")
    asked = await world.ann.submit_modal(follow, {"text": QUESTION})
    assert _is_answer(text_of(asked.response))


async def test_other_bots_are_not_answered(world: World) -> None:
    """Two bots must not talk to each other for ever."""
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    sent = await robot.send(world.channel, f"{world.me} {QUESTION}")
    assert world.channel.last_message.id == sent.id


async def test_hostile_words_of_a_report_do_nothing(world: World) -> None:
    """@everyone, links, timestamps and lists are read as text; hidden characters are shown and counted."""
    result = await world.ann.slash(world.channel, "ask", question="hidden river bridge word")
    text = text_of(result.response)
    assert "\\@everyone see \\[the **\\*river\\*** bridge\\]\\(https\\:\\//evil\\)".replace("\\//", "//") in text
    assert "\N{REPLACEMENT CHARACTER}The hidden" in text
    assert "\N{REPLACEMENT CHARACTER} stands for 2 hidden characters" in text
    assert "*Notes \\*without\\* \\<a\\> date* · date unknown" in text


async def test_long_sentences_are_whole_or_said_to_be_too_long(world: World) -> None:
    """A thousand Chinese characters three times, and one of five thousand letters."""
    result = await world.ann.slash(world.channel, "ask", question="longest sentence")
    assert text_of(result.response).count("漢" * 998) == 1
    endless = await world.ann.slash(world.channel, "ask", question="endless sentence word")
    assert "This sentence has 5,022 characters" in text_of(endless.response)
    context = await world.ann.click(endless.response, custom_id="v1:ctx:404")
    assert context.response.attachments[0].filename == "sentence.txt"
