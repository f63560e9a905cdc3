"""A quote of a PDF names the page where its sentence begins, by number and by label."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from bot.terminal.objects import quote_object
from corpus.boxes import areas
from index.answer import Query
from index.opening import Opened

FRONT = "The committee thanks the harbour office for its patience."
CROSSES = "The northern basin was dredged by the convoy of the ministry in the"
GOES_ON = "spring of 1987. Nobody objected."


def report() -> bytes:
    """A PDF of four pages, the first two counted in Roman numbers; a sentence crosses from page 3 to page 4."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.addPageLabel(0, "ROMAN_LOWER", 1)
    canvas.addPageLabel(2, "ARABIC", 1)
    for text, height in (("Report of the harbour.", 700), (FRONT, 700), (CROSSES, 80), (GOES_ON, 780)):
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(60, height, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_page_label_and_areas_of_a_quote_are_those_of_its_sentence(
    tmp_path: Path, open_folder: Callable[[Path], Opened]
) -> None:
    """From the file to the answer: number, label, and rectangles on both pages."""
    path = tmp_path / "harbour.pdf"
    path.write_bytes(report())
    at = open_folder(tmp_path / "data")
    added = at.indexer.add(path).report
    assert (added.format, added.pages, added.page_labels) == ("pdf", 4, ("i", "ii", "1", "2"))
    quote = at.answerer().answer(Query("Who dredged the northern basin?", top=1)).quotes[0]
    assert quote.text == f"{CROSSES} spring of 1987."
    assert (quote.page, quote.page_label, quote.ocr) == (3, "1", False)
    assert [area.page for area in areas(at.store.boxes(added.id), quote.start, quote.end)] == [3, 4]
    thanks = at.answerer().answer(Query("Whom does the committee thank?", top=1)).quotes[0]
    assert (thanks.text, thanks.page, thanks.page_label) == (FRONT, 2, "ii")
    assert quote_object(thanks)["page_label"] == "ii"
