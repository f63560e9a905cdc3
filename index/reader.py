"""Read question and passage together: which sentence answers, which of its words, and whether the passage says it.

Similarity is not answering: two sentences on the same topic are equally near to a question that one of them answers.
A small transformer that reads both texts at once can tell them apart (Devlin et al. 2019, section 4.3). Ours is trained
by index/training, shipped in index/weights and run by onnxruntime in int8; no other library is loaded for it. Any
extractive question-answering model of the transformers library can take its place (index/hub_reader.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime

from index.embedding import sha256_of
from index.errors import ModelAltered, ModelMissing
from index.layout import PAD, Pieces, Row, cut, lay_out, load_tokenizer

Floats = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights" / "reader"
MODEL, TOKENIZER, CARD = "reader.onnx", "tokenizer.json", "card.json"
QUESTION_CHARACTERS = 500  # of a question; the cap of the design, enforced here for callers that do not
SPAN_PIECES = 30  # of an answer, as in the reader of Devlin et al. 2019; longer ones are sentences, not answers
BATCH_ROWS = 6  # rows read at once: caches hold the activations, and shorter rows are not padded to the longest
UNREAD = -12.0  # relevance of a sentence of which nothing fits into the row: below any sentence that was read
START, END, RELEVANCE, WEIGHT, ANSWERABLE = range(5)  # the five logits of a word piece


@dataclass(frozen=True, slots=True)
class ReadablePassage:
    """What is read: a title in front, then sentences in their order in the report; the title may be empty."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """What the reader says about one sentence.

    Args:
        relevance: Logit that the sentence answers the question.
        span: First character of the answer within the sentence and one past its last, None where no span lies in it.
        span_score: The best span's logit minus that of "the answer is not in this passage".
    """

    relevance: float
    span: tuple[int, int] | None
    span_score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says about one passage.

    Args:
        sentences: One reading a sentence, in the passage's order.
        answerable: Logit that the passage answers the question.
    """

    sentences: tuple[SentenceReading, ...]
    answerable: float


class Reader(Protocol):
    """A model that reads passages for a question."""

    def read(self, question: str, passages: Sequence[ReadablePassage]) -> list[Reading]:
        """Read every passage for the question; one reading a passage, in their order."""


class OnnxReader:
    """Our reader; a class because it holds the loaded model.

    Args:
        folder: Folder of reader.onnx, tokenizer.json and the card that carries their hashes.
        threads: Processor threads, 0 for as many as there are cores.

    Raises:
        ModelMissing: a file is not there, or the card cannot be read.
        ModelAltered: a file is not the one that the card describes; the message names both hashes.
    """

    def __init__(self, folder: Path = WEIGHTS, *, threads: int = 0) -> None:
        for name, expected in card_hashes(folder).items():
            _require(folder / name, expected)
        self._tokenizer = load_tokenizer(str(folder / TOKENIZER))
        self._session = _session(folder / MODEL, threads)

    def read(self, question: str, passages: Sequence[ReadablePassage]) -> list[Reading]:
        """Read every passage for the question; one reading a passage, in their order."""
        asked, *pieces = self._cut(question, passages)
        rows, cuts = [], []
        for passage in passages:
            title, *sentences = pieces[: len(passage.sentences) + 1]
            del pieces[: len(passage.sentences) + 1]
            rows.append(lay_out(asked, title, sentences))
            cuts.append(sentences)
        logits = self._logits(rows)
        return [interpret(one, row, sentences) for one, row, sentences in zip(logits, rows, cuts, strict=True)]

    def _cut(self, question: str, passages: Sequence[ReadablePassage]) -> list[Pieces]:
        """Cut the question, then every passage's title and sentences."""
        texts = [question[:QUESTION_CHARACTERS]]
        for passage in passages:
            texts += [passage.title, *passage.sentences]
        return cut(self._tokenizer, texts)

    def _logits(self, rows: Sequence[Row]) -> list[Floats]:
        """Run the model; one (t, 5) array a row, in the order given."""
        found: dict[int, Floats] = {}
        for batch in similar(rows):
            inputs = padded([rows[at] for at in batch])
            logits: Floats = self._session.run(None, inputs)[0]  # (b, t, 5)
            found.update(zip(batch, logits, strict=True))
        return [found[at][: len(row.ids)] for at, row in enumerate(rows)]


