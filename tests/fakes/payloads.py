"""The people, messages, server and application of the fake Discord, as its interfaces write them."""

from __future__ import annotations

from typing import Any

APPLICATION = "100000000000000001"
GUILD, CHANNEL, DIRECT = "200000000000000001", "300000000000000001", "400000000000000001"
EDITORS = "77"  # a role without any permission
STAMP = "2026-01-01T00:00:00+00:00"
BOT = {
    "id": APPLICATION,
    "username": "Verbatim",
    "discriminator": "0",
    "avatar": None,
    "bot": True,
    "global_name": None,
}


def person(number: int) -> dict[str, Any]:
    """Return a person."""
    name = f"person{number}"
    return {"id": str(number), "username": name, "discriminator": "0", "avatar": None, "global_name": name}


def member(roles: list[str]) -> dict[str, Any]:
    """Return a member of the server with these roles, without the person."""
    return {"roles": roles, "joined_at": STAMP, "deaf": False, "mute": False, "flags": 0}


def message(number: str, channel: str, author: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Return a message as Discord holds it."""
    empty = {"attachments": [], "embeds": [], "mentions": [], "mention_roles": [], "components": [], "content": ""}
    rest = {"pinned": False, "mention_everyone": False, "tts": False, "type": 0, "flags": 0, "edited_timestamp": None}
    stamp = {"id": number, "channel_id": channel, "author": author, "timestamp": "2026-01-01T00:00:00+00:00"}
    return {**empty, **rest, **stamp, **{key: value for key, value in parts.items() if value is not None}}


def guild() -> dict[str, Any]:
    """Return the server."""
    everyone = {"id": GUILD, "name": "@everyone", "permissions": "0", "color": 0, "hoist": False, "position": 0}
    everyone |= {"managed": False, "mentionable": False, "flags": 0}
    channel = {"id": CHANNEL, "type": 0, "name": "general", "position": 0, "permission_overwrites": [], "topic": None}
    facts = {"id": GUILD, "name": "Team", "owner_id": "1", "unavailable": False, "member_count": 3, "large": False}
    lists: dict[str, Any] = {
        key: [] for key in ("emojis", "features", "members", "voice_states", "threads", "presences", "stickers")
    }
    editors = {**everyone, "id": EDITORS, "name": "editors", "position": 1}
    more = {"roles": [everyone, editors], "channels": [channel], "stage_instances": [], "guild_scheduled_events": []}
    levels = dict.fromkeys(("verification_level", "default_message_notifications", "explicit_content_filter"), 0)
    levels |= dict.fromkeys(("mfa_level", "afk_timeout", "premium_tier", "nsfw_level", "system_channel_flags"), 0)
    return {**facts, **lists, **more, **levels, "preferred_locale": "en-GB", "joined_at": "2026-01-01T00:00:00+00:00"}


def application() -> dict[str, Any]:
    """Return the bot's application."""
    facts = {"id": APPLICATION, "name": "Verbatim", "icon": None, "description": "", "bot_public": False, "flags": 0}
    return {
        **facts,
        "bot_require_code_grant": False,
        "verify_key": "0",
        "owner": person(1),
        "summary": "",
        "team": None,
    }
