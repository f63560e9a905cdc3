"""`collections`: which there are, who sees each in Discord, and opening one to everyone or closing it again."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.config import Settings
from bot.terminal import objects
from bot.ui import texts
from corpus.audience import Audience, Collection
from corpus.store import Store

DONE = 0


def collections(settings: Settings, options: argparse.Namespace) -> int:
    """List the collections, after opening or closing one."""
    changes = options.open is not None or options.close is not None
    with Store(Path(settings.storage.path), writable=changes) as store:
        if options.open is not None:
            store.collections.set_everyone(options.open, allowed=True)
        if options.close is not None:
            store.collections.set_everyone(options.close, allowed=False)
        found = store.collections.all()
    if options.json:
        objects.write([_object(collection) for collection in found])
    else:
        Console(highlight=False).print(_table(found))
    return DONE


def _table(found: list[Collection]) -> Table:
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for name in ("Collection", "Seen in Discord by"):
        table.add_column(name, overflow="fold")
    table.add_column("Reports", justify="right")
    for collection in found:
        table.add_row(Text(collection.name), _seen_by(collection.audience), f"{collection.reports:,}")
    return table


def _seen_by(audience: Audience) -> str:
    """Say who sees a collection; the names of channels and roles are known to Discord only."""
    parts = ["everyone"] if audience.everyone else []
    parts += [
        texts.plural(len(ids), name) for ids, name in ((audience.channels, "channel"), (audience.roles, "role")) if ids
    ]
    return ", ".join(parts) or "nobody: --open NAME, or /collection allow in Discord"


def _object(collection: Collection) -> dict[str, object]:
    audience = collection.audience
    return {
        "name": collection.name,
        "everyone": audience.everyone,
        "channels": sorted(audience.channels),
        "roles": sorted(audience.roles),
        "reports": collection.reports,
    }
