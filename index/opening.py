"""Put the parts together over a data folder: store, parsers, model, searches, reader, and the answerer over them.

A bot in many servers holds a data folder for each; what is heavy (the models, the parsers' process) they share.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from corpus.extraction import Extractor
from corpus.pages import Painter
from corpus.recognition import RecognitionSettings
from corpus.store import Store
from index.answering import Answerer
from index.embedding import Embedder, load_embedder
from index.indexing import Indexer
from index.judging import judge_of, load_reader
from index.reader import Reader
from index.retrieval import Retriever
from index.settings import EmbeddingSettings, ReaderSettings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened:
    """A data folder, ready for work.

    Args:
        store: The reports.
        indexer: Adds and replaces reports.
        embedder: Loads the model at its first call and returns it.
        answerer: Makes the searches and the reader at its first call and returns what answers.
    """

    store: Store
    indexer: Indexer
    embedder: Callable[[], Embedder]
    answerer: Callable[[], Answerer]


@dataclass(frozen=True, slots=True)
class Models:
    """What data folders share; each part may be used from several threads.

    Args:
        embedder: Loads the model that embeds at its first call and returns it.
        reader: Likewise the one that reads, None where the search alone decides.
        extractor: Reads foreign files.
        painter: Draws pages of foreign files.
        settings: How the reader was configured.
    """

    embedder: Callable[[], Embedder]
    reader: Callable[[], Reader | None]
    extractor: Extractor
    painter: Painter
    settings: ReaderSettings

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Opened]:
        """Hold a data folder while the block runs.

        Raises:
            StoreInUse: another process holds it.
            DamagedStore: it is not ours or not readable.
        """
        with Store(folder) as store:
            indexer = Indexer(store, self.extractor, self.embedder)

            def answerer() -> Answerer:
                retriever = Retriever(store, self.embedder(), indexer.renewal.require_done)
                judge = judge_of(self.settings, self.reader(), store, retriever)
                made = Answerer(store, retriever, judge, self.painter)
                # From now on questions go on while a report is added; during a renewal they wait for it anyway.
                indexer.changing = lambda: nullcontext() if indexer.renewal.is_running else made.changing()
                return made

            yield Opened(store, indexer, self.embedder, once(answerer))


@contextmanager
def loaded(
    embedding: EmbeddingSettings, reader: ReaderSettings, recognition: RecognitionSettings | None = None
) -> Iterator[Models]:
    """Hold what data folders share while the block runs; nothing is loaded before it is needed."""
    with Extractor(recognition=recognition) as extractor, Painter() as painter:
        read = once(lambda: None if reader.model == "none" else load_reader(reader))
        yield Models(once(lambda: load_embedder(embedding)), read, extractor, painter, reader)


@contextmanager
def opened(
    folder: Path,
    embedding: EmbeddingSettings,
    reader: ReaderSettings,
    recognition: RecognitionSettings | None = None,
) -> Iterator[Opened]:
    """Hold one data folder while a command works on it.

    Raises:
        StoreInUse: another process holds it.
        DamagedStore: it is not ours or not readable.
    """
    with loaded(embedding, reader, recognition) as models, models.opened(folder) as at:
        yield at


def once(make: Callable[[], T]) -> Callable[[], T]:
    """Return a function that makes a thing at its first call, in whatever thread, and returns that ever after."""
    lock, kept = threading.Lock(), cache(make)

    def get() -> T:
        with lock:
            return kept()

    return get
