"""The replies to `/gaps` and `/stats`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.gaps import Gap, Gaps
from bot.ui import budget, texts
from bot.ui.escaping import visible
from bot.ui.message import Accent, Message, box, notice
from bot.ui.trust_buttons import TrustButton, TrustId, Verb

A_PAGE = 5
REASONS = 2
OTHERS = 2
WIDTHS = (4_000, 300, 200, 120, 80, 40)  # characters of a question; with the last, any five gaps fit
_FRAME = budget.Cost(components=6)


@dataclass(frozen=True, slots=True)
class Figures:
    """What `/stats` counts, over so many days.

    Args:
        days: How many.
        questions: How many were asked.
        answered: How many of them the reports answered.
        helpful: How often an answer was found helpful.
        disliked: How often a problem was reported.
        reports: How many there are now, in the asker's scope.
        sentences: How many they have.
        watches: Questions that channels wait for.
        posts: Answers in Discord that are corrected when a report goes.
    """

    days: int
    questions: int
    answered: int
    helpful: int
    disliked: int
    reports: int
    sentences: int
    watches: int
    posts: int


def page(gaps: Gaps, number: int, days: int) -> Message:
    """Return one page of gaps; long questions are shortened, and where wordings were left out, that is said."""
    found = gaps.found
    if not found:
        return notice(
            Accent.ANSWER, f"**Every question of the last {days} days was answered**, and nobody disliked one."
        )
    pages = -(-len(found) // A_PAGE)
    number = min(number, pages - 1)
    head = f"**What the reports could not answer** · last {days} days · {texts.plural(len(found), 'gap')}"
    footer = f"-# page {number + 1} of {pages} · add a report that says it: `/add`{_left_out(gaps.left_out)}"
    left = budget.total([_FRAME, budget.of_text(head), budget.of_text(footer)])
    blocks = _blocks(found[number * A_PAGE :][:A_PAGE], number * A_PAGE + 1, left)
    items: list[discord.ui.Item[Any]] = [*map(discord.ui.TextDisplay, [head, *blocks]), discord.ui.Separator()]
    turning = [_row(number, pages, days)] if pages > 1 else []
    return box(Accent.PLAIN, *items, discord.ui.TextDisplay(footer), *turning)


def stats(figures: Figures) -> Message:
    """Return the figures."""
    share = f" ({round(100 * figures.answered / figures.questions)} %)" if figures.questions else ""
    past = (
        f"**The last {figures.days} days**",
        f"{texts.plural(figures.questions, 'question')}, {figures.answered:,} answered{share}",
        f"{texts.plural(figures.helpful, 'time')} helpful, {texts.plural(figures.disliked, 'problem')} reported",
    )
    now = (
        "**Now**",
        f"{texts.plural(figures.reports, 'report')} with {texts.plural(figures.sentences, 'sentence')}",
        texts.plural(figures.watches, "watched question"),
        f"{texts.plural(figures.posts, 'posted answer')}, corrected when a report goes",
    )
    return notice(Accent.PLAIN, "\n".join(past), "\n".join(now))


def _blocks(found: Sequence[Gap], first: int, frame: budget.Cost) -> list[str]:
    """Return every gap of a page, their words shortened alike until all fit beside the frame."""
    blocks: list[str] = []
    for width in WIDTHS:
        blocks = [_block(place, gap, width) for place, gap in enumerate(found, first)]
        if budget.total([frame, *map(budget.of_text, blocks)]).fits(budget.LIMIT):
            break
    return blocks


def _block(place: int, gap: Gap, width: int) -> str:
    counts = [f"unanswered {_times(gap.unanswered)}"] * bool(gap.unanswered)
    counts += [f"disliked {_times(gap.disliked)}"] * bool(gap.disliked)
    lines = [
        f"**{place}.** {_question(gap.question, width)}",
        f"-# {', '.join(counts)} · last {texts.date(gap.last[:10])}",
    ]
    lines += [f"-# also: {texts.name(other, min(width, 120))}" for other in gap.others[:OTHERS]]
    lines += [f"-# reason: “{texts.name(reason, min(width, 160))}”" for reason in gap.reasons[:REASONS]]
    if gap.answered_by:
        title = texts.name(gap.answered_by.title, min(width, texts.TITLE_CHARACTERS))
        lines.append(f"\N{WHITE HEAVY CHECK MARK} answered since, by *{title}*")
    return "\n".join(lines)


def _question(text: str, width: int) -> str:
    """Return a question of at most so many characters, cut after a whole word where there is one, and say so."""
    line = " ".join(visible(text).text.split())
    if len(line) <= width:
        return texts.question(line)
    words, _, _ = line[:width].rpartition(" ")
    return f"{texts.question((words or line[: width - 1]) + '…')} (shortened)"


def _left_out(wordings: int) -> str:
    """Return that there is more than was looked at, empty where there is not."""
    more = f"{texts.plural(wordings, 'other wording')}, asked no more often than these,"
    return f"\n-# {more} left out: look back over fewer days" if wordings else ""


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _row(number: int, pages: int, days: int) -> discord.ui.ActionRow[Any]:
    before, after = (TrustId(Verb.GAPS, f"{page}:{days}") for page in (max(0, number - 1), number + 1))
    return discord.ui.ActionRow(
        TrustButton(before, "Back", enabled=number > 0), TrustButton(after, "Next", enabled=number + 1 < pages)
    )
