"""Books: the chapters in the order of the spine, read whole, and what the book says of itself."""

# ruff: noqa: E501 - markup is not broken
from __future__ import annotations

import pytest

from corpus.errors import UnreadableReport, UnsupportedFormat
from corpus.formats.epub import read
from corpus.report import Source
from tests.fakes.office import XML, shown, zipped

CONTAINER = f"""{XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="OPS/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
CHAPTER = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>never</title>
<style>.gone {{ display: none }}</style></head><body>{}</body></html>"""
FIRST = """<section><h1>The canal</h1><p>It is 193&nbsp;km long.<br/>It was
opened in 1869.</p><p class="gone">never</p><ul><li>Suez</li><li>Port Said</li></ul>
<table><tr><th>Day</th><th>Ships</th></tr><tr><td>Monday</td><td>113</td></tr></table>
<aside epub:type="footnote"><p>See page 4.</p></aside></section>"""
OPF = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Ships</dc:title><dc:creator>Jane Roe</dc:creator><dc:publisher>Harbour Press</dc:publisher>
<dc:date>2021-03-29</dc:date></metadata><manifest><item id="b" href="b%20c.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/><item id="p" href="p.png" media-type="image/png"/>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>
<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="p"/><itemref idref="b"/></spine></package>"""


def parts(**more: str) -> dict[str, str | bytes]:
    """Return the parts of a small book."""
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/package.opf": OPF,
        "OPS/b c.xhtml": CHAPTER.format("<h1>The ship</h1><p>It was freed.</p>"),
        "OPS/text/a.xhtml": CHAPTER.format(FIRST),
        "OPS/nav.xhtml": CHAPTER.format("<p>Contents</p>"),
        **{name.replace("__", "/"): content for name, content in more.items()},
    }


def test_chapters_come_in_reading_order_with_everything_in_them() -> None:
    """Not in the order of the files; the table of contents is none of them."""
    assert shown(read(zipped(parts()), "book.epub")) == [
        ("heading", "The canal"),
        ("paragraph", "It is 193\xa0km long.\nIt was opened in 1869."),
        ("list item", "Suez"),
        ("list item", "Port Said"),
        ("table row", "Day: Monday · Ships: 113"),
        ("note", "See page 4."),
        ("heading", "The ship"),
        ("paragraph", "It was freed."),
    ]


def test_what_the_book_says_of_itself_is_marked_so() -> None:
    """Title, publisher, author and day."""
    facts = read(zipped(parts()), "book.epub").metadata
    assert (facts.title, facts.publisher, facts.author) == ("Ships", "Harbour Press", "Jane Roe")
    assert (facts.date, facts.date_source) == ("2021-03-29", Source.FILE)


def test_a_missing_chapter_is_refused_by_its_name() -> None:
    """A book with a hole is not half read."""
    book = parts()
    del book["OPS/b c.xhtml"]
    with pytest.raises(UnreadableReport, match=r"its chapter OPS/b c\.xhtml is missing"):
        read(zipped(book), "book.epub")


def test_copy_protection_is_refused_and_hidden_fonts_are_none() -> None:
    """Only the words matter."""
    locked = '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
    fonts = zipped(parts(**{"META-INF__encryption.xml": locked.format("http://www.idpf.org/2008/embedding")}))
    assert read(fonts, "book.epub").blocks
    with pytest.raises(UnsupportedFormat, match="copy protection"):
        read(zipped(parts(**{"META-INF__encryption.xml": locked.format("aes")})), "book.epub")
