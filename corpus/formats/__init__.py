"""One small file a kind of file; each turns bytes into one text with blocks.

A new kind is a module with `read(data, name)`, a line in READERS and its magic in `corpus.formats.detection`.
"""

from __future__ import annotations

from collections.abc import Callable

from corpus.errors import UnsupportedFormat
from corpus.formats import delimited, docx, epub, html, image, mail, markdown, odf, pptx, text, xlsx
from corpus.formats.detection import REMEDY, detect
from corpus.report import Extract

READERS: dict[str, Callable[[bytes, str], Extract]] = {
    "text": text.read,
    "markdown": markdown.read,
    "html": html.read,
    "image": image.read,
    "docx": docx.read,
    "pptx": pptx.read,
    "xlsx": xlsx.read,
    "odt": odf.text,
    "ods": odf.sheet,
    "odp": odf.presentation,
    "csv": delimited.read,
    "eml": mail.read,
    "epub": epub.read,
}


def read(data: bytes, name: str) -> Extract:
    """Read a file by the format that its content shows.

    Args:
        data: The whole file.
        name: The file as the person knows it, with its extension.

    Raises:
        RefusedReport: The file does not become a report; the message says why.
    """
    form = detect(data, name)
    reader = READERS.get(form)
    if reader is None:
        raise UnsupportedFormat(name, f"files of the format {form.upper()} are not read here", REMEDY)
    return reader(data, name)
