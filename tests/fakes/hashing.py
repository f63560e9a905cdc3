"""A stand-in for a model, honest about being one: a text's vector is the sum of its words' vectors, drawn by hash.

It knows nothing of meaning, but texts that share words are alike, equal texts have equal vectors, and it is quick; so
tests of the searches, the store and the crash need no model. Tests of what a model is for load the real one.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.embedding import Floats, Progress, no_progress
from index.words import words


@dataclass(frozen=True, slots=True)
class HashedWords:
    """Turns texts into unit vectors without a model.

    Args:
        dimension: Length of a vector.
        name: What it calls itself, so that two of them can pass for two models.
    """

    dimension: int = 64
    name: str = "hashed-words"

    @property
    def identity(self) -> str:
        """Name and dimension."""
        return f"{self.name}@{self.dimension}"

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> Floats:
        """Return one unit vector a text: (n, dimension) float32."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in words(text) or [""]:
                vectors[row] += _direction(word, self.dimension)
        progress(len(texts))
        return vectors / np.maximum(1e-6, np.linalg.norm(vectors, axis=1, keepdims=True))


@lru_cache(50_000)
def _direction(word: str, dimension: int) -> Floats:
    seed = zlib.crc32(word.encode("utf-8", "replace"))
    return np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)
