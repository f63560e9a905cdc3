"""OpenDocument: what LibreOffice shows; deletions, comments and hidden text stand in the same part and are not read."""

# ruff: noqa: E501 - markup is not broken
from __future__ import annotations

import pytest

from corpus.errors import UnsupportedFormat
from corpus.formats import odf
from corpus.report import Source
from tests.fakes.office import XML, shown, zipped

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style")),
        *(("presentation", "presentation"), ("meta", "meta"), ("svg", "svg-compatible")),
    )
)
META = f"""{XML}<office:document-meta {NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>
<dc:title>Ship freed</dc:title><meta:initial-creator>Jane Roe</meta:initial-creator>
<meta:creation-date>2021-03-29T10:00:00</meta:creation-date></office:meta></office:document-meta>"""
STYLES = """<office:automatic-styles>
<style:style style:name="Ghost" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Child" style:family="text" style:parent-style-name="Ghost"/>
<style:style style:name="P9" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="Off" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="Dark" style:family="drawing-page">
<style:drawing-page-properties presentation:visibility="hidden"/></style:style></office:automatic-styles>"""


def made(body: str, kind: str = "text", **more: str) -> bytes:
    """Return a document with this body."""
    content = f"{XML}<office:document-content {NAMES}>{STYLES}<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return zipped({"mimetype": mimetype, "content.xml": content, "meta.xml": META, **more})


def test_a_text_is_read_as_it_is_shown() -> None:
    """Without deletions, comments and hidden text; with spaces, tabs, notes, boxes and lists."""
    body = """<text:tracked-changes><text:changed-region><text:deletion><text:p>deleted</text:p></text:deletion>
</text:changed-region></text:tracked-changes><text:p text:style-name="P9">Ship freed</text:p>
<text:h text:outline-level="2">News</text:h><text:p>The<text:s text:c="2"/>city<text:tab/>fell<text:note><text:note-citation>1
</text:note-citation><text:note-body><text:p>The note.</text:p></text:note-body></text:note>.<text:span
text:style-name="Ghost">hidden</text:span><text:span text:style-name="Child">too</text:span><office:annotation><text:p>comment
</text:p></office:annotation><draw:frame><draw:text-box><text:p>In the box.</text:p></draw:text-box></draw:frame></text:p>
<text:list><text:list-item><text:p>An item.</text:p></text:list-item></text:list>
<text:section text:display="none"><text:p>secret</text:p></text:section>"""
    extract = odf.text(made(body), "text.odt")
    assert shown(extract) == [
        ("heading", "Ship freed"),
        ("heading", "News"),
        ("paragraph", "The city fell."),
        ("note", "The note."),
        ("paragraph", "In the box."),
        ("list item", "An item."),
    ]
    assert (extract.metadata.title, extract.metadata.date_source) == ("Ship freed", Source.FILE)


def test_a_table_row_names_its_headers() -> None:
    """With cells that reach over rows and columns."""
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>".format
    covered = "<table:covered-table-cell/>"
    rows = (
        cell("", "Region") + cell(' table:number-columns-spanned="2"', "Sales") + covered,
        cell(' table:number-rows-spanned="2"', "North") + cell("", "4") + cell("", "5"),
        covered + cell("", "6") + cell("", "7"),
    )
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    text = odf.text(made(f"<table:table>{table}</table:table>"), "text.odt").text
    assert text.split("\n") == ["Region: North · Sales: 4 · Sales: 5", "Region: North · Sales: 6 · Sales: 7"]


def test_a_sheet_is_read_as_its_cells_show_it() -> None:
    """The words beside the value, repeated cells as often as they stand there, hidden sheets never."""
    cell = '<table:table-cell office:value-type="{0}" office:value="0.453"{2}><text:p>{1}</text:p></table:table-cell>'.format
    head = cell("string", "Region", "") + cell("string", "Share", "") + cell("string", "Sum", "")
    row = cell("string", "North", "") + cell("percentage", "45.3%", ' table:number-columns-repeated="2"')
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    sheet = f'<table:table table:name="Sales"><table:table-row>{head}</table:table-row><table:table-row>{row}</table:table-row>{empty}</table:table>'
    hidden = f'<table:table table:name="Secret" table:style-name="Off"><table:table-row>{head}</table:table-row></table:table>'
    extract = odf.sheet(made(sheet + hidden, "spreadsheet"), "sheet.ods")
    assert shown(extract) == [("heading", "Sales"), ("table row", "Region: North · Share: 45.3% · Sum: 45.3%")]
    assert extract.remarks == ("Hidden sheets were left out.",)


def test_slides_are_pages_with_title_and_notes() -> None:
    """From the top, whatever the order of drawing; hidden ones and page numbers are left out."""
    title = (
        '<draw:frame presentation:class="title"><draw:text-box><text:p>Ship freed</text:p></draw:text-box></draw:frame>'
    )
    words = (
        '<draw:frame svg:x="1cm" svg:y="9cm"><draw:text-box><text:p>It floats.</text:p></draw:text-box></draw:frame>'
    )
    words += '<draw:frame svg:x="1cm" svg:y="3cm"><draw:text-box><text:p>At last.</text:p></draw:text-box></draw:frame>'
    words += (
        '<draw:frame presentation:class="page-number"><draw:text-box><text:p>7</text:p></draw:text-box></draw:frame>'
    )
    notes = "<presentation:notes><draw:frame><draw:text-box><text:p>Say thanks.</text:p></draw:text-box></draw:frame></presentation:notes>"
    dark = f'<draw:page draw:style-name="Dark">{words}</draw:page>'
    extract = odf.presentation(made(f"{dark}<draw:page>{words}{title}{notes}</draw:page>", "presentation"), "deck.odp")
    assert shown(extract) == [
        ("heading", "Ship freed"),
        ("paragraph", "At last."),
        ("paragraph", "It floats."),
        ("note", "Say thanks."),
    ]
    assert {block.page for block in extract.blocks} == {2}


def test_passwords_and_macros_are_refused() -> None:
    """With the way out."""
    with pytest.raises(UnsupportedFormat, match="needs a password"):
        odf.text(made("", **{"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "text.odt")
    with pytest.raises(UnsupportedFormat, match="holds macros"):
        odf.text(made("", **{"Basic/Standard/Module1.xml": "<script/>"}), "text.odt")
