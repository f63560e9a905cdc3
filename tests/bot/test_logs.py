"""Promises of the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.logs import Clean, about, configure, new_id, report_line, withhold
from bot.settings import LogSettings

TOKEN = "MTAwMDAw.Gaaaaa.not-a-real-token"  # noqa: S105 - made up
LOG = logging.getLogger("verbatim.test")


@contextmanager
def _written(form: str) -> Iterator[io.StringIO]:
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(Clean(form, (TOKEN,)))
    LOG.addHandler(handler)
    LOG.setLevel(logging.DEBUG)
    yield lines
    LOG.removeHandler(handler)


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("secret", [TOKEN, *TOKEN.split(".")])
def test_the_token_and_its_parts_never_stand_in_a_line(form: str, secret: str) -> None:
    """In a message, an argument, a fact or a traceback."""
    with _written(form) as lines:
        LOG.debug("connecting with %s", secret)
        report_line(LOG, "connecting", header=f"Bot {secret}")
        LOG.error("fault", exc_info=ValueError(secret))
    assert secret not in lines.getvalue()
    assert lines.getvalue().count("[withheld]") >= 3


def test_the_token_of_an_interaction_never_stands_in_a_line() -> None:
    """It is part of the address that other people's errors print."""
    with _written("text") as lines:
        LOG.info("POST /webhooks/123/aW50ZXJhY3Rpb24abc/messages and /interactions/9/xyz/callback")
    assert "aW50" not in lines.getvalue()
    assert "xyz" not in lines.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_words_of_a_question_never_stand_in_a_line_about_it(form: str) -> None:
    """As typed, and as Python or JSON would quote them."""
    question = 'who said "na\u00efve\\"?'
    with _written(form) as lines, about("7f3a"):
        withhold(question)
        LOG.error("cannot read %s, %r, %s", question, question, json.dumps(question))
    assert "said" not in lines.getvalue()


def test_each_line_about_a_question_carries_its_id() -> None:
    """In JSON as a key of its own; lines about nothing carry none."""
    with _written("json") as lines:
        with about("7f3a"):
            report_line(LOG, "answered", quotes=3, s=0.12345)
        report_line(LOG, "connected")
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert (first["question"], first["event"], first["quotes"], first["s"]) == ("7f3a", "answered", 3, 0.123)
    assert "question" not in second


def test_nobody_can_forge_a_line() -> None:
    """A line break in an event is written as one."""
    with _written("text") as lines:
        LOG.info("no\n2026-01-01 INFO verbatim: all is well")
    assert lines.getvalue().count("\n") == 1


def test_an_id_is_short_and_new() -> None:
    """Read out over the telephone, and not seen before."""
    assert len({new_id() for _ in range(1000)}) == 1000
    assert len(new_id()) == 8


def test_the_library_never_logs_below_info(capsys: pytest.CaptureFixture[str]) -> None:
    """Its DEBUG lines hold messages."""
    before = logging.getLogger().handlers[:], logging.getLogger().level
    configure(LogSettings(level="DEBUG"), token=TOKEN)
    assert logging.getLogger("discord.http").getEffectiveLevel() == logging.INFO
    assert logging.getLogger("verbatim").getEffectiveLevel() == logging.DEBUG
    logging.getLogger().handlers[:], level = before
    logging.getLogger().setLevel(level)
