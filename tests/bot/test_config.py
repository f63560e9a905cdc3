"""Settings: checked before anything starts, refused in one sentence, and all of them documented in config.toml."""

from __future__ import annotations

import dataclasses
import re
import tomllib
import typing
from pathlib import Path

import pytest

from bot.config import CONFIG, TABLES, Settings, load_settings
from bot.errors import StartRefused
from bot.settings import LogSettings, ThrottleSettings


def write(folder: Path, text: str) -> Path:
    """Write a configuration file and return its path."""
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def settings_of(kind: type) -> dict[str, dataclasses.Field[object]]:
    """Return the keys of a table; those that are tables of their own are left out."""
    hints = typing.get_type_hints(kind)
    return {item.name: item for item in dataclasses.fields(kind) if not dataclasses.is_dataclass(hints[item.name])}


def test_without_a_file_and_without_variables_everything_has_its_default(tmp_path: Path) -> None:
    """An empty file is as good as none; the data folder lies beside it."""
    made = load_settings(write(tmp_path, ""), {})
    assert made == dataclasses.replace(Settings(), storage=made.storage)
    assert made.storage.path == str(tmp_path / "data")


def test_every_table_reaches_its_settings(tmp_path: Path) -> None:
    """Those of throttle and log lie within Discord's."""
    text = """
        [storage]
        path = "elsewhere"
        [embedding]
        model = "some/model"
        threads = 3
        [reader]
        model = "none"
        precision = 0.9
        [answer]
        quotes = 7
        [discord]
        reply_style = "embed"
        message_content = true
        [throttle]
        questions_a_minute = 9
        reply_deadline_s = 15
        [log]
        format = "json"
    """
    made = load_settings(write(tmp_path, text), {})
    assert made.storage.path == str(tmp_path / "elsewhere")
    assert (made.embedding.model, made.embedding.threads) == ("some/model", 3)
    assert (made.reader.model, made.reader.precision, made.answer.quotes) == ("none", 0.9, 7)
    assert (made.discord.reply_style, made.discord.message_content) == ("embed", True)
    assert made.discord.throttle == ThrottleSettings(questions_a_minute=9, reply_deadline_s=15.0)
    assert made.discord.log == LogSettings(format="json")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[storge]\npath = 'x'", r"config\.toml: there is no table 'storge'; the nearest is 'storage'\.$"),
        ("[embedding]\nmodle = 'x'", r"\[embedding\]: there is no key 'modle'; the nearest is 'model'\.$"),
        ("[throttle]\nquestions_per_minute = 3", r"'questions_per_minute'; the nearest is 'questions_a_minute'\.$"),
        ("[xyz]\n", r"there is no table 'xyz'; the nearest is '\w+'\.$"),
        ("quotes = 3", r"there is no table 'quotes'"),
        ("answer = 3", r"'answer' must be a table: \[answer\]\.$"),
        ("[answer]\nquotes = '3'", r"^\[answer\] quotes is '3', but must be of type int\.$"),
        ("[answer]\nquotes = 3.0", r"quotes is 3\.0, but must be of type int"),
        ("[answer]\nquotes = true", r"quotes is True, but must be of type int"),
        ("[answer]\nquotes = [3]", r"quotes is \[3\], but must be of type int"),
        ("[discord]\nmessage_content = 1", r"message_content is 1, but must be of type bool"),
        ("[discord]\nreply_style = 1", r"reply_style is 1, but must be of type str"),
        ("[throttle]\nreply_deadline_s = 'long'", r"reply_deadline_s is 'long', but must be of type float"),
        ("[answer]\nquotes = 11", r"^\[answer\] quotes is 11, but must be from 1 to 10\.$"),
        ("[reader]\nprecision = 0.4", r"\[reader\] precision is 0\.4, but must be from 0\.5 to 0\.99\.$"),
        ("[embedding]\nthreads = -1", r"\[embedding\] threads is -1, but must be from 0 to 256\.$"),
        ("[throttle]\nquestions_at_once = 0", r"\[throttle\] questions_at_once is 0, but must be from 1 to 64\.$"),
        ("[throttle]\nreply_deadline_s = nan", r"reply_deadline_s is nan, but must be from"),
        ("[discord]\nreply_style = 'poem'", r"reply_style is 'poem', but must be one of components, embed\.$"),
        ("[log]\nlevel = 'LOUD'", r"level is 'LOUD', but must be one of DEBUG, INFO, WARNING, ERROR\.$"),
        ("[answer\n", r"config\.toml cannot be read: .+line 1"),
        ("[answer]\nquotes = 1\nquotes = 2", r"config\.toml cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_that_names_it(tmp_path: Path, text: str, words: str) -> None:
    """Key, value, and what would be right."""
    with pytest.raises(StartRefused, match=words):
        load_settings(write(tmp_path, text), {})


@pytest.mark.parametrize("key", ["token", "secret", "password"])
def test_a_token_is_refused_with_the_place_where_it_belongs(tmp_path: Path, key: str) -> None:
    """And it does not stand in the message."""
    with pytest.raises(StartRefused, match=r"variable DISCORD_TOKEN or into token_file") as refusal:
        load_settings(write(tmp_path, f"[discord]\n{key} = 'MTAwMDAw.not-a-real-one'"), {})
    assert "MTAwMDAw" not in str(refusal.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00"])
def test_a_file_that_is_no_toml_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    """Whatever is in it."""
    (tmp_path / "config.toml").write_bytes(content)
    with pytest.raises(StartRefused, match=r"config\.toml cannot be read"):
        load_settings(tmp_path / "config.toml", {})


def test_a_file_that_was_named_and_is_missing_is_refused(tmp_path: Path) -> None:
    """By the option or by the variable; only the default one may be missing."""
    for file, environment in ((tmp_path / "none.toml", {}), (None, {"VERBATIM_CONFIG": str(tmp_path / "none.toml")})):
        with pytest.raises(StartRefused, match=r"none\.toml cannot be read"):
            load_settings(file, environment)


# Variables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "at"),
    [
        ("VERBATIM_ANSWER_QUOTES", "5", lambda made: made.answer.quotes == 5),
        ("VERBATIM_LOG_LEVEL", "DEBUG", lambda made: made.discord.log.level == "DEBUG"),
        ("VERBATIM_EMBEDDING_MODEL", "007", lambda made: made.embedding.model == "007"),
        ("VERBATIM_THROTTLE_QUESTIONS_A_MINUTE", "600", lambda made: made.discord.throttle.questions_a_minute == 600),
        ("VERBATIM_THROTTLE_REPLY_DEADLINE_S", "2.5", lambda made: made.discord.throttle.reply_deadline_s == 2.5),
        ("VERBATIM_DISCORD_MESSAGE_CONTENT", "true", lambda made: made.discord.message_content is True),
        ("VERBATIM_DATA", "/srv/data", lambda made: made.storage.path == "/srv/data"),
    ],
)
def test_a_variable_overrides_the_file(tmp_path: Path, name: str, value: str, at: object) -> None:
    """VERBATIM_<TABLE>_<KEY>, read as the key's type wants it."""
    text = "[answer]\nquotes = 2\n[log]\nlevel = 'ERROR'\n[storage]\npath = 'x'"
    assert at(load_settings(write(tmp_path, text), {name: value, "OTHER_TABLE_KEY": "x"}))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("VERBATIM_ANSWR_QUOTES", "5", r"VERBATIM_ANSWR_QUOTES: there is no table 'answr'; the nearest is 'answer'"),
        ("VERBATIM_ANSWER_QUOTE", "5", r"there is no key 'quote'; the nearest is 'quotes'"),
        ("VERBATIM_ANSWER_QUOTES", "many", r"quotes is 'many', but must be of type int"),
        ("VERBATIM_ANSWER_QUOTES", "99", r"quotes is 99, but must be from 1 to 10"),
        ("VERBATIM_ANSWER_QUOTES", "", r"quotes is '', but must be of type int"),
        ("VERBATIM_DISCORD_TOKEN", "MTAwMDAw.x", r"variable DISCORD_TOKEN or into token_file"),
    ],
)
def test_a_variable_that_cannot_be_is_refused_too(tmp_path: Path, name: str, value: str, words: str) -> None:
    """In the same words."""
    with pytest.raises(StartRefused, match=words) as refusal:
        load_settings(write(tmp_path, ""), {name: value})
    assert "MTAwMDAw" not in str(refusal.value)


