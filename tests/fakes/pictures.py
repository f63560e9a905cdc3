"""Draw each kind of reply as Discord shows it, as wide as a screen and as a telephone, from the bot's real replies.

    python -m tests.fakes.pictures FOLDER            each kind, on a made-up library
    python -m tests.fakes.pictures FOLDER QUESTION   one answer of the shipped model on the sample reports

Needs `simcord[screenshot]` and a Chromium at /usr/bin/chromium; both are for development only.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from simcord.env import Env

from bot.asking import Answers
from bot.client import make_client
from bot.config import load_settings
from bot.settings import DiscordSettings, ThrottleSettings
from corpus.report import Metadata, Source
from index.opening import opened
from tests.fakes.houses import close_front, front_of
from tests.fakes.library import library
from tests.fakes.printed import Style, printed
from tests.fakes.world import World, buttons_of

CHROMIUM = "/usr/bin/chromium"
WIDTHS = (1000, 420)
README_WIDTH = 760
THEN = datetime(2026, 1, 1, tzinfo=UTC)  # where simcord's clock stands
QUESTION = "who leads the SDF political wing?"


@asynccontextmanager
async def world_of(answers: Answers, settings: DiscordSettings) -> AsyncIterator[World]:
    """Run a bot on these answers in a Discord of this process."""
    with tempfile.TemporaryDirectory() as folder:
        front = front_of(answers, settings, Path(folder))
        env = Env(make_client(front, Path(folder)), settle_timeout=60)
        env.backend.bot_user.name = "Verbatim"
        await env.start()
        try:
            with env.time_context():
                yield World(env)
        finally:
            await env.shutdown()
            close_front(front)


async def draw(world: World, target: Any, file: Path, *, width: int) -> None:
    """Draw one message."""
    patch_browser()
    height = 2000
    async with world.env.preview(world.channel, viewers=[world.ann], width=width, height=height) as preview:
        await preview.show(target)
        await preview.screenshot(file, target=target, allow_incomplete=True)


def patch_browser() -> None:
    """Start Debian's Chromium instead of a downloaded one."""
    from playwright.async_api import BrowserType

    if not hasattr(BrowserType, "launch_downloaded"):
        BrowserType.launch_downloaded = BrowserType.launch
        BrowserType.launch = _launch


async def _launch(self: Any, **options: Any) -> Any:
    return await self.launch_downloaded(**options, executable_path=CHROMIUM, args=["--no-sandbox"])


async def replies(world: World) -> AsyncIterator[tuple[str, Any]]:
    """Yield one reply of each kind with its name."""
    answer = await world.ann.slash(world.channel, "ask", question=QUESTION)
    yield "answer", answer
    for name, label in (("more", "More quotes"), ("sources", "Sources")):
        yield name, await world.ann.click(answer.response, label=label)
    context = buttons_of(answer.response)["Context"]
    yield "context", await world.ann.click(answer.response, custom_id=context)
    shown = await world.ann.click(answer.response, label="Ask a follow-up")
    yield "follow-up", await world.ann.submit_modal(shown, {"text": "and who commands it?"})
    shown = await world.ann.click(answer.response, label="Report a problem")
    yield "reported", await world.ann.submit_modal(shown, {"text": "The date is wrong."})
    missing = await world.ann.slash(world.channel, "ask", question="who won the football cup of Raqqa?")
    yield "not-found", missing
    yield "closest", await world.ann.click(missing.response, label="Show closest passages")
    yield "fault", await world.ann.slash(world.channel, "ask", question="does it explode?")
    yield "refused", await world.ann.slash(world.channel, "ask", question=QUESTION, since="yesterday")
    yield "hostile", await world.ann.slash(world.channel, "ask", question="hidden river bridge word")
    yield "long", await world.ann.slash(world.channel, "ask", question="longest sentence")
    yield "endless", await world.ann.slash(world.channel, "ask", question="endless sentence word")


async def _main(folder: Path) -> None:
    throttle = ThrottleSettings(questions_a_minute=600, clicks_a_minute=600)
    async with world_of(library(), DiscordSettings(throttle=throttle)) as world:
        made = [kind async for kind in replies(world)]
        for name, result in made:
            for width in WIDTHS:
                await draw(world, result.response.message, folder / f"{name}-{width}.png", width=width)
    async with world_of(library(), DiscordSettings(throttle=throttle, reply_style="embed")) as world:
        result = await world.ann.slash(world.channel, "ask", question=QUESTION)
        for width in WIDTHS:
            await draw(world, result.response.message, folder / f"embed-{width}.png", width=width)
    await _page(folder)


async def _page(folder: Path) -> None:
    """Draw an answer from a printed report, and the page that Context shows."""
    settings, report = load_settings(), folder / "autumn-survey.pdf"
    style = Style(columns=2, size=9.5, heading="Water, bread and bridges: the autumn survey")
    report.write_bytes(printed(60, style=style).pdf)
    given = Metadata("Water, bread and bridges", "River Council", date="2017-11-02", date_source=Source.GIVEN)
    with tempfile.TemporaryDirectory() as data, opened(Path(data), settings.embedding, settings.reader) as at:
        at.indexer.add(report, given=given)
        async with world_of(at.answerer(), settings.discord) as world:
            result = await world.ann.slash(world.channel, "ask", question="who led the survey of the wells?")
            near = buttons_of(result.response).get("Show closest passages")
            result = await world.ann.click(result.response, custom_id=near) if near else result
            context = await world.ann.click(result.response, custom_id=buttons_of(result.response)["Context"])
            for width in WIDTHS:
                await draw(world, result.response.message, folder / f"page-answer-{width}.png", width=width)
                await draw(world, context.response.message, folder / f"page-{width}.png", width=width)


async def _answer(folder: Path, question: str) -> None:
    """Draw one answer of the whole house."""
    settings = load_settings()
    with tempfile.TemporaryDirectory() as data, opened(Path(data), settings.embedding, settings.reader) as at:
        at.store._clock = lambda: THEN
        at.indexer.add_samples()
        async with world_of(at.answerer(), settings.discord) as world:
            result = await world.ann.slash(world.channel, "ask", question=question)
            await draw(world, result.response.message, folder / "answer.png", width=README_WIDTH)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(_answer(target, sys.argv[2]) if len(sys.argv) > 2 else _main(target))
