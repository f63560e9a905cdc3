"""Serve one event of Discord from its arrival to the reply: acknowledged first, answered once, never in silence.

The one place with a broad `except`: whatever goes wrong with one event, its person is told with an id that is in the
log, and the next event is served.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import discord

from bot.commands.posting import note
from bot.delivery import Outcome, deliver
from bot.errors import BotError
from bot.front import Front
from bot.logs import about, new_id, report_line, withhold
from bot.ui import texts
from bot.ui.escaping import escape
from bot.ui.message import Accent, Message, notice
from corpus.errors import CorpusError
from index.errors import IndexingError

ACKNOWLEDGE_S = 2.5  # of the 3 that Discord gives
LEAST_S = 3.0  # for sending, however late the answer is
ASIDE_S = 20.0  # for sending what comes after an answer

_ACKNOWLEDGED = frozenset({Outcome.SENT, Outcome.ALREADY})
REFUSALS = frozenset({Outcome.FORBIDDEN, Outcome.FAILED})

_MENTION = re.compile(r"<@[!&]?\d+>")

_log = logging.getLogger("verbatim.serving")

Work = Callable[[], Awaitable[Message]]


async def serve(
    front: Front, interaction: discord.Interaction, work: Work, *, private: bool, in_place: bool = False
) -> None:
    """Acknowledge an interaction, do the work and put its message in place.

    Args:
        front: What commands share.
        interaction: Not yet acknowledged.
        work: Returns the message.
        private: Whether only the person sees the reply.
        in_place: Whether the message takes the place of the one whose button was pressed.
    """
    if is_void(front, interaction):
        return
    number, start = new_id(), front.clock()
    with about(number), front.flights.one():
        withhold(*typed(interaction.data))
        making = asyncio.create_task(made(work, number))
        await asyncio.sleep(0)  # its first step: a refusal is ready now, and needs no waiting sign
        if making.done():
            await tell(interaction, making.result())
            return
        if not await acknowledged(interaction, private=private, in_place=in_place):
            return
        message, sent = _or_else(await making, notice(Accent.FAULT, texts.failure(number))), Sent()
        outcome = await _put(interaction, message, lambda: left_s(front, start), sent)
        if sent.number and not private:
            await note(front, interaction, sent.number, message)
        report_line(_log, "replied", surface=_surface(interaction), outcome=outcome.value, s=front.clock() - start)
        if sent.number and message.aside:
            await _tell_beside(interaction, await message.aside())


async def _tell_beside(interaction: discord.Interaction, aside: Message | None) -> None:
    """Show a person alone what they may see beside an answer; no line of the log tells who may see more than others."""
    if aside:
        send = partial(interaction.followup.send, **aside.arguments(editing=False), ephemeral=True)
        await deliver(send, within_s=ASIDE_S)


class Sent:
    """The id of a message once Discord took it; a class because sending may be tried again."""

    def __init__(self) -> None:
        self.number = 0

    async def by(self, sending: Awaitable[discord.Message]) -> None:
        """Send, and keep the id."""
        self.number = (await sending).id


async def _put(interaction: discord.Interaction, message: Message, left: Callable[[], float], sent: Sent) -> Outcome:
    """Put a message in place, or what stands for it where Discord does not take it; only an answer's id is kept."""
    edit = interaction.edit_original_response
    outcome = await deliver(lambda: sent.by(edit(**message.arguments(editing=True))), within_s=left())
    if message.instead and outcome in REFUSALS:
        event = "sent without its file" if message.attachment else "not taken by Discord"
        report_line(_log, event, outcome=outcome.value)
        return await _put(interaction, message.instead, left, sent if message.instead.answer else Sent())
    return outcome


def _or_else(message: Message, last: Message) -> Message:
    """Return a message that ends in another one, where Discord takes neither it nor what stands for it."""
    return replace(message, instead=_or_else(message.instead, last) if message.instead else last)


async def acknowledged(interaction: discord.Interaction, *, private: bool, in_place: bool = False) -> bool:
    """Show that an answer is on its way, and return whether Discord took that."""
    defer = partial(interaction.response.defer, ephemeral=private, thinking=not in_place)
    outcome = await deliver(defer, within_s=ACKNOWLEDGE_S)
    if outcome not in _ACKNOWLEDGED:
        report_line(_log, "not acknowledged", level=logging.WARNING, outcome=outcome.value)
    return outcome in _ACKNOWLEDGED


def is_void(front: Front, interaction: discord.Interaction) -> bool:
    """Whether an interaction was served before or is too old to be answered."""
    if front.seen.before(interaction.id):
        report_line(_log, "delivered twice, served once")
        return True
    if front.freshness.is_stale(interaction.created_at):
        report_line(_log, "too old to be answered", level=logging.WARNING)
        return True
    return False


async def tell(interaction: discord.Interaction, message: Message) -> None:
    """Answer an interaction at once and for its person only."""
    given = message.arguments(editing=False)
    send = partial(interaction.response.send_message, **given, ephemeral=True)
    outcome = await deliver(send, within_s=ACKNOWLEDGE_S)
    report_line(_log, "told", surface=_surface(interaction), outcome=outcome.value)


async def made(work: Work, number: str) -> Message:
    """Return the message of the work, or why there is none."""
    try:
        return await work()
    except Exception as fault:  # noqa: BLE001 - around one event; see above
        return told_of(fault, number)


def told_of(fault: Exception, number: str) -> Message:
    """Log why there is no message, and return what the person is told: a refusal in its own words, or an id."""
    if isinstance(fault, BotError | IndexingError | CorpusError):
        report_line(_log, "refused", reason=type(fault).__name__)
        return refused(fault)
    _log.error("fault", exc_info=fault)
    return notice(Accent.FAULT, texts.failure(number))


def typed(data: Any) -> Iterator[str]:
    """Return the words in what an interaction brings: options, fields of a form, a message, what a button carries."""
    if isinstance(data, Mapping):
        held = (data.get(key) for key in ("value", "content", "custom_id"))
        yield from (words for words in held if isinstance(words, str) and not words.isdecimal())
    if isinstance(data, Mapping | list):
        for part in data.values() if isinstance(data, Mapping) else data:
            yield from typed(part)


def written(message: discord.Message) -> Iterator[str]:
    """Return the words of a message, without whom it mentions."""
    yield from (words.strip() for words in _MENTION.split(message.content))


def refused(reason: Exception) -> Message:
    """Return a refusal in its own words."""
    return notice(Accent.NOT_FOUND, escape(str(reason)))


def left_s(front: Front, start: float) -> float:
    """Return the seconds left of a reply's deadline, never less than sending needs."""
    return max(LEAST_S, front.settings.throttle.reply_deadline_s - (front.clock() - start))


def _surface(interaction: discord.Interaction) -> str:
    return interaction.command.name if interaction.command else interaction.type.name
