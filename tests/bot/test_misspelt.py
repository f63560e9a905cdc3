"""Whoever misspells a name is told what was searched for instead: in Discord, in the terminal and in JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from simcord.builders import ChannelHandle

from bot.chat import chat
from bot.cli import main
from bot.remembered import Reply
from bot.ui import texts
from bot.viewers import Viewers
from index.answer import Correction
from index.answering import Answerer
from tests.bot.test_audience import Court, court
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords
from tests.fakes.houses import of_hashed_words
from tests.fakes.world import text_of

__all__ = ["court"]
TEXT = "Mazloum Abdi commands the force. Ilham Ahmed co-chairs the council.\n"
TOLD = "None of these reports says “Mazlum”; searched for “Mazloum” instead."
QUESTION = "what does Mazlum command?"


@pytest.fixture
def answerer(tmp_path: Path) -> Iterator[Answerer]:
    """An answerer over one report."""
    with of_hashed_words(tmp_path / "house") as at:
        at.store.add(addition(TEXT, embedder=HashedWords()))
        yield at.answerer()


def test_the_terminal_tells_it_and_so_does_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the shipped model; the question stays as it was asked."""
    (tmp_path / "north.txt").write_text(TEXT, encoding="utf-8")
    data = ["--data", str(tmp_path / "data")]
    main([*data, "add", str(tmp_path / "north.txt")])
    capsys.readouterr()
    main([*data, "ask", QUESTION])
    told = capsys.readouterr().out
    assert TOLD in " ".join(told.split())
    assert "Mazloum Abdi commands the force." in told
    main([*data, "ask", QUESTION, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["corrections"] == [{"asked": "Mazlum", "searched": "Mazloum"}]
    assert answer["question"] == QUESTION


def test_a_talk_tells_it_again_where_a_follow_up_leans_on_it(answerer: Answerer) -> None:
    """The follow-up carries the name on as it was asked, and it is found again."""
    lines = iter([QUESTION, "and what about Ilham Ahmad?"])
    written = io.StringIO()
    chat(answerer, read=lambda: next(lines, ":quit"), console=Console(file=written, width=200))
    said = written.getvalue()
    assert TOLD in said
    assert "searched for “Ahmed” instead" in said


@pytest.mark.parametrize("style", ["components", "embed"])
async def test_discord_tells_it_and_tells_it_again(court: Court, style: str) -> None:
    """Above the sentences, and whenever a button or an edit shows the answer anew."""
    court.front.settings = replace(court.front.settings, reply_style=style)
    court.store.add(addition(TEXT * 9, "north.txt", embedder=HashedWords()))
    result = await court.ann.slash(court.channel, "ask", question=QUESTION)
    assert TOLD in text_of(result.response) + str(result.response.content)
    assert _shown_anew(court, court.channel).asked.corrections == (Correction("Mazlum", "Mazloum"),)


async def test_nobody_is_told_a_word_that_the_channel_may_not_see(court: Court) -> None:
    """Not at first, and not by an answer that is shown anew after the collection was closed."""
    court.store.add(addition(TEXT, "north.txt", embedder=HashedWords(), collection="legal"))
    court.store.collections.allow("legal", "channel", court.counsel.id)
    public = await court.ann.slash(court.channel, "ask", question=QUESTION)
    assert "Mazloum" not in text_of(public.response)
    inside = await court.lee.slash(court.counsel, "ask", question=QUESTION)
    assert TOLD in text_of(inside.response)
    court.store.collections.deny("legal", "channel", court.counsel.id)
    assert _shown_anew(court, court.counsel, 2).asked.corrections == ()


def _shown_anew(court: Court, channel: ChannelHandle, number: int = 1) -> Reply:
    team = court.front.teams.open_home()
    asked = team.remembered.recall(number)
    assert asked is not None
    return team.asking.as_it_stands(asked, Viewers(channels=frozenset({channel.id})))


def test_what_is_told_is_escaped() -> None:
    """A word of a question or a report makes no marks and no link."""
    told = texts.corrected([Correction("_Maz*lum_", "Mazl`oum")])
    assert "\\_Maz\\*lum\\_" in told
    assert "Mazl\\`oum" in told
    assert texts.corrected([]) == ""


def test_several_words_are_told_in_one_line() -> None:
    """Each with its own."""
    told = texts.corrected([Correction("Ilhan", "Ilham"), Correction("Ahmad", "Ahmed")])
    assert told == "-# None of these reports says “Ilhan” or “Ahmad”; searched for “Ilham” and “Ahmed” instead."
