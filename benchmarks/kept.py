"""What benchmarks keep between runs, and what they say of the machine.

Vectors of sentences take most of a benchmark's time and change with the model and the text only, so they are kept in a
folder, by default one in the system's temporary folder, and used again.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embedding import Embedder, Floats, no_progress
from index.embedding import Progress as Told

TOLD_EVERY_S = 15.0
FEWEST = 100  # texts at once that are worth a file; questions are always embedded
ROOT = Path(__file__).parents[1]


def conditions() -> str:
    """Say what ran where: the commit, the processor, and how busy the machine is."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    busy = " ".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{commit or 'no commit'}, Python {platform.python_version()}, {os.cpu_count()} cores, load {busy}"


def add_work(parser: argparse.ArgumentParser) -> None:
    """Let the folder be chosen."""
    default = Path(tempfile.gettempdir()) / "verbatim-benchmarks"
    parser.add_argument("--work", type=Path, default=default, help=f"folder to keep vectors in; default {default}")


class Progress:
    """Says on the way how far a long piece of work is, so that nobody waits in the dark.

    Args:
        what: The work, to be told.
        total: Its steps.
    """

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._begin = self._told = time.monotonic()

    def __call__(self, steps: int) -> None:
        """Take in that so many more steps are done."""
        self._done += steps
        now = time.monotonic()
        if now - self._told > TOLD_EVERY_S:
            self._told = now
            left_s = (now - self._begin) / self._done * (self._total - self._done)
            line = f"  {self._what}: {self._done:,} of {self._total:,}, {left_s:.0f} s left"
            print(line, file=sys.stderr, flush=True)


class KeptVectors:
    """An embedder that computes no sentences twice.

    Args:
        embedder: Computes them the first time.
        folder: Where they are kept, a file a batch.
    """

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder, self._folder = embedder, folder
        self.identity, self.dimension, self.languages = embedder.identity, embedder.dimension, embedder.languages
        folder.mkdir(parents=True, exist_ok=True)

    def embed(self, texts: Sequence[str], progress: Told = no_progress) -> Floats:
        """Return one unit vector a text: (n, dimension) float32."""
        if len(texts) < FEWEST:
            return self._embedder.embed(texts, progress)
        key = hashlib.sha256("\0".join((self.identity, *texts)).encode("utf-8", "replace")).hexdigest()
        path = self._folder / f"{key}.npy"
        if not path.exists():
            begun = path.with_suffix(f".{os.getpid()}.npy")
            np.save(begun, self._embedder.embed(texts, progress))
            begun.replace(path)  # whole or not at all
        vectors: Floats = np.load(path)
        return vectors
