"""Send a message to Discord in spite of Discord, within a deadline.

discord.py waits for a 429 with a `Via` header however long it says (900 s were measured), tries 500 and 502 five times
in 25 seconds, and gives up at once on a 503 and on a 429 from Cloudflare. So: a deadline around everything, and tries
of our own where it makes none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum
from http import HTTPStatus
from typing import Any

import discord

FIRST_PAUSE_S = 0.5
TRIES = 5
ALREADY = 40060  # "Interaction has already been acknowledged."
TRIED_AGAIN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class Outcome(Enum):
    """How a message fared."""

    SENT = "sent"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    LATE = "late"
    FAILED = "failed"


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
        except discord.Forbidden:
            return Outcome.FORBIDDEN
        except discord.NotFound:
            return Outcome.GONE
        except discord.HTTPException as fault:
            if fault.status not in TRIED_AGAIN:
                return _of(fault)
            await asyncio.sleep(pause_s)
            pause_s *= 2
        else:
            return Outcome.SENT
    return Outcome.FAILED


def _of(fault: discord.HTTPException) -> Outcome:
    """Tell a message whose question was deleted, or an interaction that was answered before, from other faults."""
    gone = fault.status == HTTPStatus.BAD_REQUEST and ("message_reference" in fault.text or fault.code == ALREADY)
    return Outcome.GONE if gone else Outcome.FAILED
