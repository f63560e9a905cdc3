"""Correct answers that stand in Discord when a report of theirs is replaced, removed, or closed to their readers.

Who reads an answer is kept with it, so that it is judged by them and not by what Discord's client has at hand: a thread
that rests, or a direct message, is in nobody's memory. Edits are spread out, because Discord limits them and people's
answers come first.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import discord

from bot.commands.putting import direct
from bot.delivery import Outcome, deliver
from bot.front import Front
from bot.logs import report_line
from bot.posted import DIRECT, Post
from bot.remembered import QUOTES, Asked
from bot.scope import Members, Scope, heard_in, of_channel, of_recipient
from bot.standing import Fate, standing
from bot.teams import Team
from bot.ui import marks, watched
from bot.ui.message import Message
from bot.ui.styles import Style, answered
from index.answer import Query

EDIT_PAUSE_S = 1.0  # between two edits: Discord allows five in five seconds a channel, and answers need theirs
EDIT_S = 20.0  # for one edit, whatever Discord does
BATCHES = 20  # of messages looked at in a row where none of them needs an edit; then it is another team's turn

_log = logging.getLogger("verbatim.upkeep")


class Corrections:
    """A class because it holds the connection.

    Args:
        client: The running bot.
        front: What commands share.
        pause: Waits so many seconds; tests do not.
    """

    def __init__(self, client: discord.Client, front: Front, pause: Callable[[float], Awaitable[None]]) -> None:
        self._client, self._front, self._pause = client, front, pause

    def note_departures(self, team: Team) -> None:
        """Make the messages due whose reports were replaced, removed, moved or closed since the last look; blocks."""
        departures = team.store.departures(team.posted.mark)
        if departures:
            went = [report for _, report, what, _ in departures if what != "opened"]
            back = [report for _, report, what, _ in departures if what == "opened"]
            waiting = team.posted.depart(departures[-1][0], went, back)
            report_line(_log, "reports went", departures=len(departures), waiting=waiting)

    def note_late(self, team: Team) -> None:
        """Make messages due whose report went while their answer was on the way; blocks shortly."""
        for post in team.posted.unchecked():
            team.posted.checked(post, due=self._is_late(team, post))

    def _is_late(self, team: Team, post: Post) -> bool:
        """Whether a report of a new message went meanwhile; of a direct one, whether anything changed."""
        if post.heard == DIRECT:
            asked = team.remembered.recall(post.asked)
            return asked is None or asked.seq != team.store.seq
        found = standing(post.found[:QUOTES], team.store, team.answers.quote, self._readers(team, post).may_see)
        return any(one.fate is not Fate.STANDS for one in found)

    async def make(self, team: Team) -> None:
        """Edit the messages that are due, one after the other; what a closed collection makes due mostly stands."""
        for _ in range(BATCHES):
            posts = await asyncio.to_thread(team.posted.due, time.time())
            edited = [await self._made(team, post) for post in posts]
            if not posts or any(edited):
                return

    async def _made(self, team: Team, post: Post) -> bool:
        """Correct a message and return whether it was edited, or tried to be."""
        outcome, stands = await self._put_right(team, post)
        await asyncio.to_thread(_settle, team, replace(post, stands=stands), outcome)
        edited = stands != post.stands
        if edited:  # told only now that it is noted: who reads it may stop us
            report_line(_log, "answer corrected", outcome=outcome.value)
        await self._pause(EDIT_PAUSE_S if edited else 0.0)
        return edited

    async def _put_right(self, team: Team, post: Post) -> tuple[Outcome, str | None]:
        """Correct a message, and return what became of it and the hash of how it stands then."""
        scopes: list[Scope] = []

        async def find_out() -> None:
            scopes.append(await self._scope(team, post))

        outcome = await deliver(find_out, within_s=EDIT_S)
        message = await asyncio.to_thread(self._corrected, scopes[-1], post) if outcome is Outcome.SENT else None
        stands = _hash(message) if message else post.stands
        return (await self._edit(post, message) if message and stands != post.stands else outcome), stands

    async def _scope(self, team: Team, post: Post) -> Scope:
        """Return what the readers of a message may see now.

        Raises:
            discord.HTTPException: Discord does not say who they are.
        """
        members = self._front.members or Members(self._client)
        if post.heard == DIRECT:
            return await of_recipient(team, self._client, members, post.channel)
        return self._readers(team, post)

    def _readers(self, team: Team, post: Post) -> Scope:
        """Return what the readers of a channel may see; of an unknown channel nothing but what everyone may."""
        return of_channel(team, post.heard or heard_in(self._client.get_channel(post.channel)))

    def _corrected(self, scope: Scope, post: Post) -> Message | None:
        """Return the message as it should stand, None where that is as it was posted and still is; blocks."""
        team = scope.team
        asked = team.remembered.recall(post.asked) or _forgotten(post)
        with team.store.snapshot():
            found = standing(post.found, team.store, team.answers.quote, scope.may_see)
            reply = team.asking.as_it_stands(asked, scope.viewers)
        whole = all(one.fate is Fate.STANDS for one in found[:QUOTES]) and reply.asked.query.text == asked.query.text
        if whole and post.stands is None:
            return None
        first = (watched.NEWS,) if post.news else ()
        reply = replace(reply, marks=(*first, *marks.marks(found[:QUOTES])))
        style: Style = "embed" if post.style == "embed" else "components"
        message = answered(reply, style, shows_question=post.shows_question and bool(asked.question))
        return direct(message, team.server if self._is_direct(post) else 0)

    def _is_direct(self, post: Post) -> bool:
        """Whether a message stands in a direct message, whose buttons name their server."""
        unknown = post.heard is None and self._client.get_channel(post.channel) is None
        return post.heard == DIRECT or unknown

    async def _edit(self, post: Post, message: Message) -> Outcome:
        channel = self._client.get_partial_messageable(post.channel)
        edit = partial(channel.get_partial_message(post.message).edit, **message.arguments(editing=True))
        with self._front.flights.one():
            return await deliver(edit, within_s=EDIT_S)


def _settle(team: Team, post: Post, outcome: Outcome) -> None:
    """Note what became of an edit: a message that is gone is forgotten, any other fault is tried again later."""
    if outcome is Outcome.SENT:
        team.posted.corrected(post, post.stands)
    elif outcome is Outcome.GONE:
        team.posted.drop(post)
    elif not team.posted.later(post, time.time()):
        report_line(_log, "answer given up", level=logging.WARNING)


def _hash(message: Message) -> str:
    """Return what tells a message from every other."""
    view = message.view.to_components() if message.view else None
    shown = [view, message.content, message.embed.to_dict() if message.embed else None]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def _forgotten(post: Post) -> Asked:
    """Return what is known of a question whose row is gone: what was quoted, and no word."""
    query = Query("")
    answered = not post.likely
    asked = Asked(post.asked, 0, post.channel, "", query, False, answered, post.searched, post.found)
    return replace(asked, likely=post.likely)
