"""Lay a question and a passage out as the one row of word pieces that the reader reads.

Training and running must agree on this to the last token, so it stands here once and both import it.
The row is `[CLS] question [SEP] title [SEP] sentence sentence ... [SEP]`, the pair layout of BERT (Devlin et al. 2019,
section 3) with the title as a first stretch of the second text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

CLS, SEP, PAD = 101, 102, 0  # of the uncased BERT vocabulary that all-MiniLM-L6-v2 uses
QUESTION_PIECES = 48  # a question of 500 characters has about 100; beyond 48 it is a story, and the row has one limit
TITLE_PIECES = 16  # a longer title would crowd the sentences out
ROW_PIECES = 192  # trained on rows of up to about 170; longer rows cost time and were never seen


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of one text: vocabulary numbers, and the characters each one stands for."""

    ids: Sequence[int]
    offsets: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Row:
    """One question and one passage, ready to be read.

    Args:
        ids: Vocabulary numbers.
        second: Index of the first piece of the second text: types are 0 before it and 1 from it on.
        sentences: For every sentence of the passage its first piece and one past its last; equal where none was kept.
    """

    ids: list[int]
    second: int
    sentences: list[tuple[int, int]]


def load_tokenizer(path: str) -> Tokenizer:
    """Load a tokenizer.json without the truncation and padding that it was saved with."""
    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def cut(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Pieces]:
    """Cut texts into word pieces; a lone surrogate counts as a question mark, so that offsets stay true."""
    clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
    return [Pieces(one.ids, one.offsets) for one in tokenizer.encode_batch(clean, add_special_tokens=False)]


def _allowance(lengths: Sequence[int], room: int) -> int:
    """Find the most pieces a sentence may keep so that all of them fit into room: only the longest lose their end."""
    left, many = room, len(lengths)
    for length in sorted(lengths):
        if length * many > left:
            return left // many
        left, many = left - length, many - 1
    return max(lengths, default=0)


def lay_out(question: Pieces, title: Pieces, sentences: Sequence[Pieces]) -> Row:
    """Lay out one row of at most ROW_PIECES; where the passage is too long, its longest sentences lose their end."""
    ids = [CLS, *question.ids[:QUESTION_PIECES], SEP]
    second = len(ids)
    ids += [*title.ids[:TITLE_PIECES], SEP]
    keep = _allowance([len(one.ids) for one in sentences], ROW_PIECES - len(ids) - 1)
    places = []
    for sentence in sentences:
        start = len(ids)
        ids += sentence.ids[:keep]
        places.append((start, len(ids)))
    return Row([*ids, SEP], second, places)
