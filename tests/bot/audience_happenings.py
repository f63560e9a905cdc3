"""What happens in the machine of test_audience_machine.py: reports, collections, roles and channels come and go."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

import discord
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.front import Front
from bot.ui.buttons import ButtonId
from corpus.errors import CorpusError, RefusedCollection, RefusedReport
from tests.bot.audience_house import BLUE, CHANNELS, NAMES, NOBODY, PEOPLE, RED, ROLES, House
from tests.bot.audience_model import EVERYONE, Held, Open, Town
from tests.fakes import people
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords

WORDS = HashedWords()

servers = st.sampled_from((RED, BLUE))
somebody = st.sampled_from(PEOPLE)
names = st.sampled_from((EVERYONE, *NAMES))
picks = st.integers(0, 10_000)


class Happenings(RuleBasedStateMachine):
    """People, channels, collections and reports of two servers, and what becomes of them."""

    house: House

    def __init__(self) -> None:
        """Begin with two empty servers that everybody is in."""
        super().__init__()
        self.house.members = self  # type: ignore[assignment]
        self.town, self.made = Town(), 0
        self.shown: list[tuple[int, ButtonId]] = []
        self.counts: dict[tuple[int, int], tuple[set[str], int]] = {}
        self.spent: set[str] = set()
        for number, channels in CHANNELS.items():
            for channel in channels:
                self.town.readers[channel], self.town.home[channel] = None, number
            for person in (*PEOPLE, NOBODY):
                self.town.roles[number, person] = set()
            for name in (EVERYONE, "samples"):
                self.town.audiences[number, name] = Open(everyone=True)

    # What happens ----------------------------------------------------------------------------------------------------

    @initialize(server=servers, name=st.sampled_from(NAMES), role=picks, channel=picks)
    def begin(self, server: int, name: str, role: int, channel: int) -> None:
        """Begin with a collection for a role, and perhaps a channel, a report in it, and one for everyone."""
        self.create(server, name)
        self.allow(server, name, "role", role)
        if channel % 2:
            self.allow(server, name, "channel", channel)
        for person in PEOPLE[:2]:
            self.change_role(server, person, role)
        self.add(server, name, 2)
        self.add(server, EVERYONE, 1)

    @rule(server=servers, name=names, sentences=st.integers(1, 3))
    def add(self, server: int, name: str, sentences: int) -> None:
        """Add a report."""
        self._put(server, name, self._written(sentences), None)

    @rule(server=servers, name=names, pick=picks)
    def add_again(self, server: int, name: str, pick: int) -> None:
        """Add the bytes of another report, of whatever collection, as somebody who does not know of it would."""
        if text := self._any_text(pick):
            self._put(server, name, text, None)

    @rule(pick=picks, sentences=st.integers(1, 2))
    def replace(self, pick: int, sentences: int) -> None:
        """Put other content in a report's place."""
        if key := self._any_report(pick):
            self.spent |= {self.town.reports[key].title, *self.town.reports[key].words}
            self._put(key[0], self.town.reports[key].collection, self._written(sentences), key[1])

    @rule(pick=picks)
    def remove(self, pick: int) -> None:
        """Remove a report."""
        if key := self._any_report(pick):
            gone = self.town.reports.pop(key)
            self.spent |= {gone.title, *gone.words}
            self._store(key[0]).remove(key[1])

    @rule(pick=picks, name=names)
    def move(self, pick: int, name: str) -> None:
        """Put a report into another collection."""
        key = self._any_report(pick)
        if key and (key[0], name) in self.town.audiences:
            try:
                self._store(key[0]).move(key[1], name)
            except RefusedReport:
                return
            self.town.reports[key].collection = name

    @rule(server=servers, name=st.sampled_from(NAMES))
    def create(self, server: int, name: str) -> None:
        """Make a collection."""
        if (server, name) not in self.town.audiences:
            self._store(server).collections.create(name)
            self.town.audiences[server, name] = Open()

    @rule(server=servers, name=st.sampled_from(NAMES))
    def delete(self, server: int, name: str) -> None:
        """Delete a collection if it is empty."""
        try:
            self._store(server).collections.delete(name)
        except RefusedCollection:
            return
        del self.town.audiences[server, name]

    @rule(
        server=servers, name=names, kind=st.sampled_from(("role", "channel", "everyone")), pick=picks, way=st.booleans()
    )
    def change(self, server: int, name: str, kind: str, pick: int, *, way: bool) -> None:
        """Open or close a collection."""
        (self.allow if way else self.deny)(server, name, kind, pick)

    def allow(self, server: int, name: str, kind: str, pick: int) -> None:
        """Open a collection to a role, a channel or everyone."""
        if audience := self.town.audiences.get((server, name)):
            of = self._store(server).collections
            if kind == "everyone":
                of.set_everyone(name, allowed=True)
                audience.everyone = True
            else:
                named = self._named(server, kind, pick)
                of.allow(name, kind, named)
                (audience.roles if kind == "role" else audience.channels).add(named)

    def deny(self, server: int, name: str, kind: str, pick: int) -> None:
        """Close a collection to a role, a channel or everyone."""
        audience = self.town.audiences.get((server, name))
        if audience is None or (kind == "everyone" and name == EVERYONE):
            return
        of = self._store(server).collections
        if kind == "everyone":
            of.set_everyone(name, allowed=False)
            audience.everyone = False
        else:
            named = self._named(server, kind, pick)
            of.deny(name, kind, named)
            (audience.roles if kind == "role" else audience.channels).discard(named)

    @rule(server=servers, person=somebody, pick=picks)
    def change_role(self, server: int, person: int, pick: int) -> None:
        """Give a person a role, or take it."""
        if (server, person) in self.town.roles:
            self.town.roles[server, person] ^= {self._named(server, "role", pick)}

    @rule(server=servers, person=somebody)
    def come_or_go(self, server: int, person: int) -> None:
        """Let a person join a server or leave it, without their roles."""
        if (server, person) in self.town.roles:
            del self.town.roles[server, person]
        else:
            self.town.roles[server, person] = set()

    @rule(server=servers, pick=picks, way=st.booleans())
    def hide(self, server: int, pick: int, *, way: bool) -> None:
        """Let only one role read a channel, or everyone."""
        self.town.readers[self._named(server, "channel", pick)] = ROLES[server][0] if way else None

    @rule()
    @precondition(lambda self: self.made > 2)
    def restart(self) -> None:
        """End the bot and begin it again on the same files."""
        self.house.restart()

    # How it is done ----

    def _guild(self, number: int) -> discord.Guild:
        kinds = CHANNELS[number].items()
        made = [people.channel(one, number, kind, self.town.readers[one]) for one, kind in kinds]
        return people.server(number, list(ROLES[number]), made)

    def _written(self, sentences: int) -> str:
        """Write a report whose every sentence has a word that no other has."""
        self.made += 1
        return "\n\n".join(f"Colonel {_word('Q', self.made, n)} said that the council met." for n in range(sentences))

    def _put(self, server: int, name: str, text: str, report: int | None) -> None:
        if (server, name) not in self.town.audiences:
            return
        store = self._store(server)
        self.made += 1
        title = _word("Z", self.made)
        made = addition(text, embedder=WORDS, collection=name, title=title)
        try:
            stored = store.add(made) if report is None else store.replace(report, made)
        except CorpusError:
            return
        words = [part.split()[1] for part in text.split("\n\n")]
        if stored.title == title:
            self.town.reports[server, stored.id] = Held(server, name, title, words)

    def _any_report(self, pick: int) -> tuple[int, int] | None:
        keys = sorted(self.town.reports)
        return keys[pick % len(keys)] if keys else None

    def _any_text(self, pick: int) -> str | None:
        key = self._any_report(pick)
        return self._store(key[0]).text(key[1]).strip() if key else None

    def _named(self, server: int, kind: str, pick: int) -> int:
        known = ROLES[server] if kind == "role" else tuple(CHANNELS[server])
        return known[pick % len(known)]

    def _store(self, server: int) -> Any:
        return self._run(self.front.team(server)).store

    @property
    def front(self) -> Front:
        """Return what commands share."""
        return self.house.front

    async def one(self, server: int, person: int) -> discord.Member | None:
        """Return a person as a member, as Discord would say now."""
        roles = self.town.roles.get((server, person))
        return None if roles is None else people.member_of(self._guild(server), person, sorted(roles))

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.house.runner.run(work)


def _word(first: str, *numbers: int) -> str:
    """Return a name that nobody else has."""
    letters = "".join(f"{number:04}" for number in numbers)
    return first + "".join(chr(ord("a") + int(digit)) for digit in letters)
