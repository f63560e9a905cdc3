"""Bring examples into batches: all windows of a question together, questions of similar length together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from index.layout import PAD
from index.training.examples import Example

LANES = 16  # rows are padded to a multiple: bf16 kernels are twice as fast on whole vectors


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of several questions as tensors.

    Args:
        ids: Word pieces; (b, t).
        mask: 1 where a piece stands; (b, t).
        types: 0 for the question, 1 for the passage; (b, t).
        sentence: Number of the sentence of the batch that a piece belongs to, or the number of sentences; (b, t).
        gold: Whether a sentence answers; (s,).
        asked: Number of the question a sentence was read for; (s,).
        row_gold: Whether a row holds a gold sentence; (b,).
        row_asked: Number of the question of a row; (b,).
        spans: First and last piece of the answer, -100 where not known; (b, 2).
        questions: Number of questions.
    """

    ids: Tensor
    mask: Tensor
    types: Tensor
    sentence: Tensor
    gold: Tensor
    asked: Tensor
    row_gold: Tensor
    row_asked: Tensor
    spans: Tensor
    questions: int


def collate(questions: Sequence[Sequence[Example]]) -> Batch:
    """Lay the windows of some questions into one batch."""
    rows = [(asked, example) for asked, windows in enumerate(questions) for example in windows]
    rows.sort(key=lambda row: -len(row[1].row.ids))  # similar lengths side by side (index/training/packed.py)
    width = -(-max(len(example.row.ids) for _, example in rows) // LANES) * LANES
    ids = torch.full((len(rows), width), PAD)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    many = sum(len(example.gold) for _, example in rows)
    sentence = torch.full((len(rows), width), many)
    gold: list[bool] = []
    asked_of: list[int] = []
    for number, (asked, example) in enumerate(rows):
        length = len(example.row.ids)
        ids[number, :length] = torch.tensor(example.row.ids)
        types[number, example.row.second : length] = 1
        mask[number, :length] = 1
        for (start, end), right in zip(example.row.sentences, example.gold, strict=True):
            sentence[number, start:end] = len(gold)
            gold.append(right)
            asked_of.append(asked)
    spans = torch.tensor([example.span or (-100, -100) for _, example in rows])
    row_gold = torch.tensor([float(any(example.gold)) for _, example in rows])
    row_asked = torch.tensor([asked for asked, _ in rows])
    return Batch(
        ids, mask, types, sentence, torch.tensor(gold).float(), torch.tensor(asked_of), row_gold, row_asked, spans,
        len(questions),
    )  # fmt: skip
