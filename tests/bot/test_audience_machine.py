"""No word, title or count outside the scope, whatever people do in whatever order: a machine that tries to find one.

Everything is real but the models and the connection: stores, searches, the asking, the commands' own functions and
discord.py's permissions. `VERBATIM_MACHINES=20000` runs so many machines instead of 500.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from bot.commands.choosing import offered_to_ask, seen
from bot.ui.texts import LOCK
from tests.bot.audience_happenings import picks, servers, somebody
from tests.bot.audience_house import NOBODY, PEOPLE, House
from tests.bot.audience_looks import Looks
from tests.bot.audience_model import Open
from tests.fakes.people import PRIVATE_THREAD, PUBLIC_THREAD

MACHINES = int(os.environ.get("VERBATIM_MACHINES", "500"))
SHRINK = "VERBATIM_SHRINK" in os.environ  # find the shortest way to a leak, which takes minutes
PARTS = 4  # that may run beside each other
STEPS = 8


class Audiences(Looks):
    """People who ask, press and look through lists, in whatever order."""

    def teardown(self) -> None:
        """Ask and ask on from everywhere once more, press the last buttons with and without roles, and clear up."""
        try:
            for person, channel in zip(PEOPLE, (112, 111, 211), strict=True):
                self._ask_directly(person)
                self._ask_in(person, channel, None, private=False, compared=person == PEOPLE[0])
                self._ask_in(person, channel, None, private=True)
                self._ask_in(person, channel, None, private=True, follow_up=True)
                self._ask_in(person, channel, None, private=False, follow_up=True, compared=False)
            self._press_all()
            for key in self.town.roles:
                self.town.roles[key] = set()
            self._press_all()
        finally:
            self.house.empty()

    def _press_all(self) -> None:
        for person in PEOPLE:
            for server, button in self.shown[-18::3]:
                self._press(person, server, button)

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

    @rule(person=somebody, server=servers, pick=picks)
    def ask_like_everybody(self, person: int, server: int, pick: int) -> None:
        """Ask and ask on in a channel, one who may see more and one who has no role: others see the same of both."""
        channel = self._named(server, "channel", pick)
        if self.town.can_read(person, channel):
            self.front.lanes.talk.forget(person)
            mine, others = (
                [self._asked(one, channel, None, follow_up=later, compared=False) for later in (False, True)]
                for one in (person, NOBODY)
            )
            assert [self._text(message) for message in mine] == [self._text(message) for message in others]
            numbers = [message.answer.asked.id for message in (*mine, *others) if message.answer]
            assert numbers == list(range(numbers[0], numbers[0] + 4))
            self.front.lanes.talk.forget(NOBODY)

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
    def ask_about_each(self, person: int, server: int, pick: int, *, private: bool) -> None:
        """Ask for each report by its title, then on without one: what the channel may not see is told alone."""
        channel = self._named(server, "channel", pick)
        if self.town.can_read(person, channel):
            for held in list(self.town.reports.values()):
                self._ask_about(person, channel, held, private=private)
            self._asked(person, channel, None, follow_up=True, compared=False)
            self.front.lanes.talk.forget(person)  # or what is asked next would go on about one report

    @rule(person=somebody, server=servers, pick=picks, private=st.booleans())
    def look_through(self, person: int, server: int, pick: int, *, private: bool) -> None:
        """Type into the filter, list the reports, and choose one by its title: hidden is as absent."""
        channel = self._named(server, "channel", pick)
        if not self.town.can_read(person, channel):
            return
        said = self._said(person, channel, None)
        offered = self._run(offered_to_ask(self.front, said, "", private=private))  # type: ignore[arg-type]
        visible = self._visible(person, channel, private=private)
        assert {one.name.split()[0] for one in offered if LOCK not in one.name} == {held.title for held in visible}
        listed = self._run(seen(self.front, said))  # type: ignore[arg-type]
        mine = self._visible(person, channel, private=True)
        locked = {one.name.split()[1] for one in offered if LOCK in one.name}
        assert locked == {held.title for held in mine if held not in visible}
        assert {report.title for report in listed} == {held.title for held in mine}
        hidden = [held.title for held in self.town.reports.values() if held not in mine]
        assert len({self._refusal(said, title) for title in (*hidden, "nosuchword")}) == 1

    @invariant()
    def nobody_sees_what_was_never_opened(self) -> None:
        """What nobody was allowed is in no scope at all."""
        for (server, name), audience in self.town.audiences.items():
            if audience == Open() and (team := self.front.teams.if_open(server)):
                assert name not in team.store.collections.visible()


@pytest.mark.timeout(900)
@pytest.mark.no_cover  # the same code as in the other tests, hundreds of times
@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_is_shown_a_word_a_title_or_a_count_of_what_they_may_not_see(tmp_path: Path, part: int) -> None:
    """For every (asker, place, report), in answers, suggestions, lists, errors and old buttons."""
    Audiences.house = House(tmp_path)
    limits = settings(
        max_examples=MACHINES // PARTS,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, *([Phase.shrink] if SHRINK else [])],
    )
    try:
        run_state_machine_as_test(Audiences, settings=limits)
    finally:
        Audiences.house.close()
