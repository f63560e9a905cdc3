"""Files made to hurt: each is refused in one clear sentence or read rightly, in time, and within its memory.

All are built by code and none is committed.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.confinement import MOST_MEMORY_BYTES
from corpus.errors import EmptyReport, OverLimit, RefusedReport, UnreadableReport
from corpus.extraction import MOST_WALL_S, Extractor
from corpus.splitting import split

M = 1_000_000
FELL = b"The city fell. "
GERMAN = "Die Kämpfe würden bald aufhören, erklärte er. "


def zipped(name: str, data: bytes, *, compressed: bool = True) -> bytes:
    """Return a ZIP archive of one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as file:
        file.writestr(name, data)
    return buffer.getvalue()


def laughs() -> bytes:
    """Return a page whose document type would unfold to a hundred billion words."""
    entities = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    return b"<!DOCTYPE html [<!ENTITY a0 'ha'>" + entities + b"]><html><body><p>Before. &a11; After.</p></body></html>"


def html(body: bytes) -> bytes:
    """Return a page with this body, left open."""
    return b"<!DOCTYPE html><html><body>" + body


Builder = Callable[[], bytes]
Refusal = tuple[type[RefusedReport], str]
REFUSED: dict[str, tuple[Builder, Refusal]] = {
    "empty.txt": (lambda: b"", (EmptyReport, "it is empty")),
    "spaces.txt": (lambda: b" \n\t" * 1_000, (EmptyReport, "it is empty")),
    "marks.txt": (lambda: b"!?" * 2 * M, (EmptyReport, "there is no word in it")),
    "zeros.txt": (lambda: b"\x00" * M, (UnreadableReport, "1,000,000 of its 1,000,000 bytes are zero")),
    "zero.txt": (
        lambda: b"The city\x00 fell. " * 50,
        (UnreadableReport, "50 of its 800 bytes are zero"),
    ),
    "bells.txt": (lambda: b"The city\x07 fell. " * 50, (UnreadableReport, "control characters, so it is not text")),
    "cut.txt": (
        lambda: FELL.decode().encode("utf-16")[:-1],
        (UnreadableReport, "UTF-16-LE text that breaks at byte 28 of 29"),
    ),
    "cut32.txt": (lambda: FELL.decode().encode("utf-32")[:-3], (UnreadableReport, "UTF-32-LE text that breaks")),
    "mixed.txt": (
        lambda: (GERMAN * 30).encode() + (GERMAN * 30).encode("latin-1"),
        (UnreadableReport, "characters in another encoding"),
    ),
    "large.txt": (lambda: b"x" * 26 * M, (OverLimit, r"26\.0 MB, more than 25 MB \(limit\)")),
    "long.txt": (lambda: b"word " * M + b"x", (OverLimit, r"5,000,001 characters, more than 5,000,000 \(limit\)")),
    "lines.txt": (lambda: b"a\n" * 2 * M, (OverLimit, r"more than 200,000 paragraphs \(limit\)")),
    "deep.html": (lambda: html(b"<div>" * 100_000 + FELL), (OverLimit, r"more than 256 deep in one another \(limit\)")),
    "tables.html": (lambda: html(b"<table><tr><td>" * 50_000 + FELL), (OverLimit, r"more than 256 deep")),
    "large.html": (lambda: html(b"x" * 6 * M), (OverLimit, r"6\.0 MB, more than 5 MB \(limit\)")),
    "script.html": (lambda: html(b"<script>" + FELL * 99), (UnreadableReport, "without text that can be found")),
    "less.html": (lambda: html(b"<" * 4 * M), (EmptyReport, "no word")),
    "quotes.md": (lambda: b">" * 10_000 + FELL, (OverLimit, r"more than 50 deep in one another \(limit\)")),
    "lists.md": (lambda: b"".join(b"  " * n + b"- x\n" for n in range(1_000)), (OverLimit, "deep in one another")),
    "brackets.md": (lambda: b"[" * 500_000, (OverLimit, r"500,000 characters, more than 100,000 \(limit\)")),
    "facts.md": (lambda: b"---\n" + b"title: x\n" * 120_000 + b"---\nHi.", (OverLimit, r"more than 20,000 \(limit\)")),
    "image.txt": (lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 99, (UnreadableReport, "name says plain text, .* a PNG image")),
    "bomb.txt": (lambda: zipped("a", b"0" * 100 * M), (UnreadableReport, "name says plain text, .* a ZIP archive")),
    "page.txt": (lambda: html(b"<p>Hi."), (UnreadableReport, "name says plain text, .* an HTML page")),
    "words.html": (lambda: FELL, (UnreadableReport, "name says an HTML page, .* plain text")),
    "words.pdf": (lambda: FELL, (UnreadableReport, "name says a PDF, .* plain text")),
    "before.txt": (lambda: FELL + b"\n%PDF-1.4\n", (UnreadableReport, "a PDF with something before it")),
    "after.html": (
        lambda: html(b"<p>Hi.</p>") + zipped("word/a", b"x\x00" * 99, compressed=False),
        (UnreadableReport, "bytes are zero, so it is not text"),
    ),
    "program.txt": (lambda: b"MZ\x90\x00\x03" + b"\x00" * 99, (UnreadableReport, "its content is a program")),
}
READ: dict[str, tuple[Builder, str]] = {
    "wide.txt": (lambda: (FELL * 9).decode().encode("utf-32-be"), r"(The city fell\. ){9}"),
    "one-line.txt": (lambda: b"word " * M, r"(word ){9}"),
    "no-space.txt": (lambda: b"x" * 5 * M, "x{99}"),
    "newlines.txt": (lambda: b"\n" * 20_000 + FELL, r"\n{20000}The city fell\."),
    "letters.txt": (lambda: b"a. " * 100_000, r"(a\. ){9}"),
    "titles.txt": (lambda: b"Mr. " * 250_000, r"(Mr\. ){9}"),
    "wondering.txt": (lambda: b"a!? " * 250_000, r"(a!\? ){9}"),
    "combining.txt": (("a" + "\u0301\u0323" * 100_000).encode, "a\u0301\u0323"),
    "damaged.txt": (lambda: (GERMAN * 30).encode() + b"\xe9", r"Die Kämpfe .*\ufffd"),
    "bidi.txt": ("The \u202ecity\u202c fell\u200b.".encode, "The \u202ecity\u202c fell\u200b\\."),
    "attribute.html": (lambda: html(b'<p title="' + b"x" * 4 * M + b'">' + FELL), r"The city fell\.$"),
    "remarks.html": (lambda: html(b"<p>" + FELL + b"</p>" + b"<!--" * M), r"The city fell\.$"),
    "laughs.html": (laughs, r"Before\. &a11; After\.$"),
    "laughs.xhtml": (lambda: b'<?xml version="1.0"?>' + laughs(), r"Before\. &a11; After\.$"),
    "article.html": (lambda: html(b"<p>" + FELL * 100_000), r"(The city fell\. ){9}"),
    "open-facts.md": (lambda: b"---\n" + b"title: x\n" * 9_000 + FELL, "title: x"),
    "blocks.md": (lambda: b"<div>\n" * 100_000 + FELL, r"The city fell\.$"),
    "tables.md": (lambda: b"| a | b |\n|---|---|\n| x | y |\n\n" * 5_000, "a: x · b: y"),
    "references.md": (lambda: b"".join(b"[a%d]: b\n" % n for n in range(50_000)) + b"[a1] fell.", r"a1 fell\.$"),
    "gnp\u202etxt.md": (lambda: FELL, r"The city fell\.$"),
    "x" * 300 + ".txt": (lambda: FELL, r"The city fell\. $"),
    "../../etc/passwd": (lambda: FELL, r"The city fell\. $"),
}


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    """One child for all files, so that what one leaves behind would show in the next."""
    with Extractor() as reading:
        yield reading


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Path]:
    """A path for the file, under a name that claims nothing."""
    path = tmp_path / "file"
    yield path
    path.unlink(missing_ok=True)


