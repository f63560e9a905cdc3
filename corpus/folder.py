"""The data folder: who holds it, and the original files kept in it under their hashes.

A lock *file* outlives a killed process and locks its owner out; `flock` is dropped by the kernel with the process.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import pwd
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from corpus.errors import StoreInUse, UnwritableStore

ORIGINALS = "originals"
SEARCHES = "index"  # copies of the store that are made again when they are missing
LOCK = "lock"
SERVERS = "servers"  # in a data folder: further ones, one a server


class FolderLock:
    """The right to write into a data folder, held until closed or until the process ends.

    A class because it holds an open file: the lock lives exactly as long as that.

    Args:
        folder: The data folder; it is made when missing, readable by its owner only.
        now: When the lock is taken, for the message that a second process shows.

    Raises:
        StoreInUse: another process holds it; the message names the process and since when.
        UnwritableStore: the folder cannot be written.
    """

    def __init__(self, folder: Path, now: datetime) -> None:
        self._file = _open_lock(folder)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            holder = _holder(self._file)
            os.close(self._file)
            raise StoreInUse(
                f"{folder} is in use by {holder}: stop it, or choose another folder with --data"
            ) from taken
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, json.dumps({"pid": os.getpid(), "since": f"{now:%Y-%m-%d %H:%M} UTC"}).encode(), 0)

    def close(self) -> None:
        """Let the folder go."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1


def _open_lock(folder: Path) -> int:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as failure:
        raise unwritable(Path(failure.filename or folder), failure.errno) from failure


def is_writable(path: Path) -> bool:
    """Whether this user may write a file or into a folder, on a disk that takes it."""
    return os.access(path, os.W_OK)


def unwritable(path: Path, number: int | None = None) -> UnwritableStore:
    """Return what a person is told of a file or folder that cannot be made or written: why, and what to do.

    Args:
        path: What was to be made or written.
        number: The system's number of the fault; None where it is found out by trying.
    """
    there = next((one for one in (path.parent, path, *path.parents) if one.exists() and not is_writable(one)), path)
    if os.statvfs(_existing(there)).f_flag & os.ST_RDONLY:
        return UnwritableStore(
            f"{there} cannot be written: its disk is mounted for reading only; mount it for writing, or choose another "
            "folder with --data"
        )
    if number in (None, errno.EACCES, errno.EPERM) and there.exists():
        return UnwritableStore(f"{there} cannot be written: {_rights(there)}, or choose another folder with --data")
    reason = os.strerror(number) if number else "the system refuses it"
    return UnwritableStore(f"{there} cannot be written ({reason}): choose another folder with --data")


def _existing(path: Path) -> Path:
    return next(one for one in (path, *path.absolute().parents) if one.exists())


def _rights(path: Path) -> str:
    """Say who may write a file or folder instead of this user, and how to change that."""
    owner, user = path.stat().st_uid, os.geteuid()
    whole = path if path.is_dir() else path.parent  # its other files are likely no better off
    if owner == user:
        return f"its rights forbid it; allow it with `chmod -R u+rwX {whole}`"
    mine, other = _user(user), _user(owner)
    return f"it belongs to {other}, and this is {mine}; hand it over with `sudo chown -R {mine} {whole}`"


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:  # a container's user need not have a name
        return str(number)


def _holder(file: int) -> str:
    """Name the process that holds the lock; its note may be half written at this very moment."""
    try:
        note = json.loads(os.pread(file, 1000, 0))
        return f"process {int(note['pid'])} since {note['since']}"
    except (ValueError, KeyError, TypeError):
        return "another process"


def keep_original(folder: Path, sha256: str, content: bytes, *, durable: bool) -> None:
    """Keep a report's original bytes under their hash, before any row refers to them."""
    target = folder / ORIGINALS / sha256
    if target.exists():
        return
    target.parent.mkdir(mode=0o700, exist_ok=True)
    half = target.with_suffix(f".{os.getpid()}.half")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        if durable:
            os.fsync(file.fileno())
    half.replace(target)
    if durable:
        sync_folder(target.parent)


def sweep_originals(folder: Path, wanted: Collection[str]) -> None:
    """Delete what a removal or a killed process left behind: every original that no report refers to."""
    if (folder / ORIGINALS).is_dir():
        for file in (folder / ORIGINALS).iterdir():
            if file.name not in wanted:
                file.unlink()


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
