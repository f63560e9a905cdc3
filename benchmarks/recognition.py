"""Measure how many words OCR reads rightly on scans, and how long a page takes.

    python benchmarks/recognition.py [--pages 2]

The pages are the sample reports, set in type, drawn at 200 and 300 dots an inch, and spoiled as scanners and cameras
spoil them: tilted, speckled, blurred, pale, pressed by JPEG. A word counts when it stands in the recognised text in its
place, letter for letter, commas included. Needs requirements-ocr.txt and requirements-test.txt. Run it from the
project's root as `PYTHONPATH=. .venv/bin/python benchmarks/recognition.py`, on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import difflib
import io
import itertools
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kept import conditions
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from corpus.recognition import LANGUAGES, Recogniser
from corpus.rendering import ImagePages, opened

REPORTS = Path(__file__).parents[1] / "corpus" / "reports"
MARGIN = 20  # words, of the text that the read pages are laid beside: some of them are left out
Spoil = Callable[[Image.Image], Image.Image]


def speckled(image: Image.Image) -> Image.Image:
    """Return an image with one pixel in 500 black or white, always the same ones."""
    chance, spoiled = random.Random(1), image.copy()  # noqa: S311 - guards nothing
    for _ in range(image.width * image.height // 500):
        spoiled.putpixel((chance.randrange(image.width), chance.randrange(image.height)), chance.choice((0, 255)))
    return spoiled


def pressed(image: Image.Image) -> Image.Image:
    """Return an image after JPEG at a low quality."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=30)
    return Image.open(out)


SPOILS: dict[str, Spoil] = {
    "clean": lambda image: image,
    "tilted by 0.8 degrees": lambda image: image.rotate(0.8, Image.Resampling.BICUBIC, fillcolor=255),
    "speckled": speckled,
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(1.2)),
    "pale": lambda image: image.point([170 + shade // 4 for shade in range(256)]),
    "JPEG": pressed,
}


def pages(columns: int) -> tuple[bytes, str]:
    """Return the sample reports in type, and their words."""
    texts = [line for path in sorted(REPORTS.glob("*.md")) for line in path.read_text("utf-8").split("\n") if line]
    texts = [text for text in texts if len(text) > 100]  # noqa: PLR2004 - paragraphs, no headings and facts
    out = io.BytesIO()
    across = (A4[0] - 120) / columns
    frames = [Frame(60 + n * across, 60, across - 6, A4[1] - 120) for n in range(columns)]
    document = BaseDocTemplate(out, pagesize=A4, pageTemplates=[PageTemplate(frames=frames)])
    style = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=14, spaceAfter=8)
    document.build([Paragraph(text.replace("&", "&amp;").replace("<", "&lt;"), style) for text in texts])
    return out.getvalue(), " ".join(texts)


def scans(pdf: bytes, dpi: int, spoil: Spoil, most: int) -> Iterator[bytes]:
    """Yield the pages as PNG files."""
    with opened(pdf, "pdf") as drawn:
        for number in range(1, min(most, drawn.count) + 1):
            out = io.BytesIO()
            image = drawn.drawn(number, dpi / 72).convert("L")
            spoil(image).save(out, "PNG", dpi=(dpi, dpi))
            yield out.getvalue()


def right(text: str, words: list[str]) -> int:
    """Return how many of the words stand in a text, in their order."""
    matcher = difflib.SequenceMatcher(a=words, b=text.split(), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def measured(recogniser: Recogniser, files: list[bytes], text: str) -> tuple[float, int, float]:
    """Return the share of words read rightly, their number, and seconds a page."""
    begin = time.process_time()
    read = [part.text for file in files for part in recogniser.passages(ImagePages(file), 1)]
    took_s = (time.process_time() - begin) / len(files)
    found = " ".join(read)
    count = len(found.split())
    return right(found, text.split()[: count + MARGIN]) / max(1, count), count, took_s


def main(most: int) -> None:
    """Print a row a kind of scan."""
    print(f"{conditions()}\n\n| scan | words right | of | s a page |\n|---|---|---|---|")
    with Recogniser(LANGUAGES) as recogniser:
        for columns, dpi, name in itertools.product((1, 2), (200, 300), SPOILS):
            pdf, text = pages(columns)
            share, count, took_s = measured(recogniser, list(scans(pdf, dpi, SPOILS[name], most)), text)
            print(f"| columns {columns}, {dpi} dpi, {name} | {share:.2%} | {count} | {took_s:.1f} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2)
    main(parser.parse_args().pages)
