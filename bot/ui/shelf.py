"""Reports as people see them: a list that turns its pages, one report with its facts, and what a removal takes away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.ui import budget, texts
from bot.ui.additions import extent
from bot.ui.languages import language
from bot.ui.message import Accent, Message, box, notice
from bot.ui.report_buttons import Listing, ReportButton, ReportId, Verb, report_row
from corpus.report import BlockKind, Document, Report, Source

PAGE = 6  # reports on a page: on a telephone two screens
LISTED_TITLE, LISTED_NAME = 90, 60  # characters
HEADINGS, HEADING_CHARACTERS = 8, 100
NONE = "**There are no reports here yet.** Editors add some with `/add`."
NONE_MATCHES = "**No report matches.** Search for fewer words, or leave out the days."
REMOVAL = (
    "No question is answered from it any more, and its file is deleted here too. Earlier answers stay in Discord, and"
    " say that their report is gone."
)


def matching(reports: Sequence[Report], listing: Listing) -> list[Report]:
    """Return the reports that a list holds, the latest published first and those without a date last; blocks."""
    words = listing.search.casefold().split()
    found = [report for report in reports if _holds(report, words) and _is_within(report, listing)]
    return sorted(found, key=lambda report: (report.metadata.date or "", report.id), reverse=True)


def _holds(report: Report, words: Sequence[str]) -> bool:
    facts = report.metadata
    known = " ".join(
        part for part in (report.title, facts.publisher, facts.author, facts.date, report.file_name) if part
    )
    return all(word in known.casefold() for word in words)


def _is_within(report: Report, listing: Listing) -> bool:
    """Whether a report is of the collection and the days; a month counts where it overlaps."""
    date = report.metadata.date or ""
    if listing.collection and report.collection.casefold() != listing.collection.casefold():
        return False
    if not listing.since and not listing.until:
        return True
    since, until = listing.since, listing.until
    return bool(date) and (not since or date >= since[: len(date)]) and (not until or date[: len(until)] <= until)


def listed(found: Sequence[Report], listing: Listing, *, of: int) -> Message:
    """Return one page of a list of reports.

    Args:
        found: The reports that it holds, as `matching` returns them.
        listing: Which they are, and which page.
        of: How many the person may see here in all.
    """
    if not found:
        return notice(Accent.NOT_FOUND, NONE_MATCHES if of else NONE, _filter(listing))
    pages = -(-len(found) // PAGE)
    page = min(listing.page, pages - 1)
    entries = found[page * PAGE : (page + 1) * PAGE]
    head = "\n".join(part for part in (f"**{texts.plural(len(found), 'report')}**", _filter(listing)) if part)
    turn = (_turning(listing, page, pages),) if pages > 1 else ()
    return box(Accent.PLAIN, discord.ui.TextDisplay(head), *map(_entry, entries), *turn)


def _filter(listing: Listing) -> str:
    """Return what the list is narrowed to, empty where it is not."""
    parts = (
        f"with “{texts.name(listing.search)}”" if listing.search else "",
        f"in collection {texts.name(listing.collection)}" if listing.collection else "",
        f"since {texts.date(listing.since)}" if listing.since else "",
        f"until {texts.date(listing.until)}" if listing.until else "",
    )
    shown = " · ".join(part for part in parts if part)
    return f"-# {shown}" if shown else ""


def _turning(listing: Listing, page: int, pages: int) -> discord.ui.ActionRow[Any]:
    """Return the buttons that turn pages; the middle one says where one is, and reads the list anew."""

    def button(to: int, name: str, *, disabled: bool = False) -> ReportButton:
        return ReportButton(ReportId(Verb.LIST, str(listing.turned(to))), name, disabled=disabled)

    # At either end a button that cannot be pressed carries a page that is not there: no custom id may stand twice.
    back = button(page - 1 if page else pages, "Previous", disabled=not page)
    last = page == pages - 1
    return discord.ui.ActionRow(
        back,
        button(page, f"Page {page + 1} of {pages}"),
        button(page + 1 if not last else pages + 1, "Next", disabled=last),
    )


def _entry(report: Report) -> discord.ui.Section[Any]:
    facts = report.metadata
    head = f"**{texts.name(report.title, LISTED_TITLE)}**"
    published = " · ".join(
        part
        for part in (texts.name(facts.publisher, LISTED_NAME) if facts.publisher else "", texts.published(report))
        if part
    )
    held = " · ".join(part for part in (extent(report), texts.name(report.collection), _adder(report)) if part)
    button = ReportButton(ReportId(Verb.SHOW, str(report.id)), "Show")
    return discord.ui.Section(discord.ui.TextDisplay(f"{head}\n{published}\n-# {held}"), accessory=button)


def _adder(report: Report) -> str:
    return f"by {texts.person(report.added_by)}" if report.added_by else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One report as it is shown.

    Args:
        report: Its facts.
        headings: The first of its headings.
        editable: Whether whoever looks at it may change it.
    """

    report: Report
    headings: tuple[str, ...]
    editable: bool


