"""Promises of what is shown while files become reports: every message fits, and foreign words do nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Stopping
from bot.library import Removed, Replaced, Stage, Work
from bot.ui import additions, budget, shelf
from bot.ui.additions import Uploading
from bot.ui.message import Message
from bot.ui.report_buttons import Listing
from bot.ui.shelf import Shown
from corpus.errors import OverLimit
from corpus.report import Metadata, Report, Source
from index.indexing import Added
from tests.fakes import openapi
from tests.fakes.library import report

REPORT = replace(report(7, "The toll of Raqqa", "Airwars", "2018-04", 340), pages=12, pages_without_text=(3, 5))
HOSTILE = "@everyone [click](https://evil) <t:1:R> **bold** \u202e 2014. It " + "x" * 200


def text_of(message: Message) -> str:
    """Return the displayed text."""
    assert message.view is not None
    parts = openapi.walk(message.view.to_components())
    return "\n".join(part["content"] for part in parts if part["type"] == 10)


def check(message: Message) -> None:
    """Check that Discord takes it."""
    assert message.view is not None
    components = message.view.to_components()
    body = {"components": components, "flags": 1 << 15, "allowed_mentions": {"parse": []}}
    assert openapi.semantic("/channels/1/messages", body) == []


def test_a_result_names_each_file_and_what_became_of_it() -> None:
    """Added, there already, refused, replaced, removed."""
    other = replace(REPORT, sha256="b" * 64, sentences=352, pages=13)
    works = (
        Work("a.pdf", Stage.DONE, outcome=Added(REPORT, new=True, remarks=("Two tables were left out.",))),
        Work("b.pdf", Stage.DONE, outcome=Added(REPORT, new=False)),
        Work("c.pdf", Stage.DONE, outcome=OverLimit("c.pdf", "it has 30.0 MB, more than 25 MB (limit)", "split it")),
        Work("d.pdf", Stage.DONE, outcome=Replaced(REPORT, other, 28, 40)),
        Work("e.pdf", Stage.DONE, outcome=Removed(REPORT)),
        Work("f.pdf", Stage.DONE, outcome=Stopping()),
    )
    assert [additions.line(work) for work in works] == [
        "✓ *The toll of Raqqa* · 12 pages, 340 sentences, 2 pages without text\n-# Two tables were left out\\.",
        "= *The toll of Raqqa* is there already: nothing changed",
        "✗ c\\.pdf: it has 30\\.0 MB, more than 25 MB \\(limit\\); split it\\.",
        "✓ *The toll of Raqqa* · 12 → 13 pages, 340 → 352 sentences\n-# 40 of its sentences are new, 28 are gone",
        "– *The toll of Raqqa* · removed, its file is gone",
        "✗ f\\.pdf: the bot is restarting; add it again in a minute\\.",
    ]


def test_progress_says_how_far_each_file_is() -> None:
    """Waiting, fetching, reading, sentence by sentence."""
    stages = (Stage.WAITING, Stage.FETCHING, Stage.READING)
    lines = [additions.line(Work("a.txt", stage)) for stage in stages]
    assert lines == ["○ a\\.txt", "◐ a\\.txt · fetching", "◐ a\\.txt · reading"]
    assert additions.line(Work("a.txt", Stage.EMBEDDING, 1340, 120)) == "◐ a\\.txt · 120 of 1,340 sentences"
    scan = Work("scan.pdf")
    scan.recognising(2, 50)
    assert additions.line(scan) == "◐ scan\\.pdf · OCR, page 3 of 50"
    shown = text_of(additions.progress(Uploading((Work("a.txt"), Work("b.txt", outcome=Stopping())))))
    assert shown.startswith("**Adding 2 files** · 1 done")


def test_the_head_counts_what_is_new() -> None:
    """All, some, none."""
    new, known, bad = (
        Work("a", outcome=Added(REPORT, new=True)),
        Work("b", outcome=Added(REPORT, new=False)),
        Work("c", outcome=Stopping()),
    )
    heads = [
        text_of(additions.result(Uploading(works))).split("\n")[0]
        for works in ((new,), (new, new), (new, bad), (new, known), (known,), (bad,))
    ]
    assert heads == [
        *("**1 report added**", "**2 reports added**", "**1 of 2 files added**", "**1 of 2 files added**"),
        *("**Nothing was added**", "**Nothing was added**"),
    ]


@given(
    st.lists(
        st.sampled_from(
            [
                Added(replace(REPORT, metadata=Metadata(HOSTILE)), new=True, remarks=(HOSTILE * 3,) * 5),
                Added(replace(REPORT, metadata=Metadata("漢" * 300)), new=False),
                OverLimit(HOSTILE, HOSTILE * 5, HOSTILE),
                Replaced(REPORT, replace(REPORT, metadata=Metadata("字" * 300), sha256="c"), 1, 2),
                None,
            ]
        ),
        min_size=1,
        max_size=50,
    ),
    st.sampled_from([HOSTILE, "漢" * 100, "a.pdf"]),
)
@settings(max_examples=40, deadline=None)
def test_any_upload_fits_a_message(outcomes: list[object], name: str) -> None:
    """Fifty files of the worst names; what does not fit is counted."""
    works = tuple(Work(name, outcome=outcome) for outcome in outcomes)  # type: ignore[arg-type]
    upload = Uploading(works, collection=HOSTILE[:40], person=1, remarks=("The title was left out.",))
    for message in (additions.progress(upload), additions.result(upload)):
        check(message)
        assert "[click](" not in text_of(message)
        assert budget.LIMIT.components == 40


def _worst(number: int, words: str) -> Report:
    facts = Metadata(words, words, words, "2017-10-16", None, Source.FILE)
    long = replace(REPORT, id=number, metadata=facts, file_name=words[:100], collection=words[:40], added_by=10**18)
    return replace(long, pages_without_text=tuple(range(1, 400)), invisible=5, language="xx", pages=400)


def test_any_list_and_any_report_fit_a_message() -> None:
    """The longest names, escaped and Chinese; the most of everything."""
    for words in (HOSTILE * 2, "漢" * 300, "*" * 300, "\U0001f600" * 300):
        reports = [_worst(number, words) for number in range(40)]
        listing = Listing(search=words[:20], collection=words[:40], since="2017-01-01", until="2017-12-31")
        check(shelf.listed(reports, listing, of=40))
        check(shelf.one(Shown(reports[0], (words,) * 30, editable=True)))
        check(shelf.removal(reports[0]))
        check(shelf.removed(reports[0], 1))


def test_a_list_is_sorted_narrowed_and_counted() -> None:
    """The latest published first; a month overlaps a day in it; words of any fact."""
    old, new, undated = (
        report(1, "Old", "Airwars", "2016"),
        report(2, "New", "Crisis Desk", "2018-04"),
        report(3, "Undated", None, None),
    )
    everything = [old, new, undated]
    assert shelf.matching(everything, Listing()) == [new, old, undated]
    assert shelf.matching(everything, Listing(search="crisis 2018")) == [new]
    assert shelf.matching(everything, Listing(since="2018-04-15")) == [new]
    assert shelf.matching(everything, Listing(until="2017-01-01")) == [old]
    assert shelf.matching(everything, Listing(collection=old.collection.upper())) == [new, old, undated]
    assert shelf.matching(everything, Listing(collection="secret")) == []
    assert shelf.matching(everything, Listing(search="nothing")) == []
    assert "No report matches" in text_of(shelf.listed([], Listing(search="nothing"), of=3))
    assert "no reports here yet" in text_of(shelf.listed([], Listing(), of=0))


def test_a_page_that_is_no_more_shows_the_last_one() -> None:
    """Reports were removed since the list was shown."""
    reports = [report(number, f"Report {number}", None, None) for number in range(1, 9)]
    listing = Listing(page=7)
    assert "Report 1*" in text_of(shelf.listed(shelf.matching(reports, listing), listing, of=8))


def test_a_reports_facts_are_all_there() -> None:
    """Who published it, when and who says so, what it holds, what it begins with, who added it, its hash."""
    facts = Metadata("The toll", "Airwars", "A. Writer", "2018-04", None, Source.FILE)
    full = replace(REPORT, metadata=facts, language="en", invisible=2, added_by=5, added_at="2026-11-22T10:00:00Z")
    text = text_of(shelf.one(Shown(full, ("Summary", "The strikes"), editable=False)))
    for words in (
        *("**The toll**", "Airwars · A\\. Writer · Apr 2018 (the file says)", "12 pages, 340 sentences", "English"),
        *("Without text: pages 3, 5", "2 hidden characters", "-# Summary", "added 22 Nov 2026 by <@5>"),
        *("report\\-7\\.txt · 1.0 kB", f"`{full.sha256}`"),
    ):
        assert words in text, words