def status_bytes(process: int | str, key: str) -> int:
    """Return a memory figure of a process from /proc, in bytes."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(rf"^{key}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_clear_sentence(name: str, hostile: Path, extractor: Extractor) -> None:
    """Kind of refusal, reason with its limit, time and the parent's memory are as promised."""
    build, (kind, reason) = REFUSED[name]
    hostile.write_bytes(build())
    before, begin = status_bytes("self", "VmRSS"), time.monotonic()
    with pytest.raises(RefusedReport) as refusal:
        extractor.extract(hostile, name=name)
    assert time.monotonic() - begin < MOST_WALL_S / 2
    assert type(refusal.value) is kind
    assert re.search(reason, refusal.value.reason)
    assert str(refusal.value).startswith(f"{name} was not added: ")
    assert str(refusal.value).count("\n") == 0
    assert status_bytes("self", "VmRSS") - before < 100 * M


@pytest.mark.parametrize("name", READ)
def test_it_is_read_rightly_in_time(name: str, hostile: Path, extractor: Extractor) -> None:
    """The text is what a reader sees, splitting it loses nothing, and the child keeps its limit."""
    build, text = READ[name]
    hostile.write_bytes(build())
    begin = time.monotonic()
    extract = extractor.extract(hostile, name=name)
    document = split(extract)
    assert time.monotonic() - begin < MOST_WALL_S
    assert re.match(text, extract.text, re.DOTALL)
    shown = "".join(extract.text[sentence.start : sentence.end] for sentence in document.sentences)
    assert "".join(shown.split()) == "".join(extract.text.split())
    assert extractor._child.pid is not None
    assert status_bytes(extractor._child.pid, "VmHWM") < MOST_MEMORY_BYTES


@pytest.mark.slow
@pytest.mark.parametrize("unit", [b"<p>The city fell.</p>", b"<ul><li>City"])
def test_a_page_of_many_blocks_is_read_or_refused_within_its_limits(
    unit: bytes, hostile: Path, extractor: Extractor
) -> None:
    """A megabyte of blocks takes no longer than the limits say, whichever way they end."""
    hostile.write_bytes(html(unit * (M // len(unit))))
    begin = time.monotonic()
    try:
        assert extractor.extract(hostile, name="page.html").blocks
    except RefusedReport as refusal:
        assert "(limit)" in refusal.reason or "without text" in refusal.reason  # noqa: PT017 - either end is right
    assert time.monotonic() - begin < MOST_WALL_S + 5
