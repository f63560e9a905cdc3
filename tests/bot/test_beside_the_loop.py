"""What takes long with thousands of reports or hundreds of answers happens beside the event loop."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.commands import choosing, exporting, shelf
from bot.settings import DiscordSettings
from bot.ui import shelf as looks
from tests.fakes.newsroom import ONE, QUESTION, Newsroom, newsroom
from tests.fakes.world import text_of


@pytest.fixture
async def room(tmp_path: Path, settings: DiscordSettings) -> AsyncIterator[Newsroom]:
    """A bot on real reports."""
    async with newsroom(tmp_path, settings) as made:
        await made.add(ONE, title="Minutes of Monday")
        yield made


def _noting(of: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list of whether each call of a function is in the thread of this test, which is the event loop's."""
    here, calls = threading.get_ident(), list[bool]()
    function: Callable[..., Any] = getattr(of, name)

    def noted(*given: Any, **named: Any) -> Any:
        calls.append(threading.get_ident() == here)
        return function(*given, **named)

    monkeypatch.setattr(of, name, noted)
    return calls


async def test_an_export_is_written_there(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred answers of five quotes take a tenth of a second."""
    await room.ann.slash(room.channel, "ask", question=QUESTION)
    markdown, json = (_noting(exporting, name, monkeypatch) for name in ("as_markdown", "as_json"))
    for form in ("Markdown", "JSON"):
        result = await room.ann.slash(room.channel, "export", format=form)
        assert "1 answer with" in result.response.content
    assert (markdown, json) == ([False], [False])


@pytest.mark.parametrize("command", ["ask", "report"])
async def test_reports_are_looked_through_there(room: Newsroom, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """At every key that is pressed, and when one is chosen by its name."""
    calls = _noting(choosing, "_matching", monkeypatch)
    offered = await room.ann.autocomplete(room.channel, command, "report", "monday MIN")
    assert [choice["name"] for choice in offered] == ["Minutes of Monday"]
    question = {"question": QUESTION} if command == "ask" else {}
    result = await room.ann.slash(room.channel, command, report="minutes", **question)
    assert "Minutes" in text_of(result.response)
    assert len(calls) > 1
    assert not any(calls)


async def test_lists_are_filtered_and_sorted_there(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of reports, when they are asked for and when a page is turned, and those of collections at every key."""
    filtered, named = _noting(looks, "matching", monkeypatch), _noting(shelf, "_collections", monkeypatch)
    for number in range(looks.PAGE):
        await room.add(ONE + str(number), title=f"Minutes {number}")
    result = await room.ann.slash(room.channel, "reports", search="minutes")
    assert "**7 reports**" in text_of(result.response)
    turned = await room.ann.click(result.response, label="Next")
    assert "Page 2 of 2" in str(turned.response.components)
    assert await room.ann.autocomplete(room.channel, "reports", "collection", "every") == [
        {"name": "everyone", "value": "everyone"}
    ]
    assert (filtered, named) == ([False, False], [False])
