"""Whoever may see more than the channel is told it, alone; nothing that others can notice depends on it."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.remembered import Remembered
from bot.throttle import Throttle
from index.answer import Query
from tests.bot.test_audience import HIDDEN, QUESTION, WORDS, Court, court
from tests.bot.test_keeping import ASKED
from tests.fakes.additions import addition
from tests.fakes.world import buttons_of, text_of

__all__ = ["court"]
ONLY_YOU = "Only you can see this"


@pytest.fixture
def opened(court: Court) -> Court:
    """That server, whose lawyers may see the collection "legal": privately, nowhere in public."""
    court.store.collections.allow("legal", "role", court.lawyers.id)
    return court


def _aside(result: Any) -> str:
    """Return what only the asker was shown after the reply, empty where there is none."""
    assert not result.ephemeral
    assert all(each.ephemeral for each in result.followups)
    return "\n".join(map(text_of, result.followups))


def _public(result: Any) -> str:
    """Return all that the channel sees of a reply, without ids."""
    return re.sub(r"\d{15,}|v1:(\w+):-?\d+|<t:\d+:R>", r"\1", str(result.response.components))


async def test_whoever_has_the_role_is_told_more_and_alone(opened: Court) -> None:
    """After the public answer, which is the same as everybody's."""
    lees, anns = await opened.ask(opened.lee, opened.channel), await opened.ask(opened.ann, opened.channel)
    assert ONLY_YOU in _aside(lees)
    assert "Quill" in _aside(lees)
    assert not anns.followups
    assert _public(lees) == _public(anns)
    assert not any(word in _public(lees) for word in (*HIDDEN, ONLY_YOU))


async def test_an_answer_comes_alone_where_the_channel_gets_none(opened: Court) -> None:
    """The channel is told that the reports don't say."""
    opened.store.remove(1)
    result = await opened.ask(opened.lee, opened.channel)
    assert "The reports don't say" in text_of(result.response) or "no reports here yet" in text_of(result.response)
    assert "Quill" in _aside(result)


@pytest.mark.parametrize("how", ["form", "again", "embed"])
async def test_it_comes_after_forms_presses_and_in_the_older_style_too(opened: Court, how: str) -> None:
    """Wherever Discord lets a person alone be told something after a reply."""
    if how == "embed":
        opened.front.settings = replace(opened.front.settings, reply_style="embed")
        result = await opened.ask(opened.lee, opened.channel)
        assert ONLY_YOU in result.followups[0].content
        return
    first = await opened.ask(opened.ann, opened.channel)
    if how == "again":
        opened.store.remove(1)
        await opened.env.bot._upkeep.once()
        result = await opened.lee.click(first.response, label="Ask again")
    else:
        form = await opened.lee.click(first.response, label="Ask a follow-up")
        result = await opened.lee.submit_modal(form, {"text": "who signed the contract of Aldous Quill?"})
    assert "Quill" in _aside(result)
    assert not any(word in text_of(result.response).replace("Aldous Quill?", "") for word in HIDDEN)


async def test_a_message_shows_nothing_of_it(opened: Court) -> None:
    """A reply to a message is seen by all: who has the role gets what everybody gets, by the same requests."""
    seen = []
    for who in (opened.lee, opened.ann):
        before = len(opened.env.http_requests)
        await who.send(opened.channel, f"{opened.me} {QUESTION}")
        requests = opened.env.http_requests[before:]
        seen.append([(one.method, re.sub(r"\d+", "", one.path)) for one in requests])
        assert not any(word in text_of(opened.last()) for word in HIDDEN)
    assert seen[0] == seen[1]


