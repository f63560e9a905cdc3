"""What the reports could not answer: questions that went unanswered or whose answer was disliked, alike ones together.

A gap is what a team should add a report about. Where a report that came later answers it now, that is said, so that the
list empties itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.feedback import Disliked
from bot.remembered import Asked
from corpus.report import Report

LOOKED_AT = 500  # wordings, those that come up most; grouping compares each with each, at every page turn

Grouping = Callable[[Sequence[str]], list[list[int]]]
AnswerNow = Callable[[str], Report | None]


@dataclass(frozen=True, slots=True)
class Gap:
    """One group of questions.

    Args:
        question: The commonest wording, as understood.
        others: Other wordings, each once.
        unanswered: How often the reports did not say.
        disliked: How often somebody found a problem with the answer.
        reasons: What they wrote, latest first.
        last: When it was last asked or disliked, ISO 8601.
        seq: Number of the last change of the reports before that.
        answered_by: The report that answers it now, None where none does or nothing changed since.
    """

    question: str
    others: tuple[str, ...]
    unanswered: int
    disliked: int
    reasons: tuple[str, ...]
    last: str
    seq: int
    answered_by: Report | None = None


@dataclass(frozen=True, slots=True)
class Gaps:
    """All that the reports could not answer.

    Args:
        found: Groups of questions that ask alike, those that come up most first.
        left_out: How many wordings, each asked no more often than these, were not looked at.
    """

    found: tuple[Gap, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    """One question that went unanswered, or one answer that was disliked."""

    question: str
    at: str
    seq: int
    reason: str | None


def gaps(asked: Sequence[Asked], disliked: Sequence[Disliked], grouping: Grouping) -> Gaps:
    """Return groups of questions that ask alike, those that come up most first.

    Args:
        asked: Questions; only those that were not answered count.
        disliked: Answers that somebody found a problem with.
        grouping: Puts places of questions that ask alike together, the first of each leading.
    """
    entries = [_Entry(one.query.text, one.at, one.seq, None) for one in asked if not one.answered]
    entries += [_Entry(one.question, one.at, one.seq, one.reason) for one in disliked]
    wordings = _by_wording(sorted(entries, key=lambda entry: entry.at))
    questions = list(wordings)[:LOOKED_AT]
    found = [_gap([wordings[questions[at]] for at in group]) for group in grouping(questions)]
    found.sort(key=lambda gap: (-gap.unanswered - gap.disliked, gap.question))
    return Gaps(tuple(found), len(wordings) - len(questions))


def answered_since(found: Sequence[Gap], seq: int, answer_now: AnswerNow) -> list[Gap]:
    """Return gaps with the report that answers each now, where it was unanswered and reports changed since; blocks."""
    return [
        replace(gap, answered_by=answer_now(gap.question)) if gap.unanswered and gap.seq < seq else gap for gap in found
    ]


def _by_wording(entries: Sequence[_Entry]) -> dict[str, list[_Entry]]:
    """Put entries of one wording together, the commonest wording first, of equally common ones the latest."""
    found: dict[str, list[_Entry]] = {}
    for entry in entries:
        found.setdefault(" ".join(entry.question.casefold().split()).rstrip(" ?"), []).append(entry)
    ordered = sorted(found.values(), key=lambda group: (len(group), group[-1].at), reverse=True)
    return {group[-1].question: group for group in ordered}


def _gap(wordings: Sequence[Sequence[_Entry]]) -> Gap:
    entries = sorted((entry for group in wordings for entry in group), key=lambda entry: entry.at, reverse=True)
    reasons = [entry.reason for entry in entries if entry.reason is not None]
    return Gap(
        question=wordings[0][-1].question,
        others=tuple(group[-1].question for group in wordings[1:]),
        unanswered=sum(entry.reason is None for entry in entries),
        disliked=len(reasons),
        reasons=tuple(dict.fromkeys(reason for reason in reasons if reason)),
        last=entries[0].at,
        seq=entries[0].seq,
    )
