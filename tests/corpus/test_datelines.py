"""The date at the head of a report: a line of its own above the first paragraph, and better than a program's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.datelines import dated, dateline
from corpus.extraction import Extractor
from corpus.formats.text import read
from corpus.report import Extract, Metadata, Source

BODY = (
    "The gate at the harbour's mouth was closed on 3 May 2020 after a week in which the water had come over the wall.\n"
)


def report(*head: str, form: str = "text") -> Extract:
    """Return a text with these lines at its head."""
    return replace(read("\n\n".join([*head, BODY]).encode(), "a.txt"), format=form)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("16 October 2017", "2017-10-16"),
        ("Monday, 16th October 2017", "2017-10-16"),
        ("October 16, 2017", "2017-10-16"),
        ("Oct. 2017", "2017-10"),
        ("May 1998", "1998-05"),
        ("Published: 2017-10-16", "2017-10-16"),
        ("Published on 1 September 1998", "1998-09-01"),
        ("DATE: 16 OCTOBER 2017", "2017-10-16"),
        ("New Sandel, 16 October 2017", "2017-10-16"),
        ("Dated this 16 October 2017", None),
        ("Updated 16 October 2017", None),
        ("Born in Sandel, 16 October 1957", None),
        ("31 February 2017", None),
        ("10/16/2017", None),
        ("2017", None),
        ("16 October 2017 to 3 May 2018", None),
        ("The gate was closed on 16 October 2017", None),
    ],
)
def test_a_line_that_is_a_date_is_the_reports(line: str, date: str | None) -> None:
    """As exact as it is written; none where it could be two, or is part of anything else."""
    assert dateline(report("The gate", line)) == date


def test_only_one_date_counts() -> None:
    """Of two nobody knows which is meant, unless one is the other told more exactly."""
    assert dateline(report("16 October 2017", "3 May 2018")) is None
    assert dateline(report("October 2017", "16 October 2017")) == "2017-10-16"


def test_a_date_below_the_head_is_none_of_it() -> None:
    """After the first paragraph, or on another page, it dates something else; a recognised one may be misread."""
    assert dateline(report("The gate", BODY, "16 October 2017")) is None
    found = report("The gate", "16 October 2017")
    pages = tuple(replace(block, page=number) for number, block in enumerate(found.blocks, 1))
    assert dateline(replace(found, blocks=pages)) is None
    assert dateline(replace(found, blocks=tuple(replace(block, ocr=True) for block in found.blocks))) is None


def test_the_head_counts_more_than_the_day_on_which_the_file_was_made_and_less_than_what_was_written_of_it() -> None:
    """A scan or a print is younger than its words; a page's or a mail's own date is somebody's word."""
    made = Metadata(date="2026-11-22", date_source=Source.FILE)
    for form, date, source in (("pdf", "1998-05", Source.TEXT), ("html", "2026-11-22", Source.FILE)):
        facts = dated(replace(report("May 1998", form=form), metadata=made)).metadata
        assert (facts.date, facts.date_source) == (date, source)
    assert dated(replace(report("The gate", form="pdf"), metadata=made)).metadata == made


def test_a_date_that_only_the_file_has_is_told_from_the_reports() -> None:
    """So that it is nowhere shown as the report's."""
    made = replace(report("The gate"), metadata=Metadata(date="2026-11-22", date_source=Source.FILE))
    assert [replace(made, format=form).file_dated for form in ("pdf", "docx", "odt", "html", "eml", "markdown")] == [
        *(True, True, True),
        *(False, False, False),
    ]
    assert not replace(made, format="pdf", metadata=Metadata(date="2026-11-22", date_source=Source.GIVEN)).file_dated


def test_a_file_is_dated_where_it_is_read() -> None:
    """By the child that reads files."""
    with Extractor() as extractor:
        facts = extractor.extract_bytes(f"The gate\n\n16 October 2017\n\n{BODY}".encode(), "gate.txt").metadata
    assert (facts.date, facts.date_source) == ("2017-10-16", Source.TEXT)
