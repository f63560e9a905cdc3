"""Scans and pictures as reports: their words are recognised, marked as such, and stand where they stand on the page."""

from __future__ import annotations

import difflib
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus import recognition
from corpus.boxes import Line, areas, pack
from corpus.errors import EmptyReport
from corpus.extraction import Extractor
from corpus.formats import read
from corpus.recognised_text import Passage, Word, is_divided, merged, passages
from corpus.recognition import RecognitionSettings, listed, missing, pixels_a_unit, recognised
from corpus.rendering import opened
from corpus.report import Block, Extract
from corpus.splitting import split
from tests.fakes.printed import SENTENCES, Print, printed

needs_ocr = pytest.mark.skipif(missing("eng") is not None, reason="requirements-ocr.txt is not installed")
DPI = 200


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    """One child for all tests."""
    with Extractor() as reading:
        yield reading


def page_of(made: Print, dpi: int = DPI) -> Image.Image:
    """Return the first page of a printed report as a scanner sees it."""
    with opened(made.pdf, "pdf") as pages:
        return pages.drawn(1, dpi / 72).convert("L")


def as_file(image: Image.Image, form: str = "PNG", dpi: int = DPI, **options: Any) -> bytes:
    """Return an image as a file."""
    out = io.BytesIO()
    image.save(out, form, dpi=(dpi, dpi), **options)
    return out.getvalue()


