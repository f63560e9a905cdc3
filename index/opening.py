"""Put the parts together over a data folder: store, parsers, model, searches, reader, and the answerer over them.

A bot in many servers holds a data folder for each; what is heavy (the models, the parsers' process) they share.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from corpus.errors import UnwritableStore
from corpus.extraction import Extractor
from corpus.folder import SEARCHES
from corpus.pages import Painter
from corpus.recognition import RecognitionSettings
from corpus.shelf import DATABASE
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
    def opened(self, folder: Path, *, to_write: bool = True) -> Iterator[Opened]:
        """Hold a data folder while the block runs.

        Args:
            folder: The data folder.
            to_write: Whether it is of no use where it cannot be written.

        Raises:
            StoreInUse: another process holds it.
            UnwritableStore: it cannot be written.
            DamagedStore: it is not ours or not readable.
        """
        with _store(folder, to_write=to_write) as store, _searches(store) as searches:
            indexer = Indexer(store, self.extractor, self.embedder)

            def answerer() -> Answerer:
                retriever = Retriever(store, self.embedder(), indexer.renewal.require_done, searches)
                judge = judge_of(self.settings, self.reader(), store, retriever)
                made = Answerer(store, retriever, judge, self.painter)
                # From now on questions go on while a report is added; during a renewal they wait for it anyway.
                indexer.changing = lambda: nullcontext() if indexer.renewal.is_running else made.changing()
                return made

            yield Opened(store, indexer, self.embedder, once(answerer))


def _store(folder: Path, *, to_write: bool) -> Store:
    """Open a store, and where its folder cannot be written and need not be, only for reading."""
    try:
        return Store(folder)
    except UnwritableStore:
        if to_write or not (folder / DATABASE).exists():
            raise
        return Store(folder, writable=False)


@contextmanager
def _searches(store: Store) -> Iterator[Path]:
    """Lend the folder of the searches: a copy, where the data folder cannot be written, for they write to be read."""
    there = store.folder / SEARCHES
    if store.is_writable:
        yield there
        return
    with TemporaryDirectory(prefix="verbatim-") as folder:
        copy = Path(folder) / SEARCHES
        copy.mkdir()
        with suppress(OSError, shutil.Error):  # what is missing or damaged is made again
            shutil.copytree(there, copy, dirs_exist_ok=True)
        for one in (copy, *copy.rglob("*")):
            one.chmod(0o700)  # the copy has taken over that it cannot be written
        yield copy


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
    *,
    to_write: bool = True,
) -> Iterator[Opened]:
    """Hold one data folder while a command works on it.

    Raises:
        StoreInUse: another process holds it.
        UnwritableStore: it cannot be written, and is to be.
        DamagedStore: it is not ours or not readable.
    """
    with loaded(embedding, reader, recognition) as models, models.opened(folder, to_write=to_write) as at:
        yield at


def once(make: Callable[[], T]) -> Callable[[], T]:
    """Return a function that makes a thing at its first call, in whatever thread, and returns that ever after."""
    lock, kept = threading.Lock(), cache(make)

    def get() -> T:
        with lock:
            return kept()

    return get
