"""The reader as a torch module: a BERT encoder and five numbers a word piece.

One pass says everything, after the reader of Devlin et al. 2019 (section 4.3) with two heads more. Each piece gets
start and end logits of the answer, a relevance and the weight that it has in its sentence's relevance; `[CLS]` gets
the logit that the passage answers at all. Pooling a sentence is then a weighted mean of single numbers, which the run
time does without torch, and the exported model is a plain token classifier.
"""

from __future__ import annotations

from pathlib import Path

from torch import Tensor, nn

from index.training import packed

START, END, RELEVANCE, WEIGHT, ANSWERABLE = range(5)
DROPOUT = 0.1  # while training; that of attention is left out: it costs a sixth of the time


class TokenReader(nn.Module):
    """Encoder and heads.

    Args:
        folder: Folder of the model that the encoder starts from.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder = AutoModel.from_pretrained(
            str(folder),
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            attn_implementation="eager",  # can be exported
        )
        width = int(self.encoder.config.hidden_size)
        self.inner = nn.Linear(width, width)
        self.heads = nn.Linear(width, 5)
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Read rows of word pieces, all (b, t); returns (b, t, 5) logits."""
        return self._said(self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state)

    def read_packed(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Read the same faster, longest rows first; where a row is padded, the logits say nothing."""
        dropout = DROPOUT if self.training else 0.0
        return self._said(packed.read(self.encoder, ids, mask, types, dropout))

    def _said(self, hidden: Tensor) -> Tensor:
        logits: Tensor = self.heads(nn.functional.gelu(self.inner(hidden)))
        return logits
