"""PDFs made to hurt: each is refused in one clear sentence or read rightly, in time, and within its memory."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from corpus.confinement import MOST_MEMORY_BYTES
from corpus.errors import RefusedReport
from corpus.extraction import MOST_WALL_S, Extractor

M = 1_000_000
FELL = "The city fell."
TEXT = f"BT /F1 12 Tf 60 700 Td ({FELL}) Tj ET".encode()
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s>> >>"
)


def stream(data: bytes, head: bytes = b"", *, times: int = 0) -> bytes:
    """Return a stream, compressed so many times."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    filters = b"/Filter [" + b"/FlateDecode " * times + b"]" if times else b""
    return b"<< /Length %d %s %s >>\nstream\n%s\nendstream" % (len(data), filters, head, data)


def pdf(
    changed: Mapping[int, bytes] | None = None, *, content: bytes = TEXT, resources: bytes = b"", trailer: bytes = b""
) -> bytes:
    """Return a PDF of one page that says that the city fell, with some objects changed or added."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE % resources,
        4: stream(content),
        5: FONT,
        **(changed or {}),
    }
    parts, places = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], {}
    length = len(parts[0])
    for number, body in objects.items():
        places[number] = length
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        length += len(parts[-1])
    size = max(objects) + 1
    rows = [
        b"%010d %05d %c \n" % (places.get(n, 0), 0 if n in places else 65_535, b"fn"[n in places]) for n in range(size)
    ]
    parts += [b"xref\n0 %d\n" % size, *rows, b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (size, trailer)]
    parts.append(b"startxref\n%d\n%%%%EOF\n" % length)
    return b"".join(parts)


def forms(depth: int, *, calls: int) -> dict[int, bytes]:
    """Return drawings that each draw the next one so many times; the last one draws the first."""
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X %d 0 R >> >>"
    return {10 + n: stream(b"/X Do " * calls, head % (10 + (n + 1) % depth)) for n in range(depth)}


def doubling(depth: int) -> dict[int, bytes]:
    """Return drawings that each draw the next one twice, down to one with text: 2 ** depth times."""
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X %d 0 R >> >>"
    last = stream(TEXT, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>")
    return {10 + n: stream(b"/X Do /X Do", head % (11 + n)) for n in range(depth)} | {10 + depth: last}


def many_pages(count: int) -> bytes:
    """Return a PDF of so many pages, all of them one object."""
    return pdf({2: b"<< /Type /Pages /Kids [" + b"3 0 R " * count + b"] /Count %d >>" % count})


def deep_pages(depth: int) -> bytes:
    """Return a PDF whose pages are listed in a list in a list."""
    nodes = {
        10 + n: b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (9 + n, 11 + n) for n in range(depth)
    }
    last = {10 + depth: PAGE % b""}
    return pdf({2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>", **nodes, **last})


def picture(width: int, height: int, data: bytes, head: bytes = b"", *, times: int = 1) -> dict[int, bytes]:
    """Return a grey picture that claims this size."""
    size = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8" % (
        width,
        height,
    )
    return {10: stream(data, size + head, times=times)}


def with_actions() -> bytes:
    """Return a PDF that wants to run programs, fetch pages and unpack a file when it is opened."""
    script = b"<< /S /JavaScript /JS (while(true){}) >>"
    launch = b"<< /S /Launch /F (/bin/sh) /Next << /S /URI /URI (http://127.0.0.1:1/) >> >>"
    catalog = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction %s /AA << /WC %s >> /Names << /JavaScript << /Names [(a) %s] >> "
        b"/EmbeddedFiles << /Names [(evil.exe) << /Type /Filespec /F (evil.exe) /EF << /F 11 0 R >> >>] >> >> >>"
    ) % (script, launch, script)
    return pdf({1: catalog, 11: stream(b"MZ" + b"\0" * M, b"/Type /EmbeddedFile", times=1)})


READ, ENDED = "read", r"MiB of memory \(limit\)|processor time \(limit\)"
ENCRYPTED = b"/Encrypt << /Filter /Standard /V 9 /R 9 /O (x) /U (x) /P -1 /Length 7 >> /ID [(a) (b)]"
IMAGE = b"/XObject << /X 10 0 R >> "
CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "plain.pdf": (pdf, READ),
    "header.pdf": (lambda: b"%PDF-1.7\n", "no readable list of its pages"),
    "half.pdf": (lambda: pdf()[:300], "no readable list of its pages"),
    "without-its-end.pdf": (lambda: pdf()[:-60], f"{READ}|no readable list"),
    "no-index.pdf": (lambda: pdf().replace(b"xref", b"xxxx"), READ),
    "index-loop.pdf": (lambda: pdf(trailer=b"/Prev %d" % pdf().index(b"xref\n0")), READ),
    "index-lies.pdf": (lambda: re.sub(rb"\d{10} 00000 n", b"0000000007 00000 n", pdf()), READ),
    "root-loop.pdf": (
        lambda: pdf({2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}),
        "none of its 1 pages can be read",
    ),
    "no-pages.pdf": (lambda: pdf({2: b"<< /Type /Pages /Kids [] /Count 0 >>"}), "no readable list of its pages"),
    "pages-lie.pdf": (lambda: pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"}), READ),
    "pages-lie-a-little.pdf": (lambda: pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count 40 >>"}), READ),
    "pages-negative.pdf": (lambda: pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count -3 >>"}), READ),
    "many-pages.pdf": (lambda: many_pages(100_000), r"it has 100,000 pages, more than 2,000 \(limit\)"),
    "deep-pages.pdf": (lambda: deep_pages(50_000), "can be read|no page|no readable list"),
    "bomb.pdf": (lambda: pdf({4: stream(b" " * 100 * M, times=2)}), "no word"),
    "bomb-of-text.pdf": (
        lambda: pdf({4: stream(b"BT /F1 12 Tf 60 700 Td " + b"(abc ) Tj " * 2 * M + b"ET", times=1)}),
        rf"{ENDED}",
    ),
    "bomb-of-paths.pdf": (lambda: pdf({4: stream(TEXT + b" 0 0 m 9 9 l S" * 300_000, times=1)}), rf"{READ}|\(limit\)"),
    "object-stream-bomb.pdf": (
        lambda: pdf({10: stream(b"1 0 " * 50 * M, b"/Type /ObjStm /N 100000000 /First 4", times=1)}),
        READ,
    ),
    "drawing-in-itself.pdf": (
        lambda: pdf(forms(1, calls=5), content=TEXT + b" /X Do", resources=IMAGE),
        rf"{READ}|{ENDED}",
    ),
    "drawings-in-a-ring.pdf": (
        lambda: pdf(forms(7, calls=3), content=TEXT + b" /X Do", resources=IMAGE),
        rf"{READ}|{ENDED}",
    ),
    "drawings-doubled.pdf": (
        lambda: pdf(doubling(28), content=b"/X Do", resources=IMAGE),
        rf"{READ}|{ENDED}",
    ),
    "deep-arrays.pdf": (lambda: pdf(content=TEXT + b"[" * 500_000), READ),
    "deep-dictionaries.pdf": (lambda: pdf({10: b"<< /A " * 200_000}), rf"{READ}|no readable list"),
    "deep-states.pdf": (lambda: pdf(content=b"q " * 500_000 + TEXT), READ),
    "large-page.pdf": (lambda: pdf().replace(b"595 842", b"1e9 1e9"), rf"{READ}|no word"),
    "flat-page.pdf": (lambda: pdf().replace(b"595 842", b"595 0.0"), rf"{READ}|no word"),
    "infinite-letters.pdf": (lambda: pdf(content=TEXT.replace(b"12 Tf", b"1e38 Tf")), "no word"),
    "no-letters.pdf": (
        lambda: pdf(content=b"0 0 595 842 re f"),
        r"its pages are pictures(?:, and OCR reads no word on them| without text); ",
    ),
    "no-font.pdf": (lambda: pdf({5: b"null"}), rf"{READ}|no word"),
    "huge-picture.pdf": (
        lambda: pdf(picture(100_000, 100_000, b"\0" * 100), content=TEXT + b" 90 0 0 90 0 0 cm /X Do", resources=IMAGE),
        rf"{READ}|\(limit\)",
    ),
    "picture-bomb.pdf": (
        lambda: pdf(
            picture(12_000, 12_000, b"\0" * 144 * M, times=2),
            content=TEXT + b" 90 0 0 90 0 0 cm /X Do",
            resources=IMAGE,
        ),
        rf"{READ}|{ENDED}",
    ),
    "encrypted-nonsense.pdf": (lambda: pdf(trailer=ENCRYPTED), "this PDF needs a password"),
    "actions.pdf": (with_actions, READ),
    "zeros.pdf": (lambda: b"%PDF-1.4\n" + b"\0" * M, "no readable list"),
    "zip-behind.pdf": (lambda: pdf() + b"PK\x03\x04" + b"\0" * 99, "a PDF with a ZIP archive after its end"),
    "page-behind.pdf": (lambda: pdf() + b"<!DOCTYPE html><html>", "a PDF with an HTML page after its end"),
    "program-behind.pdf": (lambda: pdf() + b"\x7fELF" + b"\1" * 99, "a PDF with a program after its end"),
    "picture-before.pdf": (lambda: b"GIF89a\n" + pdf(), "content is a GIF image"),
    "words-before.pdf": (lambda: b"Hello.\n" + pdf(), "a PDF with something before it"),
    "report.txt": (pdf, "its name says plain text, its content is a PDF"),
}


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    """One child for all files, so that what one leaves behind would show in the next."""
    with Extractor() as reading:
        yield reading


def memory(process: int | str, key: str) -> int:
    """Return a memory figure of a process from /proc, in bytes; 0 where it has ended."""
    status = Path(f"/proc/{process}/status")
    found = (
        re.search(rf"^{key}:\s+(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE) if status.exists() else None
    )
    return int(found[1]) * 1024 if found else 0


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_in_one_clear_sentence_or_read_rightly(name: str, tmp_path: Path, extractor: Extractor) -> None:
    """In time, with the child within its memory and the parent hardly larger than before."""
    build, expected = CASES[name]
    path = tmp_path / "file"
    path.write_bytes(build())
    before, begin = memory("self", "VmRSS"), time.monotonic()
    try:
        outcome = READ if extractor.extract(path, name=name).text == FELL else "other text"
    except RefusedReport as refusal:
        outcome = str(refusal)
        assert outcome.startswith(f"{name} was not added: ")
        assert "\n" not in outcome
    assert time.monotonic() - begin < MOST_WALL_S
    assert re.search(expected, outcome)
    assert memory("self", "VmRSS") - before < 20 * M
    child = extractor._child._process  # the process that read it, if it lives
    assert child is None or memory(child.pid, "VmHWM") < MOST_MEMORY_BYTES


def test_files_cut_anywhere_are_refused_or_read(tmp_path: Path, extractor: Extractor) -> None:
    """A download that broke off gives a refusal, never half a sentence."""
    whole, path = pdf(), tmp_path / "file"
    for end in range(9, len(whole), 31):
        path.write_bytes(whole[:end])
        try:
            assert extractor.extract(path, name="report.pdf").text == FELL
        except RefusedReport as refusal:
            assert str(refusal).startswith("report.pdf was not added: ")  # noqa: PT017 - either end is right
