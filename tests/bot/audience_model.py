"""Who may see what, worked out as naively as it can be said: the reference that the machine compares the bot with.

It knows nothing of the bot. `docs/audience.md` says the same in prose.
"""

from __future__ import annotations

from dataclasses import dataclass, field

EVERYONE = "everyone"


@dataclass(slots=True)
class Held:
    """A report: where it is, and the words that nobody else has.

    Args:
        server: Of which server.
        collection: In which of its collections.
        title: A word of its title only.
        words: A word of each of its sentences only.
    """

    server: int
    collection: str
    title: str
    words: list[str]


@dataclass(slots=True)
class Open:
    """A collection's audience."""

    everyone: bool = False
    channels: set[int] = field(default_factory=set)
    roles: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Town:
    """Servers with their collections, reports, channels and people.

    Args:
        readers: By channel, the role that alone can read it, None for everyone.
        home: By channel, its server.
        roles: By server and person, their roles; who is missing is no member.
        audiences: By server and name, who sees a collection.
        reports: By server and the store's id.
    """

    readers: dict[int, int | None] = field(default_factory=dict)
    home: dict[int, int] = field(default_factory=dict)
    roles: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    audiences: dict[tuple[int, str], Open] = field(default_factory=dict)
    reports: dict[tuple[int, int], Held] = field(default_factory=dict)

    def can_read(self, person: int, channel: int) -> bool:
        """Whether a person can read a channel."""
        roles = self.roles.get((self.home[channel], person))
        return roles is not None and (self.readers[channel] is None or self.readers[channel] in roles)

    def in_public(self, report: Held, channel: int) -> bool:
        """Whether a post in a channel, or in a thread of it, may show a report."""
        audience = self.audiences[report.server, report.collection]
        return report.server == self.home[channel] and (audience.everyone or channel in audience.channels)

    def opened_to(self, server: int, person: int | None, channel: int | None) -> set[str]:
        """Return the collections that a person may see in private, or else the readers of a channel in public."""
        known = {name: Held(server, name, "", []) for home, name in self.audiences if home == server}
        if person is not None:
            return {name for name, held in known.items() if self.in_private(held, person)}
        return {name for name, held in known.items() if channel is not None and self.in_public(held, channel)}

    def in_private(self, report: Held, person: int) -> bool:
        """Whether a reply that only this person sees may show a report."""
        roles = self.roles.get((report.server, person))
        if roles is None:
            return False
        audience = self.audiences[report.server, report.collection]
        if audience.everyone or roles & audience.roles:
            return True
        return any(self.can_read(person, channel) for channel in audience.channels)
