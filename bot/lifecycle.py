"""The life of the process: checked before it connects, patient while Discord is away, finished before it ends.

discord.py's `run` ignores SIGTERM, and its first connection failing raises an AttributeError. So the loop is ours: a
new client after each fault, with growing pauses, so that a thousand connections a day (Discord's limit) are never
reached; a fault that no waiting can mend ends in one sentence and exit code 78.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import time
from contextlib import AbstractContextManager
from pathlib import Path

import aiohttp
import discord

from bot.asking import WARM_UP
from bot.attachments import Downloads
from bot.client import COMMANDS, Verbatim, make_client, register
from bot.endpoint import point
from bot.errors import StartRefused, Stopping
from bot.front import Front
from bot.lanes import Lanes
from bot.logs import configure, report_line
from bot.settings import DiscordSettings
from bot.teams import OpenAt, Teams
from index.opening import Opened

DONE, WRONG_CONFIGURATION = 0, 78
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 300.0  # at most about 290 connections a day once the pauses are long
STEADY_S = 60.0  # a connection that held so long makes the next pause short again
PORTAL = "https://discord.com/developers/applications"
_AWAY = (OSError, aiohttp.ClientError, asyncio.TimeoutError, discord.GatewayNotFound, discord.HTTPException)
_CLOSES = {
    4004: f"Discord refuses the token: make a new one under Bot at {PORTAL} and set DISCORD_TOKEN.",
    4010: "Discord refuses the shard: set sharded = false under [discord] in config.toml.",
    4011: "Discord wants several connections for so many servers: set sharded = true under [discord] in config.toml.",
    4013: "Discord refuses the intents as invalid: this version of the bot is too old for Discord.",
    4014: f"Discord refuses the message content intent: switch it on under Bot at {PORTAL},"
    " or set message_content = false under [discord] in config.toml.",
}

_log = logging.getLogger("verbatim.life")


def run(open_at: OpenAt, settings: DiscordSettings, folder: Path, *, reader: str = "") -> int:
    """Run the bot until it is told to stop and return the exit code: 0, or 78 with one sentence on standard error.

    Args:
        open_at: Opens the reports in a folder: the data folder, or a server's within it.
        settings: How the bot meets Discord.
        folder: The data folder.
        reader: What reads the best passages, by name.
    """
    try:
        token = read_token(settings, dict(os.environ))
        configure(settings.log, token=token)
        asyncio.run(_live(_front(open_at, settings, folder, reader), folder, token))
    except StartRefused as reason:
        report_line(_log, str(reason), level=logging.ERROR)
        return WRONG_CONFIGURATION
    return DONE


def read_token(settings: DiscordSettings, environment: dict[str, str]) -> str:
    """Return the token from the configured file or the environment.

    Raises:
        StartRefused: There is none, or it cannot be one; the message never holds it.
    """
    source = f"the file {settings.token_file}" if settings.token_file else "the variable DISCORD_TOKEN"
    try:
        token = _file_text(settings.token_file) if settings.token_file else environment.get("DISCORD_TOKEN", "")
    except OSError as fault:
        raise StartRefused(f"The token cannot be read from {source}: {fault.strerror}.") from fault
    token = token.strip()
    if not token:
        raise StartRefused(f"There is no token in {source}: copy it from Bot at {PORTAL}; `./verbatim setup` helps.")
    if token.count(".") != 2 or not token.isascii() or any(character.isspace() for character in token):  # noqa: PLR2004 - three parts
        raise StartRefused(f"What stands in {source} is no token: it has three parts with dots between; copy it again.")
    return token


def _file_text(name: str) -> str:
    return Path(name).read_text(encoding="utf-8", errors="replace")


async def _live(front: Front, folder: Path, token: str) -> None:
    """Open what the bot keeps, serve, and close it again."""
    point(front.settings)
    try:
        _delete_left(front)
        home = front.teams.open_home()
        await front.lanes.warm_up(lambda: home.answers.answer(WARM_UP))
        await serve(front, folder, token)
    finally:
        front.lanes.close()
        front.teams.close()


def _delete_left(front: Front) -> None:
    """Delete what was kept of servers that the bot left long ago; where that fails, it is tried at the next start."""
    try:
        deleted = front.teams.delete_left(front.settings.privacy.left_servers_days)
    except OSError as fault:
        report_line(_log, "data of a left server not deleted", level=logging.WARNING, reason=type(fault).__name__)
        return
    if deleted:
        report_line(_log, "data of left servers deleted", servers=len(deleted))


def _front(open_at: OpenAt, settings: DiscordSettings, folder: Path, reader: str = "") -> Front:
    lanes = Lanes(settings.throttle)
    fetch = Downloads(settings.api_base).fetch
    return Front(Teams(folder, open_at, lanes, settings), lanes, settings, fetch, reader)


async def serve(front: Front, folder: Path, token: str) -> None:
    """Serve until a signal comes, connecting again after every fault that waiting can mend.

    Raises:
        StartRefused: Discord refuses the bot as it is configured.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    pause_s = FIRST_PAUSE_S
    while not stop.is_set():
        start = time.monotonic()
        await _one_life(make_client(front, folder), front, token, stop)
        pause_s = FIRST_PAUSE_S if time.monotonic() - start > STEADY_S else min(pause_s * 2, LONGEST_PAUSE_S)
        await _pause(stop, pause_s * random.uniform(0.5, 1.0))  # noqa: S311 - spreads reconnections, guards nothing


