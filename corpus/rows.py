"""How the nouns of the corpus become rows of the store, and rows become nouns again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from corpus.report import BlockKind, Document, Extract, Metadata, Paragraph, Report, Sentence, Source

DEFAULT_COLLECTION = "everyone"

REPORT = """SELECT id, title, publisher, author, date, url, date_source, collection, file_name, format, sha256,
    size_bytes, added_at, sentences, pages, pages_without_text, page_labels, language, invisible, added_by, replaced_at
    FROM report"""
PARAGRAPH = "SELECT start, end, kind, page, headings, ocr FROM paragraph"
PLACE = """SELECT s.report, s.id - r.first_sentence + 1, s.start, s.end, s.paragraph,
    p.start, p.end, p.kind, p.page, p.headings, p.ocr FROM sentence AS s
    JOIN report AS r ON r.id = s.report JOIN paragraph AS p ON p.report = s.report AND p.number = s.paragraph
    WHERE s.id = ?"""
INSERT_REPORT = """INSERT INTO report (id, sha256, size_bytes, file_name, format, collection, title, publisher, author,
    date, url, date_source, added_at, pages, pages_without_text, first_sentence, sentences, text, text_sha256,
    page_labels, language, invisible, added_by, replaced_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Rows of half floats, one a sentence, in the report's order.

    Args:
        model: Name and hash of the model that made them; vectors of two models are never mixed.
        dimension: Length of a row.
        rows: Little-endian float16, C order, 2 * dimension bytes a row.
    """

    model: str
    dimension: int
    rows: bytes

    @property
    def sha256(self) -> str:
        """Return the hash of the rows, hexadecimal."""
        return hashlib.sha256(self.rows).hexdigest()


@dataclass(frozen=True, slots=True)
class Addition:
    """Everything that makes a report, ready to be stored.

    Args:
        content: The original bytes.
        file_name: The name to show.
        extract: Text and facts read from it.
        document: The text taken apart.
        metadata: The facts to store: given ones over those of the file.
        collection: Who may see it.
        vectors: By kind: "sentence".
        language: ISO 639-1 code of its language, None where that is not certain.
        fingerprints: By kind; opaque to the store: what tells copies of the same wire story.
        added_by: Discord's id of the person who adds it, None for the command line.
    """

    content: bytes
    file_name: str
    extract: Extract
    document: Document
    metadata: Metadata
    collection: str = DEFAULT_COLLECTION
    vectors: Mapping[str, Vectors] = field(default_factory=dict)
    language: str | None = None
    fingerprints: Mapping[str, bytes] = field(default_factory=dict)
    added_by: int | None = None

    @property
    def sha256(self) -> str:
        """Return the hash of the original bytes, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """Where one sentence stands.

    Args:
        report: Id of its report.
        number: Counted from 1 in the report.
        sentence: Its offsets and paragraph number.
        paragraph: The paragraph that holds it.
    """

    report: int
    number: int
    sentence: Sentence
    paragraph: Paragraph


def stamp(moment: datetime) -> str:
    """Return a moment in UTC as the store writes it, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def report_row(addition: Addition, report_id: int | None, first_sentence: int, now: datetime) -> tuple[Any, ...]:
    """Lay an addition out as INSERT_REPORT wants it."""
    facts, text, extract = addition.metadata, addition.document.text, addition.extract
    seen = (*(p.page for p in addition.document.paragraphs if p.page), *extract.pages_without_text)
    pages = max((*seen, len(extract.page_labels)), default=0) or None
    return (
        *(report_id, addition.sha256, len(addition.content), addition.file_name, addition.extract.format),
        *(addition.collection, facts.title, facts.publisher, facts.author, facts.date, facts.url),
        *(facts.date_source.value, stamp(now), pages),
        *(json.dumps(extract.pages_without_text), first_sentence, len(addition.document.sentences)),
        *(text, hashlib.sha256(text.encode()).hexdigest(), json.dumps(extract.page_labels), addition.language),
        *(extract.invisible, addition.added_by, stamp(now) if report_id else None),
    )


def paragraph_rows(report_id: int, document: Document) -> Iterator[tuple[Any, ...]]:
    """Lay paragraphs out as the table wants them, numbered from 1."""
    for number, p in enumerate(document.paragraphs, 1):
        headings = json.dumps(p.headings, ensure_ascii=False)
        yield report_id, number, p.start, p.end, p.kind.value, p.page, headings, p.ocr


def report_of(row: Sequence[Any]) -> Report:
    """Build a report from a row of REPORT."""
    facts = Metadata(row[1], row[2], row[3], row[4], row[5], Source(row[6]))
    collection, file_name, kind, sha256, size_bytes, added_at, sentences, pages, without_text, labels = row[7:17]
    return Report(
        *(row[0], facts, collection, file_name, kind, sha256, size_bytes, added_at, sentences, pages),
        *(tuple(json.loads(without_text)), tuple(json.loads(labels)), *row[17:]),
    )


def paragraph_of(row: Sequence[Any]) -> Paragraph:
    """Build a paragraph from a row of PARAGRAPH."""
    start, end, kind, page, headings, ocr = row
    return Paragraph(start, end, BlockKind(kind), page, tuple(json.loads(headings)), bool(ocr))


def place_of(row: Sequence[Any]) -> Place:
    """Build a place from a row of PLACE."""
    report, number, start, end, paragraph, *rest = row
    return Place(report, number, Sentence(start, end, paragraph), paragraph_of(rest))
