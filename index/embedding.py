"""Texts become vectors: which model, from where, and proof that it is the one that was checked.

The default model comes with a package and runs on onnxruntime (`packaged_model.py`); any other sentence-transformers
model, by hub name or folder, is one line of config (`hub_model.py`). Heavy libraries are imported by those two alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelAltered, ModelMissing
from index.settings import DEFAULT_MODEL, EmbeddingSettings

BATCH_CHARACTERS = 8_000  # characters of text padded together; measured by benchmarks/speed.py --batches
BATCH_TEXTS = 64

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

Floats = npt.NDArray[np.float32]
Progress = Callable[[int], None]  # told the number of texts done since it was last told


def no_progress(_: int) -> None:
    """Tell nobody."""


class Embedder(Protocol):
    """A model that turns texts into unit vectors."""

    @property
    def identity(self) -> str:
        """Name and hash; vectors of different identities are never compared."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes of the languages that it knows, None for all."""

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> Floats:
        """Return one unit vector a text: (n, dimension) float32."""


def maker(model: Embedder) -> str:
    """Name what makes the stored vectors: the model, and that titles stand in front of the sentences.

    Vectors of another maker are refused and made anew, so the name changes whenever what is embedded does.
    """
    return f"{model.identity}+title"


def load_embedder(settings: EmbeddingSettings) -> Embedder:
    """Load the configured model.

    Raises:
        ModelMissing: its files are not there.
        ModelAltered: the packaged model is not the one that was checked.
    """
    if settings.model == DEFAULT_MODEL:
        from index.packaged_model import PackagedModel

        return PackagedModel(threads=settings.threads, languages=settings.languages)
    from index.hub_model import HubModel

    return HubModel(settings.model, threads=settings.threads, languages=settings.languages)


def batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield positions of texts of similar length, longest first, so that little padding is computed.

    Longest first, because a batch that does not fit into memory then fails at once and not after an hour.
    """
    order = sorted(range(len(texts)), key=lambda position: -len(texts[position]))
    while order:
        size = max(1, min(BATCH_TEXTS, BATCH_CHARACTERS // max(1, len(texts[order[0]]))))
        yield order[:size]
        del order[:size]


def readable(text: str) -> str:
    """Make any string fit for a tokenizer: lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def sha256_of(path: Path) -> str:
    """Hash a file, hexadecimal.

    Raises:
        ModelMissing: it is not there or not readable.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as failure:
        raise ModelMissing(
            f"The model file {path} cannot be read ({failure.strerror}): run ./verbatim to install it."
        ) from failure


def require_sha256(path: Path, expected: str) -> None:
    """Refuse a file that is not the one that was checked.

    Raises:
        ModelMissing: it is not there.
        ModelAltered: its hash differs; the message names both.
    """
    found = sha256_of(path)
    if found != expected:
        raise ModelAltered(
            f"The model file {path} is not the one that was checked: expected sha256 {expected}, found {found}. "
            "Install it again: delete .venv and run ./verbatim."
        )
