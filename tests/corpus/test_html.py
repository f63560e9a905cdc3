"""HTML: the article, its headings, lists and tables, and what the page says of itself."""

from __future__ import annotations

import pytest

from corpus.errors import OverLimit, UnreadableReport
from corpus.formats.html import MOST_BYTES, read
from corpus.report import Extract, Source

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="{charset}"><title>Ship freed - Daily</title>
<meta property="og:site_name" content="Daily"><meta name="author" content="Jane Roe">
<meta property="article:published_time" content="2021-03-29T10:00:00Z"><style>.a {{ color: red }}</style></head><body>
<nav><a href="/">Home</a> <a href="/x">News</a></nav><article><h1>Ship freed</h1>
<p>The ship <b>Ever Given</b> was freed
on Monday. It had blocked <a href="https://example.org">the canal</a> for six days – at last.</p>
<h2>Figures</h2><ul><li>Length: 400 m.</li><li>Six days<ul><li>of waiting</li></ul></li></ul>
<table><tr><th>Day</th><th>Ships</th></tr><tr><td>Monday</td><td>113</td></tr></table>
<blockquote><p>The owner said he was glad.</p></blockquote><p>First line.<br>Second line.</p>
<script>alert("never shown")</script></article><footer>All rights reserved</footer></body></html>"""


def page(charset: str = "utf-8") -> bytes:
    """Return a small news page in an encoding that it names."""
    return PAGE.format(charset=charset).encode(charset)


def blocks(extract: Extract) -> list[tuple[str, int, str]]:
    """Return kind, level and words of every block."""
    return [(block.kind.value, block.level, extract.text[block.start : block.end]) for block in extract.blocks]


def test_the_article_is_read_without_the_page_around_it() -> None:
    """Headings, paragraphs, lists, tables and quotations are blocks; navigation, footer, scripts and styles are not."""
    assert blocks(read(page(), "page.html")) == [
        ("heading", 1, "Ship freed"),
        ("paragraph", 0, "The ship Ever Given was freed on Monday. It had blocked the canal for six days – at last."),
        ("heading", 2, "Figures"),
        ("list item", 0, "Length: 400 m."),
        ("list item", 0, "Six days"),
        ("list item", 0, "of waiting"),
        ("table row", 0, "Day: Monday · Ships: 113"),
        ("paragraph", 0, "The owner said he was glad."),
        ("paragraph", 0, "First line.\nSecond line."),
    ]


def test_what_the_page_says_of_itself_is_marked_so() -> None:
    """Title, publisher, author and date come from the page's own marks."""
    facts = read(page(), "page.html").metadata
    assert (facts.title, facts.publisher, facts.author) == ("Ship freed", "Daily", "Jane Roe")
    assert (facts.date, facts.date_source) == ("2021-03-29", Source.FILE)


def test_a_year_in_the_text_is_no_date_of_publication() -> None:
    """Without a mark the date is unknown, however many dates the article holds."""
    text = b"<html><body><p>On 3 May 2015 it was quiet. It fell on 16 October 2017, at last.</p></body></html>"
    assert read(text, "page.html").metadata.date is None


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
def test_the_encoding_that_a_page_names_is_used(charset: str) -> None:
    """A dash stays a dash."""
    assert "six days – at last" in read(page(charset), "page.html").text


def test_a_piece_of_a_page_is_read_too() -> None:
    """What was saved without its head is still a page."""
    assert read(b"<p>The city fell.</p>", "page.html").text == "The city fell."


def test_a_page_of_scripts_has_no_text() -> None:
    """Scripts and styles are never text, so the page is refused."""
    with pytest.raises(UnreadableReport, match="without text that can be found"):
        read(b"<html><body><script>The city fell.</script><style>p {}</style></body></html>", "page.html")


def test_entities_of_a_document_type_are_not_expanded() -> None:
    """A billion laughs stays one word."""
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    text = b"<!DOCTYPE html [<!ENTITY a0 'ha'>" + laughs + b"]><html><body><p>Before. &a11; After.</p></body></html>"
    assert len(read(text, "page.html").text) < 100


def test_a_page_beyond_the_limit_is_refused_with_both_numbers() -> None:
    """Five megabytes are fifty long articles."""
    with pytest.raises(OverLimit, match=r"5\.1 MB, more than 5 MB \(limit\)"):
        read(b"<html>" + b"x" * (MOST_BYTES + 100_000), "page.html")
