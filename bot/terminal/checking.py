"""`check`: is everything as it must be, and if not, what to do."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.config import Settings
from bot.terminal import objects
from bot.terminal.renewing import renew
from corpus.errors import CorpusError
from index.errors import IndexingError
from index.opening import Opened, opened

DONE, WRONG = 0, 1
Finding = tuple[str, str | None]  # what was looked at, and what is wrong with it


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Check the configuration, the model, the weights, every stored byte and the searches over them."""
    with opened(Path(settings.storage.path), settings.embedding, settings.reader) as at:
        if options.repair:
            _repair(at)
        findings = [("configuration", None), *_findings(at)]
    if options.json:
        objects.write([{"checked": name, "wrong": wrong} for name, wrong in findings])
    else:
        _show(findings)
    return WRONG if any(wrong for _, wrong in findings) else DONE


def _findings(at: Opened) -> Iterator[Finding]:
    faults = at.store.faults()
    count = len(at.store.reports())
    yield f"store ({count} reports)", "; ".join(faults) or None
    for name, look in (("embedding model", at.embedder), ("searches and reader", lambda: at.answerer().ready())):
        try:
            look()
        except (CorpusError, IndexingError) as failure:
            yield name, str(failure)
        else:
            yield name, None


def _repair(at: Opened) -> None:
    """Make again what can be made again: vectors of another maker, and the searches."""
    renew(at)
    at.answerer().rebuild()


def _show(findings: list[Finding]) -> None:
    out = Console(highlight=False, soft_wrap=True)
    for name, wrong in findings:
        mark = ("✗ ", "red") if wrong else ("✓ ", "green")
        out.print(Text.assemble(mark, f"{name}: {wrong}" if wrong else name))
