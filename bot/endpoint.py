"""Where Discord is: its own addresses, or those of a proxy or a test.

discord.py keeps them in two class attributes; this is the one place that sets them.
"""

from __future__ import annotations

import discord.gateway
import discord.http
import yarl

from bot.settings import DiscordSettings


def point(settings: DiscordSettings) -> None:
    """Send every request and the gateway connection to the configured addresses."""
    if settings.api_base:
        discord.http.Route.BASE = settings.api_base.rstrip("/")
    if settings.gateway_url:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
