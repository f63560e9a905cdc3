"""What of a question and its answer goes on into the next one: where to look, whom it named, which words it owes."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Turn
from bot.follow_ups import asks_for_person, names_person
from bot.remembered import MORE_QUOTES, Reply
from index.answer import Query, Quote


def narrowed(query: Query, text: str, parent: Turn | None) -> Query:
    """Return where to look: as given, and where nothing is given as the question before."""
    query = replace(query, text=text, top=MORE_QUOTES)
    if parent is None or query.report or query.since or query.until:
        return query
    return replace(query, report=parent.report, since=parent.since, until=parent.until)


def turn_of(reply: Reply, before: Turn | None) -> Turn:
    """Return what a follow-up needs of an answer, and of whom it spoke before."""
    query, first = reply.asked.query, reply.quotes[0] if reply.quotes else None
    answering = first if reply.asked.answered else None
    words = answering.text[slice(*answering.span)] if answering and answering.span else ""
    person = words if names_person(query.text, words) else _speaker(answering)
    owes = reply.asked.owes | ({answering.sentence_id} if answering else set())
    if not person and before and not asks_for_person(query.text):  # "who opened it?" spoke of somebody else
        person, owes = before.person, owes | (before.owes if before.person else set())
    quoted = answering.report.id if answering else None
    return Turn(query.text, words, query.report, query.since, query.until, person, quoted, owes)


def _speaker(quote: Quote | None) -> str:
    """Return who says what was quoted, where that is sure: "he" may be that person."""
    return quote.speaker.name if quote and quote.speaker and quote.speaker.sure else ""
