"""`/collection`: who may see which reports. For editors only, and only they see the replies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands.choosing import CHOICES, choices, chosen, seen
from bot.commands.failing import offering
from bot.commands.serving import serve
from bot.errors import NotAsked
from bot.front import Front
from bot.permissions import may_edit, require_editor
from bot.ui import audiences
from bot.ui.escaping import label
from bot.ui.message import Message
from corpus.audience import NAME_CHARACTERS, Collection, Collections

WHOM = "Name a channel, a role, or everyone: one of the three."

Channel: TypeAlias = discord.TextChannel | discord.ForumChannel | discord.VoiceChannel | discord.StageChannel
Name = app_commands.Range[str, 1, NAME_CHARACTERS]


@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
@app_commands.guild_install()
class Audiences(commands.GroupCog, group_name="collection", group_description="Who may see which reports"):
    """Collections and their audiences; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front

    @app_commands.command(name="list", description="List the collections, and who sees each")
    async def show(self, interaction: discord.Interaction) -> None:
        """List the collections."""
        await self._done(interaction, lambda of: audiences.listed(of.all()))

    @app_commands.command(description="Make a collection, which nobody sees until you allow somebody")
    @app_commands.describe(name="What to call it: letters, digits, spaces, hyphens")
    async def create(self, interaction: discord.Interaction, name: Name) -> None:
        """Make a collection."""
        await self._done(interaction, lambda of: audiences.created(of.create(name)))

    @app_commands.command(description="Give a collection another name")
    @app_commands.describe(collection="Which one", name="What to call it from now on")
    async def rename(self, interaction: discord.Interaction, collection: Name, name: Name) -> None:
        """Rename a collection."""
        await self._done(interaction, lambda of: audiences.changed(of.rename(collection, name), "Renamed."))

    @app_commands.command(description="Delete an empty collection")
    @app_commands.describe(collection="Which one")
    async def delete(self, interaction: discord.Interaction, collection: Name) -> None:
        """Delete a collection."""

        def act(of: Collections) -> Message:
            name = of.one(collection).name
            of.delete(name)
            return audiences.deleted(name)

        await self._done(interaction, act)

    @app_commands.command(description="Let a channel, a role or everyone see a collection")
    @app_commands.describe(
        collection="Which one",
        channel="Whoever can read it sees the collection, there and in its threads",
        role="Its members see the collection, privately",
        everyone="Everybody in this server",
    )
    async def allow(
        self,
        interaction: discord.Interaction,
        collection: Name,
        channel: Channel | None = None,
        role: discord.Role | None = None,
        *,
        everyone: bool = False,
    ) -> None:
        """Open a collection to somebody."""
        change = _change(channel, role, everyone=everyone, allowed=True)
        await self._done(interaction, lambda of: audiences.changed(change(of, collection), "Allowed."))

    @app_commands.command(description="Let a channel, a role or everyone see a collection no longer")
    @app_commands.describe(
        collection="Which one",
        channel="The channel that it is closed to",
        role="The role that it is closed to",
        everyone="Close it to all but its channels and roles",
    )
    async def deny(
        self,
        interaction: discord.Interaction,
        collection: Name,
        channel: Channel | None = None,
        role: discord.Role | None = None,
        *,
        everyone: bool = False,
    ) -> None:
        """Close a collection to somebody."""
        change = _change(channel, role, everyone=everyone, allowed=False)
        await self._done(interaction, lambda of: audiences.changed(change(of, collection), "Denied."))

    @app_commands.command(description="Put a report into another collection")
    @app_commands.describe(report="Its title, or a part of it", collection="Where it goes")
    async def move(self, interaction: discord.Interaction, report: str, collection: Name) -> None:
        """Move a report."""

        async def work() -> Message:
            require_editor(interaction.user, self._front.settings)
            found = await chosen(self._front, interaction, report)
            team = await self._front.team(interaction.guild_id)
            moved = await asyncio.to_thread(team.indexer.move, found.id, collection)
            return audiences.moved(moved, await asyncio.to_thread(team.store.collections.one, moved.collection))

        await serve(self._front, interaction, work, private=True)

    @move.autocomplete("report")
    @offering
    async def reports(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the reports that the editor may see."""
        if not may_edit(interaction.user, self._front.settings):
            return []
        return await choices(await seen(self._front, interaction), typed)

    @move.autocomplete("collection")
    @rename.autocomplete("collection")
    @delete.autocomplete("collection")
    @allow.autocomplete("collection")
    @deny.autocomplete("collection")
    @offering
    async def names(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the collections, to editors."""
        if not may_edit(interaction.user, self._front.settings):
            return []
        store = (await self._front.team(interaction.guild_id)).store
        known = [each.name for each in await asyncio.to_thread(store.collections.all)]
        found = [name for name in known if typed.casefold() in name.casefold()]
        return [app_commands.Choice(name=label(name, NAME_CHARACTERS), value=name) for name in found[:CHOICES]]

    async def _done(self, interaction: discord.Interaction, act: Callable[[Collections], Message]) -> None:
        """Do what an editor asked for, and show it to them."""
        await serve(self._front, interaction, self._work(interaction, act), private=True)

    def _work(
        self, interaction: discord.Interaction, act: Callable[[Collections], Message]
    ) -> Callable[[], Awaitable[Message]]:
        async def work() -> Message:
            require_editor(interaction.user, self._front.settings)
            store = (await self._front.team(interaction.guild_id)).store
            return await asyncio.to_thread(act, store.collections)

        return work


def _change(
    channel: Channel | None, role: discord.Role | None, *, everyone: bool, allowed: bool
) -> Callable[[Collections, str], Collection]:
    """Return what opens or closes a collection to the one that was named; @everyone is a role of Discord's, too."""
    everyone = everyone or (role is not None and role.is_default())
    role = None if role is not None and role.is_default() else role

    def change(of: Collections, name: str) -> Collection:
        if [channel is not None, role is not None, everyone].count(True) != 1:
            raise NotAsked(WHOM)
        if everyone:
            return of.set_everyone(name, allowed=allowed)
        act = of.allow if allowed else of.deny
        return act(name, "channel", channel.id) if channel else act(name, "role", role.id if role else 0)

    return change
