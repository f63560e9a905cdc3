"""What PDFium says of one page: its characters in the order of the file, where each stands, and whether it is seen.

Whether a word is seen is not told by its colour or its size: it may be covered, clipped, or switched off. So the page
is drawn twice, with its text and without; a word that changes nothing in the picture is not seen, and not quoted.

PDFium is not safe for threads; one child process reads one file at a time.
"""

from __future__ import annotations

import ctypes
import math
import re
import sys
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import compress, groupby, islice, repeat
from operator import attrgetter
from typing import Any, Self

import pypdfium2.raw as pdfium

from corpus.formats.pdf_calls import (
    POINTER,
    box_of,
    drawn_bounds,
    font_name,
    font_of,
    is_dark,
    is_embedded,
    is_unmapped,
    matrix_of,
    mode_of,
    size_of,
    text_objects,
    weight_of,
)
from corpus.formats.pdf_crowding import MOST_GROUPS, Edges, Piece, copies, crowded, runs_of
from corpus.formats.pdf_glyphs import BAR, HYPHEN, SLANTED, UNTOLD, Glyphs, Style, Word, is_gibberish
from corpus.formats.pdf_picture import Drawing, Frame, Pictures
from corpus.formats.pdf_pieces import pieces_of
from corpus.formats.pdf_ruled import MOST_RULES

# Smaller letters cannot be read on paper, so nobody is shown to have written them.
SMALLEST_POINTS = 2.0
MOST_INK = 0.625  # of the height of a line, from above: most letters have ink there
FARTHEST = 1e6  # points from a corner; a page has at most 14,400
SLANT = 0.2  # of a line's length that it rises: more than eleven degrees
MOST_ANNOTATIONS = 1_000  # a form of ten pages has as many; each costs a call

_ODD = re.compile("[\x01-\x08\x0e-\x1f\ue000-\uf01f\uf100-\uf8ff\ufffd]")  # controls, private use, what is none
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_SHOWN_ANNOTATIONS = frozenset({pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP})
Look = Callable[[float, float, float, float], bool]
_UNPAINTED = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE


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
        self._address = ctypes.cast(self._text, POINTER).value
        self._bold: dict[int, bool] = {}
        self._lacking: dict[int, bool] = {}
        self._unchecked = False

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
        pieces = pieces_of(self._address, text)
        runs = runs_of(pieces, edges)
        again = copies(runs, text)
        if again:
            pieces = [piece for piece in pieces if piece[2] not in again]
            runs = [run for run in runs if run[4] not in again]
        texts, only_text = text_objects(self._page)
        drawing = Drawing(self._page, frame, frozenset(texts), only_text)
        pictures = drawing.pictures()
        alone = _looked_at(drawing, pictures, crowded(runs), again)
        words = self._told(text, self._seen(pieces, frame, edges, pictures, alone))
        seen = sum([word.last - word.first for word in words if word.mask != BAR])
        hidden = sum([last - first for first, last, _ in pieces]) - seen
        damaged = sum([word.last - word.first for word in words if word.mask == UNTOLD])
        damaged += len(_ODD.findall(text)) if _ODD.search(text) else 0
        told = Glyphs(
            text, *edges, words, hidden, damaged, pictures.pictured, self._filled_in, frame.size, self._unchecked
        )
        return told if only_text else replace(told, rules=_rules(self._page, frame))

    def _seen(
        self, pieces: list[Piece], frame: Frame, edges: Edges, usual: Pictures, alone: Mapping[int, Pictures | None]
    ) -> Iterator[Word]:
        """Yield the words that a reader sees, and those that a scanner recognised in what is seen.

        Args:
            pieces: The words.
            frame: Of the page.
            edges: Of its characters.
            usual: Its pictures with all text and without.
            alone: Those of text objects that lie over others; None where there are too many.
        """
        lefts, tops, rights, bottoms = edges
        scale, width, find = usual.scale, usual.whole.width, usual.changed.find
        shows = usual.shows
        looks: Look = _never
        text_object, style, pictures, last_left = -1, Style(0.0), None, (width - 1) / scale
        for first, last, own in pieces:
            if own != text_object:
                text_object, style, pictures = own, self._style(own, first, frame), alone.get(own, usual)
                looks = _looks(style, pictures, usual, shows)
            if pictures is None:
                continue
            end = last - 1
            left, top, right, bottom = lefts[first], tops[first], rights[end], bottoms[end]
            if right < left or bottom < top:  # from right to left, or upwards
                left, right = lefts[end], rights[first]
                top, bottom = min(top, tops[end]), max(bottom, bottoms[first])
            if looks is shows and left >= 0 <= top and right < last_left:
                at = int((top + (bottom - top) * MOST_INK) * scale) * width
                if find(1, at + int(left * scale), at + int(right * scale) + 1) >= 0:
                    yield Word(first, last, style)  # as nearly all are
                    continue
            if looks(left, top, right, bottom):
                yield Word(first, last, style)
            elif pictures.bars(left, top, right, bottom):
                yield Word(first, last, style, BAR)
            elif self._is_lacking(own, style, first) and left >= 0 <= top and right < last_left:
                self._unchecked = True
                yield Word(first, last, style)

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
        for _ in map(box_of, repeat(self._address), range(count), range(start, start + 16 * count, 16)):
            pass
        flat = array("f", bytes(boxes))
        if not math.hypot(*flat) < FARTHEST:  # one of them may be no number, or no place on a page
            flat = array("f", [edge if -FARTHEST < edge < FARTHEST else 0.0 for edge in flat])  # no such place is drawn
        return flat[0::4], flat[1::4], flat[2::4], flat[3::4]

    def _style(self, text_object: int, index: int, frame: Frame) -> Style:
        matrix = (ctypes.c_float * 6)()
        matrix_of(self._address, index, ctypes.addressof(matrix))
        a, b, c, d = matrix[:4]
        size = abs(size_of(self._address, index)) * math.sqrt(abs(a * d - b * c))
        unpainted = bool(text_object) and mode_of(text_object) == _UNPAINTED
        font = font_of(text_object) or 0 if text_object else 0
        turn = _turn(a, b, d, frame.quarters)
        return Style(round(size, 1), self._is_bold(font, index), unpainted, turn, font)

    def _is_bold(self, font: int, index: int) -> bool:
        if font not in self._bold:
            name = ctypes.create_string_buffer(200)
            font_name(font, ctypes.addressof(name), 200)
            named = bool(_BOLD.search(name.value.decode("utf-8", "replace")))
            self._bold[font] = named or weight_of(self._address, index) >= 600  # noqa: PLR2004 - semibold, CSS Fonts 4
        return self._bold[font]

    def _is_lacking(self, text_object: int, style: Style, index: int) -> bool:
        """Return whether text is not drawn only because its font, a Chinese, Japanese or Korean one, is not at hand."""
        if style.font not in self._lacking:
            self._lacking[style.font] = bool(style.font) and not is_embedded(style.font)
        letter = chr(min(pdfium.FPDFText_GetUnicode(self._text, index), sys.maxunicode))
        is_wide = self._lacking[style.font] and unicodedata.east_asian_width(letter) in "WF"
        return is_wide and style.size >= SMALLEST_POINTS and not style.unpainted and is_dark(text_object)

    def _told(self, text: str, words: Iterable[Word]) -> tuple[Word, ...]:
        """Return words, those masked whose letters their font does not tell, or tells as others than it shows."""
        known = list(words)
        untold = set(
            compress(known, map((1).__eq__, map(is_unmapped, repeat(self._address), [w.first for w in known])))
        )
        fonts = {word.style.font for word in known}
        if len(fonts) > 1:
            letters: dict[int, list[str]] = {font: [] for font in fonts}
            for font, run in groupby(known, attrgetter("style.font")):
                own = list(run)
                letters[font].append(text[own[0].first : own[-1].last])
            odd = {font for font, own in letters.items() if is_gibberish("".join(own))}
            untold |= {word for word in known if word.style.font in odd} if odd else set()
        if not untold:
            return tuple(known)
        return tuple(word._replace(mask=UNTOLD) if word in untold and not word.mask else word for word in known)


