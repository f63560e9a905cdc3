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
from typing import Any

from bot import arguments
from bot.config import StorageSettings, load_settings
from bot.errors import BotError, StartRefused
from corpus.errors import CorpusError, StoreInUse
from index.errors import IndexingError, ModelAltered, ModelChanged, ModelMissing

DONE, REFUSED, IN_USE, WRONG_CONFIGURATION = 0, 1, 75, 78
INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C

# Command: (module of bot.terminal, what --help says). The module's function of the command's name runs it.
COMMANDS = {
    "ask": ("asking", "answer one question"),
    "chat": ("asking", "ask one question after another, follow-ups included, as in Discord"),
    "add": ("adding", "make reports of files, or of all files in folders"),
    "replace": ("adding", "put a new version in a report's place"),
    "reports": ("listing", "list the reports"),
    "collections": ("collecting", "list the collections and who sees them; open or close one"),
    "show": ("listing", "show a report: its facts and every sentence"),
    "page": ("paging", "draw a page with one of its sentences marked"),
    "remove": ("listing", "remove a report, at once and for good"),
    "verify": ("verifying", "say whether a quote stands in a report word for word, and where"),
    "check": ("checking", "check data, models and configuration, and say what to do"),
    "backup": ("keeping", "write reports, questions and rights into one file"),
    "restore": ("keeping", "bring back what `backup` wrote"),
    "evaluate": ("evaluating", "answer a set of questions, for scoring the answers"),
    "sync": ("serving", "register the slash commands with Discord again"),
    "setup": ("serving", "show the steps from a new Discord application to the first answer"),
    "version": ("listing", "show the version"),
}

# Command, or "" for the program: what stands below its help.
EXAMPLES = {
    "": """\
%(prog)s ask "who leads the SDF political wing?"   four sample reports answer, until yours are there
  %(prog)s add FOLDER                                make reports of all files in it
  %(prog)s setup                                     what the Discord bot needs; then %(prog)s alone starts it
  %(prog)s ask --help                                all about one command

exit codes: 0 done, 1 refused or not found, 2 wrong usage, 75 data folder in use, 78 wrong configuration""",
    "ask": '%(prog)s "who leads the SDF political wing?" --since 2017-10 --context',
    "add": '%(prog)s minutes.pdf --title "Minutes of May" --date 2025-05-12\n  %(prog)s reports/ --collection legal',
    "replace": "%(prog)s 7 minutes-corrected.pdf",
    "collections": "%(prog)s --open legal",
    "page": "%(prog)s 7 --sentence 12 -o page.png",
    "verify": '%(prog)s "the dam was taken on 10 May"\n  %(prog)s --export evidence.md',
    "backup": "%(prog)s verbatim.zip",
    "restore": "%(prog)s verbatim.zip --data new-folder",
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
        "--data",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the data folder; default: VERBATIM_DATA, or what the settings say",
    )
    everywhere.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="the settings; default: VERBATIM_CONFIG, or config.toml",
    )
    top = argparse.ArgumentParser(
        prog=os.environ.get("VERBATIM_PROGRAM", "python -m bot"),
        description="Answers questions from reports, word for word. Without a command: the Discord bot.",
        parents=[everywhere],
        allow_abbrev=False,
        **_below(""),
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, (_, summary) in COMMANDS.items():
        sentence = f"{summary[0].upper()}{summary[1:]}."
        command = commands.add_parser(name, help=summary, description=sentence, parents=[everywhere], **_below(name))
        _ARGUMENTS.get(name, _none)(command)
    return top


def _below(name: str) -> dict[str, Any]:
    """Return how examples stand below a command's help: in lines as they are written."""
    shown = f"examples:\n  {EXAMPLES[name]}" if name in EXAMPLES else None
    return {"epilog": shown, "formatter_class": argparse.RawDescriptionHelpFormatter}


def _none(_: argparse.ArgumentParser) -> None:
    """A command that takes nothing."""


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON, for programs")


def _ask(command: argparse.ArgumentParser) -> None:
    command.add_argument("question", metavar="QUESTION", help="in quotes: it is one argument")
    _where(command)
    command.add_argument("--top", type=arguments.count, metavar="N", help="show at most so many sentences, 1 to 10")
    command.add_argument("--context", action="store_true", help="show the paragraph around each sentence")
    _json(command)


def _where(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--report", type=arguments.identity, metavar="ID", help="only in this report, by its number in `reports`"
    )
    command.add_argument("--collection", metavar="NAME", help="only in this collection")
    command.add_argument(
        "--since",
        type=arguments.day,
        metavar="DATE",
        help="only in reports of this day or later: 2017-10-16, 2017-10 or 2017",
    )
    command.add_argument("--until", type=arguments.day, metavar="DATE", help="only in reports of this day or earlier")


def _facts(command: argparse.ArgumentParser) -> None:
    command.add_argument("--title", metavar="TEXT", help="as the publisher writes it; default: what the file says")
    command.add_argument("--publisher", metavar="NAME", help="the organisation that published it")
    command.add_argument("--author", metavar="NAME", help="who wrote it")
    command.add_argument(
        "--date", type=arguments.day, metavar="DATE", help="of publication: 2017-10-16, 2017-10 or 2017"
    )
    command.add_argument("--url", help="where it was published: shown, never fetched")
    _json(command)


def _add(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders with everything below")
    command.add_argument(
        "--collection", default="everyone", metavar="NAME", help="who sees them, see `collections`; default: everyone"
    )
    _facts(command)


def _replace(command: argparse.ArgumentParser) -> None:
    _report(command)
    command.add_argument("path", type=Path, metavar="FILE", help="the new version")
    _facts(command)


def _report(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "report", type=arguments.identity, metavar="ID", help="the report's number, as `reports` shows it"
    )


def _collections(command: argparse.ArgumentParser) -> None:
    command.add_argument("--open", metavar="NAME", help="let everyone in the server see its reports")
    command.add_argument(
        "--close", metavar="NAME", help="leave them to the channels and roles that are allowed in Discord"
    )
    _json(command)


def _page(command: argparse.ArgumentParser) -> None:
    _report(command)
    command.add_argument(
        "page", nargs="?", type=arguments.number, metavar="N", help="the page; default: the sentence's first"
    )
    command.add_argument(
        "--sentence", required=True, type=arguments.number, metavar="S", help="its number, as `show` lists it"
    )
    command.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help="where the PNG goes")
    _json(command)


def _remove(command: argparse.ArgumentParser) -> None:
    _report(command)
    _json(command)


def _verify(command: argparse.ArgumentParser) -> None:
    command.add_argument("quote", metavar="QUOTE", nargs="?", help="the words as somebody cites them, in quotes")
    command.add_argument("--export", type=Path, metavar="FILE", help="check every quote of an export from Discord")
    _json(command)


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--repair", action="store_true", help="make again what is damaged and can be: searches and vectors"
    )
    _json(command)


def _file(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="the backup")


def _backup(command: argparse.ArgumentParser) -> None:
    _file(command)
    command.add_argument("--reports-only", action="store_true", help="leave out what people asked and said of answers")


def _evaluate(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "sentences", type=Path, metavar="SENTENCES", help="JSON Lines: the reports' sentences, already split"
    )
    command.add_argument("questions", type=Path, metavar="QUESTIONS", help="JSON Lines: the questions")
    command.add_argument("--predictions", type=Path, required=True, metavar="OUT", help="where the ranking goes")
    command.add_argument("--mode", choices=("open", "report"), default="open", help="look everywhere, or in its report")
    command.add_argument("--limit", type=arguments.number, metavar="N", help="only the first N questions")


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
