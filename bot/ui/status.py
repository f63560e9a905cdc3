"""What the bot says of itself: how it stands, and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import discord

from bot.ui import texts
from bot.ui.escaping import escape
from bot.ui.message import Accent, Message, box, notice
from corpus.report import Report

HELP = """\
**Ask the reports**
`/ask` a question, mention me, or write to me directly. The answer is sentences of the reports, word for word, with \
who wrote them and when. Where the reports don't say, I say so.
-# On a message: *Apps*, **Find in reports**. Under an answer: **Context**, **Sources**, **Ask a follow-up**."""
SHELF = """\
**See the reports**
`/reports` lists them, `/report` shows one. `/verify` checks a quote, `/mentions` finds every sentence with a word, \
`/export` saves what was answered here in a file.
-# `/watch` tells a channel when a new report answers a question. `/status` `/privacy` `/forget-me`"""
EDITING = """\
**Keep the reports**
`/add` and `/add-file` add files, `/replace` puts a new version in place, `/remove` takes one away.
-# On a message with files: *Apps*, **Add as report**. `/collection` says who sees what, `/gaps` what is missing."""
NOT_EDITING = "-# Reports are added by editors: {who}."


@dataclass(frozen=True, slots=True)
class Standing:
    """How the bot stands, for one person in one place.

    Args:
        reports: Those that the person may see here.
        everything: Number of all reports of the team, None for who may not know.
        waiting: Files that are not reports yet, None for who may not know.
        questions: Questions to this team that run or wait.
        embedding: The model that finds sentences.
        reader: The model that reads them.
        version: Of the program.
        up_s: Seconds since it started.
        renewal: How far the reports are that are made searchable again, None where none are.
        interrupted: Why that was interrupted, for an editor, empty for others; None where it was not.
    """

    reports: tuple[Report, ...]
    everything: int | None
    waiting: int | None
    questions: int
    embedding: str
    reader: str
    version: str
    up_s: float
    renewal: str | None = None
    interrupted: str | None = None


def status(standing: Standing) -> Message:
    """Return how the bot stands; no secret, and no count of what the person may not see."""
    lines = (_shelf(standing), _work(standing), _program(standing))
    if standing.interrupted is not None:
        reason = escape(standing.interrupted) or "The bot's log says why; its operator can read it."
        far = f"{standing.renewal}. Questions wait until it is done; nothing is lost."
        return notice(Accent.FAULT, "**Making the reports searchable again was interrupted**", far, reason, *lines)
    if standing.renewal:
        return notice(Accent.PLAIN, "**Making the reports searchable again**", standing.renewal, *lines)
    return notice(Accent.PLAIN, "**Ready to answer**", *lines)


def _shelf(standing: Standing) -> str:
    reports = standing.reports
    empty = sum(bool(report.pages_without_text) for report in reports)
    sentences = texts.plural(sum(report.sentences for report in reports), "sentence")
    seen = f"{texts.plural(len(reports), 'report')} here, {sentences}"
    without = f", {empty} with pages without text" if empty else ""
    other = (standing.everything or 0) - len(reports)
    latest = f"\n-# Latest added {texts.day(max(report.added_at for report in reports))}" if reports else ""
    return seen + without + (f" · {texts.plural(other, 'report')} not shown here" if other > 0 else "") + latest


def _work(standing: Standing) -> str:
    work = {"question": standing.questions, "file": standing.waiting or 0}
    under_way = " and ".join(texts.plural(count, what) for what, count in work.items() if count)
    return f"{under_way} under way" if under_way else "Nothing is waiting"


def _program(standing: Standing) -> str:
    up = str(timedelta(seconds=round(standing.up_s)))
    models = {"finds with": standing.embedding, "reads with": standing.reader}
    shown = " · ".join(f"{use} {texts.name(model)}" for use, model in models.items() if model)
    return f"-# Verbatim {standing.version} · up {up}" + (f"\n-# {shown}" if shown else "")


def help_text(who: str | None) -> Message:
    """Return what can be asked of the bot.

    Args:
        who: Who may edit, in words, for somebody who may not; None for an editor.
    """
    first, *rest = HELP, SHELF, EDITING if who is None else NOT_EDITING.format(who=who)
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(first)]
    for part in rest:
        items += [discord.ui.Separator(), discord.ui.TextDisplay(part)]
    return box(Accent.PLAIN, *items)
