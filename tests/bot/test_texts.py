"""The words around a quote."""

from __future__ import annotations

from bot.chat import plain
from bot.ui.texts import attribution, footer_dated, place, unwrapped
from corpus.report import Metadata, Report
from index.answer import Quote, Searched


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


def test_the_footer_tells_how_long_ago_the_reports_changed() -> None:
    """Discord counts from the stamp, in the reader's language; where no report was searched nothing is told."""
    searched = Searched(12, 340, 1, "2026-11-22T18:30:00Z")
    assert footer_dated(3, 9, searched).endswith(
        "12 reports searched (1 with pages without text) · index of <t:1795372200:R>"
    )
    assert footer_dated(0, 0, Searched(0, 0)) == "-# 0 reports searched"
