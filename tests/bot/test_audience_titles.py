"""A report that the channel may not see is asked about alone: nothing that others see tells that it is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.bot.test_audience import HIDDEN, QUESTION, Court, court
from tests.fakes.world import text_of

__all__ = ["court"]
TITLE = "Privileged memo"
ONLY_YOU = "Only you can see this"


@pytest.fixture
def opened(court: Court) -> Court:
    """That server, whose lawyers may see the collection "legal": privately, nowhere in public."""
    court.store.collections.allow("legal", "role", court.lawyers.id)
    return court


@pytest.mark.parametrize("style", ["components", "embed"])
async def test_a_title_that_only_the_asker_may_see_is_answered_to_them_alone(opened: Court, style: str) -> None:
    """And the channel gets nothing at all: no message, no sign of waiting."""
    opened.front.settings = replace(opened.front.settings, reply_style=style)
    before = len(opened.env.http_requests)
    result = await opened.ask(opened.lee, opened.channel, report=TITLE)
    assert result.ephemeral
    said = text_of(result.response) + str(result.response.content)
    assert "Quill" in said
    assert ONLY_YOU in said
    assert not result.followups
    assert not [one for one in opened.env.http_requests[before:] if f"/channels/{opened.channel.id}" in one.path]


async def test_it_says_so_too_where_that_report_does_not_say(opened: Court) -> None:
    """Or the asker would wonder why nobody else saw the answer."""
    words = {"question": "zebras?", "report": str(opened.secret.id)}
    for style in ("components", "embed"):
        opened.front.settings = replace(opened.front.settings, reply_style=style)
        result = await opened.lee.slash(opened.channel, "ask", **words)
        assert ONLY_YOU in text_of(result.response) + str(result.response.content)


async def test_who_may_not_see_it_is_refused_in_the_words_for_what_is_not_there(opened: Court) -> None:
    """By title and by number, as any other title or number."""
    said = []
    for title in (TITLE, str(opened.secret.id), "nosuchword", "999"):
        result = await opened.ask(opened.ann, opened.channel, report=title)
        assert result.ephemeral
        said.append(text_of(result.response).replace(title, ""))
    assert len(set(said)) == 1


async def test_a_title_that_all_may_see_is_answered_for_all(opened: Court) -> None:
    """Whatever else its asker may see."""
    result = await opened.ask(opened.lee, opened.channel, report="Minutes")
    assert not result.ephemeral
    assert ONLY_YOU not in text_of(result.response)


async def test_it_is_offered_with_a_lock_to_its_readers_alone(opened: Court) -> None:
    """After what all may see; where the answer is private anyway, without one."""
    offered = await opened.lee.autocomplete(opened.channel, "ask", "report", "")
    names = [choice["name"] for choice in offered]
    assert names[0].startswith("Minutes")
    assert names[1].startswith(f"\N{LOCK} {TITLE}")
    assert [one["name"][:7] for one in await opened.ann.autocomplete(opened.channel, "ask", "report", "")] == [
        "Minutes"
    ]
    chosen = await opened.ask(opened.lee, opened.channel, report=offered[1]["value"])
    assert chosen.ephemeral


async def test_a_public_follow_up_does_not_go_on_in_the_hidden_report(opened: Court) -> None:
    """It is put to what the channel may see, as if nothing had come before."""
    await opened.lee.slash(opened.channel, "ask", question="zebras?", report=TITLE)
    followed = await opened.lee.slash(opened.channel, "ask", question="and who signed the contract?")
    assert not followed.ephemeral
    text = text_of(followed.response)
    assert "1 report searched" in text
    assert not any(word in text for word in HIDDEN)
    assert QUESTION not in text
