"""Measure what misspelt names cost: right sentences found by the right spelling, the wrong one, and the corrected one.

    python benchmarks/misspelling.py [--sets a,b] [--limit N] [--work FOLDER]

A name of each question (a word with a capital, not its first, of five letters or more) is misspelt as it is misheard:
one vowel becomes another, and of seven letters or more another letter is lost. index/spelling.py knows nothing of this
rule. The columns "corrected" and "its hit@1" are of the questions as they were asked: how many have a word that was
replaced, and what that did to them. Needs VERBATIM_SHARED, as benchmarks/quality.py does.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from kept import add_work, conditions
from quality import Filled, filled

from index.judging import load_judge
from index.settings import ReaderSettings
from index.spelling import Speller, corrected

SETS = "squad11,realtimeqa,trecqa,selqa,xquad_en"
VOWELS = "aeiou"
AS_ASKED = 1_000  # questions of a set that are asked without a misspelling of ours
LEAST, LOSES = 5, 7  # letters of a name, and of one that loses a letter besides
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+\b")


def misspelt(name: str, chance: random.Random) -> str:
    """Return a name as it is misheard; as it is where it has no vowel behind its first letter."""
    places = [at for at, letter in enumerate(name) if at and letter in VOWELS]
    if not places:
        return name
    at = chance.choice(places)
    lost = chance.choice([n for n in range(1, len(name)) if n != at]) if len(name) >= LOSES else None
    heard = [chance.choice(VOWELS.replace(letter, "")) if n == at else letter for n, letter in enumerate(name)]
    return "".join(letter for n, letter in enumerate(heard) if n != lost)


def misspelt_questions(at: Filled, limit: int) -> list[tuple[dict[str, Any], str]]:
    """Return questions, each with itself misspelt: a name that stands in the reports becomes one that does not."""
    chance, chosen = random.Random(0), []  # noqa: S311 - the same sample every time
    for question in at.questions:
        names = [name for name in _NAME.findall(question["question"]) if len(name) >= LEAST]
        if question["answerable"] and question["gold"] and names:
            name = chance.choice(names)
            wrong = misspelt(name, chance)
            if at.retriever.unknown([name, wrong]) == [wrong]:
                chosen.append((question, question["question"].replace(name, wrong)))
    return chosen[:limit]


def measured(at: Filled, limit: int) -> str:
    """Return a row of the table."""
    judge, speller = load_judge(ReaderSettings(), at.store, at.retriever), Speller(at.store, at.retriever)
    scope, took_ms = at.store.reports(), []

    def hits(question: dict[str, Any], text: str) -> bool:
        best = judge.judge(text, at.retriever.retrieve(text)).sentences[0]
        return at.names[best.sentence] in question["gold"]

    def respelt(text: str) -> str:
        begin = time.perf_counter()
        found = corrected(text, speller.corrections(text, scope, None))
        took_ms.append(1e3 * (time.perf_counter() - begin))
        return found

    pairs = misspelt_questions(at, limit)
    right = [hits(question, question["question"]) for question, _ in pairs]
    wrong = [hits(question, text) for question, text in pairs]
    meant = [(question, respelt(text)) for question, text in pairs]
    after = [hits(question, text) for question, text in meant]
    same = sum(text == question["question"] for question, text in meant)
    untouched = [
        (question, question["question"], respelt(question["question"])) for question in at.questions[:AS_ASKED]
    ]
    changed = [one for one in untouched if one[1] != one[2]]
    return (
        f"| {at.name} | {len(pairs)} | {percent(right)} | {percent(wrong)} | {percent(after)} | {same} |"
        f" {len(changed)} of {len(untouched)} | {_changed(changed, hits)} |"
        f" {np.median(took_ms):.2f} / {np.percentile(took_ms, 99):.1f} |"
    )


def _changed(changed: list[tuple[dict[str, Any], str, str]], hits: Callable[[dict[str, Any], str], bool]) -> str:
    """Return hit@1 of the questions that were asked rightly and replaced, before and after."""
    known = [one for one in changed if one[0]["answerable"] and one[0]["gold"]][:100]
    before, after = [hits(one, text) for one, text, _ in known], [hits(one, text) for one, _, text in known]
    return f"{percent(before)} to {percent(after)} ({len(known)})" if known else ""


def percent(found: list[bool]) -> str:
    """Return a share as a percentage."""
    return f"{100 * np.mean(found):.1f}" if found else ""


def main() -> None:
    """Print a row a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", default=SETS)
    parser.add_argument("--limit", type=int, default=40, help="misspelt questions a set")
    add_work(parser)
    options = parser.parse_args()
    print(f"{conditions()}; vectors are kept in {options.work}\n")
    heads = "set | misspelt | right | wrong | corrected | rightly | corrected as asked | its hit@1 | ms p50 / p99"
    print(f"| {heads} |\n{'|---' * 9}|", flush=True)
    for name in options.sets.split(","):
        with filled(name, None, options.work) as at:
            print(measured(at, options.limit), flush=True)


if __name__ == "__main__":
    main()
