"""Copies among the reports: which hold much of the same text, and where a sentence stands again in them.

The same dispatch under five headlines is one source. A report's fingerprint is stored with it (`corpus.shingles`); in
memory all of them are one sorted list of hashes, 12 bytes each, so that one report is compared with ten thousand in a
millisecond. A report stored before there were fingerprints gets its own when it is first needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpus.report import Report
from corpus.shingles import KIND, Fingerprint, are_copies, fingerprint, groups, say_the_same
from corpus.store import Store

MOST_COPIES = 20  # reports in which a sentence is looked for; whether it stands in 20 others or 30 changes nothing
_LEVEL_BYTES = 1  # in front of a packed fingerprint's hashes


@dataclass(frozen=True, slots=True)
class Prints:
    """The fingerprints of all reports at one moment.

    Args:
        seq: The store's last change at that moment.
        packed: Each report's, by its id.
        hashes: (n,) all hashes of all of them, ascending.
        owners: (n,) the report of each.
    """

    seq: int = -1
    packed: Mapping[int, bytes] = field(default_factory=dict)
    hashes: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))
    owners: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))


class Copies:
    """A class because it holds the fingerprints, which follow the store when they are told to.

    Args:
        store: The truth.
    """

    def __init__(self, store: Store) -> None:
        self._store, self._prints = store, Prints()

    def follow(self) -> None:
        """Read the fingerprints again where the store has changed."""
        if self._store.seq != self._prints.seq:
            self.take(self.read())

    def take(self, prints: Prints) -> None:
        """Compare by these from now on."""
        self._prints = prints

    def read(self) -> Prints:
        """Return the fingerprints as they are in the store now; may be called while others compare."""
        with self._store.snapshot():
            stored, seq = self._store.fingerprints(KIND), self._store.seq
            ids, known = [report.id for report in self._store.reports()], self._prints.packed
            packed = {n: stored.get(n) or known.get(n) or fingerprint(self._store.text(n)).packed() for n in ids}
        parts = [_hashes(one) for one in packed.values()]
        owners = np.repeat(np.fromiter(packed, np.int64, len(parts)), [len(part) for part in parts])
        together = np.concatenate([np.empty(0, np.uint64), *parts])
        order = np.argsort(together, kind="stable")
        return Prints(seq, packed, together[order], owners[order])

    def of(self, report: int, among: Collection[int]) -> list[int]:
        """Return the reports that are copies of one, by their ids, those with most in common first.

        Args:
            report: Its id.
            among: The reports that the asker may see.
        """
        ours = self._print(report)
        met = [other for other in self._meeting(report) if other != report and other in among]
        return [other for other in met if are_copies(ours, self._print(other))][:MOST_COPIES]

    def holding(self, sentence: str, report: int, among: Collection[int]) -> list[int]:
        """Return the copies of a report in which a sentence of it stands too, word for word or nearly.

        Args:
            sentence: Its words.
            report: The report that it is quoted from.
            among: The reports that the asker may see.
        """
        return [other for other in self.of(report, among) if self._holds(other, sentence)]

    def independent(self, reports: Iterable[Report]) -> int:
        """Return how many of some reports are no copies of one another: one for each group of copies."""
        ids = sorted({report.id for report in reports})
        return len(ids) if len(ids) == 1 else len(groups((report, self._print(report)) for report in ids))

    def _holds(self, report: int, sentence: str) -> bool:
        text = self._store.text(report)
        return sentence in text or any(say_the_same(sentence, text[a:b]) for a, b in self._store.spans(report))

    def _meeting(self, report: int) -> list[int]:
        """Return the reports that share a hash with one, those with most in common first."""
        prints = self._prints
        ours = _hashes(prints.packed[report])
        first, last = (np.searchsorted(prints.hashes, ours, side) for side in ("left", "right"))
        places = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)] or [first])
        found, counts = np.unique(prints.owners[places.astype(np.int64)], return_counts=True)
        return [int(owner) for owner in found[np.argsort(-counts, kind="stable")]]

    def _print(self, report: int) -> Fingerprint:
        return Fingerprint.unpacked(self._prints.packed[report])


def _hashes(packed: bytes) -> NDArray[np.uint64]:
    return np.frombuffer(packed, np.dtype("<u8"), offset=_LEVEL_BYTES).astype(np.uint64)
