"""A page of `/mentions`: every sentence that holds a term, report by report, with the counts of all pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.ui import budget, texts
from bot.ui.escaping import escape, isolated, visible
from bot.ui.message import Accent, Message, box, notice
from bot.ui.trust_buttons import Search, TrustButton, TrustId, Verb
from corpus.report import Report
from index.mentions import Mention, Mentioned

A_PAGE = 5
_FRAME = budget.Cost(components=6)  # container, separator, row and three buttons
_LONGEST_FOOTER = "-# page 100,000 of 100,000 · newest report first"


@dataclass(frozen=True, slots=True)
class _Line:
    """One sentence with its report."""

    report: Report
    mention: Mention


def mentioned(search: Search, found: Sequence[Mentioned], searched: int) -> Message:
    """Return one page.

    Args:
        search: The term and the page.
        found: Every report that holds it, in the order that they are shown in.
        searched: How many reports were looked through.
    """
    if not found:
        line = f"**{_term(search)}** stands in none of {texts.plural(searched, 'report')}."
        return notice(Accent.NOT_FOUND, line, _forms(search))
    lines = [_Line(one.report, mention) for one in found for mention in one.mentions]
    pages = -(-len(lines) // A_PAGE)
    search = search.at(min(search.page, pages - 1))
    hits = sum(len(line.mention.hits) for line in lines)
    head = (
        f"**{_term(search)}** stands {_times(hits)} in {texts.plural(len(lines), 'sentence')}"
        f" of {texts.plural(len(found), 'report')} ({texts.plural(searched, 'report')} searched)"
    )
    shown = _fitting(head, lines[search.page * A_PAGE :][:A_PAGE])
    order = "newest report first" if search.newest else "oldest report first"
    footer = f"-# page {search.page + 1} of {pages} · {order}"
    items: list[discord.ui.Item[Any]] = [*map(discord.ui.TextDisplay, shown), discord.ui.Separator()]
    return box(Accent.PLAIN, *items, discord.ui.TextDisplay(footer), _row(search, pages))


def _times(hits: int) -> str:
    return "once" if hits == 1 else f"{hits:,} times"


def _term(search: Search) -> str:
    return texts.name(search.term, 100)


def _forms(search: Search) -> str:
    return "" if search.forms else "-# Only this form of the word was looked for: `forms:True` finds the others, too."


def _attribution(report: Report) -> str:
    facts = report.metadata
    parts = [texts.name(facts.publisher) if facts.publisher else "", f"*{texts.name(report.title, 120)}*"]
    return " · ".join(part for part in [*parts, texts.published(report)] if part)


def _sentence(mention: Mention) -> str:
    """Return a sentence with each hit in bold."""
    seen, done, parts = visible(texts.unwrapped(mention.text)).text, 0, []
    for start, end in mention.hits:
        parts += [escape(seen[done:start]), f"**{escape(seen[start:end])}**"]
        done = end
    return "> " + isolated("".join(parts) + escape(seen[done:]))


def _note(mention: Mention) -> str:
    return f"> *Sentence {mention.number} has {len(mention.text):,} characters, too many for this list.*"


def _fitting(head: str, lines: Sequence[_Line]) -> list[str]:
    """Return the sentences, each report's under its attribution; where one does not fit, a line says so."""
    above = [_attribution(line.report) if _is_first(lines, at) else "" for at, line in enumerate(lines)]
    around = budget.total([_FRAME, *map(budget.of_text, [head, _LONGEST_FOOTER, *filter(None, above)])])
    costs = [(_cost(line.mention), budget.of_text(_note(line.mention))) for line in lines]
    shown = [head]
    for line, attribution, form in zip(lines, above, budget.choose(around, costs), strict=True):
        text = _sentence(line.mention) if form is budget.Form.WHOLE else _note(line.mention)
        shown += [part for part in (attribution, text) if part]
    return shown


def _is_first(lines: Sequence[_Line], at: int) -> bool:
    return at == 0 or lines[at].report.id != lines[at - 1].report.id


def _cost(mention: Mention) -> budget.Cost:
    """Return what a sentence takes up; one longer than a message is not even escaped."""
    long = len(mention.text) > budget.LIMIT.characters
    return budget.Cost(1, len(mention.text)) if long else budget.of_text(_sentence(mention))


def _row(search: Search, pages: int) -> discord.ui.ActionRow[Any]:
    page = search.page
    turned = Search(search.term, 0, search.forms, newest=not search.newest)
    back = TrustButton(TrustId(Verb.MENTIONS, str(search.at(max(0, page - 1)))), "Back", enabled=page > 0)
    on = TrustButton(TrustId(Verb.MENTIONS, str(search.at(page + 1))), "Next", enabled=page + 1 < pages)
    turn = TrustButton(TrustId(Verb.MENTIONS, str(turned)), "Oldest first" if search.newest else "Newest first")
    return discord.ui.ActionRow(*([back, on] if pages > 1 else []), turn)
