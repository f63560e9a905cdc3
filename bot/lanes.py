"""What the teams of all servers share: the threads that questions run in, who may ask when, and who talks of what.

One machine has so many cores, whichever server a question comes from; so the throttle is one, too.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from bot.conversation import Conversations
from bot.library import Library
from bot.logs import report_line
from bot.settings import ThrottleSettings
from bot.threads import Threads
from bot.throttle import Throttle
from corpus.errors import CorpusError
from index.errors import IndexingError

GLANCES_AT_ONCE = 2  # a button reads a few rows; two threads serve hundreds a second
SENDING_S = 5.0  # of the deadline, kept for sending

_log = logging.getLogger("verbatim.lanes")


class Lanes:
    """A class because it holds threads, throttle and conversations.

    Args:
        settings: How many at once, how many wait, how long.
        clock: Seconds, monotonic.
    """

    def __init__(self, settings: ThrottleSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock, self.talk = clock, Conversations(clock)
        self.questions = _threads("question", settings, settings.questions_at_once, settings.questions_a_minute, clock)
        self.library = Library(lambda: self.questions.is_busy)
        self.glances = _threads("glance", settings, GLANCES_AT_ONCE, settings.clicks_a_minute, clock)

    async def warm_up(self, answer: Callable[[], object]) -> None:
        """Answer for nobody, so that the first person meets a warm model and the queue knows its pace."""
        try:
            await self.questions.warm_up(answer, self.clock)
        except (IndexingError, CorpusError) as refusal:
            report_line(_log, "not warmed up", level=logging.WARNING, reason=str(refusal))

    def stop(self) -> None:
        """Take no more questions; those that were taken are answered."""
        self.questions.stop()
        self.glances.stop()
        self.library.stop()

    def close(self) -> None:
        """End the threads as soon as they are done."""
        self.questions.close()
        self.glances.close()
        self.library.close()


def _threads(name: str, settings: ThrottleSettings, places: int, a_minute: int, clock: Callable[[], float]) -> Threads:
    throttle = Throttle(places=places, queue=settings.queue_length, a_minute=a_minute, clock=clock)
    return Threads(name, throttle, deadline_s=max(1.0, settings.reply_deadline_s - SENDING_S))
