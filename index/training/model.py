"""The reader as a torch module: a BERT encoder and five numbers a word piece.

One pass says everything, after the reader of Devlin et al. 2019 (section 4.3) with two heads more. Each piece gets
start and end logits of the answer, a relevance and the weight that it has in its sentence's relevance; `[CLS]` gets
the logit that the passage answers at all. Pooling a sentence is then a weighted mean of single numbers, which the run
time does without torch, and the exported model is a plain token classifier.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

START, END, RELEVANCE, WEIGHT, ANSWERABLE = range(5)


def attention(
    _module: nn.Module, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, **_options: Any
) -> tuple[Tensor, None]:
    """Attend in float32: on CPUs the fused kernel is three times as fast there as in bf16 (torch 2.13)."""
    seen = scaled_dot_product_attention(query.float(), key.float(), value.float(), attn_mask=mask)
    return seen.transpose(1, 2).to(query.dtype), None


def _attend_in_float() -> str:
    """Register attention with transformers; returns its name there."""
    from transformers import AttentionInterface, AttentionMaskInterface
    from transformers.masking_utils import sdpa_mask

    AttentionInterface.register("float_attention", attention)
    AttentionMaskInterface.register("float_attention", sdpa_mask)
    return "float_attention"


class TokenReader(nn.Module):
    """Encoder and heads.

    Args:
        folder: Folder of the model that the encoder starts from.
        attend: Name of transformers' attention to use instead of ours: "eager" can be exported.
    """

    def __init__(self, folder: Path, *, attend: str | None = None) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder = AutoModel.from_pretrained(
            str(folder),
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            attn_implementation=attend or _attend_in_float(),
        )
        width = int(self.encoder.config.hidden_size)
        self.inner = nn.Linear(width, width)
        self.heads = nn.Linear(width, 5)
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Read rows of word pieces, all (b, t); returns (b, t, 5) logits."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state  # (b, t, d)
        logits: Tensor = self.heads(nn.functional.gelu(self.inner(hidden)))
        return logits
