"""The last resort: a fault outside the work of `serve` is told to its person all the same, and the bot goes on.

discord.py catches what a command, a press, a form, an offer of choices or an event raises, writes it into its own log,
words of the question included, and says nothing to anybody; a background loop it ends for good. Everything that comes
from Discord is served through here, so that none of them is met with silence.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands.choosing import CHOICE_CHARACTERS
from bot.commands.serving import ACKNOWLEDGE_S, tell, told_of, typed, written
from bot.delivery import Outcome, deliver, reply
from bot.errors import BotError, NotAsked
from bot.logs import about, new_id, report_line, withhold
from bot.ui.escaping import label
from bot.ui.message import Message
from corpus.errors import CorpusError
from index.errors import IndexingError

FAULT_PAUSE_S = 30.0  # between two rounds of background work where the first failed: a fault that stays fills no log
OTHER_VERSION = "This command comes from another version of the bot: press Ctrl+R in Discord, then try again."

_log = logging.getLogger("verbatim.failing")

C = TypeVar("C", bound=commands.Cog)
Choices = list[app_commands.Choice[str]]
Offer = Callable[[C, discord.Interaction[Any], str], Coroutine[Any, Any, Choices]]


async def guarded(interaction: discord.Interaction, serving: Awaitable[None]) -> None:
    """Serve a press; whatever goes wrong is told to whoever pressed."""
    try:
        await serving
    except Exception as fault:  # noqa: BLE001 - around one event; see above
        await failed(interaction, fault)


async def failed(interaction: discord.Interaction, fault: Exception) -> None:
    """Tell the person of an interaction, and only them, what went wrong, with an id that is in the log."""
    message = _said(_cause(fault), *typed(interaction.data))
    if not interaction.response.is_done():
        await tell(interaction, message)
        return
    send = partial(interaction.followup.send, **message.arguments(editing=False), ephemeral=True)
    outcome = await deliver(send, within_s=ACKNOWLEDGE_S)
    report_line(_log, "told of a fault", outcome=outcome.value)


async def failed_message(message: discord.Message, fault: Exception) -> None:
    """Tell the writer of a message what went wrong, where they wrote or else directly."""
    said = _said(fault, *written(message)).arguments(editing=False)
    outcome = await deliver(partial(reply, message, **said), within_s=ACKNOWLEDGE_S)
    if outcome is Outcome.FORBIDDEN:
        outcome = await deliver(partial(message.author.send, **said), within_s=ACKNOWLEDGE_S)
    report_line(_log, "told of a fault", outcome=outcome.value)


def offering(offer: Offer[C]) -> Offer[C]:
    """Offer choices while somebody types; what goes wrong is the only choice, since a list can say nothing else."""

    @functools.wraps(offer)
    async def offered(cog: C, interaction: discord.Interaction[Any], words: str) -> Choices:
        try:
            return await offer(cog, interaction, words)
        except (BotError, CorpusError, IndexingError) as refusal:
            said = str(refusal)
        except Exception:  # noqa: BLE001 - around one event; see above
            said = f"Something went wrong here; it is in the log under {_noted(*typed(interaction.data))}."
        return [app_commands.Choice(name=label(said, CHOICE_CHARACTERS), value=words[:CHOICE_CHARACTERS] or "?")]

    return offered


async def endured(work: Awaitable[None], what: str) -> None:
    """Do one round of background work; whatever goes wrong is logged, and after a pause there is a next round."""
    with about(new_id()):
        try:
            await work
        except Exception:  # noqa: BLE001 - around one round; see above
            _log.exception("fault in %s", what)
            await asyncio.sleep(FAULT_PAUSE_S)


def _said(fault: Exception, *private: str) -> Message:
    """Log a fault without the words that people typed, and return what they are told."""
    number = new_id()
    with about(number):
        withhold(*private)
        return told_of(fault, number)


def _noted(*private: str) -> str:
    """Log the present fault likewise, and return its id."""
    number = new_id()
    with about(number):
        withhold(*private)
        _log.exception("fault")
    return number


def _cause(fault: Exception) -> Exception:
    """Return what discord.py wrapped, or what people are told in its stead."""
    if isinstance(fault, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return NotAsked(OTHER_VERSION)
    return fault.original if isinstance(fault, app_commands.CommandInvokeError) else fault
