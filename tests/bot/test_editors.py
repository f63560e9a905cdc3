"""Promises of who may change reports: both ways, where Discord shows the commands and where it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.fakes.desk import ONE, TWO, Desk
from tests.fakes.world import buttons_of, text_of

EDITING = ("add", "add-file", "remove", "replace")


async def test_only_editors_see_the_commands_that_change_something(desk: Desk) -> None:
    """Discord hides them from everybody else; what reads is for all."""
    assert set(EDITING) <= set(desk.eve.available_commands(desk.channel))
    seen = set(desk.ben.available_commands(desk.channel))
    assert not seen & set(EDITING)
    assert {"reports", "report", "status", "help"} <= seen


async def _let_all(desk: Desk) -> None:
    """Let everybody see the commands, as a server's administrator may."""
    for command in await desk.env.bot.tree.fetch_commands():
        desk.guild.set_command_permissions(command, {desk.guild.default_role: True})


async def _tries(desk: Desk, person: Any) -> list[Any]:
    """Return what each way of changing something gives a person."""
    message = await desk.ben.send(desk.channel, "look", attachments=[("two.txt", TWO)])
    return [
        await person.slash(desk.channel, "add"),
        await person.slash(desk.channel, "add-file", file=("two.txt", TWO)),
        await person.slash(desk.channel, "replace", report="1", file=("two.txt", TWO)),
        await person.slash(desk.channel, "remove", report="1"),
        await person.context_menu(desk.channel, "Add as report", message),
    ]


async def test_somebody_without_the_right_is_refused_by_the_bot_too(desk: Desk) -> None:
    """Where the server shows the commands to all: each says who may, and nothing changes."""
    await _let_all(desk)
    await desk.add(("one.txt", ONE))
    for result in await _tries(desk, desk.ben):
        assert result.modal is None
        assert "Only people with" in text_of(result.response)
        assert result.ephemeral
    assert await desk.ben.autocomplete(desk.channel, "add-file", "collection", "") == []
    assert await desk.eve.autocomplete(desk.channel, "add-file", "collection", "") != []
    shown = await desk.ben.slash(desk.channel, "report", report="1")
    assert "Remove" not in buttons_of(shown.response)
    assert [report.file_name for report in (await desk.store()).reports()] == ["one.txt"]


async def test_the_configured_role_counts_and_no_other_permission(
    desk: Desk,
) -> None:
    """With editor_role, Manage Server alone is not enough, and the role alone is."""
    await _let_all(desk)
    role = desk.guild.create_role("librarians")
    desk.front.settings = replace(desk.front.settings, editor_role=role.id)
    zoe = desk.guild.add_member(desk.env.create_user("zoe"), roles=[role])
    refused = await desk.eve.slash(desk.channel, "add-file", file=("one.txt", ONE))
    assert "Only people with" in text_of(refused.response)
    added = await zoe.slash(desk.channel, "add-file", file=("one.txt", ONE))
    assert "✓" in text_of(added.response)


async def test_a_removal_begun_by_an_editor_ends_when_the_right_is_taken_away(desk: Desk) -> None:
    """The right is looked at again at the last press."""
    await desk.add(("one.txt", ONE))
    asked = await desk.eve.slash(desk.channel, "remove", report="1")
    desk.front.settings = replace(desk.front.settings, editor_role=1)
    refused = await desk.eve.click(asked.response, label="Remove it")
    assert "Only people with" in text_of(refused.response)
    assert len((await desk.store()).reports()) == 1
