"""What is kept of a sentence that was found: where it stands and how it is known again, never its words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from index.answer import Quote

HASH_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class Found:
    """One sentence that was found.

    Args:
        sentence_id: The store's id of the sentence.
        span: Start and end of the answer's own words within it, None where they are not known.
        report: Id of its report, 0 where an older version did not keep it.
        sha256: The first half of the sentence's hash, which finds it again in new content.
    """

    sentence_id: int
    span: tuple[int, int] | None
    report: int = 0
    sha256: str = ""

    @classmethod
    def of(cls, quote: Quote) -> Found:
        """Return what is kept of a quote."""
        return cls(quote.sentence_id, quote.span, quote.report.id, fingerprint(quote.text))

    @classmethod
    def of_row(cls, row: list[Any]) -> Found:
        """Return what a row holds; older ones hold less."""
        sentence_id, span, *rest = row
        return cls(sentence_id, (span[0], span[1]) if span else None, *rest)

    def as_row(self) -> list[Any]:
        """Return what is written."""
        return [self.sentence_id, self.span, self.report, self.sha256]


def fingerprint(sentence: str) -> str:
    """Return what tells a sentence from every other: 128 bits of its SHA-256, hexadecimal."""
    return hashlib.sha256(sentence.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_CHARACTERS]
