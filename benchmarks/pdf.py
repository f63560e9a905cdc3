"""Measure how fast PDFs are read, how much room their character boxes take, and how many sentences come back exactly.

    python benchmarks/pdf.py [--pages 352] [--sentences 2000] [--hard 400] [--times 3]

Time is measured on a long report by `tests/fakes/book.py`: 450 words a page in two typefaces, headings, running heads,
notes, the last third in two columns; sentences are looked for in the pages of `tests/fakes/typesetting.py`, and those
that are easily read wrong in the layouts of `tests/fakes/layouts.py`. Reading is timed in the child process that reads
foreign files, boxes included, on the clock and in processor time; the parent's growth is measured too. Run it from the
project's root as `PYTHONPATH=. .venv/bin/python benchmarks/pdf.py`, on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from pathlib import Path
from typing import Any

from corpus.extraction import Extractor
from corpus.report import Extract
from corpus.splitting import split
from tests.fakes.book import book
from tests.fakes.layouts import LAYOUTS, hard_pdf, hard_sentences
from tests.fakes.typesetting import Typesetter, sentences

PLAIN: dict[str, dict[str, Any]] = {
    "one column": {},
    "one column, divided words": {"divide": True, "head": "Annual report"},
    "two columns, divided words": {"columns": 2, "divide": True, "head": "Annual report"},
    "two columns, row by row": {"columns": 2, "interleaved": True, "head": "Annual report"},
    "two columns, divided, row by row": {"columns": 2, "divide": True, "interleaved": True},
    "three columns, divided, row by row": {"columns": 3, "size": 8.0, "divide": True, "interleaved": True},
}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=int, default=352)
    options.add_argument("--sentences", type=int, default=2_000)
    options.add_argument("--hard", type=int, default=400, help="sentences that are easily read wrong, a layout")
    options.add_argument("--times", type=int, default=3)
    wanted = options.parse_args()
    with Extractor() as extractor:
        extractor.extract_bytes(Typesetter().set(sentences(10)), "warm.pdf")
        if wanted.pages:
            _tell_speed(extractor, wanted.pages, wanted.times)
        if wanted.sentences:
            for name, layout in PLAIN.items():
                texts = sentences(wanted.sentences)
                _tell_recovery(extractor, name, Typesetter(**layout).set(texts), texts)
        if wanted.hard:
            for name, hard in LAYOUTS.items():
                data, texts, _ = hard_pdf(hard, hard_sentences(wanted.hard))
                _tell_recovery(extractor, f"hard, {name}", data, [text.replace("\u00a0", " ") for text in texts])


def _tell_speed(extractor: Extractor, pages: int, times: int) -> None:
    data, texts = book(pages)
    before = _resident_mb()
    for _ in range(times):
        used, begin = _used_s(extractor), time.perf_counter()
        extract = extractor.extract_bytes(data, "report.pdf")
        took, used = time.perf_counter() - begin, _used_s(extractor) - used
        read = max(block.page or 0 for block in extract.blocks)
        print(f"{read} pages, {len(extract.text.split()):,} words: {took:.2f} s, {used:.2f} s of processor time")
    a_character = len(extract.boxes) / len(extract.text)
    grew = _resident_mb() - before
    print(f"boxes: {a_character:.2f} bytes a character; the parent grew by {grew:.1f} MB, the text included")
    _tell(f"{pages} pages", extract, texts)


def _tell_recovery(extractor: Extractor, name: str, data: bytes, texts: list[str]) -> None:
    _tell(name, extractor.extract_bytes(data, "report.pdf"), texts)


def _tell(name: str, extract: Extract, texts: list[str]) -> None:
    exact = len(_found(extract) & set(texts))
    print(f"{name}: {100 * exact / len(set(texts)):.2f} % of {len(set(texts)):,} sentences exactly")


def _found(extract: Extract) -> set[str]:
    return {extract.text[sentence.start : sentence.end] for sentence in split(extract).sentences}


def _used_s(extractor: Extractor) -> float:
    """Return the processor time that the child has used."""
    child = extractor._child.pid  # noqa: SLF001 - nothing but a measurement asks for it
    fields = Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb() -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
