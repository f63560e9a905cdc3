"""Which kind of file it is, told by its content.

A name proves nothing: a PNG named report.txt is a PNG. Where name and content disagree the file is refused with both
names, because one of them is a mistake. Only between text and Markdown, which are the same characters, the name
decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from corpus.errors import UnreadableReport, UnsupportedFormat
from corpus.formats.decoding import wide_encoding

REMEDY = "save it as text, Markdown or HTML"


@dataclass(frozen=True, slots=True)
class Magic:
    """The bytes by which a kind of file is known.

    Args:
        bytes: What stands there.
        kind: The kind of file, with its article.
        at: Where it stands.
    """

    bytes: bytes
    kind: str
    at: int = 0


_MAGIC = (
    Magic(b"%PDF-", "a PDF"),
    Magic(b"\x89PNG\r\n\x1a\n", "a PNG image"),
    Magic(b"\xff\xd8\xff", "a JPEG image"),
    Magic(b"GIF87a", "a GIF image"),
    Magic(b"GIF89a", "a GIF image"),
    Magic(b"II*\x00", "a TIFF image"),
    Magic(b"MM\x00*", "a TIFF image"),
    Magic(b"WEBP", "a WebP image", 8),
    Magic(b"ftypheic", "a HEIC image", 4),
    Magic(b"ftyp", "a video", 4),
    Magic(b"WAVE", "a sound recording", 8),
    Magic(b"ID3", "a sound recording"),
    Magic(b"OggS", "a sound recording"),
    Magic(b"fLaC", "a sound recording"),
    Magic(b"\x1aE\xdf\xa3", "a video"),
    Magic(b"\x1f\x8b", "a gzip archive"),
    Magic(b"BZh", "a bzip2 archive"),
    Magic(b"\xfd7zXZ\x00", "an xz archive"),
    Magic(b"7z\xbc\xaf'\x1c", "a 7z archive"),
    Magic(b"Rar!\x1a\x07", "a RAR archive"),
    Magic(b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    Magic(b"ustar", "a tar archive", 257),
    Magic(b"\x7fELF", "a program"),
    Magic(b"\xca\xfe\xba\xbe", "a program"),
    Magic(b"\xcf\xfa\xed\xfe", "a program"),
    Magic(b"\x00asm", "a program"),
    Magic(b"SQLite format 3\x00", "an SQLite database"),
    Magic(b"{\\rtf", "an RTF document"),
    Magic(b"%!PS", "a PostScript document"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS = (
    (b"word/", "a Word document (DOCX)"),
    (b"xl/", "an Excel workbook (XLSX)"),
    (b"ppt/", "a PowerPoint presentation (PPTX)"),
    (b"mimetypeapplication/epub+zip", "an EPUB book"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(rb"<(?:p|div|article|section|main|h[1-6]|ul|ol|table|span|br)\b[^<>]{0,500}>", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)

# What a name claims. Two kinds that are one family are the same characters.
_CLAIMS = {
    **dict.fromkeys((".txt", ".text", ".log"), "text"),
    **dict.fromkeys((".md", ".markdown", ".mdown"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xht"), "html"),
    ".pdf": "a PDF",
    ".docx": "a Word document (DOCX)",
    ".doc": "an old Office document",
    ".rtf": "an RTF document",
    ".odt": "an OpenDocument file",
    ".epub": "an EPUB book",
    ".png": "a PNG image",
    ".jpg": "a JPEG image",
    ".jpeg": "a JPEG image",
    ".xlsx": "an Excel workbook (XLSX)",
    ".pptx": "a PowerPoint presentation (PPTX)",
    ".csv": "a table (CSV)",
    ".tsv": "a table (TSV)",
    ".eml": "an e-mail",
    ".json": "JSON",
    ".zip": "a ZIP archive",
}
_SHOWN = {"text": "plain text", "markdown": "Markdown", "html": "an HTML page"}
_PLAIN = frozenset({"text", "markdown"})
_TABLES = frozenset({".csv", ".tsv", ".eml", ".json"})  # text too, but not to be read as prose


def detect(data: bytes, name: str) -> str:
    """Return the name of a file's format, a key of `corpus.formats.READERS`.

    Raises:
        UnreadableReport: Name and content disagree.
        UnsupportedFormat: A kind of file that cannot be read here.
    """
    extension = PurePath(name).suffix.lower()
    claim = _CLAIMS.get(extension)
    foreign = foreign_kind(data)
    if foreign:
        _agree(name, claim, foreign)
        raise UnsupportedFormat(name, f"it is {foreign}, which this version cannot read", REMEDY)
    form = _text_form(data, claim)
    if extension in _TABLES and form == "text":
        raise UnsupportedFormat(name, f"it is {claim}, which this version cannot read", REMEDY)
    _agree(name, claim, form)
    return form


def _agree(name: str, claim: str | None, found: str) -> None:
    """Refuse a file whose name claims another kind than its content is."""
    fits = claim in (None, found) or {claim, found} <= _PLAIN or found.startswith("a password-protected")
    if fits or (claim == "a ZIP archive" and _is_zip_inside(found)):
        return
    reason = f"its name says {_SHOWN.get(claim or '', claim)}, its content is {_SHOWN.get(found, found)}"
    raise UnreadableReport(name, reason, "give it the name that fits its content")


def _is_zip_inside(kind: str) -> bool:
    """Return whether a kind of file is a ZIP archive inside."""
    return kind in {shown for _, shown in _ZIPS}


def foreign_kind(data: bytes) -> str | None:
    """Return the kind of a file that is neither text nor HTML, None where it may be one of them."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        return "a password-protected Office document" if locked else "an old Office document"
    for magic in _MAGIC:
        if data.startswith(magic.bytes, magic.at):
            return "a password-protected PDF" if magic.kind == "a PDF" and b"/Encrypt" in data else magic.kind
    if data.startswith(b"MZ") and b"\x00" in data[:256]:
        return "a program"
    if re.search(rb"(?:^|[\r\n])%PDF-\d", data[:1024]):  # readers of PDF accept it a little later too
        return "a PDF with something before it"
    return "an XML file" if _XML.match(data) and not _HTML.match(data[:4096]) else None


def _zip_kind(data: bytes) -> str:
    """Return what kind of ZIP archive it is."""
    if int.from_bytes(data[6:8], "little") & 1:  # general purpose flag, bit 0: encrypted (APPNOTE 4.4.4)
        return "a password-protected ZIP archive"
    for mark, kind in _ZIPS:
        if mark in data[30:200] or (mark.endswith(b"/") and mark in data):
            return kind
    return "a ZIP archive"


def _text_form(data: bytes, claim: str | None) -> str:
    """Return which of the text formats it is."""
    wide = wide_encoding(data)
    start = data[:8192] if not wide else data[:16384].decode(wide, errors="replace").encode()
    start = start.removeprefix(b"\xef\xbb\xbf").removeprefix("\ufeff".encode())
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = data[:16384].decode("utf-16", errors="replace").encode()
    if _HTML.match(start) or (claim == "html" and _FRAGMENT.search(start)):
        return "html"
    front = start.startswith((b"---\n", b"---\r\n"))
    return "markdown" if claim == "markdown" or (claim is None and front) else "text"
