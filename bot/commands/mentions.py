"""Questions in plain messages: a mention, a direct message, a reply to an answer; anything else is met with silence."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
from discord.ext import commands

from bot.commands.dropping import dropped
from bot.commands.posting import note
from bot.commands.putting import answer
from bot.commands.serving import Sent, left_s, made, written
from bot.delivery import Outcome, deliver, reply
from bot.front import Front
from bot.logs import about, new_id, report_line, withhold
from bot.questions import Question
from bot.ui import texts
from bot.ui.buttons import ButtonId, Verb
from bot.ui.message import Accent, Message, notice

NO_RIGHT = "I may not write where you asked me: ask someone to let me send messages there, or ask me here."
TELL_S = 5.0

_log = logging.getLogger("verbatim.mentions")


class Mentions(commands.Cog):
    """Questions in plain messages; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is for the bot."""
        if message.author.bot or message.webhook_id or not self._is_addressed(message):
            return
        if dropped(message, self._front.settings.drop_channel):
            return
        if self._front.seen.before(message.id):
            return
        number, start = new_id(), self._front.clock()
        with about(number), self._front.flights.one():
            withhold(*written(message))
            async with _typing(message.channel):
                answer = await made(lambda: self._answer(message), number)
                sent = Sent()
                outcome = await deliver(_sender(message, answer, sent), within_s=left_s(self._front, start))
            if outcome is Outcome.FAILED:
                outcome = await deliver(_sender(message, notice(Accent.FAULT, texts.failure(number))), within_s=TELL_S)
            if outcome is Outcome.FORBIDDEN:
                outcome = await self._tell_directly(message.author)
            if sent.number:
                await note(self._front, message, sent.number, answer)
            report_line(_log, "replied", surface="message", outcome=outcome.value, s=self._front.clock() - start)

    def _is_addressed(self, message: discord.Message) -> bool:
        """Whether a message is for the bot: never by @everyone, which `mentioned_in` would count."""
        if message.guild is None or self._client.user in message.mentions:
            return True
        if not self._front.settings.message_content:
            return False
        return self._answers_us(message) or self._goes_on(message)

    def _answers_us(self, message: discord.Message) -> bool:
        before = _replied_to(message)
        return before is not None and before.author == self._client.user

    def _goes_on(self, message: discord.Message) -> bool:
        """Whether a person who asked in this thread not long ago asks on, without saying to whom."""
        return (
            isinstance(message.channel, discord.Thread)
            and not message.mentions
            and message.reference is None
            and message.content.rstrip().endswith("?")
            and self._front.lanes.talk.last(message.author.id, message.channel.id) is not None
        )

    async def _answer(self, message: discord.Message) -> Message:
        me = self._client.user.id if self._client.user else 0
        text = re.sub(rf"<@!?{me}>", " ", message.content)
        before = self._parent(message)
        question = Question(
            " ".join(text.split()),
            message.author.id,
            message.channel.id,
            parent=before.number if before else None,
        )
        return await answer(
            self._front, message, question, before.server or None if before else None, shows_question=False
        )

    def _parent(self, message: discord.Message) -> ButtonId | None:
        """Return a button of the answer that the message replies to, with the number of its question."""
        before = _replied_to(message)
        if before is None or before.author != self._client.user:
            return None
        return next(_numbered(before), None)

    async def _tell_directly(self, person: discord.User | discord.Member) -> Outcome:
        """Tell a person, where the bot may not write, by direct message."""
        words = notice(Accent.NOT_FOUND, NO_RIGHT)
        told = await deliver(lambda: person.send(**words.arguments(editing=False)), within_s=TELL_S)
        return Outcome.FORBIDDEN if told is Outcome.SENT else told


def _sender(message: discord.Message, answer: Message, sent: Sent | None = None) -> Any:
    sent = sent or Sent()
    return lambda: sent.by(reply(message, **answer.arguments(editing=False)))


def _replied_to(message: discord.Message) -> discord.Message | None:
    reference = message.reference.resolved if message.reference else None
    return reference if isinstance(reference, discord.Message) else None


def _numbered(message: discord.Message) -> Iterator[ButtonId]:
    """Return the buttons of an answer that carry its question's number."""
    for component in _walk(message.components):
        button = ButtonId.read(getattr(component, "custom_id", None) or "")
        if button and button.verb not in (None, Verb.CONTEXT):
            yield button


def _walk(components: Any) -> Iterator[Any]:
    for component in components:
        yield component
        yield from _walk(getattr(component, "children", ()))


@asynccontextmanager
async def _typing(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show that the bot types, beside the work: where that fails or hangs, the answer comes all the same."""
    task = asyncio.create_task(_type(channel))
    try:
        yield
    finally:
        task.cancel()


async def _type(channel: discord.abc.Messageable) -> None:
    try:
        async with channel.typing():
            await asyncio.Event().wait()
    except (discord.HTTPException, aiohttp.ClientError, OSError) as fault:
        report_line(_log, "not shown typing", reason=type(fault).__name__)
