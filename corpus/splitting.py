"""From a report's text to paragraphs and sentences, all of them offsets into that text.

A paragraph is a block of the format. A heading, a caption or a table row is one sentence; other blocks are split by
`corpus.boundaries`. Together the sentences cover every character that is not white space, in order, without overlap.
"""

# ruff: noqa: RUF001 - typographic marks are meant
from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.boundaries import sentence_starts
from corpus.report import Block, BlockKind, Document, Extract, Paragraph, Sentence

# A Discord message holds 2,000 characters: a "sentence" without an end mark is cut where it can still be shown.
LONGEST_SENTENCE = 2_000

_WHOLE = frozenset({BlockKind.HEADING, BlockKind.TABLE_ROW})
_WORD = re.compile(r"\w")


def split(extract: Extract) -> Document:
    """Take an extract apart into numbered paragraphs and sentences."""
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    for block, headings in _under_headings(extract):
        spans = sentence_spans(extract.text, block.start, block.end, whole=block.kind in _WHOLE)
        if spans:
            paragraphs.append(Paragraph(spans[0][0], spans[-1][1], block.kind, block.page, headings, block.ocr))
            sentences.extend(Sentence(start, end, len(paragraphs)) for start, end in spans)
    return Document(extract.text, tuple(paragraphs), tuple(sentences))


def _under_headings(extract: Extract) -> Iterator[tuple[Block, tuple[str, ...]]]:
    """Yield every block with the headings that it stands under, outermost first."""
    path: list[tuple[int, str]] = []
    for block in extract.blocks:
        if block.kind is BlockKind.HEADING:
            path = [heading for heading in path if heading[0] < block.level]
        yield block, tuple(title for _, title in path)
        if block.kind is BlockKind.HEADING:
            path.append((block.level, " ".join(extract.text[block.start : block.end].split())))


def sentence_spans(text: str, start: int, end: int, *, whole: bool = False) -> list[tuple[int, int]]:
    """Return the sentences of one block as trimmed, ordered offsets into the text.

    Args:
        text: The report's text.
        start: First character of the block.
        end: One past its last character.
        whole: Whether the block is one sentence, as a heading or a table row is.
    """
    block = text[start:end]
    starts = [0] if whole else list(sentence_starts(block))
    spans: list[tuple[int, int]] = []
    for first, last in pairwise([*starts, len(block)]):
        low, high = _trimmed(block, first, last)
        if low == high:
            continue
        if spans and not _WORD.search(block, low, high):  # a lone bracket or "* * *" belongs to what it follows
            low = spans.pop()[0]
        spans.append((low, high))
    return [(start + low, start + high) for span in spans for low, high in _shown(block, *span)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets without white space at either end."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return (start + left, start + len(piece.rstrip())) if left < len(piece) else (start, start)


def _shown(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence whole, or cut at its last clause or space before the longest that can be shown."""
    while end - start > LONGEST_SENTENCE:
        cut = _cut(text, start, start + LONGEST_SENTENCE)
        yield _trimmed(text, start, cut)
        start = cut
        while text[start].isspace():  # the sentence ends with a character that is not
            start += 1
    yield start, end


_CLAUSE = re.compile(r".*[;:,،、，；—–]\s*(?=\S)", re.DOTALL)


def _cut(text: str, start: int, limit: int) -> int:
    """Return where to cut: after a clause in the second half, else at a space there, else at the limit."""
    half = (start + limit) // 2
    clause = _CLAUSE.match(text, half, limit)
    if clause:
        return clause.end()
    space = max(text.rfind(" ", half, limit), text.rfind("\n", half, limit))
    return space if space > half else limit
