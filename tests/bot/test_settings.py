"""Promises of the settings about Discord."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import StartRefused
from bot.settings import DiscordSettings, LogSettings, ThrottleSettings


@pytest.mark.parametrize(
    ("kind", "wrong", "says"),
    [
        (ThrottleSettings, {"questions_at_once": 0}, r"\[throttle\] questions_at_once is 0, but must be from 1 to 64"),
        (ThrottleSettings, {"reply_deadline_s": 900.0}, r"reply_deadline_s is 900.0, but must be from 1 to 600"),
        (DiscordSettings, {"remembered_questions": 5}, r"\[discord\] remembered_questions is 5"),
        (DiscordSettings, {"reply_style": "prose"}, r"reply_style is 'prose', but must be one of components, embed"),
        (LogSettings, {"level": "LOUD"}, r"\[log\] level is 'LOUD'"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value_and_its_range(kind: Any, wrong: dict[str, Any], says: str) -> None:
    """So that the operator need not look anything up."""
    with pytest.raises(StartRefused, match=says):
        kind(**wrong)


def test_no_privileged_intent_is_asked_for_by_default() -> None:
    """4609: servers, messages in them and direct ones; the text of others' messages only if configured."""
    assert DiscordSettings().intents == 4609
    assert DiscordSettings(message_content=True).intents == 4609 + 32768
