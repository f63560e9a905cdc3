"""What the bot opens in a folder, on a small library instead of the model; the store beside it is a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from bot.front import Front
from bot.lanes import Lanes
from bot.settings import DiscordSettings
from bot.teams import Teams
from corpus.extraction import Extractor
from corpus.store import Store
from index.answering import Answerer
from index.indexing import Indexer
from index.judging import SimilarityJudge
from index.opening import Opened, once
from index.retrieval import Retriever
from tests.fakes.hashing import HashedWords


def of_library(answers: Any) -> Callable[[Path], AbstractContextManager[Opened]]:
    """Return what opens a folder whose questions are answered by these answers, whatever is in the folder."""

    @contextmanager
    def open_at(folder: Path) -> Iterator[Opened]:
        with Store(folder, durable=False) as store, Extractor() as extractor:
            yield Opened(store, Indexer(store, extractor, HashedWords), HashedWords, lambda: answers)

    return open_at


@contextmanager
def of_hashed_words(folder: Path) -> Iterator[Opened]:
    """Open a folder with everything real but the models: words are compared, not meanings."""
    with Store(folder, durable=False) as store, Extractor() as extractor:
        indexer = Indexer(store, extractor, HashedWords)

        def answerer() -> Answerer:
            made = Answerer(store, Retriever(store, HashedWords()), SimilarityJudge())
            indexer.changing = made.changing
            return made

        yield Opened(store, indexer, HashedWords, once(answerer))


def front_of(
    answers: Any, settings: DiscordSettings, folder: Path, open_at: Callable[[Path], Any] | None = None
) -> Front:
    """Return what commands share, opened on a folder: with these answers, or as another way of opening says."""
    lanes = Lanes(settings.throttle)
    front = Front(Teams(folder, open_at or of_library(answers), lanes, settings), lanes, settings)
    front.teams.open_home()
    return front


def close_front(front: Front) -> None:
    """Close what was opened."""
    front.lanes.close()
    front.teams.close()
