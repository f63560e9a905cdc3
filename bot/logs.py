"""Write a log that an operator can follow and a thief cannot use.

Each question has an id; every line about it carries that id, and a person who is told "in the log under 7f3a" can be
helped. What never stands in a line: the token, at any level; the token of an interaction, good for fifteen minutes; the
words of a question. They are taken out of the finished line, tracebacks of other people's code included: a fault may
carry any of them in its message.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from bot.settings import LogSettings

SHORTEST_PRIVATE = 4  # characters; shorter words would blot out half of the log
_WEBHOOK = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?\"']+")
_LONG_TOKEN = re.compile(r"\baW50ZXJhY3Rpb246[\w=.-]{20,}")  # "interaction:" in base 64, as these tokens begin
_RESERVED = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


@dataclass(slots=True)
class _Subject:
    """What is being worked on; it grows while the work goes on, in threads too.

    Args:
        id: The question's id.
        private: Words that must not be logged.
    """

    id: str
    private: tuple[str, ...] = ()


_subject: ContextVar[_Subject | None] = ContextVar("subject", default=None)


def new_id() -> str:
    """Return an id for a question, short enough to read out."""
    return secrets.token_hex(4)


@contextmanager
def about(question_id: str) -> Iterator[None]:
    """Mark every line within as being about this question."""
    token = _subject.set(_Subject(question_id))
    try:
        yield
    finally:
        _subject.reset(token)


def withhold(*words: str) -> None:
    """Keep these words out of every line about the present question, from here on."""
    if subject := _subject.get():
        subject.private += tuple(word for word in words if len(word) >= SHORTEST_PRIVATE)


def report_line(log: logging.Logger, event: str, *, level: int = logging.INFO, **facts: object) -> None:
    """Write one event with its facts."""
    log.log(
        level, event, extra={key: round(fact, 3) if isinstance(fact, float) else fact for key, fact in facts.items()}
    )


class Clean(logging.Formatter):
    """Formats a record as one line of text or JSON with all secrets taken out; a class because logging wants one.

    Args:
        form: "text" or "json".
        secrets: Words that must not stand in any line.
    """

    def __init__(self, form: str, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._form = form
        self._secrets = tuple(
            part for secret in secrets for part in (secret, *secret.split(".")) if len(part) >= SHORTEST_PRIVATE
        )

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        subject = _subject.get()  # a handler runs where the line is written, so this is the line's own
        facts = {key: value for key, value in vars(record).items() if key not in _RESERVED}
        line = {"time": self.formatTime(record), "level": record.levelname, "log": record.name}
        line |= {"question": subject.id} if subject else {}
        line |= {"event": record.getMessage(), **facts, **self._fault(record)}
        private = (*self._secrets, *(subject.private if subject else ()))
        return _json(line, private) if self._form == "json" else _text(line, private)

    def _fault(self, record: logging.LogRecord) -> dict[str, str]:
        return {"fault": self.formatException(record.exc_info)} if record.exc_info else {}


def _json(line: dict[str, Any], private: tuple[str, ...]) -> str:
    """Return one object; numbers stay numbers, everything else is text."""
    facts = {
        key: value if type(value) in (int, float, bool) else _cleaned(str(value), private)
        for key, value in line.items()
    }
    return json.dumps(facts, ensure_ascii=False)


def _text(line: dict[str, Any], private: tuple[str, ...]) -> str:
    event = str(line.pop("event")).replace("\n", "\\n")  # one event is one line, whatever a fault says
    head = f"{line.pop('time')} {line.pop('level'):<7} {line.pop('log')}: {event}"
    fault = line.pop("fault", "")
    facts = "".join(f" {key}={value}" for key, value in line.items())
    return _cleaned(head + facts + (f"\n{fault}" if fault else ""), private)


def _cleaned(line: str, private: tuple[str, ...]) -> str:
    """Return the line without secrets."""
    for word in private:
        for form in {word, repr(word)[1:-1], json.dumps(word)[1:-1]}:
            line = line.replace(form, "[withheld]")
    return _LONG_TOKEN.sub("[withheld]", _WEBHOOK.sub(r"\1[withheld]", line))


def configure(settings: LogSettings, *, token: str = "") -> None:
    """Send the log to standard error, cleaned; discord.py's and aiohttp's never below INFO."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Clean(settings.format, (token,) if token else ()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level)
    for name in ("discord", "aiohttp", "asyncio"):
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(settings.level)))
