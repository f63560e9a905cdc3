"""Put the parts together over one data folder: store, parsers, model, searches, reader, and the answerer over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.extraction import Extractor
from corpus.store import Store
from index.answering import Answerer
from index.embedding import Embedder, load_embedder
from index.indexing import Indexer
from index.judging import load_judge
from index.retrieval import Retriever
from index.settings import EmbeddingSettings, ReaderSettings


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


@contextmanager
def opened(folder: Path, embedding: EmbeddingSettings, reader: ReaderSettings) -> Iterator[Opened]:
    """Hold a data folder while a command or the bot works on it.

    Raises:
        StoreInUse: another process holds it.
        DamagedStore: it is not ours or not readable.
    """
    model = cache(lambda: load_embedder(embedding))
    with Store(folder) as store, Extractor() as extractor:

        @cache
        def answerer() -> Answerer:
            retriever = Retriever(store, model())
            return Answerer(store, retriever, load_judge(reader, store, retriever))

        yield Opened(store, Indexer(store, extractor, model), model, answerer)
