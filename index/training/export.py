"""Export a checkpoint's mean weights to int8 ONNX, with its tokenizer, ready to be shipped.

The graph's attention, layer norms and activations are fused (onnxruntime.transformers), then weights become int8 by
channel and activations int8 as they come (dynamic quantisation): a quarter of the size and twice as fast as float32.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch

from index.packaged_model import packaged_folder
from index.reader import MODEL, TOKENIZER
from index.training.model import TokenReader

_OPSET = 17
_AXES = {name: {0: "b", 1: "t"} for name in ("ids", "mask", "types", "logits")}


def restored(checkpoints: Sequence[Path], shares: Sequence[float] | None = None, *, which: str = "mean") -> TokenReader:
    """Load the mean weights ("mean") or the last ones ("model") of checkpoints, averaged, ready for export.

    Args:
        checkpoints: One a run.
        shares: Of each run in the average, of any sum; None: alike.
        which: "mean" or "model".
    """
    model, parts = TokenReader(packaged_folder()), [1.0] * len(checkpoints) if shares is None else list(shares)
    means = [torch.load(path, weights_only=True)[which] for path in checkpoints]
    pairs = list(zip(means, parts, strict=True))
    average = {name: sum(one[name] * part for one, part in pairs) / sum(parts) for name in means[0]}
    model.load_state_dict(average, strict=False)
    return model.eval()


def export(model: TokenReader, folder: Path, *, quantised: bool = True) -> None:
    """Write reader.onnx and tokenizer.json."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        traced, fused = Path(scratch) / "traced.onnx", Path(scratch) / "fused.onnx"
        _trace(model, traced)
        _fuse(traced, fused, heads=model.encoder.config.num_attention_heads, width=model.encoder.config.hidden_size)
        if quantised:
            _quantise(fused, folder / MODEL)
        else:
            shutil.copyfile(fused, folder / MODEL)
    shutil.copyfile(packaged_folder() / TOKENIZER, folder / TOKENIZER)


def _trace(model: TokenReader, path: Path) -> None:
    ids = torch.arange(1000, 1018).reshape(2, 9)
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids), torch.zeros_like(ids)),
        path,
        input_names=["ids", "mask", "types"],
        output_names=["logits"],
        dynamic_axes=_AXES,
        opset_version=_OPSET,
        dynamo=False,
    )


def _fuse(traced: Path, fused: Path, *, heads: int, width: int) -> None:
    from onnxruntime.transformers import optimizer

    optimizer.optimize_model(str(traced), "bert", num_heads=heads, hidden_size=width).save_model_to_file(str(fused))


def _quantise(fused: Path, path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    known = {"DefaultTensorType": onnx.TensorProto.FLOAT}  # of what fused operators give, which have no declared type
    quantize_dynamic(fused, path, per_channel=True, weight_type=QuantType.QInt8, extra_options=known)
