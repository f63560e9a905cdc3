"""The command line: what can be typed, and which exit code says what.

Exit codes: 0 done, 1 refused or not found (with the reason), 2 wrong usage, 75 the data folder is in use, 78 wrong
configuration. Only this module is loaded for `--help`; each command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.config import StorageSettings, load_settings
from bot.errors import BotError, StartRefused
from corpus.errors import CorpusError, StoreInUse
from index.errors import IndexingError, ModelAltered, ModelChanged, ModelMissing

DONE, REFUSED, IN_USE, WRONG_CONFIGURATION = 0, 1, 75, 78
LARGEST_ID = 2**63 - 1  # that SQLite can hold
INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C

# Command: (module of bot.terminal, what --help says). The module's function of the command's name runs it.
COMMANDS = {
    "ask": ("asking", "answer one question"),
    "chat": ("asking", "talk as in Discord, follow-ups included"),
    "add": ("adding", "make files or folders reports"),
    "replace": ("adding", "put a file in a report's place"),
    "reports": ("listing", "list the reports"),
    "collections": ("collecting", "list the collections and who sees them; open one to everyone, or close it"),
    "show": ("listing", "show a report with its sentences"),
    "page": ("paging", "draw a sentence on its page, marked"),
    "remove": ("listing", "remove a report and everything of it"),
    "verify": ("verifying", "say whether a quote stands in a report, and where"),
    "check": ("checking", "check data, model and configuration; say what to do"),
    "backup": ("keeping", "write everything into one file"),
    "restore": ("keeping", "bring back what backup wrote"),
    "evaluate": ("evaluating", "answer a set of questions, for scoring"),
    "sync": ("serving", "register the slash commands with Discord"),
    "setup": ("serving", "guide from creating the application to the first answer"),
    "version": ("listing", "show the version"),
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    _write_anywhere()
    options = parser().parse_args(arguments)
    try:
        return _run(options)
    except StoreInUse as failure:
        return _fail(failure, IN_USE)
    except (StartRefused, ModelMissing, ModelAltered, ModelChanged) as failure:
        return _fail(failure, WRONG_CONFIGURATION)
    except (CorpusError, IndexingError, BotError) as failure:
        return _fail(failure, REFUSED)
    except BrokenPipeError:  # `show 1 | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except (KeyboardInterrupt, ImportError) as failure:
        if isinstance(failure, ImportError) and not _was_interrupted(failure):
            raise
        return _fail("Interrupted: what was done is kept.", INTERRUPTED)


def _write_anywhere() -> None:
    """Let a terminal that knows few characters show "?" for the others: a report may hold any, and marks are some."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(errors="replace")


def _was_interrupted(failure: BaseException) -> bool:
    """Whether Ctrl-C is behind a library that could not be loaded: some say only that."""
    causes = (failure.__cause__, failure.__context__)
    return any(isinstance(cause, KeyboardInterrupt) or (cause and _was_interrupted(cause)) for cause in causes)


def _run(options: argparse.Namespace) -> int:
    settings = load_settings(getattr(options, "config", None))
    if "data" in options:
        settings = dataclasses.replace(settings, storage=StorageSettings(str(options.data)))
    name = options.command or "serve"
    module = COMMANDS[name][0] if name in COMMANDS else "serving"
    function = getattr(importlib.import_module(f"bot.terminal.{module}"), name)
    return int(function(settings, options))


def _fail(reason: object, code: int) -> int:
    sys.stderr.write(f"{reason}\n")
    return code


