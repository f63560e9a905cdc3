"""Paragraphs that end in mid-sentence go on in the next column or on the next page, behind what stands between."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.formats.pdf_drafts import NOTE_SIZE, Draft, Typography, closes, same_size
from corpus.formats.pdf_lines import Line
from corpus.formats.pdf_tables import ITEM
from corpus.report import BlockKind

MOST_BETWEEN = 8  # blocks that may stand between the halves of a sentence
_RUNNING = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.NOTE})
_SKIPPED = frozenset({BlockKind.NOTE, BlockKind.CAPTION, BlockKind.TABLE_ROW})


def continued(drafts: Sequence[Draft], usual: Typography) -> list[Draft]:
    """Join paragraphs that end in mid-sentence with what goes on behind notes, captions and tables."""
    found: list[Draft] = []
    used: set[int] = set()
    for index, draft in enumerate(drafts):
        if index in used:
            continue
        at = index
        while draft.kind in _RUNNING:
            after = _continuation(drafts, at, draft, usual)
            if after is None or after in used:
                break
            draft = Draft(draft.lines + drafts[after].lines, draft.kind, draft.level)  # noqa: PLW2901 - it grows
            used.add(after)
            at = after
        found.append(draft)
    return found


def _continuation(drafts: Sequence[Draft], index: int, draft: Draft, usual: Typography) -> int | None:
    """Return the index of the block that goes on with a sentence, None where none does."""
    last = draft.lines[-1]
    beside: list[Line] = []  # headings that must stand elsewhere on the page than between the halves
    between = 0
    for after in range(index + 1, len(drafts)):
        first, kind = drafts[after].lines[0], drafts[after].kind
        between += kind is not BlockKind.TABLE_ROW
        if between > MOST_BETWEEN or first.page > last.page + 1:
            return None
        fits = same_size(last, first) and last.bold == first.bold and last.turn == first.turn
        if kind is BlockKind.PARAGRAPH and fits:
            elsewhere = after > index + 1 or _is_elsewhere(last, first)
            found = elsewhere and _carries_on(last, first) and not closes(last.text, first.text)
            return after if found and all(_is_below(heading, first) for heading in beside) else None
        if kind is BlockKind.HEADING or (kind is BlockKind.PARAGRAPH and not _is_note(first, last, usual)):
            beside.append(first)
        elif kind not in _SKIPPED and kind is not BlockKind.PARAGRAPH:
            return None
    return None


def _is_note(line: Line, last: Line, usual: Typography) -> bool:
    """Return whether a paragraph is no part of the text, by its small letters or by how it runs."""
    return line.size <= NOTE_SIZE * usual.size or line.turn != last.turn


def _is_below(heading: Line, first: Line) -> bool:
    """Return whether a heading stands below or beside the line that goes on with a sentence, and not above it."""
    return heading.page == first.page and heading.top > first.top


def _is_elsewhere(last: Line, first: Line) -> bool:
    """Return whether a line stands in another column, on the next page, or not directly below."""
    return first.page - last.page <= 1 and (first.page != last.page or first.flow != last.flow)


def _carries_on(last: Line, first: Line) -> bool:
    """Return whether a line's first word may stand in the middle of a sentence."""
    return last.stretches[-1].hyphen is not None or not ITEM.match(first.text)
