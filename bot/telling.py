"""Tell channels when a report that is new to them answers a question that they wait for.

New is what was added, and what came into their sight: moved, or its collection opened to them. Each is news once.
"""

from __future__ import annotations

import asyncio
import logging

import apsw
import discord

from bot.commands.posting import Place, keep
from bot.delivery import Outcome, deliver
from bot.errors import BotError
from bot.front import Front
from bot.logs import report_line
from bot.remembered import MORE_QUOTES, Asked, Reply
from bot.scope import Scope, heard_in, of_channel
from bot.teams import Team
from bot.ui import watched
from bot.ui.styles import answered
from bot.watches import Watch, look
from corpus.errors import CorpusError
from index.answer import Query
from index.errors import IndexingError

TELL_S = 20.0  # for one message, whatever Discord does
_FAULTS = (BotError, CorpusError, IndexingError, apsw.Error, OSError)

_log = logging.getLogger("verbatim.upkeep")


class Watchers:
    """A class because it holds the connection.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: discord.Client, front: Front) -> None:
        self._client, self._front = client, front

    async def tell(self, team: Team) -> None:
        """Put every watched question to the reports that are new to it, and tell its channel where they answer."""
        watches = await asyncio.to_thread(team.watches.all)
        reports = await asyncio.to_thread(team.store.reports) if watches else []
        for watch in watches:
            scope = self._scope(team, watch)
            at = await asyncio.to_thread(look, watch, reports, scope.collections())
            if not at.news or await self._tried(scope, watch, at.news):
                await asyncio.to_thread(team.watches.tried, watch, at)

    def _scope(self, team: Team, watch: Watch) -> Scope:
        """Return what the readers of a watch's channel may see."""
        return of_channel(team, watch.heard or heard_in(self._client.get_channel(watch.channel)))

    async def _tried(self, scope: Scope, watch: Watch, new: frozenset[int]) -> bool:
        """Try a watch; what is wrong with one of them does not keep the others from being told."""
        try:
            return await self._try(scope, watch, new)
        except _FAULTS as fault:
            report_line(_log, "watch not tried", level=logging.WARNING, reason=type(fault).__name__)
            return False

    async def _try(self, scope: Scope, watch: Watch, new: frozenset[int]) -> bool:
        """Tell a watch's channel if new reports answer; return whether that is done, or is to be tried again."""
        team = scope.team
        query = Query(watch.question, top=MORE_QUOTES, among=new, collections=scope.collections())
        answer = await asyncio.to_thread(team.answers.answer, query)
        report_line(_log, "watch tried", reports=len(new), answered=answer.answered)
        if not answer.answered:
            return True
        seq = await asyncio.to_thread(lambda: team.store.seq)
        asked = Asked(
            *(0, watch.person, watch.channel, watch.question, query, False, answer.answered, answer.searched, ()),
            seq=seq,
            scope=query.collections,
        )
        kept = await asyncio.to_thread(team.remembered.keep, asked.with_answer(answer))
        return await self._post(team, watch, Reply(kept, answer.quotes, (watched.NEWS,)), max(new))

    async def _post(self, team: Team, watch: Watch, reply: Reply, newest: int) -> bool:
        """Post the answer and return whether it stands; a channel that is gone or closed to the bot ends its watch.

        Where Discord fails, it is tried again after the next change of the reports, or at the next start.
        """
        message = answered(reply, self._front.settings.reply_style, shows_question=True)
        channel = self._client.get_partial_messageable(watch.channel)
        sent: list[discord.Message] = []

        async def send() -> None:
            # Discord takes a nonce once: a watch that is told again after a kill is shown once.
            sent.append(await channel.send(**message.arguments(editing=False), nonce=f"w{watch.id}-{newest}"))

        with self._front.flights.one():
            outcome = await deliver(send, within_s=TELL_S)
        report_line(_log, "watchers told", outcome=outcome.value)
        if outcome in (Outcome.FORBIDDEN, Outcome.GONE):
            await asyncio.to_thread(team.watches.remove, watch.id)
        elif sent:
            place = Place(watch.channel, watch.heard or heard_in(self._client.get_channel(watch.channel)))
            await asyncio.to_thread(lambda: keep(team, place, sent[0].id, message, reply))
        return outcome not in (Outcome.LATE, Outcome.FAILED)
