"""The bot on Discord: discord.py's client with our commands, buttons and one place for faults."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import sys
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.commands.adding import Adding
from bot.commands.ask import Ask
from bot.commands.collections import Audiences
from bot.commands.dropping import Dropping, dropped
from bot.commands.exporting import Exporting
from bot.commands.failing import endured, failed, failed_message, guarded
from bot.commands.following import Following
from bot.commands.mentions import Mentions
from bot.commands.presses import Presses
from bot.commands.shelf import Shelf
from bot.commands.standing import State
from bot.commands.trust_presses import TrustPresses
from bot.front import Front
from bot.logs import about, new_id, report_line, withhold
from bot.scope import Members
from bot.settings import DiscordSettings
from bot.ui.buttons import AnswerButton, ButtonId
from bot.ui.report_buttons import ReportButton, ReportId
from bot.ui.trust_buttons import TrustButton, TrustId
from bot.upkeep import TICK_S, Upkeep

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # the bot never speaks
ALIVE = "alive"  # a file in the data folder, touched while the bot is connected: what a health check looks at
ALIVE_S = 10.0
COMMANDS = "commands.sha256"

_COGS = (Mentions, Ask, Audiences, Adding, State, Dropping, Following, Exporting)
_log = logging.getLogger("verbatim.client")


class Tree(app_commands.CommandTree[commands.Bot]):
    """The commands; a class because discord.py reports their faults to a method of it."""

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """Log a fault under an id and tell the person that id."""
        await failed(interaction, error)


class Verbatim(commands.Bot):
    """The bot in one connection.

    Args:
        front: What commands share.
        folder: Where the hash of the registered commands and the sign of life are kept.
        options: What discord.py's client takes beside.
    """

    def __init__(self, front: Front, folder: Path, **options: Any) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=_intents(front.settings),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=front.settings.guild_ready_timeout_s,
            **options,
        )
        self.front, self._folder = front, folder
        front.members = Members(self)
        self._presses, self._shelf, self._trust = Presses(self, front), Shelf(self, front), TrustPresses(self, front)
        self._upkeep = Upkeep(self, front)
        self._is_connected = False

    async def setup_hook(self) -> None:
        """Add commands and buttons before the connection, and register the commands if they changed."""
        self.add_dynamic_items(AnswerButton, ReportButton, TrustButton)
        for cog in (self._presses, self._shelf, *self._trust.cogs, *(kind(self, self.front) for kind in _COGS)):
            await self.add_cog(cog)
        await register(self, self._folder / COMMANDS)
        self._beat.start()
        self._keep_up.start()

    async def on_message(self, message: discord.Message, /) -> None:
        """Leave messages to the cogs: there are no commands with a prefix."""

    async def on_ready(self) -> None:
        """Note the connection, and to whom the reports belong that the command line added."""
        await self.front.teams.connected([guild.id for guild in self.guilds])
        report_line(_log, "connected", servers=len(self.guilds), intents=self.intents.value)
        await self._upkeep.open_all()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Close the files of a server that the bot left, and mark them for deletion."""
        await self.front.teams.leave(guild.id)

    async def on_guild_join(self, _: discord.Guild) -> None:
        """Note a new server; the first one gets the reports that the command line added."""
        await self.front.teams.connected([guild.id for guild in self.guilds])

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Note a server whose outage is over."""
        await self.on_guild_join(guild)

    async def on_connect(self) -> None:
        """Note that Discord is there."""
        self._is_connected = True

    async def on_resumed(self) -> None:
        """Note that Discord is there again."""
        self._is_connected = True

    async def on_disconnect(self) -> None:
        """Note that Discord is gone."""
        self._is_connected = False

    async def on_error(self, event_method: str, /, *args: Any, **_: Any) -> None:
        """Log the fault of one event, and tell whoever waits for an answer to it; the next one is served."""
        match sys.exception(), *args:
            case Exception() as fault, discord.Interaction() as interaction:
                await failed(interaction, fault)
            case Exception() as fault, discord.Message() as message if self._is_addressed(message):
                await failed_message(message, fault)
            case _:
                with about(new_id()):
                    withhold(*(one.content for one in args if isinstance(one, discord.Message)))
                    _log.exception("fault in %s", event_method)

    def _is_addressed(self, message: discord.Message) -> bool:
        """Whether a person waits for an answer: by a mention, directly, or with files for the drop channel."""
        if message.author.bot or message.webhook_id:
            return False
        named = message.guild is None or self.user in message.mentions
        return named or dropped(message, self.front.settings.drop_channel)

    async def pressed(self, interaction: discord.Interaction, button: object) -> None:
        """Answer the press of any button."""
        match button:
            case ButtonId():
                await guarded(interaction, self._presses.pressed(interaction, button))
            case ReportId():
                await guarded(interaction, self._shelf.pressed(interaction, button))
            case TrustId():
                await guarded(interaction, self._trust.pressed(interaction, button))

    @tasks.loop(seconds=TICK_S)
    async def _keep_up(self) -> None:
        """Keep true what was said, while connected."""
        if self._is_connected:
            await endured(self._upkeep.once(), "the upkeep")

    @tasks.loop(seconds=ALIVE_S)
    async def _beat(self) -> None:
        """Leave a sign of life while connected."""
        if self._is_connected:
            await endured(asyncio.to_thread((self._folder / ALIVE).touch), "the sign of life")

    async def close(self) -> None:
        """Stop the sign of life and leave."""
        self._beat.cancel()
        self._keep_up.cancel()
        await super().close()


def _intents(settings: DiscordSettings) -> discord.Intents:
    """Return what Discord is asked to tell: servers, messages in them and direct ones, and their text if configured."""
    text = settings.message_content
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=text)


class ShardedVerbatim(Verbatim, commands.AutoShardedBot):
    """The bot in as many connections as Discord asks for."""


def make_client(front: Front, folder: Path) -> Verbatim:
    """Return the bot in one connection or several, as configured."""
    return (ShardedVerbatim if front.settings.sharded else Verbatim)(front, folder)


async def register(client: commands.Bot, mark: Path, *, always: bool = False) -> bool:
    """Register the commands with Discord if they differ from the last time, and return whether it was done.

    Discord allows 200 changes a day; a restart loop must not use them up.
    """
    payload = json.dumps([command.to_dict(client.tree) for command in client.tree.get_commands()], sort_keys=True)
    digest = hashlib.sha256(f"{client.application_id} {payload}".encode()).hexdigest()
    if not always and await asyncio.to_thread(_is_marked, mark, digest):
        return False
    try:
        synced = await client.tree.sync()
    except app_commands.AppCommandError as fault:
        _log.error("commands not registered; the old ones go on", exc_info=fault)
        return False
    await asyncio.to_thread(mark.write_text, digest, "ascii")
    report_line(_log, "commands registered", commands=len(synced))
    return True


def _is_marked(mark: Path, digest: str) -> bool:
    return mark.exists() and mark.read_text(encoding="ascii") == digest
