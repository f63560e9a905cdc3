"""Note where an answer stands that others see, so that it can be corrected when a report it quotes goes."""

from __future__ import annotations

import asyncio
import logging

import apsw

from bot.errors import BotError
from bot.front import Front
from bot.logs import report_line
from bot.posted import Post
from bot.remembered import Reply
from bot.teams import Team
from bot.ui.message import Message
from corpus.errors import CorpusError

_log = logging.getLogger("verbatim.posting")


async def note(front: Front, server: int | None, channel: int, number: int, message: Message) -> None:
    """Keep the id of a message that shows an answer; where that fails the answer stands, and is not kept true.

    Args:
        front: What commands share.
        server: Where it was posted, None for a direct message.
        channel: Likewise.
        number: The message's id.
        message: What was posted.
    """
    reply = message.answer
    if reply is None or not reply.asked.answered or not reply.quotes:
        return
    try:
        team = await front.team(server or reply.asked.server)
        await asyncio.to_thread(lambda: keep(team, channel, number, message, reply))
    except (apsw.Error, BotError, CorpusError) as fault:
        report_line(_log, "post not noted", level=logging.WARNING, reason=type(fault).__name__)


def keep(team: Team, channel: int, number: int, message: Message, reply: Reply) -> None:
    """Keep where an answer stands; blocks."""
    asked = reply.asked
    place = (asked.id, channel, number, message.style, message.shows_question)
    team.posted.keep(Post(*place, asked.found, asked.searched, team.asking.owed(asked)))
