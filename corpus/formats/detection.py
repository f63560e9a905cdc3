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
from corpus.formats import containers
from corpus.formats.containers import DOC, DOCX, EPUB, ODP, ODS, ODT, OLE, PPT, PPTX, XLS, XLSX, ZIP
from corpus.formats.decoding import wide_encoding

REMEDY = "save it as text, Markdown or HTML"
PDF = "a PDF"
# The kinds that are known by their magic and can be read, by the name of their reader.
_READ = {PDF: "pdf", DOCX: "docx", PPTX: "pptx", XLSX: "xlsx", ODT: "odt", ODS: "ods", ODP: "odp", EPUB: "epub"}
_PICTURES = ("a PNG image", "a JPEG image", "a TIFF image", "a WebP image")
_READ |= dict.fromkeys(_PICTURES, "image")
# Those that LibreOffice makes readable, where it is installed (`corpus.conversion`).
RTF = "an RTF document"
CONVERTED = {DOC: "doc", XLS: "xls", PPT: "ppt", RTF: "rtf"}


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
    Magic(b"%PDF-", PDF),
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
    Magic(b"{\\rtf", RTF),
    Magic(b"%!PS", "a PostScript document"),
)
# Nothing but white space may stand in front: what else does belongs to another kind of file.
_PDF = re.compile(rb"(?:\xef\xbb\xbf)?[\x00\t\n\x0c\r ]{0,1000}%PDF-")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(rb"<(?:p|div|article|section|main|h[1-6]|ul|ol|table|span|br)\b[^<>]{0,500}>", re.IGNORECASE)
# "Subject:" or "To:" alone stand at the head of many a text.
FEWEST_HEADERS = 3
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
# A message begins with lines of "Name: value" (RFC 5322), after a line "From ..." where it was cut from a mailbox.
_HEADERS = re.compile(
    rb"(?:From [^\r\n]{1,500}\r?\n)?(?:[!-9;-~]{1,76}:[^\r\n]{0,998}(?:\r?\n|\Z)(?:[ \t][^\r\n]{0,998}\r?\n)*)+"
)
_MAIL = re.compile(rb"(?mi)^(?:from|date|subject|message-id|received|mime-version|return-path|to):")

