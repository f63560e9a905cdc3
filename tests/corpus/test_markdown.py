"""Markdown: the words a reader sees, and the facts in front of them."""

from __future__ import annotations

import pytest

from corpus.errors import OverLimit
from corpus.formats.markdown import LONGEST_PARAGRAPH, MOST_FRONT, read
from corpus.report import BlockKind, Extract, Source

HEADING, ITEM, ROW, PARAGRAPH = BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.PARAGRAPH


def blocks(extract: Extract) -> list[tuple[BlockKind, str]]:
    """Return kind and words of every block."""
    return [(block.kind, extract.text[block.start : block.end]) for block in extract.blocks]


def words(markdown: str) -> str:
    """Return the text of a piece of Markdown."""
    return read(markdown.encode(), "report.md").text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("The **ship** was *freed* on `Monday`.", "The ship was freed on Monday."),
        ("See [the canal](https://example.org/x) and <https://example.org>.", "See the canal and https://example.org."),
        ("A ![picture of a ship](ship.png) here.", "A picture of a ship here."),
        ("Broken\nat a column.", "Broken at a column."),
        ("A line  \nand another.", "A line\nand another."),
        (r"Five \* two &amp; more.", "Five * two & more."),
        ("~~Old~~ new.", "Old new."),
        ("```python\ncode = 1\n```", "code = 1"),
        ("    code = 1", "code = 1"),
        ("> It is over.\n>\n> It began again.", "It is over.\n\nIt began again."),
        ("One<br>two <b>three</b>.", "One\ntwo three."),
        ("<div>Shown &amp; read<script>not()</script></div>", "Shown & read"),
        ("<!-- a remark -->\n\nWords.", "Words."),
        ("One.\n\n---\n\nTwo.", "One.\n\nTwo."),
    ],
)
def test_marks_are_dropped_and_words_are_kept(markdown: str, text: str) -> None:
    """The canonical text is what a reader sees: no emphasis marks, no addresses, no fences, no scripts."""
    assert words(markdown) == text


def test_headings_lists_and_paragraphs_are_blocks_of_their_kind() -> None:
    """Kind and level come from the marks."""
    extract = read(b"# One\n\nWords.\n\n## Two\n\n* first\n* second\n  1. inner\n\nThree\n=====\n", "report.md")
    levels = [block.level for block in extract.blocks]
    assert [kind for kind, _ in blocks(extract)] == [HEADING, PARAGRAPH, HEADING, ITEM, ITEM, ITEM, HEADING]
    assert levels == [1, 0, 2, 0, 0, 0, 1]


def test_a_row_of_a_table_names_its_headers() -> None:
    """Each row is one sentence that can be understood alone; an empty cell is left out."""
    table = b"| Region | Sales |\n|---|---|\n| North | 4 |\n| South | |\n"
    assert blocks(read(table, "report.md")) == [(ROW, "Region: North · Sales: 4"), (ROW, "Region: South")]


def test_facts_in_front_become_metadata() -> None:
    """Quotation marks and remarks around a value are dropped; other keys are ignored."""
    front = "---\ntitle: 'It''s \"free\"'\npublisher: \"Daily\"\nauthor: A. Roe # she\n"
    rest = "date: 2021-03-29\nurl: https://e.org/a\ntags: [a]\n---\nHi."
    facts = read((front + rest).encode(), "report.md").metadata
    assert (facts.title, facts.publisher, facts.author) == ('It\'s "free"', "Daily", "A. Roe")
    assert (facts.date, facts.url, facts.date_source) == ("2021-03-29", "https://e.org/a", Source.FILE)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2017", "2017"),
        ("2017-10", "2017-10"),
        ("2017-10-16T08:00:00Z", "2017-10-16"),
        ("16 October 2017", "2017-10-16"),
        ("October 16, 2017", "2017-10-16"),
        ("2017-02-30", None),
        ("10/11/2017", None),
        ("last Monday", None),
        ("", None),
    ],
)
def test_a_date_is_taken_only_where_it_is_one(written: str, date: str | None) -> None:
    """A date that could be two, or none, is unknown."""
    facts = read(f"---\ndate: {written}\n---\nWords.".encode(), "report.md").metadata
    assert facts.date == date
    assert (facts.date_source is Source.FILE) == (date is not None)


def test_the_first_heading_is_the_title_where_no_other_is_given() -> None:
    """A report that begins with a heading of the first level is called by it."""
    assert read(b"# The *Ship*\n\nWords.", "report.md").metadata.title == "The Ship"
    assert read(b"Words.\n\n# The Ship", "report.md").metadata.title is None


def test_a_line_of_hyphens_that_never_ends_is_no_front_matter() -> None:
    """Nothing is lost where facts are not closed."""
    assert "title: x" in words("---\ntitle: x\n\nWords.")


def test_long_facts_are_refused_with_both_numbers() -> None:
    """Front matter of a megabyte is no front matter."""
    with pytest.raises(OverLimit, match=f"more than {MOST_FRONT:,}"):
        read(b"---\n" + b"title: x\n" * 120_000 + b"---\nWords.", "report.md")


def test_a_paragraph_beyond_the_limit_is_refused_with_both_numbers() -> None:
    """Pairing marks costs the square of their number, so a paragraph has an end."""
    with pytest.raises(OverLimit, match=f"{LONGEST_PARAGRAPH + 1:,} characters, more than {LONGEST_PARAGRAPH:,}"):
        read(b"[" * (LONGEST_PARAGRAPH + 1), "report.md")


def test_links_by_reference_are_read_too() -> None:
    """An address at the end of a file makes a link of its name."""
    assert words("See [the canal][1] now.\n\n[1]: https://example.org") == "See the canal now."


@pytest.mark.parametrize("marks", [b">" * 200, b"".join(b"  " * n + b"- x\n" for n in range(120))])
def test_deep_nesting_is_refused_rather_than_lost(marks: bytes) -> None:
    """The parser leaves out without a word what nests deeper than its limit, so that is not let pass."""
    with pytest.raises(OverLimit, match="deep in one another"):
        read(marks + b" Words.", "report.md")
