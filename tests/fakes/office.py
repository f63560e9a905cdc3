"""Office files built part by part, so that a test can put in what no library writes: tracked changes, and lies."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from corpus.report import Extract

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
NAMESPACES = (
    f'xmlns:w="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
STYLES = f"""{XML}<w:styles {NAMESPACES}>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Deep"><w:name w:val="Deep"/><w:pPr><w:outlineLvl w:val="7"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Cap"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Bul"><w:name w:val="List Bullet"/>
<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Ring"><w:name w:val="Ring"/><w:basedOn w:val="Ring"/></w:style>
<w:style w:type="paragraph" w:styleId="Ghost"><w:name w:val="Ghost"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Unseen"><w:name w:val="Unseen"/><w:rPr><w:vanish/></w:rPr></w:style>
</w:styles>"""


def zipped(parts: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive of these parts, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return buffer.getvalue()


def package(
    kind: str, main: str, parts: Mapping[str, str | bytes], relations: Mapping[str, str]
) -> dict[str, str | bytes]:
    """Return the parts of an Open XML file.

    Args:
        kind: The content type of its main part, without the common beginning.
        main: Where that part is.
        parts: All parts of content.
        relations: Of the main part: target by kind.
    """
    folder, file = main.rsplit("/", 1)
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{name}" Target="{target}"/>'
        for n, (name, target) in enumerate(relations.items(), 1)
    )
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="{TYPES}"><Override PartName="/{main}"'
        f' ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="{main}"/></Relationships>',
        f"{folder}/_rels/{file}.rels": f'{XML}<Relationships xmlns="{RELATIONS}">{rows}</Relationships>',
        **parts,
    }


def word_parts(body: str, *, footnotes: str = "", endnotes: str = "") -> dict[str, str | bytes]:
    """Return the parts of a Word document with this body and these notes, in WordprocessingML."""
    return package(
        "wordprocessingml.document.main",
        "word/document.xml",
        {
            "word/document.xml": f"{XML}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": STYLES,
            "word/footnotes.xml": f"{XML}<w:footnotes {NAMESPACES}>{footnotes}</w:footnotes>",
            "word/endnotes.xml": f"{XML}<w:endnotes {NAMESPACES}>{endnotes}</w:endnotes>",
        },
        {"styles": "styles.xml", "footnotes": "footnotes.xml", "endnotes": "endnotes.xml"},
    )


def word(body: str, *, footnotes: str = "", endnotes: str = "") -> bytes:
    """Return a Word document with this body and these notes, in WordprocessingML."""
    return zipped(word_parts(body, footnotes=footnotes, endnotes=endnotes))


def p(inside: str, style: str = "") -> str:
    """Return a paragraph of runs."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{inside}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Return a run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: tuple[str, ...], head: bool = True) -> str:
    """Return a table of cells that hold blocks."""
    look = f'<w:tblPr><w:tblLook w:firstRow="{int(head)}"/></w:tblPr>'
    return f"<w:tbl>{look}{''.join(map(table_row, rows))}</w:tbl>"


def table_row(cells: tuple[str, ...]) -> str:
    """Return a row of cells that hold blocks."""
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def shown(extract: Extract) -> list[tuple[str, str]]:
    """Return kind and words of every block."""
    return [(block.kind.value, extract.text[block.start : block.end]) for block in extract.blocks]
