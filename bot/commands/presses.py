"""The buttons under an answer, and the forms they open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

import discord
from discord.ext import commands

from bot.commands.exporting import exported
from bot.commands.putting import answer, direct, is_private
from bot.commands.serving import ACKNOWLEDGE_S, is_void, refused, serve
from bot.commands.watching import set_watch
from bot.delivery import deliver
from bot.errors import BotError, NotAsked
from bot.feedback import Complaint
from bot.front import Front
from bot.logs import report_line
from bot.questions import Question
from bot.remembered import Reply
from bot.scope import Scope
from bot.teams import Team
from bot.ui import answers, contexts, forms, texts
from bot.ui.buttons import ButtonId, Verb
from bot.ui.message import Accent, Message, notice
from corpus.errors import CorpusError, DamagedStore, NoPicture, ReportNotFound
from index.answer import Context

_log = logging.getLogger("verbatim.presses")

RECALL_S = 1.5  # a form must open within 3 s; without the old wording, if need be

_SHOWS: dict[Verb, Callable[[Reply], Message]] = {
    Verb.MORE: answers.more_quotes,
    Verb.CLOSEST: answers.closest,
    Verb.SOURCES: answers.sources,
    Verb.MARKDOWN: lambda reply: exported([reply], "Markdown"),
    Verb.JSON: lambda reply: exported([reply], "JSON"),
}


class Presses(commands.Cog):
    """Presses and forms; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front

    async def pressed(self, interaction: discord.Interaction, button: ButtonId) -> None:
        """Answer a press."""
        if button.verb in (Verb.FOLLOW_UP, Verb.REPORT, Verb.REPHRASE):
            await self._open(interaction, button)
            return
        private = button.verb not in (Verb.AGAIN, Verb.WATCH) or is_private(interaction)
        await serve(self._front, interaction, lambda: self._shown(interaction, button), private=private)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer a form that comes back."""
        data = forms.submitted(interaction)
        button = ButtonId.read(str(data.get("custom_id", "")))
        if button is None:
            return
        private = is_private(interaction) or button.verb is Verb.REPORT
        entered = forms.entered(data)
        await serve(
            self._front,
            interaction,
            lambda: self._sent(interaction, button, entered),
            private=private,
        )

    async def _shown(self, interaction: discord.Interaction, button: ButtonId) -> Message:
        """Return what a button shows from memory."""
        if button.verb is None:
            raise NotAsked(texts.OUTDATED)
        scope, person = await self._scope(interaction, button), interaction.user.id
        team = scope.team
        if button.verb is Verb.CONTEXT:
            found = await team.asking.context(button.number, person, scope.viewers)
            return await self._context(team, interaction, found) if found else notice(Accent.NOT_FOUND, texts.GONE)
        if button.verb is Verb.HELPFUL:
            return await self._kept(team, person, button.number, "", helpful=True)
        reply = await team.asking.again(button.number, person, scope.viewers)
        if reply is None:
            raise NotAsked(texts.FORGOTTEN)
        if button.verb in (Verb.AGAIN, Verb.WATCH):
            return await self._asked_anew(interaction, button, reply)
        shown = _SHOWS[button.verb](reply) if reply.quotes else notice(Accent.NOT_FOUND, texts.GONE)
        return direct(shown, button.server)

    async def _asked_anew(self, interaction: discord.Interaction, button: ButtonId, reply: Reply) -> Message:
        """Put an old question again, or watch it."""
        asked = reply.asked
        if not asked.query.text:
            raise NotAsked(texts.WORDS_PURGED)
        if button.verb is Verb.WATCH:
            return await set_watch(self._front, interaction, asked.query.text)
        place, private = interaction.channel_id or 0, is_private(interaction)
        question = Question(asked.query.text, interaction.user.id, place, asked.query, private=private)
        return await answer(self._front, interaction, question, button.server or None)

    async def _scope(self, interaction: discord.Interaction, button: ButtonId) -> Scope:
        """Return what may be shown now: roles and audiences may have changed since the answer.

        What a press puts into the channel, a watch or the answer anew, holds nothing that its readers may not see.
        """
        shared = button.verb is Verb.WATCH or (button.verb is Verb.AGAIN and not is_private(interaction))
        return await self._front.scope(interaction, private=not shared, server=button.server or None)

    async def _context(self, team: Team, interaction: discord.Interaction, found: Context) -> Message:
        """Return the paragraph around a sentence, and its page where it has one and files may be sent."""
        if not interaction.app_permissions.attach_files:
            return contexts.context(found)
        try:
            picture = await team.asking.picture(found, interaction.user.id)
        except ReportNotFound:  # removed in the moment between the paragraph and its page
            return notice(Accent.NOT_FOUND, texts.GONE)
        except (NoPicture, DamagedStore, BotError) as reason:
            report_line(_log, "no picture", level=logging.WARNING, reason=str(reason))
            return contexts.context(found, remark=texts.no_picture(str(reason)))
        fits = picture is not None and len(picture.png) <= interaction.filesize_limit
        return contexts.context(found, picture if fits else None)

    async def _open(self, interaction: discord.Interaction, button: ButtonId) -> None:
        """Open the form of a button."""
        if is_void(self._front, interaction):
            return
        if button.verb is Verb.REPHRASE:
            form = forms.rephrase(button.number, await self._wording(interaction, button))
        else:
            form = (forms.follow_up if button.verb is Verb.FOLLOW_UP else forms.report)(button.number)
        form.custom_id = str(button)
        await deliver(lambda: interaction.response.send_modal(form), within_s=ACKNOWLEDGE_S)

    async def _wording(self, interaction: discord.Interaction, button: ButtonId) -> str:
        """Return the question as asked, or nothing where it is forgotten or slow to come."""
        try:
            async with asyncio.timeout(RECALL_S):
                scope = await self._scope(interaction, button)
                asked = await scope.team.asking.recall(button.number, interaction.user.id)
        except (BotError, CorpusError, TimeoutError):
            return ""
        return asked.question if asked else ""

    async def _sent(self, interaction: discord.Interaction, button: ButtonId, entered: str) -> Message:
        """Return the reply to a form."""
        person, place = interaction.user.id, interaction.channel_id or 0
        team = (await self._scope(interaction, button)).team
        if button.verb is Verb.REPORT:
            return await self._kept(team, person, button.number, entered)
        if button.verb is None:
            raise NotAsked(texts.OUTDATED)
        question = Question(entered, person, place, private=is_private(interaction))
        if button.verb is Verb.FOLLOW_UP:
            question = replace(question, parent=button.number)
        elif before := await team.asking.recall(button.number, person):
            question = replace(question, query=before.query)
        return await answer(self._front, interaction, question, button.server or None)

    async def _kept(self, team: Team, person: int, number: int, entered: str, *, helpful: bool = False) -> Message:
        """Keep what a person says of an answer."""
        asked = await team.asking.recall(number, person)
        if asked is None:
            return refused(NotAsked(texts.FORGOTTEN))
        complaint = Complaint(person, entered, asked, helpful)
        kept = await team.asking.glance(person, lambda: team.feedback.add(complaint))
        if helpful:
            return notice(Accent.PLAIN, texts.HELPED)
        return notice(Accent.PLAIN, f"**Thank you.** Kept with the answer under number {kept}.")