def card_hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every weights file, by name, from the folder's card.

    Raises:
        ModelMissing: there is no card, or it names no hashes.
    """
    try:
        hashes = json.loads((folder / CARD).read_text(encoding="utf-8"))["sha256"]
        return {name: str(hashes[name]) for name in (MODEL, TOKENIZER)}
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise ModelMissing(
            f"The reader's card {folder / CARD} cannot be read ({failure!r}): restore the folder from the repository "
            'with git checkout, or set model = "none" under [reader].'
        ) from failure


def _require(path: Path, expected: str) -> None:
    """Refuse a weights file that is not the one of the card."""
    found = sha256_of(path)
    if found != expected:
        raise ModelAltered(
            f"The reader's file {path} is not the one of its card: expected sha256 {expected}, found {found}. "
            'Restore it from the repository with git checkout, or set model = "none" under [reader].'
        )


def similar(rows: Sequence[Row]) -> Iterator[list[int]]:
    """Yield positions of rows of similar length, longest first."""
    order = sorted(range(len(rows)), key=lambda at: -len(rows[at].ids))
    for start in range(0, len(order), BATCH_ROWS):
        yield order[start : start + BATCH_ROWS]


def padded(rows: Sequence[Row]) -> dict[str, npt.NDArray[np.int64]]:
    """Lay rows out as the model's three inputs, (b, t) int64 each."""
    longest = max(len(row.ids) for row in rows)
    ids = np.full((len(rows), longest), PAD, np.int64)
    mask, types = np.zeros_like(ids), np.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row.ids)] = row.ids
        mask[at, : len(row.ids)] = 1
        types[at, row.second : len(row.ids)] = 1
    return {"ids": ids, "mask": mask, "types": types}


def interpret(logits: Floats, row: Row, sentences: Sequence[Pieces]) -> Reading:
    """Turn a row's logits, (t, 5), into what they say about its sentences."""
    none = float(logits[0, START] + logits[0, END])
    readings = [
        _sentence(logits[start:end], none, sentence)
        for (start, end), sentence in zip(row.sentences, sentences, strict=True)
    ]
    return Reading(tuple(readings), float(logits[0, ANSWERABLE]))


def _sentence(logits: Floats, none: float, sentence: Pieces) -> SentenceReading:
    """Read off one sentence from the logits of its pieces, (p, 5)."""
    if not len(logits):
        return SentenceReading(UNREAD, None, UNREAD)
    weight = np.exp(np.clip(logits[:, WEIGHT], -20, 20))
    relevance = float(weight @ logits[:, RELEVANCE] / weight.sum())
    first, last, score = best_span(logits[:, START], logits[:, END])
    span = (sentence.offsets[first][0], sentence.offsets[last][1])
    return SentenceReading(relevance, span if span[0] < span[1] else None, score - none)


def best_span(starts: Floats, ends: Floats) -> tuple[int, int, float]:
    """Find the best first and last piece, at most SPAN_PIECES, and their logits' sum; starts and ends are (p,)."""
    sums = starts[:, None] + ends[None, :]  # (p, p)
    allowed = np.triu(np.tri(len(starts), k=SPAN_PIECES - 1, dtype=bool))
    first, last = divmod(int(np.where(allowed, sums, -np.inf).argmax()), len(starts))
    return first, last, float(sums[first, last])


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.enable_cpu_mem_arena = False  # rows differ in length: the arena would keep one block for each
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
