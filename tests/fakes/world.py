"""A server with a channel and two people in a Discord of this process (simcord), and what they see there."""

from __future__ import annotations

from typing import Any

from bot.ui.texts import NO_BREAK
from tests.fakes import openapi


class World:
    """A server with a channel and two people."""

    def __init__(self, env: Any) -> None:
        """Make them."""
        self.env = env
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("general")
        self.ann = self.guild.add_member(env.create_user("ann"))
        self.ben = self.guild.add_member(env.create_user("ben"))
        self.me = f"<@{env.bot.user.id}>"

    def last(self) -> dict[str, Any]:
        """Return the last message of the channel as Discord holds it."""
        return stored(self.env, self.channel.last_message)


def stored(env: Any, message: Any) -> dict[str, Any]:
    """Return a message as Discord holds it."""
    held = env.backend.get_message(
        message.channel_id if hasattr(message, "channel_id") else message.channel.id, message.id
    )
    return {"content": held.content, "components": held.components, "embeds": held.embeds, "flags": held.flags}


def text_of(message: Any) -> str:
    """Return all displayed text of a message, with spaces as they look."""
    components = message["components"] if isinstance(message, dict) else message.components
    text = "\n".join(part["content"] for part in openapi.walk(components) if part["type"] == 10)
    return text.replace(NO_BREAK, " ")


def buttons_of(message: Any) -> dict[str, str]:
    """Return the custom ids of a message's buttons by their label; of several with one label, the first."""
    components = message["components"] if isinstance(message, dict) else message.components
    parts = [part for part in openapi.walk(components) if part["type"] == 2]
    return {part["label"]: part["custom_id"] for part in reversed(parts)}