def share_right(text: str, truth: str) -> float:
    """Return the share of the true words that stand in a text, in their order."""
    words = truth.split()
    matcher = difflib.SequenceMatcher(a=words, b=text.split(), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(words)


def tilted(image: Image.Image) -> Image.Image:
    """Return a page that was laid askew."""
    return image.rotate(0.7, Image.Resampling.BICUBIC, fillcolor=255)


def specked(image: Image.Image) -> Image.Image:
    """Return a page of a copy of a copy."""
    chance = random.Random(2)  # noqa: S311 - guards nothing
    for _ in range(image.width * image.height // 600):
        image.putpixel((chance.randrange(image.width), chance.randrange(image.height)), chance.choice((0, 255)))
    return image


@needs_ocr
@pytest.mark.slow
@pytest.mark.parametrize("spoil", [lambda image: image, tilted, specked], ids=["clean", "tilted", "specked"])
def test_98_of_100_words_are_read_rightly(spoil: Any, extractor: Extractor) -> None:
    """At 200 dots an inch; `benchmarks/recognition.py` measures more kinds."""
    made = printed(14)
    extract = extractor.extract_bytes(as_file(spoil(page_of(made))), "scan.png")
    assert share_right(extract.text, made.text) >= 0.98
    assert extract.remarks == ("1 page without text: OCR used.",)
    assert all(block.ocr and block.page == 1 for block in extract.blocks)


@needs_ocr
@pytest.mark.slow
def test_recognised_words_lie_where_they_are_printed(extractor: Extractor) -> None:
    """A sentence's rectangles cover its printed lines, and no line above or below."""
    made = printed(7)
    extract = extractor.extract_bytes(as_file(page_of(made)), "scan.png")
    start = extract.text.index(SENTENCES[3])
    found = areas(extract.boxes, start, start + len(SENTENCES[3]))
    truth = areas(pack(made.lines), *made.spans[3])
    assert len(found) == len(truth)
    for one, other in zip(found, truth, strict=True):
        assert abs(one.left - other.left) < 2.5
        assert abs(one.right - other.right) < 2.5
        assert abs((one.top + one.bottom) - (other.top + other.bottom)) / 2 < 2.0
        assert 0.6 < (one.bottom - one.top) / (other.bottom - other.top) < 1.2


@needs_ocr
@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_was_scanned_the_wrong_way_up_is_read(degrees: int, extractor: Extractor) -> None:
    """And its words are boxed where they stand on the page as it is."""
    made = printed(7)
    scan = page_of(made).rotate(degrees, expand=True)
    extract = extractor.extract_bytes(as_file(scan), "scan.png")
    start = extract.text.index(SENTENCES[3])
    whole = Image.new("L", scan.size, 255)
    for one in areas(extract.boxes, start, start + len(SENTENCES[3])):
        box = tuple(round(side * DPI / 72) for side in (one.left, one.top, one.right, one.bottom))
        whole.paste(0, box)
    upright = whole.rotate(-degrees, expand=True)
    left, top, right, bottom = Image.eval(upright, lambda shade: 255 - shade).getbbox() or (0, 0, 0, 0)
    truth = areas(pack(made.lines), *made.spans[3])
    edges = min(a.left for a in truth), truth[0].top, max(a.right for a in truth), truth[-1].bottom
    assert [left, top, right, bottom] == pytest.approx([edge * DPI / 72 for edge in edges], abs=12)


@needs_ocr
@pytest.mark.slow
def test_only_pages_without_text_are_recognised(extractor: Extractor) -> None:
    """What a file says is better than what can be guessed from its looks; the pages keep their order."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for number, words in ((1, SENTENCES[3]), (2, ""), (3, SENTENCES[4])):
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(70, 700, words)
        if number == 2:
            canvas.drawImage(ImageReader(io.BytesIO(as_file(page_of(printed(2))))), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    steps: list[tuple[int, int]] = []
    extract = extractor.extract_bytes(out.getvalue(), "mixed.pdf", lambda *at: steps.append(at))
    assert steps == [(0, 1)]
    assert [(block.page, block.ocr) for block in extract.blocks] == [(1, False), (2, True), (3, False)]
    assert extract.remarks == ("1 page without text: OCR used.",)
    assert extract.pages_without_text == ()
    for page, words in ((1, SENTENCES[3]), (2, SENTENCES[1]), (3, SENTENCES[4])):
        start = extract.text.index(words)
        assert {area.page for area in areas(extract.boxes, start, start + len(words))} == {page}
    assert all(extract.text[s.start : s.end].strip() for s in split(extract).sentences)


@needs_ocr
@pytest.mark.slow
def test_each_page_of_a_tiff_is_read(extractor: Extractor) -> None:
    """As fax machines and scanners of offices write them."""
    first, second = page_of(printed(2), 150), page_of(printed(4), 150)
    data = as_file(first, "TIFF", 150, save_all=True, append_images=[second], compression="tiff_lzw")
    extract = extractor.extract_bytes(data, "fax.tiff")
    assert extract.format == "image"
    assert {block.page for block in extract.blocks} == {1, 2}
    assert extract.remarks == ("2 pages without text: OCR used.",)


@needs_ocr
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["turned", "transparent", "palette", "one bit", "16 bit", "WebP", "JPEG"])
def test_pictures_of_every_kind_are_read_as_a_viewer_shows_them(kind: str, extractor: Extractor) -> None:
    """Turned as the camera was held, transparent on white, in a few colours or many."""
    page = page_of(printed(2))
    text = " ".join(SENTENCES[:2])
    assert share_right(extractor.extract_bytes(of_kind(page, kind), "scan").text, text) > 0.95


def of_kind(page: Image.Image, kind: str) -> bytes:
    """Return a page as a file of this kind."""
    if kind == "turned":
        exif = Image.Exif()
        exif[0x0112] = 6  # shown turned by 90 degrees
        return as_file(page.rotate(90, expand=True), "JPEG", exif=exif)
    if kind == "transparent":
        ink = Image.new("LA", page.size, (0, 0))
        ink.putalpha(page.point([255 - shade for shade in range(256)]))
        return as_file(ink)
    if kind == "16 bit":
        return as_file(Image.frombytes("I;16", page.size, b"".join(bytes((0, shade)) for shade in page.tobytes())))
    if kind in ("WebP", "JPEG"):
        return as_file(page.convert("RGB"), kind.upper())
    return as_file(page.convert("1" if kind == "one bit" else "P"))


@needs_ocr
def test_a_page_that_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts as one without text; nobody shall think that it was searched."""
    monkeypatch.setattr(recognition, "MOST_PAGE_S", 0.0)
    scan = as_file(page_of(printed(2)))
    extract = Extract("Words.", (Block(0, 6, page=2),), format="image", pages_without_text=(1,))
    told = recognised(extract, scan, "scan.png", "eng", no_step)
    assert told.remarks == ("page 1 has no text and took more than 0 s of OCR (limit).",)
    assert told.pages_without_text == (1,)
    with pytest.raises(EmptyReport, match="OCR reads no word on them within 0 s; scan it anew"):
        recognised(Extract("", (), format="image", pages_without_text=(1,)), scan, "scan.png", "eng", no_step)


@needs_ocr
def test_a_picture_without_words_is_refused(extractor: Extractor) -> None:
    """A photograph is no report, and what Tesseract guesses in it is none either."""
    with pytest.raises(EmptyReport, match="its pages are pictures, and OCR reads no word on them; scan it anew at 300"):
        extractor.extract_bytes(as_file(Image.effect_mandelbrot((600, 400), (-2.0, -1.5, 1.0, 1.5), 50)), "photo.png")


def test_without_tesseract_a_scan_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install, by name."""
    monkeypatch.setattr(recognition, "missing", lambda _: recognition.REMEDY)
    extract = Extract("", (), format="image", pages_without_text=(1,))
    with pytest.raises(EmptyReport) as refusal:
        recognised(extract, b"", "scan.png", "eng", no_step)
    words = "its pages are pictures without text; install OCR with `pip install -r requirements-ocr.txt`."
    assert str(refusal.value) == f"scan.png was not added: {words}"


def test_without_tesseract_the_pages_without_text_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loudly: nobody shall think that they were searched."""
    monkeypatch.setattr(recognition, "missing", lambda _: recognition.REMEDY)
    extract = Extract("Words.", (Block(0, 6, page=1),), format="pdf", pages_without_text=(3, 4, 5, 6, 7))
    told = recognised(extract, b"", "scan.pdf", "eng", no_step)
    remedy = "install OCR with `pip install -r requirements-ocr.txt`, then remove the report and add it again."
    assert told.remarks == (f"pages 3-7 have no text: {remedy}",)
    assert told.pages_without_text == (3, 4, 5, 6, 7)


def test_a_language_without_data_is_told_by_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each language is a file of its own."""
    monkeypatch.setattr(recognition, "DATA", (tmp_path,))
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    (tmp_path / "eng.traineddata").touch()
    pytest.importorskip("tesserocr")
    assert missing("eng") is None
    assert missing("eng+deu") == "install OCR data with `apt install tesseract-ocr-deu`"
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path / "other"))
    assert missing("deu") is not None


@pytest.mark.parametrize("languages", ["", "eng/../..", "eng deu", "eng+", "e" * 40])
def test_a_language_that_is_no_name_is_refused(languages: str) -> None:
    """It becomes the name of a file."""
    with pytest.raises(ValueError, match="names like eng, or deu\\+eng"):
        RecognitionSettings(languages)


def no_step(_: int, __: int) -> None:
    """Take no note of a step."""


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ((3,), "page 3 has"),
        ((3, 4, 5, 6, 7), "pages 3-7 have"),
        ((1, 3, 4, 9), "pages 1, 3-4 and 9 have"),
        ((2, 5), "pages 2 and 5 have"),
    ],
)
def test_pages_are_listed_as_a_person_would(pages: tuple[int, ...], words: str) -> None:
    """Runs are named by their ends."""
    assert listed(pages) == words


def word(text: str, left: float, line: int, paragraph: int = 1, confidence: float = 96.0) -> Word:
    """Return a word, ten points a character, its line twenty points high."""
    return Word(text, left, 20.0 * line, left + 10 * len(text), 20.0 * line + 18, confidence, line, paragraph)


def test_words_become_paragraphs_with_a_box_for_every_character() -> None:
    """Joined by spaces; a word that a line's end divides is one again, and its hyphen has no box."""
    words = [word("The", 0, 1), word("recon-", 40, 1), word("struction", 0, 2), word("ends.", 100, 2)]
    (passage,) = passages([*words, word("~", 0, 3, 2, confidence=12.0)], 4)
    assert passage.text == "The reconstruction ends."
    assert [(line.start, line.end, line.page) for line in passage.lines] == [(0, 9, 4), (9, 24, 4)]
    first, second = areas(pack(passage.lines), 4, 18)
    assert (first.left, first.right, second.left, second.right) == (40.0, 90.0, 0.0, 90.0)


@pytest.mark.parametrize(
    ("left", "right", "divided"),
    [
        ("recon-", "struction", True),
        ("US-", "led", False),
        ("al-", "Zor", False),
        ("2011-", "2017", False),
        ("a", "b", False),
    ],
)
def test_a_hyphen_of_its_own_is_kept(left: str, right: str, divided: bool) -> None:  # noqa: FBT001
    """Only a hyphen that the line's end made is taken away."""
    assert is_divided(left, right) is divided


def test_a_slanting_line_is_boxed_in_steps() -> None:
    """Without a gap between them."""
    words = [Word("word", 50.0 * n, 10.0 + n, 50.0 * n + 40, 30.0 + n, 96.0, 1, 1) for n in range(9)]
    (passage,) = passages(words, 1)
    steps = areas(pack(passage.lines), 0, len(passage.text))
    assert len(steps) == 3
    assert [one.right for one in steps[:-1]] == [one.left for one in steps[1:]]
    assert [one.top for one in steps] == [10.0, 13.0, 16.0]


def test_what_is_recognised_takes_its_place_among_the_pages() -> None:
    """Text, offsets and boxes of every page stay together."""
    extract = Extract(
        "One.\n\nThree.\nMore.",
        (Block(0, 4, page=1), Block(6, 12, page=3), Block(13, 18, page=3)),
        boxes=pack([line_at(0, 4, 1), line_at(6, 6, 3), line_at(13, 5, 3)]),
    )
    found = {2: (passage_of("Two.", 2),), 4: (passage_of("Four.", 4), passage_of("Five.", 4)), 5: ()}
    whole = merged(extract, found)
    assert whole.text == "One.\n\nTwo.\n\nThree.\nMore.\n\nFour.\n\nFive."
    assert [(b.page, b.ocr) for b in whole.blocks] == [
        *((1, False), (2, True), (3, False), (3, False)),
        *((4, True), (4, True)),
    ]
    for block in whole.blocks:
        assert {area.page for area in areas(whole.boxes, block.start, block.end)} == {block.page}


def line_at(start: int, length: int, page: int) -> Line:
    """Return a line of boxes."""
    return Line(start, page, 10.0, 20.0, [10.0 * n for n in range(length)], [10.0 * n + 10 for n in range(length)])


def passage_of(text: str, page: int) -> Passage:
    """Return what was recognised."""
    return Passage(text, (line_at(0, len(text), page),))


def test_large_and_small_pages_are_drawn_within_bounds() -> None:
    """300 dots an inch where the size is known, about as many where it is not, and never more than memory allows."""
    assert pixels_a_unit((595, 842), measured=True) == pytest.approx(300 / 72)
    assert pixels_a_unit((14400, 14400), measured=True) * 14400 == pytest.approx(20_000_000**0.5)
    assert pixels_a_unit((800, 600), measured=False) == 3.0
    assert pixels_a_unit((6000, 8000), measured=False) == 0.5


def test_a_text_is_left_as_it_is() -> None:
    """No page, no picture."""
    extract = read(b"The city fell on Monday.", "report.txt")
    assert recognised(extract, b"", "report.txt", "eng", no_step) is extract
