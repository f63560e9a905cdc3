"""The nouns of the corpus: what a report, its paragraphs and its sentences are.

A report has one canonical text. Everything below it is a pair of offsets into that text, in characters (code points),
half open, so that `report_text[start:end]` is the thing itself. Nothing is ever stored twice or shown from a copy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a stretch of text is on its page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    TABLE_ROW = "table row"
    CAPTION = "caption"
    NOTE = "note"


class Source(StrEnum):
    """Who says so: a fact given by a person outweighs what a file claims of itself."""

    GIVEN = "given"
    TEXT = "text says"
    FILE = "file says"
    UNKNOWN = "unknown"


# Programs write into these when they were made, which says nothing of when the report was published: a scan is new.
FILE_DATED = frozenset(
    {"pdf", "docx", "doc", "rtf", "pptx", "ppt", "xlsx", "xls", "odt", "ods", "odp"},
)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like stretch of a report's text, as its format marks it.

    Args:
        start: First character, an offset into the report's text.
        end: One past the last character.
        kind: What it is on the page.
        page: Page number counted from 1, None where the format has no pages.
        level: Depth of a heading (1 to 6), 0 for everything else.
        ocr: Whether its words were recognised in a picture, and may be misread.
    """

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    level: int = 0
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a report beside its text; None means unknown, and unknown is never guessed.

    Args:
        title: As the publisher writes it.
        publisher: The organisation that published it.
        author: Who wrote it.
        date: Date of publication, ISO 8601: "2017-10-16", "2017-10" or "2017".
        url: Where it was published; never fetched.
        date_source: Whether a person gave the date, it stands at the text's head, or the file claims it.
    """

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    date_source: Source = Source.UNKNOWN

    def over(self, other: Metadata) -> Metadata:
        """Return these facts, and the other's where these are unknown."""
        dated = self if self.date else other
        return Metadata(
            self.title or other.title,
            self.publisher or other.publisher,
            self.author or other.author,
            dated.date,
            self.url or other.url,
            dated.date_source,
        )


@dataclass(frozen=True, slots=True)
class Extract:
    """What a format yields: one canonical text, its blocks in reading order, and what the file says of itself.

    Args:
        text: The whole text; blocks do not overlap and cover every character of it that is not white space.
        blocks: In reading order, by ascending offset.
        metadata: What the file claims of itself.
        format: The kind of file by its content: "text", "markdown", "html", ...
        pages_without_text: Page numbers that hold pictures only.
        page_labels: What is printed on each page, "iv" or "A-3", empty where that is the page's number throughout.
        boxes: Where each character stands on its page, packed by `corpus.boxes`; empty where the format has no pages.
        invisible: Characters of no width or of turned direction in the text; they are shown as U+FFFD.
        remarks: What of the file was not read, a sentence each, to be told when it is added.
    """

    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata = field(default_factory=Metadata)
    format: str = "text"
    pages_without_text: tuple[int, ...] = ()
    page_labels: tuple[str, ...] = ()
    boxes: bytes = b""
    invisible: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def file_dated(self) -> bool:
        """Whether its date is only the one on which a program made the file."""
        return _is_file_dated(self.metadata, self.format)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: what is quoted.

    Args:
        start: First character, an offset into the report's text.
        end: One past the last character.
        paragraph: Number of its paragraph, counted from 1 in the report.
    """

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block with its number and the headings above it.

    Args:
        start: First character, an offset into the report's text.
        end: One past the last character.
        kind: What it is on the page.
        page: Page number counted from 1, None where the format has no pages.
        headings: The headings that it stands under, outermost first.
        ocr: Whether its words were recognised in a picture, and may be misread.
    """

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    headings: tuple[str, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of a report that one person says or writes; all offsets are the text's.

    Args:
        name: Who, in words of the report.
        cue: The words that say so: "FAYAD:", "wrote:".
        opening: First character of the label.
        start: First character that is said.
        end: One past the last.
        sure: Whether that is certain; only then it may be shown.
    """

    name: str
    cue: str
    opening: int
    start: int
    end: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A report taken apart: its text and the offsets of everything in it."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A stored report: its facts and counts, without its text.

    Args:
        id: Given by the store, never used twice.
        metadata: Title, publisher, author, date and address.
        collection: The collection that decides who may see it.
        file_name: The name it was added under, cleaned for show.
        format: The kind of file by its content.
        sha256: Of the original bytes, hexadecimal.
        size_bytes: Of the original file.
        added_at: When it was added, UTC, ISO 8601 to the second.
        sentences: How many it has.
        pages: How many it has, None where the format has none.
        pages_without_text: Page numbers that hold pictures only.
        page_labels: What is printed on each page, empty where that is the page's number throughout.
        language: ISO 639-1 code of the language it is written in, None where that is not certain.
        invisible: Characters of no width or of turned direction in its text.
        added_by: Discord's id of the person who added it, None for the command line.
        replaced_at: When its content was last replaced, likewise UTC; None where it never was.
    """

    id: int
    metadata: Metadata
    collection: str
    file_name: str
    format: str
    sha256: str
    size_bytes: int
    added_at: str
    sentences: int
    pages: int | None = None
    pages_without_text: tuple[int, ...] = ()
    page_labels: tuple[str, ...] = ()
    language: str | None = None
    invisible: int = 0
    added_by: int | None = None
    replaced_at: str | None = None

    @property
    def file_dated(self) -> bool:
        """Whether its date is only the one on which a program made the file, not that of the report."""
        return _is_file_dated(self.metadata, self.format)

    @property
    def title(self) -> str:
        """The title to show: the known one, else the name of the file."""
        return self.metadata.title or self.file_name

    def page_label(self, page: int | None) -> str | None:
        """Return what is printed on a page where that differs from its number."""
        label = self.page_labels[page - 1] if page and page <= len(self.page_labels) else None
        return label if label != str(page) else None


def _is_file_dated(metadata: Metadata, form: str) -> bool:
    return metadata.date is not None and metadata.date_source is Source.FILE and form in FILE_DATED
