"""Who may manage reports and collections: one rule for every command, button and message that changes something.

Discord itself shows and runs such commands only for members with *Manage Server*, unless the server's integration
settings say otherwise. Buttons and messages know no such rule, so it is checked here again, each time.
"""

from __future__ import annotations

import discord

from bot.errors import NotAllowed
from bot.settings import DiscordSettings


def may_edit(person: discord.abc.User | discord.Member, settings: DiscordSettings) -> bool:
    """Whether a person may change reports and collections: has the configured role, or else *Manage Server*.

    Their roles are those that Discord sent with this very event; outside a server nobody may.
    """
    if not isinstance(person, discord.Member):
        return False
    if settings.editor_role:
        return person.get_role(settings.editor_role) is not None
    permissions = person.resolved_permissions or person.guild_permissions
    return permissions.administrator or permissions.manage_guild


def require_editor(person: discord.abc.User | discord.Member, settings: DiscordSettings) -> None:
    """Refuse whoever may not edit.

    Raises:
        NotAllowed: It says who may.
    """
    if not may_edit(person, settings):
        raise NotAllowed(f"Only {editors(settings)} may do that.")


def editors(settings: DiscordSettings) -> str:
    """Return in words who may edit."""
    who = "the editors' role" if settings.editor_role else "the permission Manage Server"
    return f"people with {who}"
