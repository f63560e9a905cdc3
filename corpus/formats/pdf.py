"""PDF: what a reader sees on its pages, as running text, by PDFium.

PDFium rather than the other readers because it alone keeps the evidence of a hyphen at a line's end, has a box for
every character, and neither crashed nor hung on a thousand files. What no reader sees is not quoted; what a scanner
recognised in a picture is marked; pages whose fonts do not tell their letters count as pages without text.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpus import boxes
from corpus.errors import OverLimit, UnreadableReport
from corpus.formats.composing import Composition
from corpus.formats.decoding import MOST_CHARACTERS
from corpus.formats.pdf_blocks import blocks
from corpus.formats.pdf_drafts import Draft
from corpus.formats.pdf_glyphs import UNTOLD, Glyphs, is_gibberish
from corpus.formats.pdf_joining import Joined, joined, row, vocabulary
from corpus.formats.pdf_lines import Line, lines
from corpus.formats.pdf_running import without_running
from corpus.report import BlockKind, Extract
from corpus.splitting import sentence_spans

# A report of 2,000 pages takes most of the time that a file may take.
MOST_PAGES = 2_000
# More than one character in so many without a meaning: the font does not tell, and what it tells is wrong.
MOST_DAMAGE = 10
TITLE_SIZE = 1.3  # of the body's letters: what is larger at the head of the first page is the title
_REMEDY = "open it in a viewer and save it anew, or save it as text"


@dataclass(slots=True)
class _Reading:
    """What was read of a document, page by page; it grows.

    Args:
        pages: The lines of each.
        words: How often each stands in it, those with a hyphen in lower case.
        pictured: Numbers of pages on which something else than text is drawn.
        hidden: Numbers of pages with text that nobody sees.
        damaged: Numbers of pages whose fonts do not tell their letters.
        untold: Likewise, some letters only.
        unchecked: Numbers of pages with text whose fonts are not at hand.
        broken: Numbers of pages that cannot be read.
        characters: How many were read.
    """

    pages: list[list[Line]] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    pictured: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    untold: list[int] = field(default_factory=list)
    unchecked: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    characters: int = 0


def read(data: bytes, name: str) -> Extract:
    """Read a PDF."""
    from corpus.formats.pdf_facts import facts, labels

    document = _opened(data, name)
    try:
        count = _counted(document, name)
        reading = _Reading()
        for index in range(count):
            _read_page(document, index, reading, name)
        if len(reading.broken) == count:
            raise UnreadableReport(name, f"none of its {count:,} pages can be read", _REMEDY)
        printed = labels(document, count)
        pages = without_running(reading.pages, printed)
        drafts = blocks(pages)
        metadata = facts(document, _title(drafts))
    finally:
        document.close()
    composition = Composition(name)
    areas = list(_composed(drafts, composition, reading.words))
    for remark in _remarks(reading):
        composition.remark(remark)
    empty = {number for number, page in enumerate(pages, 1) if not page}  # a number alone is no text
    without = tuple(sorted((empty & {*reading.pictured}) | {*reading.damaged}))
    extract = composition.extract(metadata, "pdf", pages_without_text=without)
    return replace(extract, page_labels=printed, boxes=boxes.pack(areas))


def _opened(data: bytes, name: str) -> Any:
    """Open a document, with an empty password where it has one."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise UnreadableReport(name, "this PDF needs a password", "save it without a password") from error
        if error.err_code == pypdfium2.raw.FPDF_ERR_SECURITY:
            raise UnreadableReport(name, "it is encrypted in an unknown way", "save it without a password") from error
        raise UnreadableReport(name, "it is damaged: it has no readable list of its pages", _REMEDY) from error


def _counted(document: Any, name: str) -> int:
    """Return the number of pages, within the limit."""
    count = len(document)
    if count > MOST_PAGES:
        reason = f"it has {count:,} pages, more than {MOST_PAGES:,} (limit)"
        raise OverLimit(name, reason, "split it into several reports")
    return count


