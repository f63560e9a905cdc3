"""One look at a watched folder: which files are there, how they look from outside, and what could not be seen.

What cannot be seen is not gone: network disks fail for a while, and some folders are closed to us. Links are left out
because they lead elsewhere.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from index.indexing import SUFFIXES

Stamp = tuple[int, int]  # when a file was last written, in nanoseconds, and its length in bytes


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look saw.

    Args:
        stamps: How each file looks, by its path below the folder.
        unseen: What could not be looked at, a file or a folder with all that is in it, and why.
    """

    stamps: dict[str, Stamp]
    unseen: dict[str, str]

    def misses(self, path: str) -> bool:
        """Whether a path is one of those, or below one."""
        return any(one in {path, "."} or path.startswith(f"{one}/") for one in self.unseen)


def sight_of(folder: Path) -> Sight:
    """Look at the files of a known suffix below a folder; links and what is hidden are left out."""
    sight = Sight({}, {})

    def miss(fault: OSError) -> None:
        if not isinstance(fault, FileNotFoundError | NotADirectoryError):
            sight.unseen[_below(folder, Path(fault.filename or folder))] = fault.strerror or type(fault).__name__

    for place, folders, names in os.walk(folder, onerror=miss):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(place, name) for name in names if not name.startswith(".")):
            try:
                found = stamp_of(path) if path.suffix.lower() in SUFFIXES else None
            except OSError as fault:
                miss(fault)
                continue
            if found:
                sight.stamps[_below(folder, path)] = found
    return sight


def _below(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def stamp_of(path: Path) -> Stamp | None:
    """Return how a file looks from outside, None where it is none or is gone.

    Raises:
        OSError: That cannot be seen.
    """
    try:
        facts = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return (facts.st_mtime_ns, facts.st_size) if stat.S_ISREG(facts.st_mode) else None
