"""The words around a quote."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.chat import plain
from bot.terminal.listing import described
from bot.terminal.objects import quote_object
from bot.ui import shelf
from bot.ui.texts import (
    NOT_FOUND,
    UNLIKELY,
    UNSURE,
    attribution,
    below,
    context_title,
    footer_dated,
    nothing,
    place,
    source,
    unwrapped,
)
from bot.ui.verdicts import verdict
from corpus.report import Metadata, Report, Source
from index.answer import Context, Query, Quote, Searched, Speaker
from index.verification import QuotePlace, Verdict, Verification


def test_a_wrapped_line_is_shown_as_one_and_offsets_stay() -> None:
    """A file's line breaks inside a sentence mean spaces; the span still marks the same words."""
    assert unwrapped("Ilham\nAhmed, a\npolitician") == "Ilham Ahmed, a politician"


def test_a_page_whose_label_differs_is_told_by_both() -> None:
    """The label is what a reader of paper looks for, the number what a viewer jumps to."""
    assert place(6, 2, "iv") == "p. iv (page 6) ¶ 2"
    assert place(6, 2) == "p. 6 ¶ 2"
    assert place(None, 2, "iv") == "¶ 2"
    assert plain(place(6, 2, "A-3*")) == "p. A-3* (page 6) ¶ 2"


def test_words_recognised_in_a_picture_are_marked() -> None:
    """They may be misread, so the line below them says where they come from."""
    labels = ("i", "ii", "iii", "iv", "v", "vi")
    kept = Report(1, Metadata("Ship"), "everyone", "a.pdf", "pdf", "", 1, "2024-01-01", 1, 6, page_labels=labels)
    quote = Quote("It sank.", None, kept, 6, 1, 1, 0, 8, 1, 1.0, page_label=kept.page_label(6), ocr=True)
    assert plain(attribution(1, quote)) == "[1] Ship · date unknown · p. vi (page 6) ¶ 1 · OCR"
    assert "p.\N{NO-BREAK SPACE}vi\N{NO-BREAK SPACE}(page\N{NO-BREAK SPACE}6)" in attribution(1, quote)  # in one line


def test_the_footer_tells_how_long_ago_the_reports_changed() -> None:
    """Discord counts from the stamp, in the reader's language; where no report was searched nothing is told."""
    searched = Searched(12, 340, 1, "2026-11-22T18:30:00Z")
    assert footer_dated(3, 9, searched).endswith(
        "12 reports searched (1 with pages without text) · last change <t:1795372200:R>"
    )
    assert footer_dated(0, 0, Searched(0, 0)) == "-# 0 reports searched"


def _quote(**facts: Any) -> Quote:
    kept = Report(1, Metadata("Ship"), "everyone", "a.md", "md", "", 1, "2024-01-01", 1)
    return Quote("It sank.", None, kept, None, 1, 2, 0, 8, 1, 1.0, **facts)


def test_a_sentence_that_would_mislead_alone_shows_its_neighbours() -> None:
    """What "it" is, and that it did not; escaped like everything of a report, and no line where there is none."""
    shown = below(1, _quote(before="The *ship* left.", after="It had not."))
    assert [plain(line) for line in shown.split("\n")[1:]] == [
        "before it: “The *ship* left.”",
        "after it: “It had not.”",
    ]
    assert "*ship*" not in shown
    assert below(1, _quote()) == attribution(1, _quote())


def test_a_likely_near_miss_is_not_said_to_be_nothing() -> None:
    """“The reports don't say” would be wrong of a sentence that is as likely as not to say it."""
    searched = Searched(2, 20)
    assert nothing(Query("why?"), searched, [_quote(confidence=UNLIKELY)]) == UNSURE
    for quotes in ([_quote(confidence=UNLIKELY / 2)], []):
        assert nothing(Query("why?"), searched, quotes) == NOT_FOUND


def test_a_date_that_only_the_file_has_is_never_shown_as_the_reports() -> None:
    """A scan of an old report was made yesterday: every line that shows a date says whose it is."""
    facts = Metadata("Gate", date="2021-03-03", date_source=Source.FILE)
    kept = Report(1, facts, "everyone", "a.pdf", "pdf", "", 1, "2024-01-01", 1)
    quote = replace(_quote(), report=kept)
    found = Verification(Verdict.EXACT, (QuotePlace(kept, 0, 8, "It sank."),))
    context = Context(kept, "It sank.", (0, 8), None, 1, 1, 0, 8)
    messages = (verdict(found), shelf.one(shelf.Shown(kept, (), editable=False)))
    shown = [attribution(1, quote), source([(1, quote)]), context_title(context), described(kept)]
    shown += [str(message.view.to_components()) for message in messages if message.view]
    assert ["file dated 3 Mar 2021" in plain(line) for line in shown] == [True] * 6
    assert quote_object(quote)["report"]["file_dated"]
    given = replace(kept, metadata=replace(facts, date_source=Source.GIVEN))
    assert plain(attribution(1, replace(quote, report=given))) == "[1] Gate · 3 Mar 2021 · ¶ 1"
    assert not quote_object(replace(quote, report=given))["report"]["file_dated"]


def test_a_mail_says_whom_it_is_from_but_not_of_what_its_writer_quotes() -> None:
    """Another's words are not the sender's; the address is nobody's business here."""
    facts = Metadata("Re: draft", author="Ann Lee <ann@example.org>")
    kept = Report(1, facts, "everyone", "a.eml", "eml", "", 1, "2024-01-01", 1)
    own = replace(_quote(), report=kept)
    assert plain(attribution(1, own)) == "[1] Re: draft · from Ann Lee · date unknown · ¶ 1"
    quoted = replace(own, headings=("On Friday, Bea Roe wrote:",))
    assert plain(attribution(1, quoted)) == "[1] Re: draft · date unknown · ¶ 1"
    forwarded = replace(own, headings=("----- Original Message ----- From: Bea Roe Sent: Friday To: Ann Lee",))
    assert plain(attribution(1, forwarded)) == "[1] Re: draft · date unknown · ¶ 1"


@pytest.mark.parametrize(
    ("speaker", "shown"),
    [
        ("The engineer, Ann Lee", "says the engineer, Ann Lee"),
        ("Ann Lee", "says Ann Lee"),
        ("Reuters", "says Reuters"),
        ("the United Nations", "says the United Nations"),
        ("one of them", "says one of them"),
        ("she (Ann Lee)", "says she (Ann Lee)"),
        ("Officials", "say officials"),
        ("Two diplomats who were there", "say two diplomats who were there"),
        ("the head of the pilots", "says the head of the pilots"),
        ("THE CHAIR", "says the chair"),
        ("Interviewer", "says the interviewer"),
        ("FAYAD", "says FAYAD"),
    ],
)
def test_a_speaker_reads_as_part_of_the_line(speaker: str, shown: str) -> None:
    """An article that began the sentence gets a small letter, and many of them say."""
    quote = _quote(speaker=Speaker(speaker, (0, 8), "said", sure=True))
    assert plain(attribution(1, quote)).endswith(f" · {shown}")
