"""`/reports`, `/report` and `/remove`, and the buttons under what they show; only who asks sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands.ask import first_day, last_day
from bot.commands.choosing import choices, chosen, numbered, seen
from bot.commands.failing import offering
from bot.commands.putting import answer
from bot.commands.serving import ACKNOWLEDGE_S, is_void, serve
from bot.delivery import deliver
from bot.errors import NotAsked
from bot.front import Front
from bot.permissions import may_edit, require_editor
from bot.questions import Question
from bot.ui import forms, shelf, texts, upload_forms
from bot.ui.message import Message
from bot.ui.report_buttons import SEARCH_CHARACTERS, Listing, ReportId, Verb
from bot.ui.shelf import Shown
from corpus.report import Report
from index.answer import Query

_IN_PLACE = frozenset({Verb.LIST, Verb.CONFIRM, Verb.KEEP})


class Shelf(commands.Cog):
    """The reports as people see them; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front

    @app_commands.command(name="reports", description="List the reports that you may see here")
    @app_commands.describe(
        search="Words of the title, publisher, author, date or file name",
        collection="Only this collection",
        since="Only reports of this day or later: 2017, 2017-10 or 2017-10-16",
        until="Only reports of this day or earlier: 2017, 2017-10 or 2017-10-16",
    )
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def list_reports(
        self,
        interaction: discord.Interaction,
        search: app_commands.Range[str, 1, SEARCH_CHARACTERS] = "",
        collection: app_commands.Range[str, 1, SEARCH_CHARACTERS] = "",
        since: str | None = None,
        until: str | None = None,
    ) -> None:
        """List reports."""

        async def work() -> Message:
            words, name = " ".join(search.split()), " ".join(collection.split())
            listing = Listing(0, words, name, first_day(since) or "", last_day(until) or "")
            listing.require_short()
            return await self._listed(interaction, listing)

        await serve(self._front, interaction, work, private=True)

    @list_reports.autocomplete("collection")
    @offering
    async def collections(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the collections that hold a report which the person may see."""
        found = await asyncio.to_thread(_collections, await seen(self._front, interaction), typed)
        return [app_commands.Choice(name=name, value=name) for name in found[: upload_forms.OPTIONS]]

    @app_commands.command(name="report", description="Show one report: its facts, what it holds, who added it")
    @app_commands.describe(report="Its title, or a part of it")
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def show_report(self, interaction: discord.Interaction, report: str) -> None:
        """Show one report."""

        async def work() -> Message:
            return await self._shown(interaction, await chosen(self._front, interaction, report))

        await serve(self._front, interaction, work, private=True)

    @app_commands.command(description="Remove a report; you are asked once more")
    @app_commands.describe(report="Its title, or a part of it")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def remove(self, interaction: discord.Interaction, report: str) -> None:
        """Ask whether a report shall be removed."""

        async def work() -> Message:
            require_editor(interaction.user, self._front.settings)
            return shelf.removal(await chosen(self._front, interaction, report))

        await serve(self._front, interaction, work, private=True)

    @show_report.autocomplete("report")
    @remove.autocomplete("report")
    @offering
    async def offered(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the reports whose title, publisher or date holds what is typed."""
        return await choices(await seen(self._front, interaction), typed)

    async def pressed(self, interaction: discord.Interaction, button: ReportId) -> None:
        """Answer a press."""
        if button.verb is Verb.ASK:
            if not is_void(self._front, interaction):
                form = upload_forms.question(button.report)
                await deliver(lambda: interaction.response.send_modal(form), within_s=ACKNOWLEDGE_S)
            return
        in_place = button.verb in _IN_PLACE and bool(interaction.message and interaction.message.flags.ephemeral)
        await serve(self._front, interaction, lambda: self._after(interaction, button), private=True, in_place=in_place)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer a question about one report, when its form comes back."""
        data = forms.submitted(interaction)
        form = ReportId.read(str(data.get("custom_id", "")))
        if form and form.verb is Verb.ASK:
            entered = forms.entered(data)
            await serve(self._front, interaction, lambda: self._asked(interaction, form, entered), private=True)

    async def _after(self, interaction: discord.Interaction, button: ReportId) -> Message:
        """Return what a press shows."""
        if button.verb is Verb.LIST and (listing := Listing.read(button.rest)):
            return await self._listed(interaction, listing)
        if button.verb in (None, Verb.LIST) or not button.report:
            raise NotAsked(texts.OUTDATED)
        report = await numbered(self._front, interaction, button.report, button.content)
        if button.verb is Verb.SHOW:
            return await self._shown(interaction, report)
        require_editor(interaction.user, self._front.settings)
        if button.verb is Verb.CONFIRM:
            return await self._removed(interaction, report)
        return shelf.kept(report) if button.verb is Verb.KEEP else shelf.removal(report)

    async def _listed(self, interaction: discord.Interaction, listing: Listing) -> Message:
        reports = await seen(self._front, interaction)
        found = await asyncio.to_thread(shelf.matching, reports, listing)
        return shelf.listed(found, listing, of=len(reports))

    async def _shown(self, interaction: discord.Interaction, report: Report) -> Message:
        team = await self._front.team(interaction.guild_id)
        document = await asyncio.to_thread(team.store.document, report.id)
        editable = may_edit(interaction.user, self._front.settings)
        return shelf.one(Shown(report, shelf.headings(document), editable))

    async def _removed(self, interaction: discord.Interaction, report: Report) -> Message:
        team = await self._front.team(interaction.guild_id)
        return shelf.removed(await asyncio.to_thread(team.indexer.remove, report.id), interaction.user.id)

    async def _asked(self, interaction: discord.Interaction, form: ReportId, entered: str) -> Message:
        """Answer a question from one report."""
        report = await numbered(self._front, interaction, form.report)
        query = Query("", report=report.id)
        question = Question(entered, interaction.user.id, interaction.channel_id or 0, query, private=True)
        return await answer(self._front, interaction, question)


def _collections(reports: Sequence[Report], typed: str) -> list[str]:
    """Return the collections of reports whose name holds what is typed; blocks shortly."""
    names = sorted({report.collection for report in reports}, key=str.casefold)
    return [name for name in names if typed.casefold() in name.casefold()]
