"""What people do in the fake Discord, as the events that the gateway sends."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord_server import TOKEN
from tests.fakes.payloads import APPLICATION, BOT, CHANNEL, DIRECT, GUILD, message, person
from tests.fakes.snowflakes import snowflake

ALL_PERMISSIONS = str((1 << 53) - 1)
SECRET = "aW50ZXJhY3Rpb246-secret-of-interaction-"  # noqa: S105 - made up; each ends with its number


def assert_clean(log: str) -> None:
    """Check that neither the token nor any part of it, nor an interaction's token, nor a question is in the log."""
    assert not any(part in log for part in (TOKEN, *TOKEN.split("."), SECRET, "political wing"))


def slash(asker: int, question: str, **options: Any) -> dict[str, Any]:
    """Return an `/ask`."""
    given = [{"name": "question", "type": 3, "value": question}]
    given += [
        {"name": name, "type": 5 if isinstance(value, bool) else 3, "value": value} for name, value in options.items()
    ]
    return _interaction(asker, 2, {"id": "1", "name": "ask", "type": 1, "options": given})


def command(asker: int, name: str, **options: Any) -> dict[str, Any]:
    """Return any other command."""
    kinds = {str: 3, int: 4, bool: 5}
    given = [{"name": key, "type": kinds[type(value)], "value": value} for key, value in options.items()]
    return _interaction(asker, 2, {"id": "3", "name": name, "type": 1, "options": given})


def typing_report(asker: int, typed: str) -> dict[str, Any]:
    """Return an autocomplete of `/ask report:`."""
    given = [{"name": "report", "type": 3, "value": typed, "focused": True}]
    return _interaction(asker, 4, {"id": "1", "name": "ask", "type": 1, "options": given})


def press(asker: int, custom_id: str, components: list[dict[str, Any]], flags: int = 1 << 15) -> dict[str, Any]:
    """Return a press of a button under a message of the bot."""
    data = {"custom_id": custom_id, "component_type": 2, "id": 1}
    event = _interaction(asker, 3, data)
    return {**event, "message": message(snowflake(), CHANNEL, BOT, components=components, flags=flags)}


def submit(asker: int, custom_id: str, text: str) -> dict[str, Any]:
    """Return a form that comes back."""
    entry = {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "text", "value": text}}
    return _interaction(asker, 5, {"custom_id": custom_id, "components": [entry]})


def find(asker: int, text: str) -> dict[str, Any]:
    """Return **Find in reports** on somebody's message."""
    number = snowflake()
    resolved = {"messages": {number: message(number, CHANNEL, person(9), content=text)}}
    return _interaction(
        asker, 2, {"id": "2", "name": "Find in reports", "type": 3, "target_id": number, "resolved": resolved}
    )


def mention(asker: int, text: str, **parts: Any) -> dict[str, Any]:
    """Return a message in the channel that mentions the bot."""
    content = f"<@{APPLICATION}> {text}"
    member = {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    mentions = [{**BOT, "member": member}]
    event = message(snowflake(), CHANNEL, person(asker), content=content, mentions=mentions, **parts)
    return {**event, "guild_id": GUILD, "member": member}


def said(asker: int, text: str) -> dict[str, Any]:
    """Return a message in the channel that mentions nobody."""
    event = mention(asker, text)
    return {**event, "content": text, "mentions": []}


def direct(asker: int, text: str) -> dict[str, Any]:
    """Return a direct message."""
    return {**message(snowflake(), DIRECT, person(asker), content=text), "channel_type": 1}


def reply(asker: int, text: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Return a ping-reply to a message of the bot."""
    before = message(snowflake(), CHANNEL, BOT, **answer)
    reference = {"message_id": before["id"], "channel_id": CHANNEL, "guild_id": GUILD, "type": 0}
    return {**mention(asker, text), "type": 19, "message_reference": reference, "referenced_message": before}


def _interaction(asker: int, kind: int, data: dict[str, Any]) -> dict[str, Any]:
    number = snowflake()
    member = {
        "user": person(asker),
        "roles": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
    }
    member |= {"permissions": ALL_PERMISSIONS, "flags": 0}
    where = {"guild_id": GUILD, "channel_id": CHANNEL, "member": member, "locale": "en-GB", "guild_locale": "en-GB"}
    where |= {"channel": {"id": CHANNEL, "type": 0, "name": "general", "permissions": ALL_PERMISSIONS}}
    facts = {"id": number, "application_id": APPLICATION, "type": kind, "token": f"{SECRET}{number}", "version": 1}
    facts |= {"entitlements": [], "authorizing_integration_owners": {"0": GUILD}, "context": 0}
    return {**facts, **where, "app_permissions": ALL_PERMISSIONS, "attachment_size_limit": 10_485_760, "data": data}
