"""`/gaps` and `/stats`: what the reports could not answer, for editors; only who asks sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands.serving import serve
from bot.errors import NotAsked
from bot.front import Front
from bot.gaps import Gaps, answered_since, gaps
from bot.kept import Kept, Vectors, embedded
from bot.permissions import require_editor
from bot.scope import Scope
from bot.ui import gap_pages, texts
from bot.ui.gap_pages import A_PAGE, Figures
from bot.ui.message import Message
from corpus.report import Report
from index.answer import Query
from index.errors import QuestionRefused
from index.grouping import grouped

DAYS = 30  # looked back over, unless the editor says otherwise
MOST_DAYS = 3650
VECTORS = 4_000  # of wordings, kept for all servers: 6 MB at 384 dimensions
ANSWERS = 1_000  # that gaps have by now


@dataclass(frozen=True, slots=True)
class _Memory:
    """What a page turn need not compute again.

    Args:
        vectors: Of wordings.
        answers: The report that answers a question, in a tuple because there may be none.
    """

    vectors: Vectors
    answers: Kept[tuple[Report | None]]


class Reviewing(commands.Cog):
    """What went unanswered; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front
        self._memory = _Memory(Kept(VECTORS), Kept(ANSWERS))

    @app_commands.command(name="gaps", description="Show what the reports could not answer, alike questions together")
    @app_commands.describe(days="How many days to look back, 30 unless you say otherwise")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def show_gaps(
        self, interaction: discord.Interaction, days: app_commands.Range[int, 1, MOST_DAYS] = DAYS
    ) -> None:
        """Show unanswered and disliked questions."""
        await serve(self._front, interaction, lambda: self._gaps(interaction, 0, days), private=True)

    @app_commands.command(name="stats", description="Show how many questions were asked and answered")
    @app_commands.describe(days="How many days to look back, 30 unless you say otherwise")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def show_stats(
        self, interaction: discord.Interaction, days: app_commands.Range[int, 1, MOST_DAYS] = DAYS
    ) -> None:
        """Show figures."""
        await serve(self._front, interaction, lambda: self._stats(interaction, days), private=True)

    async def turned(self, interaction: discord.Interaction, rest: str) -> None:
        """Show another page of gaps in place of the one whose button was pressed."""
        page, _, days = rest.partition(":")
        numbers = (int(page), int(days)) if page.isdecimal() and days.isdecimal() else None

        async def work() -> Message:
            if numbers is None:
                raise NotAsked(texts.OUTDATED)
            return await self._gaps(interaction, min(numbers[0], MOST_DAYS), min(numbers[1], MOST_DAYS))

        await serve(self._front, interaction, work, private=True, in_place=True)

    async def _gaps(self, interaction: discord.Interaction, page: int, days: int) -> Message:
        require_editor(interaction.user, self._front.settings)
        scope = await self._front.scope(interaction, private=True)
        found = await scope.team.asking.search(interaction.user.id, lambda: _found(scope, page, days, self._memory))
        return gap_pages.page(found, page, days)

    async def _stats(self, interaction: discord.Interaction, days: int) -> Message:
        require_editor(interaction.user, self._front.settings)
        scope = await self._front.scope(interaction, private=True)
        figures = await scope.team.asking.glance(interaction.user.id, lambda: _figures(scope, days))
        return gap_pages.stats(figures)


def _found(scope: Scope, page: int, days: int, memory: _Memory) -> Gaps:
    """Return all gaps, those of the page with the report that answers them now; blocks."""
    team = scope.team

    def grouping(questions: Sequence[str]) -> list[list[int]]:
        return grouped(questions, embedded(questions, team.embedder(), memory.vectors)) if questions else []

    asked = [team.asking.readable(one, scope.viewers) for one in team.remembered.since(days)]
    everything = gaps(asked, team.feedback.disliked(days), grouping)
    found = everything.found
    start = min(page, max(0, -(-len(found) // A_PAGE) - 1)) * A_PAGE
    seq = team.store.seq
    shown = answered_since(
        found[start : start + A_PAGE], seq, lambda question: _answer_kept(scope, question, seq, memory)
    )
    return replace(everything, found=(*found[:start], *shown, *found[start + A_PAGE :]))


def _answer_kept(scope: Scope, question: str, seq: int, memory: _Memory) -> Report | None:
    """Return what answers a question; known while neither the reports nor what the asker may see have changed."""
    seen = scope.collections()
    key = (str(scope.team.server), str(seq), *sorted(seen), question)
    known = memory.answers.find(*key)
    if known is None:
        known = (_answer_now(scope, question, seen),)
        memory.answers.keep(known, *key)
    return known[0]


def _answer_now(scope: Scope, question: str, seen: frozenset[str]) -> Report | None:
    try:
        answer = scope.team.answers.answer(Query(question, collections=seen))
    except QuestionRefused:
        return None
    return answer.quotes[0].report if answer.answered and answer.quotes else None


def _figures(scope: Scope, days: int) -> Figures:
    team, reports = scope.team, scope.reports()
    questions, answered = team.remembered.counts(days)
    helpful, disliked = team.feedback.counts(days)
    return Figures(
        days=days,
        questions=questions,
        answered=answered,
        helpful=helpful,
        disliked=disliked,
        reports=len(reports),
        sentences=sum(report.sentences for report in reports),
        watches=len(team.watches.all()),
        posts=team.posted.count(),
    )
