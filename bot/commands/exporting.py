"""`/export`: the answers of a channel or thread as a file that can be checked long after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands.serving import serve
from bot.errors import NotAsked
from bot.evidence import JSON, MARKDOWN, as_json, as_markdown
from bot.front import Front
from bot.remembered import Reply
from bot.scope import Scope
from bot.ui import texts
from bot.ui.message import Accent, Attachment, Message, notice

MOST_ANSWERS = 200  # of one place, the latest
NO_FILES = "Discord did not take the file: let me attach files here, then export again."
NOTHING = "Nothing was answered here that still stands, so there is nothing to export."

Format = Literal["Markdown", "JSON"]


class Exporting(commands.Cog):
    """Evidence to take along; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front

    @app_commands.command(name="export", description="Export what was answered in this channel or thread, with proofs")
    @app_commands.describe(form="Markdown to read, JSON for programs; both can be checked by `verify`")
    @app_commands.rename(form="format")
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def export(self, interaction: discord.Interaction, form: Format = "Markdown") -> None:
        """Export the answers of the place."""
        await serve(self._front, interaction, lambda: self._place(interaction, form), private=True)

    async def _place(self, interaction: discord.Interaction, form: Format) -> Message:
        scope = await self._front.scope(interaction, private=True)
        place = interaction.channel_id or 0
        return await scope.team.asking.search(interaction.user.id, lambda: exported(_answers(scope, place), form))


def _answers(scope: Scope, place: int) -> list[Reply]:
    """Return what was answered in a place for all to see, as far as it stands and may be seen; blocks."""
    asked = scope.team.remembered.asked_in(place)[-MOST_ANSWERS:]
    replies = (scope.team.asking.as_it_stands(one, scope.viewers) for one in asked)
    return [reply for reply in replies if reply.quotes]


def exported(replies: Sequence[Reply], form: Format) -> Message:
    """Return answers as a message with a file; of hundreds of answers it takes a while.

    Raises:
        NotAsked: There is none.
    """
    replies = [replace(reply, marks=()) for reply in replies if reply.quotes]
    if not replies:
        raise NotAsked(NOTHING)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    quotes = sum(len(reply.quotes) for reply in replies)
    counted = f"{texts.plural(len(replies), 'answer')} with {texts.plural(quotes, 'quote')}"
    content = f"**{counted}.** Check them any time: `./verbatim verify --export FILE`."
    file = (
        Attachment(MARKDOWN, as_markdown(replies, now))
        if form == "Markdown"
        else Attachment(JSON, as_json(replies, now))
    )
    return Message(content=content, attachment=file, instead=notice(Accent.NOT_FOUND, NO_FILES))
