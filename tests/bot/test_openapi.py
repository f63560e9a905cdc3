"""The check of every request is itself checked: what it must catch, it catches."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes import openapi

POST = "/channels/300000000000000001/messages"
BUTTON = {"type": 2, "style": 2, "label": "Context", "custom_id": "v1:ctx:1"}
TEXT = {"type": 10, "content": "Sentence."}
GOOD: dict[str, Any] = {
    "allowed_mentions": {"parse": []},
    "flags": openapi.COMPONENTS_V2,
    "components": [{"type": 17, "components": [TEXT, {"type": 1, "components": [BUTTON]}]}],
}

needs_specification = pytest.mark.skipif(
    openapi.specification() is None,
    reason="VERBATIM_SHARED is not set: requests are checked against our own list only, not Discord's specification",
)


def test_a_good_message_passes() -> None:
    """As the bot sends it."""
    assert openapi.violations("POST", POST, GOOD) == []


@needs_specification
@pytest.mark.parametrize(
    "wrong",
    [
        {"alowed_mentions": {"parse": []}},
        {"components": [{"type": 17, "components": []}]},
        {"components": [{"type": 17, "components": [{**TEXT, "text": "x"}]}]},
        {"nonce": ["1"]},
    ],
)
def test_what_the_specification_forbids_is_caught(wrong: dict[str, Any]) -> None:
    """A misspelt key, an empty container, a key that a component does not have, a wrong type."""
    assert openapi.violations("POST", POST, {**GOOD, **wrong})


@needs_specification
def test_a_request_that_discord_does_not_know_is_caught() -> None:
    """A wrong path."""
    assert openapi.violations("POST", "/channel/1/messages", GOOD)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"allowed_mentions": None}, "allowed_mentions"),
        ({"allowed_mentions": {"parse": ["users"]}}, "allowed_mentions"),
        ({"allowed_mentions": {"parse": [], "replied_user": True}}, "allowed_mentions"),
        ({"flags": 0}, "their flag"),
        ({"content": "x"}, "beside content"),
        ({"components": [], "flags": 0}, "empty message"),
        ({"components": [], "flags": 0, "content": "x" * 2001}, "2001 characters"),
        ({"components": [{**TEXT, "content": "x" * 4001}]}, "4,000 characters"),
        ({"components": [{**TEXT, "content": "漢" * 3400}]}, "10,170 bytes"),
        ({"components": [TEXT] * 41}, "41 components"),
        ({"components": [{"type": 17, "components": [{"type": 1, "components": [BUTTON] * 2}]}]}, "twice"),
        (
            {"components": [{"type": 17, "components": [{"type": 1, "components": [{**BUTTON, "label": "x" * 35}]}]}]},
            "label",
        ),
    ],
)
def test_what_the_specification_allows_and_discord_or_we_do_not_is_caught(wrong: dict[str, Any], says: str) -> None:
    """The semantic list, one by one."""
    assert any(says in fault for fault in openapi.semantic(POST, {**GOOD, **wrong}))
