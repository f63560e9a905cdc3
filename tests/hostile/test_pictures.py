"""Pictures made to hurt: each is refused in one clear sentence or read rightly, in time, and within its memory.

All are built by code and none is committed. A JPEG's end may stand in the file that is hidden behind it; the last one
counts, so that file must not hold one.
"""

from __future__ import annotations

import io
import re
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from corpus.confinement import MOST_MEMORY_BYTES
from corpus.errors import EmptyReport, OverLimit, RefusedReport, UnreadableReport, UnsupportedFormat
from corpus.extraction import MOST_WALL_S, Extractor
from corpus.recognition import missing
from tests.hostile.test_files import status_bytes, zipped

M = 1_000_000
PNG = b"\x89PNG\r\n\x1a\n"
WORDS = "The city fell on Monday."
needs_ocr = pytest.mark.skipif(missing("eng") is not None, reason="requirements-ocr.txt is not installed")


def chunk(kind: bytes, data: bytes, *, sound: bool = True) -> bytes:
    """Return one part of a PNG, with its checksum or a wrong one."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data) ^ (not sound))


def png(width: int, height: int, pixels: bytes, *extra: bytes, depth: int = 8, colour: int = 0) -> bytes:
    """Return a PNG that claims this size, whatever its pixels are."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return PNG + head + b"".join(extra) + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")


def page(form: str = "PNG", **options: object) -> bytes:
    """Return a sound picture of a few words."""
    return saved(written(), form, **options)


def written(words: str = WORDS) -> Image.Image:
    """Return a picture of some words."""
    image = Image.new("L", (900, 200), 255)
    ImageDraw.Draw(image).text((40, 60), words, font=ImageFont.load_default(60), fill=0)
    return image


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def sized_jpeg(width: int, height: int) -> bytes:
    """Return a JPEG that claims this size."""
    data = page("JPEG")
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def tiff(*entries: tuple[int, int, int], following: int = 0, bits: bytes = b"") -> bytes:
    """Return a TIFF of one directory; entries are tag, type (3 short, 4 long) and value."""
    rows = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(entries)) + rows + struct.pack("<I", following) + bits


def plain_tiff(
    width: int, height: int, *, strip: int = 0, size: int = 0, following: int = 0, bits: bytes = b""
) -> bytes:
    """Return a TIFF of grey pixels that claims this size."""
    entries = ((256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, strip))
    return tiff(*entries, (277, 3, 1), (278, 4, height), (279, 4, size), following=following, bits=bits)


def scans(count: int) -> bytes:
    """Return a TIFF of so many tiny pages."""
    tiny = Image.new("1", (8, 8))
    return saved(tiny, "TIFF", save_all=True, append_images=[tiny] * (count - 1))


def huge_second_page() -> bytes:
    """Return a TIFF whose second page claims ten billion pixels."""
    data = saved(written(), "TIFF", save_all=True, append_images=[Image.new("L", (900, 77))])
    huge = struct.pack("<HHII", 257, 4, 1, 99_999_999)
    return re.sub(rb"\x01\x01[\x03\x04]\x00\x01\x00\x00\x00\x4d\x00\x00\x00", lambda _: huge, data)


def with_text(size: int) -> bytes:
    """Return a PNG with a note of so many letters, pressed small."""
    note = chunk(b"zTXt", b"note\x00\x00" + zlib.compress(b"x" * size, 9))
    return png(8, 8, b"\x00" * 72, note)


def with_profile(size: int) -> bytes:
    """Return a PNG with a colour profile of so many bytes, pressed small."""
    return png(8, 8, b"\x00" * 72, chunk(b"iCCP", b"profile\x00\x00" + zlib.compress(b"x" * size, 9)))


def moving(form: str) -> bytes:
    """Return a picture that moves; only its first picture has words."""
    return saved(written(), form, save_all=True, append_images=[Image.new("L", (900, 200), n) for n in range(40)])


def held(orientation: bytes) -> bytes:
    """Return a JPEG whose note on how the camera was held is damaged."""
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01" + orientation
    data = page("JPEG")
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


