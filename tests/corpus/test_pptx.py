"""Presentations: a slide is a page, its title a heading, shapes in the order in which people read, notes as notes."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Inches

from corpus.formats.pptx import read
from corpus.report import Extract

TITLE_AND_CONTENT, TITLE_ONLY, BLANK = 1, 5, 6


def made(deck: Any) -> Extract:
    """Return what is read of a presentation of python-pptx."""
    buffer = io.BytesIO()
    deck.save(buffer)
    return read(buffer.getvalue(), "deck.pptx")


def box(slide: Any, text: str, left: float, top: float) -> Any:
    """Put a text box on a slide, in inches."""
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5))
    shape.text_frame.text = text
    return shape


def blocks(extract: Extract) -> list[tuple[int | None, str, str]]:
    """Return page, kind and words of every block."""
    return [(block.page, block.kind.value, extract.text[block.start : block.end]) for block in extract.blocks]


@pytest.fixture
def deck() -> Any:
    """An empty presentation."""
    return Presentation()


def test_a_slide_has_a_title_items_and_notes(deck: Any) -> None:
    """In that order, on its page."""
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_AND_CONTENT])
    slide.shapes.title.text, slide.placeholders[1].text = "Ship\nfreed", "It floats.\nThe canal is open."
    slide.notes_slide.notes_text_frame.text = "Say thanks to the pilots."
    extract = made(deck)
    assert blocks(extract) == [
        (1, "heading", "Ship freed"),
        (1, "list item", "It floats."),
        (1, "list item", "The canal is open."),
        (1, "note", "Say thanks to the pilots."),
    ]
    assert (extract.metadata.title, extract.blocks[0].level) == ("Ship freed", 1)


def test_shapes_are_read_from_the_top_and_from_the_left(deck: Any) -> None:
    """The order in the file is the order of drawing; those of a group stand where the group stands."""
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    box(slide, "Foot.", 1, 6)
    box(slide, "Right.", 5, 3.1)
    box(slide, "Left.", 1, 3)
    group = slide.shapes.add_group_shape()
    for text, top in (("Lower.", 5.2), ("Upper.", 4.2)):
        inside = group.shapes.add_textbox(Inches(1), Inches(top), Inches(2), Inches(0.5))
        inside.text_frame.text = text
    slide.shapes.title.text = "Title"
    assert [text for _, _, text in blocks(made(deck))] == ["Title", "Left.", "Right.", "Upper.", "Lower.", "Foot."]


def test_a_table_row_names_its_headers(deck: Any) -> None:
    """With the cells that are merged."""
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for row, texts in enumerate((("Region", "Men", "Women"), ("North", "4", "5"), ("", "6", "7"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    assert [text for _, _, text in blocks(made(deck))] == [
        "Region: North · Men: 4 · Women: 5",
        "Region: North · Men: 6 · Women: 7",
    ]


def test_hidden_slides_and_shapes_are_left_out_and_told(deck: Any) -> None:
    """The page numbers of the others stay."""
    for number in (1, 2, 3):
        slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
        box(slide, f"Slide {number}.", 1, 1)
        slide._element.set("show", "0" if number == 2 else "1")
    unseen = box(slide, "Unseen.", 1, 3)
    unseen._element.nvSpPr.cNvPr.set("hidden", "1")
    extract = made(deck)
    assert blocks(extract) == [(1, "paragraph", "Slide 1."), (3, "paragraph", "Slide 3.")]
    assert extract.remarks == ("1 hidden slide was left out.",)


def test_slides_of_pictures_are_told(deck: Any) -> None:
    """As pages without text."""
    box(deck.slides.add_slide(deck.slide_layouts[BLANK]), "Words.", 1, 1)
    deck.slides.add_slide(deck.slide_layouts[BLANK])
    assert made(deck).pages_without_text == (2,)


def test_numbers_dates_and_footers_of_slides_are_not_read(deck: Any) -> None:
    """They stand on every slide and say nothing."""
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    slide.shapes.title.text = "Title"
    for role in ("sldNum", "ftr", "dt"):
        shape = box(slide, f"{role} 7", 1, 7)
        placeholder = shape._element.nvSpPr.nvPr.makeelement(
            "{http://schemas.openxmlformats.org/presentationml/2006/main}ph", {"type": role}
        )
        shape._element.nvSpPr.nvPr.append(placeholder)
    assert blocks(made(deck)) == [(1, "heading", "Title")]


def test_slides_come_in_the_order_in_which_they_are_shown(deck: Any) -> None:
    """Not in that of their files."""
    for number in (1, 2):
        box(deck.slides.add_slide(deck.slide_layouts[BLANK]), f"Slide {number}.", 1, 1)
    order = deck.slides._sldIdLst
    order.insert(0, order[1])
    assert blocks(made(deck)) == [(1, "paragraph", "Slide 2."), (2, "paragraph", "Slide 1.")]


def test_charts_are_told_and_diagrams_read(deck: Any) -> None:
    """Charts are figures in a sheet of their own; the words of a diagram stand beside the slide."""
    chart = CategoryChartData()
    chart.categories = ["North", "South"]
    chart.add_series("Sales", (4, 5))
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(1), Inches(4), Inches(3), chart)
    diagram = (
        b'<dsp:drawing xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram"'
        b' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dsp:txBody><a:p><a:r><a:t>A step.</a:t>'
        b"</a:r></a:p></dsp:txBody></dsp:drawing>"
    )
    name = PackURI("/ppt/diagrams/drawing1.xml")
    part = Part(name, "application/vnd.ms-office.drawingml.diagramDrawing+xml", deck.part.package, diagram)
    slide.part.relate_to(part, "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing")
    extract = made(deck)
    assert blocks(extract) == [(1, "list item", "A step.")]
    assert extract.remarks == ("1 chart was not read.",)
