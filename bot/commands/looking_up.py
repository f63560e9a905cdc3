"""`/verify` and `/mentions`: what stands in the reports, word for word; only who asks sees it."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands.serving import serve
from bot.errors import NotAsked
from bot.front import Front
from bot.scope import Scope
from bot.ui import mentioned, texts, verdicts
from bot.ui.message import Message
from bot.ui.trust_buttons import TERM_CHARACTERS, Search
from index.mentions import mentions
from index.verification import verify_quote

QUOTE_CHARACTERS = 2000
NO_TERM = "Write a word or a name to look for, with a letter or a figure in it."


class LookingUp(commands.Cog):
    """What stands in the reports; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front

    @app_commands.command(description="Check a quote: does it stand in a report word for word, differently, or nowhere")
    @app_commands.describe(quote="The words as somebody cites them")
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def verify(
        self, interaction: discord.Interaction, quote: app_commands.Range[str, 1, QUOTE_CHARACTERS]
    ) -> None:
        """Check a quote against the reports that whoever asks may see."""
        await serve(self._front, interaction, lambda: self._verified(interaction, quote), private=True)

    @app_commands.command(name="mentions", description="List every sentence with a word or a name, none left out")
    @app_commands.describe(
        term="A word or several in a row, in any case",
        forms="Find other forms of the words, too: strike, strikes, striking",
        oldest="Show the oldest report first instead of the newest",
    )
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def list_mentions(
        self,
        interaction: discord.Interaction,
        term: app_commands.Range[str, 1, TERM_CHARACTERS],
        *,
        forms: bool = False,
        oldest: bool = False,
    ) -> None:
        """List every sentence that holds a term."""
        search = Search(" ".join(term.split()), 0, forms, newest=not oldest)
        await serve(self._front, interaction, lambda: self._mentioned(interaction, search), private=True)

    async def turned(self, interaction: discord.Interaction, rest: str) -> None:
        """Show another page of mentions in place of the one whose button was pressed."""
        search = Search.read(rest)
        await serve(self._front, interaction, lambda: self._mentioned(interaction, search), private=True, in_place=True)

    async def _verified(self, interaction: discord.Interaction, quote: str) -> Message:
        scope = await self._front.scope(interaction, private=True)
        asking = scope.team.asking
        found = await asking.search(interaction.user.id, lambda: verify_quote(scope.team.store, quote, scope.reports()))
        return verdicts.verdict(found)

    async def _mentioned(self, interaction: discord.Interaction, search: Search | None) -> Message:
        if search is None:
            raise NotAsked(texts.OUTDATED)
        if not any(character.isalnum() for character in search.term):
            raise NotAsked(NO_TERM)
        scope = await self._front.scope(interaction, private=True)
        return await scope.team.asking.search(interaction.user.id, lambda: _page(scope, search))


def _page(scope: Scope, search: Search) -> Message:
    """Look through the reports that may be seen, by date, undated ones last; blocks."""
    with scope.team.store.snapshot():
        reports = scope.reports()
        dated = sorted(
            (r for r in reports if r.metadata.date), key=lambda r: r.metadata.date or "", reverse=search.newest
        )
        undated = [report for report in reports if not report.metadata.date]
        found = mentions(scope.team.store, search.term, [*dated, *undated], inflected=search.forms)
    return mentioned.mentioned(search, found, len(reports))
