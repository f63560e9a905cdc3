"""Embed texts with the packaged all-MiniLM-L6-v2 in bf16, for the stand-in search of training and measuring."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.packaged_model import packaged_folder

BATCH = 64


def embedder() -> Callable[[Sequence[str]], npt.NDArray[np.float32]]:
    """Return a function that turns texts into unit vectors, (n, 384); the model is loaded on its first call."""
    loaded: list[object] = []

    def embed(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        import torch
        from sentence_transformers import SentenceTransformer

        if not loaded:
            loaded.append(SentenceTransformer(str(packaged_folder()), device="cpu"))
        with torch.autocast("cpu", torch.bfloat16), torch.inference_mode():
            model: SentenceTransformer = loaded[0]  # type: ignore[assignment]
            vectors = model.encode(list(texts), batch_size=BATCH, normalize_embeddings=True, convert_to_numpy=True)
        return np.asarray(vectors, np.float32)

    return embed
