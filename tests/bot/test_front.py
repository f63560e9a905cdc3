"""Promises of what every command shares."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import pytest

from bot.delivery import Outcome, deliver
from bot.front import EVENTS_KEPT, Flights, Freshness, Seen
from bot.invite import PERMISSIONS, application_of, invite, steps

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAx.Gaaaaa.made-up"  # noqa: S105 - made up


def _ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def test_an_event_is_known_the_second_time() -> None:
    """And the memory of events is bounded."""
    seen = Seen()
    assert [seen.before(1), seen.before(1), seen.before(2)] == [False, True, False]
    for event in range(10, 10 + EVENTS_KEPT):
        seen.before(event)
    assert seen.before(1) is False


def test_an_interaction_that_waited_three_seconds_is_void() -> None:
    """Measured from the least delay that was seen."""
    fresh = Freshness(lambda: NOW)
    assert [fresh.is_stale(_ago(age)) for age in (0.1, 2.7, 3.0)] == [False, False, True]


@pytest.mark.parametrize("off_s", [-3600.0, 3600.0])
def test_a_wrong_clock_voids_nothing(off_s: float) -> None:
    """An hour slow or fast, every interaction is served."""
    fresh = Freshness(lambda: NOW + timedelta(seconds=off_s))
    assert not any(fresh.is_stale(_ago(age)) for age in (0.1, 0.2, 0.1))


def test_a_clock_that_jumps_costs_one_interaction_at_most() -> None:
    """Put forward by an hour while the bot runs."""
    clock = [NOW]
    fresh = Freshness(lambda: clock[0])
    fresh.is_stale(_ago(0.1))
    clock[0] += timedelta(hours=1)
    assert [fresh.is_stale(_ago(0.1)) for _ in range(3)] == [True, False, False]


async def test_the_end_waits_for_what_is_under_way_but_not_for_ever() -> None:
    """Landed in time, or not."""
    flights = Flights()
    assert await flights.landed(0)
    with flights.one():
        assert not await flights.landed(0.01)
    assert await flights.landed(0.01)


class _Answer:
    """What aiohttp gives with a fault."""

    def __init__(self, status: int) -> None:
        """Keep the status."""
        self.status, self.reason = status, ""


def _fault(status: int, code: int = 0) -> discord.HTTPException:
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    return kind(_Answer(status), {"message": "", "code": code})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("faults", "outcome", "tries"),
    [
        ([], Outcome.SENT, 1),
        ([_fault(503), _fault(429)], Outcome.SENT, 3),
        ([_fault(403)], Outcome.FORBIDDEN, 1),
        ([_fault(404, 10062)], Outcome.GONE, 1),
        ([_fault(400, 40060)], Outcome.ALREADY, 1),
        ([_fault(400, 50083)], Outcome.FORBIDDEN, 1),
        ([aiohttp.ServerDisconnectedError(), ConnectionResetError()], Outcome.SENT, 3),
        ([_fault(400, 50035)], Outcome.FAILED, 1),
        ([_fault(503)] * 5, Outcome.FAILED, 5),
    ],
)
async def test_sending_is_tried_again_where_that_may_help(
    faults: list[Exception], outcome: Outcome, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503, 429 and a connection that breaks are; refusals are not."""
    monkeypatch.setattr("bot.delivery.FIRST_PAUSE_S", 0.001)
    made = []

    async def send() -> None:
        made.append(1)
        if len(made) <= len(faults):
            raise faults[len(made) - 1]

    assert await deliver(send, within_s=5) is outcome
    assert len(made) == tries


async def test_sending_ends_at_its_deadline() -> None:
    """However long Discord makes us wait."""
    assert await deliver(asyncio.Event().wait, within_s=0.01) is Outcome.LATE


def test_the_invitation_asks_for_exactly_what_the_bot_uses() -> None:
    """Seven permissions, and no administrator."""
    assert PERMISSIONS.value == 309237763072
    assert not PERMISSIONS.administrator
    assert invite(5) == (
        "https://discord.com/oauth2/authorize?client_id=5&permissions=309237763072&scope=bot+applications.commands"
    )


def test_the_link_is_complete_once_the_token_is_there() -> None:
    """Its first part is the application's id; the guide never shows the token."""
    assert application_of(TOKEN) == 100000000000000001
    assert "client_id=100000000000000001&" in steps(TOKEN)
    assert "Gaaaaa" not in steps(TOKEN)
    assert all(application_of(word) is None for word in ("", "x.y.z", "@@@.a.b", "é"))
