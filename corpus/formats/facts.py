"""What a file claims of itself: title, publisher, author, date and address, cleaned, with nothing guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from corpus.report import Metadata, Source

# A title longer than this is not a title; it stands in the first line of every answer.
LONGEST_FACT = 300
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?")
_WRITTEN = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y")


def claimed(
    title: str | None,
    publisher: str | None,
    author: str | None,
    day: str | None,
    url: str | None,
) -> Metadata:
    """Return metadata as the file says, empty strings as unknown and the date only where it is one."""
    known = iso_date(day or "")
    source = Source.FILE if known else Source.UNKNOWN
    return Metadata(_fact(title), _fact(publisher), _fact(author), known, _fact(url), source)


def iso_date(words: str) -> str | None:
    """Return a date as ISO 8601, as exact as it was written, or None where it is no date or could be two."""
    words = words.strip()[:40]
    iso = _ISO.fullmatch(words)
    if iso:
        parts = [part for part in iso.groups() if part]
        return "-".join(parts) if _is_day(parts) else None
    for form in _WRITTEN:
        try:
            return datetime.strptime(words, form).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    return None


def _is_day(parts: list[str]) -> bool:
    """Return whether year, month and day are on the calendar."""
    year, month, day = (int(part) for part in [*parts, "1", "1"][:3])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _fact(words: str | None) -> str | None:
    """Return a claim on one line, or None where there is none."""
    line = " ".join((words or "").split())
    return line[:LONGEST_FACT] or None
