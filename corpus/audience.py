"""Collections of reports, and who may see each: everyone in the server, or named channels and roles.

The ids are Discord's, opaque here: a channel stands for everybody who can read it, a role for everybody who has it.
To those whom a collection is closed to, its reports depart, and with its opening they come back: that is noted, for the
answers that quote them.
Unknown means refused: a collection whose audience is empty is seen by nobody, a name that does not exist likewise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Collection as Some
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import apsw

from corpus import rows
from corpus.database import Database
from corpus.errors import CollectionNotFound, RefusedCollection
from corpus.rows import DEFAULT_COLLECTION

BUILT_IN = (DEFAULT_COLLECTION, "samples")
NAME_CHARACTERS = 40
_NAME = re.compile(r"\w(?:[\w .&/-]*\w)?")

_FORGET = """DELETE FROM departure WHERE kind IN ('closed', 'opened')
    AND report IN (SELECT id FROM report WHERE collection = ?)"""
_NOTE = "INSERT INTO departure (report, kind, at) SELECT id, ?, ? FROM report WHERE collection = ?"

Kind = Literal["channel", "role"]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may see a collection; nobody where all three are empty.

    Args:
        everyone: Everybody in the server.
        channels: Whoever can read one of these channels, there and in its threads.
        roles: Whoever has one of these roles, privately.
    """

    everyone: bool = False
    channels: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of reports.

    Args:
        name: Unique, whatever its case.
        audience: Who may see it.
        reports: How many it holds.
    """

    name: str
    audience: Audience
    reports: int


class Collections:
    """The collections of a store; a class because it holds its database.

    Args:
        database: The store's, open.
        clock: Tells when a collection was closed to somebody.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._open: frozenset[str] = frozenset()  # to everyone; kept at hand with _heard, for each question asks
        self._heard: frozenset[tuple[str, str, int]] = frozenset()
        self._look()

    def all(self) -> list[Collection]:
        """Return every collection by name."""
        with self._database.reading():
            heard = self._database.rows("SELECT collection, kind, id FROM audience")
            counts = dict(self._database.rows("SELECT collection, count(*) FROM report GROUP BY collection"))
            known = self._database.rows("SELECT name, everyone FROM collection ORDER BY name COLLATE NOCASE")
        return [Collection(name, _audience(bool(open_), name, heard), counts.get(name, 0)) for name, open_ in known]

    def one(self, name: str) -> Collection:
        """Return the collection of a name, whatever its case.

        Raises:
            CollectionNotFound: there is none.
        """
        for collection in self.all():
            if collection.name.casefold() == name.strip().casefold():
                return collection
        raise CollectionNotFound(f"There is no collection {name.strip()!r}: create it first.")

    def visible(self, *, channels: Some[int] = (), roles: Some[int] = ()) -> frozenset[str]:
        """Return the names of what is open to everyone, to one of these channels, or to one of these roles.

        It answers from memory, never later than the last change that this process made.
        """
        wanted = {("channel", channel) for channel in channels} | {("role", role) for role in roles}
        return self._open | {name for name, kind, id_ in self._heard if (kind, id_) in wanted}

    def channels(self) -> frozenset[int]:
        """Return the channels that some collection is open to, from memory."""
        return frozenset(id_ for _, kind, id_ in self._heard if kind == "channel")

    def create(self, name: str) -> Collection:
        """Make an empty collection that nobody may see yet.

        Raises:
            RefusedCollection: there is one of this name, or it is no name.
        """
        name = _checked(name)
        with self._changing() as connection:
            self._refuse_taken(name)
            connection.execute("INSERT INTO collection VALUES (?, 0)", (name,))
            return self.one(name)

    def rename(self, name: str, new: str) -> Collection:
        """Give a collection another name; its reports and audience go with it.

        Raises:
            RefusedCollection: it is built in, the new name is taken or none, or there is no such collection.
        """
        new = _checked(new)
        with self._changing() as connection:
            old = self._changeable(name).name
            if new.casefold() != old.casefold():
                self._refuse_taken(new)
            connection.execute("UPDATE collection SET name = ? WHERE name = ?", (new, old))
            connection.execute("UPDATE report SET collection = ? WHERE collection = ?", (new, old))
            _note_change(connection)
            return self.one(new)

    def delete(self, name: str) -> None:
        """Delete an empty collection.

        Raises:
            RefusedCollection: it holds reports, is built in, or there is none.
        """
        with self._changing() as connection:
            collection = self._changeable(name)
            if collection.reports:
                count = f"{collection.reports} report" + "s" * (collection.reports != 1)
                raise RefusedCollection(f"{collection.name} still holds {count}: move or remove them first.")
            connection.execute("DELETE FROM collection WHERE name = ?", (collection.name,))

    def allow(self, name: str, kind: Kind, id_: int) -> Collection:
        """Let a channel or a role see a collection, from the next question on.

        Raises:
            CollectionNotFound: there is none.
        """
        with self._changing() as connection:
            known = self.one(name).name
            connection.execute("INSERT OR IGNORE INTO audience VALUES (?, ?, ?)", (known, kind, id_))
            self._note(connection, known, "opened")
            return self.one(known)

    def deny(self, name: str, kind: Kind, id_: int) -> Collection:
        """Let a channel or a role see a collection no longer, from the next question on.

        Raises:
            CollectionNotFound: there is none.
        """
        with self._changing() as connection:
            known = self.one(name).name
            connection.execute("DELETE FROM audience WHERE collection = ? AND kind = ? AND id = ?", (known, kind, id_))
            self._note(connection, known, "closed")
            return self.one(known)

    def set_everyone(self, name: str, *, allowed: bool) -> Collection:
        """Open a collection to everyone in the server, or close it again to all but its channels and roles.

        Raises:
            RefusedCollection: it is built in and would be closed, or there is none.
        """
        with self._changing() as connection:
            known = (self.one(name) if allowed else self._changeable(name)).name
            connection.execute("UPDATE collection SET everyone = ? WHERE name = ?", (int(allowed), known))
            self._note(connection, known, "opened" if allowed else "closed")
            return self.one(known)

    def _note(self, connection: apsw.Connection, name: str, kind: str) -> None:
        """Keep that its reports went out of somebody's sight or came into it, the last time only."""
        connection.execute(_FORGET, (name,))
        connection.execute(_NOTE, (kind, rows.stamp(self._clock()), name))
        _note_change(connection)

    @contextmanager
    def _changing(self) -> Iterator[apsw.Connection]:
        """Hold a transaction, after which memory is as the file is, before another thread may change either."""
        with self._database.alone():
            with self._database.writing() as connection:
                yield connection
            self._look()

    def _look(self) -> None:
        with self._database.reading():
            self._open = frozenset(n for (n,) in self._database.rows("SELECT name FROM collection WHERE everyone = 1"))
            heard = self._database.rows("SELECT collection, kind, id FROM audience")
            self._heard = frozenset((name, kind, id_) for name, kind, id_ in heard)

    def _changeable(self, name: str) -> Collection:
        collection = self.one(name)
        if collection.name in BUILT_IN:
            raise RefusedCollection(f"{collection.name} is built in and for everyone: make a collection of your own.")
        return collection

    def _refuse_taken(self, name: str) -> None:
        if any(name.casefold() == known.name.casefold() for known in self.all()):
            raise RefusedCollection(f"There is a collection {name!r} already: choose another name.")


def _note_change(connection: apsw.Connection) -> None:
    """Let those who follow `seq` look again, though no report changed."""
    connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'seq'")


def _audience(everyone: bool, name: str, heard: list[tuple[str, str, int]]) -> Audience:  # noqa: FBT001 - a column
    ids = [(kind, id_) for collection, kind, id_ in heard if collection == name]
    channels, roles = (frozenset(id_ for kind, id_ in ids if kind == wanted) for wanted in ("channel", "role"))
    return Audience(everyone, channels, roles)


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > NAME_CHARACTERS or not _NAME.fullmatch(name):
        raise RefusedCollection(
            f"{name!r} is no name for a collection: up to {NAME_CHARACTERS} letters and digits, spaces and hyphens."
        )
    return name