def many_scans(times: int) -> bytes:
    """Return a progressive JPEG whose last pass over the pixels is made so many times."""
    data = saved(written().convert("RGB").resize((1800, 400)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * times + data[-2:]


Builder = Callable[[], bytes]
TOO_MANY = r"pixels, more than 80 million \(limit\)"
REFUSED: dict[str, tuple[Builder, type[RefusedReport], str]] = {
    "claims.png": (lambda: png(50_000, 50_000, b""), UnreadableReport, rf"50,000 x 50,000 {TOO_MANY}"),
    "bomb.png": (
        lambda: png(20_000, 20_000, bytes(2501 * 20_000), depth=1),
        UnreadableReport,
        rf"20,000 x 20,000 {TOO_MANY}",
    ),
    "largest.png": (lambda: png(2**31 - 1, 2**31 - 1, b""), UnreadableReport, f"{TOO_MANY}|cannot be opened"),
    "nothing.png": (lambda: png(0, 0, b""), UnreadableReport, "damaged|cannot be opened"),
    "head.png": (lambda: PNG, UnreadableReport, "the picture cannot be opened"),
    "rubbish.png": (lambda: PNG + b"rubbish" * 999, UnreadableReport, "the picture cannot be opened|damaged"),
    "cut.png": (lambda: page()[:-200], UnreadableReport, "picture 1 is damaged or cut off"),
    "short.png": (lambda: png(4_000, 4_000, b"\x00" * 99), UnreadableReport, "picture 1 is damaged or cut off"),
    "checksum.png": (
        lambda: PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0), sound=False) + page()[33:],
        UnreadableReport,
        "cannot be opened|damaged",
    ),
    "depth.png": (lambda: png(8, 8, b"\x00" * 72, depth=77), UnreadableReport, "cannot be opened|damaged"),
    "note.png": (lambda: with_text(90 * M), UnreadableReport, "cannot be opened|damaged"),
    "clear.png": (lambda: saved(Image.new("LA", (900, 200), (0, 0)), "PNG"), EmptyReport, "pictures"),
    "faint.png": (  # black is what shows nothing
        lambda: saved(written().convert("P"), "PNG", transparency=bytes(range(256))),
        *(EmptyReport, "pictures"),
    ),
    "claims.jpg": (lambda: sized_jpeg(65_500, 65_500), UnreadableReport, rf"65,500 x 65,500 {TOO_MANY}"),
    "cut.jpg": (lambda: page("JPEG")[:-900], UnreadableReport, "picture 1 is damaged or cut off"),
    "head.jpg": (lambda: page("JPEG")[:40], UnreadableReport, "cannot be opened"),
    "claims.tiff": (lambda: plain_tiff(99_999, 99_999), UnreadableReport, rf"99,999 x 99,999 {TOO_MANY}"),
    "strip.tiff": (lambda: plain_tiff(900, 900, strip=2**31, size=2**31), UnreadableReport, "picture 1 is damaged"),
    "loop.tiff": (lambda: plain_tiff(9, 9, strip=8, size=4, following=8), EmptyReport, "pictures"),
    "empty.tiff": (tiff, UnreadableReport, "cannot be opened"),
    "pages.tiff": (lambda: scans(1_200), OverLimit, r"more than 1,000 pictures \(limit\)"),
    "cut.webp": (lambda: page("WEBP")[:-400], UnreadableReport, "cannot be opened|damaged"),
    "length.webp": (
        lambda: b"RIFF" + struct.pack("<I", 2**31) + page("WEBP")[8:60],
        UnreadableReport,
        "cannot be opened|damaged",
    ),
    "zip.png": (lambda: page() + zipped("a", b"x"), UnreadableReport, "a picture with a ZIP archive after its end"),
    "zip.jpg": (lambda: page("JPEG") + zipped("a", b"x"), UnreadableReport, "a picture with a ZIP archive after its"),
    "pdf.png": (lambda: page() + b"\n%PDF-1.4\n", UnreadableReport, "a picture with a PDF after its end"),
    "html.jpg": (lambda: page("JPEG") + b"<HTML><body>", UnreadableReport, "a picture with an HTML page after its end"),
    "named.jpg": (page, UnreadableReport, "its name says a JPEG image, its content is a PNG image"),
    "named.pdf": (page, UnreadableReport, "its name says a PDF, its content is a PNG image"),
    "drawing.gif": (lambda: saved(written(), "GIF"), UnsupportedFormat, "it is a GIF image, which this version"),
}
READ: dict[str, Builder] = {
    "moving.png": lambda: moving("PNG"),
    "moving.webp": lambda: moving("WEBP"),
    "profile.png": lambda: page(icc_profile=b"x" * 9_000),
    "notes.png": lambda: noted(200),
    "held.jpg": lambda: held(struct.pack("<HII", 3, 2**31, 6)),
    "turned.jpg": lambda: held(struct.pack("<HII", 3, 1, 77)),
    "passes.jpg": lambda: many_scans(30),
    "inches.png": lambda: page(dpi=(1, 60_000)),
    "palette.png": lambda: saved(written().convert("P"), "PNG", transparency=b"\xff" * 9),
    "behind.png": lambda: page() + b"x" * 9_999,
}


