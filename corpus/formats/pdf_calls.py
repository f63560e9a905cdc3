"""PDFium's functions called by ctypes with plain addresses.

A page has thousands of characters, and pypdfium2's checked calls take three times as long.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2.raw as pdfium

MOST_FORMS_DEEP = 8  # drawings in drawings; PDFium itself stops reading text there
DARK, OPAQUE = 450, 200  # red, green and blue together, of 765; of 255
MOST_OBJECTS = 100_000  # of a page that are looked at


def quick(function: Any, *kinds: Any) -> Callable[..., Any]:
    """Return a function of PDFium that takes numbers and addresses as they are, and returns a number."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(kinds[0], *kinds[1:])(address)


POINTER, INT, FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.c_double
box_of = quick(pdfium.FPDFText_GetLooseCharBox, INT, POINTER, INT, POINTER)
object_of = quick(pdfium.FPDFText_GetTextObject, POINTER, POINTER, INT)
matrix_of = quick(pdfium.FPDFText_GetMatrix, INT, POINTER, INT, POINTER)
size_of = quick(pdfium.FPDFText_GetFontSize, FLOAT, POINTER, INT)
weight_of = quick(pdfium.FPDFText_GetFontWeight, INT, POINTER, INT)
is_unmapped = quick(pdfium.FPDFText_HasUnicodeMapError, INT, POINTER, INT)
mode_of = quick(pdfium.FPDFTextObj_GetTextRenderMode, INT, POINTER)
font_of = quick(pdfium.FPDFTextObj_GetFont, POINTER, POINTER)
font_name = quick(pdfium.FPDFFont_GetBaseFontName, ctypes.c_size_t, POINTER, POINTER, ctypes.c_size_t)
is_embedded = quick(pdfium.FPDFFont_GetIsEmbedded, INT, POINTER)
set_active = quick(pdfium.FPDFPageObj_SetIsActive, INT, POINTER, INT)

_bounds = quick(pdfium.FPDFPageObj_GetBounds, INT, POINTER, POINTER, POINTER, POINTER, POINTER)
_fill = quick(pdfium.FPDFPageObj_GetFillColor, INT, POINTER, POINTER, POINTER, POINTER, POINTER)
_count = quick(pdfium.FPDFPage_CountObjects, INT, POINTER)
_get = quick(pdfium.FPDFPage_GetObject, POINTER, POINTER, INT)
_count_in = quick(pdfium.FPDFFormObj_CountObjects, INT, POINTER)
_get_in = quick(pdfium.FPDFFormObj_GetObject, POINTER, POINTER, ctypes.c_ulong)
_kind = quick(pdfium.FPDFPageObj_GetType, INT, POINTER)


def text_objects(page: Any) -> tuple[list[int], bool]:
    """Return the addresses of a loaded page's text objects, those in its drawings too, and whether all is text."""
    address = ctypes.cast(page, POINTER).value
    pending = [(_get(address, index), 0) for index in range(min(_count(address), MOST_OBJECTS))]
    looked_at = len(pending)
    others = looked_at == MOST_OBJECTS or pdfium.FPDFPage_GetAnnotCount(page) > 0
    found: list[int] = []
    while pending:
        one, deep = pending.pop()
        kind = _kind(one) if one else pdfium.FPDF_PAGEOBJ_UNKNOWN
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            found.append(one)
            continue
        others = True
        if kind == pdfium.FPDF_PAGEOBJ_FORM and deep < MOST_FORMS_DEEP:
            count = min(max(0, _count_in(one)), MOST_OBJECTS - looked_at)
            looked_at += count
            pending += [(_get_in(one, index), deep + 1) for index in range(count)]
    return found, not others


def drawn_bounds(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """Yield left, bottom, right and top of every line and shape of a page, as the file counts."""
    address = ctypes.cast(page, POINTER).value
    edges = (ctypes.c_float * 4)()
    places = [ctypes.addressof(edges) + 4 * at for at in range(4)]
    for index in range(min(_count(address), MOST_OBJECTS)):
        one = _get(address, index)
        if one and _kind(one) == pdfium.FPDF_PAGEOBJ_PATH and _bounds(one, *places):
            yield edges[0], edges[1], edges[2], edges[3]


def is_dark(text_object: int) -> bool:
    """Return whether a text object is printed in a colour that is read on white."""
    parts = (ctypes.c_uint * 4)()  # red, green, blue, alpha
    places = [ctypes.addressof(parts) + 4 * at for at in range(4)]
    return bool(_fill(text_object, *places)) and sum(parts[:3]) < DARK and parts[3] > OPAQUE
