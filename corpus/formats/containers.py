"""What stands in a container: ZIP archives and old Office files hold documents of many kinds.

Told by the parts that a container names, without unpacking any but two short lists of contents; whether the container
is sound is checked when it is read (`corpus.formats.archive`).
"""

from __future__ import annotations

import io
import zipfile
import zlib

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")

DOCX, XLSX, PPTX = "a Word document (DOCX)", "an Excel workbook (XLSX)", "a PowerPoint presentation (PPTX)"
ODT, ODS, ODP = "an OpenDocument text (ODT)", "an OpenDocument sheet (ODS)", "an OpenDocument presentation (ODP)"
DOC, XLS, PPT = "an old Word document (DOC)", "an old Excel workbook (XLS)", "an old PowerPoint presentation (PPT)"
EPUB, ARCHIVE, MSG = "an EPUB book", "a ZIP archive", "an Outlook message (MSG)"
DAMAGED = "a damaged ZIP archive"
LOCKED_OFFICE, LOCKED_ZIP = "a password-protected Office document", "a password-protected ZIP archive"

# The folder that each kind of Open XML keeps its parts in.
_FOLDERS = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
WITH_MACROS = {
    DOCX: "a Word document with macros (DOCM)",
    XLSX: "an Excel workbook with macros (XLSM)",
    PPTX: "a PowerPoint presentation with macros (PPTM)",
}
_MIMETYPES = (
    (b"application/epub+zip", EPUB),
    (b"application/vnd.oasis.opendocument.text", ODT),
    (b"application/vnd.oasis.opendocument.spreadsheet", ODS),
    (b"application/vnd.oasis.opendocument.presentation", ODP),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
)
# Names of streams in an old Office file, as its directory holds them (MS-CFB 2.6).
_STREAMS = (
    ("EncryptedPackage", LOCKED_OFFICE),
    ("WordDocument", DOC),
    ("PowerPoint Document", PPT),
    ("Workbook", XLS),
    ("__substg1.0_", MSG),
)
# Enough for any list of contents; a part that claims the name and is larger is none.
_MOST_LISTED = 1_000_000
ZIP_KINDS = frozenset({DOCX, XLSX, PPTX, ODT, ODS, ODP, EPUB, *WITH_MACROS.values()})


def zip_kind(data: bytes) -> str:
    """Return what kind of ZIP archive it is."""
    if int.from_bytes(data[6:8], "little") & 1:  # general purpose flag, bit 0: encrypted (APPNOTE 4.4.4)
        return LOCKED_ZIP
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            kind = _by_mimetype(_listed(archive, "mimetype")) or _by_folder(names)
            types = _listed(archive, "[Content_Types].xml")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return DAMAGED
    return WITH_MACROS[kind] if kind in WITH_MACROS and _has_macros(names, types) else kind or ARCHIVE


def _listed(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a short part of an archive, empty where there is none."""
    if name not in archive.NameToInfo:
        return b""
    with archive.open(name) as file:
        return file.read(_MOST_LISTED)


def _by_mimetype(mimetype: bytes) -> str | None:
    """Return the kind that an archive's first part declares (ODF 1.3 part 2, 3.3; EPUB OCF 3.3, 4.3)."""
    return next((kind for start, kind in _MIMETYPES if mimetype.startswith(start)), None)


def _by_folder(names: list[str]) -> str | None:
    """Return the kind of Open XML that an archive's folders show."""
    return next((kind for folder, kind in _FOLDERS if any(name.startswith(folder) for name in names)), None)


def _has_macros(names: list[str], types: bytes) -> bool:
    """Return whether Open XML holds a program, or declares that it may."""
    return b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names)


def ole_kind(data: bytes) -> str:
    """Return what kind of old Office file it is."""
    for stream, kind in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return kind
    return "an old Office document"
