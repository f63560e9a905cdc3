"""Put a question to the reports that those who will see the answer may see: the one way from every surface."""

from __future__ import annotations

import re
from dataclasses import replace

import discord

from bot.asking import ask_one_of
from bot.commands.asides import Shown, beside
from bot.errors import NotAsked
from bot.front import Front
from bot.questions import Question
from bot.remembered import Reply
from bot.scope import NO_MEMBER, Event, server_of
from bot.ui import texts
from bot.ui.buttons import name_server
from bot.ui.message import Message
from bot.ui.styles import Style, answered

_EMOJI = re.compile(r"<a?:\w{1,32}:\d{15,20}>")  # a server's own: its name is no word of the question


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
    question = replace(question, text=_EMOJI.sub(" ", question.text), private=question.private or direct)
    choices = [(scope.team.asking, replace(question, viewers=scope.viewers)) for scope in scopes]
    best, reply = await ask_one_of(choices)
    if not direct:
        return reply
    home = next(scope.team.server for scope in scopes if scope.team.asking is best)
    return replace(reply, asked=replace(reply.asked, server=home))


async def answer(
    front: Front, event: Event, question: Question, server: int | None = None, *, shows_question: bool = True
) -> Message:
    """Return the answer as it is shown, and what its person alone may be shown beside it; see `put`."""
    talk, at = front.lanes.talk, (question.person, question.place)
    before = None if question.parent else talk.last(*at, private=True)
    reply = await put(front, event, question, server)
    reply = replace(reply, marks=(texts.ALONE, *reply.marks)) if question.hidden else reply
    style: Style = front.settings.reply_style if _shows_embeds(event) else "components"
    message = direct(answered(reply, style, shows_question=shows_question), reply.asked.server)
    if reply.asked.private or isinstance(event, discord.Message):  # a message has no reply that only its writer sees
        return message
    shown = Shown(question, reply, talk.last(*at), before)

    async def aside() -> Message | None:
        more = await beside(front, event, shown)
        return answered(more, style, shows_question=True) if more else None

    return replace(message, aside=aside)


def _shows_embeds(event: Event) -> bool:
    """Whether Discord shows the older kind of box there: without the right to it, it leaves it out and says nothing."""
    if isinstance(event, discord.Interaction):
        return event.app_permissions.embed_links
    place = event.channel.parent if isinstance(event.channel, discord.Thread) else event.channel
    me = event.guild.me if event.guild else None
    return not isinstance(place, discord.abc.GuildChannel) or me is None or place.permissions_for(me).embed_links


def direct(message: Message, server: int) -> Message:
    """Let the buttons of a direct message name the server that they are about, 0 for none; return the message."""
    if server and message.view is not None:
        name_server(message.view, server)
    return message


def is_private(interaction: discord.Interaction) -> bool:
    """Whether the answer that a press or form belongs to is seen by its person only."""
    return bool(interaction.message and interaction.message.flags.ephemeral)
