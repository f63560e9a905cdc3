"""A watched folder: files that an operator puts there become reports; changed and deleted ones follow.

The folder is looked at again and again rather than listened to: that works on every disk, network ones too. A file
counts when it was the same in two looks, so one that is still being written is left alone. Which report came from which
file is kept in a table; a report that somebody else added is neither replaced nor removed for a file's sake. Where all
files are gone at once nothing is removed: a disk that is not mounted looks just like that.
"""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from bot.errors import BotError
from bot.ledger import Known, Ledger
from bot.library import Removed, Replaced, Work
from bot.logs import report_line
from bot.sight import Sight, Stamp, sight_of, stamp_of
from corpus.errors import CorpusError, RefusedReport, ReportNotFound, UnreadableReport
from corpus.extraction import file_bytes
from corpus.names import shown_name
from corpus.report import Report
from corpus.store import Store
from index.errors import IndexingError
from index.indexing import Added, Filing

_log = logging.getLogger("verbatim.watching")


class Line(Protocol):
    """The line in which files become reports, as one who may wait for it sees it."""

    def add(self, work: Work, content: bytes, filing: Filing) -> Added:
        """Make a file a report."""
        ...

    def replace(self, report_id: int, work: Work, content: bytes, filing: Filing) -> Replaced:
        """Put a file in a report's place."""
        ...

    def remove(self, report_id: int) -> Report:
        """Remove a report."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is new or changed.

    Args:
        known: As it is now; its report is the one that it had.
        content: Its bytes.
        old: As it was taken before, None where it never was.
    """

    known: Known
    content: bytes
    old: Known | None


