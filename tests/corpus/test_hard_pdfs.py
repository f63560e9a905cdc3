"""Hard pages: sentences that are easily read wrong, in layouts that get between their halves, come back exactly."""

from __future__ import annotations

import pytest

from corpus.boxes import areas
from corpus.formats.pdf import read
from corpus.splitting import split
from tests.fakes.layouts import LAYOUTS, MARK, hard_pdf, hard_sentences

LEANING = 1.5  # points: an italic letter leans over its own width


@pytest.mark.parametrize("name", LAYOUTS)
def test_hard_sentences_come_back_exactly_with_their_places(name: str) -> None:
    """Each as a reader would copy it out, and marked where it was drawn and nowhere else."""
    data, texts, press = hard_pdf(LAYOUTS[name], hard_sentences(100))
    corner = MARK if "printers" in name else 0.0
    extract = read(data, "report.pdf")
    document = split(extract)
    found = {extract.text[s.start : s.end]: s for s in document.sentences}
    expected = [text.replace("\u00a0", " ") for text in texts]
    assert [text for text in expected if text not in found] == []
    for number, text in enumerate(expected):
        marked, drawn = areas(extract.boxes, found[text].start, found[text].end), press.drawn[number]
        assert [area.page for area in marked] == [at.page for at in drawn]
        for area, at in zip(marked, drawn, strict=True):
            sides = at.left - corner, at.right - corner
            assert (area.left, area.right) == pytest.approx(sides, abs=LEANING)
            assert area.top < at.baseline - corner < area.bottom
