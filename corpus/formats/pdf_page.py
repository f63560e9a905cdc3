"""What PDFium says of one page: its characters in the order of the file, where each stands, and whether it is seen.

Whether a word is seen is not told by its colour or its size: it may be covered, clipped, or switched off. So the page
is drawn twice, with its text and without; a word that changes nothing in the picture is not seen, and not quoted.

PDFium is called by ctypes with plain addresses: a page has thousands of characters, and pypdfium2's checked calls
take three times as long. It is not safe for threads; one child process reads one file at a time.
"""

from __future__ import annotations

import ctypes
import math
import re
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby, repeat
from typing import Any, Self

import pypdfium2.raw as pdfium

from corpus.formats.pdf_crowding import Edges, Piece, crowded
from corpus.formats.pdf_glyphs import HYPHEN, Glyphs, Style, Word
from corpus.formats.pdf_picture import Frame, Pictures, drawn

# Smaller letters cannot be read on paper, so nobody is shown to have written them.
SMALLEST_POINTS = 2.0
MOST_ALONE = 60  # text objects of a page that are looked at by themselves; 2 ms each
FARTHEST = 1e6  # points from a corner; a page has at most 14,400
MOST_ANNOTATIONS = 1_000  # a form of ten pages has as many; each costs a call

_WORD = re.compile(rf"[^\s{HYPHEN}]+{HYPHEN}?")
_ODD = re.compile("[\x01-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")  # controls, private use, what is none
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_SHOWN_ANNOTATIONS = frozenset({pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP})
_UNPAINTED = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE


