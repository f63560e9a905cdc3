"""How SQLite is reached: one connection that writes, and as many that read as threads read at the same time.

Every read sees one moment of the file (WAL): a thread that reads never waits for one that writes, and never sees half
of its transaction. apsw brings a current SQLite; the system's may lack the fix of the WAL-reset fault (3.51.3).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import apsw

from corpus.errors import CorpusError, DamagedStore, StoreInUse, UnwritableStore
from corpus.folder import is_writable, unwritable
from corpus.schema import prepare, require_current

_BUSY_MS = 5_000  # a reader beside the writer waits for a checkpoint at most this long
_MIGRATION_MS = 600_000  # another program may be bringing a large store to the current tables


class Database:
    """A store's file, open; a class because it holds the connections.

    Args:
        file: The file, made when missing if it is writable.
        writable: Whether it may be changed.
        durable: Whether what was committed survives a loss of power.

    Raises:
        DamagedStore: it is another program's file, a newer version's, or not readable.
        UnwritableStore: it is to be changed, and cannot be; or it must be, before it can be read.
    """

    def __init__(self, file: Path, *, writable: bool, durable: bool) -> None:
        self._file, self._durable = file, durable
        self._lock, self._here = threading.RLock(), threading.local()
        self._idle: list[apsw.Connection] = []
        self._is_closed = False
        with self.translated():
            self._is_fixed = _is_fixed(file)
            if self._is_fixed and writable:
                raise unwritable(file)
            self.writer = _connect_fixed(file) if self._is_fixed else _connect(file, writable=writable, durable=durable)

    def close(self) -> None:
        """Close every connection; one that is being read from closes as soon as it is given back."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()
        with self._lock:
            self.writer.close()

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """Lend a connection whose reads, in this thread and while the block runs, all see the same moment.

        Within a transaction of the same thread it is the writing one, which sees what was written so far.
        """
        mine: apsw.Connection | None = getattr(self._here, "connection", None)
        if mine:
            yield mine
            return
        connection = self._here.connection = self._taken()
        try:
            yield connection
        finally:
            self._here.connection = None
            self._give_back(connection)

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """Lend the connection that writes, to one thread at a time; the block is one transaction."""
        with self._lock, self.translated():
            before = getattr(self._here, "connection", None)
            self._here.connection = self.writer
            try:
                with self.writer:
                    yield self.writer
            finally:
                self._here.connection = before

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other threads from writing while the block runs, several transactions long."""
        with self._lock:
            yield

    def rows(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self.reading() as connection, self.translated():
            return list(connection.execute(query, values))

    def value(self, query: str, values: tuple[Any, ...] = ()) -> Any:
        """Return the value of a query that has one."""
        with self.reading() as connection, self.translated():
            return connection.execute(query, values).get

    def copy_to(self, target: Path) -> None:
        """Write the database as of this moment into a new file, while others may go on writing."""
        with self.translated():
            _copy(self._file, target)

    def _taken(self) -> apsw.Connection:
        """Return a connection that no other thread has, at the beginning of a moment."""
        if self._is_closed:
            raise CorpusError(f"{self._file} was closed: open it again.")
        with self.translated():
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = _open_fixed(self._file) if self._is_fixed else _open(self._file, durable=self._durable)
                connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
        return connection

    def _give_back(self, connection: apsw.Connection) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")  # nothing was written: this only ends the moment that was seen
        if self._is_closed:
            connection.close()
        else:
            self._idle.append(connection)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn the library's errors into ours, with what to do."""
        try:
            yield
        except apsw.FullError as full:
            raise DamagedStore(
                f"{self._file}: the disk is full, nothing was changed; free some space and try again"
            ) from full
        except (apsw.BusyError, apsw.LockedError) as busy:
            raise StoreInUse(f"{self._file} is locked by another program: close it there and try again") from busy
        except (apsw.NotADBError, apsw.CorruptError) as broken:
            raise DamagedStore(f"{self._file} is damaged ({broken}): run `check`, or restore a backup") from broken
        except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.IOError) as closed:
            if _is_fixed(self._file):
                raise unwritable(self._file) from closed
            raise DamagedStore(
                f"{self._file} cannot be opened or written ({closed}): check the folder and its rights"
            ) from closed
        except OSError as failure:
            raise DamagedStore(
                f"{failure.filename or self._file.parent}: {failure.strerror}; nothing was changed"
            ) from failure


def copy_database(file: Path, target: Path) -> None:
    """Write any SQLite file as of this moment into a new one, while others may go on writing.

    Raises:
        DamagedStore: it is no SQLite file, or the disk is full.
    """
    try:
        _copy(file, target)
    except apsw.FullError as full:
        raise DamagedStore(f"There is no room for a copy of {file}: free some space and try again.") from full
    except apsw.Error as fault:
        raise DamagedStore(f"{file} cannot be read ({fault}): run `check`, which says what to do.") from fault


def _copy(file: Path, target: Path) -> None:
    with (
        closing(_open_fixed(file) if _is_fixed(file) else _open(file, durable=True)) as source,
        closing(apsw.Connection(str(target))) as copy,
        copy.backup("main", source, "main") as pages,
    ):
        pages.step()


def _connect(file: Path, *, writable: bool, durable: bool) -> apsw.Connection:
    """Open the database and bring it to the current tables."""
    connection = _open(file, durable=durable, flags=apsw.SQLITE_OPEN_CREATE if writable else 0)
    connection.set_busy_timeout(_MIGRATION_MS)
    prepare(connection, file.name)  # before anything that would change another program's file
    connection.execute("PRAGMA journal_mode = WAL")
    connection.set_busy_timeout(_BUSY_MS)
    connection.execute(f"PRAGMA query_only = {'OFF' if writable else 'ON'}")
    return connection


def _open(file: Path, *, durable: bool, flags: int = 0) -> apsw.Connection:
    """Open a connection; SQLite needs write access to its shared memory even for reading in WAL mode."""
    connection = apsw.Connection(str(file), apsw.SQLITE_OPEN_READWRITE | flags)
    connection.set_busy_timeout(_BUSY_MS)
    connection.execute(f"PRAGMA foreign_keys = ON; PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
    return connection


def _is_fixed(file: Path) -> bool:
    """Whether a file is there that this user cannot change: SQLite writes beside it, too."""
    return file.exists() and not (is_writable(file) and is_writable(file.parent))


def _connect_fixed(file: Path) -> apsw.Connection:
    """Open a database that cannot be written, if it can be read as it is."""
    connection = _open_fixed(file)
    require_current(connection, file.name)
    return connection


def _open_fixed(file: Path) -> apsw.Connection:
    """Open a connection that writes nothing, not even beside the file.

    Where a program has it open, its index of the write-ahead log is there to be read by. Where none has, and no log is
    left, nothing but the file counts, and SQLite is told that nobody changes it (sqlite.org/uri.html, immutable).

    Raises:
        UnwritableStore: A log is left that was not brought into the file, which only who may write can do.
    """
    log = Path(f"{file}-wal")
    if Path(f"{file}-shm").exists():
        address = file.absolute().as_uri() + "?mode=ro"
    elif log.exists() and log.stat().st_size:
        raise UnwritableStore(
            f"{file} was not closed, and {log.name} beside it can be read only by a user who may write there: "
            "ask once as one"
        )
    else:
        address = file.absolute().as_uri() + "?immutable=1"
    connection = apsw.Connection(address, apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    connection.set_busy_timeout(_BUSY_MS)
    return connection
