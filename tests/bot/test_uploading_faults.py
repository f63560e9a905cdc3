"""Promises of adding files when Discord's files are gone, longer than said, slow, or the reply cannot be edited."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.fakes import openapi, uploading
from tests.fakes.discord_server import FakeDiscord, Fault, Request
from tests.fakes.office import p, r, word
from tests.fakes.payloads import DIRECT
from tests.fakes.running import RunningBot, running_bot

EDITED = "/messages/@original$"
ONE = b"The council of Raqqa chose Leila Mustafa as its chair on Monday. She speaks for the city."
HASHED = {"module": "tests.fakes.bot_process", "arguments": ("hashed",)}


@pytest.fixture
async def house(discord: FakeDiscord, tmp_path: Path) -> AsyncIterator[RunningBot]:
    """A bot with everything real but the models."""
    async with running_bot(discord, tmp_path, **HASHED) as bot:  # type: ignore[arg-type]
        await discord.connected()
        yield bot
    assert "Leila" not in bot.log


def _pdf(line: str) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.drawString(72, 720, line)
    canvas.save()
    return made.getvalue()


def _said(request: Request) -> str:
    body = (request.body or {}).get("data") or request.body or {}
    return "\n".join(part["content"] for part in openapi.walk(body.get("components") or []) if part["type"] == 10)


async def _told(discord: FakeDiscord, event: dict[str, Any], words: str) -> str:
    """Send an interaction, wait until its reply holds the words, and return the reply."""

    def found() -> Request | None:
        mine = (r for r in discord.requests if event["id"] in r.path and r.status < 300 and isinstance(r.body, dict))
        return next((r for r in mine if words in _said(r)), None)

    await discord.dispatch("INTERACTION_CREATE", event)
    try:
        return _said(await discord.until(found, 8))
    except TimeoutError:
        got = [_said(r) for r in discord.requests if event["id"] in r.path and isinstance(r.body, dict)]
        raise AssertionError(f"{words!r} not in {got}") from None


async def test_files_that_do_not_come_are_told_beside_one_that_does(discord: FakeDiscord, house: RunningBot) -> None:
    """Deleted meanwhile (404), longer than announced, shorter, not Discord's: each says what to do; late will do."""
    discord.slow_s = 0.2
    gone, longer, shorter, foreign, good = (
        discord.attach(f"{name}.txt", ONE) for name in ("gone", "longer", "shorter", "foreign", "good")
    )
    discord.files.pop(next(path for path in discord.files if path.endswith("gone.txt")))
    longer["size"], shorter["size"] = len(ONE) - 9, len(ONE) + 9
    foreign["url"] = "http://127.0.0.1:9/foreign.txt"
    event = uploading.form(1, [gone, longer, shorter, foreign, good])
    text = (await _told(discord, event, "**1 of 5 files added**")).replace("\\", "")
    assert "✓ *good.txt* · 2 sentences" in text
    assert "✗ gone.txt: Discord does not give it out (HTTP 404); attach it again" in text
    assert text.count("did not come whole from Discord") == 2
    assert "✗ foreign.txt: it does not lie with Discord; attach the file itself" in text


async def test_a_report_is_replaced_by_files_of_other_formats(discord: FakeDiscord, house: RunningBot) -> None:
    """Text by Word, by web page, by PDF, by table, by Markdown: under the same name, with what changed."""
    await _told(discord, uploading.form(1, [discord.attach("one.txt", ONE)], title="Minutes"), "**1 report added**")
    versions = [
        ("two.docx", word(p(r("The council met on Tuesday. It chose nobody.")))),
        ("three.html", b"<html><body><p>The council met on Wednesday. It went home.</p></body></html>"),
        ("four.pdf", _pdf("The council met on Thursday. It sat down.")),
        ("five.csv", b"day,what\nFriday,The council met on Friday.\n"),
        ("six.md", b"# Minutes\n\nThe council met on Saturday. It stood up.\n"),
    ]
    for name, content in versions:
        event = uploading.command(1, "replace", report="minutes", file=discord.attach(name, content))
        assert "*Minutes*" in await _told(discord, event, "sentence")
    shown = await _told(discord, uploading.command(1, "reports"), "**1 report**")
    assert "Minutes" in shown


GONE = [(401, 50027), (404, 10015), (404, 10008)]  # a token expired, unknown; the reply was put away


async def test_what_became_of_an_upload_is_told_directly_where_its_reply_is_gone(
    discord: FakeDiscord, house: RunningBot
) -> None:
    """Never lost: the person has done something, and must know what came of it."""
    for count, (status, code) in enumerate(GONE, 1):
        discord.fail("PATCH", EDITED, *[Fault(status, {"message": "", "code": code})] * 20)
        file = discord.attach(f"{code}.txt", ONE + str(code).encode())
        await discord.dispatch("INTERACTION_CREATE", uploading.form(1, [file]))
        assert "**1 report added**" in await discord.text("POST", f"/channels/{DIRECT}/messages$", count)
        discord.faults.clear()
    await house.says("surface=upload outcome=sent")
