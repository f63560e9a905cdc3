"""Measure the answers on sets of questions with known right sentences: one table, beside the floors.

    python benchmarks/quality.py [--sets a,b] [--mode open] [--reader none] [--limit N] [--work FOLDER]
    python benchmarks/quality.py --fit      choose the weights of index/features.py, leaving out one set at a time
    python benchmarks/quality.py --languages  likewise the weights of other languages, leaving out one at a time
    python benchmarks/quality.py --recall   the share of right sentences among the candidates

Needs VERBATIM_SHARED, the folder with eval/dev and eval/score.py. Run it from the project's root as
`PYTHONPATH=. .venv/bin/python benchmarks/quality.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from kept import KeptVectors, Progress, add_work, conditions
from scipy.optimize import minimize

from corpus.store import Store
from index.embedding import load_embedder
from index.evaluation import Ranker, fill, predictions, read_rows
from index.features import NAMES
from index.judging import load_judge
from index.retrieval import Retriever
from index.settings import EmbeddingSettings, ReaderSettings

# Best of BM25, all-MiniLM-L6-v2 and their equal fusion, hit@1 (open mode), as measured before this project began.
FLOORS = {
    "squad11": 66.1,
    "multirc": 65.9,
    "realtimeqa": 47.7,
    "wikiqa": 56.1,
    "qed": 41.6,
    "trecqa": 48.8,
    "selqa": 66.9,
    "clapnq": 49.3,
}
LANGUAGES = tuple(f"xquad_{code}" for code in ("es", "de", "ru", "zh", "ar", "hi", "el"))
SETS = (*FLOORS, "seed", "squad20")
COLUMNS = ("hit@1", "hit@10", "MRR", "AUROC", "coverage@80")


@dataclass(frozen=True, slots=True)
class Filled:
    """One set, indexed."""

    name: str
    store: Store
    retriever: Retriever
    names: dict[int, str]
    questions: list[dict[str, Any]]


def shared() -> Path:
    """Return the folder of the sets."""
    folder = Path(os.environ.get("VERBATIM_SHARED", "../shared")) / "eval"
    if not folder.is_dir():
        raise SystemExit(f"{folder} is missing: set VERBATIM_SHARED to the folder that holds eval/.")
    return folder


def shuffled_questions(name: str) -> list[dict[str, Any]]:
    """Return a set's questions in the order in which samples are taken."""
    questions = read_rows(shared() / "dev" / name / "questions.jsonl.gz")
    random.Random(0).shuffle(questions)  # noqa: S311 - the same sample every time
    return questions


@contextmanager
def filled(name: str, limit: int | None, work: Path) -> Iterator[Filled]:
    """Index one set in a store that is thrown away; vectors are kept in the work folder."""
    sentences = read_rows(shared() / "dev" / name / "sentences.jsonl.gz")
    embedder = KeptVectors(load_embedder(EmbeddingSettings()), work / "vectors")
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder), durable=False) as store:
        names = fill(store, sentences, embedder, Progress(f"{name}, sentences", len(sentences)))
        retriever = Retriever(store, embedder)
        retriever.follow()
        yield Filled(name, store, retriever, names, shuffled_questions(name)[:limit])


def measured(at: Filled, mode: str, reader: str) -> dict[str, Any]:
    """Answer a set's questions and score them; the questions that were not asked are left out."""
    judge = load_judge(ReaderSettings(model=reader), at.store, at.retriever)
    ranker = Ranker(at.store, at.retriever, judge, only_its_report=mode == "report")
    begin = time.perf_counter()
    lines = list(predictions(at.questions, at.names, ranker.rank))
    milliseconds = 1e3 * (time.perf_counter() - begin) / max(1, len(lines))
    return {**scored(at, mode, lines), "ms": round(milliseconds, 1)}


