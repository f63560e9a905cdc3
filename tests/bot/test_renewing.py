"""An update that changes the model stops neither the bot nor a question for good."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest

from bot.lanes import Lanes
from bot.questions import Question
from bot.renewing import pauses
from bot.settings import DiscordSettings, ThrottleSettings
from bot.teams import Team, Teams
from bot.ui.status import Standing, status
from bot.viewers import OPERATOR
from corpus.extraction import Extractor
from corpus.store import Store
from index.answer import Query
from index.answering import Answerer
from index.embedding import Floats, Progress, no_progress
from index.errors import ModelChanged
from index.indexing import Indexer
from index.judging import SimilarityJudge
from index.opening import Opened, once
from index.renewal import Renewal, Rest
from index.retrieval import Retriever
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords

RED = 11


class Gated(HashedWords):
    """The new model, which embeds reports only when it is let."""

    gate = threading.Event()

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> Floats:
        """Embed a question at once, a report when the gate opens or the bot ends."""
        while len(texts) > 1 and not self.gate.wait(0.01):
            progress(0)
        return HashedWords("new").embed(texts, progress)


@contextmanager
def of_gated_words(folder: Path) -> Iterator[Opened]:
    """Open a folder with the new model."""
    model = Gated("new")
    with Store(folder, durable=False) as store, Extractor() as extractor:
        indexer = Indexer(store, extractor, lambda: model)
        retriever = Retriever(store, model, indexer.renewal.require_done)
        yield Opened(store, indexer, lambda: model, once(lambda: Answerer(store, retriever, SimilarityJudge())))


@pytest.fixture
async def teams(tmp_path: Path) -> AsyncIterator[Teams]:
    """A team whose report another model embedded."""
    Gated.gate = threading.Event()
    with Store(tmp_path, durable=False) as store:
        store.add(addition("The dam was taken. Nobody was hurt.", embedder=HashedWords("old")))
    lanes = Lanes(ThrottleSettings())
    made = Teams(tmp_path, of_gated_words, lanes, DiscordSettings(server=RED))
    yield made
    made.close()
    lanes.close()


def _renewed(team: Team) -> None:
    (thread,) = (one for one in threading.enumerate() if one.name == f"renewal-{RED}")
    Gated.gate.set()
    thread.join(10)


def _rest(renewal: Renewal) -> Rest:
    while not (rest := renewal.rest):
        time.sleep(0.01)
    return rest


async def test_a_question_meanwhile_is_told_how_far_it_is_and_answered_after(teams: Teams) -> None:
    """The team opens at once, and its reports can be seen; the searches follow by themselves."""
    team = teams.open_home()
    question = Question("who was hurt?", 1, 2, Query(""), viewers=OPERATOR)
    with pytest.raises(ModelChanged, match="0 of 2 sentences are done"):
        await team.asking.ask(question)
    assert len(await team.asking.shelf(OPERATOR)) == 1
    _renewed(team)
    assert (await team.asking.ask(question)).quotes


async def test_the_bot_ends_in_the_middle_without_waiting(teams: Teams, caplog: pytest.LogCaptureFixture) -> None:
    """What is left waits for the next start; the log says so."""
    team = teams.open_home()
    with caplog.at_level("INFO"):
        teams.close()
    assert "embedding again goes on at the next start" in caplog.text
    with Store(team.folder) as store:
        assert store.faults() == []


async def test_what_fails_is_tried_again_by_itself(
    teams: Teams, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Questions are told when, the log why, and the first try after the fault is over answers them."""
    monkeypatch.setattr("bot.renewing.FIRST_PAUSE_S", 0.5)
    team, question = teams.open_home(), Question("who was hurt?", 1, 2, Query(""), viewers=OPERATOR)
    writer = team.store._database.writer
    writer.pragma("query_only", True)  # as on a disk that is full, or was mounted for reading
    Gated.gate.set()
    renewal = team.indexer.renewal
    rest = await asyncio.to_thread(_rest, renewal)
    assert "cannot be opened or written" in rest.reason
    with pytest.raises(ModelChanged, match="0 of 2 sentences are done, and it is tried again within a minute"):
        await team.asking.ask(question)
    assert [record.again_after_s for record in caplog.records if record.levelname == "ERROR"][:1] == [0.5]  # type: ignore[attr-defined]
    writer.pragma("query_only", False)
    _renewed(team)
    assert renewal.rest is None
    assert (await team.asking.ask(question)).quotes


def test_pauses_grow_to_an_hour() -> None:
    """A disk that stays full fills no log."""
    assert list(islice(pauses(), 8)) == [60, 120, 240, 480, 960, 1920, 3600, 3600]


@pytest.mark.parametrize(("reason", "said"), [("the disk is full", "the disk is full"), ("", "The bot's log says why")])
def test_status_says_that_it_was_interrupted(reason: str, said: str) -> None:
    """And why, to editors; to others, whom to ask."""
    rest = str(Rest(reason, 4, 6, 300.0))
    view = status(Standing((), 1, 0, 0, "m", "r", "1", 60.0, rest, reason)).view
    shown = str(view and view.to_components())
    assert "4 of 6 sentences are done, and it is tried again in about 5 minutes" in shown
    assert said in shown
    assert "Ready to answer" not in shown


def test_status_says_how_far_it_is() -> None:
    """Instead of that the bot is ready to answer, which it is not."""
    view = status(Standing((), 1, 0, 0, "m", "r", "1", 60.0, "4 of 6 sentences are done")).view
    shown = str(view and view.to_components())
    assert "4 of 6 sentences are done" in shown
    assert "Ready to answer" not in shown
