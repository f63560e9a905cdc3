"""No word, title or count outside the scope, whatever people do in whatever order: a machine that tries to find one.

Everything is real but the models and the connection: stores, searches, the asking, the commands' own functions and
discord.py's permissions. `VERBATIM_MACHINES=20000` runs so many machines instead of 500.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import discord
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.asking import Question
from bot.commands.ask import Ask, matching
from bot.commands.choosing import chosen, seen
from bot.commands.presses import Presses
from bot.commands.putting import answer
from bot.errors import BotError, NotAsked
from bot.front import Front
from bot.settings import DiscordSettings, ThrottleSettings
from bot.ui.buttons import ButtonId, Verb
from bot.ui.message import Message
from corpus.errors import CorpusError, RefusedCollection, RefusedReport
from index.answer import Query
from tests.bot.audience_model import EVERYONE, Held, Open, Town
from tests.fakes import openapi, people
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords
from tests.fakes.houses import close_front, front_of, of_hashed_words
from tests.fakes.people import FORUM, PRIVATE_THREAD, PUBLIC_THREAD, TEXT, Said

MACHINES = int(os.environ.get("VERBATIM_MACHINES", "500"))
SHRINK = "VERBATIM_SHRINK" in os.environ  # find the shortest way to a leak, which takes minutes
STEPS = 8
RED, BLUE = 100, 200
PEOPLE = (11, 12, 13)
ROLES = {RED: (107, 108), BLUE: (207,)}
CHANNELS = {RED: {111: TEXT, 112: TEXT, 113: FORUM}, BLUE: {211: TEXT}}
NAMES = ("legal", "field")
ASKED, FOLLOW_UP = "which council met, and who said so?", "and what else did he say?"  # all are as near to it
WORDS = HashedWords()
PATIENT = DiscordSettings(
    server=RED, throttle=ThrottleSettings(questions_a_minute=600, clicks_a_minute=600, reply_deadline_s=600)
)

servers = st.sampled_from((RED, BLUE))
somebody = st.sampled_from(PEOPLE)
names = st.sampled_from((EVERYONE, *NAMES))
picks = st.integers(0, 10_000)


class House:
    """The bot on its files, kept from machine to machine, because opening it costs more than a machine."""

    def __init__(self, folder: Path) -> None:
        """Open it."""
        self.folder, self.runner, self.members = folder, asyncio.Runner(), None
        self.front = self._opened()

    def restart(self) -> None:
        """End the bot and begin it again."""
        close_front(self.front)
        self.front = self._opened()

    def empty(self, persons: tuple[int, ...]) -> None:
        """Remove every report and collection, and what was said."""
        for server in (RED, BLUE):
            store = self.runner.run(self.front.team(server)).store
            for report in store.reports():
                store.remove(report.id)
            for name in NAMES:
                with suppress(RefusedCollection):
                    store.collections.delete(name)
        for person in persons:
            self.front.lanes.talk.forget(person)

    def close(self) -> None:
        """Close it."""
        close_front(self.front)
        self.runner.close()

    def _opened(self) -> Front:
        front = front_of(None, PATIENT, self.folder, of_hashed_words)
        front.members = self  # type: ignore[assignment]
        asking = front.teams.open_home().asking
        front.lanes.questions = front.lanes.glances = Inline()  # type: ignore[assignment]
        asking.questions = asking._glances = Inline()  # type: ignore[assignment]
        return front

    def servers(self) -> list[int]:
        """Return the servers that the bot is in."""
        return [RED, BLUE]

    async def one(self, server: int, person: int) -> discord.Member | None:
        """Ask the machine that runs."""
        assert self.members is not None
        return await self.members.one(server, person)


class Inline:
    """Stands for threads and throttle: everything runs at once, in its turn."""

    async def run(self, _: int, job: Callable[[], Any]) -> Any:
        """Run a job."""
        return job()

    def close(self) -> None:
        """End nothing."""


class Audiences(RuleBasedStateMachine):
    """People, channels, collections and reports of two servers, the bot, and what it showed."""

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
            for person in PEOPLE:
                self.town.roles[number, person] = set()
            for name in (EVERYONE, "samples"):
                self.town.audiences[number, name] = Open(everyone=True)

    def teardown(self) -> None:
        """Ask and ask on from everywhere once more, press the last buttons with and without roles, and clear up."""
        try:
            for person, channel in zip(PEOPLE, (112, 111, 211), strict=True):
                self._ask_directly(person)
                self._ask_in(person, channel, None, private=False)
                self._ask_in(person, channel, None, private=True)
                self._ask_in(person, channel, None, private=True, follow_up=True)
                self._ask_in(person, channel, None, private=False, follow_up=True)
            self._press_all()
            for key in self.town.roles:
                self.town.roles[key] = set()
            self._press_all()
        finally:
            self.house.empty(PEOPLE)

    def _press_all(self) -> None:
        for person in PEOPLE:
            for server, button in self.shown[-16::2]:
                self._press(person, server, button)

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

    # What is looked at -----------------------------------------------------------------------------------------------

    @rule(
        person=somebody,
        server=servers,
        pick=picks,
        kind=st.sampled_from((None, PUBLIC_THREAD, PRIVATE_THREAD)),
        private=st.booleans(),
        follow_up=st.booleans(),
    )
    def ask(self, person: int, server: int, pick: int, kind: int | None, *, private: bool, follow_up: bool) -> None:
        """Ask in a channel, a thread or a post: for all the words there are, or on from the question before."""
        channel = self._named(server, "channel", pick)
        if self.town.can_read(person, channel):
            self._ask_in(person, channel, kind, private=private, follow_up=follow_up)

    @rule(person=somebody, server=servers, pick=picks, private=st.booleans(), change=st.booleans())
    def talk(self, person: int, server: int, pick: int, *, private: bool, change: bool) -> None:
        """Ask privately, ask on, lose a role or not, ask on again, and press the buttons of it all."""
        channel = self._named(server, "channel", pick)
        if self.town.can_read(person, channel):
            self._ask_in(person, channel, None, private=True)
            self._ask_in(person, channel, None, private=private, follow_up=True)
            if change:
                self.change_role(server, person, pick)
            self._ask_in(person, channel, None, private=private, follow_up=True)
            for home, button in self.shown[-6:]:
                self._press(person, home, button)

    @rule(person=somebody)
    def ask_directly(self, person: int) -> None:
        """Ask in a direct message."""
        self._ask_directly(person)

    @rule(person=somebody, pick=picks)
    @precondition(lambda self: self.shown)
    def press(self, person: int, pick: int) -> None:
        """Press a button that was shown to anybody at any time."""
        self._press(person, *self.shown[pick % len(self.shown)])

    @rule(person=somebody, server=servers, pick=picks, private=st.booleans())
    def look_through(self, person: int, server: int, pick: int, *, private: bool) -> None:
        """Type into the filter, list the reports, and choose one by its title: hidden is as absent."""
        channel = self._named(server, "channel", pick)
        if not self.town.can_read(person, channel):
            return
        said = self._said(person, channel, None)
        offered = self._run(Ask(None, self.front)._shelf(said, private=private))  # type: ignore[arg-type]
        visible = self._visible(person, channel, private=private)
        assert {report.title for report in matching("", offered)} == {held.title for held in visible}
        listed = self._run(seen(self.front, said))  # type: ignore[arg-type]
        mine = self._visible(person, channel, private=True)
        assert {report.title for report in listed} == {held.title for held in mine}
        hidden = [held.title for held in self.town.reports.values() if held not in mine]
        assert len({self._refusal(said, title) for title in (*hidden, "nosuchword")}) == 1

    @invariant()
    def nobody_sees_what_was_never_opened(self) -> None:
        """What nobody was allowed is in no scope at all."""
        for (server, name), audience in self.town.audiences.items():
            if audience == Open() and (team := self.front.teams.if_open(server)):
                assert name not in team.store.collections.visible()

    # How it is done --------------------------------------------------------------------------------------------------

    def _ask_in(self, person: int, channel: int, kind: int | None, *, private: bool, follow_up: bool = False) -> None:
        if not self.town.can_read(person, channel):
            return
        said = self._said(person, channel, kind)
        question = Question(FOLLOW_UP if follow_up else ASKED, person, said.channel.id, Query(""), private=private)
        visible = self._visible(person, channel, private=private)
        message = self._run(answer(self.front, said, question))  # type: ignore[arg-type]
        self._check(message, visible)
        if not follow_up:
            self._check_answer(message, visible)
        server = self.town.home[channel]
        open_ = self.town.opened_to(server, person, None) if private else self.town.opened_to(server, None, channel)
        self._remember(server, 0, message, open_)

    def _ask_directly(self, person: int) -> None:
        said = people.direct(people.stranger(person))
        visible = [held for held in self.town.reports.values() if self.town.in_private(held, person)]
        question = Question(ASKED, person, said.channel.id, Query(""))
        if not any((server, person) in self.town.roles for server in self._stored()):
            with pytest.raises(NotAsked, match="I do not see you"):
                self._run(answer(self.front, said, question))  # type: ignore[arg-type]
            return
        message = self._run(answer(self.front, said, question))  # type: ignore[arg-type]
        self._check(message, visible)
        assert message.answer is not None
        home = message.answer.asked.server
        self._remember(0, home, message, self.town.opened_to(home, person, None))

    def _press(self, person: int, server: int, button: ButtonId) -> None:
        if not server:
            said, home = people.direct(people.stranger(person)), button.server
        elif here := [channel for channel in CHANNELS[server] if self.town.can_read(person, channel)]:
            said, home = self._said(person, here[0], None), server
        else:
            return
        visible = [held for held in self.town.reports.values() if self.town.in_private(held, person)]
        visible = [held for held in visible if held.server == home]
        try:
            message = self._run(Presses(None, self.front)._shown(said, button))  # type: ignore[arg-type]
        except BotError as refusal:
            self._check_text(str(refusal), [])
            return
        self._check(message, visible)
        self._check_count(message, home, button, self.town.opened_to(home, person, None))

    def _check_count(self, message: Message, home: int, button: ButtonId, open_: set[str]) -> None:
        """The count of an old answer is what it was, or where less may be seen now, that of what may."""
        found = re.search(r"(\d+) reports? searched", self._text(message))
        if not found or (home, button.number) not in self.counts:
            return
        then, count = self.counts[home, button.number]
        held = [one for one in self.town.reports.values() if one.server == home and one.collection in then & open_]
        assert int(found[1]) == (count if then <= open_ else len(held))

    def _check(self, message: Message, visible: list[Held]) -> None:
        """Look for what is not to be seen in every text that is shown."""
        self._check_text(self._text(message), visible)

    def _text(self, message: Message) -> str:
        assert message.view is not None
        parts = openapi.walk(message.view.to_components())
        return "\n".join(part["content"] for part in parts if part["type"] == 10)

    def _check_text(self, text: str, visible: list[Held]) -> None:
        seen_words = {word for held in visible for word in (held.title, *held.words)}
        hidden = {word for held in self.town.reports.values() for word in (held.title, *held.words)} - seen_words
        told = [word for word in (hidden | self.spent) - seen_words if word in text]
        assert not told, f"{told} in {text}"

    def _check_answer(self, message: Message, visible: list[Held]) -> None:
        """The count is exactly that of what may be seen; and what may be seen is found."""
        assert message.answer is not None
        searched = message.answer.asked.searched
        assert (searched.reports, searched.sentences) == (len(visible), sum(len(held.words) for held in visible))
        assert bool(message.answer.quotes) == bool(visible)

    def _remember(self, server: int, home: int, message: Message, open_: set[str]) -> None:
        """Keep the buttons of an answer, and what it counted; More is there even where nothing more was found."""
        assert message.view is not None
        assert message.answer is not None
        asked = message.answer.asked
        self.shown.append((server, ButtonId(Verb.MORE, asked.id, home)))
        self.counts[home or server, asked.id] = (open_, asked.searched.reports)
        for part in openapi.walk(message.view.to_components()):
            button = ButtonId.read(part.get("custom_id", ""))
            if button and button.verb in (Verb.CONTEXT, Verb.MORE, Verb.SOURCES, Verb.CLOSEST):
                self.shown.append((server, button))

    def _refusal(self, said: Said, title: str) -> str:
        try:
            self._run(chosen(self.front, said, title))  # type: ignore[arg-type]
        except BotError as refusal:
            return str(refusal).replace(title, "")
        raise AssertionError(title)

    def _visible(self, person: int, channel: int, *, private: bool) -> list[Held]:
        home = [held for held in self.town.reports.values() if held.server == self.town.home[channel]]
        if private:
            return [held for held in home if self.town.in_private(held, person) or self.town.in_public(held, channel)]
        return [held for held in home if self.town.in_public(held, channel)]

    def _said(self, person: int, channel: int, kind: int | None) -> Said:
        number = self.town.home[channel]
        guild = self._guild(number)
        where: Any = guild.get_channel(channel)
        if kind is not None or CHANNELS[number][channel] == FORUM:
            where = people.thread(channel + 5000, channel, guild, kind or PUBLIC_THREAD)
        return Said(guild, where, people.member_of(guild, person, sorted(self.town.roles[number, person])))

    def _guild(self, number: int) -> discord.Guild:
        kinds = CHANNELS[number].items()
        made = [people.channel(one, number, kind, self.town.readers[one]) for one, kind in kinds]
        return people.server(number, list(ROLES[number]), made)

    def _stored(self) -> list[int]:
        return self.front.teams.with_reports([RED, BLUE])

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


@pytest.mark.timeout(900)
def test_nobody_is_shown_a_word_a_title_or_a_count_of_what_they_may_not_see(tmp_path: Path) -> None:
    """For every (asker, place, report), in answers, suggestions, lists, errors and old buttons."""
    Audiences.house = House(tmp_path)
    limits = settings(
        max_examples=MACHINES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, *([Phase.shrink] if SHRINK else [])],
    )
    try:
        run_state_machine_as_test(Audiences, settings=limits)
    finally:
        Audiences.house.close()
