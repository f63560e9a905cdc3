"""Promises about faults that nobody foresaw, wherever an event of Discord meets the code: told, logged, survived."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.client import Verbatim
from bot.commands import failing
from bot.commands.following import Following
from bot.front import Front, Seen
from bot.settings import WatchSettings
from bot.ui.buttons import AnswerButton, ButtonId
from bot.ui.buttons import Verb as AnswerVerb
from bot.ui.escaping import unescape
from bot.ui.report_buttons import ReportButton, ReportId
from bot.ui.report_buttons import Verb as ReportVerb
from bot.ui.trust_buttons import TrustButton, TrustId
from bot.ui.trust_buttons import Verb as TrustVerb
from bot.upkeep import Upkeep
from tests.fakes.desk import ONE, Desk
from tests.fakes.world import buttons_of, stored, text_of

WORDS = "who chairs the council of Raqqa?"
TOLD = re.compile(r"Something went wrong here[.;](?:\*\*)? (?:It|it) is in the log under `?([0-9a-f]{8})")


def _faulty(*_: Any, **__: Any) -> Any:
    raise RuntimeError(f"a fault that holds the question: {WORDS}")


async def _faulty_later(*_: Any, **__: Any) -> Any:
    _faulty()


def _assert_told(text: str, log: io.StringIO, *, typed: bool = True) -> None:
    """Check that a person was told an id, that it is in the log once with the fault, and no word that they typed."""
    (number,) = TOLD.findall(text)
    written = log.getvalue()
    assert written.count(f"question={number} ") + written.count(f"question={number}\n") >= 1
    assert written.count("RuntimeError: a fault that holds") == 1
    assert not typed or WORDS not in written
    log.truncate(log.seek(0))


def _leaves(bot: Verbatim) -> list[app_commands.Command[Any, Any, Any]]:
    return [one for one in bot.tree.walk_commands() if isinstance(one, app_commands.Command)]


def _filled(command: app_commands.Command[Any, Any, Any], channel: Any) -> dict[str, Any]:
    """Return something for each option that must be filled in, and the question where one is taken."""
    kinds: dict[Any, Any] = {
        discord.AppCommandOptionType.string: WORDS[:40],
        discord.AppCommandOptionType.attachment: ("one.txt", ONE),
        discord.AppCommandOptionType.integer: 3,
        discord.AppCommandOptionType.channel: channel,
    }
    return {one.display_name: kinds[one.type] for one in command.parameters if one.required}


async def test_a_fault_in_any_command_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch, log: io.StringIO) -> None:
    """Before its work begins, in its work, and after it: every command that there is, and both menu entries."""
    message = await desk.ben.send(desk.channel, WORDS, attachments=[("one.txt", ONE)])
    places: list[dict[tuple[Any, str], Any]] = [{(Seen, "before"): _faulty}]
    places.append({(Front, name): _faulty_later for name in ("scope", "scopes", "team")})
    for place, spared in zip(places, (set[str](), {"add", "help", "privacy"}), strict=True):  # these need no team
        with monkeypatch.context() as patch:
            for (of, name), fault in place.items():
                patch.setattr(of, name, fault)
            for command in (one for one in _leaves(desk.env.bot) if one.qualified_name not in spared):
                given = _filled(command, desk.channel)
                result = await desk.eve.slash(desk.channel, command.qualified_name, **given)
                _assert_told(text_of(result.response), log, typed=WORDS in given.values())
            for menu in ("Find in reports", "Add as report"):
                result = await desk.eve.context_menu(desk.channel, menu, message)
                _assert_told(text_of(result.response), log)
    assert "0 reports here" in text_of((await desk.eve.slash(desk.channel, "status")).response)


async def test_a_fault_after_the_acknowledgement_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    """The waiting sign does not stay for ever."""
    await desk.add(("one.txt", ONE))
    monkeypatch.setattr("bot.commands.serving._put", _faulty_later)
    result = await desk.eve.slash(desk.channel, "ask", question=WORDS)
    shown = [*([result.response] if result.response else []), *result.followups]
    _assert_told("\n".join(text_of(one) for one in shown), log)


async def test_a_fault_while_choices_are_offered_is_the_only_choice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    """In every list that is offered while somebody types."""
    monkeypatch.setattr(Front, "scope", _faulty_later)
    monkeypatch.setattr(Front, "team", _faulty_later)
    monkeypatch.setattr("bot.commands.adding.Adding._offered", _faulty_later)
    for command in _leaves(desk.env.bot):
        for option in (one for one in command.parameters if one.autocomplete):
            given = _filled(command, desk.channel)
            given.pop(option.display_name, None)
            (choice,) = await desk.eve.autocomplete(
                desk.channel, command.qualified_name, option.display_name, WORDS, **given
            )
            _assert_told(choice["name"], log)
            assert choice["value"] == WORDS


async def test_a_refusal_while_choices_are_offered_is_the_only_choice(desk: Desk, opened_shut: None) -> None:
    """Such as a server's files that cannot be opened."""
    (choice,) = await desk.eve.autocomplete(desk.channel, "report", "report", "minutes")
    assert choice == {"name": "Restarting: ask again in a minute.", "value": "minutes"}


@pytest.fixture
def opened_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """No team can be had: the bot is going down."""

    async def refuse(*_: Any, **__: Any) -> Any:
        from bot.errors import Stopping

        raise Stopping

    monkeypatch.setattr(Front, "scope", refuse)


