"""`/ask`, and the menu entry **Find in reports** on a message."""

from __future__ import annotations

import asyncio
import re
from datetime import date

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands.choosing import Choice, offered_to_ask, to_ask
from bot.commands.failing import offering
from bot.commands.putting import answer
from bot.commands.serving import refused, serve, tell
from bot.errors import NotAsked
from bot.front import Front
from bot.questions import QUESTION_CHARACTERS, Question
from bot.ui.escaping import label
from corpus.errors import CorpusError
from index.answer import Query

CHOOSE_S = 1.5  # for finding the chosen report, of the 3 s that Discord gives to acknowledge
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


class Ask(commands.Cog):
    """Questions by command; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front
        self._find = app_commands.ContextMenu(name="Find in reports", callback=self.find)

    async def cog_load(self) -> None:
        """Add the menu entry, which a cog cannot hold by itself."""
        self._client.tree.add_command(self._find)

    @app_commands.command(
        description="Ask the reports: the answer is their own sentences, with who wrote them and when"
    )
    @app_commands.describe(
        question="What you want to know, in a sentence",
        report="Look in this report only",
        since="Only reports of this day or later: 2017, 2017-10 or 2017-10-16",
        until="Only reports of this day or earlier: 2017, 2017-10 or 2017-10-16",
        private="Show the answer to me only",
        newest="Show the sentences of the newest report first, instead of the best sentence",
    )
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, QUESTION_CHARACTERS],
        report: str | None = None,
        since: str | None = None,
        until: str | None = None,
        *,
        private: bool = False,
        newest: bool = False,
    ) -> None:
        """Answer a question."""
        try:
            days = first_day(since), last_day(until)
            chosen = await self.chosen(interaction, report, private=private) if report is not None else None
        except (NotAsked, CorpusError) as reason:
            await tell(interaction, refused(reason))
            return
        hidden = chosen is not None and chosen.hidden
        query, private = Query("", chosen.report if chosen else None, None, *days), private or hidden
        place = interaction.channel_id or 0
        asked = Question(question, interaction.user.id, place, query, private=private, newest=newest, hidden=hidden)
        await serve(self._front, interaction, lambda: answer(self._front, interaction, asked), private=private)

    @ask.autocomplete("report")
    @offering
    async def reports(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer the reports whose title or publisher holds what is typed, from memory."""
        private = bool(interaction.namespace.private)
        return await offered_to_ask(self._front, interaction, typed, private=private)

    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def find(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer, privately, which sentences of the reports a message agrees with."""
        text = shortened(message.content)
        if not text:
            await tell(interaction, refused(NotAsked("This message has no text to look for.")))
            return
        asked = Question(text, interaction.user.id, message.id, private=True)
        await serve(self._front, interaction, lambda: answer(self._front, interaction, asked), private=True)

    async def chosen(self, interaction: discord.Interaction, typed: str, *, private: bool) -> Choice:
        """Return the report that was chosen, soon: what is wrong is told at once and privately.

        Raises:
            NotAsked: None or several match, or they are not open yet.
        """
        try:
            async with asyncio.timeout(CHOOSE_S):
                return await to_ask(self._front, interaction, typed, private=private)
        except TimeoutError:
            raise NotAsked("The reports are being opened: ask again in a minute.") from None


def first_day(typed: str | None) -> str | None:
    """Return the first day of what is typed."""
    return _day(typed, last=False)


def last_day(typed: str | None) -> str | None:
    """Return the last day of what is typed."""
    return _day(typed, last=True)


def shortened(text: str) -> str:
    """Return as many whole words as a question may have characters."""
    text = " ".join(text.split())
    return text if len(text) <= QUESTION_CHARACTERS else text[: QUESTION_CHARACTERS + 1].rpartition(" ")[0]


def _day(typed: str | None, *, last: bool) -> str | None:
    if typed is None:
        return None
    found = _DAY.fullmatch(typed.strip())
    year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    try:
        first = date(year, month or (12 if last else 1), day or 1)
    except ValueError:
        raise NotAsked(f"“{label(typed, 40)}” is not a date: write 2017, 2017-10 or 2017-10-16.") from None
    return (_end_of_month(first) if last and not day else first).isoformat()


def _end_of_month(first: date) -> date:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1) if first.year < date.max.year else None
    return date.fromordinal(following.toordinal() - 1) if following else date.max
