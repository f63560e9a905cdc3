"""Words on pages that are pictures: scans and photographs, read by Tesseract where it is installed.

Pages that have text are never touched, because what a file says is better than what can be guessed from its looks.
What is recognised may be misread, so its blocks are marked, and every quote of them says "OCR".
Measured by `benchmarks/recognition.py`.
"""

from __future__ import annotations

import math
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from corpus.errors import EmptyReport, UnreadableReport
from corpus.recognised_text import Passage, Word, merged, passages, turned
from corpus.report import Extract

if TYPE_CHECKING:
    from PIL.Image import Image

    from corpus.rendering import Pages  # loads Pillow and PDFium, which only child processes do

LANGUAGES = "eng"
FORMATS = frozenset({"pdf", "image"})
# Two to five minutes of work; a longer scan is better recognised once, by a program for that.
MOST_PAGES = 200
# A page of text takes 1 to 2 s, and is read up to three times; a page of noise could take minutes.
MOST_PAGE_S = 20.0
# Dots an inch: Tesseract was trained on this, and finds less below 200.
RESOLUTION = 300
# Of 100: pages upside down have 40.
UPRIGHT = 75.0
ORIENTATION = "osd"  # Tesseract's data on which way up a page is
LEAST_ORIENTATION = 2.0  # its own measure; pages of text have 20 and more
# Of 100: clean pages have 96, and those with specks, a seventh of whose words are misread, 90.
SURE = 95.0
LONG_SIDE = 3_300  # pixels, of a page of unknown resolution: A4 at 300 dots an inch
MOST_PIXELS = 20_000_000  # of a picture that is recognised: A3 at 300 dots an inch
# Where packages put the data: pip's, Debian's and Fedora's, Homebrew's.
DATA = (
    Path(sys.prefix, "share/tessdata"),
    *(Path("/usr/share", name) for name in ("tesseract-ocr/5/tessdata", "tessdata", "tesseract/tessdata")),
    Path("/opt/homebrew/share/tessdata"),
)
_LANGUAGES = re.compile(r"[A-Za-z_]{2,30}(?:\+[A-Za-z_]{2,30}){0,9}")
REMEDY = "install OCR with `pip install -r requirements-ocr.txt`"

Step = Callable[[int, int], None]
Found = dict[int, tuple[Passage, ...] | None]  # by page; None where reading took too long


@dataclass(frozen=True, slots=True)
class RecognitionSettings:
    """How pages without text are recognised.

    Args:
        languages: Tesseract's names of the languages that scans are written in, "+" between them: "eng", "deu+eng".
    """

    languages: str = LANGUAGES

    def __post_init__(self) -> None:
        """Check the names: they become names of files."""
        if not _LANGUAGES.fullmatch(self.languages):
            raise ValueError(f"languages is {self.languages!r}, but must be names like eng, or deu+eng")


def recognised(extract: Extract, data: bytes, name: str, languages: str, step: Step) -> Extract:
    """Return an extract with the words of its pages without text, as far as they can be recognised.

    Args:
        extract: What the format has read.
        data: The whole file.
        name: What it is called, for refusals.
        languages: Tesseract's names of the languages, "+" between them.
        step: Told before each page how many are done, and of how many.

    Raises:
        EmptyReport: There is no text in it, and none can be recognised.
        UnreadableReport: One of its pictures is damaged.
    """
    pages = extract.pages_without_text
    if not pages or extract.format not in FORMATS:
        return extract
    wanted = missing(languages)
    if wanted and not extract.blocks:
        raise EmptyReport(name, "its pages are pictures without text", wanted)
    if wanted:
        remark = f"{listed(pages)} no text: {wanted}, then remove the report and add it again."
        return replace(extract, remarks=(*extract.remarks, remark))
    found = _found(data, name, extract.format, pages[:MOST_PAGES], languages, step)
    if not extract.blocks and not any(found.values()):
        slow = f" within {MOST_PAGE_S:g} s" if None in found.values() else ""
        reason = f"its pages are pictures, and OCR reads no word on them{slow}"
        raise EmptyReport(name, reason, "scan it anew at 300 dots an inch, or add it as text")
    whole = merged(extract, {page: read for page, read in found.items() if read})
    return _told(whole, pages, found)


