"""A question on its way to the reports, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.conversation import Turn
from bot.errors import NotAsked
from bot.remembered import Asked
from bot.viewers import Viewers
from index.answer import Answer, Query

QUESTION_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Question:
    """One question on its way to the reports.

    Args:
        text: As asked.
        person: Who asks.
        place: The channel, thread or direct message it is asked in.
        query: Where to look; its text is filled in on the way.
        parent: The remembered question that the person points at, None where they point at none.
        private: Whether only the person sees the answer.
        viewers: Who will see it.
        newest: Whether the sentences stand by the dates of their reports, newest first, instead of best first.
        hidden: Whether it is private because it asks about a report that the channel may not see.
    """

    text: str
    person: int
    place: int
    query: Query = field(default_factory=lambda: Query(""))
    parent: int | None = None
    private: bool = False
    viewers: Viewers = field(default_factory=Viewers)
    newest: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Considered:
    """A question that was answered and is not remembered yet.

    Args:
        asked: The question.
        answer: The answer.
        parent: The turn that it could lean on.
    """

    asked: Asked
    answer: Answer
    parent: Turn | None


def check(text: str) -> None:
    """Refuse what is no question, with the limit and the measured value.

    Raises:
        NotAsked: It has no words or too many; the message says what to do.
    """
    if not text.strip():
        raise NotAsked("Ask a question, such as: who leads the SDF political wing?")
    if len(text.strip()) > QUESTION_CHARACTERS:
        measured = f"This question has {len(text.strip()):,} characters, {QUESTION_CHARACTERS} are the most"
        raise NotAsked(f"{measured}: ask it in fewer words.")
