"""Add a folder of reports with the real program, stop it twice, resume it, and say whether anything was lost.

    python benchmarks/folder.py [--reports 1000]

The program is interrupted (Ctrl-C) after three tenths of the reports and killed (kill -9) after three tenths more; then
it is started a third time. Run it from the project's root as `PYTHONPATH=. .venv/bin/python benchmarks/folder.py`.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kept import conditions

from corpus.store import Store
from tests.fakes.typesetting import sentences

A_REPORT = 4  # sentences


def main() -> None:
    """Write the folder, add it in three runs, and compare."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reports", type=int, default=1_000)
    count = options.parse_args().reports
    print(conditions())
    # A shell's background job would pass on that interrupts are ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as place:
        folder, data = Path(place, "reports"), Path(place, "data")
        folder.mkdir()
        texts = sentences(count * A_REPORT)
        for number in range(count):
            own = texts[number * A_REPORT : (number + 1) * A_REPORT]
            (folder / f"report-{number:04}.txt").write_text("\n\n".join(own), encoding="utf-8")
        said: set[str] = set()
        for how, after in ((signal.SIGINT, 0.3), (signal.SIGKILL, 0.3), (None, 1.0)):
            said |= _run(folder, data, how, round(after * count))
            lost = said - _stored(data).keys()
            print(f"acknowledged {len(said):,}, of these lost {len(lost)}")
        twice = sum(number - 1 for number in _stored(data).values())
        print(f"in the store {len(_stored(data)):,} of {count:,} files, {twice} of them twice")


def _run(folder: Path, data: Path, how: signal.Signals | None, after: int) -> set[str]:
    """Add the folder, stopped after so many new reports; return the files that were said to be added."""
    begin, added, lines = time.perf_counter(), set[str](), 0
    environment = {**os.environ, "VERBATIM_DATA": str(data), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "bot", "add", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, encoding="utf-8") as process:
        for line in process.stdout or ():
            lines += 1
            if line.startswith("✓"):
                added.add(line.split(" · ")[1])
                if how and len(added) == after:
                    process.send_signal(how)
    end = "to its end" if how is None else f"until {how.name}"
    print(f"{end}: {lines:,} result lines, {len(added):,} added, {time.perf_counter() - begin:.0f} s")
    return added


def _stored(data: Path) -> Counter[str]:
    """Return how often each file is in the store."""
    with Store(data, writable=False) as store:
        return Counter(report.file_name for report in store.reports())


if __name__ == "__main__":
    main()
