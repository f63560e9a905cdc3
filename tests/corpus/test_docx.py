"""Word documents: what Word shows is what is read; deletions, hidden text, comments and field codes never are."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import RefusedReport, UnreadableReport
from corpus.formats.docx import read
from corpus.report import Extract, Source
from tests.fakes.office import p, r, shown, table, table_row, word, word_parts, zipped

VANISH = "<w:vanish/>"
INSERTED = '<w:ins w:id="1" w:author="A">{}</w:ins>'
DELETED = '<w:del w:id="2" w:author="A"><w:r><w:delText>{0}</w:delText></w:r></w:del>'
MOVED_AWAY = '<w:moveFrom w:id="3" w:author="A"><w:r><w:t>{}</w:t></w:r></w:moveFrom>'
MOVED_HERE = '<w:moveTo w:id="4" w:author="A">{}</w:moveTo>'
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
CODE = "<w:r><w:instrText>{}</w:instrText></w:r>"
BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent>'
    "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox>"
    "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def text(body: str) -> str:
    """Return what is read of a body."""
    return read(word(body), "report.docx").text


def blocks(body: str, **notes: str) -> list[tuple[str, str]]:
    """Return kind and words of what is read of a body."""
    return shown(read(word(body, **notes), "report.docx"))


def test_tracked_insertions_are_read_and_deletions_never() -> None:
    """Word shows the text as it would be if all changes were accepted."""
    body = p(r("The city ") + DELETED.format("never ") + INSERTED.format(r("finally ")) + r("fell."))
    extract = read(word(body), "report.docx")
    assert extract.text == "The city finally fell."
    assert extract.remarks == ("Tracked deletions were left out, insertions kept.",)


def test_what_was_inserted_and_deleted_again_is_not_read() -> None:
    """A deletion inside an insertion."""
    assert text(p(r("The city ") + INSERTED.format(DELETED.format("never ")) + r("fell."))) == "The city fell."


def test_moved_text_is_read_where_it_stands_now() -> None:
    """Once, not twice."""
    body = p(MOVED_AWAY.format("Moved. ") + r("First.")) + p(r("Second. ") + MOVED_HERE.format(r("Moved.")))
    assert text(body) == "First.\n\nSecond. Moved."


def test_paragraphs_whose_end_was_deleted_are_one() -> None:
    """Word joins them, and a sentence runs across."""
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert blocks(f"<w:p>{mark}{r('The city ')}</w:p>" + p(r("fell."))) == [("paragraph", "The city fell.")]


def test_deleted_rows_and_cells_are_not_read() -> None:
    """Tracked changes reach tables too."""
    gone = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p(r('gone'))}</w:tc></w:tr>"
    lost = f"<w:tc><w:tcPr><w:cellDel/></w:tcPr>{p(r('lost'))}</w:tc>"
    kept = table_row((p(r("Region")), p(r("Sales")))) + table_row((p(r("North")), p(r("4"))))
    assert text(f"<w:tbl>{kept}{gone}</w:tbl>") == "Region: North · Sales: 4"
    assert "lost" not in text(f"<w:tbl><w:tr>{lost}<w:tc>{p(r('kept'))}</w:tc></w:tr></w:tbl>")


@pytest.mark.parametrize(
    "hidden",
    [
        p(r("secret", VANISH)),
        p(r("secret", '<w:rStyle w:val="Unseen"/>')),
        p(r("secret"), "Ghost"),
        p("<w:ins>" + r("secret", VANISH) + "</w:ins>"),
        "<w:sdt><w:sdtPr/><w:sdtContent>" + p(r("secret", VANISH)) + "</w:sdtContent></w:sdt>",
    ],
)
def test_hidden_text_is_not_read_and_told(hidden: str) -> None:
    """By itself, by its own style or by its paragraph's."""
    extract = read(word(p(r("The city fell.")) + hidden), "report.docx")
    assert extract.text == "The city fell."
    assert extract.remarks == ("Hidden text was left out.",)


def test_text_that_is_not_hidden_after_all_is_read() -> None:
    """A run can switch off what its style says."""
    assert text(p(r("Seen.", '<w:vanish w:val="0"/>'), "Ghost")) == "Seen."


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    """Two ways to say the same are in the file, for new and old programs."""
    body = p(r("The city fell.") + BOX.format(p(r("In the box.")))) + p(r("After."))
    assert blocks(body) == [("paragraph", text) for text in ("The city fell.", "In the box.", "After.")]


def test_content_controls_are_read_in_their_place() -> None:
    """Around words, around paragraphs and around rows."""
    control = "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    assert text(p(r("The ") + control.format(r("city")) + r(" fell."))) == "The city fell."
    assert text(control.format(p(r("A paragraph.")))) == "A paragraph."
    rows = table_row((p(r("Region")), p(r("Sales")))) + control.format(table_row((p(r("North")), p(r("4")))))
    assert text(f"<w:tbl>{rows}</w:tbl>") == "Region: North · Sales: 4"


