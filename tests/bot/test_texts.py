"""The words around a quote."""

from __future__ import annotations

from bot.ui.texts import unwrapped


def test_a_wrapped_line_is_shown_as_one_and_offsets_stay() -> None:
    """A file's line breaks inside a sentence mean spaces; the span still marks the same words."""
    assert unwrapped("Ilham\nAhmed, a\npolitician") == "Ilham Ahmed, a politician"
