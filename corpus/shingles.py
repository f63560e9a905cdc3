"""Which reports are copies of one another, and which sentences: agency copy under another headline is no second source.

A report's fingerprint is a sample of its shingles (runs of five words): those whose hash falls below a bound, the same
bound for every report, lowered by halves for long ones. The share of common shingles in the smaller of two reports so
tells a copy that was cut, as MinHash's resemblance would not. Sources: Broder 1997, "On the resemblance and containment
of documents"; Irber et al. 2022 (FracMinHash). Measured by `benchmarks/copies.py`.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import blake2b
from sys import byteorder

KIND = "shingles"  # of a fingerprint, in the store
LENGTH = 5  # words: three stand by chance in two reports on one subject, five hardly ever
MOST_HASHES = 2_000  # 16 kB a report; enough to see a page copied out of a hundred
FEWEST_HASHES = 8  # in common; fewer of a sample say nothing
# Copies with a tenth of their words edited share 60 % of their shingles, reports on one event at most 12 %.
COPY_SHARE = 0.4
# Sentences of fewer words are alike by chance: "He declined to comment."
FEWEST_WORDS = 6
ALIKE = 0.85  # share of words in common and in order
LEAST_LENGTH = 0.7  # of the longer one's; what is shorter cannot have so much in common

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_NEGATIONS = frozenset({"not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot"})
_CONTRACTED = frozenset(
    {
        f"{verb}nt"
        for verb in ("did", "does", "do", "was", "were", "is", "are", "has", "have", "had", "wo", "would", "could")
    }
)  # "didn't" without its apostrophe
_BITS = 64


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A sample of the shingles of a report.

    Args:
        level: How often the bound was halved: 0 is all shingles.
        hashes: Those below the bound.
    """

    level: int
    hashes: frozenset[int]

    def packed(self) -> bytes:
        """Return it as bytes: the level in one, then the hashes in ascending order, little-endian."""
        numbers = array("Q", sorted(self.hashes))
        if byteorder == "big":
            numbers.byteswap()
        return bytes([self.level]) + numbers.tobytes()

    @classmethod
    def unpacked(cls, packed: bytes) -> Fingerprint:
        """Return what was packed."""
        numbers = array("Q", packed[1:])
        if byteorder == "big":
            numbers.byteswap()
        return cls(packed[0], frozenset(numbers))

    def at(self, level: int) -> frozenset[int]:
        """Return the hashes below a lower bound."""
        bound = 1 << (_BITS - level)
        return self.hashes if level <= self.level else frozenset(number for number in self.hashes if number < bound)


def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of a report's text."""
    words = _words(text)
    hashes = {_hash(words[n : n + LENGTH]) for n in range(max(1, len(words) - LENGTH + 1))} if words else set()
    level = 0
    while len(hashes) > MOST_HASHES:
        level += 1
        bound = 1 << (_BITS - level)
        hashes = {number for number in hashes if number < bound}
    return Fingerprint(level, frozenset(hashes))


def share(one: Fingerprint, other: Fingerprint) -> float:
    """Return which share of the smaller report's shingles stands in the other too, 0 where too few are known."""
    level = max(one.level, other.level)
    ours, theirs = one.at(level), other.at(level)
    common = len(ours & theirs)
    smaller = min(len(ours), len(theirs))
    return common / smaller if smaller and (common >= FEWEST_HASHES or common == smaller > 0 == level) else 0.0


def are_copies(one: Fingerprint, other: Fingerprint) -> bool:
    """Return whether one report holds much of the other's text."""
    return share(one, other) >= COPY_SHARE


def groups(reports: Iterable[tuple[int, Fingerprint]]) -> list[set[int]]:
    """Return reports in groups of copies, each report in one; a copy of a copy is in its group."""
    found: list[tuple[set[int], list[Fingerprint]]] = []
    for report, ours in reports:
        joined: tuple[set[int], list[Fingerprint]] = ({report}, [ours])
        for group in [group for group in found if any(are_copies(ours, theirs) for theirs in group[1])]:
            joined = (joined[0] | group[0], joined[1] + group[1])
            found.remove(group)
        found.append(joined)
    return [ids for ids, _ in found]


def say_the_same(one: str, other: str) -> bool:
    """Return whether two sentences are one but for punctuation, case and small edits that change no fact.

    A figure, a negation or a name in the one that the other has not, or has otherwise, is a change of fact.
    """
    ours, theirs = _words(one), _words(other)
    if ours == theirs:
        return True
    shorter, longer = sorted((len(ours), len(theirs)))
    if shorter < max(FEWEST_WORDS, LEAST_LENGTH * longer) or len(set(ours) & set(theirs)) < LEAST_LENGTH * len(
        set(ours)
    ):
        return False
    compared = SequenceMatcher(None, ours, theirs, autojunk=False)
    if compared.real_quick_ratio() < ALIKE or compared.quick_ratio() < ALIKE or compared.ratio() < ALIKE:
        return False
    names = _names(one) | _names(other)
    edits = [(ours[a:b], theirs[c:d]) for what, a, b, c, d in compared.get_opcodes() if what != "equal"]
    return not any(_changes_fact(*edit, names) for edit in edits)


def _changes_fact(left: list[str], right: list[str], names: frozenset[str]) -> bool:
    """Return whether an edit changes a figure, a negation, or a name for another."""
    words = {*left, *right}
    if any(any(letter.isdigit() for letter in word) or _is_negation(word) for word in words):
        return True
    return bool(names.intersection(left)) and bool(names.intersection(right))


def _is_negation(word: str) -> bool:
    return word in _NEGATIONS or word in _CONTRACTED


def _names(sentence: str) -> frozenset[str]:
    """Return the words written with a capital, the first one left out."""
    later = _WORD.findall(_APOSTROPHE.sub("", sentence))[1:]
    return frozenset(word.casefold() for word in later if word[0].isupper())


def _words(text: str) -> list[str]:
    """Return the words of a text without case and punctuation."""
    return _WORD.findall(_THOUSANDS.sub("", _APOSTROPHE.sub("", text)).casefold())


def _hash(words: list[str]) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest(), "little")