def test_notes_follow_the_paragraph_that_refers_to_them() -> None:
    """Footnotes and endnotes, each once; the lines that separate them are none."""
    notes = f'<w:footnote w:type="separator" w:id="-1">{p(r("line"))}</w:footnote>'
    notes += f'<w:footnote w:id="2">{p(r("The note."))}</w:footnote>'
    ends = f'<w:endnote w:id="2">{p(r("The end."))}</w:endnote>'
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = p(r("The city") + reference + r(" fell.") + '<w:r><w:endnoteReference w:id="2"/></w:r>') + p(reference)
    assert blocks(body, footnotes=notes, endnotes=ends) == [
        ("paragraph", "The city fell."),
        ("note", "The note."),
        ("note", "The end."),
    ]


def test_of_fields_the_result_is_read() -> None:
    """Page numbers, links and references show their result; their code is never shown."""
    inner = FIELD.format("begin") + CODE.format("REF x") + FIELD.format("separate") + r("4") + FIELD.format("end")
    body = p(
        r("See page ")
        + FIELD.format("begin")
        + CODE.format(" IF ")
        + inner
        + FIELD.format("separate")
        + r("12")
        + FIELD.format("end")
        + r(".")
    )
    assert text(body) == "See page 12."
    assert text(p('<w:fldSimple w:instr="TITLE">' + r("Ship") + "</w:fldSimple>")) == "Ship"


def test_a_field_left_open_in_a_note_does_not_swallow_the_rest() -> None:
    """A note is a story of its own."""
    notes = f'<w:footnote w:id="2"><w:p>{FIELD.format("begin")}</w:p></w:footnote>'
    body = p(r("The city fell.") + '<w:r><w:footnoteReference w:id="2"/></w:r>') + p(r("After."))
    assert blocks(body, footnotes=notes) == [("paragraph", "The city fell."), ("paragraph", "After.")]


def test_headings_are_told_by_their_style_in_any_language() -> None:
    """By the style's built-in name or outline level, inherited, and at most of level 6; Title is the title."""
    body = p(r("Ship freed"), "T") + p(r("One"), "berschrift1") + p(r("Two"), "Mine") + p(r("Eight"), "Deep")
    extract = read(word(body + p(r("Words."), "Ring") + p(r("A ship."), "Cap")), "report.docx")
    assert [(block.kind.value, block.level) for block in extract.blocks] == [
        ("heading", 1),
        ("heading", 1),
        ("heading", 1),
        ("heading", 6),
        ("paragraph", 0),
        ("caption", 0),
    ]
    assert extract.metadata.title == "Ship freed"


def test_list_items_are_told_by_their_numbering() -> None:
    """By the style's or the paragraph's own; number 0 takes it away."""
    none = f'<w:p><w:pPr><w:pStyle w:val="Bul"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>{r("Plain.")}</w:p>'
    own = f'<w:p><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr>{r("Own.")}</w:p>'
    assert blocks(p(r("Styled."), "Bul") + own + none) == [
        ("list item", "Styled."),
        ("list item", "Own."),
        ("paragraph", "Plain."),
    ]


def test_a_table_row_names_its_headers() -> None:
    """The head is the row that is marked, else the first one; merged cells reach where Word shows them."""
    merged = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p(r("North"))
    below = "<w:tcPr><w:vMerge/></w:tcPr>" + p("")
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p(r("Sales"))
    rows = ((p(r("Region")), wide), (merged, p(r("4")), p(r("5"))), (below, p(r("6")), p(r("7"))))
    assert text(table(*rows)).split("\n") == [
        "Region: North · Sales: 4 · Sales: 5",
        "Region: North · Sales: 6 · Sales: 7",
    ]


def test_nested_tables_follow_the_row_that_holds_them() -> None:
    """Each row is one sentence, the inner ones too."""
    inner = table((p(r("Day")), p(r("Ships"))), (p(r("Monday")), p(r("113"))))
    outer = table((p(r("Canal")), p(r("Traffic"))), (p(r("Suez")), p(r("dense")) + inner + p("")))
    assert text(outer).split("\n") == ["Canal: Suez · Traffic: dense", "Day: Monday · Ships: 113"]


def test_a_table_that_arranges_prose_is_read_cell_by_cell() -> None:
    """A frame around a letter is no table, nor is a column."""
    long = "The city fell on Monday. " * 30
    assert len(blocks(table((p(r(long)), p(r("Right.")) + p(r("Below.")))))) == 3
    assert blocks(table((p(r("One.")),), (p(r("Two.")),))) == [("paragraph", "One."), ("paragraph", "Two.")]


