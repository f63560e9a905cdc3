"""Any sentence-transformers model, by hub name or folder; the library is imported here and nowhere else.

Only safetensors are loaded and no code of the model's is run. The hash is over all weights files, so that a model
that changed under its name is noticed. The hub is asked only for what is not on this machine yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from index.embedding import Floats, Progress, batches, no_progress, readable
from index.errors import ModelMissing
from index.settings import languages_in

# Word pieces from which a model knows many languages: English ones have 30,000 to 50,000, mBERT 119,547, XLM-R 250,002.
MULTILINGUAL_PIECES = 60_000


class HubModel:
    """A sentence-transformers model, loaded; a class because it holds the weights.

    Args:
        name: Hub name or folder.
        threads: Processor threads, 0 for the library's choice.
        languages: ISO 639-1 codes of those that it is trusted for, "all", or "auto" for what its vocabulary tells.

    Raises:
        ModelMissing: no such model here, and none could be fetched.
    """

    def __init__(self, name: str, *, threads: int = 0, languages: str = "auto") -> None:
        if threads:
            torch.set_num_threads(threads)
        self._model = _load(name)
        self._languages = _told(self._model) if languages == "auto" else languages_in(languages)
        self._identity = f"{name}@{_hash_of(self._model)[:16]}"

    @property
    def identity(self) -> str:
        """Name and hash of the weights."""
        return self._identity

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes of the languages that it knows, None for all."""
        return self._languages

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> Floats:
        """Return one unit vector a text: (n, dimension) float32."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for batch in batches(texts):
            part = [readable(texts[position]) for position in batch]
            vectors[batch] = self._model.encode(part, normalize_embeddings=True, show_progress_bar=False)
            progress(len(batch))
        return vectors


def _told(model: SentenceTransformer) -> frozenset[str] | None:
    """Take a model for a multilingual one by the size of its vocabulary; a card that says so is not always there."""
    return None if len(model.tokenizer) >= MULTILINGUAL_PIECES else frozenset({"en"})


def _load(name: str) -> SentenceTransformer:
    try:
        return SentenceTransformer(name, device="cpu", trust_remote_code=False, model_kwargs={"use_safetensors": True})
    except (OSError, ValueError) as failure:
        raise ModelMissing(
            f"The embedding model {name!r} of config.toml cannot be loaded ({str(failure).splitlines()[0]}): "
            "give the folder of a sentence-transformers model with safetensors weights, or a hub name."
        ) from failure


def _hash_of(model: SentenceTransformer) -> str:
    """Hash names, shapes and bytes of all weights, in order of name."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
