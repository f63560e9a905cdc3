"""A stand-in for a model, honest about being one: a text's vector is the sum of its words', which a hash chooses.

It knows nothing of meaning, but texts that share words are alike, equal texts have equal vectors, and it is quick; so
tests of the searches, the store and the crash need no model. Tests of what a model is for load the real one.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedding import Floats, Progress, no_progress
from index.words import words

DIMENSION = 256  # a byte of the hash chooses one of as many


@dataclass(frozen=True, slots=True)
class HashedWords:
    """Turns texts into unit vectors without a model.

    Args:
        name: What it calls itself, so that two of them can pass for two models.
    """

    name: str = "hashed-words"

    @property
    def identity(self) -> str:
        """Name and dimension."""
        return f"{self.name}@{DIMENSION}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return DIMENSION

    @property
    def languages(self) -> None:
        """All: words are words."""
        return

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> Floats:
        """Return one unit vector a text: (n, 256) float32."""
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in enumerate(texts):
            for word in words(text) or [""]:
                for place in zlib.crc32(word.encode("utf-8", "replace")).to_bytes(4, "big"):
                    vectors[row, place] += 1
        progress(len(texts))
        return vectors / np.maximum(1e-6, np.linalg.norm(vectors, axis=1, keepdims=True))