def noted(count: int) -> bytes:
    """Return a PNG with so many notes."""
    notes = PngImagePlugin.PngInfo()
    for number in range(count):
        notes.add_text(f"note{number}", "x" * 900, zip=True)
    return page(pnginfo=notes)


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    """One child for all files, so that what one leaves behind would show in the next."""
    with Extractor() as reading:
        yield reading


@pytest.mark.parametrize("name", REFUSED)
def test_a_picture_is_refused_in_one_clear_sentence(name: str, tmp_path: Path, extractor: Extractor) -> None:
    """Kind of refusal, reason with its limit, time and the memory of parent and child are as promised."""
    build, kind, reason = REFUSED[name]
    (tmp_path / "file").write_bytes(build())
    before, begin = status_bytes("self", "VmRSS"), time.monotonic()
    with pytest.raises(RefusedReport) as refusal:
        extractor.extract(tmp_path / "file", name=name)
    assert time.monotonic() - begin < MOST_WALL_S / 2
    assert type(refusal.value) is kind, refusal.value
    assert re.search(reason, refusal.value.reason), refusal.value
    assert status_bytes("self", "VmRSS") - before < 20 * M
    assert extractor._child.pid is not None
    assert status_bytes(extractor._child.pid, "VmHWM") < MOST_MEMORY_BYTES


@needs_ocr
@pytest.mark.parametrize("name", READ)
def test_a_picture_is_read_rightly_in_time(name: str, tmp_path: Path, extractor: Extractor) -> None:
    """Damaged notes beside the pixels change nothing of what is seen."""
    (tmp_path / "file").write_bytes(READ[name]())
    begin = time.monotonic()
    assert extractor.extract(tmp_path / "file", name=name).text == WORDS
    assert time.monotonic() - begin < MOST_WALL_S


@needs_ocr
def test_a_bomb_behind_a_sound_page_is_refused(tmp_path: Path, extractor: Extractor) -> None:
    """Each page's size is looked at before it is decoded."""
    (tmp_path / "file").write_bytes(huge_second_page())
    with pytest.raises(UnreadableReport, match=rf"900 x 99,999,999 {TOO_MANY}"):
        extractor.extract(tmp_path / "file", name="second.tiff")


@needs_ocr
@pytest.mark.parametrize("size", [(1, 1), (1, 1_000_000), (1_000_000, 1), (30_000, 3)])
def test_a_picture_of_an_odd_shape_has_no_words(size: tuple[int, int], tmp_path: Path, extractor: Extractor) -> None:
    """Tesseract takes no side of more than 32,767 pixels: no reason to end the process."""
    (tmp_path / "file").write_bytes(saved(Image.new("L", size, 255), "PNG"))
    with pytest.raises(EmptyReport, match="OCR reads no word on them"):
        extractor.extract(tmp_path / "file", name="line.png")


def test_a_moving_picture_says_so(tmp_path: Path, extractor: Extractor) -> None:
    """Nobody shall think that the rest was read."""
    if missing("eng"):
        pytest.skip("requirements-ocr.txt is not installed")
    (tmp_path / "file").write_bytes(moving("PNG"))
    assert "It moves: only its first picture was read." in extractor.extract(tmp_path / "file", name="a.png").remarks
