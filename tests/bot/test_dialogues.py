"""Six dialogues of our own, each turn understood and answered by the shipped model; two people at once, never mixed."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest

from bot.asking import Asking
from bot.lanes import Lanes
from bot.questions import Question
from bot.remembered import QUOTES, Remembered, Reply
from bot.settings import ThrottleSettings
from bot.viewers import OPERATOR
from corpus.store import Store
from index.answering import Answerer
from index.embedding import Embedder
from index.judging import judge_of, load_reader
from index.retrieval import Retriever
from index.settings import ReaderSettings

DIALOGUES = Path(__file__).with_name("dialogues.txt").read_text(encoding="utf-8")
PATIENT = ThrottleSettings(questions_a_minute=600, clicks_a_minute=600, reply_deadline_s=120)


@dataclass(slots=True)
class Turn:
    """One question of a dialogue.

    Args:
        question: As asked.
        understood: Words of it as understood, empty where it stands by itself.
        answer: Words of one of the first sentences.
    """

    question: str
    understood: str = ""
    answer: str = ""


def dialogues() -> Iterator[tuple[str, list[Turn]]]:
    """Return the dialogues by name."""
    for block in DIALOGUES.split("\n## ")[1:]:
        name, *lines = block.strip().splitlines()
        turns: list[Turn] = []
        for line in lines:
            kind, words = line[:1], line[2:]
            if kind == "?":
                turns.append(Turn(words))
            elif kind == "=":
                turns[-1].understood = words
            elif kind == ">":
                turns[-1].answer = words
        yield name, turns


@pytest.fixture(scope="module")
def answerer(sampled: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """The shipped reader on the sample reports."""
    folder = Path(shutil.copytree(sampled, tmp_path_factory.mktemp("talk") / "data"))
    settings = ReaderSettings()
    with Store(folder, durable=False) as store:
        retriever = Retriever(store, embedder)
        yield Answerer(store, retriever, judge_of(settings, load_reader(settings), store, retriever))


@pytest.fixture
async def asking(answerer: Answerer, tmp_path: Path) -> AsyncIterator[Asking]:
    """The way of questions to it."""
    lanes, remembered = Lanes(PATIENT), Remembered(tmp_path / "asked.db", at_most=1000)
    yield Asking(answerer, remembered, lanes)
    lanes.close()
    remembered.close()


async def say(asking: Asking, person: int, turn: Turn) -> list[str]:
    """Ask and return what is wrong with the reply."""
    reply = await asking.ask(Question(turn.question, person, place=1, viewers=OPERATOR))
    return list(_faults(turn, reply))


def _faults(turn: Turn, reply: Reply) -> Iterator[str]:
    understood = reply.asked.query.text
    if turn.understood.lower() not in understood.lower():
        yield f"{turn.question}: understood as {understood}"
    if not reply.asked.answered:
        yield f"{turn.question} ({understood}): not answered"
    if not any(turn.answer in quote.text for quote in reply.quotes[:QUOTES]):
        yield f"{turn.question} ({understood}): {[quote.text for quote in reply.quotes[:QUOTES]]}"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "turns"), list(dialogues()))
async def test_every_turn_of_a_dialogue_is_understood_and_answered(
    asking: Asking, name: str, turns: list[Turn]
) -> None:
    """Pronouns, bare question words, another year, the first and the second, who said that."""
    faults = [fault for turn in turns for fault in await say(asking, 1, turn)]
    assert not faults, "\n".join(faults)


@pytest.mark.slow
async def test_two_people_talk_at_once_and_are_never_mixed(asking: Asking) -> None:
    """In one channel, turn by turn, each about something else: every turn is understood as if they were alone."""
    talks = dict(dialogues())
    for hers, his in zip_longest(talks["The council"], talks["The ship"]):
        faults = (await say(asking, 1, hers) if hers else []) + (await say(asking, 2, his) if his else [])
        assert not faults, "\n".join(faults)
