"""Promises of the conversation in the terminal."""

from __future__ import annotations

import io

from rich.console import Console
from rich.text import Text

from bot.chat import chat, hang
from tests.fakes.library import library


def _said(*lines: str) -> str:
    entered = iter(lines)
    written = io.StringIO()

    def read() -> str:
        try:
            return next(entered)
        except StopIteration:
            raise EOFError from None

    assert chat(library(), read=read, console=Console(file=written, width=200)) == 0
    return written.getvalue()


def test_a_question_is_answered_with_attribution() -> None:
    """The sentence, who wrote it, when and where; no marks of Discord."""
    said = _said("who leads the SDF political wing?")
    assert "▌ Ilham Ahmed leads the political wing of the SDF." in said
    assert "[1] Crisis Desk · Who is who in the north · 16 Oct 2017 · p. 3 ¶ 1 · says Col. Ryan Dillon" in said
    assert "3 of 5 sentences · 4 reports searched" in said


def test_a_follow_up_leans_on_the_question_before() -> None:
    """As in Discord, and it says how it was understood."""
    said = _said("who leads the SDF political wing?", "and who commands it?")
    assert "Understood as: who commands the SDF political wing?" in said
    assert "General Mazloum Abdi commands" in said


def test_more_shows_the_other_quotes() -> None:
    """Like the button."""
    assert "[5] Crisis Desk" in _said("who leads the SDF political wing?", ":more", ":quit")


def test_what_the_reports_do_not_say_is_said() -> None:
    """Without near misses."""
    said = _said("who won the football cup?")
    assert "The reports don't say." in said


def test_more_shows_the_closest_passages_where_the_reports_do_not_say() -> None:
    """Said to be such, with no word in bold and no mark of an answer."""
    said = _said("who won the football cup of Raqqa?", ":more")
    assert ":more shows the closest passages" in said.partition("They may not answer the question.")[0]
    assert "[1]" in said


def test_a_question_without_end_is_refused_and_the_talk_goes_on() -> None:
    """The limit and the measured length."""
    said = _said("why " * 200, "who leads the SDF political wing?")
    assert "799 characters, 500 are the most" in said
    assert "▌ Ilham Ahmed" in said


def test_a_long_sentence_hangs_under_its_mark_and_is_one_line_in_a_pipe() -> None:
    """So that a quote stays one to the eye, and to whatever reads the pipe."""
    for is_terminal, lines in ((True, 3), (False, 1)):
        out = io.StringIO()
        hang(
            ("▌ ", "dim"), Text("word " * 9), Console(file=out, width=20, force_terminal=is_terminal, color_system=None)
        )
        assert [line[:6] for line in out.getvalue().splitlines()] == ["▌ word"] * lines
