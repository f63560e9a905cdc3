"""Put a question to the reports: throttle, follow-up, model, memory, deadline; for Discord and the terminal alike."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Protocol, TypeVar

from bot.conversation import Turn
from bot.follow_ups import asks_elsewhere, resolve
from bot.lanes import Lanes
from bot.logs import report_line, withhold
from bot.questions import Considered, Question, check
from bot.remembered import Asked, Remembered, Reply
from bot.standing import standing
from bot.turns import narrowed, turn_of
from bot.ui.marks import marked
from bot.viewers import Viewers
from corpus.pages import Picture
from corpus.report import Report
from corpus.store import Store
from index.answer import Answer, Context, Correction, Query, Quote, Searched

WARM_UP = Query("who is named in the reports?")

T = TypeVar("T")
_log = logging.getLogger("verbatim.asking")


class Answers(Protocol):
    """What answers questions; every method may block and may be called from any thread."""

    def answer(self, query: Query, /) -> Answer:
        """Return the sentences that answer the query."""
        ...

    def context(self, sentence_id: int, collections: frozenset[str] | None = None, /) -> Context | None:
        """Return the neighbourhood of a sentence, None where it is gone or in none of these collections."""
        ...

    def picture(self, context: Context, /) -> Picture | None:
        """Return the sentence on its page, None where its report has no pages."""
        ...

    def quote(self, sentence_id: int, collections: frozenset[str] | None = None, /) -> Quote | None:
        """Return a sentence with its attribution, None where it is gone or in none of these collections."""
        ...

    def reports(self, collections: frozenset[str] | None = None, /) -> list[Report]:
        """Return the reports of these collections, None for all."""
        ...

    def searched(self, query: Query, /) -> Searched:
        """Return what a query would look through now."""
        ...

    def corrections(self, query: Query, /) -> Sequence[Correction]:
        """Return what a query would search for now instead of words that no report spells so."""
        ...


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
        self._home = store.identity if store else ""
        self._glances, self.questions = lanes.glances, lanes.questions
        self.talk, self.clock = lanes.talk, lanes.clock
        self.under_way = 0  # questions of this team that run or wait

    async def ask(self, question: Question) -> Reply:
        """Return the answer to a question; see `ask_one_of`."""
        return (await ask_one_of([(self, question)]))[1]

    async def again(self, number: int, person: int, viewers: Viewers) -> Reply | None:
        """Return an answer as far as its sentences still stand and may be seen, None where the question is forgotten.

        Args:
            number: Of the question.
            person: Who wants to see it.
            viewers: Who will see it.
        """
        return await self._glances.run(person, lambda: self._again(number, person, viewers))

    async def search(self, person: int, job: Callable[[], T]) -> T:
        """Return what a longer blocking job returns, which waits for its turn like a question."""
        with self.counted():
            return await self.questions.run(person, job)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count one more question as under way while the block runs."""
        self.under_way += 1
        try:
            yield
        finally:
            self.under_way -= 1

    async def recall(self, number: int, person: int) -> Asked | None:
        """Return a remembered question, None where it is forgotten, or was somebody else's private one."""
        return await self._glances.run(person, lambda: self._recalled(number, person))

    async def context(self, sentence_id: int, person: int, viewers: Viewers) -> Context | None:
        """Return the neighbourhood of a sentence, None where it is gone or may not be seen."""
        return await self._glances.run(person, lambda: self._answers.context(sentence_id, self.collections(viewers)))

    async def picture(self, context: Context, person: int) -> Picture | None:
        """Return the sentence of a neighbourhood that the person was given on its page, None where there are no pages.

        Raises:
            NoPicture: It cannot be drawn; the message says why.
        """
        return await self._glances.run(person, lambda: self._answers.picture(context))

    async def glance(self, person: int, job: Callable[[], T]) -> T:
        """Return what a short blocking job returns."""
        return await self._glances.run(person, job)

    async def shelf(self, viewers: Viewers) -> list[Report]:
        """Return the reports that may be seen, for lists and autocomplete: from memory, and never one that is gone."""
        return await asyncio.to_thread(lambda: self._answers.reports(self.collections(viewers)))

    def collections(self, viewers: Viewers) -> frozenset[str] | None:
        """Return the collections that may be seen, as of now, None for all."""
        if viewers.unlimited:
            return None
        if self._store is None:
            return frozenset()
        return self._store.collections.visible(channels=viewers.channels, roles=viewers.roles)

    def talks(self, person: int, place: int) -> bool:
        """Whether the person asked something here not long ago."""
        return self.talk.last(person, place) is not None

    def owed(self, asked: Asked) -> frozenset[int]:
        """Return the reports whose words are in a question as it was understood; blocks."""
        quotes = (self._answers.quote(sentence) for sentence in asked.owes)
        return frozenset(quote.report.id for quote in quotes if quote)

    def forget(self, person: int) -> int:
        """Forget a person's questions and return how many were kept; blocks."""
        self.talk.forget(person)
        return self._remembered.forget(person)

    def consider(self, question: Question, last: Turn | None) -> Considered:
        """Answer a question without remembering it; blocks.

        Args:
            question: What is asked.
            last: The turn before in this conversation, None where there is none.
        """
        collections = self.collections(question.viewers)
        parent = self._leant_on(self._parent(question) or last, collections)
        text = resolve(question.text.strip(), parent, pointed=question.parent is not None)
        leans = text != question.text.strip() or question.parent is not None
        query = narrowed(question.query, text, parent if leans else None)
        if parent and parent.quoted and asks_elsewhere(question.text):
            query = self._elsewhere(query, parent.quoted)
        withhold(text)
        seq = self._store.seq if self._store else 0
        answer = self._answers.answer(replace(query, collections=collections))
        if question.newest and answer.answered:
            answer = replace(answer, quotes=_newest_first(answer.quotes))
        owes = parent.owes if parent and text != question.text.strip() else frozenset()
        asked = Asked(
            *(0, question.person, question.place, question.text.strip(), query, question.private),
            *(answer.answered, answer.searched, ()),
            seq=seq,
            scope=collections,
            owes=owes,
        )
        return Considered(asked.with_answer(answer), answer, parent)

    def keep(self, considered: Considered, *, beside: int | None = None) -> Reply:
        """Remember an answered question, perhaps beside a public answer, and return the reply; blocks."""
        return Reply(self._remembered.keep(considered.asked, beside=beside), considered.answer.quotes)

    def turn(self, reply: Reply, before: Turn | None) -> Turn:
        """Return what a follow-up needs of an answer, and of whom it spoke before."""
        return replace(turn_of(reply, before), home=self._home)

    def _elsewhere(self, query: Query, quoted: int) -> Query:
        """Return where to look for what the other reports say."""
        others = frozenset(report.id for report in self._answers.reports() if report.id != quoted)
        return replace(query, report=None, among=others)

    def _parent(self, question: Question) -> Turn | None:
        """Return the turn that the person points at."""
        reply = self._again(question.parent, question.person, question.viewers) if question.parent else None
        return self.turn(reply, None) if reply else None

    def _leant_on(self, turn: Turn | None, collections: frozenset[str] | None) -> Turn | None:
        """Return a turn if it may be leant on: it is of this store, and what is in it may be seen here and now."""
        if turn is None or turn.home != self._home:
            return None
        if turn.report and all(report.id != turn.report for report in self._answers.reports(collections)):
            return None
        return turn if self._all_seen(turn.owes, collections) else None

    def _all_seen(self, sentences: frozenset[int], collections: frozenset[str] | None) -> bool:
        return all(self._answers.quote(sentence, collections) for sentence in sentences)

    def _recalled(self, number: int, person: int) -> Asked | None:
        asked = self._remembered.recall(number)
        return None if asked is None or (asked.private and asked.person != person) else asked

    def _again(self, number: int, person: int, viewers: Viewers) -> Reply | None:
        asked = self._recalled(number, person)
        return self.as_it_stands(asked, viewers) if asked else None

    def as_it_stands(self, asked: Asked, viewers: Viewers) -> Reply:
        """Return an earlier answer as far as its sentences still stand and may be seen; blocks."""
        open_ = self.collections(viewers)

        def may_see(report: Report) -> bool:
            return open_ is None or report.collection in open_

        fates = standing(asked.found, self._store, self._answers.quote, may_see)
        return marked(Reply(self._as_seen(asked, open_), ()), fates)

    def readable(self, asked: Asked, viewers: Viewers) -> Asked:
        """Return a question as it was asked, where it was understood by words that may not be seen; blocks shortly."""
        return self._worded(asked, self.collections(viewers))

    def _worded(self, asked: Asked, collections: frozenset[str] | None) -> Asked:
        if self._all_seen(asked.owes, collections):
            return asked
        return replace(asked, query=replace(asked.query, text=asked.question), owes=frozenset())

    def _as_seen(self, asked: Asked, collections: frozenset[str] | None) -> Asked:
        """Return a question with no word and no count of what may not be seen any more."""
        asked = self._worded(asked, collections)
        limits = [names for names in (asked.scope, collections) if names is not None]
        query = replace(asked.query, collections=frozenset.intersection(*limits) if limits else None)
        asked = replace(asked, corrections=tuple(self._answers.corrections(query)) if query.text else ())
        whole = collections is None or (asked.scope is not None and asked.scope <= collections)
        return asked if whole else replace(asked, searched=self._answers.searched(query))


