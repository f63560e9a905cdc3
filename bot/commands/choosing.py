"""Which reports a person may see where they are, and which of them they mean."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import discord
from discord import app_commands

from bot.errors import NotAsked
from bot.front import Front
from bot.ui import texts
from bot.ui.escaping import label
from corpus.report import Report

CHOICES = 25  # Discord's limit
CHOICE_CHARACTERS = 100  # likewise
GONE = "There is no such report here: it was removed or replaced meanwhile."


@dataclass(frozen=True, slots=True)
class Choice:
    """The report that a question shall be put to.

    Args:
        report: Its id.
        hidden: Whether whoever asks may see it and the channel may not, so that nobody else may see the answer.
    """

    report: int
    hidden: bool


async def to_ask(front: Front, interaction: discord.Interaction, typed: str, *, private: bool) -> Choice:
    """Return the report that a question shall be put to: first what all who see the answer may see is looked through.

    Args:
        front: What commands share.
        interaction: The question.
        typed: What was chosen from the list, or typed.
        private: Whether only its person sees the answer anyway.

    Raises:
        NotAsked: None or several match; the same words whether a report is absent or not for this person.
    """
    shared = await _shared(front, interaction, private=private)
    try:
        return Choice(await asyncio.to_thread(report_of, typed, shared), hidden=False)
    except NotAsked:
        if private:
            raise
        mine = await seen(front, interaction)
        return Choice(await asyncio.to_thread(report_of, typed, mine), hidden=True)


async def offered_to_ask(
    front: Front, interaction: discord.Interaction, typed: str, *, private: bool
) -> list[app_commands.Choice[str]]:
    """Offer the reports that a question can be put to; with a lock, and last, those that the channel may not see."""
    shared = await _shared(front, interaction, private=private)
    mine = shared if private else await seen(front, interaction)
    return await asyncio.to_thread(_with_locks, shared, mine, typed)


def _with_locks(shared: Sequence[Report], mine: Sequence[Report], typed: str) -> list[app_commands.Choice[str]]:
    known = {report.id for report in shared}
    locked = [report for report in mine if report.id not in known]
    return [*_choices(shared, typed), *_choices(locked, typed, lock=f"{texts.LOCK} ")][:CHOICES]


async def _shared(front: Front, interaction: discord.Interaction, *, private: bool) -> list[Report]:
    """Return the reports that all may see who will see a reply."""
    scope = await front.scope(interaction, private=private)
    return await scope.team.asking.shelf(scope.viewers)


async def seen(front: Front, interaction: discord.Interaction) -> list[Report]:
    """Return the reports that whoever asks may see in a reply that nobody else sees.

    Raises:
        NotAsked: it is asked outside a server.
    """
    return await _shared(front, interaction, private=True)


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


def _choices(reports: Sequence[Report], typed: str, lock: str = "") -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=label(lock + _choice(report), CHOICE_CHARACTERS), value=str(report.id))
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
    date = f"file dated {facts.date}" if report.file_dated else facts.date
    return " · ".join(part for part in (report.title, facts.publisher, date) if part)
