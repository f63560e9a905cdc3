"""What can be set about Discord; `bot.config` fills these from config.toml, table by table.

`[discord]` is DiscordSettings, `[watch]` is WatchSettings, `[throttle]` is ThrottleSettings, `[privacy]` is
PrivacySettings, `[log]` is LogSettings.
The token is in none of them: it comes from the environment or from the file named by `token_file`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

from bot.errors import StartRefused

INTENTS_DEFAULT = 4609  # guilds 1, guild messages 512, direct messages 4096
MESSAGE_CONTENT = 32768

Range = tuple[float, float]


def _within(**ranges: Range) -> dict[str, Range]:
    return ranges


def _check(settings: Any, table: str, ranges: dict[str, Range]) -> None:
    """Refuse a figure outside its range, naming key, value and range."""
    for item in fields(settings):
        value, allowed = getattr(settings, item.name), ranges.get(item.name)
        if allowed and not allowed[0] <= value <= allowed[1]:
            message = f"[{table}] {item.name} is {value}, but must be from {allowed[0]:g} to {allowed[1]:g}."
            raise StartRefused(message)


@dataclass(frozen=True, slots=True)
class ThrottleSettings:
    """How many questions are taken, and how they wait.

    Args:
        questions_at_once: Questions answered at the same time. Default 2, from 1 to 64: one a processor core.
        queue_length: Questions waiting for their turn. Default 32, from 0 to 1,000; one more gets "busy".
        questions_a_minute: Questions a person may ask in a minute. Default 5, from 1 to 600.
        clicks_a_minute: Presses of buttons a person may make in a minute. Default 30, from 1 to 600.
        reply_deadline_s: Seconds from the question to the end of its answer. Default 20, from 1 to 600.
    """

    questions_at_once: int = 2
    queue_length: int = 32
    questions_a_minute: int = 5
    clicks_a_minute: int = 30
    reply_deadline_s: float = 20.0

    def __post_init__(self) -> None:
        """Check the ranges."""
        ranges = _within(
            questions_at_once=(1, 64),
            queue_length=(0, 1000),
            questions_a_minute=(1, 600),
            clicks_a_minute=(1, 600),
            reply_deadline_s=(1, 600),
        )
        _check(self, "throttle", ranges)


@dataclass(frozen=True, slots=True)
class LogSettings:
    """How the log is written; it goes to standard error.

    Args:
        format: "text" for people, "json" for programs: one object a line. Default "text".
        level: "DEBUG", "INFO", "WARNING" or "ERROR". Default "INFO". discord.py's own log never goes below INFO,
            because its DEBUG lines hold messages.
    """

    format: Literal["text", "json"] = "text"
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    def __post_init__(self) -> None:
        """Check the words."""
        _one_of("log", "format", self.format, ("text", "json"))
        _one_of("log", "level", self.level, ("DEBUG", "INFO", "WARNING", "ERROR"))


def _one_of(table: str, key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise StartRefused(f"[{table}] {key} is {value!r}, but must be one of {', '.join(allowed)}.")


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """A folder whose files become reports of the configured server, and go with them.

    Args:
        folder: Which one; a relative path counts from the folder of config.toml. Default empty: none.
        interval_s: Seconds between two looks; a file counts when it was the same in two. Default 30, from 1 to 86,400.
        collection: The collection that its reports go to. Default "everyone".
        channel: Id of the channel that is told what became of each file. Default 0: none, the log alone.
    """

    folder: str = ""
    interval_s: float = 30.0
    collection: str = "everyone"
    channel: int = 0

    def __post_init__(self) -> None:
        """Check the ranges."""
        _check(self, "watch", _within(interval_s=(1, 86_400), channel=(0, 2**63)))


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """How long what people said is kept.

    Args:
        keep_questions_days: Days after which the words of questions and remarks are deleted, with who wrote them.
            Default 90, from 0 to 3,650; 0: they are never written down.
        left_servers_days: Days after which everything of a server is deleted that the bot left. Default 30, from 0 to
            3,650.
    """

    keep_questions_days: int = 90
    left_servers_days: int = 30

    def __post_init__(self) -> None:
        """Check the ranges."""
        _check(self, "privacy", _within(keep_questions_days=(0, 3650), left_servers_days=(0, 3650)))


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """How the bot meets Discord.

    Args:
        server: Id of the server that the reports added on the command line belong to. Default 0: the only server that
            the bot is in when it first connects.
        editor_role: Id of the role that whoever manages reports and collections must have. Default 0: none, the
            permission "Manage Server" instead.
        drop_channel: Id of the channel in which the files that editors post become reports. Default 0: none. Without
            the message content intent, only messages that mention the bot count.
        drop_collection: The collection that they go to. Default "everyone".
        reply_style: "components" for the full answer; "embed" where push notifications must show text, since Discord
            sends empty ones for components. Default "components".
        message_content: Whether to ask for the message content intent, so that plain replies and unmentioned
            questions in a thread are heard. It must be switched on in the developer portal too. Default false.
        sharded: Whether to connect in several shards, as Discord asks of bots in 2,500 servers. Default false.
        token_file: A file that holds the token and nothing else; empty: the variable DISCORD_TOKEN. Default empty.
        api_base: Address of Discord's HTTP interface. Default empty: discord.py's own.
        gateway_url: Address of Discord's gateway. Default empty: discord.py's own.
        guild_ready_timeout_s: Seconds to wait for the list of servers at start. Default 2, from 0.01 to 60.
        remembered_questions: Answered questions kept, so that buttons under old answers work. Default 10,000, from 100
            to 1,000,000; about 1 kB each.
        shutdown_s: Seconds given to questions in flight when the program is told to stop. Default 10, from 0 to 60.
        watch: The watched folder, from the table `[watch]`.
        throttle: How many questions are taken, from the table `[throttle]`.
        privacy: How long what people said is kept, from the table `[privacy]`.
        log: How the log is written, from the table `[log]`.
    """

    server: int = 0
    editor_role: int = 0
    drop_channel: int = 0
    drop_collection: str = "everyone"
    reply_style: Literal["components", "embed"] = "components"
    message_content: bool = False
    sharded: bool = False
    token_file: str = ""
    api_base: str = ""
    gateway_url: str = ""
    guild_ready_timeout_s: float = 2.0
    remembered_questions: int = 10_000
    shutdown_s: float = 10.0
    watch: WatchSettings = field(default_factory=WatchSettings)
    throttle: ThrottleSettings = field(default_factory=ThrottleSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    log: LogSettings = field(default_factory=LogSettings)

    def __post_init__(self) -> None:
        """Check the words and the ranges."""
        _one_of("discord", "reply_style", self.reply_style, ("components", "embed"))
        ranges = _within(
            server=(0, 2**63),
            editor_role=(0, 2**63),
            drop_channel=(0, 2**63),
            guild_ready_timeout_s=(0.01, 60),
            remembered_questions=(100, 1_000_000),
            shutdown_s=(0, 60),
        )
        _check(self, "discord", ranges)

    @property
    def intents(self) -> int:
        """What Discord is asked to tell: 4609, with the message content 37377."""
        return INTENTS_DEFAULT | (MESSAGE_CONTENT if self.message_content else 0)