@pytest.mark.parametrize("where", ["counsel", "private", "nothing in it", "one report"])
async def test_no_second_question_is_put_where_nothing_more_can_come_of_it(
    opened: Court, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Where the channel may see as much, the reply is private, what is more is empty, or one report is asked."""
    opened.store.collections.allow("legal", "channel", opened.counsel.id)
    if where == "nothing in it":
        opened.store.remove(opened.secret.id)
    answers, asked = opened.front.teams.open_home().answers, list[Query]()
    answer = answers.answer
    monkeypatch.setattr(answers, "answer", lambda query: asked.append(query) or answer(query))
    options = {"private": {"private": True}, "one report": {"report": "1"}}.get(where, {})
    result = await opened.ask(opened.lee, opened.counsel if where == "counsel" else opened.channel, **options)
    assert len(asked) == 1
    assert not result.followups


async def test_the_public_answer_stands_before_the_second_question_is_put(
    opened: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it comes as soon as everybody's."""
    answers, stood = opened.front.teams.open_home().answers, list[int]()
    answer = answers.answer

    def noted(query: Query) -> Any:
        stood.append(sum(one.method == "PATCH" for one in opened.env.http_requests))
        return answer(query)

    monkeypatch.setattr(answers, "answer", noted)
    await opened.ask(opened.lee, opened.channel)
    assert stood == [0, 1]


async def test_what_says_nothing_else_is_not_shown(opened: Court) -> None:
    """The same sentence in a hidden report is no news, and a worse answer none."""
    opened.store.remove(opened.secret.id)
    text = "The mayor signed the contract with the shipyard in June."
    opened.store.add(addition(text, "copy.txt", embedder=WORDS, collection="legal", title="Privileged copy"))
    result = await opened.ask(opened.lee, opened.channel)
    assert not result.followups
    assert (await opened.front.team(opened.guild.id)).remembered.of(opened.lee.id) == 1


async def test_where_the_hidden_reports_are_about_something_else_nothing_is_shown(opened: Court) -> None:
    """The best sentences are the same: they come from what the channel may see."""
    opened.store.remove(opened.secret.id)
    other = "Herring is caught off Valparaiso in the winter months by two dozen trawlers."
    opened.store.add(addition(other, "fish.txt", embedder=WORDS, collection="legal", title="Privileged fish"))
    alone = await opened.ask(opened.lee, opened.channel, private=True)
    assert "2 reports searched" in text_of(alone.response)
    result = await opened.ask(opened.lee, opened.channel)
    assert not result.followups


async def test_the_numbers_in_public_buttons_go_on_by_one(opened: Court) -> None:
    """Whoever asked before: a gap would tell of an answer that others did not see."""
    for number, who in enumerate((opened.lee, opened.ann, opened.lee, opened.lee), 1):
        result = await opened.ask(who, opened.channel)
        assert buttons_of(result.response)["Sources"] == f"v1:src:{number}"
        assert [buttons_of(one)["Sources"] for one in result.followups] == [f"v1:src:-{number}"] * (who is opened.lee)


async def test_it_uses_up_nothing_of_its_persons_share(opened: Court) -> None:
    """Of five questions a minute, five public ones are answered."""
    opened.front.lanes.questions._throttle._a_minute = 5
    results = [await opened.ask(opened.lee, opened.channel) for _ in range(5)]
    assert all("The mayor" in text_of(result.response) for result in results)
    assert all(result.followups for result in results)


async def test_the_log_says_the_same_of_everybody(opened: Court, caplog: pytest.LogCaptureFixture) -> None:
    """No line tells who may see more."""
    lines = []
    for who in (opened.lee, opened.ann):
        caplog.clear()
        with caplog.at_level(logging.INFO, "verbatim"):
            await opened.ask(who, opened.channel)
        lines.append([(one.name, one.levelname, one.getMessage()) for one in caplog.records])
    assert lines[0] == lines[1]


async def test_what_comes_after_leans_on_it_in_private_only(opened: Court) -> None:
    """A public follow-up is understood as if it had not been there; its own button and a private one lean on it."""
    opened.store.remove(1)
    result = await opened.ask(opened.lee, opened.channel)
    lee = {"question": "and what else did he sign?"}
    alone = await opened.lee.slash(opened.channel, "ask", private=True, **lee)
    assert "Quill" in text_of(alone.response)
    result = await opened.ask(opened.lee, opened.channel)
    public = await opened.lee.slash(opened.channel, "ask", **lee)
    await opened.ask(opened.ann, opened.channel)
    others = await opened.ann.slash(opened.channel, "ask", **lee)
    assert _public(public) == _public(others)
    form = await opened.lee.click(result.followups[0], label="Ask a follow-up")
    followed = await opened.lee.submit_modal(form, {"text": "and what else did he sign?"})
    assert followed.ephemeral
    assert "Understood as" in text_of(followed.response)


async def test_its_buttons_are_its_persons_as_long_as_they_may_see_it(opened: Court) -> None:
    """Nobody else opens it by its number, and without the role it is as if the report were gone."""
    result = await opened.ask(opened.lee, opened.channel)
    (aside,) = result.followups
    assert "Privileged" in text_of((await opened.lee.click(aside, label="Sources")).response)
    asking = (await opened.front.team(opened.guild.id)).asking
    assert await asking.recall(-1, opened.lee.id) is not None
    assert await asking.recall(-1, opened.ann.id) is None
    opened.env.backend.remove_member_role(opened.guild.id, opened.lee.id, opened.lawyers.id)
    text = text_of((await opened.lee.click(aside, label="Sources")).response)
    assert not any(word in text for word in HIDDEN)


async def test_it_is_kept_and_counted_as_one_question(opened: Court) -> None:
    """`/stats` counts one question; `/forget-me` deletes both answers; it never is an answer of the place."""
    await opened.ask(opened.lee, opened.channel)
    team = await opened.front.team(opened.guild.id)
    assert team.remembered.counts(1) == (1, 1)
    assert team.posted.count() == 1
    assert [asked.id for asked in team.remembered.asked_in(opened.channel.id)] == [1]
    assert team.remembered.recall(-1) is not None
    assert team.remembered.forget(opened.lee.id) == 2
    assert team.remembered.recall(-1) is None


async def test_what_goes_wrong_with_it_is_not_shown(opened: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer stands: a bot that is too busy for more says nothing."""
    monkeypatch.setattr(Throttle, "_has_room", lambda _, __: False)
    monkeypatch.setattr(Throttle, "_free", lambda _, person: person > 0)
    result = await opened.ask(opened.lee, opened.channel)
    assert "The mayor" in text_of(result.response)
    assert not result.followups


def test_old_asides_are_forgotten_with_the_answers_beside_which_they_stood(tmp_path: Path) -> None:
    """Both are within the limit, by number."""
    remembered = Remembered(tmp_path / "asked.db", at_most=3)
    for _ in range(5):
        number = remembered.keep(ASKED).id
        assert remembered.keep(ASKED, beside=number).id == -number
    kept = [number for number in range(-9, 9) if remembered.recall(number)]
    assert kept == [-5, -4, -3, 3, 4, 5]
    assert remembered.keep(ASKED, beside=0).id == 0
    remembered.close()
