"""Editors, too, are told only of what they may see, and of their own server."""

from __future__ import annotations

import asyncio

import pytest

from corpus.errors import RefusedReport
from tests.bot.test_audience import QUESTION, WORDS, Court, court
from tests.fakes.additions import addition
from tests.fakes.desk import ONE, Desk
from tests.fakes.world import buttons_of, text_of

__all__ = ["court"]


@pytest.mark.parametrize("sees", [False, True])
async def test_a_file_that_is_there_already_is_named_as_its_sender_names_it(desk: Desk, *, sees: bool) -> None:
    """In a collection out of their sight: no title, no way to the report; where they see it, both."""
    store = await desk.store()
    store.collections.create("sealed")
    if sees:
        store.collections.allow("sealed", "role", desk.editors.id)
    store.add(addition(ONE.decode(), embedder=WORDS, collection="sealed", title="Confided minutes"))
    result = await desk.eve.slash(desk.channel, "add-file", file=("one.txt", ONE), collection="sealed")
    text = text_of(result.response)
    assert "is there already: nothing changed" in text
    assert ("Confided minutes" in text) is sees
    assert (r"one\.txt" in text) is not sees
    assert bool(buttons_of(result.response)) is sees
    assert len(store.reports()) == 1


async def test_a_refused_move_names_no_report_but_the_one_that_is_moved(court: Court) -> None:
    """The twin may be out of the editor's sight."""
    twin = court.store.add(
        addition(court.store.text(1), "twin.txt", embedder=WORDS, collection="legal", title="Privileged twin")
    )
    with pytest.raises(RefusedReport, match="legal holds the same content") as refused:
        court.store.move(1, "legal")
    result = await court.eve.slash(court.channel, "collection move", report="Minutes", collection="legal")
    for text in (str(refused.value), text_of(result.response)):
        assert str(twin.id) not in text
        assert "Privileged" not in text


async def test_status_counts_the_questions_of_this_server_only(court: Court) -> None:
    """What people of other servers ask is nobody's business here."""
    elsewhere = await court.front.team(court.guild.id + 1)
    begun, going_on = asyncio.Event(), asyncio.Event()

    async def busy() -> None:
        with elsewhere.asking.counted():
            begun.set()
            await going_on.wait()

    task = asyncio.create_task(busy())
    await begun.wait()
    assert "Nothing is waiting" in text_of((await court.ann.slash(court.channel, "status")).response)
    with (await court.front.team(court.guild.id)).asking.counted():
        assert "1 question under way" in text_of((await court.ann.slash(court.channel, "status")).response)
    going_on.set()
    await task


async def test_status_tells_editors_why_an_update_was_interrupted(court: Court) -> None:
    """The reason may name files of the machine; others are told that it goes on."""
    court.front.teams.open_home().indexer.renewal.pause("corpus.db: the disk is full", 300)
    for who, told in ((court.eve, True), (court.ann, False)):
        text = text_of((await who.slash(court.channel, "status")).response)
        assert "tried again in about 5 minutes" in text
        assert ("the disk is full" in text) is told
        assert ("The bot's log says why" in text) is not told


async def test_a_question_is_counted_while_it_is_under_way(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its own server, and no longer when it is answered or refused."""
    team, counts = court.front.teams.open_home(), []
    answer = team.answers.answer
    monkeypatch.setattr(team.answers, "answer", lambda query: counts.append(team.asking.under_way) or answer(query))
    await court.ask(court.ann, court.channel)
    assert "No reports match" in text_of((await court.ask(court.ann, court.channel, report="none")).response)
    await court.ann.slash(court.channel, "ask", question=f"{QUESTION} " * 9, private=True)
    assert set(counts) == {1}
    assert team.asking.under_way == 0
