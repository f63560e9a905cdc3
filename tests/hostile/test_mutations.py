"""Sound files with a few things changed at random: whatever comes of it is a text or one of our refusals.

`VERBATIM_MUTATIONS=20000 pytest tests/hostile/test_mutations.py` changes more of them.
"""

# ruff: noqa: E501, S311 - markup is not broken; the same changes every time
from __future__ import annotations

import io
import os
import random
import re
import zipfile
from collections.abc import Callable

import pytest

from corpus.errors import RefusedReport
from corpus.formats import READERS
from tests.corpus import test_epub, test_odf
from tests.corpus.test_docx import BOX, CODE, DELETED, FIELD, INSERTED
from tests.corpus.test_mail import THREAD, message
from tests.fakes.office import p, r, table, word, zipped
from tests.hostile.test_containers import SHAPE, pptx, row, xlsx

COUNT = int(os.environ.get("VERBATIM_MUTATIONS", "600"))
VALUES = (
    b"-1",
    b"0",
    b"999999999999",
    b"",
    b"x",
    "\u00b2".encode(),
    b"1e9",
    b"NaN",
    b"A1:ZZ99999999",
    b"../..",
    b"&#0;",
)
NOTE = '<w:footnote w:id="2">' + p(r("The note.")) + "</w:footnote>"
BODY = (
    p(r("The ") + INSERTED.format(r("city")) + DELETED.format("x") + '<w:r><w:footnoteReference w:id="2"/></w:r>', "T")
    + p(FIELD.format("begin") + CODE.format("x") + FIELD.format("separate") + r("4") + FIELD.format("end"))
    + p(BOX.format(p(r("In the box."), "Ghost")))
    + table((p(r("A")), p(r("B"))), ('<w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr>' + p(r("c")), p(r("d"))))
)
CELLS = (
    '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
    + row("1", "2")
    + '<row r="4" hidden="1"><c r="B4" s="1">'
)
CELLS += '<v>43024</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
FORMATS = '<numFmts><numFmt numFmtId="200" formatCode="d mmm;[Red]0.0%"/></numFmts><cellXfs><xf numFmtId="200"/><xf/></cellXfs>'
LIST = '<text:list><text:list-item><text:p text:style-name="P9">It<text:s text:c="2"/>fell.</text:p></text:list-item></text:list>'
SHEET = '<table:table table:name="s"><table:table-row table:number-rows-repeated="2"><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table>'
SEEDS: dict[str, Callable[[], bytes]] = {
    "docx": lambda: word(BODY, footnotes=NOTE),
    "xlsx": lambda: xlsx(CELLS, styles=FORMATS),
    "pptx": lambda: pptx(f"{SHAPE}<p:grpSp>{SHAPE}</p:grpSp>"),
    "odt": lambda: test_odf.made(LIST),
    "ods": lambda: test_odf.made(SHEET, "spreadsheet"),
    "epub": lambda: zipped(test_epub.parts()),
    "eml": lambda: message(THREAD).as_bytes(),
    "csv": lambda: b'Region;Governor;Sales\nNorth;"Ann; Hill";4\nSouth;Bob;5\n',
}


def spans(pattern: bytes, data: bytes) -> list[tuple[int, int]]:
    """Return where a pattern's first group stands."""
    return [found.span(1) for found in re.finditer(pattern, data)]


def changed_xml(data: bytes, chance: random.Random) -> bytes:
    """Return XML with a tag or attribute gone, a value or text replaced, or a stretch doubled."""
    pattern = chance.choice((rb"(<[^>]*>)", rb'="([^"]*)"', rb">([^<]+)<", rb'( [\w:]+="[^"]*")'))
    places = spans(pattern, data)
    if not places:
        return data
    start, end = chance.choice(places)
    if chance.random() < 0.2:
        return data[:end] + data[start : start + 5_000] + data[end:]
    new = b"" if pattern.startswith((rb"(<", rb"( ")) else chance.choice(VALUES)
    return data[:start] + new + data[end:]


def changed_text(data: bytes, chance: random.Random) -> bytes:
    """Return text with a byte changed, some gone, or something put in."""
    place = chance.randrange(len(data))
    inside = chance.choice(
        (*VALUES, b"\n", b'"', b";", b"=?utf-8?b?", b"boundary=", b"\r", b">", bytes([chance.randrange(256)]))
    )
    return data[:place] + inside + data[place + chance.choice((0, 1, 20)) :]


def changed(form: str, data: bytes, chance: random.Random) -> bytes:
    """Return a file with one to four changes."""
    if form in ("eml", "csv"):
        for _ in range(chance.randint(1, 4)):
            data = changed_text(data, chance) or b"x"
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(chance.randint(1, 4)):
        name = chance.choice([name for name in parts if name != "mimetype"])
        parts[name] = changed_xml(bytes(parts[name]), chance)  # type: ignore[arg-type]
    return zipped(parts)


@pytest.mark.parametrize("form", SEEDS)
def test_a_changed_file_is_read_or_refused(form: str) -> None:
    """Never anything else: what a parser raises on its own would be told as its name only."""
    chance, sound = random.Random(form), SEEDS[form]()
    assert READERS[form](sound, f"report.{form}").blocks
    for number in range(COUNT // len(SEEDS)):
        try:
            READERS[form](changed(form, sound, chance), f"report.{form}")
        except RefusedReport:
            continue
        except Exception as error:
            raise AssertionError(f"change {number} of {form} raised {type(error).__name__}") from error
