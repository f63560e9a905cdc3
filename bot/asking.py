"""Put a question to the reports: throttle, follow-up, model, memory, deadline; for Discord and the terminal alike."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from bot.conversation import Turn, resolve
from bot.errors import NotAsked
from bot.lanes import Lanes
from bot.logs import report_line, withhold
from bot.remembered import MORE_QUOTES, Asked, Found, Remembered, Reply
from corpus.pages import Picture
from corpus.report import Report
from index.answer import Answer, Context, Query, Quote

QUESTION_CHARACTERS = 500
WARM_UP = Query("who is named in the reports?")

T = TypeVar("T")
_log = logging.getLogger("verbatim.asking")


class Answers(Protocol):
    """What answers questions; every method may block and may be called from any thread."""

    def answer(self, query: Query, /) -> Answer:
        """Return the sentences that answer the query."""
        ...

    def context(self, sentence_id: int, /) -> Context | None:
        """Return the neighbourhood of a sentence, None where it is gone."""
        ...

    def picture(self, context: Context, /) -> Picture | None:
        """Return the sentence on its page, None where its report has no pages."""
        ...

    def quote(self, sentence_id: int, /) -> Quote | None:
        """Return a sentence with its attribution, None where it is gone."""
        ...

    def reports(self) -> list[Report]:
        """Return all reports."""
        ...


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
    """

    text: str
    person: int
    place: int
    query: Query = field(default_factory=lambda: Query(""))
    parent: int | None = None
    private: bool = False


class Asking:
    """The way of a question through one team's house; a class because it holds what answers and what remembers.

    Args:
        answers: What answers questions.
        remembered: Where answered questions are kept for their buttons.
        lanes: The threads, the throttle and the conversations, which all teams share.
    """

    def __init__(self, answers: Answers, remembered: Remembered, lanes: Lanes) -> None:
        self._answers, self._remembered = answers, remembered
        self._questions, self._glances = lanes.questions, lanes.glances
        self._talk, self._clock = lanes.talk, lanes.clock

    async def ask(self, question: Question) -> Reply:
        """Return the answer to a question.

        Raises:
            NotAsked: It is empty or too long, or the throttle refused it; the message says what to do.
            TooLate: The deadline passed.
            IndexingError: It cannot be searched for.
        """
        withhold(question.text, question.text.strip())
        _check(question.text)
        last = None if question.parent else self._talk.last(question.person, question.place)
        start = self._clock()
        reply = await self._questions.run(question.person, lambda: self._answer(question, last))
        took_s = self._clock() - start
        report_line(_log, "answered", answered=reply.asked.answered, quotes=len(reply.quotes), s=took_s)
        self._talk.remember(question.person, question.place, _turn(reply))
        return reply

    async def again(self, number: int, person: int) -> Reply | None:
        """Return an answer as far as its sentences still stand, None where the question is forgotten."""
        return await self._glances.run(person, lambda: self._again(number))

    async def recall(self, number: int, person: int) -> Asked | None:
        """Return a remembered question, None where it is forgotten."""
        return await self._glances.run(person, lambda: self._remembered.recall(number))

    async def context(self, sentence_id: int, person: int) -> Context | None:
        """Return the neighbourhood of a sentence, None where it is gone."""
        return await self._glances.run(person, lambda: self._answers.context(sentence_id))

    async def picture(self, context: Context, person: int) -> Picture | None:
        """Return the sentence of a neighbourhood that the person was given on its page, None where there are no pages.

        Raises:
            NoPicture: It cannot be drawn; the message says why.
        """
        return await self._glances.run(person, lambda: self._answers.picture(context))

    async def glance(self, person: int, job: Callable[[], T]) -> T:
        """Return what a short blocking job returns."""
        return await self._glances.run(person, job)

    async def shelf(self) -> list[Report]:
        """Return the reports there are, for autocomplete: from memory, and never one that is gone."""
        return await asyncio.to_thread(self._answers.reports)

    def talks(self, person: int, place: int) -> bool:
        """Whether the person asked something here not long ago."""
        return self._talk.last(person, place) is not None

    def forget(self, person: int) -> int:
        """Forget a person's questions and return how many were kept; blocks."""
        self._talk.forget(person)
        return self._remembered.forget(person)

    def _answer(self, question: Question, last: Turn | None) -> Reply:
        """Answer in a thread: resolve, search, read, remember."""
        parent = self._parent(question) or last
        text = resolve(question.text.strip(), parent, pointed=question.parent is not None)
        query = _narrowed(question.query, text, parent if text != question.text.strip() or question.parent else None)
        withhold(text)
        answer = self._answers.answer(query)
        asked = Asked(
            *(0, question.person, question.place, question.text.strip(), query, question.private),
            *(answer.answered, answer.searched, ()),
        )
        return Reply(self._remembered.keep(asked.with_answer(answer)), answer.quotes)

    def _parent(self, question: Question) -> Turn | None:
        """Return the turn that the person points at."""
        reply = self._again(question.parent) if question.parent else None
        return _turn(reply) if reply else None

    def _again(self, number: int) -> Reply | None:
        asked = self._remembered.recall(number)
        if asked is None:
            return None
        quotes = (self._quote(found) for found in asked.found)
        return Reply(asked, tuple(quote for quote in quotes if quote))

    def _quote(self, found: Found) -> Quote | None:
        """Return a sentence as it was found, None where it is gone."""
        quote = self._answers.quote(found.sentence_id)
        return replace(quote, span=found.span) if quote else None


def _check(text: str) -> None:
    """Refuse what is no question, with the limit and the measured value."""
    if not text.strip():
        raise NotAsked("Ask a question, such as: who leads the SDF political wing?")
    if len(text.strip()) > QUESTION_CHARACTERS:
        measured = f"This question has {len(text.strip()):,} characters, {QUESTION_CHARACTERS} are the most"
        raise NotAsked(f"{measured}: ask it in fewer words.")


def _narrowed(query: Query, text: str, parent: Turn | None) -> Query:
    """Return where to look: as given, and where nothing is given as the question before."""
    query = replace(query, text=text, top=MORE_QUOTES)
    if parent is None or query.report or query.since or query.until:
        return query
    return replace(query, report=parent.report, since=parent.since, until=parent.until)


def _turn(reply: Reply) -> Turn:
    """Return what a follow-up needs of an answer."""
    query, first = reply.asked.query, reply.quotes[0] if reply.quotes else None
    span = first.span if first and reply.asked.answered else None
    words = first.text[slice(*span)] if first and span else ""
    return Turn(query.text, words, query.report, query.since, query.until)
