"""Make a team's vectors again beside the running bot, after an update that changed what makes them.

Questions are told how far it is, and so is the log; reports can be read, listed and verified meanwhile.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.errors import Stopping
from bot.logs import report_line
from corpus.errors import CorpusError
from index.errors import IndexingError
from index.opening import Opened

TELL_S = 10.0  # between two lines in the log

_log = logging.getLogger("verbatim.renewing")


@contextmanager
def renewing(at: Opened, server: int, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Embed again what is due in a thread of its own, as long as the block runs; what is left waits for the next start.

    Args:
        at: The team's reports.
        server: Discord's id of the team's server, for the log.
        clock: Seconds, monotonic.
    """
    ended = threading.Event()
    thread = threading.Thread(target=_renew, args=(at, server, ended, clock), name=f"renewal-{server}")
    if at.indexer.renewal.begin():
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if thread.ident:
            thread.join()


def _renew(at: Opened, server: int, ended: threading.Event, clock: Callable[[], float]) -> None:
    renewal, told_s = at.indexer.renewal, clock()

    def step(_: int) -> None:
        nonlocal told_s
        if ended.is_set():
            raise Stopping
        if clock() - told_s >= TELL_S:
            told_s = clock()
            report_line(_log, "embedding again", server=server, far=str(renewal.pace))

    report_line(_log, "the model has changed: embedding again", server=server, sentences=renewal.pace.total)
    try:
        renewal.run(step)
        at.answerer().ready()
    except Stopping:
        report_line(_log, "embedding again goes on at the next start", server=server, far=str(renewal.pace))
    except (CorpusError, IndexingError) as fault:
        report_line(_log, "not embedded again", level=logging.ERROR, server=server, reason=str(fault))
    else:
        report_line(_log, "embedded again", server=server, sentences=renewal.pace.total)
