"""`/status` and `/help`: how the bot stands, and what can be asked of it; only who asks sees it."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands
from discord.ext import commands

from bot import VERSION
from bot.commands.choosing import seen
from bot.commands.serving import serve
from bot.front import Front
from bot.permissions import editors, may_edit
from bot.ui import status
from bot.ui.message import Message
from bot.ui.status import Standing
from bot.viewers import OPERATOR
from corpus.store import Store


class State(commands.Cog):
    """How the bot stands; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front
        self._since_s = front.clock()

    @app_commands.command(name="status", description="Show how the bot stands: reports, searches, models, waiting work")
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def show_status(self, interaction: discord.Interaction) -> None:
        """Show how the bot stands."""
        await serve(self._front, interaction, lambda: self._standing(interaction), private=True)

    @app_commands.command(name="help", description="Show what the bot can do")
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def show_help(self, interaction: discord.Interaction) -> None:
        """Show what can be asked of the bot."""

        async def work() -> Message:
            settings = self._front.settings
            return status.help_text(None if may_edit(interaction.user, settings) else editors(settings))

        await serve(self._front, interaction, work, private=True)

    async def _standing(self, interaction: discord.Interaction) -> Message:
        front, reports = self._front, await seen(self._front, interaction)
        team = await front.team(interaction.guild_id)
        renewal, rest = team.indexer.renewal, team.indexer.renewal.rest
        editor = may_edit(interaction.user, front.settings)
        return status.status(
            Standing(
                reports=tuple(reports),
                everything=len(await team.asking.shelf(OPERATOR)) if editor else None,
                waiting=front.lanes.library.waiting(team.server) if editor else None,
                questions=team.asking.under_way,
                embedding=await asyncio.to_thread(_embedding, team.store),
                reader=front.reader,
                version=VERSION,
                up_s=front.clock() - self._since_s,
                renewal=str(rest or renewal.pace) if rest or renewal.is_running else None,
                interrupted=(rest.reason if editor else "") if rest else None,
            )
        )


def _embedding(store: Store) -> str:
    """Return the name of the model that made the vectors, without its hash."""
    return ", ".join(sorted(model.partition("@")[0] for model, _ in store.models()))