class _Unopened(Exception):
    """A file that cannot be opened.

    Args:
        refusal: What is told of it.
    """

    def __init__(self, refusal: UnreadableReport) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class FolderWatch:
    """Keeps reports as a folder's files are; a class because it holds what it saw before. Its methods block.

    Args:
        folder: What is watched, with the folders in it.
        collection: Where its reports go.
        store: The team's reports.
        line: The line in which files become reports.
        ledger: Which report came from which file.
    """

    def __init__(self, folder: Path, collection: str, store: Store, line: Line, ledger: Ledger) -> None:
        self._folder, self._collection, self._store = folder, collection, store
        self._line, self._ledger = line, ledger
        self._before: dict[str, Stamp] | None = None
        self._is_held = False
        self._told: set[str] = set()  # what cannot be looked at or opened, and was told of

    def look(self) -> list[Work]:
        """Look once, follow what was quiet since the last look, and return what became of each file."""
        sight, known = sight_of(self._folder), self._ledger.all()
        now, before, self._before = sight.stamps, self._before, sight.stamps
        self._tell_unseen(sight)
        if before is None or self._holds(now, known):
            return []
        quiet = [path for path in sorted(now) if before.get(path) == now[path]]
        gone = [path for path in sorted(known.keys() - now.keys() - before.keys()) if not sight.misses(path)]
        works = [self._follow(path, now[path], known.get(path)) for path in quiet if _differs(known, path, now[path])]
        works += [self._forget(known[path]) for path in gone]
        self._let_leave()
        return [work for work in works if work is not None]

    def _holds(self, now: dict[str, Stamp], known: dict[str, Known]) -> bool:
        """Whether all files are gone at once; said once."""
        held = bool(known) and not now
        if held and not self._is_held:
            report_line(_log, "the watched folder is empty: its reports stay", level=logging.WARNING)
        self._is_held = held
        return held

    def _tell_unseen(self, sight: Sight) -> None:
        """Say once what cannot be looked at: a disk that fails must not look like files that are gone."""
        for path, reason in sight.unseen.items():
            if path not in self._told:
                report_line(_log, "not to be looked at", level=logging.WARNING, file=path, reason=reason)
        self._told = {path for path in self._told if path in sight.stamps} | sight.unseen.keys()

    def _follow(self, path: str, stamp: Stamp, old: Known | None) -> Work | None:
        """Bring the report of one file up to it, and return what became of it."""
        work = Work(shown_name(path))
        try:
            found = self._read(path, stamp, old, work.name)
            if found is None:
                return None
            work.outcome = self._taken(found, work)
        except _Unopened as fault:  # its rights may be mended without a trace in its stamp: tried again, told once
            if path in self._told:
                return None
            self._told.add(path)
            work.outcome = fault.refusal
        except RefusedReport as refusal:
            work.outcome = refusal
            self._ledger.put(Known(path, *stamp, "", old.report if old else None, ours=bool(old and old.ours)))
        except (BotError, CorpusError, IndexingError) as fault:
            work.outcome = fault  # not of the file's making: the next look tries again
        _tell(path, work)
        return work

    def _read(self, path: str, stamp: Stamp, old: Known | None, name: str) -> Found | None:
        """Return the file, or nothing where it is being written, or was only touched."""
        content = self._opened(path, name)
        digest = hashlib.sha256(content).hexdigest()
        known = Known(path, *stamp, digest, old.report if old else None, ours=bool(old and old.ours))
        if stamp_of(self._folder / path) != stamp:
            return None
        if old and old.report and old.sha256 == digest:
            self._ledger.put(known)
            return None
        return Found(known, content, old)

    def _opened(self, path: str, name: str) -> bytes:
        try:
            content = file_bytes(self._folder / path, name)
        except UnreadableReport as refusal:
            raise _Unopened(refusal) from refusal
        self._told.discard(path)
        return content

    def _taken(self, found: Found, work: Work) -> Added | Replaced:
        """Add or replace; the beginning is noted, lest a kill before the end leave a report that is nobody's."""
        known, old, filing = found.known, found.old, Filing(collection=self._collection)
        there = self._store.find(known.sha256, self._collection)
        outcome: Added | Replaced
        if there is None and old and self._is_ours(old):
            outcome = self._line.replace(old.report or 0, work, found.content, filing)
            self._ledger.put(replace(known, report=outcome.report.id))
            return outcome
        ours = there is None or self._owns(there.id) or _was_begun(old, known.sha256)
        self._ledger.put(replace(known, report=None, ours=ours), leaving=old.report if old and old.ours else None)
        outcome = self._line.add(work, found.content, filing)
        self._ledger.put(replace(known, report=outcome.report.id, ours=ours))
        return outcome

    def _is_ours(self, old: Known) -> bool:
        """Whether a file's report is the watcher's, still there, and no other file's."""
        if not (old.ours and old.report) or len(self._holders(old.report)) > 1:
            return False
        return any(report.id == old.report for report in self._store.reports())

    def _holders(self, report_id: int) -> list[Known]:
        return [known for known in self._ledger.all().values() if known.report == report_id]

    def _owns(self, report_id: int) -> bool:
        """Whether a report is the watcher's: a file's, or one that a file is giving up."""
        given_up = any(report == report_id for _, report in self._ledger.leaving())
        return given_up or any(known.ours for known in self._holders(report_id))

    def _let_leave(self) -> None:
        """Remove what files have given up, once they have another report or are gone; after a kill, too."""
        known = self._ledger.all()
        for path, report in self._ledger.leaving():
            if path not in known or known[path].report is not None:
                self._let_go(report)
                self._ledger.left(path, report)

    def _forget(self, gone: Known) -> Work | None:
        """Remove the report of a file that is gone; the note goes last: a kill between leaves no orphan."""
        alone = gone.report is not None and self._holders(gone.report) == [gone]
        removed = self._remove(gone.report) if gone.ours and gone.report and alone else None
        self._ledger.delete(gone.path)
        if removed is None:
            return None
        work = Work(shown_name(gone.path), outcome=Removed(removed))
        _tell(gone.path, work)
        return work

    def _let_go(self, report_id: int) -> None:
        """Remove a report that was the watcher's, unless a file has it now."""
        if not self._holders(report_id) and self._remove(report_id):
            report_line(_log, "former report of a watched file removed", report=report_id)

    def _remove(self, report_id: int) -> Report | None:
        with suppress(ReportNotFound):  # an editor removed it before
            return self._line.remove(report_id)
        return None


def _differs(known: dict[str, Known], path: str, stamp: Stamp) -> bool:
    """Whether a file looks other than when it was taken, or was not taken to the end."""
    old = known.get(path)
    if old is None or (old.modified_ns, old.size_bytes) != stamp:
        return True
    return old.report is None and bool(old.sha256)


def _was_begun(old: Known | None, sha256: str) -> bool:
    """Whether the watcher began to add this very content and was killed before it noted the report."""
    return old is not None and old.report is None and old.ours and old.sha256 == sha256


def _tell(path: str, work: Work) -> None:
    """Write what became of a file into the log."""
    match work.outcome:
        case Added(new=False, report=report):
            report_line(_log, "watched file is a report already", file=path, report=report.id)
        case Added(report=report) | Replaced(report=report) | Removed(report=report) as done:
            report_line(_log, f"watched file {type(done).__name__.lower()}", file=path, report=report.id)
        case fault:
            report_line(_log, "watched file refused", level=logging.WARNING, file=path, reason=str(fault))
