"""The kind of a file is what its content is; a name that says otherwise is refused with both."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.errors import UnreadableReport, UnsupportedFormat
from corpus.formats import READERS
from corpus.formats.detection import detect


def archive(*names: str, content: str = "x") -> bytes:
    """Return a ZIP archive of files with these names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, content)
    return buffer.getvalue()


def locked(data: bytes) -> bytes:
    """Return a ZIP archive that says of its first file that it is encrypted."""
    return data[:6] + bytes([data[6] | 1]) + data[7:]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = [
    (b"GIF89a\x01\x00", ".gif", "a GIF image"),
    (archive("mimetype", content="application/vnd.oasis.opendocument.graphics"), ".odg", "an OpenDocument file"),
    (archive("a.txt"), ".zip", "a ZIP archive"),
    (OLE + b"\x00", ".mpp", "an old Office document"),
    (OLE + "__substg1.0_".encode("utf-16-le"), ".msg", "an Outlook message (MSG)"),
    (b"\x1f\x8b\x08\x00", ".gz", "a gzip archive"),
    (b"\x7fELF\x02\x01", ".bin", "a program"),
    (b"MZ\x90\x00\x03\x00", ".exe", "a program"),
    (b"SQLite format 3\x00", ".db", "an SQLite database"),
    (b'<?xml version="1.0"?><feed/>', ".xml", "an XML file"),
    (b'{"city": "fell"}', ".json", "JSON"),
]
LOCKED = [
    (locked(archive("a.txt")), ".zip", "a password-protected ZIP archive"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), ".docx", "a password-protected Office document"),
]
MACROS = [
    (archive("word/document.xml", "word/vbaProject.bin"), ".docx", "a Word document with macros (DOCM)"),
    (archive("xl/workbook.xml", "xl/vbaProject.bin"), ".xlsm", "an Excel workbook with macros (XLSM)"),
    (
        archive("[Content_Types].xml", "ppt/presentation.xml", content="ms-powerpoint.presentation.macroEnabled"),
        ".pptm",
        "a PowerPoint presentation with macros (PPTM)",
    ),
]
OFFICE = [
    (b"%PDF-1.7\n1 0 obj", ".pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", ".png", "image"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", ".jpg", "image"),
    (b"RIFF\x24\x00\x00\x00WEBPVP8 ", ".webp", "image"),
    (b"II*\x00\x08\x00", ".tif", "image"),
    (archive("word/document.xml"), ".docx", "docx"),
    (archive("[Content_Types].xml", "xl/workbook.xml"), ".xlsx", "xlsx"),
    (archive("ppt/presentation.xml"), ".pptx", "pptx"),
    (archive("mimetype", content="application/epub+zip"), ".epub", "epub"),
    (archive("mimetype", content="application/vnd.oasis.opendocument.text"), ".odt", "odt"),
    (archive("mimetype", content="application/vnd.oasis.opendocument.spreadsheet"), ".ods", "ods"),
    (archive("mimetype", content="application/vnd.oasis.opendocument.presentation"), ".odp", "odp"),
    (OLE + "WordDocument".encode("utf-16-le"), ".doc", "doc"),
    (OLE + "Workbook".encode("utf-16-le"), ".xls", "xls"),
    (OLE + "PowerPoint Document".encode("utf-16-le"), ".ppt", "ppt"),
    (b"{\\rtf1\\ansi Words.}", ".rtf", "rtf"),
    (b"a,b\n1,2\n", ".csv", "csv"),
    (b"a\tb\n1\t2\n", ".tsv", "csv"),
    (b"From: a@b.org\nTo: c@d.org\nSubject: Ship\n\nThe city fell.", ".eml", "eml"),
]
TEXT, HTML = b"The city fell on Monday.", b"<!DOCTYPE html><html><body><p>The city fell.</p></body></html>"


@pytest.mark.parametrize(("data", "extension", "kind"), FOREIGN)
def test_what_cannot_be_read_is_refused_by_the_name_of_its_kind(data: bytes, extension: str, kind: str) -> None:
    """The person learns what the file is, and what to do."""
    with pytest.raises(UnsupportedFormat) as refusal:
        detect(data, "report" + extension)
    assert refusal.value.reason == f"it is {kind}, which this version cannot read"
    assert refusal.value.remedy.startswith("save ")


@pytest.mark.parametrize(("data", "extension", "kind"), LOCKED)
def test_what_is_locked_is_refused_with_the_way_out(data: bytes, extension: str, kind: str) -> None:
    """The name is no mistake: an encrypted Word document is another container."""
    with pytest.raises(UnsupportedFormat) as refusal:
        detect(data, "report" + extension)
    assert refusal.value.reason == f"it is {kind} and needs its password"
    assert refusal.value.remedy == "save it without a password"


@pytest.mark.parametrize(("data", "extension", "kind"), MACROS)
def test_macros_are_refused_by_name(data: bytes, extension: str, kind: str) -> None:
    """A program inside is never opened, whatever the file is called."""
    with pytest.raises(UnsupportedFormat) as refusal:
        detect(data, "report" + extension)
    assert refusal.value.reason == f"it is {kind}, and programs are never opened here"
    assert refusal.value.remedy == "save it without macros"


@pytest.mark.parametrize(("data", "extension", "form"), OFFICE)
def test_documents_are_told_by_what_their_container_holds(data: bytes, extension: str, form: str) -> None:
    """With its own name or none the format is the same; under another's it is refused."""
    assert detect(data, "report" + extension) == form
    assert form in ("csv", "eml") or detect(data, "report") == form
    with pytest.raises(UnreadableReport, match=r"its name says (?:an EPUB book|plain text), its content is "):
        detect(data, "report" + (".txt" if form not in ("csv", "eml") else ".epub"))


def test_a_file_that_was_cut_off_is_told_so() -> None:
    """It is no mistake in the name, and the way out is another."""
    with pytest.raises(UnreadableReport) as refusal:
        detect(archive("word/document.xml")[:60], "report.docx")
    assert refusal.value.reason == "it is a damaged ZIP archive, perhaps cut off"


@pytest.mark.parametrize(("data", "kind"), [(data, kind) for data, _, kind in FOREIGN + LOCKED if kind != "JSON"])
@pytest.mark.parametrize(
    ("extension", "claim"), [(".txt", "plain text"), (".md", "Markdown"), (".html", "an HTML page")]
)
def test_a_name_that_claims_text_is_refused_with_both_names(data: bytes, kind: str, extension: str, claim: str) -> None:
    """An image named report.txt is a mistake, and the message says which."""
    with pytest.raises((UnreadableReport, UnsupportedFormat)) as refusal:
        detect(data, "report" + extension)
    if isinstance(refusal.value, UnreadableReport):
        assert refusal.value.reason == f"its name says {claim}, its content is {kind}"
    else:
        assert "password" in kind


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("report.txt", HTML, "its name says plain text, its content is an HTML page"),
        ("report.md", HTML, "its name says Markdown, its content is an HTML page"),
        ("report.html", TEXT, "its name says an HTML page, its content is plain text"),
        ("report.pdf", TEXT, "its name says a PDF, its content is plain text"),
        ("report.docx", TEXT, "its name says a Word document (DOCX), its content is plain text"),
        ("report.docx", b"%PDF-1.7", "its name says a Word document (DOCX), its content is a PDF"),
        ("report.docx", archive("a.txt"), "its name says a Word document (DOCX), its content is a ZIP archive"),
        (
            "report.txt",
            b"Words\n%PDF-1.4",
            "its name says plain text, its content is a PDF with something before it",
        ),
    ],
)
def test_any_disagreement_is_refused_with_both_names(name: str, data: bytes, reason: str) -> None:
    """Neither the name nor the content is believed alone."""
    with pytest.raises(UnreadableReport) as refusal:
        detect(data, name)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("report.txt", TEXT, "text"),
        ("report", TEXT, "text"),
        ("report.of.monday", TEXT, "text"),
        ("report.MD", TEXT, "markdown"),
        ("report", b"---\ntitle: x\n---\nWords.", "markdown"),
        ("report.html", HTML, "html"),
        ("report.htm", b"<p>The city fell.</p>", "html"),
        ("report", HTML, "html"),
        ("report.html", HTML.decode().encode("utf-16"), "html"),
        ("report.html", b"\xef\xbb\xbf" + HTML, "html"),
        ("report.xhtml", b'<?xml version="1.0"?>\n<!-- made -->\n<html xmlns="x"></html>', "html"),
        ("report.md", b"<p align='center'>A centred line</p>\n\nWords.", "markdown"),
        ("report.txt", b"The page begins with <html> and ends.", "text"),
        ("report.txt", b"MZ is how programs begin.", "text"),
    ],
)
def test_text_markdown_and_html_are_told_apart(name: str, data: bytes, form: str) -> None:
    """HTML shows itself; between text and Markdown, which are the same characters, the name decides."""
    assert detect(data, name) == form
    assert form in READERS
