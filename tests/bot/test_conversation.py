"""Promises of what is remembered of a conversation."""

from __future__ import annotations

from bot.conversation import CONVERSATIONS, MEMORY_S, Conversations, Turn

WING = Turn("who leads the SDF political wing?", "Ilham Ahmed")


def test_each_person_has_a_conversation_of_their_own_in_each_place() -> None:
    """Nobody's follow-up is resolved against somebody else's question, or one in another thread."""
    talk = Conversations(lambda: 0.0)
    talk.remember(1, 10, WING)
    assert talk.last(1, 10) is WING
    assert talk.last(2, 10) is None
    assert talk.last(1, 11) is None


def test_a_conversation_is_over_after_half_an_hour() -> None:
    """What was asked this morning does not colour the question of this afternoon."""
    now = [0.0]
    talk = Conversations(lambda: now[0])
    talk.remember(1, 10, WING)
    now[0] = MEMORY_S + 1
    assert talk.last(1, 10) is None


def test_the_memory_is_bounded_and_can_be_emptied() -> None:
    """Old conversations make room; a person can be forgotten."""
    talk = Conversations(lambda: 0.0)
    for person in range(CONVERSATIONS + 1):
        talk.remember(person, 10, WING)
    assert talk.last(0, 10) is None
    talk.forget(1)
    assert talk.last(1, 10) is None
    assert talk.last(2, 10) is WING
