"""Put a question to the reports: throttle, follow-up, model, memory, deadline; for Discord and the terminal alike."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from bot.conversation import Turn, asks_elsewhere, names_person, resolve
from bot.errors import NotAsked
from bot.lanes import Lanes
from bot.logs import report_line, withhold
from bot.remembered import MORE_QUOTES, Asked, Remembered, Reply
from bot.standing import MaySee, standing
from bot.ui.marks import marked
from corpus.pages import Picture
from corpus.report import Report
from corpus.store import Store
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


def _anything(_: Report) -> bool:
    """Whether a report may be seen, where nobody restricts it."""
    return True


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
        store: The reports, which tell what became of earlier answers; None where that is not asked.
    """

    def __init__(self, answers: Answers, remembered: Remembered, lanes: Lanes, store: Store | None = None) -> None:
        self._answers, self._remembered, self._store = answers, remembered, store
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
        self._talk.remember(question.person, question.place, _turn(reply, last))
        return reply

    async def again(self, number: int, person: int, may_see: MaySee = _anything) -> Reply | None:
        """Return an answer as far as its sentences still stand, None where the question is forgotten."""
        return await self._glances.run(person, lambda: self._again(number, may_see))

    async def search(self, person: int, job: Callable[[], T]) -> T:
        """Return what a longer blocking job returns, which waits for its turn like a question."""
        return await self._questions.run(person, job)

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
        if parent and parent.quoted and asks_elsewhere(question.text):
            query = self._elsewhere(query, parent.quoted)
        withhold(text)
        seq = self._store.seq if self._store else 0
        answer = self._answers.answer(query)
        asked = Asked(
            *(0, question.person, question.place, question.text.strip(), query, question.private),
            *(answer.answered, answer.searched, (), "", seq),
        )
        return Reply(self._remembered.keep(asked.with_answer(answer)), answer.quotes)

    def _elsewhere(self, query: Query, quoted: int) -> Query:
        """Return where to look for what the other reports say."""
        others = frozenset(report.id for report in self._answers.reports() if report.id != quoted)
        return replace(query, report=None, among=others)

    def _parent(self, question: Question) -> Turn | None:
        """Return the turn that the person points at."""
        reply = self._again(question.parent, _anything) if question.parent else None
        return _turn(reply, None) if reply else None

    def _again(self, number: int, may_see: MaySee) -> Reply | None:
        asked = self._remembered.recall(number)
        if asked is None:
            return None
        return marked(Reply(asked, ()), standing(asked.found, self._store, self._answers.quote, may_see))


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


def _turn(reply: Reply, before: Turn | None) -> Turn:
    """Return what a follow-up needs of an answer, and of whom it spoke before."""
    query, first = reply.asked.query, reply.quotes[0] if reply.quotes else None
    answering = first if reply.asked.answered else None
    words = answering.text[slice(*answering.span)] if answering and answering.span else ""
    person = words if names_person(query.text, words) else _speaker(answering) or (before.person if before else "")
    quoted = answering.report.id if answering else None
    return Turn(query.text, words, query.report, query.since, query.until, person, quoted)


def _speaker(quote: Quote | None) -> str:
    """Return who says what was quoted, where that is sure: "he" may be that person."""
    return quote.speaker.name if quote and quote.speaker and quote.speaker.sure else ""
