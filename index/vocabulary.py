"""The words of some reports as they are written there, and which of them are nearly a given word.

Our own, because what may be found is another set of words for every asker: a dictionary of all deletions (SymSpell) or
an automaton would be made for each. All words are compared at once instead, a letter of the given word at a time, after
the length and the letters have ruled out most of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.words import folded

LEAST_LETTERS, MOST_LETTERS = 4, 20  # shorter words are near too many, longer ones are no names
_LETTERS = 32  # bits that say which letters a word has; letters of other scripts share them

Codes = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Near:
    """A word of the reports that is nearly a given one.

    Args:
        word: As it is written there.
        steps: How many letters are to be put in, left out, changed or swapped with the next.
        is_name: Whether it is written in more of them with a capital than without.
        reports: In how many reports it stands.
    """

    word: str
    steps: int
    is_name: bool
    reports: int


class Vocabulary:
    """The words of some reports; a class because comparing is fast only with all of them laid out.

    Args:
        reports: The words of each, as they are written; repetitions count once.
    """

    def __init__(self, reports: Iterable[Collection[str]]) -> None:
        self._reports = Counter(word for report in reports for word in set(report))
        spelt = {word: folded(word) for word in self._reports}
        self._words = [word for word, letters in spelt.items() if LEAST_LETTERS <= len(letters) <= MOST_LETTERS]
        self._codes = _codes([spelt[word] for word in self._words])  # (n, MOST_LETTERS), 0 behind the word's end
        self._lengths = (self._codes > 0).sum(axis=1)  # (n,)
        self._letters = _letters(self._codes)  # (n,)

    def near(self, word: str, most: int) -> list[Near]:
        """Return the words that at most so many steps make of a word without capitals and accents."""
        if not self._words or len(word) > MOST_LETTERS:
            return []
        codes = _codes([word])
        length = np.abs(self._lengths - len(word)) <= most
        rows = np.flatnonzero(length & (np.bitwise_count(self._letters ^ _letters(codes)[0]) <= 2 * most))
        steps = _steps(codes[0, : len(word)], self._codes[rows], self._lengths[rows])
        return [self._near(row, step) for row, step in zip(rows.tolist(), steps.tolist(), strict=True) if step <= most]

    def _near(self, row: int, steps: int) -> Near:
        word = self._words[row]
        small = self._reports.get(word.lower(), 0)
        return Near(word, steps, word[0].isupper() and self._reports[word] > small, self._reports[word])


def _codes(words: Collection[str]) -> Codes:
    """Lay words out as code points: (n, MOST_LETTERS) uint32."""
    return np.array(list(words), f"<U{MOST_LETTERS}").view(np.uint32).reshape(len(words), MOST_LETTERS)


def _letters(codes: Codes) -> Codes:
    """Return which letters words have, a bit for each: (n, m) to (n,)."""
    bits = np.where(codes > 0, np.uint32(1) << (codes % _LETTERS), np.uint32(0))
    letters: Codes = np.bitwise_or.reduce(bits, axis=1)
    return letters


def _steps(word: Codes, codes: Codes, lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int8]:
    """Count the steps from one word to each of n others: (m,), (n, w) and (n,) to (n,).

    Optimal string alignment (Damerau 1964): as Levenshtein's, and swapping two neighbours is one step.
    """
    letters = np.ascontiguousarray(codes[:, : int(lengths.max(initial=0))].T)  # (w, n)
    width, count = letters.shape
    rows = [np.tile(np.arange(width + 1, dtype=np.int8)[:, None], (1, count))]  # (w + 1, n) after each letter
    for at, letter in enumerate(word):
        last, row = rows[-1], np.full((width + 1, count), at + 1, np.int8)
        changed = last[:-1] + (letters != letter)  # (w, n)
        for place in range(width):
            row[place + 1] = np.minimum(np.minimum(last[place + 1], row[place]) + 1, changed[place])
        if at:
            swapped = (letters[1:] == word[at - 1]) & (letters[:-1] == letter)
            row[2:] = np.where(swapped, np.minimum(row[2:], rows[-2][:-2] + 1), row[2:])
        rows.append(row)
    steps: npt.NDArray[np.int8] = rows[-1][lengths, np.arange(count)]
    return steps
