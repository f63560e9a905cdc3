"""What the one who asks may see beside a public answer: shown after it, to them alone.

An answer in a channel uses what all its readers may see. Where whoever asks may see more, their question is put once
more, for them alone; if reports that the channel may not see answer it, that comes in a message that nobody else sees.
Whatever others could notice goes before it and does not depend on it: the public answer and the numbers in its buttons,
when it comes, the person's share of the throttle, what a later public follow-up leans on, the log. So it waits until no
question is being answered, counts as somebody else's in the throttle, and is left out where there is no room.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.asking import Asking
from bot.conversation import Turn
from bot.errors import BotError
from bot.front import Front
from bot.questions import Considered, Question
from bot.remembered import QUOTES, Asked, Reply
from bot.scope import Event, Scope
from bot.ui import texts
from corpus.errors import CorpusError
from index.answer import Quote
from index.errors import IndexingError

IDLE_S = 10.0  # waited for the questions of others at most; then it stands in line like one of them


@dataclass(frozen=True, slots=True)
class Shown:
    """A question that was answered for all to see.

    Args:
        question: As it was put.
        reply: What all see.
        turn: What a public follow-up leans on.
        before: The turn that the question could lean on, had only its person seen the answer.
    """

    question: Question
    reply: Reply
    turn: Turn | None
    before: Turn | None


async def beside(front: Front, event: Event, shown: Shown) -> Reply | None:
    """Return what only the person of an event may see beside an answer, None where that says no more."""
    try:
        scope = await front.scope(event, private=True)
        if not await asyncio.to_thread(_sees_more, scope, shown.reply.asked):
            return None
        await front.lanes.questions.idle(IDLE_S)
        return await _put(scope, shown)
    except (BotError, CorpusError, IndexingError):
        return None  # the answer stands already; a word of this one, even in the log, would tell who may see more


async def _put(scope: Scope, shown: Shown) -> Reply | None:
    asking, person = scope.team.asking, shown.question.person
    question = replace(shown.question, private=True, viewers=scope.viewers)
    considered = await asking.questions.run(-person, lambda: asking.consider(question, shown.before))
    if not tells_more(considered.answer.quotes, answered=considered.answer.answered, than=shown.reply):
        return None
    reply = await asyncio.to_thread(_kept, asking, considered, shown.reply.asked.id)
    if shown.turn:
        turn = asking.turn(reply, considered.parent)
        asking.talk.remember_aside(person, question.place, turn, shown.turn)
    return reply


def _kept(asking: Asking, considered: Considered, beside_id: int) -> Reply:
    return replace(asking.keep(considered, beside=beside_id), marks=(texts.ASIDE,))


def tells_more(quotes: Sequence[Quote], *, answered: bool, than: Reply) -> bool:
    """Whether an answer says what a public one does not: it answers at all, or by other reports in other words."""
    if not answered or not quotes:
        return False
    open_, said = than.asked.scope or frozenset(), {quote.text for quote in than.quotes}
    other = (quote for quote in quotes[:QUOTES] if quote.report.collection not in open_ and quote.text not in said)
    return not than.asked.answered or any(other)


def _sees_more(scope: Scope, asked: Asked) -> bool:
    """Whether a person may see a report that the question could be about, and that others may not; blocks shortly."""
    hidden = scope.collections() - (asked.scope or frozenset())
    return bool(hidden) and any(
        report.collection in hidden and asked.query.report in (None, report.id) for report in scope.reports()
    )
