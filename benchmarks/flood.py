"""Flood the real bot, shipped reader and all, with the questions of many people, and say who waited how long.

    python benchmarks/flood.py [--people 20] [--each 50] [--over 5] [--set throttle_questions_at_once=1 ...]

A bot of its own answers from the sample reports, over sockets, to the Discord of the tests: what is measured are its
first sign of life, its replies (answers and refusals), its answers alone, and how late its heartbeat is. Both processes
share the machine, so nothing else should run on it. Run it from the project's root as `PYTHONPATH=. .venv/bin/python
benchmarks/flood.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes import happenings
from tests.fakes.discord_server import FakeDiscord, Request
from tests.fakes.running import ROOT, running_bot

QUESTIONS = (
    "Who is co-chair of the Syrian Democratic Council?",
    "When did Chandrayaan-3 land near the south pole?",
    "Which ship blocked the Suez Canal?",
    "Which volcano erupted in Iceland?",
    "How many people had fled Raqqa?",
)
EDITED, CALLED = "/messages/@original$", "/callback$"
TOLD_AT_ONCE = 4  # Discord's type of a response that is a message
PATIENCE_S = 120.0
BEAT_S = 0.1
QUANTILES = (50, 90, 99)


@dataclass(frozen=True, slots=True)
class Flood:
    """How many ask how much.

    Args:
        people: How many.
        each: Questions of each.
        over_s: Seconds within which all ask.
        settings: Of the bot, by the names of its variables in small letters.
    """

    people: int
    each: int
    over_s: float
    settings: Mapping[str, Any]

    @property
    def questions(self) -> int:
        """Return how many there are in all."""
        return self.people * self.each


def main() -> None:
    """Read the options, flood, and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=20)
    options.add_argument("--each", type=int, default=50)
    options.add_argument("--over", type=float, default=5.0, metavar="SECONDS")
    options.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    given = options.parse_args()
    settings = dict(one.split("=", 1) for one in given.settings)
    asyncio.run(_measured(Flood(given.people, given.each, given.over, settings)))


async def _measured(flood: Flood) -> None:
    discord = FakeDiscord()
    with tempfile.TemporaryDirectory() as place:
        await _with_samples(Path(place))
        async with discord.listening(), running_bot(discord, Path(place), module="bot", **flood.settings):
            await discord.connected()
            beating = asyncio.create_task(_beats(discord))
            asked = await _asked(discord, flood)
            try:
                await discord.until(lambda: len(_replies(discord)) >= flood.questions, PATIENCE_S)
            except TimeoutError:
                print(f"not all were answered within {PATIENCE_S:g} s")
            beating.cancel()
    _report(discord, asked)


async def _with_samples(folder: Path) -> None:
    """Let a first question in the terminal fill the folder with the sample reports."""
    command = (sys.executable, "-W", "ignore", "-m", "bot", "ask", QUESTIONS[0], "--data", str(folder))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL)
    await process.wait()


async def _asked(discord: FakeDiscord, flood: Flood) -> dict[str, float]:
    """Ask everything, one person after the other in turn; return when, by the interaction's id."""
    asked: dict[str, float] = {}
    for number in range(flood.questions):
        await asyncio.sleep(flood.over_s / flood.questions)
        event = happenings.slash(number % flood.people + 1, QUESTIONS[number % len(QUESTIONS)])
        asked[event["id"]] = time.monotonic()
        await discord.dispatch("INTERACTION_CREATE", event)
    return asked


async def _beats(discord: FakeDiscord) -> None:
    """Ask for a heartbeat again and again; the fake Discord notes how late each comes."""
    while True:
        await discord.lag_s()
        await asyncio.sleep(BEAT_S)


def _replies(discord: FakeDiscord) -> list[Request]:
    """Return the answers, and the refusals that came at once."""
    at_once = [request for request in discord.sent("POST", CALLED) if request.body["type"] == TOLD_AT_ONCE]
    return discord.sent("PATCH", EDITED) + at_once


def _number(request: Request) -> str:
    """Return the interaction that a reply belongs to: the fake Discord's tokens end with its id."""
    return request.path.split("-")[-1].split("/")[0]


def _report(discord: FakeDiscord, asked: Mapping[str, float]) -> None:
    signs = {request.path.split("/")[2]: request.at_s for request in discord.sent("POST", CALLED)}
    replies = {_number(request): request for request in _replies(discord)}
    answered = [number for number, request in replies.items() if "¶" in str(request.body)]
    silent = asked.keys() - replies.keys()
    print(f"{len(asked):,} questions: {len(answered):,} answered, {len(silent):,} without a reply")
    _print("first sign of life", [signs[number] - asked[number] for number in asked.keys() & signs.keys()])
    _print("reply", [replies[number].at_s - asked[number] for number in asked.keys() & replies.keys()])
    _print("answer", [replies[number].at_s - asked[number] for number in answered])
    _print("heartbeat", discord.pongs_s)


def _print(what: str, took_s: Collection[float]) -> None:
    if len(took_s) > 1:
        at = statistics.quantiles(took_s, n=100, method="inclusive")
        figures = ", ".join(f"p{one} {at[one - 1]:.3f} s" for one in QUANTILES)
        print(f"{what}: {figures}, worst {max(took_s):.3f} s")


if __name__ == "__main__":
    main()
