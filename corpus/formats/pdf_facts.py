"""What a PDF says of itself: title, author, date and the labels of its pages, without the rubbish of its programs."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

from corpus.formats.facts import claimed
from corpus.report import Metadata

LONGEST_LABEL = 20  # characters; a label stands in every line below a quote
_MOST_BYTES = 4_096  # of one fact, in UTF-16

_DATE = re.compile(r"D?:?\s*(\d{4})(\d{2})?(\d{2})?")
# What programs write where nobody gave a title: their own name, the file's name, or a placeholder.
_JUNK_TITLE = re.compile(
    r"""(?:microsoft\s+(?:word|powerpoint|excel|office\s+word)\s*[-–:].*
    |.*\.(?:docx?|rtf|odt|indd|qxd|qxp|pdf|tex|dvi|ps|xlsx?|pptx?|pub|pages|wpd|html?|txt|fm|cdr|ai|eps|jpe?g|tiff?)
    |\(?(?:untitled|unknown|no\ title|title|unbenannt|ohne\ titel|sans\ titre|sin\ t[ií]tulo|anonymous|unspecified)
        [-\s\d]*\)?
    |(?:powerpoint|presentation|pr[äa]sentation)?\s*(?:presentation|document|dokument|slide|folie|book|print|layout|blank)
        \s*\d*
    |[\W\d_]*|[^\s]*[\\/_][^\s]*|about:blank|https?://.*)""",
    re.IGNORECASE | re.VERBOSE,
)
_JUNK_AUTHOR = re.compile(
    r"(?:\(?(?:anonymous|unknown|unspecified|user|admin(?:istrator)?|owner|root|test|author|guest)\)?\d*"
    r"|(?:microsoft|ms)\s+office\s+user|windows\s+user|[\W\d_]*|.*\.(?:com|local))",
    re.IGNORECASE,
)


def facts(document: Any, printed_title: str | None) -> Metadata:
    """Return what an open document says of itself; junk counts as unknown.

    Args:
        document: PDFium's handle.
        printed_title: What stands in the largest letters on its first page, for want of a title.
    """
    title, author = _fact(document, b"Title"), _fact(document, b"Author")
    written = _DATE.match(_fact(document, b"CreationDate"))
    day = "-".join(part for part in written.groups() if part) if written else None
    return claimed(
        printed_title if _JUNK_TITLE.fullmatch(title) else title,
        None,
        None if _JUNK_AUTHOR.fullmatch(author) else author,
        day,
        None,
    )


def labels(document: Any, count: int) -> tuple[str, ...]:
    """Return what is printed on each page, empty where that is the page's number throughout."""
    found = tuple(_label(document, index) for index in range(count))
    own = tuple(str(number) for number in range(1, count + 1))
    return found if found != own else ()


def _label(document: Any, index: int) -> str:
    words = _words(lambda room, size: pdfium.FPDF_GetPageLabel(document, index, room, size))
    return words[:LONGEST_LABEL] or str(index + 1)


def _fact(document: Any, key: bytes) -> str:
    return _words(lambda room, size: pdfium.FPDF_GetMetaText(document, key, room, size))


def _words(ask: Callable[[Any, int], int]) -> str:
    """Return what PDFium writes into a buffer, on one line."""
    room = ctypes.create_string_buffer(_MOST_BYTES)
    size = ask(room, _MOST_BYTES)
    text = room.raw[: max(0, min(size, _MOST_BYTES) - 2)].decode("utf-16-le", "replace")
    return " ".join(text.replace("\0", " ").split())
