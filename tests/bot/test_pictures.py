"""Promises of Context with a page: the picture where Discord takes it, the paragraph in any case."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.errors import NoPicture, ReportNotFound
from corpus.pages import Picture
from tests.fakes import happenings, openapi
from tests.fakes.discord_server import FakeDiscord, Fault
from tests.fakes.library import Library, blank_page
from tests.fakes.running import RunningBot
from tests.fakes.world import World, buttons_of, text_of

QUESTION = "who leads the SDF political wing?"
PARAGRAPH = "**Ilham Ahmed leads the political wing of the SDF\\.**"
EDITED = "/messages/@original$"


async def opened_context(world: World) -> Any:
    """Ask, and press Context under the first quote."""
    result = await world.ann.slash(world.channel, "ask", question=QUESTION)
    return await world.ben.click(result.response, custom_id=buttons_of(result.response)["Context"])


def galleries(message: Any) -> list[dict[str, Any]]:
    """Return the galleries of a message."""
    components = message["components"] if isinstance(message, dict) else message.components
    return [part for part in openapi.walk(components) if part["type"] == 12]


async def test_context_shows_the_page_to_whoever_pressed(world: World, shelves: Library) -> None:
    """Privately: the paragraph, and below it the page with words for those who do not see it."""
    shelves.pictures[1] = Picture(blank_page(), 3, (3,))
    shown = await opened_context(world)
    assert shown.ephemeral
    assert PARAGRAPH in text_of(shown.response)
    assert [file.filename for file in shown.response.attachments] == ["page.png"]
    (gallery,) = galleries(shown.response)
    (item,) = gallery["items"]
    assert item["description"] == "Page 3 of “Who is who in the north” with the sentence marked in yellow."


async def test_a_sentence_that_goes_on_says_where(world: World, shelves: Library) -> None:
    """The picture is of one page."""
    shelves.pictures[1] = Picture(blank_page(), 3, (3, 4))
    shown = await opened_context(world)
    assert "-# This is page 3; the sentence stands on page 4 too." in text_of(shown.response)


async def test_a_report_without_pages_shows_its_paragraph(world: World) -> None:
    """Nothing is said of pages where there are none."""
    shown = await opened_context(world)
    assert PARAGRAPH in text_of(shown.response)
    assert not galleries(shown.response)
    assert not shown.response.attachments


async def test_a_page_that_cannot_be_drawn_says_so_below_the_paragraph(world: World, shelves: Library) -> None:
    """The paragraph is there all the same."""
    shelves.pictures[1] = NoPicture("Page 3 cannot be drawn: its drawer was ended by the system (SIGSEGV).")
    shown = await opened_context(world)
    assert PARAGRAPH in text_of(shown.response)
    assert "-# Page 3 cannot be drawn\\: its drawer was ended" in text_of(shown.response)


async def test_a_report_that_goes_in_between_is_gone(world: World, shelves: Library) -> None:
    """Neither its words nor its page."""
    shelves.pictures[1] = ReportNotFound("There is no report 1.")
    shown = await opened_context(world)
    assert PARAGRAPH not in text_of(shown.response)
    assert "no longer in the reports" in text_of(shown.response)


async def _pressed(discord: FakeDiscord, **changes: Any) -> dict[str, Any]:
    """Ask over sockets, press Context, and return the event of the press."""
    await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
    await discord.text("PATCH", EDITED)
    shown = discord.sent("PATCH", EDITED)[0].body["components"]
    press = {**happenings.press(2, "v1:ctx:101", shown), **changes}
    await discord.dispatch("INTERACTION_CREATE", press)
    return press


async def test_the_picture_travels_with_the_message(discord: FakeDiscord, bot: RunningBot) -> None:
    """Over sockets: acknowledged first, then text and file in one request, which the specification allows."""
    await _pressed(discord)
    assert PARAGRAPH in await discord.text("PATCH", EDITED, 2)
    edit = discord.sent("PATCH", EDITED)[1]
    assert [part["filename"] for part in edit.body["attachments"]] == ["page.png"]
    assert galleries(edit.body)[0]["items"][0]["media"]["url"] == "attachment://page.png"
    assert discord.sent("POST", "/callback$")[1].body["type"] == 5


async def test_without_the_right_to_attach_files_the_paragraph_comes_alone(
    discord: FakeDiscord, bot: RunningBot
) -> None:
    """ATTACH_FILES may be forbidden in a channel."""
    attach_files = 1 << 15
    await _pressed(discord, app_permissions=str(((1 << 53) - 1) & ~attach_files))
    assert PARAGRAPH in await discord.text("PATCH", EDITED, 2)
    assert not galleries(discord.sent("PATCH", EDITED)[1].body)


async def test_a_picture_larger_than_discord_takes_is_left_out(discord: FakeDiscord, bot: RunningBot) -> None:
    """Each press says how much may be sent."""
    await _pressed(discord, attachment_size_limit=10)
    assert PARAGRAPH in await discord.text("PATCH", EDITED, 2)
    assert not galleries(discord.sent("PATCH", EDITED)[1].body)


@pytest.mark.parametrize("status", [400, 403, 413])
async def test_a_picture_that_discord_refuses_is_left_out(discord: FakeDiscord, bot: RunningBot, status: int) -> None:
    """The limit may be lower than it said: the paragraph is sent again, alone."""
    await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
    await discord.text("PATCH", EDITED)
    discord.fail("PATCH", EDITED, Fault(status, {"message": "Request entity too large", "code": 40005}))
    shown = discord.sent("PATCH", EDITED)[0].body["components"]
    await discord.dispatch("INTERACTION_CREATE", happenings.press(2, "v1:ctx:101", shown))
    assert PARAGRAPH in await discord.text("PATCH", EDITED, 2)
    assert not galleries(discord.sent("PATCH", EDITED)[1].body)
    await bot.says("sent without its file")
