"""Settings: config.toml, then the environment, each checked before anything else starts.

Each table fills one dataclass that the package which needs it defines; a key's default, unit and range stand there and
in config.toml, and a test keeps the two alike. VERBATIM_<TABLE>_<KEY> overrides one key, VERBATIM_DATA the data folder.
The Discord token is refused here: a file that people share and commit is no place for it.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import StartRefused
from bot.settings import DiscordSettings, LogSettings, PrivacySettings, ThrottleSettings, WatchSettings
from corpus.recognition import RecognitionSettings
from index.settings import AnswerSettings, EmbeddingSettings, ReaderSettings

ROOT = Path(__file__).parent.parent
CONFIG = ROOT / "config.toml"
PREFIX = "VERBATIM_"
# Variables with this prefix that are no settings: of this module, of the launcher, of the tests.
_RESERVED = frozenset(PREFIX + name for name in ("CONFIG", "DATA", "PROGRAM", "VENV", "SHARED"))
_SECRETS = ("token", "secret", "password")


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where everything is kept.

    Args:
        path: The data folder; a relative path counts from the folder of config.toml.
    """

    path: str = "data"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, a table each."""

    storage: StorageSettings = field(default_factory=StorageSettings)
    ocr: RecognitionSettings = field(default_factory=RecognitionSettings)
    embedding: EmbeddingSettings = field(default_factory=EmbeddingSettings)
    reader: ReaderSettings = field(default_factory=ReaderSettings)
    answer: AnswerSettings = field(default_factory=AnswerSettings)
    discord: DiscordSettings = field(default_factory=DiscordSettings)


TABLES: dict[str, type[Any]] = {
    "storage": StorageSettings,
    "ocr": RecognitionSettings,
    "embedding": EmbeddingSettings,
    "reader": ReaderSettings,
    "answer": AnswerSettings,
    "discord": DiscordSettings,
    "watch": WatchSettings,
    "throttle": ThrottleSettings,
    "privacy": PrivacySettings,
    "log": LogSettings,
}


def load_settings(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and check every setting.

    Args:
        file: The configuration file; None: VERBATIM_CONFIG, else config.toml beside the program, which may be missing.
        environment: Variables that override keys.

    Raises:
        StartRefused: a key is unknown or its value is not of its kind or range; the message names the nearest key.
    """
    file = file or (Path(environment["VERBATIM_CONFIG"]) if "VERBATIM_CONFIG" in environment else None)
    tables = _overridden(_read(file), environment)
    _refuse_unknown(tables, TABLES, "table", "config.toml")
    made = {name: _fill(name, kind, tables.get(name, {})) for name, kind in TABLES.items()}
    inner = {name: made.pop(name) for name in ("watch", "throttle", "privacy", "log")}
    if inner["watch"].folder:
        folder = str(_beside(file or CONFIG, inner["watch"].folder))
        inner["watch"] = dataclasses.replace(inner["watch"], folder=folder)
    discord = dataclasses.replace(made.pop("discord"), **inner)
    path = Path(environment.get("VERBATIM_DATA") or _beside(file or CONFIG, made["storage"].path))
    return Settings(**{**made, "discord": discord, "storage": StorageSettings(str(path))})


def _beside(file: Path, path: str) -> Path:
    return file.resolve().parent / Path(path).expanduser()


def _read(file: Path | None) -> dict[str, Any]:
    if file is None and not CONFIG.exists():
        return {}
    file = file or CONFIG
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as failure:
        raise StartRefused(f"{file} cannot be read: {failure.strerror}.") from failure
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as failure:
        raise StartRefused(f"{file} cannot be read: {failure}.") from failure


def _overridden(tables: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """Lay VERBATIM_<TABLE>_<KEY> over what the file says, as strings of the kind that TOML would give."""
    made = dict(tables)
    for name, value in environment.items():
        if name.startswith(PREFIX) and name not in _RESERVED:
            table, _, key = name.removeprefix(PREFIX).lower().partition("_")
            _refuse_unknown([table], TABLES, "table", name)
            made[table] = {**_table(table, made.get(table, {})), key: _parsed(TABLES[table], key, value)}
    return made


def _parsed(table: type[Any], key: str, value: str) -> Any:
    """Read a variable as TOML would read it, and as a bare string where the key wants one."""
    if typing.get_type_hints(table).get(key) in {int, float, bool}:
        try:
            return tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            return value
    return value


def _refuse_unknown(names: Iterable[str], known: Iterable[str], kind: str, where: str) -> None:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, list(known), 1, 0.0)
            hint = " It goes into the variable DISCORD_TOKEN or into token_file." if name in _SECRETS else ""
            raise StartRefused(f"{where}: there is no {kind} {name!r}; the nearest is {near[0]!r}.{hint}")


def _fill(name: str, kind: type[Any], table: Any) -> Any:
    """Make a table's dataclass from its keys, each checked against its type."""
    table = _table(name, table)
    hints = {key: hint for key, hint in typing.get_type_hints(kind).items() if not dataclasses.is_dataclass(hint)}
    _refuse_unknown(table, hints, "key", f"[{name}]")
    try:
        return kind(**{key: _checked(name, key, value, hints[key]) for key, value in table.items()})
    except ValueError as wrong:
        raise StartRefused(f"[{name}] {wrong}.") from wrong


def _table(name: str, table: Any) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise StartRefused(f"config.toml: {name!r} must be a table: [{name}].")
    return table


def _checked(table: str, key: str, value: Any, hint: Any) -> Any:
    wanted = str if typing.get_origin(hint) is typing.Literal else hint
    fits = isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not fits:
        raise StartRefused(f"[{table}] {key} is {value!r}, but must be of type {wanted.__name__}.")
    return value