def missing(languages: str) -> str | None:
    """Return what to do before these languages can be recognised, None where they can."""
    try:
        import tesserocr  # noqa: F401 - looked for only
    except ImportError:
        return REMEDY
    lacking = [one for one in languages.split("+") if not data_folder(one)]
    return f"install OCR data with `apt install tesseract-ocr-{lacking[0]}`" if lacking else None


def data_folder(languages: str) -> Path | None:
    """Return the first folder that holds the data of all these languages."""
    given = os.environ.get("TESSDATA_PREFIX")
    folders = (Path(given), Path(given, "tessdata"), *DATA) if given else DATA
    for folder in folders:
        if all((folder / f"{one}.traineddata").is_file() for one in languages.split("+")):
            return folder
    return None


def _found(data: bytes, name: str, form: str, numbers: Sequence[int], languages: str, step: Step) -> Found:
    """Return what stands on each page, None where reading took too long."""
    from corpus.rendering import DamagedPicture, opened

    found: Found = {}
    try:
        with opened(data, form) as pages, Recogniser(languages) as recogniser:
            for done, number in enumerate(numbers):
                step(done, len(numbers))
                try:
                    found[number] = recogniser.passages(pages, number)
                except TimeoutError:
                    found[number] = None
    except DamagedPicture as damage:
        raise UnreadableReport(name, str(damage), "open it in a viewer and save it anew") from damage
    return found


def _told(extract: Extract, pages: Sequence[int], found: Found) -> Extract:
    """Say what was recognised and what was not."""
    read = [page for page in pages if found.get(page)]
    blank = tuple(page for page in pages if found.get(page) == ())
    slow = tuple(page for page in pages if found.get(page, ()) is None)
    beyond = tuple(page for page in pages if page not in found)
    said = [f"{len(read)} {'page' if len(read) == 1 else 'pages'} without text: OCR used."] if read else []
    said += [f"{listed(blank)} no word that OCR can read."] if blank else []
    said += [f"{listed(slow)} no text and took more than {MOST_PAGE_S:g} s of OCR (limit)."] if slow else []
    said += [f"{listed(beyond)} no text and were not recognised: {MOST_PAGES} are the most (limit)."] if beyond else []
    without = tuple(page for page in pages if page not in read)
    return replace(extract, pages_without_text=without, remarks=(*extract.remarks, *said))


