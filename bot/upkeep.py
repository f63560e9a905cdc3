"""Keep true what the bot once said, in the background: correct answers whose reports went, tell watchers, purge words.

Every few seconds each team is looked at; where its reports did not change, that is one number read. What is to be done
is written down before it is done (`bot.posted`, `bot.watches`), so that a restart or a kill in between repeats at most
one edit and forgets none. Edits are spread out, because Discord limits them and people's answers come first.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import apsw
import discord

from bot.commands.posting import keep
from bot.commands.putting import direct
from bot.delivery import Outcome, deliver
from bot.errors import BotError
from bot.front import Front
from bot.logs import report_line
from bot.posted import Post
from bot.remembered import MORE_QUOTES, QUOTES, Asked, Reply
from bot.scope import Scope, heard_in
from bot.standing import Fate, standing
from bot.teams import Team
from bot.ui import marks, watched
from bot.ui.message import Message
from bot.ui.styles import Style, answered
from bot.viewers import Viewers
from bot.watches import Watch
from corpus.errors import CorpusError
from index.answer import Query
from index.errors import IndexingError

TICK_S = 2.0
EDIT_PAUSE_S = 1.0  # between two edits: Discord allows five in five seconds a channel, and answers need theirs
EDIT_S = 20.0  # for one edit, whatever Discord does
PURGE_S = 3600.0
_FAULTS = (BotError, CorpusError, IndexingError, apsw.Error, OSError)

_log = logging.getLogger("verbatim.upkeep")


class Upkeep:
    """The work between questions; a class because it holds how far each team was looked at.

    Args:
        client: The running bot.
        front: What commands share.
        pause: Waits so many seconds; tests do not.
    """

    def __init__(
        self, client: discord.Client, front: Front, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._client, self._front, self._pause = client, front, pause
        self._looked_at: dict[int, int] = {}
        self._purged_s: dict[int, float] = {}

    async def open_all(self) -> None:
        """Open the teams of the servers that the bot is in, so that what is due from before a restart is done."""
        servers = [guild.id for guild in self._client.guilds]
        for server in await asyncio.to_thread(self._front.teams.with_reports, servers):
            try:
                await self._front.team(server)
            except _FAULTS as fault:
                report_line(_log, "team not opened", level=logging.WARNING, reason=type(fault).__name__)

    async def once(self) -> None:
        """Look at every team once."""
        for team in self._front.teams.open_ones():
            try:
                await self._look_at(team)
            except _FAULTS as fault:
                report_line(_log, "upkeep failed", level=logging.WARNING, reason=type(fault).__name__)

    async def _look_at(self, team: Team) -> None:
        seq = await asyncio.to_thread(lambda: team.store.seq)
        await asyncio.to_thread(self._note_late, team)
        if self._looked_at.get(team.server) != seq:
            await asyncio.to_thread(self._note_departures, team)
            await self._tell_watchers(team)
            self._looked_at[team.server] = seq
        await self._correct(team)
        await self._purge(team)

    # Answers that stand in Discord -----------------------------------------------------------------------------------

    def _note_departures(self, team: Team) -> None:
        """Make the messages due whose reports were replaced, removed or moved since the last look; blocks."""
        departures = team.store.departures(team.posted.mark)
        if departures:
            waiting = team.posted.depart(departures[-1][0], [report for _, report, _, _ in departures])
            report_line(_log, "reports went", departures=len(departures), waiting=waiting)

    def _note_late(self, team: Team) -> None:
        """Make messages due whose report went while their answer was on the way; blocks shortly."""
        for post in team.posted.unchecked():
            found = standing(post.found[:QUOTES], team.store, team.answers.quote, lambda _: True)
            team.posted.checked(post, due=any(one.fate is not Fate.STANDS for one in found))

    async def _correct(self, team: Team) -> None:
        """Edit the messages that are due, one after the other."""
        for post in await asyncio.to_thread(team.posted.due, time.time()):
            message = await asyncio.to_thread(self._corrected, team, post)
            outcome = await self._edit(post, message) if message else Outcome.SENT
            await asyncio.to_thread(_settle, team, post, outcome)
            await self._pause(EDIT_PAUSE_S if message else 0.0)

    def _corrected(self, team: Team, post: Post) -> Message | None:
        """Return the message as it should stand, None where it stands already; blocks."""
        scope, asked = self._scope(team, post.channel), team.remembered.recall(post.asked) or _forgotten(post)
        with team.store.snapshot():
            found = standing(post.found, team.store, team.answers.quote, scope.may_see)
            reply = team.asking.as_it_stands(asked, scope.viewers)
        if all(one.fate is Fate.STANDS for one in found[:QUOTES]) and reply.asked.query.text == asked.query.text:
            return None
        reply = replace(reply, marks=marks.marks(found[:QUOTES]))
        style: Style = "embed" if post.style == "embed" else "components"
        message = answered(reply, style, shows_question=post.shows_question and bool(asked.question))
        return direct(message, team.server if self._is_direct(post.channel) else 0)

    def _is_direct(self, channel: int) -> bool:
        """Whether a message stands in a direct message, whose buttons name their server."""
        return self._client.get_channel(channel) is None

    def _scope(self, team: Team, channel: int) -> Scope:
        """Return what the readers of a channel may see; of an unknown channel nothing but what everyone may."""
        heard = heard_in(self._client.get_channel(channel))
        return Scope(team, Viewers(frozenset() if heard is None else frozenset({heard})))

    async def _edit(self, post: Post, message: Message) -> Outcome:
        channel = self._client.get_partial_messageable(post.channel)
        edit = partial(channel.get_partial_message(post.message).edit, **message.arguments(editing=True))
        with self._front.flights.one():
            outcome = await deliver(edit, within_s=EDIT_S)
        report_line(_log, "answer corrected", outcome=outcome.value)
        return outcome

    # Questions that channels wait for --------------------------------------------------------------------------------

    async def _tell_watchers(self, team: Team) -> None:
        """Put every watched question to the reports that are new to it, and tell its channel where they answer."""
        watches = await asyncio.to_thread(team.watches.all)
        reports = await asyncio.to_thread(team.store.reports) if watches else []
        newest = max((report.id for report in reports), default=0)
        for watch in watches:
            new = frozenset(report.id for report in reports if report.id > watch.tried)
            if not new or await self._tried(team, watch, new):
                await asyncio.to_thread(team.watches.tried, watch.id, newest)

    async def _tried(self, team: Team, watch: Watch, new: frozenset[int]) -> bool:
        """Try a watch; what is wrong with one of them does not keep the others from being told."""
        try:
            return await self._try(team, watch, new)
        except _FAULTS as fault:
            report_line(_log, "watch not tried", level=logging.WARNING, reason=type(fault).__name__)
            return False

    async def _try(self, team: Team, watch: Watch, new: frozenset[int]) -> bool:
        """Tell a watch's channel if new reports answer; return whether that is done, or is to be tried again."""
        scope = self._scope(team, watch.channel)
        query = Query(watch.question, top=MORE_QUOTES, among=new, collections=scope.collections())
        answer = await asyncio.to_thread(team.answers.answer, query)
        report_line(_log, "watch tried", reports=len(new), answered=answer.answered)
        if not answer.answered:
            return True
        seq = await asyncio.to_thread(lambda: team.store.seq)
        asked = Asked(
            *(0, watch.person, watch.channel, watch.question, query, False, answer.answered, answer.searched, ()),
            seq=seq,
            scope=scope.collections(),
        )
        kept = await asyncio.to_thread(team.remembered.keep, asked.with_answer(answer))
        return await self._tell(team, watch, Reply(kept, answer.quotes, (watched.NEWS,)), max(new))

    async def _tell(self, team: Team, watch: Watch, reply: Reply, newest: int) -> bool:
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
            outcome = await deliver(send, within_s=EDIT_S)
        report_line(_log, "watchers told", outcome=outcome.value)
        if outcome in (Outcome.FORBIDDEN, Outcome.GONE):
            await asyncio.to_thread(team.watches.remove, watch.id)
        elif sent:
            await asyncio.to_thread(lambda: keep(team, watch.channel, sent[0].id, message, reply))
        return outcome not in (Outcome.LATE, Outcome.FAILED)

    # Words that are kept no longer -----------------------------------------------------------------------------------

    async def _purge(self, team: Team) -> None:
        """Take words and persons out of what is older than the settings say, once an hour."""
        if self._front.clock() - self._purged_s.get(team.server, -PURGE_S) < PURGE_S:
            return
        self._purged_s[team.server] = self._front.clock()
        days = self._front.settings.privacy.keep_questions_days
        purged = await asyncio.to_thread(team.remembered.purge, days)
        purged += await asyncio.to_thread(team.feedback.purge, days)
        if purged:
            report_line(_log, "questions' words purged", count=purged)


def _settle(team: Team, post: Post, outcome: Outcome) -> None:
    """Note what became of an edit: a message that is gone is forgotten, any other fault is tried again later."""
    if outcome is Outcome.SENT:
        team.posted.corrected(post)
    elif outcome is Outcome.GONE:
        team.posted.drop(post)
    elif not team.posted.later(post, time.time()):
        report_line(_log, "answer given up", level=logging.WARNING)


def _forgotten(post: Post) -> Asked:
    """Return what is known of a question whose row is gone: what was quoted, and no word."""
    query = Query("")
    return Asked(post.asked, 0, post.channel, "", query, False, True, post.searched, post.found)
