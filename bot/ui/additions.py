"""What is shown while files become reports, and of each what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.errors import Stopping
from bot.library import Removed, Replaced, Stage, There, Work
from bot.ui import budget, texts
from bot.ui.escaping import escape, label
from bot.ui.message import Accent, Message, box
from bot.ui.report_buttons import Listing, ReportButton, ReportId, Verb, report_row
from corpus.errors import RefusedReport
from corpus.report import Report
from index.indexing import Added

REMARKS = 3  # of one file
REMARK_CHARACTERS = 200
REASON_CHARACTERS = 300
_AROUND = budget.Cost(components=8)  # the box, its rule, and the row of buttons


@dataclass(frozen=True, slots=True)
class Uploading:
    """One upload on its way.

    Args:
        works: Its files.
        verb: "Adding" or "Replacing".
        collection: Where its reports go.
        person: Who uploads, 0 for nobody in Discord.
        remarks: What there is to say of the upload as a whole.
    """

    works: tuple[Work, ...]
    verb: str = "Adding"
    collection: str = ""
    person: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def reports(self) -> tuple[Report, ...]:
        """Return the reports that its files are now."""
        outcomes = (work.outcome for work in self.works)
        return tuple(outcome.report for outcome in outcomes if isinstance(outcome, Added | Replaced))

    @property
    def done(self) -> int:
        """Return how many files are done, whatever became of them."""
        return sum(work.outcome is not None for work in self.works)


def progress(upload: Uploading) -> Message:
    """Return how far an upload is."""
    head = f"**{upload.verb} {texts.plural(len(upload.works), 'file')}** · {upload.done} done"
    return _shown(Accent.PLAIN, upload, head, ())


def result(upload: Uploading) -> Message:
    """Return what became of an upload, with the ways on."""
    reports = upload.reports
    accent = Accent.ANSWER if len(reports) == len(upload.works) else Accent.NOT_FOUND
    return _shown(accent, upload, f"**{_summary(upload)}**", _ways_on(reports))


def followed(upload: Uploading) -> Message:
    """Return what became of files of the watched folder."""
    refused = any(isinstance(work.outcome, Exception) for work in upload.works)
    head = f"**{texts.plural(len(upload.works), 'file')} of the watched folder**"
    return _shown(Accent.NOT_FOUND if refused else Accent.ANSWER, upload, head, ())


def _summary(upload: Uploading) -> str:
    done = "replaced" if upload.verb == "Replacing" else "added"
    new = sum(isinstance(work.outcome, Replaced) or is_new(work) for work in upload.works)
    if not new:
        return f"Nothing was {done}"
    files = len(upload.works)
    return f"{texts.plural(new, 'report')} {done}" if new == files else f"{new} of {texts.plural(files, 'file')} {done}"


def is_new(work: Work) -> bool:
    """Whether a file became a report that was not there before."""
    return isinstance(work.outcome, Added) and work.outcome.new


def _ways_on(reports: Sequence[Report]) -> tuple[discord.ui.Item[Any], ...]:
    if len(reports) == 1:
        one = reports[0]
        return (report_row(Verb.ASK, Verb.SHOW, Verb.REMOVE, report=one.id, content=one.sha256),)
    return (discord.ui.ActionRow(ReportButton(ReportId(Verb.LIST, str(Listing())))),) if reports else ()


def _shown(accent: Accent, upload: Uploading, head: str, row: tuple[discord.ui.Item[Any], ...]) -> Message:
    tail = "\n".join(f"-# {part}" for part in (*upload.remarks, _whereabouts(upload)) if part)
    lines = _fitting([line(work) for work in upload.works], [head, tail])
    body: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay("\n".join(lines))
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(head), body]
    if tail:
        items += [discord.ui.Separator(), discord.ui.TextDisplay(tail)]
    return box(accent, *items, *row)


def _whereabouts(upload: Uploading) -> str:
    parts = (
        f"Collection {texts.name(upload.collection)}" if upload.collection else "",
        f"by {texts.person(upload.person)}" if upload.person else "",
    )
    return " · ".join(part for part in parts if part)


def _fitting(blocks: list[str], around: list[str]) -> list[str]:
    """Return all blocks, or their first lines, or as many as one message holds and how many more there are."""
    short = [block.split("\n", 1)[0] for block in blocks]
    for count in range(len(blocks), -1, -1):
        rest = [f"-# and {texts.plural(len(blocks) - count, 'file')} more"] if count < len(blocks) else []
        for lines in ([*blocks[:count], *rest], [*short[:count], *rest]):
            costs = map(budget.of_text, [*around, "\n".join(lines)])
            if budget.total([_AROUND, *costs]).fits(budget.LIMIT):
                return lines
    return []


def line(work: Work) -> str:
    """Return how far one file is, or what became of it."""
    match work.outcome:
        case None:
            return _running(work)
        case Added() as added:
            return _added(added)
        case Replaced() as replaced:
            return _replaced(replaced)
        case Removed() as removed:
            return f"– *{texts.name(removed.report.title, texts.TITLE_CHARACTERS)}* · removed, its file is gone"
        case There():
            return f"= {texts.name(work.name)} is there already: nothing changed"
        case fault:
            return f"✗ {texts.name(work.name)}: {_reason(fault)}"


def _running(work: Work) -> str:
    name = texts.name(work.name)
    if work.stage is Stage.WAITING:
        return f"○ {name}"
    if work.stage is Stage.EMBEDDING:
        return f"◐ {name} · {work.embedded:,} of {texts.plural(work.sentences, 'sentence')}"
    if work.stage is Stage.RECOGNISING:
        done, total = work.pages
        return f"◐ {name} · OCR, page {done + 1:,} of {total:,}"
    return f"◐ {name} · {work.stage.value}"


def _added(added: Added) -> str:
    title = f"*{texts.name(added.report.title, texts.TITLE_CHARACTERS)}*"
    if not added.new:
        return f"= {title} is there already: nothing changed"
    remarks = (f"-# {escape(label(remark, REMARK_CHARACTERS))}" for remark in added.remarks[:REMARKS])
    return "\n".join([f"✓ {title} · {extent(added.report)}", *remarks])


def _replaced(replaced: Replaced) -> str:
    before, now = replaced.before, replaced.report
    title = f"*{texts.name(now.title, texts.TITLE_CHARACTERS)}*"
    if before.sha256 == now.sha256:
        return f"= {title} holds this very file already: nothing changed"
    pages = f"{before.pages or 0} → {texts.plural(now.pages or 0, 'page')}, " if before.pages or now.pages else ""
    count = f"{pages}{before.sentences:,} → {texts.plural(now.sentences, 'sentence')}"
    return f"✓ {title} · {count}\n-# {replaced.new:,} of its sentences are new, {replaced.gone:,} are gone"


def extent(report: Report) -> str:
    """Return "12 pages, 340 sentences, 2 pages without text"."""
    pages = [texts.plural(report.pages, "page")] if report.pages else []
    empty = (
        [f"{texts.plural(len(report.pages_without_text), 'page')} without text"] if report.pages_without_text else []
    )
    return ", ".join([*pages, texts.plural(report.sentences, "sentence"), *empty])


def _reason(fault: Exception) -> str:
    """Return why a file is no report and the way out, without naming it a second time."""
    if isinstance(fault, Stopping):
        return "the bot is restarting; add it again in a minute\\."
    words = f"{fault.reason}; {fault.remedy}." if isinstance(fault, RefusedReport) else str(fault)
    return escape(label(words, REASON_CHARACTERS))
