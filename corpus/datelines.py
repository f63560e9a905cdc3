"""The date that stands at the head of a report: on its title page, below its title, behind "Published".

It outweighs what a program wrote into the file when it made it: the scan of a report of 1998 was made yesterday. Only a
line that is a date and nothing else counts, above the first paragraph and on the first page, where no other stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from corpus.formats.facts import iso_date
from corpus.report import Extract, Source

MOST_HEAD_BLOCKS = 12
PARAGRAPH_WORDS = 20  # a block of more is no line of a head, but where the report begins
MOST_LINES = 6  # of a block of a head: an imprint, an address
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATED = re.compile(
    r"(?:(?:dated?|(?:published|issued|released|posted)(?: on)?|publication date|date of publication)\s?:?\s"
    r"|(?-i:[A-ZÀ-ÖØ-Þ][\w.'’-]*(?:\s[A-ZÀ-ÖØ-Þ][\w.'’-]*){0,2},\s))?"  # "Geneva, 16 October 2017"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s)?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH}),?\s(?P<year>(?:19|20)\d\d)"
    rf"|(?P<month2>{_MONTH})(?:\s(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)?,?\s(?P<year2>(?:19|20)\d\d)"
    r"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d))\.?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def dated(extract: Extract) -> Extract:
    """Return an extract with the date of its head, where the file gives none or only that on which it was made."""
    facts = extract.metadata
    if facts.date and not extract.file_dated:
        return extract
    date = dateline(extract)
    return replace(extract, metadata=replace(facts, date=date, date_source=Source.TEXT)) if date else extract


def dateline(extract: Extract) -> str | None:
    """Return the date at the head of a text, ISO 8601, None where none or more than one stands there."""
    found = {date for line in _head(extract) if (date := _date(line))}
    exact = {date for date in found if not any(other != date and other.startswith(date) for other in found)}
    return exact.pop() if len(exact) == 1 else None


def _head(extract: Extract) -> Iterator[str]:
    """Yield the lines above the first paragraph, of the first page; not those that were recognised in a picture."""
    for block in islice(extract.blocks, MOST_HEAD_BLOCKS):
        words = extract.text[block.start : block.end]
        lines = [" ".join(line.split()) for line in words.split("\n")]
        if block.ocr or block.page != extract.blocks[0].page or len(lines) > MOST_LINES:
            return
        if len(words.split()) > PARAGRAPH_WORDS and not any(_date(line) for line in lines):
            return
        yield from lines


def _date(line: str) -> str | None:
    """Return the date that a line is, None for every other line."""
    found = _DATED.fullmatch(line)
    if found is None:
        return None
    if found["iso"]:
        return iso_date(found["iso"])
    month = _MONTHS.index((found["month"] or found["month2"])[:3].lower()) + 1
    day, year = found["day"] or found["day2"], found["year"] or found["year2"]
    return iso_date(f"{year}-{month:02}" + (f"-{int(day):02}" if day else ""))
