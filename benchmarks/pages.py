"""Measure how long the picture of a sentence on its page takes, and how large it is.

    python benchmarks/pages.py [--pictures 40]

Printed pages of one, two and three columns; the child process is warm, as it is in a running bot. Needs
requirements-test.txt. Run it from the project's root as `PYTHONPATH=. .venv/bin/python benchmarks/pages.py`, on a
machine that does nothing else.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from corpus.boxes import pack
from corpus.pages import Painter
from corpus.report import Block, Extract, Report
from corpus.store import Store
from tests.fakes.additions import of_extract
from tests.fakes.printed import Print, Style, printed

STYLES = {"one column": Style(), "two columns": Style(columns=2, size=9), "three columns": Style(columns=3, size=8)}


def kept(store: Store, made: Print) -> Report:
    """Keep a printed report."""
    extract = Extract(made.text, (Block(0, len(made.text), page=1),), format="pdf", boxes=pack(made.lines))
    return store.add(of_extract(extract, made.pdf, "report.pdf"))


def main(pictures: int) -> None:
    """Print a line a style."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store, Painter() as painter:
        for name, style in STYLES.items():
            made = printed(200, style=style)
            report = kept(store, made)
            sizes, times = [len(painter.picture(store, report, made.spans[0]).png)], []
            for span in made.spans[1 : pictures + 1]:
                begin = time.perf_counter()
                sizes.append(len(painter.picture(store, report, span).png))
                times.append(1000 * (time.perf_counter() - begin))
            p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            print(f"{name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms; {statistics.median(sizes) / 1000:.0f} kB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=40)
    main(parser.parse_args().pictures)
