"""One small file a kind of file; each turns bytes into one text with blocks.

A new kind is a module with `read(data, name)`, a line in READERS and its magic in `corpus.formats.detection`.
"""

from __future__ import annotations

from collections.abc import Callable

from corpus.formats import delimited, docx, epub, html, image, mail, markdown, odf, pdf, pptx, text, xlsx
from corpus.formats.detection import CONVERTED, detect
from corpus.report import Extract

READERS: dict[str, Callable[[bytes, str], Extract]] = {
    "text": text.read,
    "markdown": markdown.read,
    "html": html.read,
    "image": image.read,
    "pdf": pdf.read,
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


class NeedsConversion(Exception):
    """A file of a format that is read after LibreOffice made it another; its text is the format."""


def read(data: bytes, name: str, form: str | None = None) -> Extract:
    """Read a file by the format that its content shows.

    Args:
        data: The whole file.
        name: The file as the person knows it, with its extension.
        form: Its format where that is known already, whatever its name claims.

    Raises:
        NeedsConversion: LibreOffice can make it one that is read.
        RefusedReport: The file does not become a report; the message says why.
    """
    form = form or detect(data, name)
    if form in CONVERTED.values():
        raise NeedsConversion(form)
    return READERS[form](data, name)
