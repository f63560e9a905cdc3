"""Hand the presses of the buttons under mentions, watches, gaps and /forget-me to whom they are meant for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord
from discord.ext import commands

from bot.commands.looking_up import LookingUp
from bot.commands.personal import Personal
from bot.commands.reviewing import Reviewing
from bot.commands.serving import refused, tell
from bot.commands.watching import Watching
from bot.errors import NotAsked
from bot.front import Front
from bot.ui import texts
from bot.ui.trust_buttons import TrustId, Verb


class TrustPresses:
    """Presses by verb; a class because it holds the cogs.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self.looking_up, self.watching = LookingUp(client, front), Watching(client, front)
        self.reviewing, self.personal = Reviewing(client, front), Personal(client, front)

    @property
    def cogs(self) -> tuple[commands.Cog, ...]:
        """What the client is to add."""
        return (self.looking_up, self.watching, self.reviewing, self.personal)

    async def pressed(self, interaction: discord.Interaction, button: TrustId) -> None:
        """Answer a press."""
        by_verb: dict[Verb, Callable[[], Awaitable[None]]] = {
            Verb.MENTIONS: lambda: self.looking_up.turned(interaction, button.rest),
            Verb.UNWATCH: lambda: self.watching.removed(interaction, button.rest),
            Verb.GAPS: lambda: self.reviewing.turned(interaction, button.rest),
            Verb.FORGET: lambda: self.personal.confirmed(interaction),
        }
        if button.verb is None:
            await tell(interaction, refused(NotAsked(texts.OUTDATED)))
            return
        await by_verb[button.verb]()