def _read_page(document: Any, index: int, reading: _Reading, name: str) -> None:
    """Read one page into the rest."""
    from corpus.formats.pdf_page import Page

    number = index + 1
    try:
        with Page(document.raw, index) as page:
            glyphs = page.glyphs()
    except OSError:
        reading.broken.append(number)
        reading.pages.append([])
        return
    reading.characters += len(glyphs.text)
    if reading.characters > MOST_CHARACTERS:
        reason = f"it holds more than {MOST_CHARACTERS:,} characters (limit)"
        raise OverLimit(name, reason, "split it into several reports")
    reading.words.update(vocabulary(glyphs.text))
    is_damaged = _is_damaged(glyphs)
    found = [] if is_damaged else lines(glyphs, number)
    if glyphs.hidden:
        reading.hidden.append(number)
    if not is_damaged and any(word.mask == UNTOLD for word in glyphs.words):
        reading.untold.append(number)
    if glyphs.unchecked:
        reading.unchecked.append(number)
    if is_damaged:
        reading.damaged.append(number)
    elif glyphs.pictured:
        reading.pictured.append(number)
    reading.pages.append(found)


def _is_damaged(glyphs: Glyphs) -> bool:
    """Return whether the characters of a page are not those that it shows."""
    return glyphs.damaged * MOST_DAMAGE > sum([w.last - w.first for w in glyphs.words]) or is_gibberish(glyphs.text)


def _title(drafts: Sequence[Draft]) -> str | None:
    """Return what stands in the largest letters at the head of the first page."""
    first = next((draft for draft in drafts if draft.kind is BlockKind.HEADING), None)
    body = [line.size for draft in drafts if draft.kind is BlockKind.PARAGRAPH for line in draft.lines]
    if first is None or first.level != 1 or first.lines[0].page != 1 or not body:
        return None
    return first.text if first.lines[0].size >= TITLE_SIZE * sorted(body)[len(body) // 2] else None


def _composed(drafts: Sequence[Draft], composition: Composition, words: Counter[str]) -> Iterator[boxes.Line]:
    """Put the blocks into the text and yield where their characters stand."""
    for draft in drafts:
        is_row = draft.kind is BlockKind.TABLE_ROW
        text = row(draft.lines[0], draft.headers, words) if is_row else joined(draft.lines, words)
        ocr = any(stretch.ocr for line in draft.lines for stretch in line.stretches)
        for start, end, page in _by_page(draft, text):
            begin = composition.add(text.text[start:end], draft.kind, level=draft.level, page=page, ocr=ocr)
            if begin is not None:
                yield from (
                    _moved(line, start, end, begin) for line in text.boxes if start < line.end and line.start < end
                )


def _by_page(draft: Draft, text: Joined) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and page of the parts of a block whose sentences begin on one page."""
    pages = [line.page for line in draft.lines]
    if pages[0] == pages[-1]:
        yield 0, len(text.text), pages[0]
        return
    turns = [start for start, (a, b) in zip(text.starts[1:], itertools.pairwise(pages), strict=True) if a != b]
    spans = sentence_spans(text.text, 0, len(text.text))
    for _, group in itertools.groupby(spans, key=lambda span: sum(turn <= span[0] for turn in turns)):
        own = list(group)
        page = next(p for p, start in zip(reversed(pages), reversed(text.starts), strict=True) if start <= own[0][0])
        yield own[0][0], own[-1][1], page


def _moved(line: boxes.Line, start: int, end: int, begin: int) -> boxes.Line:
    """Return the part of a line from start to end, where the text at start now begins at another offset."""
    first, last = max(0, start - line.start), max(0, end - line.start)
    return replace(
        line,
        start=line.start + first - start + begin,
        lefts=line.lefts[first:last],
        rights=line.rights[first:last],
    )


def _remarks(reading: _Reading) -> Iterator[str]:
    """Yield what of a document was not read, a sentence each."""
    if reading.hidden:
        yield f"Text that is not seen (hidden, covered or tiny) was left out on {_listed(reading.hidden)}."
    if reading.damaged:
        yield f"The fonts do not tell their letters on {_listed(reading.damaged)}: that counts as without text."
    if reading.unchecked:
        where = _listed(reading.unchecked)
        yield f"Fonts of {where} are neither in the file nor on this machine: whether that text is seen is not known."
    if reading.untold:
        where = _listed(reading.untold)
        yield f"Some letters are not told by their fonts on {where}; they are shown as {UNTOLD}."
    if reading.broken:
        yield f"Damaged and not read: {_listed(reading.broken)}."


def _listed(pages: Sequence[int]) -> str:
    """Return "page 3", or "pages 3, 5 and 7 others"."""
    shown = [str(page) for page in pages[:5]]
    more = [f"{len(pages) - 5} others"] if len(pages) > 5 else []  # noqa: PLR2004 - as many as are listed
    words = [*shown, *more]
    return f"page {words[0]}" if len(words) == 1 else f"pages {', '.join(words[:-1])} and {words[-1]}"