def test_a_variable_over_what_is_no_table_is_refused(tmp_path: Path) -> None:
    """The file is at fault, and named."""
    with pytest.raises(StartRefused, match=r"'answer' must be a table"):
        load_settings(write(tmp_path, "answer = 3"), {"VERBATIM_ANSWER_QUOTES": "5"})


@pytest.mark.parametrize("name", ["VERBATIM_SHARED", "VERBATIM_PROGRAM", "VERBATIM_VENV", "VERBATIM_CONFIG"])
def test_variables_of_the_launcher_and_the_tests_are_no_settings(tmp_path: Path, name: str) -> None:
    """They share the prefix and nothing else."""
    load_settings(write(tmp_path, ""), {name: "x"})


def test_the_launcher_sets_no_variable_that_is_refused(tmp_path: Path) -> None:
    """Whatever it exports or reads with our prefix is let through."""
    launcher = (CONFIG.parent / "verbatim").read_text(encoding="utf-8")
    for name in set(re.findall(r"VERBATIM_[A-Z]+", launcher)):
        load_settings(write(tmp_path, ""), {name: "x"})


# config.toml ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_config_toml_lists_every_setting_with_its_default(table: str) -> None:
    """No more, no less, and each with a line that explains it."""
    text = CONFIG.read_text(encoding="utf-8")
    listed, made = tomllib.loads(text)[table], TABLES[table]()
    assert listed == {key: getattr(made, key) for key in settings_of(TABLES[table])}
    section = re.split(r"^\[", text, flags=re.MULTILINE)
    [lines] = [part.splitlines()[1:] for part in section if part.startswith(f"{table}]")]
    assert lines[0].startswith("# "), "a comment in front of the first key"


def test_config_toml_has_no_other_tables() -> None:
    """Nor keys outside them."""
    assert set(tomllib.loads(CONFIG.read_text(encoding="utf-8"))) == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_setting_is_explained_where_it_is_defined(table: str) -> None:
    """In the docstring of its table, by its name."""
    for key in settings_of(TABLES[table]):
        assert re.search(rf"^\s+{key}: \S", TABLES[table].__doc__ or "", re.MULTILINE), key
