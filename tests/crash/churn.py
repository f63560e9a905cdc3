"""What the crash test kills: a process that adds, replaces and removes reports as fast as it can, and says so.

It writes a line before and after each change: what stands after a change's second line is acknowledged.
"""

from __future__ import annotations

import random
from multiprocessing.connection import Connection
from pathlib import Path

from corpus.report import Block, Extract, Metadata
from corpus.rows import Addition
from corpus.splitting import split
from corpus.store import Store
from index.indexing import packed
from index.retrieval import SENTENCE_VECTORS, Retriever
from tests.fakes.hashing import HashedWords

MODEL = HashedWords()
MOST_REPORTS = 8  # above it, more is removed than added


def code_word(key: int) -> str:
    """Return the word that stands in no other report."""
    return "zq" + "".join(chr(ord("a") + int(digit)) for digit in str(key)) + "qz"


def text_of(key: int) -> str:
    """Return the whole text of a report, from its number."""
    facts = (f"Fact {n} of report {key} was confirmed by observers on the spot." for n in range(key % 30))
    return " ".join([f"The code word of this report is {code_word(key)}.", *facts])


def addition(key: int) -> Addition:
    """Return a report ready to be stored."""
    text = text_of(key)
    extract = Extract(text, (Block(0, len(text)),))
    document = split(extract)
    vectors = MODEL.embed([text[sentence.start : sentence.end] for sentence in document.sentences])
    return Addition(
        *(text.encode(), f"{key}.txt", extract, document, Metadata(title=str(key))),
        vectors={SENTENCE_VECTORS: packed(MODEL, vectors)},
    )


def churn(folder: Path, seed: int, line: Connection) -> None:
    """Change the reports of a folder until killed; keys begin at a thousand times the seed."""
    draw = random.Random(seed)  # noqa: S311 - a seed repeats the run
    with Store(folder) as store:
        retriever = Retriever(store, MODEL)
        for key in range(seed * 1000, seed * 1000 + 1000):
            _change(store, key, draw, line)
            if draw.random() < 0.5:
                retriever.follow()


def _change(store: Store, key: int, draw: random.Random, line: Connection) -> None:
    held = [report.id for report in store.reports()]
    action = (
        draw.choice(["add", "replace", "remove", "remove" if len(held) > MOST_REPORTS else "add"]) if held else "add"
    )
    target = draw.choice(held) if held and action != "add" else 0
    line.send(("begun", action, target, key))
    if action == "add":
        target = store.add(addition(key)).id
    elif action == "replace":
        store.replace(target, addition(key))
    else:
        store.remove(target)
    line.send(("done", action, target, key))
