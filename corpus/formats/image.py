"""Pictures as reports: PNG, JPEG, WebP, and TIFF with its pages. Their words are recognised by `corpus.recognition`."""

from __future__ import annotations

from corpus.errors import OverLimit, UnreadableReport
from corpus.report import Extract, Metadata

FORM = "image"
MOVES = "It moves: only its first picture was read."
# A longer scan is better kept as a PDF; a TIFF of a thousand pages is more than 25 MB anyhow.
MOST_PICTURES = 1_000


def read(data: bytes, name: str) -> Extract:
    """Read a picture: no text yet, only pages without any.

    Raises:
        UnreadableReport: It cannot be opened.
        OverLimit: It has more pictures than a report may have pages.
    """
    from corpus.rendering import DamagedPicture, ImagePages

    try:
        pages = ImagePages(data)
        pages.frame(1)
    except DamagedPicture as damage:
        raise UnreadableReport(name, str(damage), "open it in a viewer and save it anew") from damage
    if pages.count > MOST_PICTURES:
        reason = f"it has {pages.count:,} pictures, more than {MOST_PICTURES:,} (limit)"
        raise OverLimit(name, reason, "split it into several reports")
    remarks = (MOVES,) if pages.moves else ()
    return Extract("", (), Metadata(), FORM, tuple(range(1, pages.count + 1)), remarks=remarks)
