"""One file that holds everything true: the databases as of one moment each, the originals, and a hash of each.

A data folder may hold further ones, a server each (`servers/<id>`): all of them are in the file, with the books that
others than this package keep beside the reports. A zip without compression of its own format's making: any archiver
opens it when this program is gone. Files go through in pieces, so memory does not grow with them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import apsw

from corpus.database import copy_database
from corpus.errors import CorpusError, DamagedStore
from corpus.folder import ORIGINALS, SEARCHES, SERVERS, FolderLock, sync_folder
from corpus.shelf import DATABASE
from corpus.store import Store

MANIFEST = "MANIFEST.json"
UNFINISHED = "restoring"  # a file in the folder while a backup is brought back into it
_PIECE_BYTES = 1 << 20
_SERVER = re.compile(rf"{SERVERS}/[0-9]{{1,20}}/")

Step = Callable[[int, int], None]  # told after each file how many are done, and of how many


def _tell_nobody(_: int, __: int) -> None:
    """Tell nobody."""


def _as_it_is(_: Path) -> None:
    """Leave a book as it is."""


@dataclass(frozen=True, slots=True)
class Books:
    """What others keep beside the reports, in the same folders.

    Args:
        databases: Names of SQLite files.
        files: Names of small files.
        tidy: Takes out of a database what must not be kept any longer, in each copy that is written or brought back.
    """

    databases: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    tidy: Callable[[Path], None] = _as_it_is


def data_folders(folder: Path) -> list[Path]:
    """Return a data folder and the further ones within it that hold reports."""
    within = [one.parent for one in sorted((folder / SERVERS).glob(f"*/{DATABASE}")) if one.parent.name.isdecimal()]
    return [folder, *within]


def write_backup(store: Store, target: Path, books: Books = Books(), step: Step = _tell_nobody) -> None:
    """Write the backup of a data folder, whole or not at all; others may go on writing into it.

    Args:
        store: The folder's own store.
        target: The file.
        books: What else is to be kept.
        step: Told after each file.

    Raises:
        CorpusError: the file cannot be written.
    """
    half = target.with_name(f"{target.name}.half")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as copies:
            files: dict[str, Path] = {}
            for number, folder in enumerate(data_folders(store.folder)):
                prefix = "" if folder == store.folder else f"{SERVERS}/{folder.name}/"
                files |= {f"{prefix}{name}": path for name, path in _copied(folder, Path(copies, str(number)), books)}
            _write(half, files, step)
        half.replace(target)
        sync_folder(target.resolve().parent)
    except OSError as failure:
        raise CorpusError(f"The backup {target} cannot be written: {failure.strerror}.") from failure
    finally:
        half.unlink(missing_ok=True)


def _copied(folder: Path, copies: Path, books: Books) -> Iterator[tuple[str, Path]]:
    """Yield name and place of everything of a data folder that is to be kept, databases copied as of one moment."""
    copies.mkdir()
    for name in (DATABASE, *books.databases):
        if (folder / name).exists():
            copy_database(folder / name, copies / name)
            if name != DATABASE:
                books.tidy(copies / name)
            yield name, copies / name
    yield from ((name, folder / name) for name in books.files if (folder / name).is_file())
    with closing(apsw.Connection(str(copies / DATABASE))) as copy:
        hashes = [str(row[0]) for row in copy.execute("SELECT DISTINCT sha256 FROM report ORDER BY sha256")]
    yield from ((f"{ORIGINALS}/{sha256}", folder / ORIGINALS / sha256) for sha256 in hashes)


def _write(target: Path, files: dict[str, Path], step: Step) -> None:
    hashes = {}
    with target.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for done, (name, path) in enumerate(files.items(), 1):
            hashes[name] = _pack(archive, name, path)
            step(done, len(files))
        archive.writestr(MANIFEST, json.dumps(hashes, indent=1))
        archive.close()
        file.flush()
        os.fsync(file.fileno())


def _pack(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    """Put a file into an archive and return its hash."""
    try:
        entry = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
        with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
            return _poured(source, target)
    except FileNotFoundError as gone:
        raise CorpusError(
            f"{path} is missing: either its report was removed this very moment, then write the backup again, or "
            "`check` names the report to remove."
        ) from gone


def _poured(source: IO[bytes], target: IO[bytes]) -> str:
    """Copy everything and return its hash."""
    digest = hashlib.sha256()
    while piece := source.read(_PIECE_BYTES):
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest()


def restore_backup(
    source: Path,
    folder: Path,
    books: Books = Books(),
    step: Step = _tell_nobody,
) -> None:
    """Bring a backup back into a folder without a store; one that was interrupted may be repeated.

    Raises:
        CorpusError: it is no backup, or damaged, or the folder has reports already.
        StoreInUse: another process holds the folder.
    """
    lock = FolderLock(folder, datetime.now(UTC))
    try:
        if not (folder / UNFINISHED).exists() and any((one / DATABASE).exists() for one in data_folders(folder)):
            raise CorpusError(f"{folder} holds a store already: name an empty folder with --data.")
        _restore(source, folder, books, step)
    finally:
        lock.close()


def _restore(source: Path, folder: Path, books: Books, step: Step) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            hashes = json.loads(archive.read(MANIFEST))
            names = sorted(hashes, key=lambda name: name == DATABASE)  # the database last: it makes the folder a store
            for name in names:
                _require_known(name, books)
            if folder.resolve().parent.name == SERVERS and any(map(_SERVER.match, names)):
                raise CorpusError(f"{source} holds several servers: name the folder that is to hold them with --data.")
            (folder / UNFINISHED).touch()
            shutil.rmtree(folder / SEARCHES, ignore_errors=True)  # of a store that was here before
            for done, name in enumerate(names, 1):
                _unpack(archive, name, hashes[name], folder / name)
                if Path(name).name in books.databases:
                    books.tidy(folder / name)
                step(done, len(names))
    except OSError as failure:
        reason = failure.strerror or failure
        raise CorpusError(
            f"{source} cannot be brought back into {folder}: {reason}. Repeat it when that is mended."
        ) from failure
    except (ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as failure:
        raise CorpusError(f"{source} is no backup of Verbatim, or it is damaged: {failure}.") from failure
    sync_folder(folder)
    (folder / UNFINISHED).unlink()


def _require_known(name: str, books: Books) -> None:
    """Let only the names through that a backup has: a foreign archive could name any path."""
    own = _SERVER.sub("", name, count=1) if _SERVER.match(name) else name
    if own in (DATABASE, *books.databases, *books.files) or re.fullmatch(rf"{ORIGINALS}/[0-9a-f]+", own):
        return
    raise ValueError(f"it holds a file {name!r}")


def _unpack(archive: zipfile.ZipFile, name: str, sha256: str, target: Path) -> None:
    """Bring one file back, under its name only when it is whole."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.half")
    try:
        with archive.open(name) as source, half.open("wb") as file:
            found = _poured(source, file)
            file.flush()
            os.fsync(file.fileno())
        if found != sha256:
            raise DamagedStore(f"{archive.filename} is damaged: {name} has sha256 {found}, expected {sha256}.")
        for rest in ("-wal", "-shm"):  # of a database that was here before
            target.with_name(f"{target.name}{rest}").unlink(missing_ok=True)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
