"""The tables of the store, and how an older file becomes a current one.

`user_version` counts the steps of MIGRATIONS that a file has seen; `application_id` tells our files from others'.
Offsets are characters (code points) of `report.text`. Vectors are rows of half floats, opaque to this package.
"""

from __future__ import annotations

import apsw

from corpus.errors import DamagedStore

APPLICATION_ID = 0x56424D31  # "VBM1"

_FIRST = """
CREATE TABLE report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL UNIQUE,
    size_bytes INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    format TEXT NOT NULL,
    collection TEXT NOT NULL,
    title TEXT, publisher TEXT, author TEXT, date TEXT, url TEXT,
    date_source TEXT NOT NULL,
    added_at TEXT NOT NULL,
    pages INTEGER,
    pages_without_text TEXT NOT NULL DEFAULT '[]',
    first_sentence INTEGER NOT NULL,
    sentences INTEGER NOT NULL,
    text TEXT NOT NULL,
    text_sha256 TEXT NOT NULL
) STRICT;
CREATE TABLE paragraph (
    report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    kind TEXT NOT NULL, page INTEGER, headings TEXT NOT NULL,
    PRIMARY KEY (report, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    paragraph INTEGER NOT NULL
) STRICT;
CREATE INDEX sentence_by_report ON sentence (report);
CREATE TABLE embedding (
    report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    dimension INTEGER NOT NULL,
    vectors BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (report, kind)
) STRICT;
CREATE TABLE change (report INTEGER PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
CREATE INDEX change_by_seq ON change (seq);
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
INSERT INTO counter VALUES ('seq', 0), ('next_sentence', 1);
"""

# The same bytes may stand in two collections: refusing the second would tell its adder of the first. `report` is made
# anew because SQLite cannot drop a UNIQUE; the number of the last id is carried over, so that none is used twice.
_SECOND = """
CREATE TABLE report_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    format TEXT NOT NULL,
    collection TEXT NOT NULL,
    title TEXT, publisher TEXT, author TEXT, date TEXT, url TEXT,
    date_source TEXT NOT NULL,
    added_at TEXT NOT NULL,
    pages INTEGER,
    pages_without_text TEXT NOT NULL DEFAULT '[]',
    first_sentence INTEGER NOT NULL,
    sentences INTEGER NOT NULL,
    text TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    language TEXT,
    page_labels TEXT NOT NULL DEFAULT '[]',
    invisible INTEGER NOT NULL DEFAULT 0,
    added_by INTEGER,
    replaced_at TEXT,
    UNIQUE (sha256, collection)
) STRICT;
INSERT INTO report_anew SELECT *, NULL, '[]', 0, NULL, NULL FROM report;
DELETE FROM sqlite_sequence WHERE name = 'report_anew';
INSERT INTO sqlite_sequence SELECT 'report_anew', seq FROM sqlite_sequence WHERE name = 'report';
DROP TABLE report;
ALTER TABLE report_anew RENAME TO report;
ALTER TABLE paragraph ADD COLUMN ocr INTEGER NOT NULL DEFAULT 0;
CREATE TABLE boxes (
    report INTEGER PRIMARY KEY REFERENCES report ON DELETE CASCADE, packed BLOB NOT NULL, sha256 TEXT NOT NULL) STRICT;
CREATE TABLE fingerprint (
    report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE, kind TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (report, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE departure (
    id INTEGER PRIMARY KEY AUTOINCREMENT, report INTEGER NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE collection (name TEXT PRIMARY KEY, everyone INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE audience (
    collection TEXT NOT NULL REFERENCES collection ON DELETE CASCADE ON UPDATE CASCADE,
    kind TEXT NOT NULL, id INTEGER NOT NULL,
    PRIMARY KEY (collection, kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO collection VALUES ('everyone', 1), ('samples', 1);
INSERT OR IGNORE INTO collection SELECT DISTINCT collection, 0 FROM report;
CREATE TABLE identity (id TEXT NOT NULL) STRICT;
INSERT INTO identity VALUES (lower(hex(randomblob(16))));
"""

MIGRATIONS = (_FIRST, _SECOND)


def prepare(connection: apsw.Connection, name: str) -> None:
    """Bring an open file to the current tables, in one transaction.

    Of several programs that open an older file at once one does it; the others wait, as long as their busy timeout
    lets them, and see it done.

    Raises:
        DamagedStore: the file is another program's, or a newer version's.
    """
    if _version(connection, name) == len(MIGRATIONS):
        return
    connection.execute("PRAGMA foreign_keys = OFF")  # or dropping a table made anew would delete what refers to it
    try:
        _migrate(connection, name)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def require_current(connection: apsw.Connection, name: str) -> None:
    """Refuse a file that would have to be brought to the current tables, where it cannot be written.

    Raises:
        DamagedStore: the file is another program's, or of another version.
    """
    if _version(connection, name) < len(MIGRATIONS):
        raise DamagedStore(
            f"{name} is of an older version, and cannot be brought to this one: ask where it can be written"
        )


def _version(connection: apsw.Connection, name: str) -> int:
    """Return how many steps a file has seen, 0 for an empty one."""
    version, mark = _pragma(connection, "user_version"), _pragma(connection, "application_id")
    is_empty = version == 0 and mark == 0 and not _tables(connection)
    if not is_empty and mark != APPLICATION_ID:
        raise DamagedStore(f"{name} is not a Verbatim store: choose another folder with --data")
    if version > len(MIGRATIONS):
        raise DamagedStore(
            f"{name} has schema {version}, this version knows up to {len(MIGRATIONS)}: update Verbatim to open it"
        )
    return version


def _migrate(connection: apsw.Connection, name: str) -> None:
    """Take the steps that are left once no other program can take them."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in range(_version(connection, name), len(MIGRATIONS)):  # another may have taken them meanwhile
            connection.execute(MIGRATIONS[step])
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _pragma(connection: apsw.Connection, name: str) -> int:
    return int(connection.pragma(name))


def _tables(connection: apsw.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM sqlite_schema").get)