# What a name claims. Two kinds that are one family are the same characters.
_CLAIMS = {
    **dict.fromkeys((".txt", ".text", ".log"), "text"),
    **dict.fromkeys((".md", ".markdown", ".mdown"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xht"), "html"),
    ".pdf": PDF,
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    ".eml": "eml",
    **dict.fromkeys((".docx", ".dotx"), DOCX),
    **dict.fromkeys((".xlsx", ".xltx"), XLSX),
    **dict.fromkeys((".pptx", ".ppsx", ".potx"), PPTX),
    **dict.fromkeys((".odt", ".ott"), ODT),
    **dict.fromkeys((".ods", ".ots"), ODS),
    **dict.fromkeys((".odp", ".otp"), ODP),
    ".doc": DOC,
    ".xls": XLS,
    ".ppt": PPT,
    ".rtf": RTF,
    ".epub": EPUB,
    ".png": "a PNG image",
    **dict.fromkeys((".jpg", ".jpeg", ".jpe"), "a JPEG image"),
    **dict.fromkeys((".tif", ".tiff"), "a TIFF image"),
    ".webp": "a WebP image",
    ".json": "JSON",
    ".zip": "a ZIP archive",
}
_SHOWN = {
    "text": "plain text",
    "markdown": "Markdown",
    "html": "an HTML page",
    "csv": "a table (CSV)",
    "eml": "an e-mail",
}
_PLAIN = frozenset({"text", "markdown"})
_NO_PROSE = frozenset({".json"})  # text too, but not to be read as prose


def detect(data: bytes, name: str) -> str:
    """Return the name of a file's format: a key of `corpus.formats.READERS`, or a value of CONVERTED.

    Raises:
        UnreadableReport: Name and content disagree.
        UnsupportedFormat: A kind of file that cannot be read here.
    """
    extension = PurePath(name).suffix.lower()
    claim = _CLAIMS.get(extension)
    foreign = foreign_kind(data)
    if foreign:
        _agree(name, claim, foreign)
        return _readable(name, foreign)
    form = _text_form(data, claim)
    if extension in _NO_PROSE and form == "text":
        raise UnsupportedFormat(name, f"it is {claim}, which this version cannot read", REMEDY)
    _agree(name, claim, form)
    return form


def _readable(name: str, kind: str) -> str:
    """Return the format of a kind that is known by its magic, refusing one that is not read here."""
    form = _READ.get(kind) or CONVERTED.get(kind)
    if form:
        return form
    if kind.startswith("a password-protected"):
        raise UnsupportedFormat(name, f"it is {kind} and needs its password", "save it without a password")
    if "with macros" in kind:
        raise UnsupportedFormat(name, f"it is {kind}, and programs are never opened here", "save it without macros")
    if kind == containers.DAMAGED:
        raise UnreadableReport(name, f"it is {kind}, perhaps cut off", "download it again, or save it again")
    remedy = "save the message as EML or text" if kind == containers.MSG else REMEDY
    raise UnsupportedFormat(name, f"it is {kind}, which this version cannot read", remedy)


def _agree(name: str, claim: str | None, found: str) -> None:
    """Refuse a file whose name claims another kind than its content is."""
    fits = claim in (None, found) or {claim, found} <= _PLAIN or found.startswith("a password-protected")
    if fits or _is_family(claim, found):
        return
    reason = f"its name says {_SHOWN.get(claim or '', claim)}, its content is {_SHOWN.get(found, found)}"
    raise UnreadableReport(name, reason, "give it the name that fits its content")


def _is_family(claim: str | None, found: str) -> bool:
    """Return whether a name claims the same thing in other words, which the refusal to come tells better."""
    if found == containers.DAMAGED:
        return claim in (containers.ARCHIVE, *containers.ZIP_KINDS)
    return (claim == containers.ARCHIVE and found in containers.ZIP_KINDS) or (
        claim is not None and containers.WITH_MACROS.get(claim) == found
    )


def foreign_kind(data: bytes) -> str | None:
    """Return the kind of a file that is neither text nor HTML, None where it may be one of them."""
    if data.startswith((*ZIP, OLE)):
        return containers.ole_kind(data) if data.startswith(OLE) else containers.zip_kind(data)
    if _PDF.match(data):
        return _pdf_kind(data)
    for magic in _MAGIC:
        if data.startswith(magic.bytes, magic.at):
            return magic.kind
    if data.startswith(b"MZ") and b"\x00" in data[:256]:
        return "a program"
    if re.search(rb"(?:^|[\r\n])%PDF-\d", data[:1024]):  # readers of PDF accept it a little later too
        return "a PDF with something before it"
    return "an XML file" if _XML.match(data) and not _HTML.match(data[:4096]) else None


def _pdf_kind(data: bytes) -> str:
    """Return that it is a PDF, or which other file stands after its end: other programs would read that one."""
    end = data.rfind(b"%%EOF")
    tail = data[end + 5 :].lstrip(b"\x00\t\n\x0c\r ") if end >= 0 else b""
    if b"PK\x01\x02" in tail or b"PK\x05\x06" in tail or tail.startswith(ZIP):
        return "a PDF with a ZIP archive after its end"
    behind = next((magic.kind for magic in _MAGIC if magic.at == 0 and tail.startswith(magic.bytes)), None)
    if behind or _HTML.match(tail[:4096]):
        return f"a PDF with {behind or 'an HTML page'} after its end"
    return PDF


def _text_form(data: bytes, claim: str | None) -> str:
    """Return which of the text formats it is."""
    wide = wide_encoding(data)
    start = data[:8192] if not wide else data[:16384].decode(wide, errors="replace").encode()
    start = start.removeprefix(b"\xef\xbb\xbf").removeprefix("\ufeff".encode())
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = data[:16384].decode("utf-16", errors="replace").encode()
    if _HTML.match(start) or (claim == "html" and _FRAGMENT.search(start)):
        return "html"
    if claim in ("eml", None) and _is_mail(start):
        return "eml"
    front = start.startswith((b"---\n", b"---\r\n"))
    if claim == "markdown" or (claim is None and front):
        return "markdown"
    return "csv" if claim == "csv" else "text"


def _is_mail(start: bytes) -> bool:
    """Return whether a text begins with the headers of a message: at least three that every message has."""
    headers = _HEADERS.match(start)
    return len({found.lower() for found in _MAIL.findall(headers[0])}) >= FEWEST_HEADERS if headers else False