def _every_button() -> discord.ui.LayoutView:
    """Return every button that there is, and one of each kind from another version."""
    items: list[Any] = [AnswerButton(ButtonId(verb, 1)) for verb in AnswerVerb]
    items += [ReportButton(ReportId(verb, "1")) for verb in ReportVerb if verb is not ReportVerb.ADD]
    items += [TrustButton(TrustId(verb, "0:n:council"), verb.name) for verb in TrustVerb]
    view: discord.ui.LayoutView = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay("Every button"))
    for start in range(0, len(items), 5):
        view.add_item(discord.ui.ActionRow(*items[start : start + 5]))
    return view


async def test_a_fault_in_any_press_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch, log: io.StringIO) -> None:
    """Every button under answers, reports, lists, mentions, watches and gaps."""
    await desk.env.bot.get_channel(desk.channel.id).send(view=_every_button())
    shown = desk.channel.last_message
    pressed = 0
    monkeypatch.setattr(Seen, "before", _faulty)
    for part in _buttons(desk, shown):
        result = await desk.eve.click(shown, custom_id=part)
        _assert_told(text_of(result.response), log, typed=False)
        pressed += 1
    assert pressed == len(AnswerVerb) + len(ReportVerb) - 1 + len(TrustVerb)
    monkeypatch.undo()
    assert (await desk.eve.slash(desk.channel, "help")).acknowledged


def _buttons(desk: Desk, message: Any) -> list[str]:
    rows = stored(desk.env, message)["components"]
    return [part["custom_id"] for row in rows[1:] for part in row["components"]]


async def test_a_fault_in_any_form_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch, log: io.StringIO) -> None:
    """Adding, a follow-up, other words, a problem, a question about one report."""
    added = await desk.add(("one.txt", ONE))
    answer = await desk.eve.slash(desk.channel, "ask", question="who chairs the council?")
    forms = [(await desk.eve.slash(desk.channel, "add"), {"files": [("two.txt", ONE)], "title": WORDS})]
    forms += [
        (await desk.eve.click(answer.response, label=name), {"text": WORDS})
        for name in ("Ask a follow-up", "Report a problem")
    ]
    forms.append((await desk.eve.click(added.response, label="Ask about it"), {"text": WORDS}))
    assert "Ask about it" in buttons_of(added.response)
    monkeypatch.setattr(Seen, "before", _faulty)
    for form, typed in forms:
        assert form.modal is not None
        result = await desk.eve.submit_modal(form, typed)
        _assert_told(text_of(result.response), log)


@pytest.mark.parametrize("desk", [{"drop_channel": 1, "message_content": True}], indirect=True)
async def test_a_fault_in_any_message_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch, log: io.StringIO) -> None:
    """A mention, a direct message, a file in the drop channel; what is not for the bot is met with silence still."""
    desk.front.settings = replace(desk.front.settings, drop_channel=desk.channel.id)
    monkeypatch.setattr(Seen, "before", _faulty)
    await desk.ben.send(desk.channel, f"{desk.me} {WORDS}")
    _assert_told(text_of(desk.last()), log)
    await desk.eve.send(desk.channel, WORDS, attachments=[("one.txt", ONE)])
    _assert_told(text_of(desk.last()), log)
    await desk.ben.user.send_dm(WORDS)
    _assert_told(text_of(stored(desk.env, desk.ben.user.dm_channel.last_message)), log)
    monkeypatch.setattr("bot.commands.mentions.Mentions._is_addressed", _faulty)
    monkeypatch.setattr("bot.commands.dropping.dropped", _faulty)
    sent = await desk.ben.send(desk.channel, WORDS)
    assert desk.channel.last_message.id == sent.id
    assert "fault in on_message" in log.getvalue()
    assert WORDS not in log.getvalue()


async def test_a_command_of_another_version_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord shows the old commands for a while."""
    desk.env.bot.tree.remove_command("status")
    result = await desk.eve.slash(desk.channel, "status")
    assert failing.OTHER_VERSION in unescape(text_of(result.response))


async def test_the_upkeep_of_one_server_does_not_keep_another_from_its_turn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    """One team fails at every look, as nobody foresaw."""
    monkeypatch.setattr(failing, "FAULT_PAUSE_S", 0)
    looked_at = []

    async def look(_: Upkeep, team: Any) -> None:
        looked_at.append(team)
        if team == "bad":
            _faulty()

    monkeypatch.setattr(Upkeep, "_look_at", look)
    monkeypatch.setattr(desk.front.teams, "open_ones", lambda: ["bad", "good"])
    await desk.env.bot._keep_up()
    assert looked_at == ["bad", "good"]
    assert log.getvalue().count("fault in the upkeep of a server") == 1


async def test_background_work_outlives_its_faults(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, log: io.StringIO, tmp_path: Path
) -> None:
    """The sign of life, the upkeep, the watched folder: after a fault each goes on."""
    monkeypatch.setattr(failing, "FAULT_PAUSE_S", 0)
    desk.front.settings = replace(desk.front.settings, watch=WatchSettings(str(tmp_path), 1))
    following = Following(desk.env.bot, desk.front)
    loops: list[tuple[Any, str, str]] = [
        (desk.env.bot._keep_up, "bot.upkeep.Upkeep.once", "the upkeep"),
        (desk.env.bot._beat, "pathlib.Path.touch", "the sign of life"),
        (following._look, "bot.commands.following.Following._opened", "the watched folder"),
    ]
    for loop, work, name in loops:
        with monkeypatch.context() as patch:
            patch.setattr(work, _faulty if name == "the sign of life" else _faulty_later)
            await loop()  # as discord.py does: what a round raises ends the loop for good
            await loop()
        assert log.getvalue().count(f"fault in {name}") == 2
    await following.cog_unload()
