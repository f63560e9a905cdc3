"""What cannot be seen is counted when a report is added, and is not what a script or an emoji needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.terminal.listing import described
from corpus.extraction import Extractor
from corpus.unseen import REPLACEMENT, visible
from index.opening import Opened

UNSEEN = {
    "zero width": "The\u200bcity",
    "right to left": "The \u202ecity\u202c",
    "isolates": "\u2066city\u2069",
    "byte order": "The\ufeff city",
    "tags": "city\U000e0041\U000e0042",
    "word joiner": "The\u2060city",
    "joiner between Latin letters": "ci\u200dty",
    "filler": "The\u3164city",
}
SEEN = {
    "soft hyphen": "par\u00adliament",
    "Persian": "می\u200cخواهم",  # noqa: RUF001 - as it is written
    "emoji": "2\ufe0f and ❤\ufe0f",
    "accents": "e\u0301",
    "no-break space": "193\u00a0km",
}


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    """One child for all."""
    with Extractor() as reading:
        yield reading


@pytest.mark.parametrize("kind", UNSEEN)
def test_what_cannot_be_seen_is_counted(kind: str, extractor: Extractor) -> None:
    """And kept: the stored text is the file's."""
    text = UNSEEN[kind] + " fell."
    extract = extractor.extract_bytes(text.encode(), "report.txt")
    assert extract.text == text
    assert extract.invisible == visible(text).text.count(REPLACEMENT) > 0


@pytest.mark.parametrize("kind", SEEN)
def test_what_writing_needs_is_not_counted(kind: str, extractor: Extractor) -> None:
    """A joiner, a selector, an accent."""
    assert extractor.extract_bytes(f"{SEEN[kind]} it was.".encode(), "report.txt").invisible == 0


def test_the_result_line_says_how_many(opened: Opened, tmp_path: Path) -> None:
    """So that the person who adds a report can look at it again."""
    path = tmp_path / "report.txt"
    path.write_text("The \u202ecity\u202c fell\u200b on Monday.", encoding="utf-8")
    assert "1 sentence · 3 invisible characters" in described(opened.indexer.add(path).report)