def _rules(page: Any, frame: Frame) -> tuple[tuple[float, float, float, float], ...]:
    """Return left, top, right and bottom of what is drawn on a page, none where that is a picture's worth."""
    found = list(islice(drawn_bounds(page), MOST_RULES + 1))
    if len(found) > MOST_RULES or not found:
        return ()
    lefts, bottoms, rights, tops = (array("f", edges) for edges in zip(*found, strict=True))
    return tuple(zip(*frame.shown(lefts, tops, rights, bottoms), strict=True))


def _looks(style: Style, pictures: Pictures | None, usual: Pictures, shows: Look) -> Look:
    """Return how it is told whether text of this style is seen within a rectangle."""
    if pictures is None or style.size < SMALLEST_POINTS:
        return _never
    return pictures.depicts if style.unpainted else shows if pictures is usual else pictures.inks


def _never(*_: float) -> bool:
    return False


def _turn(a: float, b: float, d: float, quarters: int) -> int:
    """Return how often a page must be turned for text with this matrix to stand upright on it."""
    if min(abs(a), abs(b)) > SLANT * max(abs(a), abs(b)):
        return SLANTED
    upright = 2 if a < 0 and d < 0 else 0  # letters in a mirror, too, stand upright
    own = upright if abs(a) >= abs(b) else 1 if b > 0 else 3
    return (own - quarters) % 4


def _looked_at(
    drawing: Drawing, usual: Pictures, groups: Mapping[int, int], again: Mapping[int, int]
) -> dict[int, Pictures | None]:
    """Return the pictures by which text objects are judged that lie over others; None where there are too many.

    Args:
        drawing: The page.
        usual: Its pictures with all text and without.
        groups: The objects, each with its group.
        again: Objects that print others again, and vanish with them.
    """
    members: dict[int, set[int]] = {}
    for one, group in groups.items():
        members.setdefault(group, set()).add(one)
    for copy, one in again.items():
        if one in groups:
            members[groups[one]].add(copy)
    found = {
        group: drawing.among(usual, frozenset(own)) if group < MOST_GROUPS else None for group, own in members.items()
    }
    return {one: found[group] for one, group in groups.items()}


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
