"""The words of a PDF's page, each cut where one text object ends and another begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from corpus.formats.pdf_calls import object_of
from corpus.formats.pdf_crowding import Piece
from corpus.formats.pdf_glyphs import HYPHEN

_WORD = re.compile(rf"[^\s{HYPHEN}]+{HYPHEN}?")


def pieces_of(address: int | None, text: str) -> list[Piece]:
    """Return the words of a page, cut where one text object ends and another begins.

    The characters of an object follow one another, so words between two characters of one object belong to it too:
    that spares most of the calls.
    """
    spans = [found.span() for found in _WORD.finditer(text)]
    pieces: list[Piece] = []
    ranges = [(0, len(spans) - 1)] if spans else []
    while ranges:
        low, high = ranges.pop()
        first, last = spans[low][0], spans[high][1] - 1
        begin, end = object_of(address, first) or 0, object_of(address, last) or 0
        if begin == end:
            pieces += [(*span, begin) for span in spans[low : high + 1]]
        elif low == high:
            pieces += _cut(address, first, last + 1)
        else:
            middle = (low + high) // 2
            ranges += [(middle + 1, high), (low, middle)]
    return pieces


def _cut(address: int | None, first: int, end: int) -> Iterator[Piece]:
    """Yield the parts of a word that belongs to several text objects."""
    objects = [object_of(address, index) or 0 for index in range(first, end)]
    at = first
    for text_object, run in groupby(objects):
        length = len(list(run))
        yield at, at + length, text_object
        at += length
