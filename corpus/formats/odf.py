"""OpenDocument texts, sheets and presentations (ODT, ODS, ODP): what LibreOffice shows is what is read.

All three say the same things in one part, `content.xml`. Tracked deletions stand there apart and are not read, nor are
comments and hidden text; a cell of a sheet holds the words that it shows beside its value. Source: ODF 1.3 part 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from corpus.errors import UnsupportedFormat
from corpus.formats.archive import Archive
from corpus.formats.composing import Composition, one_line
from corpus.formats.facts import claimed
from corpus.formats.odf_sheets import compose_sheets
from corpus.formats.odf_words import DRAW, META, OFFICE, PRESENTATION, SVG, Styles, pieces
from corpus.formats.slides import Box, reading_order
from corpus.formats.tables import Piece
from corpus.report import BlockKind, Extract, Metadata

_LENGTH = re.compile(r"-?\d+(?:\.\d+)?")
_DC = "{http://purl.org/dc/elements/1.1/}"


def text(data: bytes, name: str) -> Extract:
    """Read a text."""
    return _read(data, name, "odt", lambda body, composition, styles: _compose(pieces(body, styles), composition))


def presentation(data: bytes, name: str) -> Extract:
    """Read a presentation."""
    return _read(data, name, "odp", _compose_slides)


def sheet(data: bytes, name: str) -> Extract:
    """Read a workbook."""
    return _read(data, name, "ods", lambda body, composition, styles: compose_sheets(body, composition, styles, name))


def _read(data: bytes, name: str, form: str, compose: Callable[[Any, Composition, Styles], str | None]) -> Extract:
    """Read a document of any of the three kinds."""
    archive, composition = Archive(data, name), Composition(name)
    _refuse_locked(archive, name)
    root = archive.xml("content.xml")
    body = root.find(f"{OFFICE}body")
    styles = Styles(root, *([archive.xml("styles.xml")] if "styles.xml" in archive.names else []))
    title = None if body is None else compose(body, composition, styles)
    facts = _facts(archive)
    return composition.extract(replace(facts, title=facts.title or title), form)


def _refuse_locked(archive: Archive, name: str) -> None:
    """Refuse what needs a password, and what holds programs."""
    manifest = archive.part("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.names else b""
    if b"encryption-data" in manifest:
        raise UnsupportedFormat(name, "it needs a password", "save it without one")
    lists = ("script-lb.xml", "script-lc.xml", "dialog-lb.xml", "dialog-lc.xml", "/")
    if any(part.startswith(("Basic/", "Scripts/")) and not part.endswith(lists) for part in archive.names):
        raise UnsupportedFormat(name, "it holds macros, and programs are never opened here", "save it without macros")


def _facts(archive: Archive) -> Metadata:
    """Return what the file says of itself."""
    if "meta.xml" not in archive.names:
        return Metadata()
    meta = archive.xml("meta.xml")
    author = meta.findtext(f".//{META}initial-creator") or meta.findtext(f".//{_DC}creator")
    return claimed(meta.findtext(f".//{_DC}title"), None, author, meta.findtext(f".//{META}creation-date"), None)


def _compose(found: Iterator[Piece], composition: Composition, page: int | None = None) -> str | None:
    """Add what is found as blocks; returns the first heading where it comes first."""
    first: Piece | None = None
    for piece in found:
        composition.add(piece.text, piece.kind, level=piece.level, page=page)
        first = first or piece
    return one_line(first.text) if first and first.kind is BlockKind.HEADING and first.level == 1 else None


def _compose_slides(body: Any, composition: Composition, styles: Styles) -> str | None:
    """Add every slide that is shown, a page each; returns the first title."""
    first_title: str | None = None
    for number, page in enumerate(body.iter(f"{DRAW}page"), 1):
        if styles.hides(page):
            composition.remark("Hidden slides were left out.")
            continue
        title = " ".join(one_line(piece.text) for frame in page if _is_title(frame) for piece in pieces(frame, styles))
        composition.add(title, BlockKind.HEADING, level=1, page=number)
        first_title = first_title or title
        frames = [frame for frame in page if not _is_title(frame) and frame.tag != f"{PRESENTATION}notes"]
        for place in reading_order([_box(frame) for frame in frames]):
            _compose(pieces([frames[place]], styles), composition, number)
        for notes in page.iterfind(f"{PRESENTATION}notes"):
            _compose(pieces(notes, styles, kind=BlockKind.NOTE), composition, number)
    return first_title


def _is_title(frame: Any) -> bool:
    return bool(frame.get(f"{PRESENTATION}class") == "title")


def _box(frame: Any) -> Box | None:
    """Return where a frame stands, None where it does not say; LibreOffice writes all lengths in one unit."""
    lengths = [_LENGTH.match(frame.get(f"{SVG}{side}", "")) for side in ("x", "y", "height")]
    left, top, height = (float(length[0]) if length else None for length in lengths)
    return None if left is None or top is None else Box(left, top, height or 0.0)
