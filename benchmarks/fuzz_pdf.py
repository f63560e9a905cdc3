"""Change PDFs at random and read them: each must be read or refused in one sentence, within its limits.

    python benchmarks/fuzz_pdf.py [--files 300] [--seed 1]

Not a test of every change, because it takes minutes: bytes are flipped, cut out, doubled and swapped, numbers made
huge, names exchanged. Run it from the project's root as `PYTHONPATH=. .venv/bin/python benchmarks/fuzz_pdf.py`.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable

from kept import conditions

from corpus.errors import RefusedReport
from corpus.extraction import MOST_WALL_S, Extractor
from corpus.splitting import split
from tests.fakes.typesetting import Typesetter, sentences

Change = Callable[[bytearray, random.Random], None]
_NUMBER = re.compile(rb"\b\d+\b")
_NAME = re.compile(rb"/[A-Z][A-Za-z0-9]+")
HUGE = (b"-1", b"0", b"65536", b"2147483648", b"99999999999", b"1e38")


def flip(data: bytearray, chance: random.Random) -> None:
    """Change a few bytes."""
    for _ in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def cut(data: bytearray, chance: random.Random) -> None:
    """Take a piece out."""
    start = chance.randrange(len(data))
    del data[start : start + chance.randint(1, len(data) // 4)]


def double(data: bytearray, chance: random.Random) -> None:
    """Put a piece in again, elsewhere."""
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randint(1, 2_000)]
    at = chance.randrange(len(data))
    data[at:at] = piece


def inflate(data: bytearray, chance: random.Random) -> None:
    """Make a few numbers huge, negative or zero."""
    for _ in range(chance.randint(1, 4)):
        found = chance.choice(list(_NUMBER.finditer(data)))
        data[found.start() : found.end()] = chance.choice(HUGE)


def rename(data: bytearray, chance: random.Random) -> None:
    """Put one name in another's place."""
    names = list(_NAME.finditer(data))
    one, other = chance.choice(names), chance.choice(names)
    data[one.start() : one.end()] = bytes(other[0])


CHANGES: tuple[Change, ...] = (flip, cut, double, inflate, rename)


def main() -> None:
    """Change, read and count."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    wanted = options.parse_args()
    print(conditions())
    chance = random.Random(wanted.seed)  # noqa: S311 - varied, not secret
    texts = sentences(60)
    setters = (Typesetter(divide=True, head="Page"), Typesetter(columns=2, interleaved=True, compressed=False))
    originals = [setter.set(texts) for setter in setters]
    outcomes: Counter[str] = Counter()
    longest = 0.0
    with Extractor() as extractor:
        for _ in range(wanted.files):
            data = bytearray(chance.choice(originals))
            for change in chance.sample(CHANGES, chance.randint(1, 2)):
                change(data, chance)
            begin = time.perf_counter()
            outcomes[_outcome(extractor, bytes(data))] += 1
            longest = max(longest, time.perf_counter() - begin)
    for outcome, count in outcomes.most_common():
        print(f"{count:5} {outcome}")
    print(f"longest {longest:.1f} s (limit {MOST_WALL_S:g} s)")


def _outcome(extractor: Extractor, data: bytes) -> str:
    """Return what became of a file, without its figures."""
    try:
        extract = extractor.extract_bytes(data, "report.pdf")
    except RefusedReport as refusal:
        return re.sub(r"[\d,.]+", "N", refusal.reason)
    split(extract)
    return "read"


if __name__ == "__main__":
    main()
