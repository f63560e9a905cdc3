"""The replies to `/privacy` and `/forget-me`: what is kept of people, where and how long, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord

from bot.ui import texts
from bot.ui.message import Accent, Message, box, notice
from bot.ui.trust_buttons import TrustButton, TrustId, Verb

_KEPT = (
    "**What I keep, and how long**",
    (
        "**Your questions**: the words and who asked, {words}; after that only which sentences were shown, without"
        " words or names, so that the buttons go on working."
    ),
    "**What you say of answers** (helpful, problems): your words, {words}; the bare verdict stays.",
    "**Questions you watch**: until you or an editor end the watch.",
    "**Answers I posted**: channel, message and which sentences, so that I can correct them when a report goes.",
    "**Reports**: who added each, as long as it is here.",
    (
        "**Where**: on the machine of whoever runs this bot, and nowhere else; no other service reads along. Editors"
        " see unanswered questions in `/gaps`, without names. If I leave this server, all of it is deleted after"
        " {left} days, unless this server's reports are those that the operator keeps on the command line."
    ),
    "-# `/forget-me` deletes what is kept of you here. Messages in Discord are Discord's: delete those there.",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one person in this server.

    Args:
        questions: Questions that they asked.
        feedback: What they said of answers.
        watches: Questions that they watch.
    """

    questions: int
    feedback: int
    watches: int

    @property
    def anything(self) -> bool:
        """Whether there is any."""
        return bool(self.questions or self.feedback or self.watches)


def privacy(keep_days: int, left_days: int) -> Message:
    """Return what is kept, where and how long."""
    words = f"for {keep_days} days" if keep_days else "not at all"
    return notice(Accent.PLAIN, *(line.format(words=words, left=left_days) for line in _KEPT))


def confirm(kept: Kept) -> Message:
    """Return what would be deleted, with the button that does it."""
    if not kept.anything:
        return notice(Accent.PLAIN, "**Nothing is kept of you in this server.**")
    line = f"**This deletes {_counted(kept)}.** It cannot be undone. Answers that I posted stay in their channels."
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(
        TrustButton(TrustId(Verb.FORGET, "yes"), "Delete it", danger=True)
    )
    return box(Accent.NOT_FOUND, discord.ui.TextDisplay(line), row)


def forgotten(kept: Kept) -> Message:
    """Return what was deleted."""
    return notice(Accent.ANSWER, f"**Deleted: {_counted(kept)}.** Nothing is kept of you in this server any more.")


def _counted(kept: Kept) -> str:
    questions, watches = texts.plural(kept.questions, "question"), texts.plural(kept.watches, "watch")
    remarks = texts.plural(kept.feedback, "remark")
    return f"{questions}, {remarks} on answers and {watches.replace('watchs', 'watches')}"
