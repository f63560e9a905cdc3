"""What the reader is taught, as one number.

The parts: the span, cross-entropy over the row with `[CLS]` as "not here" (Devlin et al. 2019, section 4.3); each
sentence on its own; all sentences of a question's windows against each other and against "none", so that scores of
different windows compare (shared normalisation, Clark and Gardner 2018); and whether a window answers at all, on its
own and against the question's other windows.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from index.training.batches import Batch
from index.training.model import ANSWERABLE, END, RELEVANCE, START, WEIGHT

ROW_WEIGHT = 0.5  # the window's loss repeats what its sentences say


def pool(logits: Tensor, sentence: Tensor, many: int) -> Tensor:
    """Pool pieces into sentences: the mean of their relevance, weighted by the softmax of their weights; (s,)."""
    flat, place = logits.flatten(0, 1), sentence.flatten()
    weight = flat[:, WEIGHT].clamp(-20, 20).exp()
    total = flat.new_zeros(many + 1).index_add(0, place, weight)
    scores = flat.new_zeros(many + 1).index_add(0, place, weight * flat[:, RELEVANCE])
    return (scores / total.clamp_min(1e-9))[:many]


def against_others(scores: Tensor, gold: Tensor, asked: Tensor, questions: int) -> Tensor:
    """Negative log of the probability that a softmax over a question's scores and a zero gives to the right ones."""
    everything = scores.exp().new_zeros(questions).index_add(0, asked, scores.exp()) + 1
    right = scores.new_zeros(questions).index_add(0, asked, scores.exp() * gold)
    none = scores.new_zeros(questions).index_add(0, asked, gold) == 0
    return (everything.log() - torch.where(none, 1.0, right.clamp_min(1e-9)).log()).mean()


def losses(logits: Tensor, batch: Batch) -> dict[str, Tensor]:
    """Compute the parts of the loss from (b, t, 5) logits."""
    logits = logits.float()
    hidden = batch.sentence.eq(len(batch.gold))
    hidden[:, 0] = False  # [CLS] is "not here"
    starts = logits[..., START].masked_fill(hidden, -1e4)
    ends = logits[..., END].masked_fill(hidden, -1e4)
    span = functional.cross_entropy(starts, batch.spans[:, 0]) + functional.cross_entropy(ends, batch.spans[:, 1])
    sentences = pool(logits, batch.sentence, len(batch.gold)).clamp(-30, 30)
    rows = logits[:, 0, ANSWERABLE].clamp(-30, 30)
    positive = torch.tensor(3.0)  # about one sentence in twelve answers
    return {
        "span": span / 2,
        "each": functional.binary_cross_entropy_with_logits(sentences, batch.gold, pos_weight=positive),
        "listed": against_others(sentences, batch.gold, batch.asked, batch.questions),
        "row": ROW_WEIGHT * functional.binary_cross_entropy_with_logits(rows, batch.row_gold),
        "rows": ROW_WEIGHT * against_others(rows, batch.row_gold, batch.row_asked, batch.questions),
    }
