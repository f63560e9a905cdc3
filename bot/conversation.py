"""What was asked and answered just before, as far as a follow-up leans on it.

It is known by person and place (a channel, thread or direct message): nobody's question is ever resolved against
somebody else's, unless they point at an answer by replying to it or by pressing its button. How a question leans on it
is `bot.follow_ups`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MEMORY_S = 1800.0  # a conversation rests for half an hour before it is over
CONVERSATIONS = 1000  # kept at a time; the one that rests longest goes


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, as far as a follow-up needs them.

    Args:
        question: As it was understood.
        answer: The answer's own words in the first quote, empty where they are not known.
        report: Only this report was asked.
        since: Only reports dated on or after this day.
        until: Only reports dated on or before this day.
        person: Who was last named in answer to a question for a person, in this turn or before.
        quoted: The report of the first quote, which "the other report" is not.
        owes: The sentences whose words are in it: it may be leant on only where all of them may be seen.
        home: The store that they stand in.
    """

    question: str
    answer: str = ""
    report: int | None = None
    since: str | None = None
    until: str | None = None
    person: str = ""
    quoted: int | None = None
    owes: frozenset[int] = frozenset()
    home: str = ""


class Conversations:
    """The last turn of each person in each place; a class because it holds them, bounded in number and age.

    Beside a public turn there may be another that only its person was shown. What they ask in public never leans on
    that one, or is understood otherwise because of it.

    Args:
        clock: Seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._turns: OrderedDict[tuple[int, int], tuple[float, Turn, Turn | None]] = OrderedDict()

    def last(self, person: int, place: int, *, private: bool = False) -> Turn | None:
        """Return the turn before, None where there is none or it is too long ago.

        Args:
            person: Who asks.
            place: Where.
            private: Whether only they will see the answer, so that what only they were shown counts, too.
        """
        at, turn, aside = self._turns.get((person, place), (0.0, None, None))
        if turn is None or self._clock() - at > MEMORY_S:
            return None
        return aside if private and aside else turn

    def remember(self, person: int, place: int, turn: Turn) -> None:
        """Keep the turn that a follow-up will lean on."""
        self._turns[person, place] = (self._clock(), turn, None)
        self._turns.move_to_end((person, place))
        if len(self._turns) > CONVERSATIONS:
            self._turns.popitem(last=False)

    def remember_aside(self, person: int, place: int, aside: Turn, turn: Turn) -> None:
        """Keep what only the person was shown beside a turn, unless they have asked on since or are forgotten."""
        at, last, _ = self._turns.get((person, place), (0.0, None, None))
        if last is turn:
            self._turns[person, place] = (at, turn, aside)

    def forget(self, person: int) -> None:
        """Drop every turn of a person."""
        for key in [key for key in self._turns if key[0] == person]:
            del self._turns[key]
