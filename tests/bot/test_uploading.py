"""Promises of managing reports in the real process over real sockets, where everything is real but Discord.

Permissions both ways, many and large files, kills, the watched folder, and answers that go on meanwhile. Sentences are
compared without the reader, except where it is timed.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.store import Store
from tests.fakes import happenings, openapi, uploading
from tests.fakes.discord_server import FakeDiscord, Request
from tests.fakes.payloads import CHANNEL, EDITORS
from tests.fakes.running import running_bot

EDITED, POSTED = "/messages/@original$", r"/channels/\d+/messages"
ONE = b"The council of Raqqa chose Leila Mustafa as its chair on Monday. She speaks for the city."
TWO = b"The council of Raqqa chose nobody on Tuesday. It meets again in May."
BROKEN = b"\0\1\2\3" * 50
HOUSE: dict[str, Any] = {"module": "bot", "reader_model": "none", "throttle_clicks_a_minute": 600}
HOUSE |= {"throttle_questions_a_minute": 600}


def said(request: Request) -> str:
    """Return the displayed text of a message that the bot sent."""
    body = request.body.get("data") or request.body
    return "\n".join(part["content"] for part in openapi.walk(body.get("components") or []) if part["type"] == 10)


def _shown(discord: FakeDiscord, number: str | None, words: str) -> Iterator[Request]:
    for request in discord.requests:
        of_this = number is None or f"/{number}/" in request.path or number in request.path
        if request.status < 300 and request.body and of_this and words in said(request):
            yield request


async def replied(discord: FakeDiscord, event: dict[str, Any], words: str, within_s: float = 30.0) -> Request:
    """Send an interaction and wait until its reply holds the words."""
    await discord.dispatch("INTERACTION_CREATE", event)
    return await seen(discord, event, words, within_s)


async def seen(discord: FakeDiscord, event: dict[str, Any], words: str, within_s: float = 30.0) -> Request:
    """Wait until the reply to an interaction holds the words; its path holds the interaction's token."""
    try:
        return await discord.until(lambda: next(_shown(discord, event["id"], words), None), within_s)
    except TimeoutError:
        got = [said(r) for r in discord.requests if event["id"] in r.path and isinstance(r.body, dict)]
        raise AssertionError(f"{words!r} not in {got}") from None


def reports(folder: Path) -> list[str]:
    """Return the text of every report in a data folder that nobody holds."""
    with Store(folder) as store:
        assert store.faults() == []
        return [store.text(report.id).strip() for report in store.reports()]


async def test_every_command_and_button_and_who_may(tmp_path: Path) -> None:
    """One after another, by an editor (a role) and by somebody else; the drop channel too."""
    discord = FakeDiscord()
    settings = {"discord_editor_role": EDITORS, "discord_drop_channel": CHANNEL, "discord_message_content": True}
    async with discord.listening(), running_bot(discord, tmp_path, **HOUSE, **settings) as bot:
        await discord.connected()
        one, two = discord.attach("one.txt", ONE), discord.attach("two.txt", TWO)
        await _adds(discord, one, two)
        await _changes(discord, two)
        await _refusals(discord, one)
        await _drops(discord)
    assert not discord.violations()
    happenings.assert_clean(bot.log)
    assert "Leila" not in bot.log


async def _adds(discord: FakeDiscord, one: dict[str, Any], two: dict[str, Any]) -> None:
    opening = uploading.command(1, "add")
    await discord.dispatch("INTERACTION_CREATE", opening)
    await discord.until(lambda: [r for r in discord.sent("POST", "/callback$") if r.body["type"] == 9])
    await replied(discord, uploading.form(1, [one], title="Minutes", date="2017-10-16"), "✓ *Minutes* · 2 sentences")
    await replied(discord, uploading.command(1, "add-file", file=two, title="Notes"), "✓ *Notes* · 2 sentences")
    await replied(discord, uploading.menu(1, [one, two]), "Nothing was added")
    await replied(discord, uploading.command(2, "reports", editor=False), "**2 reports**")
    await replied(discord, uploading.command(2, "report", editor=False, report="minutes"), "**Minutes**\n16 Oct 2017")
    await replied(discord, uploading.command(2, "status", editor=False), "2 reports here")
    await replied(discord, uploading.command(2, "help", editor=False), "`/reports` lists them")
    await replied(discord, happenings.slash(2, "who chairs the council of Raqqa?"), "Leila Mustafa")


