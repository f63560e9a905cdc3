"""Measure how fast PDFs are read, how much room their character boxes take, and how many sentences come back exactly.

    python benchmarks/pdf.py [--pages 352] [--sentences 2000]

The PDFs are set by `tests/fakes/typesetting.py`: known sentences, justified, with running heads. Reading is timed in
the child process that reads foreign files, boxes included, on the clock and in processor time; the parent's growth is
measured too. Run it from the project's root as `PYTHONPATH=. .venv/bin/python benchmarks/pdf.py`, on a machine that
does nothing else.
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
from tests.fakes.typesetting import Typesetter, sentences

SIZE, A_PAGE = 12.0, 39  # of the letters, and sentences on a page of one column of them: 4,000 characters
LAYOUTS: dict[str, dict[str, Any]] = {
    "one column": {},
    "one column, divided words": {"divide": True, "head": "Annual report"},
    "two columns, divided words": {"columns": 2, "divide": True, "head": "Annual report"},
    "two columns, row by row": {"columns": 2, "interleaved": True, "head": "Annual report"},
    "two columns, divided, row by row": {"columns": 2, "divide": True, "interleaved": True},
    "three columns, divided, row by row": {"columns": 3, "size": 8.0, "divide": True, "interleaved": True},
}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=352)
    options.add_argument("--sentences", type=int, default=2_000)
    wanted = options.parse_args()
    with Extractor() as extractor:
        extractor.extract_bytes(Typesetter().set(sentences(10)), "warm.pdf")
        if wanted.pages:
            _tell_speed(extractor, wanted.pages)
        for name, layout in LAYOUTS.items():
            _tell_recovery(extractor, name, layout, wanted.sentences)


def _tell_speed(extractor: Extractor, pages: int) -> None:
    data = Typesetter(head="Annual report", size=SIZE).set(sentences(pages * A_PAGE))
    before, used, begin = _resident_mb(), _used_s(extractor), time.perf_counter()
    extract = extractor.extract_bytes(data, "report.pdf")
    took, used, after = time.perf_counter() - begin, _used_s(extractor) - used, _resident_mb()
    read = max(block.page or 0 for block in extract.blocks)
    a_character = len(extract.boxes) / len(extract.text)
    print(f"{read} pages, {len(extract.text):,} characters: {took:.2f} s, {used:.2f} s of processor time")
    print(f"boxes: {a_character:.2f} bytes a character; the parent grew by {after - before:.1f} MB, the text included")


def _tell_recovery(extractor: Extractor, name: str, layout: dict[str, Any], count: int) -> None:
    texts = sentences(count)
    extract = extractor.extract_bytes(Typesetter(**layout).set(texts), "report.pdf")
    exact = len(_found(extract) & set(texts))
    print(f"{name}: {100 * exact / count:.2f} % of {count:,} sentences exactly")


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