def _quick(function: Any, *kinds: Any) -> Callable[..., Any]:
    """Return a function of PDFium that takes numbers and addresses as they are, and returns a number."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(kinds[0], *kinds[1:])(address)


_POINTER, _INT, _FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.c_double
_box = _quick(pdfium.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
_object = _quick(pdfium.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
_matrix = _quick(pdfium.FPDFText_GetMatrix, _INT, _POINTER, _INT, _POINTER)
_size = _quick(pdfium.FPDFText_GetFontSize, _FLOAT, _POINTER, _INT)
_weight = _quick(pdfium.FPDFText_GetFontWeight, _INT, _POINTER, _INT)
_unmapped = _quick(pdfium.FPDFText_HasUnicodeMapError, _INT, _POINTER, _INT)
_mode = _quick(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
_font = _quick(pdfium.FPDFTextObj_GetFont, _POINTER, _POINTER)
_font_name = _quick(pdfium.FPDFFont_GetBaseFontName, ctypes.c_size_t, _POINTER, _POINTER, ctypes.c_size_t)


class Page:
    """One page of an open document; a class because PDFium's handles must be given back.

    Args:
        document: PDFium's handle of the document.
        index: Of the page, from 0.

    Raises:
        OSError: The page cannot be loaded.
    """

    def __init__(self, document: Any, index: int) -> None:
        self._page = pdfium.FPDF_LoadPage(document, index)
        if not self._page:
            raise OSError("PDFium cannot load the page")
        self._filled_in = _flattened(self._page)
        if self._filled_in:  # loaded again, because a page is taken apart when it is loaded
            pdfium.FPDF_ClosePage(self._page)
            self._page = pdfium.FPDF_LoadPage(document, index)
        self._text = pdfium.FPDFText_LoadPage(self._page)
        self._address = ctypes.cast(self._text, _POINTER).value
        self._bold: dict[int, bool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._text:
            pdfium.FPDFText_ClosePage(self._text)
        pdfium.FPDF_ClosePage(self._page)

    def glyphs(self) -> Glyphs:
        """Return the page's characters and the words of them that are seen."""
        text = self._characters()
        frame = Frame.of(self._page)
        edges = frame.shown(*self._edges(len(text)))
        pieces = _pieces(self._address, text)
        pictures = drawn(self._page, frame, {text_object for *_, text_object in pieces if text_object})
        alone = {
            each: pictures.without(each) if n < MOST_ALONE else None for n, each in enumerate(crowded(pieces, edges))
        }
        words = tuple(self._seen(pieces, frame, edges, pictures, alone))
        seen = sum(word.last - word.first for word in words if not word.barred)
        hidden = sum(last - first for first, last, _ in pieces) - seen
        damaged = self._damaged(text, words)
        return Glyphs(text, *edges, words, hidden, damaged, pictures.pictured, self._filled_in)

    def _seen(
        self, pieces: list[Piece], frame: Frame, edges: Edges, usual: Pictures, alone: Mapping[int, Pictures | None]
    ) -> Iterator[Word]:
        """Yield the words that a reader sees, and those that a scanner recognised in what is seen.

        Args:
            pieces: The words.
            frame: Of the page.
            edges: Of its characters.
            usual: Its pictures with all text and without.
            alone: Those of text objects that lie over others, with each and without it; None where there are too many.
        """
        lefts, tops, rights, bottoms = edges
        styles: dict[int, Style] = {}
        for first, last, text_object in pieces:
            style = styles.get(text_object) or styles.setdefault(text_object, self._style(text_object, first, frame))
            pictures = alone.get(text_object, usual)
            if pictures is None:
                continue
            end = last - 1
            left, top, right, bottom = lefts[first], tops[first], rights[end], bottoms[end]
            if right < left or bottom < top:  # from right to left, or upwards
                left, right = lefts[end], rights[first]
                top, bottom = min(top, tops[end]), max(bottom, bottoms[first])
            looks = pictures.depicts if style.unpainted else pictures.shows if pictures is usual else pictures.inks
            if style.size >= SMALLEST_POINTS and looks(left, top, right, bottom):
                yield Word(first, last, style)
            elif pictures.bars(left, top, right, bottom):
                yield Word(first, last, style, barred=True)

    def _characters(self) -> str:
        count = max(0, pdfium.FPDFText_CountChars(self._text)) if self._text else 0
        room = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self._text, 0, count, room) - 1
        if written == count:
            text = bytes(room)[: 2 * count].decode("utf-16-le", "surrogatepass")
            if len(text) == count:
                return text.replace("\x02", HYPHEN)
        # A character that is none, or is beyond 16 bits, takes none or two places in PDFium's text.
        codes = (pdfium.FPDFText_GetUnicode(self._text, index) for index in range(count))
        known = (chr(code) if 0 < code <= sys.maxunicode else "\N{REPLACEMENT CHARACTER}" for code in codes)
        return "".join(known).replace("\x02", HYPHEN)

    def _edges(self, count: int) -> Edges:
        """Return left, top, right and bottom of every character as the file counts: from below."""
        boxes = (ctypes.c_float * (4 * count))()
        start = ctypes.addressof(boxes)
        for _ in map(_box, repeat(self._address), range(count), range(start, start + 16 * count, 16)):
            pass
        flat = array("f", bytes(boxes))
        if not (math.isfinite(sum(flat)) and max(flat, default=0) < FARTHEST and min(flat, default=0) > -FARTHEST):
            flat = array("f", [edge if -FARTHEST < edge < FARTHEST else 0.0 for edge in flat])  # no such place is drawn
        return flat[0::4], flat[1::4], flat[2::4], flat[3::4]

    def _style(self, text_object: int, index: int, frame: Frame) -> Style:
        matrix = (ctypes.c_float * 6)()
        _matrix(self._address, index, ctypes.addressof(matrix))
        a, b, c, d = matrix[:4]
        size = abs(_size(self._address, index)) * math.sqrt(abs(a * d - b * c))
        sideways = (abs(b) > abs(a)) is not frame.turned
        unpainted = bool(text_object) and _mode(text_object) == _UNPAINTED
        return Style(round(size, 1), self._is_bold(text_object, index), unpainted, sideways)

    def _is_bold(self, text_object: int, index: int) -> bool:
        font = _font(text_object) or 0 if text_object else 0
        if font not in self._bold:
            name = ctypes.create_string_buffer(200)
            _font_name(font, ctypes.addressof(name), 200)
            named = bool(_BOLD.search(name.value.decode("utf-8", "replace")))
            self._bold[font] = named or _weight(self._address, index) >= 600  # noqa: PLR2004 - semibold, CSS Fonts 4
        return self._bold[font]

    def _damaged(self, text: str, words: tuple[Word, ...]) -> int:
        """Return how many characters have no meaning: their font does not tell it, or tells what is no letter."""
        return len(_ODD.findall(text)) + sum(w.last - w.first for w in words if _unmapped(self._address, w.first) == 1)


def _pieces(address: int | None, text: str) -> list[Piece]:
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
        begin, end = _object(address, first) or 0, _object(address, last) or 0
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
    objects = [_object(address, index) or 0 for index in range(first, end)]
    at = first
    for text_object, run in groupby(objects):
        length = len(list(run))
        yield at, at + length, text_object
        at += length


def _flattened(page: Any) -> bool:
    """Draw form fields and comments into the page, so that what they show counts as text; return whether any is."""
    count = min(pdfium.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)
    if not any(_kind(page, index) in _SHOWN_ANNOTATIONS for index in range(count)):
        return False
    return bool(pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS)


def _kind(page: Any, index: int) -> int:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    kind = pdfium.FPDFAnnot_GetSubtype(annotation) if annotation else pdfium.FPDF_ANNOT_UNKNOWN
    if annotation:
        pdfium.FPDFPage_CloseAnnot(annotation)
    return int(kind)
