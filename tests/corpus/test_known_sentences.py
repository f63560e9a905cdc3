"""Known sentences come back exactly from every format: the sample reports are written into files and read again.

The share of sentences that come back is printed (`pytest -rP`). The files are made by other libraries than those that
read them, or by the standard library.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from email.message import EmailMessage
from html import escape
from typing import Any

import openpyxl
import pytest
from docx import Document as WordDocument
from pptx import Presentation

from corpus.conversion import converted, office
from corpus.formats import READERS, markdown
from corpus.report import BlockKind, Extract
from corpus.splitting import split
from index.indexing import SAMPLES
from tests.corpus.test_epub import CHAPTER, parts
from tests.corpus.test_odf import made
from tests.fakes.office import zipped

SOURCES = {path.stem: markdown.read(path.read_bytes(), path.name) for path in sorted(SAMPLES.glob("*.md"))}
Blocks = list[tuple[BlockKind, int, str]]


def blocks(extract: Extract) -> Blocks:
    """Return kind, level and words of every block."""
    return [(block.kind, block.level, extract.text[block.start : block.end]) for block in extract.blocks]


def sentences(extract: Extract) -> list[str]:
    """Return every sentence of a report."""
    return [extract.text[sentence.start : sentence.end] for sentence in split(extract).sentences]


def saved(thing: Any) -> bytes:
    """Return what a library saves."""
    buffer = io.BytesIO()
    thing.save(buffer)
    return buffer.getvalue()


def docx(source: Blocks) -> bytes:
    """Return a Word document."""
    document = WordDocument()
    for kind, level, text in source:
        if kind is BlockKind.HEADING:
            document.add_heading(text, level)
        else:
            document.add_paragraph(text, style="List Bullet" if kind is BlockKind.LIST_ITEM else None)
    return saved(document)


def pptx(source: Blocks) -> bytes:
    """Return a presentation, a slide a heading."""
    deck = Presentation()
    for kind, _, text in source:
        if kind is BlockKind.HEADING:
            slide = deck.slides.add_slide(deck.slide_layouts[1])
            slide.shapes.title.text = text
        else:
            frame = slide.placeholders[1].text_frame
            (frame.add_paragraph() if frame.text else frame.paragraphs[0]).text = text
    return saved(deck)


def epub(source: Blocks) -> bytes:
    """Return a book of one chapter."""
    tags = {BlockKind.LIST_ITEM: "li", BlockKind.PARAGRAPH: "p"}
    body = "".join(
        f"<h{level}>{escape(text)}</h{level}>" if level else f"<{tags[kind]}>{escape(text)}</{tags[kind]}>"
        for kind, level, text in source
    )
    book = parts(**{"OPS__text__a.xhtml": CHAPTER.format(body)})
    return zipped({**book, "OPS/b c.xhtml": CHAPTER.format("")})


def odt(source: Blocks) -> bytes:
    """Return an OpenDocument text."""
    body = "".join(
        f'<text:h text:outline-level="{level}">{escape(text)}</text:h>' if level else f"<text:p>{escape(text)}</text:p>"
        for _, level, text in source
    )
    return made(body)


def eml(source: Blocks) -> bytes:
    """Return a message, its lines as long as its paragraphs."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Report", "a@example.org", "b@example.org"
    message.set_content("\n\n".join(text for _, _, text in source))
    return message.as_bytes()


FORMATS: dict[str, Callable[[Blocks], bytes]] = {"docx": docx, "pptx": pptx, "epub": epub, "odt": odt, "eml": eml}


def recovered(expected: list[str], found: list[str]) -> float:
    """Return the share of sentences that came back exactly."""
    return sum(sentence in set(found) for sentence in expected) / len(expected)


def told(form: str, share: float, count: int) -> float:
    """Print a share and return it."""
    print(f"{form}: {share:.1%} of {count} sentences")  # noqa: T201 - for whoever asks
    return share


@pytest.mark.parametrize("form", FORMATS)
def test_every_sentence_comes_back_exactly(form: str) -> None:
    """And, where the format has them, every heading with its level."""
    expected, found = [], []
    for source in SOURCES.values():
        extract = READERS[form](FORMATS[form](blocks(source)), f"report.{form}")
        expected += sentences(source)
        found += sentences(extract)
        if form in ("docx", "epub", "odt"):
            assert [b[1:] for b in blocks(extract) if b[1]] == [b[1:] for b in blocks(source) if b[1]]
    assert told(form, recovered(expected, found), len(expected)) == 1.0


@pytest.mark.parametrize("form", ["xlsx", "csv", "ods"])
def test_every_row_comes_back_as_one_sentence(form: str) -> None:
    """With its headers, and with the figures in it."""
    rows = [(sentence[:40].strip(), n, f"{n * 1.5:.1f}%") for n, sentence in enumerate(map(str, TEXTS), 1)]
    expected = [f"Words: {words} · Number: {number} · Share: {share}" for words, number, share in rows]
    extract = READERS[form](SHEETS[form]([("Words", "Number", "Share"), *rows]), f"table.{form}")
    assert told(form, recovered(expected, sentences(extract)), len(expected)) == 1.0


TEXTS = [sentence for source in SOURCES.values() for sentence in sentences(source) if ":" not in sentence[:40]]


def xlsx(rows: list[tuple[Any, ...]]) -> bytes:
    """Return a workbook, shares as numbers in the format of percents."""
    book = openpyxl.Workbook()
    book.active.append(rows[0])
    for words, number, share in rows[1:]:
        book.active.append((words, number, float(share[:-1]) / 100))
        book.active.cell(book.active.max_row, 3).number_format = "0.0%"
    return saved(book)


def separated(rows: list[tuple[Any, ...]]) -> bytes:
    """Return a table of separated values."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows(rows)
    return buffer.getvalue().encode()


def ods(rows: list[tuple[Any, ...]]) -> bytes:
    """Return an OpenDocument sheet."""

    def cell(shown: object) -> str:
        return f"<table:table-cell><text:p>{escape(str(shown))}</text:p></table:table-cell>"

    cells = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    return made(f'<table:table table:name="s">{cells}</table:table>', "spreadsheet")


SHEETS: dict[str, Callable[[list[tuple[Any, ...]]], bytes]] = {"xlsx": xlsx, "csv": separated, "ods": ods}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["doc", "rtf"])
def test_old_formats_come_back_by_libreoffice(form: str, tmp_path: Any) -> None:
    """A Word document is made an old one, and read again."""
    if office() is None:
        pytest.skip("LibreOffice is not installed")
    import subprocess

    source = SOURCES["raqqa-campaign"]
    (tmp_path / "report.docx").write_bytes(docx(blocks(source)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(office()), profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "report.docx")], check=True, capture_output=True, timeout=120)
    old = (tmp_path / f"report.{form}").read_bytes()
    extract = READERS["docx"](converted(old, form, f"report.{form}"), "report.docx")
    assert told(form, recovered(sentences(source), sentences(extract)), len(sentences(source))) == 1.0