async def ask_one_of(choices: Sequence[tuple[Asking, Question]]) -> tuple[Asking, Reply]:
    """Return the best answer to a question and where it comes from; only there it is remembered.

    Args:
        choices: Where to ask, and the question as it is asked there: its viewers differ. At least one.

    Raises:
        NotAsked: It is empty or too long, or the throttle refused it; the message says what to do.
        TooLate: The deadline passed.
        IndexingError: It cannot be searched for.
    """
    first, question = choices[0]
    withhold(question.text, question.text.strip())
    check(question.text)
    last = None if question.parent else first.talk.last(question.person, question.place, private=question.private)
    start = first.clock()
    with ExitStack() as counted:
        for asking, _ in choices:
            counted.enter_context(asking.counted())
        best, reply, before = await first.questions.run(question.person, lambda: _best_of(choices, last))
    took_s = first.clock() - start
    report_line(_log, "answered", answered=reply.asked.answered, quotes=len(reply.quotes), s=took_s)
    best.talk.remember(question.person, question.place, best.turn(reply, before))
    return best, reply


def _best_of(choices: Sequence[tuple[Asking, Question]], last: Turn | None) -> tuple[Asking, Reply, Turn | None]:
    found = [(asking, asking.consider(question, last)) for asking, question in choices]
    best, considered = max(found, key=lambda one: (one[1].answer.answered, one[1].answer.confidence))
    return best, best.keep(considered), considered.parent


def _newest_first(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return quotes by the dates of their reports; those of undated ones last, and of one date best first."""
    return tuple(sorted(quotes, key=lambda quote: quote.report.metadata.date or "", reverse=True))
