"""ZIP archives, in which Word, Excel, PowerPoint, OpenDocument and EPUB files come, opened with suspicion.

Everything that an archive says of itself is checked before anything is unpacked, and what is unpacked is counted:
sizes may lie, files may share their bytes (Fifield 2019, "A better zip bomb"), and names may leave the folder. Nothing
is ever written to disk, and an archive within the archive is never opened.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from corpus.errors import OverLimit, RefusedReport, UnreadableReport, UnsupportedFormat

# A book of 600 chapters with its pictures has 1,300; a presentation of 200 slides 1,000.
MOST_ENTRIES = 2_000
# Everything in it, unpacked; pictures count though they are not read.
MOST_UNPACKED = 200_000_000
# Text in XML packs 5 to 30 times, sheets of few values up to 60.
MOST_RATIO = 100
# Below this an archive is harmless however well it packs.
FREE_OF_RATIO = 5_000_000
# The largest part of a report of 5,000,000 characters; lxml needs ten times the size of a part in memory.
MOST_PART = 50_000_000
# Tags, of a part that is whole in memory and of one that is not: 2,000,000 take 10 s and 0.6 GB. A book of 1,000 pages
# from Word has 0.5 million, a sheet of 50,000 rows and ten columns 2 million.
MOST_TAGS, MOST_TAGS_STREAMED = 2_000_000, 4_000_000
# What libxml2 lets through, a fifth of Python's limit on recursion; Word's own files are 60 deep with nested tables.
DEEPEST = 256

_END = b"PK\x05\x06"
_END_LENGTH = 22
_HEADER_LENGTH = 30
_ENCRYPTED = 0x1
# In UTF-8, and in UTF-16 of either byte order.
_DECLARATION = re.compile(rb"<(\x00?)!\1(?:D\1O\1C\1T\1Y|E\1N\1T\1I)", re.IGNORECASE)
# Strict Open XML (ISO 29500) says the same under other names.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/", b"http://schemas.openxmlformats.org/spreadsheetml/2006/"),
    (b"http://purl.oclc.org/ooxml/presentationml/", b"http://schemas.openxmlformats.org/presentationml/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)
_SAFELY = {
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_AGAIN = "save it again with the program that made it"


class Archive:
    """A checked ZIP archive; a class because it holds the archive and counts what is unpacked.

    Args:
        data: The whole file.
        name: The file as the person knows it, for refusals.

    Raises:
        UnreadableReport: It is damaged, or not what it claims.
        UnsupportedFormat: It is encrypted or packed in a way that is not read here.
        OverLimit: It holds more than a report may.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name, self._unpacked = name, 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise UnreadableReport(name, f"it is a damaged ZIP archive ({_told(error)})", _AGAIN) from error
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._check_sizes(len(data))
        self._check_frame(data)
        for entry in self._zip.infolist():
            self._check_entry(entry)

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all files in it."""
        return frozenset(self._entries)

    def part(self, path: str) -> bytes:
        """Unpack one file.

        Raises:
            UnreadableReport: It is missing or damaged.
            OverLimit: It is too large.
        """
        entry = self._entries.get(path)
        if entry is None:
            raise UnreadableReport(self._name, f"its part {path[:100]} is missing", _AGAIN)
        if entry.file_size > MOST_PART:
            reason = f"its part {path[:100]} has {entry.file_size / 1e6:.0f} MB, more than {MOST_PART / 1e6:.0f} MB"
            raise OverLimit(self._name, f"{reason} (limit)", "split it into several reports")
        try:
            with self._zip.open(entry) as file:
                data = file.read(MOST_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
            reason = f"its part {path[:100]} is damaged ({_told(error)})"
            raise UnreadableReport(self._name, reason, _AGAIN) from error
        if len(data) != entry.file_size:
            reason = f"its part {path[:100]} has {len(data):,} bytes and claims {entry.file_size:,}"
            raise UnreadableReport(self._name, reason, _AGAIN)
        self._count(len(data))
        return data

    def xml(self, path: str) -> Any:
        """Unpack and parse one file; returns the root, an lxml element.

        Raises:
            UnreadableReport: It is missing, damaged or no XML, or declares a document type.
            OverLimit: It is too large or nests too deep.
        """
        return parsed(self.part(path), path, self._name)

    def _count(self, size: int) -> None:
        """Add to what was unpacked, refusing more than the archive as a whole may hold."""
        self._unpacked += size
        if self._unpacked > MOST_UNPACKED:
            reason = f"unpacked it has more than {MOST_UNPACKED / 1e6:.0f} MB (limit)"
            raise OverLimit(self._name, reason, "split it into several reports")

    def _check_sizes(self, size: int) -> None:
        """Refuse by what the archive declares, before anything is unpacked."""
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES:
            reason = f"it holds {len(entries):,} files, more than {MOST_ENTRIES:,} (limit)"
            raise OverLimit(self._name, reason, "split it into several reports")
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MOST_UNPACKED:
            reason = f"unpacked it has {unpacked / 1e6:,.0f} MB, more than {MOST_UNPACKED / 1e6:.0f} MB (limit)"
            raise OverLimit(self._name, reason, "split it, or leave out its pictures")
        if unpacked > FREE_OF_RATIO and unpacked > MOST_RATIO * size:
            reason = f"unpacked it is {unpacked // size:,} times as large, more than {MOST_RATIO} times (limit)"
            raise OverLimit(self._name, reason, _AGAIN)

    def _check_frame(self, data: bytes) -> None:
        """Refuse an archive in which something else hides: before, after or between its files, or in its remark."""
        entries = sorted(self._zip.infolist(), key=lambda entry: entry.header_offset)
        spans = [(entry.header_offset, _end_of(entry)) for entry in entries]
        end = data.rfind(_END, 0, len(data) - len(self._zip.comment))
        if spans and spans[0][0] != 0:
            reason = f"{spans[0][0]:,} bytes of something else stand before the archive"
        elif end + _END_LENGTH + len(self._zip.comment) != len(data):
            reason = "something else stands after the archive"
        elif b"%PDF-" in data[:1024] or b"%PDF-" in self._zip.comment:
            reason = "it is a ZIP archive and a PDF at once"
        elif any(after[0] < before[1] for before, after in pairwise(spans)):
            reason = "its files share their bytes, as those of a ZIP bomb do"
        elif len(self._entries) < len(entries):
            reason = "it holds two files of one name"
        else:
            return
        raise UnreadableReport(self._name, reason, _AGAIN)

    def _check_entry(self, entry: zipfile.ZipInfo) -> None:
        """Refuse one file of an archive by what its header says."""
        parts = entry.filename.replace("\\", "/").split("/")
        if entry.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            reason = f"it holds a file named {entry.filename[:100]!a}, which leads out of it"
            raise UnreadableReport(self._name, reason, _AGAIN)
        if entry.flag_bits & _ENCRYPTED:
            raise UnsupportedFormat(self._name, "it needs a password", "save it without one")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            reason = f"it is packed by method {entry.compress_type}, which is not read here"
            raise UnsupportedFormat(self._name, reason, _AGAIN)


def parsed(data: bytes, path: str, name: str) -> Any:
    """Parse XML from a stranger; returns the root, an lxml element.

    Args:
        data: The XML.
        path: Which part it is, for refusals.
        name: The file as the person knows it.

    Raises:
        UnreadableReport: It is no XML, or declares a document type, by which it could draw in other files.
        OverLimit: It nests too deep.
    """
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(**_SAFELY, load_dtd=False)
    try:
        root = etree.fromstring(_harmless(data, path, name, MOST_TAGS), parser)
    except etree.XMLSyntaxError as error:
        raise _damage(error, path, name) from error
    if root is None:
        raise UnreadableReport(name, f"its part {path[:100]} is empty", _AGAIN)
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that the search does not know
        raise UnreadableReport(name, f"its part {path[:100]} declares a document type", _AGAIN)
    return root


def streamed(data: bytes, path: str, name: str, tags: list[str]) -> Iterator[Any]:
    """Yield the elements of these names as they are parsed, so that a large part is never whole in memory.

    Args:
        data: The XML.
        path: Which part it is, for refusals.
        name: The file as the person knows it.
        tags: Names with their namespaces; an element inside another of them comes first and is gone afterwards.

    Raises:
        UnreadableReport: It is no XML, or declares a document type.
        OverLimit: It nests too deep.
    """
    from lxml import etree

    source = io.BytesIO(_harmless(data, path, name, MOST_TAGS_STREAMED))
    try:
        for _, element in etree.iterparse(source, tag=tags, **_SAFELY):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise _damage(error, path, name) from error


def _harmless(data: bytes, path: str, name: str, most_tags: int) -> bytes:
    """Return XML under its usual names, refusing a document type and more tags than can be read in time."""
    tags = data.count(b"<")
    if tags > most_tags:
        reason = f"its part {path[:100]} has {tags:,} tags, more than {most_tags:,} (limit)"
        raise OverLimit(name, reason, "split it into several reports")
    if _DECLARATION.search(data):
        reason = f"its part {path[:100]} declares a document type, which may draw in other files"
        raise UnreadableReport(name, reason, _AGAIN)
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    return data


def _damage(error: Exception, path: str, name: str) -> RefusedReport:
    """Return the refusal for what the parser met."""
    if "depth" in str(error):
        reason = f"the elements of its part {path[:100]} stand more than {DEEPEST} deep in one another (limit)"
        return OverLimit(name, reason, _AGAIN)
    return UnreadableReport(name, f"its part {path[:100]} is damaged ({_told(error)})", _AGAIN)


def _end_of(entry: zipfile.ZipInfo) -> int:
    """Return the least offset at which a file of an archive can end."""
    return entry.header_offset + _HEADER_LENGTH + len(entry.orig_filename.encode()) + entry.compress_size


def _told(error: Exception) -> str:
    """Return what a library says, on one line."""
    return " ".join(str(error).split())[:100] or type(error).__name__
