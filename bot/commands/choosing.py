"""Which reports a person may see where they are, and which of them they mean."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import discord
from discord import app_commands

from bot.errors import NotAsked
from bot.front import Front
from bot.ui.escaping import label
from corpus.report import Report

CHOICES = 25  # Discord's limit
CHOICE_CHARACTERS = 100  # likewise
GONE = "There is no such report here: it was removed or replaced meanwhile."


async def seen(front: Front, interaction: discord.Interaction) -> list[Report]:
    """Return the reports that whoever asks may see in a reply that nobody else sees.

    Raises:
        NotAsked: it is asked outside a server.
    """
    scope = await front.scope(interaction, private=True)
    return await scope.team.asking.shelf(scope.viewers)


async def chosen(front: Front, interaction: discord.Interaction, typed: str) -> Report:
    """Return the report that was chosen from the list, or typed.

    Raises:
        NotAsked: none or several match; the same words whether a report is absent or not for this person.
    """
    reports = await seen(front, interaction)
    number = await asyncio.to_thread(report_of, typed, reports)
    return next(report for report in reports if report.id == number)


async def numbered(front: Front, interaction: discord.Interaction, number: int, content: str = "") -> Report:
    """Return the report that a button is about.

    Args:
        front: What commands share.
        interaction: The press.
        number: The report's id.
        content: The beginning of its content's hash, where only that content is meant.

    Raises:
        NotAsked: it is gone, has other content now, or is not for this person; all in the same words.
    """
    for report in await seen(front, interaction):
        if report.id == number and report.sha256.startswith(content):
            return report
    raise NotAsked(GONE)


def report_of(typed: str, shelf: Sequence[Report]) -> int:
    """Return the id of the report that was chosen or typed.

    Raises:
        NotAsked: None or several match; the same words whether a report is absent or not for this person.
    """
    if typed.isdecimal() and any(report.id == int(typed) for report in shelf):
        return int(typed)
    found = matching(typed, shelf)
    if len(found) != 1:
        raise NotAsked(f"{len(found) or 'No'} reports match “{label(typed, 80)}”: choose one from the list.")
    return found[0].id


def matching(typed: str, shelf: Sequence[Report]) -> list[Report]:
    """Return the reports whose title, publisher or year holds every word that is typed; blocks shortly."""
    return list(_matching(typed, shelf))


async def choices(reports: Sequence[Report], typed: str) -> list[app_commands.Choice[str]]:
    """Offer the reports whose title, publisher or date holds what is typed, beside the event loop: at every key."""
    return await asyncio.to_thread(_choices, reports, typed)


def _choices(reports: Sequence[Report], typed: str) -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=label(_choice(report), CHOICE_CHARACTERS), value=str(report.id))
        for report in islice(_matching(typed, reports), CHOICES)
    ]


def _matching(typed: str, shelf: Iterable[Report]) -> Iterator[Report]:
    words = typed.casefold().split()
    for report in shelf:
        name = _choice(report).casefold()
        if all(word in name for word in words):
            yield report


def _choice(report: Report) -> str:
    facts = report.metadata
    return " · ".join(part for part in (report.title, facts.publisher, facts.date) if part)
