"""What was computed lately, by what it was computed from, so that turning a page does not compute it again.

Keys are kept as digests: no word of a question stays here when its person has it forgotten.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from index.embedding import Embedder

AT_ONCE = 64  # texts embedded before they are kept, so that who runs out of time goes on from there
_KEY_BYTES = 16

V = TypeVar("V")


class Kept(Generic[V]):
    """The values last used, at most so many; a class because it holds them. May be used from any thread.

    Args:
        at_most: How many.
    """

    def __init__(self, at_most: int) -> None:
        self._at_most, self._lock = at_most, Lock()
        self._values: OrderedDict[bytes, V] = OrderedDict()

    def find(self, *key: str) -> V | None:
        """Return the value, None where there is none."""
        digest = _digest(key)
        with self._lock:
            if digest in self._values:
                self._values.move_to_end(digest)
            return self._values.get(digest)

    def keep(self, value: V, *key: str) -> None:
        """Keep a value in place of the one that was used least lately."""
        with self._lock:
            self._values[_digest(key)] = value
            self._values.move_to_end(_digest(key))
            if len(self._values) > self._at_most:
                self._values.popitem(last=False)


Vectors = Kept[npt.NDArray[np.float32]]


def embedded(texts: Sequence[str], model: Embedder, vectors: Vectors) -> npt.NDArray[np.float32]:
    """Return one unit vector a text, (n, dimension), embedding only those that are not kept; blocks."""
    found = {text: vectors.find(model.identity, text) for text in texts}
    missing = [text for text, vector in found.items() if vector is None]
    for start in range(0, len(missing), AT_ONCE):
        part = missing[start : start + AT_ONCE]
        for text, vector in zip(part, model.embed(part), strict=True):
            found[text] = vector.copy()  # a row alone, not a view that holds its whole batch
            vectors.keep(vector.copy(), model.identity, text)
    rows = [vector for text in texts if (vector := found[text]) is not None]
    return np.stack(rows) if rows else np.empty((0, model.dimension), np.float32)


def _digest(key: Sequence[str]) -> bytes:
    return hashlib.blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()
