"""Who will see a reply: what decides which collections it may come from. Where they are found out is `bot.scope`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewers:
    """Who will see a reply. Nothing known of them: they see what is open to everyone.

    Args:
        channels: Channels that every one of them can read.
        roles: Roles that every one of them has.
        unlimited: Whether they see everything: the operator at the terminal.
    """

    channels: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    unlimited: bool = False


OPERATOR = Viewers(unlimited=True)
