"""`/privacy` and `/forget-me`: what is kept of a person, and its deletion; only who asks sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands.serving import serve
from bot.front import Front
from bot.teams import Team
from bot.ui import privacy
from bot.ui.message import Message
from bot.ui.privacy import Kept


class Personal(commands.Cog):
    """What is kept of people; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front

    @app_commands.command(name="privacy", description="Show what is kept of you, where and how long")
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def show_privacy(self, interaction: discord.Interaction) -> None:
        """Show what is kept, where and how long."""

        async def work() -> Message:
            settings = self._front.settings.privacy
            return privacy.privacy(settings.keep_questions_days, settings.left_servers_days)

        await serve(self._front, interaction, work, private=True)

    @app_commands.command(name="forget-me", description="Delete your questions, remarks and watches in this server")
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def forget_me(self, interaction: discord.Interaction) -> None:
        """Say what would be deleted, and ask."""

        async def work() -> Message:
            return privacy.confirm(await self._counted(interaction))

        await serve(self._front, interaction, work, private=True)

    async def confirmed(self, interaction: discord.Interaction) -> None:
        """Delete what is kept of whoever pressed."""

        async def work() -> Message:
            person, kept = interaction.user.id, await self._counted(interaction)
            await asyncio.to_thread(_forget, await self._teams(interaction), person)
            return privacy.forgotten(kept)

        await serve(self._front, interaction, work, private=True, in_place=True)

    async def _teams(self, interaction: discord.Interaction) -> list[Team]:
        """Return the teams that are meant: the server's, directly those of all servers that are shared."""
        if interaction.guild_id:
            return [await self._front.team(interaction.guild_id)]
        return [scope.team for scope in await self._front.scopes(interaction)]

    async def _counted(self, interaction: discord.Interaction) -> Kept:
        return await asyncio.to_thread(_kept, await self._teams(interaction), interaction.user.id)


def _kept(teams: Sequence[Team], person: int) -> Kept:
    """Count what is kept of a person; blocks."""
    return Kept(
        sum(team.remembered.of(person) for team in teams),
        sum(team.feedback.of(person) for team in teams),
        sum(sum(watch.person == person for watch in team.watches.all()) for team in teams),
    )


def _forget(teams: Sequence[Team], person: int) -> None:
    """Delete what is kept of a person; blocks."""
    for team in teams:
        team.asking.forget(person)
        team.feedback.forget(person)
        team.watches.forget(person)
