"""`/watch`: a channel is told when a new report answers a question."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands.serving import serve
from bot.errors import NotAllowed, NotAsked
from bot.front import Front
from bot.permissions import may_edit
from bot.questions import QUESTION_CHARACTERS
from bot.scope import heard_in
from bot.teams import NO_SERVER
from bot.ui import texts, watched
from bot.ui.message import Message
from bot.watches import Watch, first_look
from index.answering import asked as fit_to_ask

GONE = "This question is no longer watched."
NOT_YOURS = "Only whoever set a watch, or an editor, may remove it."
CLOSED = "I may not write in this channel: let me send messages here, then watch again."


class Watching(commands.Cog):
    """Watched questions; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front

    @app_commands.command(
        description="Tell this channel when a new report answers a question; alone: list the questions"
    )
    @app_commands.describe(question="What this channel waits for; leave it out to see and remove what is watched")
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def watch(
        self, interaction: discord.Interaction, question: app_commands.Range[str, 1, QUESTION_CHARACTERS] | None = None
    ) -> None:
        """Set a watch, or list those of the channel."""

        async def work() -> Message:
            if question is None:
                return await self._listed(interaction)
            return await set_watch(self._front, interaction, question)

        await serve(self._front, interaction, work, private=question is None)

    async def removed(self, interaction: discord.Interaction, rest: str) -> None:
        """End the watch whose button was pressed."""
        await serve(self._front, interaction, lambda: self._removed(interaction, rest), private=True)

    async def _listed(self, interaction: discord.Interaction) -> Message:
        team = await self._front.team(interaction.guild_id)
        return watched.listed(await asyncio.to_thread(team.watches.of, interaction.channel_id or 0))

    async def _removed(self, interaction: discord.Interaction, rest: str) -> Message:
        if not rest.isdecimal():
            raise NotAsked(texts.OUTDATED)
        team = await self._front.team(interaction.guild_id)
        watch = await asyncio.to_thread(team.watches.one, int(rest[:18]))
        if watch is None or watch.channel != interaction.channel_id:
            raise NotAsked(GONE)
        if watch.person != interaction.user.id and not may_edit(interaction.user, self._front.settings):
            raise NotAllowed(NOT_YOURS)
        await asyncio.to_thread(team.watches.remove, watch.id)
        return watched.removed(watch)


async def set_watch(front: Front, interaction: discord.Interaction, question: str) -> Message:
    """Watch a question for a channel and return what it is told.

    Raises:
        NotAsked: There is no server, the bot may not write here, or there are too many watches.
    """
    if not interaction.guild_id:
        raise NotAsked(NO_SERVER)
    if not interaction.app_permissions.send_messages:
        raise NotAsked(CLOSED)
    fit, scope = fit_to_ask(question), await front.scope(interaction, private=False)
    person, channel, heard = interaction.user.id, interaction.channel_id or 0, heard_in(interaction.channel)

    def add() -> Watch:
        first = first_look(scope.team.store.reports(), scope.collections())
        return scope.team.watches.add(fit, person=person, channel=channel, heard=heard, first=first)

    return watched.set_(await asyncio.to_thread(add))