def scored(at: Filled, mode: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Score predictions by the scorer of the sets, on the questions that were asked."""
    with tempfile.TemporaryDirectory() as folder:
        data, given = Path(folder) / at.name, Path(folder) / "predictions.jsonl"
        data.mkdir()
        (data / "sentences.jsonl.gz").symlink_to((shared() / "dev" / at.name / "sentences.jsonl.gz").resolve())
        (data / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in at.questions))
        given.write_text("".join(json.dumps(line) + "\n" for line in lines))
        command = [sys.executable, str(shared() / "score.py"), at.name, str(given), "--mode", mode, "--data", folder]
        answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        return answer


def table(options: argparse.Namespace) -> None:
    """Print a row a set, and the mean over the eight sets with a floor."""
    rows = []
    print("| set | mode | questions | floor | " + " | ".join(COLUMNS) + " | ms |\n" + "|---" * (len(COLUMNS) + 5) + "|")
    for name in options.sets.split(","):
        with filled(name, options.limit, options.work) as at:
            for mode in options.mode.split(","):
                rows.append((name, mode, measured(at, mode, options.reader)))
                print(row_text(*rows[-1]), flush=True)
    for mode in options.mode.split(","):
        chosen = [row for name, row_mode, row in rows if row_mode == mode and name in FLOORS]
        if chosen:
            means = " / ".join(f"{np.mean([row[column] for row in chosen]):.2f}" for column in ("hit@1", "hit@10"))
            print(f"\nMean over {len(chosen)} sets with a floor, {mode}: hit@1 / hit@10 = {means}")


def row_text(name: str, mode: str, row: dict[str, Any]) -> str:
    """Lay one row of the table out."""
    shown = ["" if row[column] is None else str(row[column]) for column in COLUMNS]
    return f"| {name} | {mode} | {row['n']} | {FLOORS.get(name, '')} | {' | '.join(shown)} | {row['ms']} |"


Pack = tuple[np.ndarray, np.ndarray, np.ndarray]  # figures (q, k, f), present (q, k), gold (q, k)


def packed(at: Filled) -> Pack:
    """Gather the figures of all candidates of all answerable questions of a set."""
    parts = []
    for question in at.questions:
        if question["answerable"] and question["gold"]:
            found, gold = at.retriever.retrieve(question["question"]), set(question["gold"])
            parts.append((found.features, np.array([at.names[int(s)] in gold for s in found.sentences])))
    longest = max(len(gold) for _, gold in parts)
    figures = np.zeros((len(parts), longest, len(NAMES)), np.float32)
    present, right = np.zeros((len(parts), longest), bool), np.zeros((len(parts), longest), bool)
    for row, (features, hits) in enumerate(parts):
        figures[row, : len(hits)], present[row, : len(hits)], right[row, : len(hits)] = features, True, hits
    return figures, present, right


def loss(weights: np.ndarray, packs: list[Pack], use: list[int]) -> tuple[float, np.ndarray]:
    """Return the mean negative log likelihood of the right sentences under a softmax, and its gradient."""
    total, slope = 1e-3 * float(weights @ weights), 2e-3 * weights
    for figures, present, right in packs:
        known = right.any(1)
        chosen = figures[known][:, :, use]
        mixed = np.where(present[known], chosen @ weights, -1e9)
        each = np.exp(mixed - mixed.max(1, keepdims=True))
        share = each / each.sum(1, keepdims=True)
        gold = np.where(right[known], each, 0)
        gold_share = gold / gold.sum(1, keepdims=True)
        total -= float(np.log(gold.sum(1) / each.sum(1)).mean()) / len(packs)
        slope = slope - np.einsum("qk,qkf->f", gold_share - share, chosen) / len(chosen) / len(packs)
    return total, slope


def fitted(packs: list[Pack], use: list[int]) -> np.ndarray:
    """Choose the weights of some figures on some sets."""
    begin = np.full(len(use), 3.0)
    weights: np.ndarray = minimize(loss, begin, (packs, use), jac=True, method="L-BFGS-B").x
    return weights


def hit(pack: Pack, weights: np.ndarray, use: list[int], count: int) -> float:
    """Return the percentage of questions with a right sentence among the first so many."""
    figures, present, right = pack
    mixed = np.where(present, figures[:, :, use] @ weights, -1e9)
    first = np.argsort(-mixed, axis=1, kind="stable")[:, :count]
    return float(100 * np.take_along_axis(right, first, 1).any(1).mean())


def fit(options: argparse.Namespace) -> None:
    """Print what each figure adds, each set judged by weights fitted on the others, and the weights of all sets."""
    packs = {}
    for name in LANGUAGES if options.languages else FLOORS:
        with filled(name, options.limit, options.work) as at:
            packs[name] = packed(at)
            print(f"{name}: recall among candidates {100 * packs[name][2].any(1).mean():.1f} %", flush=True)
    if options.recall:
        return
    if options.languages:
        bm25 = [hit(pack, np.ones(1), [NAMES.index("words")], 1) for pack in packs.values()]
        print("BM25 alone, hit@1", *np.round(bm25, 1), sep="  ")
    for count in range(1, len(NAMES) + 1):
        use = list(range(count))
        print(f"+ {NAMES[count - 1]:15}", *left_out(packs, use), sep="  ", flush=True)
    weights = fitted(list(packs.values()), list(range(len(NAMES))))
    weights /= weights.max() if options.languages else weights[0]
    print("weights:", np.round(weights, 2).tolist())
    print("steepness and middle:", np.round(certainty(list(packs.values()), weights), 2).tolist())


def certainty(packs: list[Pack], weights: np.ndarray) -> np.ndarray:
    """Choose steepness and middle of "the first sentence is right" by its score; every set counts the same."""
    best = [np.where(present, figures @ weights, -np.inf) for figures, present, _ in packs]
    hits = [
        np.take_along_axis(pack[2], mixed.argmax(1)[:, None], 1)[:, 0] for pack, mixed in zip(packs, best, strict=True)
    ]

    def unlikely(pair: np.ndarray) -> float:
        logits = [pair[0] * (mixed.max(1) - pair[1]) for mixed in best]
        return sum(float(np.logaddexp(0, np.where(hit, -z, z)).mean()) for hit, z in zip(hits, logits, strict=True))

    chosen: np.ndarray = minimize(unlikely, [1.0, 1.0], method="Nelder-Mead").x
    return chosen


def left_out(packs: dict[str, Pack], use: list[int]) -> Iterator[str]:
    """Yield hit@1 and hit@10 of each set by weights of the others, and their mean."""
    found = []
    for name, pack in packs.items():
        weights = fitted([other for key, other in packs.items() if key != name], use)
        found.append((hit(pack, weights, use, 1), hit(pack, weights, use, 10)))
        yield f"{found[-1][0]:.1f}/{found[-1][1]:.1f}"
    yield "mean {:.2f}/{:.2f}".format(*np.mean(found, axis=0))


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--mode", default="open,report")
    parser.add_argument("--reader", default="verbatim", help='"verbatim" or "none"')
    parser.add_argument("--limit", type=int, help="questions a set, a random sample")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--languages", action="store_true")
    parser.add_argument("--recall", action="store_true")
    add_work(parser)
    options = parser.parse_args()
    print(f"{conditions()}; vectors are kept in {options.work}\n", flush=True)
    if options.fit or options.recall or options.languages:
        fit(options)
    else:
        table(options)


if __name__ == "__main__":
    main()
