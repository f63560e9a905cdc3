"""Send a message to Discord in spite of Discord, within a deadline.

discord.py waits for a 429 with a `Via` header however long it says (900 s were measured), tries 500 and 502 five times
in 25 seconds, and gives up at once on a 503, on a 429 from Cloudflare and where the connection breaks. So: a deadline
around everything, and tries of our own where it makes none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from enum import Enum
from http import HTTPStatus
from typing import Any

import aiohttp
import discord

from bot.logs import report_line

FIRST_PAUSE_S = 0.5
TRIES = 5
ALREADY = 40060  # "Interaction has already been acknowledged."
NO_HISTORY = 160002  # "Cannot reply without permission to read message history"
ARCHIVED = 50083  # "Thread is archived", and locked: others are opened by writing in them
TRIED_AGAIN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class Outcome(Enum):
    """How a message fared."""

    SENT = "sent"
    ALREADY = "already"  # an interaction was acknowledged before: by us, where Discord's receipt for it was lost
    FORBIDDEN = "forbidden"
    GONE = "gone"
    LATE = "late"
    FAILED = "failed"


_BY_CODE = {ALREADY: Outcome.ALREADY, ARCHIVED: Outcome.FORBIDDEN}
_BY_STATUS: dict[int, Outcome] = {HTTPStatus.FORBIDDEN: Outcome.FORBIDDEN, HTTPStatus.NOT_FOUND: Outcome.GONE}

_log = logging.getLogger("verbatim.delivery")


async def deliver(send: Callable[[], Awaitable[Any]], *, within_s: float) -> Outcome:
    """Send, again where that may help, and return how it fared."""
    try:
        async with asyncio.timeout(within_s):
            return await _tried(send)
    except TimeoutError:
        return Outcome.LATE


async def _tried(send: Callable[[], Awaitable[Any]]) -> Outcome:
    pause_s = FIRST_PAUSE_S
    for _ in range(TRIES):
        try:
            await send()
        except discord.HTTPException as fault:
            if fault.status not in TRIED_AGAIN:
                return _of(fault)
        except (aiohttp.ClientError, OSError) as fault:
            report_line(_log, "connection to Discord broke", level=logging.WARNING, reason=type(fault).__name__)
        else:
            return Outcome.SENT
        await asyncio.sleep(pause_s)
        pause_s *= 2
    return Outcome.FAILED


def _of(fault: discord.HTTPException) -> Outcome:
    """Tell what is refused, and what is gone, such as a message whose question was deleted, from other faults."""
    if fault.code in _BY_CODE:
        return _BY_CODE[fault.code]
    if fault.status == HTTPStatus.BAD_REQUEST and "message_reference" in fault.text:
        return Outcome.GONE
    return _BY_STATUS.get(fault.status, Outcome.FAILED)


async def reply(message: discord.Message, *, nonce: int | str | None = None, **given: Any) -> discord.Message:
    """Reply to a message and ping nobody; without a reference to it where the bot may not read what was written.

    Discord takes a nonce once: a reply whose receipt was lost, and that is sent again, is shown once.
    """
    given["nonce"] = message.id if nonce is None else nonce
    try:
        return await message.reply(**given, mention_author=False)
    except discord.Forbidden as fault:
        if fault.code != NO_HISTORY:
            raise
        return await message.channel.send(**given)
