"""`evaluate`: answer a set of questions through the code that answers people, and write the rankings for scoring."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.config import Settings
from bot.terminal.progress import bar
from corpus.store import Store
from index.embedding import load_embedder
from index.errors import EvaluationError
from index.evaluation import Ranker, fill, predictions, read_rows
from index.judging import load_judge
from index.retrieval import Retriever

DONE = 0


def evaluate(settings: Settings, options: argparse.Namespace) -> int:
    """Answer every question and write a line each."""
    sentences, questions = read_rows(options.sentences), read_rows(options.questions)[: options.limit]
    embedder = load_embedder(settings.embedding)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder), durable=False) as store:
        with bar("Indexing", len(sentences), "sentences") as step:
            names = fill(store, sentences, embedder, step)
        retriever = Retriever(store, embedder)
        judge, only = load_judge(settings.reader, store, retriever), options.mode == "report"
        ranker = Ranker(store, retriever, judge, only_its_report=only)
        with bar("Answering", len(questions), "questions") as step:
            written = _write(options.predictions, predictions(questions, names, ranker.rank, step))
    Console(highlight=False, stderr=True).print(f"Wrote {written} predictions to {options.predictions}.")
    return DONE


def _write(target: Path, lines: Iterator[dict[str, Any]]) -> int:
    count = 0
    try:
        with target.open("w", encoding="utf-8") as out:
            for count, line in enumerate(lines, 1):  # noqa: B007 - returned
                out.write(json.dumps(line) + "\n")
    except OSError as failure:
        raise EvaluationError(f"{target} cannot be written: {failure.strerror}.") from failure
    return count