def test_a_form_of_names_and_values_has_no_head() -> None:
    """Where the first cells end with a colon, they name the rows."""
    form = table((p(r("Name:")), p(r("Jane Roe"))), (p(r("Age:")), p(r("42"))))
    assert text(form).split("\n") == ["Name: Jane Roe", "Age: 42"]


def test_signs_of_fonts_and_breaks_are_characters() -> None:
    """A degree of the font Symbol, a hyphen that does not break, breaks, a formula; an unknown sign is told."""
    signs = (
        '<w:r><w:sym w:font="Symbol" w:char="F0B0"/><w:sym w:font="Wingdings" w:char="F0FC"/><w:noBreakHyphen/></w:r>'
    )
    marks = "<w:r><w:tab/><w:t>C</w:t><w:br/><w:t>next</w:t></w:r>"
    formula = "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    assert text(p(r("20") + signs + marks + formula)) == "20°\ufffd\u2011 C\nnextx=1"


def test_the_words_of_diagrams_are_read() -> None:
    """They stand in a part of their own."""
    diagram = (
        '<dsp:drawing xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:p><a:r><a:t>A step.</a:t></a:r></a:p>'
        "</dsp:drawing>"
    )
    parts = word_parts(p(r("The city fell.")))
    listing = str(parts["word/_rels/document.xml.rels"])
    relation = '<Relationship Id="d" Type="http://x/diagramDrawing" Target="diagrams/drawing1.xml"/></Relationships>'
    parts["word/_rels/document.xml.rels"] = listing.replace("</Relationships>", relation)
    parts["word/diagrams/drawing1.xml"] = diagram
    assert shown(read(zipped(parts), "report.docx")) == [("paragraph", "The city fell."), ("list item", "A step.")]


def test_what_the_file_says_of_itself_is_marked_so() -> None:
    """Title, author and day from its properties."""
    document = Document()
    document.add_paragraph("The city fell.")
    document.core_properties.title, document.core_properties.author = "Ship freed", "Jane Roe"
    document.core_properties.created = datetime(2021, 3, 29, tzinfo=UTC)
    facts = read(saved(document), "report.docx").metadata
    assert (facts.title, facts.author, facts.date_source) == ("Ship freed", "Jane Roe", Source.FILE)
    assert facts.date == "2021-03-29"
    document.core_properties.title = "Microsoft Word - Document1"
    assert read(saved(document), "report.docx").metadata.title is None


def test_the_date_of_a_librarys_template_is_no_date() -> None:
    """A document of today would be shown as one of 2013."""
    written, made = Document(), io.BytesIO()
    written.add_paragraph("The ship is free.")
    written.save(made)
    facts = read(made.getvalue(), "report.docx").metadata
    assert (facts.date, facts.date_source) == (None, Source.UNKNOWN)


def saved(document: object) -> bytes:
    """Return a document of python-docx as bytes."""
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def test_strict_open_xml_is_read_too() -> None:
    """Word can save under the names of the ISO standard."""
    parts = word_parts(p(r("The city fell.")))
    strict = {
        name: str(content)
        .replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/", "http://purl.oclc.org/ooxml/wordprocessingml/"
        )
        .replace("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/")
        for name, content in parts.items()
    }
    assert read(zipped(strict), "report.docx").text == "The city fell."


def test_a_document_type_is_refused() -> None:
    """It could draw in other files, and the rest of the sentence would be lost without a word."""
    parts = word_parts(p(r("The &x; fell.")))
    parts["word/document.xml"] = str(parts["word/document.xml"]).replace(
        "<w:document", '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document', 1
    )
    with pytest.raises(UnreadableReport, match=r"word/document\.xml declares a document type"):
        read(zipped(parts), "report.docx")


WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=30)
PARTS = st.lists(st.tuples(st.sampled_from(["shown", "inserted", "deleted", "hidden", "moved"]), WORDS), max_size=12)


@settings(max_examples=150, deadline=None)
@given(PARTS)
def test_what_is_shown_is_read_and_nothing_else(parts: list[tuple[str, str]]) -> None:
    """Whatever the order of shown, inserted, deleted, hidden and moved text."""
    ways = {"inserted": INSERTED, "moved": MOVED_AWAY}
    body, expected = "", ""
    for way, words in parts:
        safe = words.replace("&", "and").replace("<", "(").replace(">", ")")
        if way == "deleted":
            body += DELETED.format(safe)
        elif way == "moved":
            body += ways[way].format(safe)
        else:
            run = r(safe, VANISH if way == "hidden" else "")
            body += ways[way].format(run) if way in ways else run
            expected += safe if way != "hidden" else ""
    assert "".join(whole(p(body)).split()) == "".join(expected.split())


def whole(body: str) -> str:
    """Return what is read of a body, nothing where there is nothing."""
    try:
        extract: Extract = read(word(body), "report.docx")
    except RefusedReport:
        return ""
    return extract.text
