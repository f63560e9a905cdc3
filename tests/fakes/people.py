"""Servers, channels, threads, roles and people as discord.py holds them, made from what Discord would send.

The objects are discord.py's own, so who can read a channel is worked out by its own code; only the connection behind
them is left out, and `Said` stands for a message, a command or a press.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import discord
from discord.user import User

from tests.fakes.payloads import member, person

OWNER = 1
TEXT, PRIVATE_THREAD, PUBLIC_THREAD, FORUM = 0, 12, 11, 15
VIEW = discord.Permissions(view_channel=True).value
_STAMP = "2026-01-01T00:00:00+00:00"


class _Connection:
    """What discord.py's objects ask of their connection."""

    self_id = 999
    user = SimpleNamespace(id=self_id)  # of no server: what the bot itself may do there is not known
    member_cache_flags = discord.MemberCacheFlags.none()
    shard_count = None
    cache_guild_expressions = False

    def store_user(self, data: Any) -> User:
        """Return a person."""
        return User(state=self, data=data)

    def is_guild_evicted(self, _: Any) -> bool:
        """Whether the bot has left a server."""
        return False


def server(number: int, roles: list[int], channels: list[dict[str, Any]]) -> discord.Guild:
    """Return a server whose members may read every channel that does not say otherwise."""
    base = {"permissions": str(VIEW), "color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
    known = [
        {**base, "id": str(role), "name": f"role{role}", "position": at} for at, role in enumerate([number, *roles])
    ]
    facts: Any = {"id": str(number), "name": "Team", "owner_id": str(OWNER), "roles": known, "channels": channels}
    lists = {key: [] for key in ("emojis", "features", "members", "threads", "stickers", "voice_states")}
    return discord.Guild(data={**facts, **lists, "preferred_locale": "en-GB"}, state=_Connection())  # type: ignore[arg-type]


def channel(number: int, server_number: int, kind: int, readers: int | None) -> dict[str, Any]:
    """Return a channel for everyone, or for the people with one role only."""
    rules = [] if readers is None else [_rule(server_number, 0, VIEW), _rule(readers, VIEW, 0)]
    facts = {"id": str(number), "type": kind, "name": f"channel{number}", "position": 1, "permission_overwrites": rules}
    return {**facts, "available_tags": [], "topic": None}


def _rule(role: int, allow: int, deny: int) -> dict[str, Any]:
    return {"id": str(role), "type": 0, "allow": str(allow), "deny": str(deny)}


def thread(number: int, parent: int, of: discord.Guild, kind: int) -> discord.Thread:
    """Return a thread or a forum's post."""
    times = {"archived": False, "locked": False, "auto_archive_duration": 1440, "archive_timestamp": _STAMP}
    facts: Any = {"id": str(number), "type": kind, "name": "talk", "guild_id": str(of.id), "parent_id": str(parent)}
    counts = {"owner_id": str(OWNER), "message_count": 0, "member_count": 1, "thread_metadata": times, "flags": 0}
    return discord.Thread(guild=of, state=of._state, data={**facts, **counts})


def member_of(of: discord.Guild, number: int, roles: list[int]) -> discord.Member:
    """Return a person as a member."""
    data: Any = {**member([str(role) for role in roles]), "user": person(number)}
    return discord.Member(data=data, guild=of, state=of._state)


def stranger(number: int) -> User:
    """Return a person as a direct message brings them."""
    return User(state=_Connection(), data=person(number))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody does somewhere: it has what the bot asks of a message, a command and a press.

    Args:
        guild: The server, None for a direct message.
        channel: Where.
        author: Who.
    """

    guild: discord.Guild | None
    channel: Any
    author: discord.Member | User

    @property
    def user(self) -> discord.Member | User:
        """Who."""
        return self.author

    @property
    def app_permissions(self) -> discord.Permissions:
        """What the bot may do there: send no files."""
        return discord.Permissions.none()


def direct(author: User) -> Said:
    """Return something done in a direct message."""
    return Said(None, SimpleNamespace(id=author.id + 10_000), author)
