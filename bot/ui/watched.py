"""What `/watch` shows: a channel's watched questions, and the message when a new report answers one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.ui import texts
from bot.ui.message import Accent, Message, box, notice
from bot.ui.trust_buttons import TrustButton, TrustId, Verb
from bot.watches import A_CHANNEL, Watch

SIGN = "\N{BELL}"
NEWS = f"{SIGN} **A new report answers a watched question**"
LISTED_CHARACTERS = 150  # of a question; ten of these fit into a message, however they are escaped
NONE = "**This channel watches no question.** `/watch question:` sets one."


def set_(watch: Watch) -> Message:
    """Return that a question is watched from now on."""
    lines = (
        f"{SIGN} **This channel is told when a new report answers:**\n{texts.question_again(watch.question)}",
        "-# Only new reports that this channel may see count. `/watch` lists and removes.",
    )
    return notice(Accent.PLAIN, *lines)


def listed(watches: Sequence[Watch]) -> Message:
    """Return a channel's watches, each with the button that ends it."""
    if not watches:
        return notice(Accent.PLAIN, NONE)
    head = f"**{texts.plural(len(watches), 'watched question')}** in this channel, {A_CHANNEL} are the most"
    sections: list[discord.ui.Item[Any]] = [_section(watch) for watch in watches]
    return box(Accent.PLAIN, discord.ui.TextDisplay(head), *sections)


def removed(watch: Watch) -> Message:
    """Return that a question is watched no more."""
    return notice(Accent.PLAIN, f"**No longer watched:** {texts.question_again(watch.question)}")


def _section(watch: Watch) -> discord.ui.Section[Any]:
    text = f"{texts.name(watch.question, LISTED_CHARACTERS)}\n-# since {texts.date(watch.at[:10])}"
    return discord.ui.Section(
        discord.ui.TextDisplay(text), accessory=TrustButton(TrustId(Verb.UNWATCH, str(watch.id)), "Remove")
    )
