"""Read the question sets of EVALUATION.md and split them by article.

Only sets whose licence allows it may train weights that ship (TRAINING_SETS); the others are measured and no more.
squad11 and squad20 are drawn from the same Wikipedia articles, so the split is made on the article's name over all sets
together: an article that is held out in one is held out in all.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TRAINING_SETS = (
    "squad11", "squad20", "shifts_wiki", "shifts_reddit", "shifts_amazon", "qamr_wikinews", "qed", "selqa", "clapnq",
    "xquad_en",
)  # fmt: skip
MEASURED_SETS = (
    "squad11", "squad20", "multirc", "realtimeqa", "wikiqa", "qed", "trecqa", "selqa", "clapnq",
    "shifts_wiki", "shifts_reddit", "shifts_amazon", "qamr_wikinews", "seed",
)  # fmt: skip
MADE_FROM = ("squad11", "shifts_wiki", "qamr_wikinews", "qed", "selqa", "clapnq")  # by made_questions.py
HELD_OUT = 0.15  # share of articles of a training set that training never sees


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a set; gold counts positions in the set's sentences."""

    id: str
    doc: str
    text: str
    gold: frozenset[int]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set: its sentences in report order, each report's stretch of them, its titles and its questions."""

    name: str
    ids: Sequence[str]
    sentences: Sequence[str]
    doc_of: Sequence[str]
    stretch: Mapping[str, tuple[int, int]]
    titles: Mapping[str, str]
    questions: Sequence[Asked]

    def length(self, sentence: int) -> int:
        """Characters of a sentence."""
        return len(self.sentences[sentence])

    def around(self, sentence: int) -> tuple[int, int]:
        """Stretch of the report that a sentence stands in."""
        return self.stretch[self.doc_of[sentence]]


def shared() -> Path:
    """Return the folder of the evaluation sets, under $VERBATIM_SHARED."""
    return Path(os.environ.get("VERBATIM_SHARED", "../shared")) / "eval" / "dev"


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def readable(doc: str) -> str:
    """Make a report's id readable as a title: no folders, hashes or underscores; empty where only a number is left."""
    name = re.sub(r"#[0-9a-f]{8}$|\|\d+$|\.txt$|^dev/", "", doc)
    name = re.sub(r"[_/|:]+", " ", name).strip()
    return (
        name if re.search(r"[A-Za-z]{4}", name) and not re.search(r"^wikinews|^Amazon Rev|^Filtered Red", name) else ""
    )


def article(doc: str) -> str:
    """Name the article a report belongs to, the same over all sets."""
    if doc.startswith(("Amazon_Reviews", "Filtered_Reddit")):
        return doc
    return re.sub(r"\W+", " ", re.split(r"#[0-9a-f]{8}$|\||/", doc)[0].replace("_", " ")).strip().casefold()


def held_out(doc: str) -> bool:
    """Say whether training must not see a report: decided by its article's name alone, so the same for ever."""
    return int(hashlib.sha256(b"1" + article(doc).encode()).hexdigest()[:8], 16) < HELD_OUT * 2**32


def load(name: str, folder: Path | None = None) -> QuestionSet:
    """Load a set with its sentences in report order."""
    folder = (folder or shared()) / name
    rows = sorted(_rows(folder / "sentences.jsonl.gz"), key=lambda row: (row["doc"], row["n"]))
    place = {row["id"]: number for number, row in enumerate(rows)}
    docs = [row["doc"] for row in rows]
    first = {doc: number for number, doc in reversed(list(enumerate(docs)))}
    last = {doc: number + 1 for number, doc in enumerate(docs)}
    titles = {row["doc"]: (row.get("meta") or {}).get("title") or readable(row["doc"]) for row in rows}
    questions = [
        Asked(
            row["id"],
            row["doc"],
            row["question"],
            frozenset(place[gold] for gold in row["gold"]) if row["answerable"] else frozenset(),
            tuple(row["answers"] or ()),
        )
        for row in _rows(folder / "questions.jsonl.gz")
    ]
    stretch = {doc: (start, last[doc]) for doc, start in first.items()}
    return QuestionSet(
        name, [row["id"] for row in rows], [row["text"] for row in rows], docs, stretch, titles, questions
    )
