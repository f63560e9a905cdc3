"""Who has the word where in a report: in an interview, a hearing or an earlier mail.

`corpus.speakers` says who is quoted within a report's own words; who has the word outweighs it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from corpus.labelled_turns import labelled_turns
from corpus.quoted_mail import mailed_turns
from corpus.report import Document, Turn


def turns(document: Document) -> tuple[Turn, ...]:
    """Return who has the word where, by ascending offset and without overlap; in most reports nobody has."""
    found = [*mailed_turns(document), *labelled_turns(document)]
    kept: list[Turn] = []
    for turn in sorted(found, key=lambda turn: (turn.opening, -turn.end)):
        if kept and turn.opening < kept[-1].end:
            outer = kept.pop()
            kept += _around(outer, turn)
        else:
            kept.append(turn)
    return tuple(kept)


def _around(outer: Turn, inner: Turn) -> list[Turn]:
    """Return a turn that holds another in pieces: what is quoted in a mail is not its writer's."""
    before = [replace(outer, end=inner.opening)] if outer.start < inner.opening else []
    after = [replace(outer, opening=inner.end, start=inner.end)] if inner.end < outer.end else []
    return [*before, inner, *after]


def turn_of(turns: Sequence[Turn], start: int, end: int) -> Turn | None:
    """Return the turn that holds all of these characters, its label included.

    Args:
        turns: Of the report, by ascending offset; they do not overlap.
        start: First character.
        end: One past the last.
    """
    at = bisect_right(turns, start, key=lambda turn: turn.opening) - 1
    return turns[at] if at >= 0 and end <= turns[at].end else None
