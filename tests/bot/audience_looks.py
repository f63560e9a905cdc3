"""What the machine of test_audience_machine.py looks at: each text that the bot shows, against the naive model."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.commands.ask import Ask
from bot.commands.choosing import chosen
from bot.commands.presses import Presses
from bot.commands.putting import answer
from bot.conversation import Turn
from bot.errors import BotError, NotAsked
from bot.questions import Question
from bot.scope import heard_in
from bot.ui import texts
from bot.ui.buttons import ButtonId, Verb
from bot.ui.message import Message
from index.answer import Query
from tests.bot.audience_happenings import Happenings
from tests.bot.audience_house import BLUE, CHANNELS, RED
from tests.bot.audience_model import Held
from tests.fakes import openapi, people
from tests.fakes.people import FORUM, PUBLIC_THREAD, Said

ASKED, FOLLOW_UP = "which council met, and who said so?", "and what else did he say?"  # all are as near to it


class Looks(Happenings):
    """Questions, presses and lists, each compared with what may be seen."""

    # How it is done --------------------------------------------------------------------------------------------------

    def _ask_in(
        self,
        person: int,
        channel: int,
        kind: int | None,
        *,
        private: bool,
        follow_up: bool = False,
        compared: bool = True,
    ) -> None:
        if self.town.can_read(person, channel):
            self._asked(person, channel, kind, private=private, follow_up=follow_up, compared=compared)

    def _asked(
        self,
        person: int,
        channel: int,
        kind: int | None,
        *,
        private: bool = False,
        follow_up: bool = False,
        compared: bool = True,
    ) -> Message:
        said = self._said(person, channel, kind)
        question = Question(FOLLOW_UP if follow_up else ASKED, person, said.channel.id, Query(""), private=private)
        before = self.front.lanes.talk.last(person, said.channel.id, private=True)
        visible = self._visible(person, channel, private=private)
        message = self._run(answer(self.front, said, question))  # type: ignore[arg-type]
        self._check(message, visible)
        if not follow_up:
            self._check_answer(message, visible)
        server = self.town.home[channel]
        open_ = self.town.opened_to(server, person, None) if private else self.town.opened_to(server, None, channel)
        self._remember(server, 0, message, open_)
        if not private:
            self._look_beside(said, question, message, before, compared=compared)
        return message

    def _look_beside(
        self, said: Said, question: Question, message: Message, before: Turn | None, *, compared: bool
    ) -> None:
        """What only the asker is shown is what they get if they ask privately, and comes only where it says more."""
        assert message.aside is not None
        aside, person, channel = self._run(message.aside()), question.person, heard_in(said.channel)
        assert channel is not None
        visible = self._visible(person, channel, private=True)
        if len(visible) == len(self._visible(person, channel, private=False)):
            assert aside is None
        elif compared:
            alone = self._asked_elsewhere(said, replace(question, private=True), before)
            assert (aside is not None) == self._says_more(alone, message, channel)
            assert aside is None or self._text(aside) == f"{texts.ASIDE}\n{self._text(alone)}"
        if aside is not None:
            self._check(aside, visible)
            assert aside.answer is not None
            assert aside.answer.asked.private
            server = self.town.home[channel]
            self._remember(server, 0, aside, self.town.opened_to(server, person, None))

    def _says_more(self, alone: Message, message: Message, channel: int) -> bool:
        """Whether a private answer says what a public one does not, by a report that the channel may not see."""
        mine, others = alone.answer, message.answer
        assert mine is not None
        assert others is not None
        if not (mine.asked.answered and mine.quotes) or not others.asked.answered:
            return mine.asked.answered
        server, said = self.town.home[channel], [quote.text for quote in others.quotes]
        held = [self.town.reports[server, quote.report.id] for quote in mine.quotes[:3] if quote.text not in said]
        return not all(self.town.in_public(one, channel) for one in held)

    def _ask_about(self, person: int, channel: int, held: Held, *, private: bool) -> None:
        """Ask a report by its title: what the channel may not see is answered privately, or is as absent."""
        said = self._said(person, channel, None)
        shared, mine = (self._visible(person, channel, private=alone) for alone in (private, True))
        choosing = Ask(None, self.front).chosen(said, held.title, private=private)  # type: ignore[arg-type]
        if held not in mine:
            with pytest.raises(NotAsked, match=f"No reports match “{held.title}”: choose one from the list"):
                self._run(choosing)
            return
        chosen = self._run(choosing)
        assert chosen.hidden == (held not in shared)
        question = Question(ASKED, person, said.channel.id, Query("", report=chosen.report))
        question = replace(question, private=private or chosen.hidden, hidden=chosen.hidden)
        message = self._run(answer(self.front, said, question))  # type: ignore[arg-type]
        self._check(message, mine if question.private else shared)
        self._check_answer(message, [held])
        assert self._text(message).startswith(texts.ALONE) == chosen.hidden
        assert (message.aside is None) == question.private

    def _asked_elsewhere(self, said: Said, question: Question, before: Turn | None) -> Message:
        """Ask as if the same had been said before in another place, so that this one's memory stays."""
        self.made += 1
        question = replace(question, place=-self.made)
        if before:
            self.front.lanes.talk.remember(question.person, question.place, before)
        message: Message = self._run(answer(self.front, said, question))  # type: ignore[arg-type]
        return message

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

    def _stored(self) -> list[int]:
        return self.front.teams.with_reports([RED, BLUE])
