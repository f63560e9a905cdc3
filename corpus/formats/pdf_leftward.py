"""Lines that run from right to left, as Arabic and Hebrew do, in the order in which they are read.

PDFium turns the words of such lines round where it thinks that the file holds them as they are seen, and is misled by
figures, by fonts that change, and by one sign for two letters. Where each character stands is certain: so lines are put
together from that.
"""

# ruff: noqa: RUF001 - figures of other scripts are meant
from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from corpus.formats.pdf_glyphs import Glyphs, Word

LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
NARROWEST_SPACE_EMS, WIDEST_SPACE_EMS = 0.18, 1.4
_FIGURES = re.compile(r"[0-9٠-٩۰-۹](?:[0-9٠-٩۰-۹.,:/–-]*[0-9٠-٩۰-۹])?")
TIE = "\N{INVISIBLE SEPARATOR}"  # stands for a space here, so that no distance within the line is looked at again
_OTHER = re.compile("[A-Za-z0-9٠-٩۰-۹]")
_LATIN = re.compile("[A-Za-z]")
_MARK_WITHIN = re.compile(r"(?<=o)\.(?=o)")
_BEFORE = re.compile(r"^[.,:;!?،؛؟)\]»”]+(?=[0-9٠-٩۰-۹])")  # seen left of a figure, read behind it


def in_reading_order(glyphs: Glyphs) -> Glyphs:
    """Return a page's characters with the words of lines from right to left in the order in which they are read."""
    if not LEFTWARD.search(glyphs.text):
        return glyphs
    made = _Made(glyphs)
    for band in _bands(glyphs):
        letters = "".join(_letters(word, glyphs) for word in band)
        if len(LEFTWARD.findall(letters)) > len(_LATIN.findall(letters)):
            for line in _lines(band, glyphs):
                made.add(_ordered(line, glyphs))
        else:
            made.keep(band)
    return made.glyphs()


def _letters(word: Word, glyphs: Glyphs) -> str:
    return glyphs.text[word.first : word.last]


def _bands(glyphs: Glyphs) -> list[list[Word]]:
    """Return words that follow one another in the file and stand at one height, whatever PDFium takes for a line."""
    bands: list[list[Word]] = []
    top = bottom = 0.0
    for word in glyphs.words:
        upper, lower = glyphs.tops[word.first], glyphs.bottoms[word.first]
        shared = min(bottom, lower) - max(top, upper)
        if bands and shared > (lower - upper) / 2 and bands[-1][-1].style.turn == word.style.turn:
            bands[-1].append(word)
            top, bottom = min(top, upper), max(bottom, lower)
        else:
            bands.append([word])
            top, bottom = upper, lower
    return bands


def _lines(band: Sequence[Word], glyphs: Glyphs) -> list[list[Word]]:
    """Return the words of a band from right to left, parted where more than a space is between them."""
    lines: list[list[Word]] = []
    edge = 0.0
    for word in sorted(band, key=lambda word: -_sides(word, glyphs)[1]):
        left, right = _sides(word, glyphs)
        if lines and edge - right < WIDEST_SPACE_EMS * word.style.size:
            lines[-1].append(word)
            edge = min(edge, left)
        else:
            lines.append([word])
            edge = left
    return lines


def _sides(word: Word, glyphs: Glyphs) -> tuple[float, float]:
    return min(glyphs.lefts[word.first : word.last]), max(glyphs.rights[word.first : word.last])


def _ordered(line: Sequence[Word], glyphs: Glyphs) -> list[tuple[Word, list[int]]]:
    """Return the words of a line that come from right to left, those of other scripts among them from left to right."""
    kinds = "".join(_kind(_letters(word, glyphs)) for word in line)
    kinds = _MARK_WITHIN.sub("o", kinds)
    found: list[tuple[Word, list[int]]] = []
    for kind, run in groupby(zip(kinds, line, strict=True), key=lambda pair: pair[0]):
        words = [word for _, word in run]
        found += [(word, _characters(word, glyphs)) for word in (reversed(words) if kind == "o" else words)]
    return _whole(found, glyphs)


def _whole(pieces: Sequence[tuple[Word, list[int]]], glyphs: Glyphs) -> list[tuple[Word, list[int]]]:
    """Return the words of a line whose pieces are text objects of their own."""
    found: list[tuple[Word, list[int]]] = []
    for word, own in pieces:
        if found and found[-1][0].mask == word.mask and not _is_apart(found[-1][1], own, word.style.size, glyphs):
            found[-1][1].extend(own)
        else:
            found.append((word, own))
    return found


