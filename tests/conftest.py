"""What tests share: one loaded model, an empty store, a data folder with the sample reports, and the shared folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.extraction import Extractor
from corpus.store import Store
from index.answering import Answerer
from index.embedding import Embedder
from index.indexing import Indexer
from index.judging import SimilarityJudge
from index.opening import Opened
from index.retrieval import Retriever

SHARED = "VERBATIM_SHARED"
LONGEST_IN_A_NAME = 12  # bytes


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name files by their argument: a packed one holds the time, and processes that share tests must agree on names."""
    return argname if isinstance(val, bytes) and len(val) > LONGEST_IN_A_NAME else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the seed report and the sets of questions, which is no part of the repository."""
    if not os.environ.get(SHARED):
        pytest.skip(f"{SHARED} does not say where the seed report and the sets are")
    folder = Path(os.environ[SHARED])
    if not folder.is_dir():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{SHARED} names no folder: {folder}")
    return folder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged model, loaded once for all tests."""
    from index.packaged_model import PackagedModel

    return PackagedModel()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a folder of its own."""
    with Store(tmp_path / "data", durable=False) as made:
        yield made


@pytest.fixture
def open_folder(embedder: Embedder) -> Iterator[Callable[[Path], Opened]]:
    """Opens a data folder as `index.opening` does, with the model that is loaded already and without a reader."""
    closing: list[Store | Extractor] = []

    def open_at(folder: Path) -> Opened:
        store, extractor = Store(folder, durable=False), Extractor()
        closing.extend((extractor, store))
        answerer = Answerer(store, Retriever(store, embedder), SimilarityJudge())
        return Opened(store, Indexer(store, extractor, lambda: embedder), lambda: embedder, lambda: answerer)

    yield open_at
    for part in closing:
        part.close()


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A data folder with the sample reports, closed: copy it before writing into it."""
    folder = tmp_path_factory.mktemp("sampled") / "data"
    with Store(folder, durable=False) as store, Extractor() as extractor:
        Indexer(store, extractor, lambda: embedder).add_samples()
        Retriever(store, embedder).follow()
    return folder


@pytest.fixture
def opened(tmp_path: Path, sampled: Path, open_folder: Callable[[Path], Opened]) -> Opened:
    """A data folder with the sample reports, open for work."""
    return open_folder(Path(shutil.copytree(sampled, tmp_path / "data")))
