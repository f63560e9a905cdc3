"""Draw each kind of reply about reports as Discord shows it, as wide as a screen and as a telephone.

    python -m tests.fakes.shelf_pictures FOLDER

From the bot's real replies on a real store. Needs what `tests.fakes.pictures` needs.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
from simcord.env import Env

from bot.client import make_client
from bot.library import Stage, Work
from bot.settings import DiscordSettings, ThrottleSettings
from bot.ui import additions
from bot.ui.additions import Uploading
from index.indexing import Added
from tests.fakes.houses import close_front, front_of, of_hashed_words
from tests.fakes.pictures import WIDTHS, draw
from tests.fakes.world import World

PUBLISHERS = ("Airwars", "Crisis Desk", "Raqqa Civil Council", "Institute for the Study of Towns and Rivers")
TITLES = (
    *("The toll of Raqqa", "Who is who in the north", "Minutes of the council", "Water, bread and light: a survey"),
    *("What became of the western districts after the siege, street by street", "Notes *without* <a> date"),
    *("長い報告、川と橋", "تقرير عن المدينة"),
)
SETTINGS = DiscordSettings(throttle=ThrottleSettings(questions_a_minute=600, clicks_a_minute=600))


@asynccontextmanager
async def desk() -> AsyncIterator[World]:
    """Run a bot on an empty store, with an editor."""
    with tempfile.TemporaryDirectory() as folder:
        front = front_of(None, SETTINGS, Path(folder), of_hashed_words)
        env = Env(make_client(front, Path(folder)), settle_timeout=60)
        env.backend.bot_user.name = "Verbatim"

        async def fetch(file: Any) -> bytes:
            return env.backend.cdn.get(file.url) or b""

        front.fetch = fetch
        front.freshness.is_stale = lambda _: False  # the clock of this Discord stands still
        await env.start()
        try:
            with env.time_context():
                world = World(env)
                role = world.guild.create_role("editors", permissions=discord.Permissions(manage_guild=True))
                world.ann = world.guild.add_member(env.create_user("eve"), roles=[role])
                yield world
        finally:
            await env.shutdown()
            close_front(front)


async def replies(world: World) -> AsyncIterator[tuple[str, Any]]:
    """Yield one reply of each kind with its name."""
    ann, channel = world.ann, world.channel
    yield "empty", await ann.slash(channel, "reports")
    added = None
    for n, title in enumerate(TITLES):
        text = (
            f"# Summary\n\nThe council of Raqqa met on day {n}. It spoke of water.\n\n# The strikes\n\nNobody came.\n"
        )
        given = {
            "title": title,
            "publisher": PUBLISHERS[n % 4] if n != 5 else "",
            "date": f"201{n}-10" if n != 5 else "",
        }
        shown = await ann.slash(channel, "add")
        added = await ann.submit_modal(shown, {"files": [(f"report-{n}.md", text.encode())], **given})
        if n == 0:
            yield "added-one", added
    files = [(f"day-{n}.txt", f"On day {n} the council met in Raqqa.".encode()) for n in range(4)]
    shown = await ann.slash(channel, "add")
    sent = {"files": [*files, ("broken.pdf", b"%PDF-1.4 broken"), files[0]], "title": "Minutes"}
    yield "added-many", await ann.submit_modal(shown, sent)
    shown = await ann.slash(channel, "add")
    yield "wrong-date", await ann.submit_modal(shown, {"files": files[:1], "date": "10/11/2017"})
    yield "list", await ann.slash(channel, "reports")
    yield "list-narrowed", await ann.slash(channel, "reports", search="council", since="2012", until="2019")
    yield "list-none", await ann.slash(channel, "reports", search="weather")
    yield "report", await ann.slash(channel, "report", report="street by street")
    yield "removal", await ann.slash(channel, "remove", report="street by street")
    new = ("new.md", b"# Summary\n\nThe council of Raqqa met at last. It spoke of bread.\n")
    yield "replaced", await ann.slash(channel, "replace", report="toll", file=new)
    yield "status", await ann.slash(channel, "status")
    yield "help", await ann.slash(channel, "help")


async def progress(world: World) -> tuple[str, Any]:
    """Return a message that shows work going on, sent as it is."""
    report = (await world.env.bot.front.team(world.guild.id)).store.reports()[0]
    works = (
        Work("minutes.pdf", Stage.DONE, outcome=Added(replace(report, pages=12, pages_without_text=(3,)), new=True)),
        Work("western-districts.docx", Stage.EMBEDDING, 1340, 512),
        Work("survey.xlsx", Stage.WAITING),
    )
    channel = world.env.bot.get_channel(world.channel.id)
    message = additions.progress(Uploading(works, collection="everyone", person=world.ann.id))
    sent = await channel.send(**message.arguments(editing=False))
    return "progress", sent


async def _main(folder: Path) -> None:
    async with desk() as world:
        made = [(name, result.response.message) async for name, result in replies(world)]
        for name, message in [*made, await progress(world)]:
            for width in WIDTHS:
                await draw(world, message, folder / f"{name}-{width}.png", width=width)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(_main(target))