def _is_apart(one: Sequence[int], other: Sequence[int], size: float, glyphs: Glyphs) -> bool:
    """Return whether a space stands between characters."""
    gap = max(
        min(glyphs.lefts[at] for at in one) - max(glyphs.rights[at] for at in other),
        min(glyphs.lefts[at] for at in other) - max(glyphs.rights[at] for at in one),
    )
    return gap > NARROWEST_SPACE_EMS * size


def _kind(text: str) -> str:
    """Return "o" for what runs from left to right, as figures do, "r" for the other way, "." for marks."""
    return "r" if LEFTWARD.search(text) and not _FIGURES.fullmatch(text) else "o" if _OTHER.search(text) else "."


def _characters(word: Word, glyphs: Glyphs) -> list[int]:
    """Return the characters of a word in the order in which they are read."""
    own, text = list(range(word.first, word.last)), _letters(word, glyphs)
    if not LEFTWARD.search(text):
        moved = _BEFORE.match(text)
        return own[moved.end() :] + own[: moved.end()] if moved else own
    turned = glyphs.lefts[own[0]] > glyphs.lefts[own[-1]]  # by PDFium: then letters of one sign are turned, too
    own = sorted(reversed(own) if turned else own, key=lambda at: -glyphs.lefts[at])
    for figure in _FIGURES.finditer("".join(glyphs.text[at] for at in own)):
        own[figure.start() : figure.end()] = sorted(own[figure.start() : figure.end()], key=lambda at: glyphs.lefts[at])
    return own


class _Made:
    """A page's characters in a new order; a class because they grow."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._old, self._text = glyphs, [""]
        self._edges = array("f"), array("f"), array("f"), array("f")
        self._words: list[Word] = []
        firsts = [word.first for word in glyphs.words]
        self._ends = dict(zip(firsts, [*firsts[1:], len(glyphs.text)], strict=True))

    def keep(self, line: Iterable[Word]) -> None:
        """Add the words of a line as they are, with what stands behind each."""
        old = self._old
        for word in line:
            start, end = len(self._edges[0]), self._ends[word.first]
            self._words.append(word._replace(first=start, last=start + word.last - word.first))
            self._text.append(old.text[word.first : end])
            for new, edges in zip(self._edges, (old.lefts, old.tops, old.rights, old.bottoms), strict=True):
                new.extend(edges[word.first : end])

    def add(self, line: Sequence[tuple[Word, list[int]]]) -> None:
        """Add the words of a line with the order of their characters.

        All get the line's height: that of letters which join is their ink's in some fonts.
        """
        old, every = self._old, [at for _, own in line for at in own]
        top, bottom = min(old.tops[at] for at in every), max(old.bottoms[at] for at in every)
        for number, (word, own) in enumerate(line):
            if number:
                self._add(TIE, *self._between(line[number - 1][1], own), top, bottom)
            start = len(self._edges[0])
            self._words.append(word._replace(first=start, last=start + len(own)))
            for at in own:
                self._add(old.text[at], old.lefts[at], old.rights[at], top, bottom)
        self._add("\n", self._edges[0][-1], self._edges[0][-1], top, bottom)

    def _add(self, character: str, left: float, right: float, top: float, bottom: float) -> None:
        self._text.append(character)
        for new, edge in zip(self._edges, (left, top, right, bottom), strict=True):
            new.append(edge)

    def _between(self, one: Sequence[int], other: Sequence[int]) -> tuple[float, float]:
        """Return where the space between two words stands."""
        lefts, rights = self._old.lefts, self._old.rights
        ends = (min(lefts[at] for at in one), max(rights[at] for at in one))
        other_ends = (min(lefts[at] for at in other), max(rights[at] for at in other))
        after, before = (ends, other_ends) if ends[0] >= other_ends[1] else (other_ends, ends)
        return min(before[1], after[0]), after[0]

    def glyphs(self) -> Glyphs:
        """Return them."""
        lefts, tops, rights, bottoms = self._edges
        words, text = tuple(self._words), "".join(self._text)
        return replace(self._old, text=text, lefts=lefts, tops=tops, rights=rights, bottoms=bottoms, words=words)
