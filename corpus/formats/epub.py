"""EPUB books: the chapters in the order of the spine, each read whole; its headings lead through the book.

Source: EPUB 3.3 (and OPF 2.0.1 for older books). Chapters may declare a document type, as XHTML 1.1 wants it; they are
read by the HTML parser, which expands nothing of it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from corpus.errors import UnreadableReport, UnsupportedFormat
from corpus.formats.archive import Archive
from corpus.formats.composing import Composition
from corpus.formats.decoding import decode
from corpus.formats.facts import claimed
from corpus.formats.markup import pieces
from corpus.report import Extract, Metadata

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_ROOT_FILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
# Fonts may be made unreadable outside the book; everything else that is encrypted is locked.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_REMEDY = "save it again with the program that made it"


def read(data: bytes, name: str) -> Extract:
    """Read a book."""
    archive, composition = Archive(data, name), Composition(name)
    _refuse_locked(archive, name)
    container = archive.xml(_CONTAINER)
    place = next((unquote(file.get("full-path", "")) for file in container.iter(_ROOT_FILE)), "")
    package = archive.xml(place)
    for chapter in dict.fromkeys(_chapters(package, place)):  # one that the spine names a thousand times is read once
        if chapter not in archive.names:
            raise UnreadableReport(name, f"its chapter {chapter[:100]} is missing", _REMEDY)
        for piece in pieces(decode(archive.part(chapter), name), name):
            composition.add(piece.text, piece.kind, level=piece.level)
    return composition.extract(_facts(package), "epub")


def _refuse_locked(archive: Archive, name: str) -> None:
    """Refuse a book that only its shop's program can open."""
    if _ENCRYPTION not in archive.names:
        return
    for element in archive.xml(_ENCRYPTION).iter("{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod"):
        if element.get("Algorithm") not in _FONTS:
            raise UnsupportedFormat(name, "it is locked by copy protection", "add a copy without it")


def _chapters(package: Any, place: str) -> Iterator[str]:
    """Yield the paths of the chapters in reading order, the table of contents left out."""
    items = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    for reference in package.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _CHAPTERS or "nav" in item.get("properties", "").split():
            continue
        yield posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(item.get("href", ""))))


def _facts(package: Any) -> Metadata:
    """Return what the book says of itself; of several dates the first, which is that of publication."""
    title, publisher, author, date = (
        next((found.text for found in package.iter(f"{_DC}{fact}") if found.text), None)
        for fact in ("title", "publisher", "creator", "date")
    )
    return claimed(title, publisher, author, date, None)