async def _changes(discord: FakeDiscord, two: dict[str, Any]) -> None:
    await replied(discord, uploading.command(1, "replace", report="notes", file=two), "nothing changed")
    three = discord.attach("three.txt", TWO + b" It is done.")
    await replied(discord, uploading.command(1, "replace", report="notes", file=three), "2 → 3 sentences")
    asked = await replied(discord, uploading.command(1, "remove", report="notes"), "**Remove *Notes*?**")
    parts = (asked.body.get("data") or asked.body)["components"]
    confirm = next(part["custom_id"] for part in openapi.walk(parts) if part.get("label") == "Remove it")
    await replied(discord, uploading.press(2, confirm, parts, editor=False), "Only people with the editors\\' role")
    await replied(discord, uploading.press(1, confirm, parts), "**Removed** *Notes*")
    await replied(discord, _pressed("r1:list:0:::0:"), "**1 report**")
    await replied(discord, _pressed("r1:show:1"), "**Minutes**")
    await replied(discord, _pressed("r9:show:1"), "another version")


def _pressed(custom_id: str) -> Any:
    """Return the press of a button by somebody without a right."""
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Old", "custom_id": custom_id}]}
    return uploading.press(2, custom_id, [row], editor=False)


async def _refusals(discord: FakeDiscord, one: dict[str, Any]) -> None:
    tries = [
        uploading.command(2, "add", editor=False),
        uploading.form(2, [one], editor=False),
        uploading.command(2, "add-file", editor=False, file=one),
        uploading.menu(2, [one], editor=False),
        uploading.command(2, "replace", editor=False, report="minutes", file=one),
        uploading.command(2, "remove", editor=False, report="minutes"),
    ]
    for event in tries:
        told = await replied(discord, event, "Only people with the editors\\' role")
        assert told.body["data"]["flags"] & 64


async def _drops(discord: FakeDiscord) -> None:
    files = [discord.attach("dropped.txt", TWO), discord.attach("bad.txt", BROKEN)]
    await discord.dispatch("MESSAGE_CREATE", uploading.posted(2, files, editor=False))
    await discord.until(lambda: next(_shown(discord, CHANNEL, "Only people with"), None))
    await discord.dispatch("MESSAGE_CREATE", uploading.posted(1, files))
    await discord.until(lambda: next(_shown(discord, CHANNEL, "**1 of 2 files added**"), None))


async def test_25_files_at_once_and_a_refused_one_beside_them(discord: FakeDiscord, tmp_path: Path) -> None:
    """Three uploads by three people in one breath, ten, ten and five; every file is told of."""
    async with running_bot(discord, tmp_path, **HOUSE):
        await discord.connected()
        files = [discord.attach(f"day{n}.txt", f"On day {n} the council met in Raqqa.".encode()) for n in range(24)]
        files.insert(12, discord.attach("broken.txt", BROKEN))
        events = [uploading.form(n, part) for n, part in enumerate((files[:10], files[10:20], files[20:]), 1)]
        for event in events:
            await discord.dispatch("INTERACTION_CREATE", event)
        heads = ("**10 reports added**", "**9 of 10 files added**", "**5 reports added**")
        told = [await seen(discord, event, head) for event, head in zip(events, heads, strict=True)]
        assert "✗ broken\\.txt: " in said(told[1])
        edits = [r.at_s for r in discord.sent("PATCH", EDITED) if events[0]["id"] in r.path]
        assert all(later - sooner > 1 for sooner, later in itertools.pairwise(edits[:-1]))
    assert len(reports(tmp_path)) == 24


def _large_pdf() -> bytes:
    """Return a PDF of almost 10 MiB: thirty pages of text and a picture that no packing makes smaller."""
    made = io.BytesIO()
    canvas = Canvas(made)
    noise = Image.frombytes("RGB", (1850, 1850), random.Random(1).randbytes(3 * 1850 * 1850))  # noqa: S311 - noise
    for page in range(10):
        for line in range(20):
            text = f"On day {page * 20 + line} the council of Raqqa met in the town hall."
            canvas.drawString(72, 780 - 24 * line, text)
        if page == 0:
            canvas.drawImage(ImageReader(noise), 400, 72, 100, 100)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


