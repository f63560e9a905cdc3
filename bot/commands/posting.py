"""Note where an answer stands that others see, so that it can be corrected when a report it quotes goes."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace

import apsw

from bot.errors import BotError
from bot.front import Front
from bot.logs import report_line
from bot.posted import DIRECT, Post
from bot.remembered import Reply
from bot.scope import Event, heard_in, server_of
from bot.teams import Team
from bot.ui.message import Message
from bot.ui.watched import NEWS
from corpus.errors import CorpusError

_log = logging.getLogger("verbatim.posting")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands.

    Args:
        channel: The channel, thread or direct message.
        heard: The channel whose readers read it; see `bot.posted.Post`.
    """

    channel: int
    heard: int | None


async def note(front: Front, event: Event, number: int, message: Message) -> None:
    """Keep the id of a message that shows an answer; where that fails the answer stands, and is not kept true.

    Args:
        front: What commands share.
        event: The command, form, press or message that it answers, where it stands, too.
        number: The message's id.
        message: What was posted.
    """
    reply = message.answer
    if reply is None or not reply.asked.shown or not reply.quotes:
        return
    try:
        server, channel = server_of(event), event.channel.id if event.channel else 0
        place = Place(channel, heard_in(event.channel) if server else DIRECT)
        team = await front.team(server or reply.asked.server)
        await asyncio.to_thread(lambda: keep(team, place, number, message, reply))
    except (apsw.Error, BotError, CorpusError) as fault:
        report_line(_log, "post not noted", level=logging.WARNING, reason=type(fault).__name__)


def keep(team: Team, place: Place, number: int, message: Message, reply: Reply) -> None:
    """Keep where an answer stands; blocks."""
    asked = reply.asked
    shown = (asked.id, place.channel, number, message.style, message.shows_question)
    found = asked.found if asked.answered else asked.found[: asked.shown]
    post = Post(*shown, found, asked.searched, team.asking.owed(asked), place.heard, NEWS in reply.marks)
    team.posted.keep(replace(post, likely=asked.likely))