def headings(document: Document) -> tuple[str, ...]:
    """Return the first headings of a report."""
    found = (document.text[p.start : p.end] for p in document.paragraphs if p.kind is BlockKind.HEADING)
    return tuple(" ".join(heading.split()) for heading, _ in zip(found, range(HEADINGS + 1), strict=False))


def one(shown: Shown) -> Message:
    """Return a report's facts, with the ways on."""
    report = shown.report
    facts = discord.ui.TextDisplay[Any]("\n".join([_title(report), *_held(report)]))
    traces = discord.ui.TextDisplay[Any]("\n".join(_traces(report)))
    outline = _outline(shown.headings)
    verbs = (Verb.ASK, Verb.REMOVE) if shown.editable else (Verb.ASK,)
    row = report_row(*verbs, report=report.id, content=report.sha256)
    costs = map(budget.of_text, (facts.content, outline, traces.content))
    fits = budget.total([budget.Cost(components=6), *costs]).fits(budget.LIMIT)
    between = [discord.ui.Separator[Any](), discord.ui.TextDisplay[Any](outline)] if outline and fits else []
    return box(Accent.PLAIN, facts, *between, discord.ui.Separator[Any](), traces, row)


def _title(report: Report) -> str:
    facts = report.metadata
    said = " (the file says)" if facts.date_source is Source.FILE and not report.file_dated else ""
    names = [texts.name(name) for name in (facts.publisher, facts.author) if name]
    return f"**{texts.name(report.title, texts.TITLE_CHARACTERS)}**\n" + " · ".join(
        [*names, texts.published(report) + said]
    )


def _held(report: Report) -> list[str]:
    empty = report.pages_without_text
    pages = ", ".join(map(str, empty[:20])) + (", …" if len(empty) > 20 else "")  # noqa: PLR2004 - a line of them
    unseen = texts.plural(report.invisible, "hidden character")
    return [
        " · ".join(part for part in (extent(report), language(report.language), texts.name(report.format)) if part),
        *([f"-# Without text: {'page' if len(empty) == 1 else 'pages'} {pages}"] if empty else []),
        *([f"-# {unseen} in its text, shown as \N{REPLACEMENT CHARACTER}"] if report.invisible else []),
    ]


def _outline(found: Sequence[str]) -> str:
    more = ["-# …"] if len(found) > HEADINGS else []
    shown = [f"-# {texts.name(heading, HEADING_CHARACTERS)}" for heading in found[:HEADINGS]]
    return "\n".join(["**Begins with**", *shown, *more]) if found else ""


def _traces(report: Report) -> list[str]:
    how = "replaced" if report.replaced_at else "added"
    by = f" {_adder(report)}" if report.added_by else ""
    return [
        f"-# Report {report.id} · Collection {texts.name(report.collection)} · {how} {texts.day(report.added_at)}{by}",
        f"-# {texts.name(report.file_name)} · {texts.size(report.size_bytes)}",
        f"-# SHA-256 `{report.sha256}`",
    ]


def removal(report: Report) -> Message:
    """Return what a removal takes away, before it is done."""
    title = f"**Remove *{texts.name(report.title, texts.TITLE_CHARACTERS)}*?**"
    lines = (title, f"{extent(report)}. {REMOVAL}")
    row = report_row(Verb.CONFIRM, Verb.KEEP, report=report.id, content=report.sha256)
    return box(Accent.NOT_FOUND, *(discord.ui.TextDisplay(line) for line in lines), row)


def removed(report: Report, person: int) -> Message:
    """Return that a report is gone."""
    title = f"*{texts.name(report.title, texts.TITLE_CHARACTERS)}*"
    return notice(Accent.PLAIN, f"**Removed** {title} · {extent(report)}", f"-# by {texts.person(person)}")


def kept(report: Report) -> Message:
    """Return that a report stays."""
    return notice(Accent.PLAIN, f"*{texts.name(report.title, texts.TITLE_CHARACTERS)}* stays.")
