"""Put a question to the reports that those who will see the answer may see: the one way from every surface."""

from __future__ import annotations

from dataclasses import replace

import discord

from bot.asking import Question, ask_one_of
from bot.errors import NotAsked
from bot.front import Front
from bot.remembered import Reply
from bot.scope import NO_MEMBER, Event, server_of
from bot.ui.buttons import name_server
from bot.ui.message import Message
from bot.ui.styles import answered


async def put(front: Front, event: Event, question: Question, server: int | None = None) -> Reply:
    """Return the answer: in a server for those who will see it, directly from the best of the servers that are shared.

    Args:
        front: What commands share.
        event: The command, form or message that asks.
        question: What is asked, and whether only its person will see the answer.
        server: In a direct message, the server that a button under an earlier answer names.

    Raises:
        NotAsked: The question is refused, or its person is a member of none of the bot's servers.
        TooLate: The deadline passed.
        IndexingError: It cannot be searched for.
    """
    direct = server_of(event) is None
    if direct:
        scopes = await front.scopes(event, server)
    else:
        scopes = [await front.scope(event, private=question.private)]
    if not scopes:
        raise NotAsked(NO_MEMBER)
    question = replace(question, private=question.private or direct)
    choices = [(scope.team.asking, replace(question, viewers=scope.viewers)) for scope in scopes]
    best, reply = await ask_one_of(choices)
    if not direct:
        return reply
    home = next(scope.team.server for scope in scopes if scope.team.asking is best)
    return replace(reply, asked=replace(reply.asked, server=home))


async def answer(
    front: Front, event: Event, question: Question, server: int | None = None, *, shows_question: bool = True
) -> Message:
    """Return the answer as it is shown; see `put`."""
    reply = await put(front, event, question, server)
    return direct(answered(reply, front.settings.reply_style, shows_question=shows_question), reply.asked.server)


def direct(message: Message, server: int) -> Message:
    """Let the buttons of a direct message name the server that they are about, 0 for none; return the message."""
    if server and message.view is not None:
        name_server(message.view, server)
    return message


def is_private(interaction: discord.Interaction) -> bool:
    """Whether the answer that a press or form belongs to is seen by its person only."""
    return bool(interaction.message and interaction.message.flags.ephemeral)