def parser() -> argparse.ArgumentParser:
    """Return what can be typed."""
    everywhere = argparse.ArgumentParser(add_help=False)
    # Absent unless given: a default of the command's would overwrite what was given in front of it.
    everywhere.add_argument(
        "--data", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="the data folder; or VERBATIM_DATA"
    )
    everywhere.add_argument(
        "--config", type=Path, metavar="FILE", default=argparse.SUPPRESS, help="the settings; or VERBATIM_CONFIG"
    )
    top = argparse.ArgumentParser(
        prog=os.environ.get("VERBATIM_PROGRAM", "python -m bot"),
        description="Answers questions from reports, word for word. Without a command: the Discord bot.",
        parents=[everywhere],
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for name, (_, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary.capitalize()}.", parents=[everywhere])
        _ARGUMENTS.get(name, _none)(command)
    return top


def _none(_: argparse.ArgumentParser) -> None:
    """A command that takes nothing."""


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON, for programs")


def _ask(command: argparse.ArgumentParser) -> None:
    command.add_argument("question", metavar="QUESTION")
    _where(command)
    command.add_argument("--top", type=_count, metavar="N", help="at most so many sentences, 1 to 10")
    command.add_argument("--context", action="store_true", help="show the paragraph around each sentence")
    _json(command)


def _where(command: argparse.ArgumentParser) -> None:
    command.add_argument("--report", type=_id, metavar="ID", help="only in this report")
    command.add_argument("--collection", metavar="NAME", help="only in this collection")
    command.add_argument("--since", type=_day, metavar="DATE", help="only in reports of this day or later: 2017-10-16")
    command.add_argument("--until", type=_day, metavar="DATE", help="only in reports of this day or earlier")


def _facts(command: argparse.ArgumentParser) -> None:
    command.add_argument("--title", help="as the publisher writes it")
    command.add_argument("--publisher", help="the organisation that published it")
    command.add_argument("--author", help="who wrote it")
    command.add_argument("--date", type=_day, help="of publication: 2017-10-16, 2017-10 or 2017")
    command.add_argument("--url", help="where it was published; it is shown, never fetched")
    _json(command)


def _add(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders with everything below")
    command.add_argument("--collection", default="everyone", metavar="NAME", help="default: everyone")
    _facts(command)


def _replace(command: argparse.ArgumentParser) -> None:
    _report(command)
    command.add_argument("path", type=Path, metavar="PATH")
    _facts(command)


def _report(command: argparse.ArgumentParser) -> None:
    command.add_argument("report", type=_id, metavar="ID", help="as `reports` shows it")


def _collections(command: argparse.ArgumentParser) -> None:
    command.add_argument("--open", metavar="NAME", help="let everyone in the server see its reports")
    command.add_argument("--close", metavar="NAME", help="only the channels and roles that are allowed in Discord")
    _json(command)


def _page(command: argparse.ArgumentParser) -> None:
    _report(command)
    command.add_argument("page", nargs="?", type=_number, metavar="N", help="the page; default: the sentence's first")
    command.add_argument("--sentence", required=True, type=_number, metavar="S", help="its number, as `show` lists it")
    command.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help="where the PNG goes")
    _json(command)


def _remove(command: argparse.ArgumentParser) -> None:
    _report(command)
    _json(command)


def _verify(command: argparse.ArgumentParser) -> None:
    command.add_argument("quote", metavar="QUOTE", nargs="?", help="the words as somebody cites them")
    command.add_argument("--export", type=Path, metavar="FILE", help="check every quote of an export from Discord")
    _json(command)


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument("--repair", action="store_true", help="make again what can be made again")
    _json(command)


def _file(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE")


def _backup(command: argparse.ArgumentParser) -> None:
    _file(command)
    command.add_argument("--reports-only", action="store_true", help="leave out what people asked and remarked")


def _evaluate(command: argparse.ArgumentParser) -> None:
    command.add_argument("sentences", type=Path, metavar="SENTENCES", help="JSON Lines, already split")
    command.add_argument("questions", type=Path, metavar="QUESTIONS", help="JSON Lines")
    command.add_argument("--predictions", type=Path, required=True, metavar="OUT", help="where the ranking goes")
    command.add_argument("--mode", choices=("open", "report"), default="open", help="look everywhere, or in its report")
    command.add_argument("--limit", type=_number, metavar="N", help="only the first N questions")


_ARGUMENTS = {
    "ask": _ask,
    "add": _add,
    "replace": _replace,
    "reports": _json,
    "collections": _collections,
    "show": _remove,
    "page": _page,
    "remove": _remove,
    "verify": _verify,
    "check": _check,
    "backup": _backup,
    "restore": _file,
    "evaluate": _evaluate,
}


def _count(text: str) -> int:
    most = 10
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {most}")
    return int(text)


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def _id(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:20]) <= LARGEST_ID:
        raise argparse.ArgumentTypeError(f"{text!r} is no report's number: `reports` lists them")
    return int(text)


def _day(text: str) -> str:
    """Check a day, month or year."""
    from corpus.formats.facts import iso_date

    if iso_date(text) != text:
        raise argparse.ArgumentTypeError(f"{text!r} is no date: write 2017-10-16, 2017-10 or 2017")
    return text
