"""Measure whether copies of a report are told from reports on the same subject, and edited sentences from other facts.

    VERBATIM_SHARED=../shared PYTHONPATH=. python benchmarks/copies.py

Copies are made of the sample reports, as an agency's clients make them: another headline, cut at the end, some words
edited, paragraphs in another order. Reports that are none are the documents of the dev sets, each compared with every
other; those above the bound are printed, because some of them are copies indeed.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations

from kept import conditions
from quality import shared

from corpus.formats.markdown import read
from corpus.shingles import COPY_SHARE, Fingerprint, fingerprint, say_the_same, share
from corpus.splitting import split
from index.evaluation import read_rows
from index.indexing import SAMPLES

SETS = ("realtimeqa", "qamr_wikinews", "multirc", "selqa")
ROUNDS = 20
LONGER_THAN = 40  # characters: sentences of a few words are only compared as they stand
SMALL = ("also", "then", "now", "there", "reportedly", "meanwhile", "today")

Edit = Callable[[str, random.Random], str]


def edited(share_of_words: float) -> Edit:
    """Return an edit that drops, doubles or replaces this share of the words."""

    def edit(text: str, chance: random.Random) -> str:
        words = [_changed(word, chance) if chance.random() < share_of_words else word for word in text.split(" ")]
        return " ".join(words)

    return edit


def _changed(word: str, chance: random.Random) -> str:
    return chance.choice(("", chance.choice(SMALL), f"{word} {chance.choice(SMALL)}"))


def cut(kept: float) -> Edit:
    """Return an edit that keeps this share of a report, from its beginning, under another headline."""
    return lambda text, _: f"Another headline for the story\n{text.split(chr(10), 1)[-1][: int(len(text) * kept)]}"


def reordered(text: str, chance: random.Random) -> str:
    """Return a report with its paragraphs in another order."""
    paragraphs = text.split("\n\n")
    chance.shuffle(paragraphs)
    return "\n\n".join(paragraphs)


def _inserted(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    words.insert(chance.randrange(1, max(2, len(words))), chance.choice(SMALL))
    return " ".join(words)


EDITS: dict[str, Edit] = {
    "another headline, cut to 60 %": cut(0.6),
    "another headline, cut to 30 %": cut(0.3),
    "paragraphs in another order": reordered,
    "5 % of words edited": edited(0.05),
    "10 % of words edited": edited(0.10),
    "15 % of words edited": edited(0.15),
    "cut to 50 %, 10 % edited": lambda text, chance: edited(0.1)(cut(0.5)(text, chance), chance),
}
SENTENCE_EDITS: dict[str, Edit] = {
    "punctuation and case": lambda text, _: re.sub(r"[,;:“”\"]", "", text.replace("–", "-")).upper(),
    "one word more": _inserted,
    "one small word less": lambda text, _: re.sub(r"\b(?:the|a|of|had|was) ", "", text, count=1),
}
OTHER_FACTS: dict[str, Edit] = {
    "a figure": lambda text, _: re.sub(r"\d+", lambda found: str(int(found[0]) + 1), text, count=1),
    "a negation": lambda text, _: re.sub(r"\b(was|were|is|had|has|could)\b", r"\1 not", text, count=1),
    "a name": lambda text, _: re.sub(r"(?<=[a-z] )([A-Z][a-z]+)", "Kowalski", text, count=1),
}


def main() -> None:
    """Print a table for reports and one for sentences."""
    print(f"{conditions()}\n")
    chance = random.Random(5)  # noqa: S311 - the same edits every time
    samples = [(path.name, split(read(path.read_bytes(), path.name))) for path in sorted(SAMPLES.glob("*.md"))]
    texts = [document.text for _, document in samples]
    print("| copies of the sample reports | found | least share |\n|---|---|---|")
    for name, edit in EDITS.items():
        shares = [share(fingerprint(text), fingerprint(edit(text, chance))) for text in texts for _ in range(ROUNDS)]
        print(f"| {name} | {sum(s >= COPY_SHARE for s in shares) / len(shares):.1%} | {min(shares):.2f} |")
    between = [share(fingerprint(one), fingerprint(other)) for one, other in combinations(texts, 2)]
    false = sum(found >= COPY_SHARE for found in between)
    print(f"| different samples ({len(between)} pairs) | {false} | {max(between):.2f} |")
    sentences = [document.text[s.start : s.end] for _, document in samples for s in document.sentences]
    _sentences([sentence for sentence in sentences if len(sentence) > LONGER_THAN], chance)
    for name in SETS:
        _dev_set(name)


def _sentences(sentences: list[str], chance: random.Random) -> None:
    """Print how many edited sentences are taken for the same, and how many that say something else."""
    print(f"\n| {len(sentences)} sentences with | taken for the same |\n|---|---|")
    for name, edit in (*SENTENCE_EDITS.items(), *OTHER_FACTS.items()):
        pairs = [(sentence, edit(sentence, chance)) for sentence in sentences]
        changed = [pair for pair in pairs if pair[0] != pair[1]]
        print(f"| {name} ({len(changed)}) | {sum(say_the_same(*p) for p in changed) / max(1, len(changed)):.1%} |")
    others = sum(say_the_same(*pair) for pair in combinations(sentences, 2))
    print(f"| another sentence ({len(sentences) * (len(sentences) - 1) // 2}) | {others} |")


def _dev_set(name: str) -> None:
    """Print how many documents of a set are taken for copies, and the first of them."""
    texts: dict[str, list[str]] = defaultdict(list)
    for row in read_rows(shared() / "dev" / name / "sentences.jsonl.gz"):
        texts[row["doc"]].append(row["text"])
    prints = {doc: fingerprint(" ".join(lines)) for doc, lines in texts.items()}
    found = [(one, other) for one, other in _meeting(prints) if share(prints[one], prints[other]) >= COPY_SHARE]
    print(f"\n{name}: {len(prints):,} documents, {len(found)} pairs taken for copies")
    for one, other in found[:5]:
        print(f"  {share(prints[one], prints[other]):.2f}: {one} | {other}")


def _meeting(prints: dict[str, Fingerprint]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of documents that have a shingle in common."""
    holders: dict[int, list[str]] = defaultdict(list)
    for doc, made in prints.items():
        for number in made.hashes:
            holders[number].append(doc)
    yield from Counter(pair for docs in holders.values() for pair in combinations(docs, 2))


if __name__ == "__main__":
    main()
