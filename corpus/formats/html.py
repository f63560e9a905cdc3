"""HTML pages: the article without the page around it, by trafilatura (Barbaresi 2021, ACL demo).

Chosen for the best share of article text kept over 330 pages (../docs of the project: F1 .928). Its parser is lxml's
HTML parser, which expands no entities of a document type and fetches nothing.
"""

from __future__ import annotations

import re
from typing import Any

from corpus.errors import OverLimit, UnreadableReport
from corpus.formats.composing import Composition, one_line, row
from corpus.formats.decoding import decode
from corpus.formats.facts import claimed
from corpus.formats.hiding import remove_hidden
from corpus.formats.markup import tree
from corpus.report import BlockKind, Extract, Metadata

# Articles have 0.1 MB; trafilatura needs 60 times the size of a page in memory.
MOST_BYTES = 5_000_000

_KINDS = {
    "p": BlockKind.PARAGRAPH,
    "quote": BlockKind.PARAGRAPH,
    "code": BlockKind.PARAGRAPH,
    "item": BlockKind.LIST_ITEM,
    "head": BlockKind.HEADING,
}
_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
# lxml expands none of the entities declared here, but would take the end of the declaration for text.
_DOCUMENT_TYPE = re.compile(r"<!doctype[^>\[]*\[.*?\]\s*>", re.IGNORECASE | re.DOTALL)
_WHOLE = re.compile("<(?:html|body)", re.IGNORECASE)
# Only what the page states of its date: a year found in the text is no date of publication.
_DATES = {"extensive_search": False, "original_date": True}


def read(data: bytes, name: str) -> Extract:
    """Read an HTML page."""
    if len(data) > MOST_BYTES:
        reason = f"it is an HTML page of {len(data) / 1e6:.1f} MB, more than {MOST_BYTES / 1e6:.0f} MB (limit)"
        raise OverLimit(name, reason, "save the article alone, or as text")
    declared = _CHARSET.search(data[:2048])
    page = decode(data, name, declared=declared[1].decode("ascii") if declared else None)
    page = _DOCUMENT_TYPE.sub("", page, count=1)
    whole = tree(page if _WHOLE.search(page[:5000]) else f"<html><body>{page}</body></html>", name)
    hidden = 0 if whole is None else remove_hidden(whole)
    body, metadata = (None, Metadata()) if whole is None else _article(whole)
    if body is None:
        raise UnreadableReport(name, "it is an HTML page without text that can be found", "save it as text")
    composition = Composition(name)
    _compose(body, composition)
    if hidden:
        composition.remark("Text that the page hides was left out.")
    return composition.extract(metadata, "html")


def _article(page: Any) -> tuple[Any, Metadata]:
    """Return the article's body (an lxml element, None where nothing is found) and what the page says of itself."""
    from trafilatura import bare_extraction, baseline

    found = bare_extraction(
        page,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    if found is None or isinstance(found, dict):
        body, text, _ = baseline(page)
        return (body if text.strip() else None), Metadata()
    return found.body, claimed(found.title, found.sitename, found.author, found.date, found.url)


def _compose(body: Any, composition: Composition) -> None:
    """Add the blocks of a body in reading order, without recursion: pages nest as deep as they like."""
    from lxml import etree  # type: ignore[import-untyped]

    kinds = [(BlockKind.PARAGRAPH, 0)]
    words: list[str] = []

    def flush() -> None:
        kind, level = kinds[-1]
        composition.add("\n".join(one_line(line) for line in "".join(words).split("\n")), kind, level=level)
        words.clear()

    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        block = element.tag in _KINDS
        if event == "start":
            if block or element.tag == "table":
                flush()
            if block:
                kinds.append((_KINDS[element.tag], _level(element)))
            if element.tag == "table":
                _compose_table(element, composition)
                walk.skip_subtree()
            else:
                words.append("\n" if element.tag == "lb" else _soft(element.text))
        else:
            if block:
                flush()
                kinds.pop()
            words.append(_soft(element.tail) if element is not body else "")
    flush()


def _soft(text: str | None) -> str:
    """Return text whose own line ends are spaces, as HTML means them."""
    return (text or "").replace("\n", " ")


def _level(element: Any) -> int:
    """Return the level of a heading, 0 for everything else."""
    rend = element.get("rend") or ""
    return (int(rend[1]) if re.fullmatch(r"h[1-6]", rend) else 2) if element.tag == "head" else 0


def _compose_table(table: Any, composition: Composition) -> None:
    """Add every row of a table as one sentence that names its headers."""
    headers: list[str] = []
    for line in table.iter("row"):
        cells = [one_line("".join(cell.itertext())) for cell in line.iterchildren("cell")]
        roles = {cell.get("role") for cell in line.iterchildren("cell")}
        if roles == {"head"} and not headers:
            headers = cells
        else:
            composition.add(row(headers, cells), BlockKind.TABLE_ROW)
