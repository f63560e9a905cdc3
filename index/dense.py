"""Dense search: every sentence's vector, compared with the question's by inner product, exactly.

FAISS's flat index is exact and fast enough to about 50,000 sentences; it lives in memory, is filled
from the store's vectors at start and follows its changes, so no file of it can be stale or damaged.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


class DenseIndex:
    """The vectors of all sentences; a class because it holds them and FAISS's index over them.

    Rows of one report stay together and in order, so that a row's neighbours are its sentence's neighbours.

    Args:
        dimension: Length of a vector.
    """

    def __init__(self, dimension: int) -> None:
        self._index: Any = faiss.IndexFlatIP(dimension)
        self.sentences: Ids = np.empty(0, np.int64)  # (n,) sentence id of each row
        self.reports: Ids = np.empty(0, np.int64)  # (n,) report id of each row
        self._order: Ids = np.empty(0, np.int64)  # (n,) rows by ascending sentence id

    def __len__(self) -> int:
        return len(self.sentences)

    def add(self, report: int, first_sentence: int, vectors: Floats) -> None:
        """Append a report's sentences, whose ids count up from the first: vectors (m, dimension)."""
        count = len(vectors)
        self._index.add(np.ascontiguousarray(vectors, np.float32))
        self.sentences = np.concatenate([self.sentences, np.arange(first_sentence, first_sentence + count)])
        self.reports = np.concatenate([self.reports, np.full(count, report, np.int64)])
        self._order = np.argsort(self.sentences)

    def remove(self, reports: Collection[int]) -> None:
        """Drop every row of these reports; the others keep their order."""
        gone = np.isin(self.reports, np.fromiter(reports, np.int64, len(reports)))
        if gone.any():
            self._index.remove_ids(np.flatnonzero(gone))
            self.sentences, self.reports = self.sentences[~gone], self.reports[~gone]
            self._order = np.argsort(self.sentences)

    def search(self, question: Floats, count: int, allowed: npt.NDArray[np.bool_] | None = None) -> Ids:
        """Return the rows most like the question (dimension,), best first: at most count, (k,) int64.

        Args:
            question: A unit vector.
            count: Greatest number of rows.
            allowed: (n,) which rows may be seen, None for all; filtered before the search, not after.
        """
        if not len(self):
            return np.empty(0, np.int64)
        parameters = None if allowed is None else _parameters(allowed)
        rows = self._index.search(question[None, :], min(count, len(self)), params=parameters)[1][0]  # (k,)
        found: Ids = rows[rows >= 0]
        return found

    def vectors(self, rows: Ids) -> Floats:
        """Return the vectors of these rows: (k, dimension)."""
        stored = faiss.rev_swig_ptr(self._index.get_xb(), self._index.ntotal * self._index.d)
        gathered: Floats = stored.reshape(-1, self._index.d)[rows]
        return gathered

    def rows_of(self, sentences: Ids) -> Ids:
        """Return the rows of sentence ids; ids that are not here are left out."""
        places = np.searchsorted(self.sentences, sentences, sorter=self._order)
        inside = places < len(self)
        rows = self._order[places[inside]]
        found: Ids = rows[self.sentences[rows] == sentences[inside]]
        return found


def _parameters(allowed: npt.NDArray[np.bool_]) -> Any:
    """Lay the permission out as FAISS wants it: one bit a row, lowest first."""
    library: Any = faiss  # its annotations are those of C++, not of the wrapper
    return library.SearchParameters(sel=library.IDSelectorBitmap(np.packbits(allowed, bitorder="little")))
