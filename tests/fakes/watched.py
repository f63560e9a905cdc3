"""A watched folder over a real store, with a line that can be told to fail."""

from __future__ import annotations

import os
from pathlib import Path

from bot.ledger import Ledger
from bot.library import Replaced, Work
from bot.watching import FolderWatch
from corpus.report import Report
from index.indexing import Added, Filing
from index.opening import Opened

ONE = "The council of Raqqa met on Monday. It chose a new chair."
TWO = "The council of Raqqa met on Tuesday. It chose nobody."


class Direct:
    """The line without a queue; can be told to fail, as when a disk is full or the process is killed."""

    def __init__(self, at: Opened) -> None:
        """Take the reports."""
        self.at = at
        self.fault: BaseException | None = None
        self.after: BaseException | None = None

    def add(self, work: Work, content: bytes, filing: Filing) -> Added:
        """Add."""
        if self.fault:
            raise self.fault
        added = self.at.indexer.add_bytes(content, work.name, filing)
        if self.after:
            raise self.after
        return added

    def replace(self, report_id: int, work: Work, content: bytes, filing: Filing) -> Replaced:
        """Replace."""
        before = self.at.store.report(report_id)
        return Replaced(before, self.at.indexer.replace_bytes(report_id, content, work.name, filing).report, 0, 0)

    def remove(self, report_id: int) -> Report:
        """Remove."""
        return self.at.indexer.remove(report_id)


class Watched:
    """A folder, what watches it, and the reports."""

    def __init__(self, folder: Path, at: Opened, ledger: Path) -> None:
        """Make it."""
        folder.mkdir(exist_ok=True)
        self.folder, self.at, self.ledger, self.line = folder, at, ledger, Direct(at)
        self.start()

    def start(self) -> None:
        """Begin anew, as after a restart."""
        self.watch = FolderWatch(self.folder, "everyone", self.at.store, self.line, Ledger(self.ledger))

    def write(self, name: str, text: str) -> None:
        """Write a file, at another time than the one before."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        before = path.stat().st_mtime_ns if path.exists() else 0
        path.write_text(text, "utf-8")
        os.utime(path, ns=(before + 10**9, before + 10**9))

    def settled(self) -> list[Work]:
        """Look twice, so that everything was quiet once."""
        return [*self.watch.look(), *self.watch.look()]

    @property
    def texts(self) -> list[str]:
        """Return the text of every report."""
        return [self.at.store.text(report.id).strip() for report in self.at.store.reports()]
