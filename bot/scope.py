"""Which reports an answer may come from: those that everybody may see who will see the answer.

An answer posted in a channel is for that channel's readers, not for the one who asks: it uses what is open to everyone
and to that channel. A private reply, and a direct message, use what its one reader may see: by their roles, and in the
channels that they can read. Threads and forum posts are read by the readers of their channel. Roles and permissions
are those that Discord sends with each event, or tells when it is asked; whatever is not known is refused.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

import discord

from bot.errors import NotAsked
from bot.teams import NO_SERVER, Team, Teams
from bot.viewers import Viewers
from corpus.report import Report

NO_MEMBER = "I answer members of the servers that I am in, and I do not see you in one of them."
MEMBER_S = 5.0  # how long a member whom Discord told of is believed: a burst of messages asks once
MEMBERS = 1000  # kept at a time
SERVERS_ASKED = 20  # servers in which a direct message's person is looked for

Event: TypeAlias = discord.Interaction | discord.Message


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be shown to the viewers of a reply; what is allowed is looked up anew at each use.

    Args:
        team: The server's team.
        viewers: Who will see the reply.
    """

    team: Team
    viewers: Viewers

    def collections(self) -> frozenset[str]:
        """Return the collections that they may see, as of now."""
        return self.team.store.collections.visible(channels=self.viewers.channels, roles=self.viewers.roles)

    def may_see(self, report: Report) -> bool:
        """Whether they may see a report, as of now."""
        return report.collection in self.collections()

    def reports(self) -> list[Report]:
        """Return the reports that they may see, oldest first; blocks shortly."""
        open_ = self.collections()
        return [report for report in self.team.answers.reports() if report.collection in open_]


class Members:
    """Whom Discord says to be in a server, with which roles; a class because it holds what was said of late.

    Args:
        client: The running bot.
        clock: Seconds, monotonic.
    """

    def __init__(self, client: discord.Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._clock = client, clock
        self._told: OrderedDict[tuple[int, int], tuple[float, discord.Member | None]] = OrderedDict()

    def servers(self) -> list[int]:
        """Return the servers that the bot is in."""
        return [guild.id for guild in self._client.guilds]

    async def one(self, server: int, person: int) -> discord.Member | None:
        """Return a person as a member of a server, None where they are none or Discord does not say."""
        try:
            return await self.certainly(server, person)
        except discord.HTTPException:
            return None

    async def certainly(self, server: int, person: int) -> discord.Member | None:
        """Return a person as a member of a server, None where they are none.

        Raises:
            discord.HTTPException: Discord does not say.
        """
        at, member = self._told.get((server, person), (-MEMBER_S, None))
        if self._clock() - at < MEMBER_S:
            return member
        guild = self._client.get_guild(server)
        try:
            member = await guild.fetch_member(person) if guild else None
        except discord.NotFound:
            member = None
        self._told[server, person] = (self._clock(), member)
        if len(self._told) > MEMBERS:
            self._told.popitem(last=False)
        return member


async def scope_of(
    teams: Teams, members: Members | None, event: Event, *, private: bool, server: int | None = None
) -> Scope:
    """Return what a reply to an event may show.

    Args:
        teams: The teams of all servers.
        members: Tells who is in a server, once there is a client.
        event: A command, press, form or message.
        private: Whether only its person will see the reply.
        server: In a direct message, the server that a button under an earlier answer names.

    Raises:
        NotAsked: It comes from a direct message, and not from a member of exactly one server.
        CorpusError: The team's files cannot be opened.
    """
    if server_of(event):
        return await _in_server(teams, event, private=private)
    found = await scopes_of(teams, members, event, server)
    if len(found) != 1:
        raise NotAsked(NO_SERVER if found else NO_MEMBER)
    return found[0]


async def scopes_of(teams: Teams, members: Members | None, event: Event, server: int | None = None) -> list[Scope]:
    """Return what private replies to an event may show: one scope for each server that its person shares with the bot.

    An event in a server has one scope; the arguments are those of `scope_of`.
    """
    if server_of(event):
        return [await _in_server(teams, event, private=True)]
    if members is None:
        return []
    known = await asyncio.to_thread(teams.with_reports, members.servers())
    wanted = [one for one in known if server in (None, one)][:SERVERS_ASKED]
    there = await asyncio.gather(*(members.one(one, _person(event).id) for one in wanted))
    return [_of_member(await teams.of(member.guild.id), member) for member in there if member is not None]


async def _in_server(teams: Teams, event: Event, *, private: bool) -> Scope:
    person, public = _person(event), of_channel(await teams.of(server_of(event)), heard_in(event.channel))
    if private and isinstance(person, discord.Member):
        return _of_member(public.team, person, public.viewers.channels)
    return public


def of_channel(team: Team, heard: int | None) -> Scope:
    """Return what a post may show to those who read a channel; of an unknown channel, what everyone may see."""
    return Scope(team, Viewers(frozenset() if heard is None else frozenset({heard})))


async def of_recipient(team: Team, client: discord.Client, members: Members, channel: int) -> Scope:
    """Return what a direct message may show now to its person; to one who left the server, what everyone may see.

    Raises:
        discord.HTTPException: Discord does not say who it is.
    """
    place = client.get_channel(channel)
    if not (isinstance(place, discord.DMChannel) and place.recipient):
        place = await client.fetch_channel(channel)
    person = place.recipient if isinstance(place, discord.DMChannel) else None
    member = await members.certainly(team.server, person.id) if person else None
    return _of_member(team, member) if member else of_channel(team, None)


def _of_member(team: Team, member: discord.Member, here: frozenset[int] = frozenset()) -> Scope:
    channels = readable(member, team.store.collections.channels())
    return Scope(team, Viewers(channels | here, frozenset(role.id for role in member.roles)))


def server_of(event: Event) -> int | None:
    """Return the server that an event comes from, None for a direct message."""
    if isinstance(event, discord.Interaction):
        return event.guild_id
    return event.guild.id if event.guild else None


def heard_in(channel: object) -> int | None:
    """Return the channel whose readers read what is written here: a thread's own channel, None where it is unknown."""
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    return channel.id if isinstance(channel, discord.abc.GuildChannel) else None


def readable(member: discord.Member, channels: Iterable[int]) -> frozenset[int]:
    """Return those of these channels that are there and that a member can read."""
    there = [channel for one in channels if (channel := member.guild.get_channel(one))]
    return frozenset(channel.id for channel in there if channel.permissions_for(member).view_channel)


def _person(event: Event) -> discord.User | discord.Member:
    return event.user if isinstance(event, discord.Interaction) else event.author
