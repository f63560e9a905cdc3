"""Draw what keeps answers true, as wide as a screen and as a telephone, with the shipped model on reports of our own.

    python -m tests.fakes.trust_pictures FOLDER

Needs what `tests.fakes.pictures` needs.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

from bot.settings import DiscordSettings, ThrottleSettings
from corpus.report import Metadata, Source
from index.opening import Models, loaded
from index.settings import EmbeddingSettings, ReaderSettings
from tests.fakes.newsroom import Newsroom, newsroom
from tests.fakes.pictures import WIDTHS, draw

Kinds = Callable[["Desk"], AsyncIterator[tuple[str, Any]]]
WAITING = "How many ships were waiting at both ends of the canal?"
REPORTS = {
    "Queue at Suez": ("Canal Watch", "2021-03-29", "By Monday 369 ships were waiting at both ends of the canal."),
    "The jam": ("Harbour Post", "2021-03-30", "At both ends of the canal 422 ships were waiting, the pilots said."),
    "The ship is free": (
        "Suez Gazette",
        "2021-03-30",
        "The Ever Given was freed. At both ends of the canal 369 ships were waiting. Tugs pulled at high tide.",
    ),
}
NEW = (
    "Salvage report",
    "Delta Salvage",
    "2021-04-02",
    "The salvage of the Ever Given was paid for by its insurer, Delta Mutual. It took six days.",
)


class Desk(Newsroom):
    """The newsroom with reports read and embedded as real ones are."""

    async def put(self, title: str, publisher: str, date: str, text: str, *, into: int | None = None) -> int:
        """Add a report, or put it in another's place, and return its id."""
        team, given = await self.team(), Metadata(title, publisher, date=date, date_source=Source.GIVEN)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{title}.txt"
            path.write_text(text, encoding="utf-8")
            if into is None:
                return team.indexer.add(path, given=given).report.id
            return team.indexer.replace(into, path, given=given).report.id


async def replies(desk: Desk) -> AsyncIterator[tuple[str, Any]]:
    """Yield one reply of each kind with its name."""
    for title, facts in REPORTS.items():
        await desk.put(title, *facts)
    ask = {"question": WAITING}
    answer = await desk.ann.slash(desk.channel, "ask", **ask)
    yield "differ", answer.response.message
    sources = await desk.ann.click(answer.response, label="Sources")
    yield "sources", sources.response.message
    yield "export", (await desk.ann.click(sources.response, label="Export as Markdown")).response.message
    yield "helpful", (await desk.ann.click(answer.response, label="Helpful")).response.message
    for name, quote in (
        ("exact", "369 ships were waiting at both ends of the canal"),
        ("differs", "At each end of the canal 396 ships were waiting, pilots said."),
        ("absent", "The canal was sold to a circus."),
    ):
        yield f"verify-{name}", (await desk.ann.slash(desk.channel, "verify", quote=quote)).response.message
    yield "mentions", (await desk.ann.slash(desk.channel, "mentions", term="ships")).response.message
    yield "mentions-none", (await desk.ann.slash(desk.channel, "mentions", term="submarine")).response.message
    missing = await desk.ann.slash(desk.channel, "ask", question="Who paid for the salvage of the Ever Given?")
    yield "not-found", missing.response.message
    yield "watch", (await desk.ann.click(missing.response, label="Watch this question")).response.message
    await desk.ben.slash(desk.channel, "ask", question="who paid to salvage the Ever Given?")
    form = await desk.ben.click(answer.response, label="Report a problem")
    await desk.ben.submit_modal(form, {"text": "Pilots and gazette count different days."})
    yield "gaps", (await desk.eve.slash(desk.channel, "gaps")).response.message
    await desk.put(*NEW)
    await desk.keep_up()
    yield "news", desk.channel.last_message
    yield "watches", (await desk.ann.slash(desk.channel, "watch")).response.message
    yield "gaps-answered", (await desk.eve.slash(desk.channel, "gaps")).response.message
    yield "stats", (await desk.eve.slash(desk.channel, "stats")).response.message
    yield "privacy", (await desk.ann.slash(desk.channel, "privacy")).response.message
    yield "forget-me", (await desk.ann.slash(desk.channel, "forget-me")).response.message


async def corrected(desk: Desk) -> AsyncIterator[tuple[str, Any]]:
    """Yield one answer after two of its three reports went, and one of which nothing is left."""
    ids = [await desk.put(title, *facts) for title, facts in REPORTS.items()]
    marked = await desk.ann.slash(desk.channel, "ask", question=WAITING)
    empty = await desk.ben.slash(desk.channel, "ask", question=WAITING, report=str(ids[1]))
    title, (publisher, date, _) = next(iter(REPORTS.items()))
    await desk.put(f"{title}, corrected", publisher, date, "By Monday the queue was gone.", into=ids[0])
    (await desk.team()).store.remove(ids[1])
    await desk.keep_up()
    yield "marked", marked.response.message
    yield "nothing-left", empty.response.message


async def _main(folder: Path) -> None:
    settings = DiscordSettings(throttle=ThrottleSettings(questions_a_minute=600, clicks_a_minute=600))
    with loaded(EmbeddingSettings(), ReaderSettings()) as models:
        for kinds in (replies, corrected):
            await _draw(folder, settings, models, kinds)


async def _draw(folder: Path, settings: DiscordSettings, models: Models, kinds: Kinds) -> None:
    """Make every reply first: a picture takes seconds, in which a button would grow too old to be pressed."""
    with tempfile.TemporaryDirectory() as data:
        async with newsroom(Path(data), settings, models.opened) as room:
            room.env.backend.bot_user.name = "Verbatim"
            room.__class__, room.ann = Desk, room.eve  # who looks is an editor
            room.front.freshness.is_stale = lambda _: False  # the clock of this Discord stands still
            with room.env.time_context():
                made = [kind async for kind in kinds(cast("Desk", room))]
                for name, message in made:
                    for width in WIDTHS:
                        await draw(room, message, folder / f"{name}-{width}.png", width=width)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(_main(target))