async def test_a_file_of_10_mib_is_added(discord: FakeDiscord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Discord lets everybody send; what is larger than a report may be is told before it is fetched."""
    monkeypatch.setattr("reportlab.rl_config.useA85", 0)  # else a quarter larger, and slow to make
    content = await asyncio.to_thread(_large_pdf)
    assert 9.8 < len(content) / 2**20 <= 10
    async with running_bot(discord, tmp_path, **HOUSE):
        await discord.connected()
        start = time.monotonic()
        event = uploading.form(1, [discord.attach("large.pdf", content)], title="Large")
        await replied(discord, event, "✓ *Large* · 10 pages, 200 sentences", 120)
        figures = f"{len(content) / 2**20:.1f} MiB, 200 sentences: {time.monotonic() - start:.1f} s"
        print(figures)  # noqa: T201 - shown by `pytest -rP`
        large = {**discord.attach("huge.pdf", b"%PDF"), "size": 25_000_001}
        await replied(discord, uploading.form(1, [large]), "more than 25 MB \\(limit\\)")


async def test_a_kill_while_adding_leaves_no_half_report(discord: FakeDiscord, tmp_path: Path) -> None:
    """Killed while sentences are embedded: what was told is there, the rest is not, and adding goes on after."""
    long = " ".join(f"On day {n} the council of Raqqa met for the {n}th time." for n in range(10_000)).encode()
    async with running_bot(discord, tmp_path, **HOUSE) as bot:
        await discord.connected()
        await replied(discord, uploading.form(1, [discord.attach("one.txt", ONE)]), "**1 report added**")
        event = uploading.form(1, [discord.attach("long.txt", long)])
        await replied(discord, event, "of 10,000 sentences", 60)
        bot.process.kill()
        await bot.ended()
    assert reports(tmp_path) == [ONE.decode()]
    assert len(list((tmp_path / "originals").iterdir())) == 1
    async with running_bot(discord, tmp_path, **HOUSE):
        await discord.connected(2)
        await replied(discord, uploading.form(1, [discord.attach("two.txt", TWO)]), "**1 report added**")


async def test_a_stop_while_adding_tells_so_and_ends_in_time(discord: FakeDiscord, tmp_path: Path) -> None:
    """SIGTERM: the file is left, its sender is told to add it again, the program ends within its time."""
    long = " ".join(f"On day {n} the council of Raqqa met for the {n}th time." for n in range(20_000)).encode()
    async with running_bot(discord, tmp_path, **HOUSE) as bot:
        await discord.connected()
        event = uploading.form(1, [discord.attach("long.txt", long), discord.attach("one.txt", ONE)])
        await replied(discord, event, "of 20,000 sentences", 60)
        start = time.monotonic()
        bot.process.terminate()
        told = await seen(discord, event, "the bot is restarting; add it again in a minute")
        assert said(told).count("restarting") == 2
        assert await bot.ended() == 0
        assert time.monotonic() - start < 12
    assert reports(tmp_path) == []


async def test_the_watched_folder_is_followed(discord: FakeDiscord, tmp_path: Path) -> None:
    """A file comes, changes and goes; answers and the channel follow."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    watch = {"watch_folder": inbox, "watch_interval_s": 1, "watch_channel": CHANNEL}
    async with running_bot(discord, tmp_path / "data", **HOUSE, **watch):
        await discord.connected()
        (inbox / "keep.txt").write_bytes(b"The weather is fine.")
        (inbox / "one.txt").write_bytes(ONE)
        await discord.until(lambda: next(_shown(discord, CHANNEL, "✓ *one\\.txt* · 2 sentences"), None))
        await replied(discord, happenings.slash(2, "who chairs the council of Raqqa?"), "Leila Mustafa")
        (inbox / "one.txt").write_bytes(TWO + b" It is done.")
        await discord.until(lambda: next(_shown(discord, CHANNEL, "2 → 3 sentences"), None))
        (inbox / "one.txt").unlink()
        await discord.until(lambda: next(_shown(discord, CHANNEL, "removed, its file is gone"), None))
    assert reports(tmp_path / "data") == ["The weather is fine."]


def _p50(took_s: list[float]) -> float:
    return statistics.median(took_s)


async def _asked(discord: FakeDiscord, person: int) -> float:
    """Ask one question and return the seconds to its answer."""
    start = time.monotonic()
    event = happenings.slash(person, "who chairs the council of Raqqa?")
    found = await replied(discord, event, "Leila Mustafa", 60)
    return found.at_s - start


@pytest.mark.alone
@pytest.mark.slow
async def test_questions_are_answered_while_a_large_file_is_added(discord: FakeDiscord, tmp_path: Path) -> None:
    """With the shipped reader: the middle answer takes less than three times as long, and less than a second."""
    long = " ".join(f"On day {n} the council of Raqqa met for the {n}th time." for n in range(20_000)).encode()
    house = {**HOUSE, "reader_model": "verbatim"}
    async with running_bot(discord, tmp_path, **house):
        await discord.connected()
        await replied(discord, uploading.form(1, [discord.attach("one.txt", ONE)]), "**1 report added**")
        alone = [await _asked(discord, person) for person in range(10, 20)]
        event = uploading.form(1, [discord.attach("long.txt", long)])
        await replied(discord, event, "of 20,000 sentences", 60)
        beside = [await _asked(discord, person) for person in range(30, 50)]
        still_adding = next(_shown(discord, event["id"], "**1 report added**"), None) is None
        figures = f"alone {_p50(alone):.3f} s, beside adding {_p50(beside):.3f} s, worst {max(beside):.3f} s"
        print(f"p50 {figures}")  # noqa: T201 - shown by `pytest -rP`
        assert still_adding
        assert _p50(beside) < max(1.0, 3 * _p50(alone))
