"""Kill the bot among uploads, again and again, and check that what it told of is there, whole, and nothing else is.

python -m tests.crash.uploads KILLS
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from corpus.store import Store
from tests.fakes import openapi, uploading
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.running import running_bot

LINES, FILES = 60, 10
_TOLD = re.compile(r"✓ \*(k\d+n\d+)\\\.txt\*")


def _told(discord: FakeDiscord) -> set[str]:
    """Return the names of the reports that were told of."""
    bodies = [request.body for request in discord.requests if isinstance(request.body, dict)]
    parts = [part for body in bodies for part in openapi.walk((body.get("data") or body).get("components") or [])]
    return {name for part in parts if part["type"] == 10 for name in _TOLD.findall(part["content"])}


async def _killed(folder: Path, number: int, after_s: float) -> set[str]:
    """Send ten files, kill the bot after a while, and return what it told of."""
    discord = FakeDiscord()
    settings: dict[str, Any] = {"module": "bot", "reader_model": "none"}
    async with discord.listening(), running_bot(discord, folder, **settings) as bot:
        await discord.connected()
        texts = [" ".join(f"Line {line} of file {n}, round {number}." for line in range(LINES)) for n in range(FILES)]
        files = [discord.attach(f"k{number}n{n}.txt", text.encode()) for n, text in enumerate(texts)]
        await discord.dispatch("INTERACTION_CREATE", uploading.form(1, files))
        await asyncio.sleep(after_s)
        bot.process.kill()
        await bot.ended()
    return _told(discord)


def _faults(folder: Path, told: set[str]) -> list[str]:
    """Return what is wrong with the store after a kill."""
    with Store(folder) as store:
        reports = store.reports()
        names = {report.file_name.removesuffix(".txt") for report in reports}
        kept = {path.name for path in (folder / "originals").glob("*")}
        halves = [report.file_name for report in reports if report.sentences != LINES]
        left = kept - {report.sha256 for report in reports}
        return [*store.faults(), *(f"lost: {name}" for name in told - names), *halves, *left]


async def _main(kills: int) -> int:
    chance, told, bad = random.Random(5), set[str](), 0  # noqa: S311 - repeatable moments
    with tempfile.TemporaryDirectory() as folder:
        for number in range(kills):
            told |= await _killed(Path(folder), number, chance.uniform(1.5, 9.0))
            faults = _faults(Path(folder), told)
            bad += bool(faults)
            sys.stdout.write(f"kill {number + 1}: told of {len(told)}, faults {faults}\n")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(asyncio.run(_main(int(sys.argv[1]))))
