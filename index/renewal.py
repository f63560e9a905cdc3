"""Make the vectors of a store again where another model, or another version of this program, made them.

Vectors of two makers are never compared, so questions wait until it is done. Each report is one transaction: after a
kill at any moment the next opening goes on with the reports that are left, and no text is ever touched.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from corpus.errors import ReportNotFound
from corpus.report import Document, Report
from corpus.rows import Vectors
from corpus.store import Store
from index.embedding import Embedder, Progress, maker, no_progress
from index.errors import ModelChanged

Embedded = Callable[[Report, Document, Progress], Mapping[str, Vectors]]
MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a renewal is.

    Args:
        total: Sentences to be embedded.
        done: Those that are.
        taken_s: Seconds since it began.
    """

    total: int
    done: int
    taken_s: float

    def __str__(self) -> str:
        """Say how far it is and how long it will take."""
        return f"{self.done:,} of {self.total:,} sentences are done" + (f", {self._left()}" if self.done else "")

    def _left(self) -> str:
        minutes = math.ceil(self.taken_s / self.done * (self.total - self.done) / MINUTE_S)
        return "a minute is left" if minutes <= 1 else f"about {minutes} minutes are left"


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause after a try that failed.

    Args:
        reason: Why it failed.
        done: Sentences of the reports that are done.
        total: Sentences that were to be embedded.
        left_s: Seconds until the next try.
    """

    reason: str
    done: int
    total: int
    left_s: float

    def __str__(self) -> str:
        """Say how far it came, and when it goes on."""
        minutes = math.ceil(self.left_s / MINUTE_S)
        when = "within a minute" if minutes <= 1 else f"in about {minutes} minutes"
        return f"{self.done:,} of {self.total:,} sentences are done, and it is tried again {when}"


class Renewal:
    """Embeds again what others embedded; a class because questions ask how far it is while it runs.

    Args:
        store: The reports.
        embedder: Gives the present model.
        embedded: Makes the vectors of a report.
        clock: Seconds, monotonic.
    """

    def __init__(
        self,
        store: Store,
        embedder: Callable[[], Embedder],
        embedded: Embedded,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._embedder, self._embedded, self._clock = store, embedder, embedded, clock
        self._since_s, self._total, self._done = 0.0, 0, 0
        self._stored = 0  # of those embedded; a report's sentences at once
        self._failed: tuple[str, float] | None = None
        self.is_running = False

    def due(self) -> list[Report]:
        """Return the reports whose vectors the present model did not make; the model is loaded if there are any."""
        reports = self._store.reports()
        others = self._store.embedded_otherwise(maker(self._embedder())) if reports else frozenset()
        return [report for report in reports if report.id in others]

    def begin(self) -> list[Report]:
        """Count what is due, and refuse questions from now on if there is anything; return it."""
        due = self.due()
        self._failed, self._stored = None, 0
        self._since_s, self._done, self._total = self._clock(), 0, sum(report.sentences for report in due)
        self.is_running = bool(due)
        return due

    def run(self, progress: Progress = no_progress) -> None:
        """Embed every report that is due.

        Args:
            progress: Told the number of sentences embedded since it was last told; what it raises ends the work, and
                what was done stays.
        """
        try:
            for report in self.begin():
                self._renew(report, progress)
                self._stored += report.sentences
        finally:
            self.is_running = False

    @property
    def pace(self) -> Pace:
        """Return how far it is."""
        return Pace(self._total, self._done, self._clock() - self._since_s)

    def pause(self, reason: str, pause_s: float) -> None:
        """Let whoever asks know that a try failed, and in how many seconds there is another."""
        self._failed = reason, self._clock() + pause_s

    @property
    def rest(self) -> Rest | None:
        """Return the pause that it is in, None while it runs and where it is done."""
        if self._failed is None:
            return None
        reason, until_s = self._failed
        return Rest(reason, self._stored, self._total, max(0.0, until_s - self._clock()))

    def require_done(self) -> None:
        """Refuse to search while vectors of another maker are there.

        Raises:
            ModelChanged: They are; the message says how far the renewal is, when it is tried again, or who made them.
        """
        if self.is_running:
            raise ModelChanged(
                f"The program or its model has changed, so every report is made searchable again: {self.pace}. "
                "Ask again then; nothing is lost."
            )
        try:
            require_maker(self._store, self._embedder())
        except ModelChanged as changed:
            if (rest := self.rest) is None:
                raise
            raise ModelChanged(
                "The program or its model has changed, and making every report searchable again was interrupted: "
                f"{rest}. Ask again then; nothing is lost, and the bot's log and /status say why."
            ) from changed

    def _renew(self, report: Report, progress: Progress) -> None:
        """Embed one report again, unless it is replaced or removed meanwhile: then there is nothing to be done."""

        def step(count: int) -> None:
            self._done += count
            progress(count)

        with suppress(ReportNotFound):
            with self._store.snapshot():
                first, document = self._store.first_sentence(report.id), self._store.document(report.id)
                report = self._store.report(report.id)
            vectors = self._embedded(report, document, step)
            self._store.set_vectors(report.id, vectors, first_sentence=first)


def require_maker(store: Store, embedder: Embedder) -> None:
    """Refuse a store with vectors of another maker than this one.

    Raises:
        ModelChanged: there are some; both are named.
    """
    wanted = maker(embedder)
    for made_by, _ in store.models():
        if made_by != wanted:
            raise ModelChanged(
                f"The stored vectors were made by {made_by}, this version and configuration make {wanted}: "
                "run `check --repair`, or ask a question, to embed every report anew, or name the former model in "
                "config.toml."
            )
