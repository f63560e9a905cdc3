"""Take a person from nothing to a bot that answers: the steps, and the link that adds it to a server."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import urlencode

import discord

PORTAL = "https://discord.com/developers/applications"
AUTHORIZE = "https://discord.com/oauth2/authorize"

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    create_public_threads=True,
)

STEPS = """\
1. Open {portal} and press New Application. Give it a name, such as Verbatim.
2. Under Bot, press Reset Token and copy what appears. It is the bot's password: keep it to yourself.
   Switch Public Bot off there, so that nobody else can invite it: whoever shares a server with it can ask it.
3. Put it into the variable DISCORD_TOKEN, or into a file that only you can read, named by token_file in config.toml.
4. Open this link, choose your server and press Authorise:
   {link}
5. Add reports:   ./verbatim add FOLDER
6. Start the bot: ./verbatim
7. In any channel of your server, type /ask and a question.
"""


def invite(application: int | str) -> str:
    """Return the link that adds the bot to a server, with exactly the permissions that it uses."""
    query = {"client_id": application, "permissions": PERMISSIONS.value, "scope": "bot applications.commands"}
    return f"{AUTHORIZE}?{urlencode(query)}"


def application_of(token: str) -> int | None:
    """Return the application's id, which is the first part of its token in base 64, None where it is not."""
    first = token.partition(".")[0]
    try:
        number = base64.b64decode(first + "=" * (-len(first) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return int(number) if number.isdecimal() else None


def steps(token: str = "") -> str:
    """Return the way from nothing to the first answer; the link is complete once the token is there."""
    application = application_of(token)
    link = invite(application or "YOUR_APPLICATION_ID")
    return STEPS.format(portal=PORTAL, link=link)
