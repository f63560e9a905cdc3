"""Promises of what the bot keeps: answered questions and reports about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.feedback import Complaint, FeedbackBook
from bot.found import Found
from bot.remembered import Asked, Remembered
from index.answer import Query, Searched

ASKED = Asked(
    0, 1, 2, "and who?", Query("and who leads it?", 4, "public", "2017-01-01", None), True, True,
    Searched(12, 340, 1), (Found(101, (0, 5)), Found(102, None)),
)  # fmt: skip


@pytest.fixture
def remembered(tmp_path: Path) -> Iterator[Remembered]:
    """A small memory."""
    kept = Remembered(tmp_path / "asked.db", at_most=100)
    yield kept
    kept.close()


def test_a_question_comes_back_as_it_was_kept(remembered: Remembered, tmp_path: Path) -> None:
    """After a restart too."""
    kept = remembered.keep(ASKED)
    again = Remembered(tmp_path / "asked.db", at_most=100)
    assert again.recall(kept.id) == replace(ASKED, id=kept.id, at=again.recall(kept.id).at)
    again.close()


def test_the_memory_is_bounded(remembered: Remembered) -> None:
    """The oldest is forgotten; its number is never used again."""
    first = remembered.keep(ASKED)
    last = [remembered.keep(ASKED) for _ in range(100)][-1]
    assert remembered.recall(first.id) is None
    assert remembered.recall(first.id + 1) is not None
    assert last.id == first.id + 100


def test_a_full_disk_loses_the_buttons_and_not_the_answer(remembered: Remembered) -> None:
    """The question comes back without an id, which its buttons explain."""
    remembered._connection.execute("PRAGMA query_only = ON")
    assert remembered.keep(ASKED).id == 0
    assert remembered.recall(0) is None


def test_a_person_can_be_forgotten(remembered: Remembered) -> None:
    """Theirs go, others stay."""
    mine, other = remembered.keep(ASKED), remembered.keep(replace(ASKED, person=9))
    assert remembered.forget(1) == 1
    assert remembered.recall(mine.id) is None
    assert remembered.recall(other.id) is not None


def test_a_report_about_an_answer_is_kept_with_it(tmp_path: Path) -> None:
    """Words, question, sentences and time; numbered from one."""
    book = FeedbackBook(tmp_path / "feedback.db", now=lambda: datetime(2026, 1, 2, tzinfo=UTC))
    assert [book.add(Complaint(5, "wrong date", ASKED)) for _ in range(2)] == [1, 2]
    ((at, person, text, sentences),) = book._connection.execute(
        "SELECT at, person, complaint, sentences FROM feedback WHERE id = 1"
    )
    assert (at, person, text, sentences) == ("2026-01-02T00:00:00+00:00", 5, "wrong date", "[101, 102]")
    book.close()