def listed(pages: Sequence[int]) -> str:
    """Return "page 3 has", or "pages 3-7 and 9 have"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    words = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    if len(pages) == 1:
        return f"page {words[0]} has"
    return f"pages {' and '.join(', '.join(words).rsplit(', ', 1))} have"


class Recogniser:
    """Tesseract, loaded; a class because it holds it.

    Args:
        languages: Whose data are installed.
    """

    def __init__(self, languages: str) -> None:
        import tesserocr

        self._library = tesserocr
        folder = data_folder(languages) or data_folder(LANGUAGES)
        self._api = tesserocr.PyTessBaseAPI(path=f"{folder}/", lang=languages, oem=tesserocr.OEM.LSTM_ONLY)
        self._api.SetPageSegMode(tesserocr.PSM.AUTO)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._api.End()

    def passages(self, pages: Pages, number: int) -> tuple[Passage, ...]:
        """Return the paragraphs of a page in reading order, whichever way up it was scanned.

        Args:
            pages: Those of the file.
            number: Counted from 1.

        Raises:
            TimeoutError: Reading takes too long.
        """
        size, deadline = pages.size(number), time.monotonic() + MOST_PAGE_S
        scale = pixels_a_unit(size, measured=pages.is_measured(number))
        image, turn = pages.drawn(number, scale).convert("L"), 0
        words = self._read(image, scale, deadline)
        with suppress(TimeoutError):  # what was read first counts then
            if surety(words) < SURE:
                words = max(words, self._read(_without_specks(image), scale, deadline), key=surety)
            wanted = self._turn(image) if surety(words) < UPRIGHT or is_sideways(words) else 0
            if wanted:
                words, turn = self._read(image.rotate(wanted, expand=True), scale, deadline), wanted
        return tuple(turned(passage, turn, size) for passage in passages(words, number))

    def _turn(self, image: Image) -> int:
        """Return by how many degrees, counter-clockwise, a page stands upright: 0, 90, 180 or 270."""
        folder = data_folder(ORIENTATION)
        if folder is None:
            return 0
        mode = self._library.PSM.OSD_ONLY
        with self._library.PyTessBaseAPI(path=f"{folder}/", lang=ORIENTATION, psm=mode) as orientation:
            orientation.SetImageBytes(image.tobytes(), image.width, image.height, 1, image.width)
            orientation.SetSourceResolution(RESOLUTION)
            found = orientation.DetectOrientationScript()
        return int(found["orient_deg"]) if found and found["orient_conf"] >= LEAST_ORIENTATION else 0

    def _read(self, image: Image, scale: float, deadline: float) -> list[Word]:
        """Return the words of an image.

        Raises:
            TimeoutError: The page's time is over.
        """
        left_ms = round(1000 * (deadline - time.monotonic()))
        self._api.SetImageBytes(image.tobytes(), image.width, image.height, 1, image.width)
        self._api.SetSourceResolution(RESOLUTION)
        if left_ms <= 0 or not self._api.Recognize(left_ms):
            raise TimeoutError
        return list(self._walk(scale))

    def _walk(self, scale: float) -> Iterator[Word]:
        """Yield the words that were found, in the page's units."""
        level, line, paragraph = self._library.RIL, 0, 0
        for one in self._library.iterate_level(self._api.GetIterator(), level.WORD):
            if one.Empty(level.WORD):  # a page without any word has one place, with nothing in it
                continue
            text, box = (one.GetUTF8Text(level.WORD) or "").strip(), one.BoundingBox(level.WORD)
            line += one.IsAtBeginningOf(level.TEXTLINE)
            paragraph += one.IsAtBeginningOf(level.PARA)
            if text and box:
                top, bottom = _upright(one, level, box)
                left, top, right, bottom = (side / scale for side in (box[0], top, box[2], bottom))
                yield Word(text, left, top, right, bottom, one.Confidence(level.WORD), line, paragraph)


def surety(words: Sequence[Word]) -> float:
    """Return the mean confidence of some words, 0 to 100; 0 where there are none."""
    return sum(word.confidence for word in words) / len(words) if words else 0.0


def _without_specks(image: Image) -> Image:
    """Return an image without single pixels of another shade than all around them."""
    from PIL import ImageFilter

    return image.filter(ImageFilter.MedianFilter(3))


def is_sideways(words: Sequence[Word]) -> bool:
    """Whether most words of some letters are higher than wide: Tesseract reads lines that run up the page, too."""
    long = [word for word in words if len(word.text) > 3]  # noqa: PLR2004 - "ill" is higher than wide
    tall = sum(word.bottom - word.top > word.right - word.left for word in long)
    return 2 * tall > len(long)


def _upright(one: Any, level: Any, box: tuple[int, int, int, int]) -> tuple[float, float]:
    """Return head and foot of a word's line at this word, from the line's own measures."""
    baseline, row = one.Baseline(level.WORD), one.RowAttributes()
    if baseline is None or not 0 < row["row_height"] < 4 * (box[3] - box[1] + 1):
        return box[1], box[3]
    base = (baseline[0][1] + baseline[1][1]) / 2
    foot = base - row["descenders"]
    return min(box[1], foot - row["row_height"] * 1.06), max(box[3], foot)


def pixels_a_unit(size: tuple[float, float], *, measured: bool) -> float:
    """Return how large a page is drawn for Tesseract."""
    wanted = RESOLUTION / 72 if measured else min(max(LONG_SIDE / max(size), 0.5), 3.0)
    return min(wanted, math.sqrt(MOST_PIXELS / max(1.0, size[0] * size[1])))
