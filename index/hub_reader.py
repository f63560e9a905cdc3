"""Any extractive question-answering model of the transformers library as a reader, by hub name or folder.

Such a model says only where an answer starts and ends, and by `[CLS]` that it is not there (the SQuAD 2.0 convention).
A sentence's relevance is therefore its best span's logit minus that of "not there". The library is imported here alone;
only safetensors are loaded, and no code of the model's is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from index.embedding import readable
from index.errors import ModelMissing
from index.reader import QUESTION_CHARACTERS, UNREAD, ReadablePassage, Reading, SentenceReading, best_span

QUESTION_PIECES = 64  # of a question; the rest of the window belongs to the passage
WINDOW_PIECES = 384  # the usual window of such models


class TransformersReader:
    """A question-answering model of the transformers library; a class because it holds the loaded model.

    Args:
        model: Hub name or folder.
        threads: Processor threads, 0 for the library's choice.

    Raises:
        ModelMissing: no such model here, and none could be fetched.
    """

    def __init__(self, model: str, *, threads: int = 0) -> None:
        if threads:
            torch.set_num_threads(threads)
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(model, use_fast=True)
            self._model: Any = AutoModelForQuestionAnswering.from_pretrained(model, use_safetensors=True).eval()
        except (OSError, ValueError) as failure:
            raise ModelMissing(
                f"The reader model {model!r} of config.toml cannot be loaded ({str(failure).splitlines()[0]}): "
                "give the folder of a question-answering model of transformers with safetensors, or a hub name."
            ) from failure

    def read(self, question: str, passages: Sequence[ReadablePassage]) -> list[Reading]:
        """Read every passage for the question; one reading a passage, in their order."""
        asked = self._short(readable(question)[:QUESTION_CHARACTERS])
        return [self._read(asked, passage) for passage in passages]

    def _short(self, question: str) -> str:
        """Cut a question to QUESTION_PIECES, so that the window always has room for the passage."""
        pieces = self._tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
        return question if len(pieces) <= QUESTION_PIECES else question[: pieces[QUESTION_PIECES - 1][1]]

    def _read(self, question: str, passage: ReadablePassage) -> Reading:
        text, places = joined(passage)
        encoded = self._tokenizer(
            question, text, truncation="only_second", max_length=self._window(), return_offsets_mapping=True,
            return_tensors="pt",
        )  # fmt: skip
        offsets = encoded.pop("offset_mapping")[0].tolist()
        second = [part == 1 for part in encoded.sequence_ids(0)]
        with torch.inference_mode():
            out = self._model(**encoded)
        starts, ends = out.start_logits[0].float().numpy(), out.end_logits[0].float().numpy()  # (t,) each
        none = float(starts[0] + ends[0])
        read = []
        for start, end in places:
            inside = [at for at, (a, b) in enumerate(offsets) if second[at] and start <= a < b <= end]
            read.append(_sentence(starts, ends, none, inside, [(a - start, b - start) for a, b in offsets]))
        return Reading(tuple(read), max((one.relevance for one in read), default=UNREAD))

    def _window(self) -> int:
        most = getattr(self._model.config, "max_position_embeddings", WINDOW_PIECES)
        return int(min(WINDOW_PIECES, most, self._tokenizer.model_max_length))


def joined(passage: ReadablePassage) -> tuple[str, list[tuple[int, int]]]:
    """Join title and sentences with blanks; returns the text and each sentence's characters in it."""
    text, places = readable(passage.title), []
    for sentence in passage.sentences:
        text += " " if text else ""
        places.append((len(text), len(text) + len(sentence)))
        text += readable(sentence)
    return text, places


def _sentence(
    starts: np.ndarray, ends: np.ndarray, none: float, inside: list[int], offsets: list[tuple[int, int]]
) -> SentenceReading:
    """Read off one sentence from the positions of its pieces."""
    if not inside:
        return SentenceReading(UNREAD, None, UNREAD)
    first, last, score = best_span(starts[inside], ends[inside])
    span = (offsets[inside[first]][0], offsets[inside[last]][1])
    return SentenceReading(score - none, span, score - none)
