"""One file that holds everything true: the database as of one moment, the originals, and a hash of each.

A zip without compression of its own format's making: any archiver opens it when this program is gone.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import CorpusError, DamagedStore
from corpus.folder import ORIGINALS, SEARCHES, FolderLock, sync_folder
from corpus.shelf import DATABASE
from corpus.store import Store

MANIFEST = "MANIFEST.json"


def write_backup(store: Store, target: Path) -> None:
    """Write a store's backup, whole or not at all.

    Raises:
        CorpusError: the file cannot be written.
    """
    half = target.with_name(f"{target.name}.half")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            snapshot = Path(folder) / DATABASE
            store.copy_to(snapshot)
            _write(half, {DATABASE: snapshot, **_originals(store.folder)})
        half.replace(target)
        sync_folder(target.resolve().parent)
    except OSError as failure:
        half.unlink(missing_ok=True)
        raise CorpusError(f"The backup {target} cannot be written: {failure.strerror}.") from failure


def _originals(folder: Path) -> dict[str, Path]:
    return {f"{ORIGINALS}/{file.name}": file for file in sorted((folder / ORIGINALS).glob("[0-9a-f]*"))}


def _write(target: Path, files: dict[str, Path]) -> None:
    hashes = {}
    with target.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, path in files.items():
            archive.write(path, name)
            hashes[name] = _sha256(path.read_bytes())
        archive.writestr(MANIFEST, json.dumps(hashes, indent=1))
        file.flush()
        os.fsync(file.fileno())


def restore_backup(source: Path, folder: Path) -> None:
    """Bring a backup back into a folder without a store.

    Raises:
        CorpusError: it is no backup, or damaged, or the folder has reports already.
        StoreInUse: another process holds the folder.
    """
    lock = FolderLock(folder, datetime.now(UTC))
    try:
        if (folder / DATABASE).exists():
            raise CorpusError(f"{folder} holds a store already: name an empty folder with --data.")
        shutil.rmtree(folder / SEARCHES, ignore_errors=True)  # of a store that was here before
        _restore(source, folder)
    finally:
        lock.close()


def _restore(source: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            hashes = json.loads(archive.read(MANIFEST))
            names = sorted(hashes, key=lambda name: name == DATABASE)  # the database last: it makes the folder a store
            for name in names:
                _put(folder / _safe(name), archive.read(name), hashes[name], source)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as failure:
        raise CorpusError(f"{source} is no backup of Verbatim, or it is damaged: {failure}.") from failure
    sync_folder(folder)


def _safe(name: str) -> str:
    """Let only the names through that a backup has: a foreign archive could name any path."""
    hexadecimal = set("0123456789abcdef")
    if name != DATABASE and not (
        name.startswith(f"{ORIGINALS}/") and set(name.removeprefix(f"{ORIGINALS}/")) <= hexadecimal
    ):
        raise ValueError(f"it holds a file {name!r}")
    return name


def _put(target: Path, content: bytes, sha256: str, source: Path) -> None:
    if _sha256(content) != sha256:
        raise DamagedStore(f"{source} is damaged: {target.name} has sha256 {_sha256(content)}, expected {sha256}.")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.half")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(target)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
