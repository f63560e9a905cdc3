"""Run the bot as a process against the fake Discord, and read its log; it is always ended by its own id."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.fakes.discord_server import TOKEN, FakeDiscord
from tests.fakes.payloads import GUILD

ROOT = Path(__file__).parents[2]
SMALL = "tests.fakes.bot_process"
KEPT = frozenset({"PATH", "HOME", "LANG"})
END_S = 15.0


@dataclass(slots=True)
class RunningBot:
    """A running bot.

    Args:
        process: Its process.
        lines: What it has written to its log.
        grown: Told with each line.
    """

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)
    grown: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def log(self) -> str:
        """Return the log so far."""
        return "".join(self.lines)

    async def read(self) -> None:
        """Read the log until the process ends."""
        stream = self.process.stderr
        while stream and (line := await stream.readline()):
            self.lines.append(line.decode())
            async with self.grown:
                self.grown.notify_all()

    async def says(self, words: str, within_s: float = 20.0) -> None:
        """Wait until the words stand in the log."""
        async with asyncio.timeout(within_s), self.grown:
            await self.grown.wait_for(lambda: words in self.log)

    async def ended(self, within_s: float = END_S) -> int:
        """Wait for the end and return the exit code."""
        return await asyncio.wait_for(self.process.wait(), within_s)

    def tell(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)


@asynccontextmanager
async def running_bot(
    discord: FakeDiscord,
    folder: Path,
    *,
    delay_s: float = 0.0,
    token: str = TOKEN,
    module: str = SMALL,
    arguments: tuple[str, ...] = (),
    **settings: object,
) -> AsyncIterator[RunningBot]:
    """Run a bot while the block runs: on the small library, or with module="bot" the whole house."""
    words = [module, *(arguments or ((str(delay_s),) if module == SMALL else ()))]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-m", *words),
        cwd=ROOT,
        env=_environment(discord, folder, token, settings),
        stderr=asyncio.subprocess.PIPE,
    )
    bot = RunningBot(process)
    reading = asyncio.create_task(bot.read())
    try:
        yield bot
    finally:
        await _end(process)
        await reading


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the process as an operator would, and by force where that does not help."""
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), END_S)
    except TimeoutError:
        process.kill()
        await process.wait()


def _environment(discord: FakeDiscord, folder: Path, token: str, settings: dict[str, object]) -> dict[str, str]:
    """Return the variables of the process: few, so that nothing of this machine matters."""
    kept = {key: value for key, value in os.environ.items() if key in KEPT or key.startswith("COVERAGE_")}
    given = {"discord_api_base": discord.base, "discord_gateway_url": discord.gateway, **settings}
    given.setdefault("discord_guild_ready_timeout_s", 0.05)
    given.setdefault("discord_server", GUILD)
    variables = {f"VERBATIM_{key.upper()}": _toml(value) for key, value in given.items()}
    return {**kept, **variables, "VERBATIM_DATA": str(folder), "DISCORD_TOKEN": token}


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
