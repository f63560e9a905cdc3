"""Everything that can go wrong between a person and the answer.

BotError
├── StartRefused     the bot cannot start as it is configured; the program ends with exit code 78
├── NotAsked         a question that was not put to the reports; its text says why and what to do
│   ├── Busy         everything is in use; says in how many seconds to try again
│   ├── TooOften     one person asked more than their share; likewise
│   └── Stopping     the bot is going down for a restart
├── NotAllowed       somebody may not do what they asked for
├── Crowded          too many files wait to become reports
└── TooLate          the answer did not come within the deadline

Each message is fit for showing to a person: what happened, the limit and the measured value, and what to do.
"""

from __future__ import annotations


class BotError(Exception):
    """Any refusal or failure of the bot; its text is fit for showing to a person."""


class StartRefused(BotError):
    """The bot cannot start as it is configured: one sentence that says what to change."""


class NotAsked(BotError):
    """A question that was not put to the reports."""


class Busy(NotAsked):
    """Everything is in use.

    Args:
        wait_s: Seconds after which a place is likely to be free, at least 1.
    """

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"Busy with other questions: try again in {wait_s} s.")
        self.wait_s = wait_s


class TooOften(NotAsked):
    """One person asked more than their share.

    Args:
        limit: Questions a person may ask in a minute.
        wait_s: Seconds until the next one is taken, at least 1.
    """

    def __init__(self, limit: int, wait_s: int) -> None:
        super().__init__(f"You have asked {limit} questions within a minute, the most there may be: try in {wait_s} s.")
        self.wait_s = wait_s


class Stopping(NotAsked):
    """The bot is going down for a restart."""

    def __init__(self) -> None:
        super().__init__("Restarting: ask again in a minute.")


class NotAllowed(BotError):
    """Somebody may not do what they asked for: one sentence that says who may."""


class Crowded(BotError):
    """Too many files wait to become reports.

    Args:
        waiting: Files that wait.
        limit: How many may.
    """

    def __init__(self, waiting: int, limit: int) -> None:
        super().__init__(f"{waiting} files wait to become reports, {limit} are the most: add these in a few minutes.")


class TooLate(BotError):
    """The answer did not come within the deadline.

    Args:
        deadline_s: The time allowed, in seconds.
    """

    def __init__(self, deadline_s: float) -> None:
        super().__init__(f"This took longer than the {deadline_s:g} s allowed for an answer: ask again in a minute.")
