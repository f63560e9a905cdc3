"""What a page hides is not quoted; what it only arranges, fades in or prints otherwise is."""

# ruff: noqa: E501 - markup is not broken
from __future__ import annotations

import pytest

from corpus.formats.html import read

SHOWN = "The ship was freed on Monday after six days in the canal."
STYLE = """<style>/* .shown { display: none } */ .gone { display: none } @media print { .ad { display: none } }
.tab { display: none } .tab.on { display: block } p.x, #z { visibility: hidden } body { display: none }</style>"""


def page(piece: str, style: str = STYLE) -> bytes:
    """Return a page with an article and this piece in it."""
    return f"<!DOCTYPE html><html><head>{style}</head><body><article><p>{SHOWN}</p>{piece}</article></body></html>".encode()


@pytest.mark.parametrize(
    "piece",
    [
        '<p style="display:none">Secret words of the page.</p>',
        '<p style="color:red; DISPLAY : none !important">Secret words of the page.</p>',
        '<p style="visibility:hidden">Secret words of the page.</p>',
        '<p style="font-size:0">Secret words of the page.</p>',
        '<p style="font-size: 0px; color: red">Secret words of the page.</p>',
        "<p hidden>Secret words of the page.</p>",
        '<div class="a gone"><p>Secret words of the page.</p></div>',
        '<div class="tab"><p>Secret words of the page.</p></div>',
        '<p class="x">Secret words of the page.</p>',
        '<p id="z">Secret words of the page.</p>',
        '<p>Seen <span style="display:none">Secret words</span> again.</p>',
    ],
)
def test_hidden_text_is_not_read_and_told(piece: str) -> None:
    """By attribute, by style, and by a rule for a class, an id or a tag."""
    extract = read(page(piece), "page.html")
    assert "Secret" not in extract.text
    assert SHOWN in extract.text
    assert extract.remarks == ("Text that the page hides was left out.",)


@pytest.mark.parametrize(
    "piece",
    [
        '<p class="shown">Seen by every reader of it.</p>',
        '<p class="ad">Seen by every reader of it.</p>',
        '<div class="tab on"><p>Seen by every reader of it.</p></div>',
        '<p class="gone" style="display:block">Seen by every reader of it.</p>',
        '<p style="font-size:0.9em">Seen by every reader of it.</p>',
        '<p style="opacity:0">Seen by every reader of it.</p>',
        '<div class="y"><p>Seen by every reader of it.</p></div>',
        '<p><b style="display:none"></b>Seen by every reader of it.</p>',
    ],
)
def test_what_is_seen_is_read(piece: str) -> None:
    """Rules of one medium, better rules, and small print hide nothing."""
    extract = read(page(piece), "page.html")
    assert "Seen by every reader of it." in extract.text
    assert extract.remarks == ()


def test_text_behind_a_hidden_element_stays() -> None:
    """Only the element goes."""
    extract = read(page("<p>One <i hidden>x</i>two <i hidden>y</i> three, and four of them.</p>"), "page.html")
    assert "One two  three".replace("  ", " ") in " ".join(extract.text.split())
