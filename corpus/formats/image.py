"""Pictures as reports: PNG, JPEG, WebP, and TIFF with its pages. Their words are recognised by `corpus.recognition`."""

from __future__ import annotations

from corpus.errors import OverLimit, UnreadableReport
from corpus.report import Extract, Metadata

FORM = "image"
MOVES = "It moves: only its first picture was read."
# Where a picture ends, by how it begins; what stands behind is nothing that a viewer shows.
_ENDS = {b"\x89PNG": b"IEND\xaeB`\x82", b"\xff\xd8\xff": b"\xff\xd9"}
_FOREIGN = {b"PK\x03\x04": "a ZIP archive", b"PK\x05\x06": "a ZIP archive", b"%PDF-": "a PDF", b"<html": "an HTML page"}


def read(data: bytes, name: str) -> Extract:
    """Read a picture: no text yet, only pages without any.

    Raises:
        UnreadableReport: It cannot be opened, or another file is hidden behind it.
        OverLimit: It has more pictures than a report may have pages.
    """
    from corpus.frames import MOST_PICTURES
    from corpus.rendering import DamagedPicture, ImagePages

    hidden = behind(data)
    if hidden:
        raise UnreadableReport(name, f"it is a picture with {hidden} after its end", "add each by itself")
    try:
        pages = ImagePages(data)
        pages.frame(1)
    except DamagedPicture as damage:
        raise UnreadableReport(name, str(damage), "open it in a viewer and save it anew") from damage
    if pages.count > MOST_PICTURES:
        raise OverLimit(name, f"it has more than {MOST_PICTURES:,} pictures (limit)", "split it into several reports")
    remarks = (MOVES,) if pages.moves else ()
    return Extract("", (), Metadata(), FORM, tuple(range(1, pages.count + 1)), remarks=remarks)


def behind(data: bytes) -> str | None:
    """Return what other file stands behind a picture's end: other programs would read that one."""
    mark = next((end for start, end in _ENDS.items() if data.startswith(start)), None)
    end = data.rfind(mark) if mark else -1
    tail = data[end:].lower() if end >= 0 else b""
    return next((kind for magic, kind in _FOREIGN.items() if magic.lower() in tail), None)