async def _one_life(client: Verbatim, front: Front, token: str, stop: asyncio.Event) -> None:
    """Run one client until it fails or is told to stop."""
    working = asyncio.create_task(_connected(client, token))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop.is_set():
        await _finish(front)
    await client.close()
    if not working.done():
        working.cancel()
    await asyncio.wait({working})
    _judge(working)


async def _connected(client: Verbatim, token: str) -> None:
    await client.login(token)
    await client.connect()


async def _finish(front: Front) -> None:
    """Take nothing new, and let what is under way come to its end."""
    front.lanes.stop()
    report_line(_log, "told to stop")
    landed = await front.flights.landed(front.settings.shutdown_s)
    report_line(_log, "stopped", finished=landed)


def _judge(working: asyncio.Task[None]) -> None:
    """Note why a client ended.

    Raises:
        StartRefused: Waiting cannot mend it.
    """
    fault = None if working.cancelled() else working.exception()
    refusal = _refusal(fault)
    if refusal:
        raise StartRefused(refusal) from fault
    if isinstance(fault, _AWAY):
        report_line(_log, "Discord cannot be reached", level=logging.WARNING, reason=type(fault).__name__)
    elif fault is not None:
        _log.error("connection lost", exc_info=fault)


def _refusal(fault: BaseException | None) -> str | None:
    """Return the sentence for a fault that waiting cannot mend."""
    if isinstance(fault, discord.LoginFailure):
        return _CLOSES[4004]
    if isinstance(fault, discord.PrivilegedIntentsRequired):
        return _CLOSES[4014]
    return _CLOSES.get(fault.code) if isinstance(fault, discord.ConnectionClosed) else None


async def _pause(stop: asyncio.Event, pause_s: float) -> None:
    """Wait, but no longer than until a signal."""
    try:
        await asyncio.wait_for(stop.wait(), pause_s)
    except TimeoutError:
        report_line(_log, "connecting again", after_s=pause_s)


def sync(settings: DiscordSettings, folder: Path) -> int:
    """Register the commands with Discord now, changed or not, and return the exit code."""
    try:
        token = read_token(settings, dict(os.environ))
        configure(settings.log, token=token)
        asyncio.run(_register(settings, folder, token))
    except (StartRefused, discord.LoginFailure) as reason:
        refusal = _CLOSES[4004] if isinstance(reason, discord.LoginFailure) else str(reason)
        report_line(_log, refusal, level=logging.ERROR)
        return WRONG_CONFIGURATION
    return DONE


async def _register(settings: DiscordSettings, folder: Path, token: str) -> None:
    point(settings)
    front = _front(_nowhere, settings, folder)
    async with make_client(front, folder) as client:
        await client.login(token)
        await register(client, folder / COMMANDS, always=True)
    front.lanes.close()


def _nowhere(_: Path) -> AbstractContextManager[Opened]:
    """Open nothing: only the commands are registered."""
    raise Stopping
