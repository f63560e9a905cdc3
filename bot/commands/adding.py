"""`/add`, `/add-file`, `/replace`, and the menu entry **Add as report** on a message: files become reports.

Everything here is for editors, and only they see it: what is added may not be for everybody in the channel.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.attachments import Attachment, attached
from bot.commands.choosing import choices, chosen, seen
from bot.commands.failing import offering
from bot.commands.serving import ACKNOWLEDGE_S, acknowledged, is_void, made, refused, tell, typed
from bot.delivery import Outcome, deliver
from bot.errors import BotError, NotAllowed, NotAsked
from bot.front import Front
from bot.logs import about, new_id, report_line, withhold
from bot.permissions import may_edit, require_editor
from bot.ui import forms, upload_forms
from bot.ui.message import Message
from bot.ui.report_buttons import ReportId, Verb
from bot.ui.upload_forms import FACT_CHARACTERS, Given
from bot.uploads import InteractionCard, Upload, run, upload_of
from corpus.audience import Audience
from corpus.errors import CorpusError
from corpus.rows import DEFAULT_COLLECTION
from index.indexing import Filing

RECALL_S = 1.5  # a form must open within 3 s; with the usual collection alone, if need be
NOBODY = "Nobody may see this collection yet: allow a channel or a role with `/collection allow`."
_LOST = frozenset({Outcome.GONE, Outcome.FAILED, Outcome.LATE})  # the reply was put away, or cannot be edited
NO_FILES = "This message has no file: choose one with attachments."

_log = logging.getLogger("verbatim.adding")

Begin = Callable[[], Awaitable[Upload]]


class Adding(commands.Cog):
    """Uploads by command, form and menu; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front
        self._menu = app_commands.ContextMenu(name="Add as report", callback=self.add_message)

    async def cog_load(self) -> None:
        """Add the menu entry, which a cog cannot hold by itself."""
        self._client.tree.add_command(self._menu)

    @app_commands.command(description="Add files as reports, with title, publisher, date and collection")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def add(self, interaction: discord.Interaction) -> None:
        """Open the form that adds files."""
        if is_void(self._front, interaction):
            return
        try:
            require_editor(interaction.user, self._front.settings)
        except NotAllowed as refusal:
            await tell(interaction, refused(refusal))
            return
        form = upload_forms.add(await self._offered(interaction))
        await deliver(lambda: interaction.response.send_modal(form), within_s=ACKNOWLEDGE_S)

    @app_commands.command(name="add-file", description="Add one file as a report")
    @app_commands.describe(
        file="The report itself",
        title="As the publisher writes it; empty: as the file says",
        publisher="Who published it, shown with every quote",
        date="When it was published: 2017-10-16, 2017-10, 2017 or 16 October 2017",
        collection="Who may see it; empty: everyone in this server",
    )
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def add_file(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment,
        title: app_commands.Range[str, 1, FACT_CHARACTERS] = "",
        publisher: app_commands.Range[str, 1, FACT_CHARACTERS] = "",
        date: app_commands.Range[str, 1, 40] = "",
        collection: str = "",
    ) -> None:
        """Make one file a report."""
        given = Given(title, publisher, date, collection)
        await self._serve(interaction, lambda: self._upload(interaction, [attached(file)], given))

    @add_file.autocomplete("collection")
    @offering
    async def collections(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the collections whose name holds what is typed, to editors."""
        if not may_edit(interaction.user, self._front.settings):
            return []
        names = await self._offered(interaction)
        found = [name for name in names if typed.casefold() in name.casefold()][: upload_forms.OPTIONS]
        return [app_commands.Choice(name=name, value=name) for name in found]

    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def add_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Make the files of a message reports."""
        files = [attached(file) for file in message.attachments]
        await self._serve(interaction, lambda: self._upload(interaction, files, Given(), none=NO_FILES))

    @app_commands.command(name="replace", description="Put a new file in a report's place")
    @app_commands.describe(
        report="Its title, or a part of it",
        file="The new version",
        title="Empty: the title stays",
        publisher="Empty: the publisher stays",
        date="When this version was published; empty: as the file says, or it stays",
    )
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def put_in_place(
        self,
        interaction: discord.Interaction,
        report: str,
        file: discord.Attachment,
        title: app_commands.Range[str, 1, FACT_CHARACTERS] = "",
        publisher: app_commands.Range[str, 1, FACT_CHARACTERS] = "",
        date: app_commands.Range[str, 1, 40] = "",
    ) -> None:
        """Replace a report's content."""
        given = Given(title, publisher, date)
        await self._serve(interaction, lambda: self._replacement(interaction, report, attached(file), given))

    @put_in_place.autocomplete("report")
    @offering
    async def reports(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the reports whose title, publisher or date holds what is typed."""
        return await choices(await seen(self._front, interaction), typed)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take the form that comes back with files."""
        data = forms.submitted(interaction)
        form = ReportId.read(str(data.get("custom_id", "")))
        if form and form.verb is Verb.ADD:
            files, given = upload_forms.files(data), upload_forms.given(data)
            await self._serve(interaction, lambda: self._upload(interaction, files, given))

    async def _serve(self, interaction: discord.Interaction, begin: Begin) -> None:
        """Acknowledge an upload, carry it out and show what became of it, however long it takes."""
        if is_void(self._front, interaction):
            return
        number, start = new_id(), self._front.clock()
        with about(number), self._front.flights.one():
            withhold(*typed(interaction.data))
            try:
                require_editor(interaction.user, self._front.settings)
            except NotAllowed as refusal:
                await tell(interaction, refused(refusal))
                return
            card = InteractionCard(interaction, self._front.clock)
            if not await acknowledged(interaction, private=True):
                return
            result = await made(lambda: self._carried_out(begin, card), number)
            outcome = await card.show(result)
            if outcome in _LOST:
                outcome = await card.tell_directly(result)
            if outcome is Outcome.FORBIDDEN:
                outcome = await card.tell_publicly()
            report_line(_log, "replied", surface="upload", outcome=outcome.value, s=self._front.clock() - start)

    async def _carried_out(self, begin: Begin, card: InteractionCard) -> Message:
        return await run(await begin(), self._front.lanes.library, self._front.fetch, card)

    async def _upload(
        self, interaction: discord.Interaction, files: list[Attachment], given: Given, *, none: str = ""
    ) -> Upload:
        """Return an upload as somebody sent it.

        Raises:
            NotAsked: there is no file, or the date is none.
            CollectionNotFound: there is no such collection.
        """
        if not files and none:
            raise NotAsked(none)
        scope = await self._front.scope(interaction, private=True)
        of = scope.team.store.collections
        collection = await asyncio.to_thread(of.one, given.collection or DEFAULT_COLLECTION)
        upload = upload_of(files, given, Filing(collection=collection.name, added_by=interaction.user.id), scope.team)
        upload = replace(upload, sees=collection.name in scope.collections())
        if collection.audience == Audience():
            remarks = (*upload.shown.remarks, NOBODY)
            upload = replace(upload, shown=replace(upload.shown, remarks=remarks))
        return upload

    async def _replacement(
        self, interaction: discord.Interaction, typed: str, file: Attachment, given: Given
    ) -> Upload:
        """Return the upload that replaces a report, which goes on by the name that people know it by.

        Raises:
            NotAsked: no report, or several, are called so, or the date is none.
        """
        report = await chosen(self._front, interaction, typed)
        filing = Filing(collection=report.collection, added_by=interaction.user.id)
        team = await self._front.team(interaction.guild_id)
        facts = report.metadata
        given = Given(given.title or facts.title or "", given.publisher or facts.publisher or "", given.date)
        upload = upload_of([file], given, filing, team)
        return replace(upload, shown=replace(upload.shown, verb="Replacing"), replaces=report.id)

    async def _offered(self, interaction: discord.Interaction) -> list[str]:
        """Return where the person may put reports, the usual place first."""
        try:
            async with asyncio.timeout(RECALL_S):
                team = await self._front.team(interaction.guild_id)
                known = await asyncio.to_thread(team.store.collections.all)
        except (BotError, CorpusError, TimeoutError):
            return [DEFAULT_COLLECTION]
        return sorted((one.name for one in known), key=lambda name: (name != DEFAULT_COLLECTION, name.casefold()))
