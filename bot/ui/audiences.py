"""Collections as editors see them: who sees each, and how many reports it holds."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui import budget, texts
from bot.ui.message import Accent, Message, notice
from corpus.audience import Audience, Collection
from corpus.report import Report

SHOWN = 30  # collections in a list; more would not fit into a message
NAMED = 12  # channels and roles named for one collection
HEAD = "**Collections, and who sees their reports**"
MORE = "and {count} more: `./verbatim collections` lists them all"
NOBODY = "nobody yet: `/collection allow` names a channel or a role"
_BOX = budget.Cost(components=1)
EXPLAINED = (
    "-# A channel's collections answer in that channel and its threads, for whoever can read it. A role's collections"
    " answer its members alone: after the channel's answer, by `/ask private:True`, or in a direct message."
)


def line(collection: Collection) -> str:
    """Return one collection with those who see it: "legal · #counsel, @Lawyers · 12 reports"."""
    held = texts.plural(collection.reports, "report")
    return f"**{texts.name(collection.name)}** · {seen_by(collection.audience)} · {held}"


def seen_by(audience: Audience) -> str:
    """Return who sees a collection, in words and Discord's own names for channels and roles."""
    named = [f"<#{channel}>" for channel in sorted(audience.channels)]
    named += [f"<@&{role}>" for role in sorted(audience.roles)]
    more = [f"{len(named) - NAMED} more"] if len(named) > NAMED else []
    everyone = ["everyone in this server"] if audience.everyone else []
    return ", ".join([*everyone, *named[:NAMED], *more]) or NOBODY


def listed(collections: Sequence[Collection]) -> Message:
    """Return the list of all collections."""
    lines: list[str] = []
    for collection in collections[:SHOWN]:
        block = "\n".join([*lines, line(collection), MORE])
        if not (_BOX + budget.total(map(budget.of_text, (HEAD, block, EXPLAINED)))).fits(budget.LIMIT):
            break
        lines.append(line(collection))
    if len(collections) > len(lines):
        lines.append(MORE.format(count=len(collections) - len(lines)))
    return notice(Accent.PLAIN, HEAD, "\n".join(lines), EXPLAINED)


def created(collection: Collection) -> Message:
    """Return that a collection was made, and what to do next."""
    name = texts.name(collection.name)
    return notice(
        Accent.PLAIN,
        f"**{name} is there.** Nobody sees it yet.",
        "-# `/collection allow` opens it to a channel, a role or everyone; `/collection move` puts a report into it.",
    )


def changed(collection: Collection, done: str) -> Message:
    """Return what was done to a collection, and who sees it now."""
    return notice(Accent.PLAIN, f"**{done}**", line(collection), EXPLAINED)


def deleted(name: str) -> Message:
    """Return that a collection is gone."""
    return notice(Accent.PLAIN, f"**{texts.name(name)} is deleted.** It held no report.")


def moved(report: Report, collection: Collection) -> Message:
    """Return where a report is now, and who sees it from now on."""
    title = texts.name(report.title, texts.TITLE_CHARACTERS)
    return notice(Accent.PLAIN, f"**Moved:** *{title}*", f"It is now in {line(collection)}.")
