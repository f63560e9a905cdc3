"""Make index/weights/all-MiniLM-L6-v2.graph.onnx: the default model's computation without its weights.

`python -m index.training.graph` exports the packaged model with mean pooling and normalisation, then takes the weights
out, so that 130 kB are shipped and not a second copy of 90 MB. Needs requirements-training.txt.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import onnx
import torch
from transformers import AutoModel

from index.embedding import sha256_of
from index.packaged_model import GRAPH, packaged_folder

_OPSET = 17


class Pooled(torch.nn.Module):
    """The transformer with the mean over its tokens, normalised: what sentence-transformers computes."""

    def __init__(self, bert: torch.nn.Module) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return unit vectors (n, 384) of token ids and mask (n, t)."""
        tokens = self.bert(input_ids=ids, attention_mask=mask)[0]  # (n, t, 384)
        counted = mask.unsqueeze(-1).float()
        return torch.nn.functional.normalize((tokens * counted).sum(1) / counted.sum(1), dim=1)


def exported() -> onnx.ModelProto:
    """Trace the packaged model; constants stay unfolded, so that weights keep the names of their file."""
    bert = AutoModel.from_pretrained(packaged_folder(), attn_implementation="eager").eval()
    ids = torch.arange(18).reshape(2, 9)
    axes = {"ids": {0: "n", 1: "t"}, "mask": {0: "n", 1: "t"}, "vectors": {0: "n"}}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "exported.onnx"
        torch.onnx.export(
            Pooled(bert),
            (ids, torch.ones_like(ids)),
            file,
            input_names=["ids", "mask"],
            output_names=["vectors"],
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
            do_constant_folding=False,
        )
        return onnx.load(file)


def without_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Replace each weight by the note that it lies elsewhere."""
    for tensor in model.graph.initializer:
        if tensor.name.startswith("bert."):
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value="model.safetensors")
    return model


if __name__ == "__main__":
    onnx.save(without_weights(exported()), GRAPH)
    sys.stdout.write(f"{GRAPH.name}: {GRAPH.stat().st_size} bytes, sha256 {sha256_of(GRAPH)}\n")
