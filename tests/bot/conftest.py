"""What tests of the bot share: a small library, a bot on it, and a check of every request against Discord's own."""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from simcord.env import Env

from bot.client import Verbatim, make_client
from bot.front import Front
from bot.logs import Clean
from bot.settings import DiscordSettings, ThrottleSettings
from tests.fakes import happenings, openapi
from tests.fakes.desk import Desk
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.houses import close_front, front_of, of_hashed_words
from tests.fakes.library import Library, library
from tests.fakes.running import RunningBot, running_bot
from tests.fakes.world import World


@pytest.fixture
def shelves() -> Library:
    """Four small reports."""
    return library()


@pytest.fixture
def settings() -> DiscordSettings:
    """Patient settings: tests ask more than five questions a minute."""
    throttle = ThrottleSettings(questions_a_minute=600, clicks_a_minute=600)
    return DiscordSettings(guild_ready_timeout_s=0.05, throttle=throttle)


@pytest.fixture
def opened(tmp_path: Path, shelves: Library) -> Iterator[Callable[[DiscordSettings], Front]]:
    """Opens what commands share, on the same files each time, as after a restart."""
    closing: list[Front] = []

    def open_front(settings: DiscordSettings) -> Front:
        while closing:
            close_front(closing.pop())
        front = front_of(shelves, settings, tmp_path)
        closing.append(front)
        return front

    yield open_front
    for front in closing:
        close_front(front)


@pytest.fixture
def make_bot(
    opened: Callable[[DiscordSettings], Front], settings: DiscordSettings, tmp_path: Path
) -> Callable[..., Verbatim]:
    """Makes a bot, with changed settings if given."""
    return lambda **changes: make_client(opened(replace(settings, **changes)), tmp_path)


@pytest.fixture
async def env(make_bot: Callable[..., Verbatim], request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    """A Discord in this process with the bot on it; at the end every request is checked."""
    changes = getattr(request, "param", {})
    running = Env(make_bot(**changes))
    await running.start()
    try:
        yield running
    finally:
        await running.shutdown()
    _check(running)


def _check(running: Any) -> None:
    """Check every request that this Discord saw against the real one's rules."""
    requests = [(entry.method, entry.path, entry.json) for entry in running.http_requests]
    wrong = [fault for entry in requests for fault in openapi.violations(*entry)]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def world(env: Any) -> World:
    """A server with a channel and two people."""
    return World(env)


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    """A Discord over sockets; at the end every request that it saw is checked."""
    fake = FakeDiscord()
    async with fake.listening():
        yield fake
    assert not fake.violations()


@pytest.fixture
async def bot(discord: FakeDiscord, tmp_path: Path) -> AsyncIterator[RunningBot]:
    """A bot that is connected to it; at the end its log holds no secret and no question."""
    async with running_bot(discord, tmp_path) as running:
        await discord.connected()
        yield running
    happenings.assert_clean(running.log)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the log says from here on, as the program writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Clean("text", ()))
    logging.getLogger().addHandler(handler)
    ours = logging.getLogger("verbatim")
    before = ours.level
    ours.setLevel(logging.INFO)
    yield written
    ours.setLevel(before)
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def reopened(tmp_path: Path) -> Iterator[Callable[[DiscordSettings], Front]]:
    """Opens what commands share on a real store, on the same files each time, as after a restart."""
    closing: list[Front] = []

    def open_front(settings: DiscordSettings) -> Front:
        while closing:
            close_front(closing.pop())
        closing.append(front_of(None, settings, tmp_path, of_hashed_words))
        return closing[0]

    yield open_front
    for front in closing:
        close_front(front)


@pytest.fixture
async def desk(
    reopened: Callable[[DiscordSettings], Front],
    settings: DiscordSettings,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> AsyncIterator[Desk]:
    """A Discord in this process with the bot on a real store; at the end every request is checked."""
    front = reopened(replace(settings, **getattr(request, "param", {})))
    running = Env(make_client(front, tmp_path), settle_timeout=30)
    await running.start()
    try:
        yield Desk(running, front)
    finally:
        await running.shutdown()
    _check(running)
