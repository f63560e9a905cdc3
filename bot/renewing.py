"""Make a team's vectors again beside the running bot, after an update that changed what makes them.

Questions are told how far it is, and so is the log; reports can be read, listed and verified meanwhile. What fails, on
a full disk perhaps, is tried again after growing pauses, until it is done or the bot ends.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.errors import Stopping
from bot.logs import report_line
from corpus.errors import CorpusError
from index.errors import IndexingError
from index.opening import Opened
from index.renewal import Pace

TELL_S = 10.0  # between two lines in the log
FIRST_PAUSE_S, LONGEST_PAUSE_S = 60.0, 3600.0  # after a try that failed: each is twice as long as the one before

_log = logging.getLogger("verbatim.renewing")


def pauses() -> Iterator[float]:
    """Yield the seconds from one try that failed to the next, without end."""
    pause_s = FIRST_PAUSE_S
    while True:
        yield pause_s
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


@contextmanager
def renewing(at: Opened, server: int, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Embed again what is due in a thread of its own, as long as the block runs; what is left waits for the next start.

    Args:
        at: The team's reports.
        server: Discord's id of the team's server, for the log.
        clock: Seconds, monotonic.
    """
    work = _Work(at, server, clock, threading.Event())
    thread = threading.Thread(target=work.until_done, name=f"renewal-{server}")
    if at.indexer.renewal.begin():
        thread.start()
    try:
        yield
    finally:
        work.ended.set()
        if thread.ident:
            thread.join()


@dataclass(slots=True)
class _Work:
    """What the thread does; a class because it holds what it was told.

    Args:
        at: The team's reports.
        server: Discord's id of the team's server, for the log.
        clock: Seconds, monotonic.
        ended: Set when the bot ends.
        told_s: When the log was last told how far it is.
    """

    at: Opened
    server: int
    clock: Callable[[], float]
    ended: threading.Event
    told_s: float = 0.0

    def until_done(self) -> None:
        """Embed again what is due, and after a fault try again until nothing is left or the bot ends."""
        report_line(_log, "the model has changed: embedding again", server=self.server, sentences=self._pace.total)
        for pause_s in pauses():
            if self._done(pause_s) or self.ended.wait(pause_s):
                return

    def _done(self, pause_s: float) -> bool:
        """Try once, and return whether there is nothing more to try."""
        self.told_s, renewal = self.clock(), self.at.indexer.renewal
        try:
            renewal.run(self._step)
            self.at.answerer().ready()
        except Stopping:
            report_line(_log, "embedding again goes on at the next start", server=self.server, far=str(self._pace))
        except (CorpusError, IndexingError) as fault:
            renewal.pause(str(fault), pause_s)
            told = {"server": self.server, "reason": str(fault), "again_after_s": pause_s}
            report_line(_log, "not embedded again", level=logging.ERROR, **told)
            return False
        else:
            report_line(_log, "embedded again", server=self.server, sentences=self._pace.total)
        return True

    def _step(self, _: int) -> None:
        """Tell the log now and then how far it is, and end where the bot ends."""
        if self.ended.is_set():
            raise Stopping
        if self.clock() - self.told_s >= TELL_S:
            self.told_s = self.clock()
            report_line(_log, "embedding again", server=self.server, far=str(self._pace))

    @property
    def _pace(self) -> Pace:
        return self.at.indexer.renewal.pace
