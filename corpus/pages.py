"""A sentence on its page: the picture that proves that the words stand there.

The original file, which others made, is opened and drawn in a child process only: a PDF made to hurt ends that process,
not the bot's. The child stays, so that a picture takes a tenth of a second.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from corpus.boxes import Area, Line, areas, lines_within
from corpus.child import Child, ChildFailed, Task
from corpus.errors import DamagedStore, NoPicture
from corpus.folder import ORIGINALS
from corpus.report import Report
from corpus.shelf import Shelf

# A picture is wanted at once or not at all; one of a sound file takes less than half a second.
MOST_WALL_S = 6.0
MOST_CPU_S = 4  # as `corpus.page_worker` limits itself
MOST_PICTURE_BYTES = 8_000_000  # Discord takes 10 MiB
DRAWING = Task("corpus.page_worker", "drawing it", "its drawer", MOST_WALL_S, MOST_CPU_S, MOST_PICTURE_BYTES)
FORMATS = frozenset({"pdf", "image"})

AROUND = 1_000  # characters before and after a sentence that show which way up its page is

_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Picture:
    """A sentence marked on its page.

    Args:
        png: The picture.
        page: Counted from 1.
        pages: All pages that the sentence stands on, in order.
    """

    png: bytes
    page: int
    pages: tuple[int, ...]


def has_pages(report: Report) -> bool:
    """Whether pages of a report can be drawn."""
    return report.format in FORMATS


class Painter:
    """Draws pages in a child process, for any thread; a class because it holds that process.

    Args:
        task: What the child runs, and its limits.
    """

    def __init__(self, task: Task = DRAWING) -> None:
        self._child = Child(task)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        self._child.close()

    def picture(self, shelf: Shelf, report: Report, span: tuple[int, int], page: int | None = None) -> Picture:
        """Draw a sentence on its page.

        Args:
            shelf: Where the report is kept.
            report: With pages.
            span: Start and end of the sentence, offsets into the report's text.
            page: Counted from 1; None for the first one that it stands on.

        Raises:
            NoPicture: There is none; the message says why, and where the sentence stands if not there.
            DamagedStore: The original file is not the one that was added.
        """
        packed = _boxes(shelf, report)
        found = _areas(packed, report, span)
        pages = tuple(dict.fromkeys(area.page for area in found))
        wanted = page or pages[0]
        if wanted not in pages:
            raise NoPicture(f"The sentence is not on page {wanted}: it stands on {_named(pages)}.")
        sides = [(area.left, area.top, area.right, area.bottom) for area in found if area.page == wanted]
        turn = _turn(lines_within(packed, span[0] - AROUND, span[1] + AROUND), wanted)
        head = {"form": report.format, "page": wanted, "areas": sides, "turn": turn}
        request = json.dumps(head).encode() + b"\n" + _original(shelf, report)
        return Picture(self._drawn(request, wanted), wanted, pages)

    def fault(self) -> str | None:
        """Return why no page can be drawn at all, None where pages can: the child is asked for one of no file."""
        request = json.dumps({"form": "pdf", "page": 1, "areas": [], "turn": 0}).encode() + b"\n"
        try:
            self._child.ask(request)
        except ChildFailed as failure:
            return str(failure)
        return None

    def _drawn(self, request: bytes, page: int) -> bytes:
        try:
            reply = self._child.ask(request)
        except ChildFailed as failure:
            raise NoPicture(f"Page {page} cannot be drawn: {failure}.") from failure
        if reply.startswith(_PNG):
            return reply
        raise NoPicture(f"Page {page} cannot be drawn: {_reason(reply)}.")


def _boxes(shelf: Shelf, report: Report) -> bytes:
    """Return where a report's characters stand, refusing a report that has no pages to show."""
    if not has_pages(report):
        reason = f"Report {report.id} ({report.file_name}) has no pages: it is of the format {report.format}"
        raise NoPicture(f"{reason}; `show {report.id}` shows its sentences.")
    return shelf.boxes(report.id)


def _areas(packed: bytes, report: Report, span: tuple[int, int]) -> list[Area]:
    """Return where a sentence stands."""
    try:
        found = areas(packed, *span)
    except ValueError as damage:
        raise DamagedStore(f"the character boxes of report {report.id} are damaged: run `check --repair`") from damage
    if not found:
        raise NoPicture(f"Where the sentence stands on the pages of report {report.id} is not known.")
    return found


def _turn(lines: Iterable[Line], page: int) -> int:
    """Return by how many degrees, counter-clockwise, a page must be turned for these lines to stand upright.

    Lines that run from right to left are upside down where each stands above the one before; else they are Arabic.
    """
    own = [line for line in lines if line.page == page]
    sideways = [line.lefts[-1] >= line.lefts[0] for line in own if line.sideways]
    if 2 * len(sideways) > len(own):
        return 90 if 2 * sum(sideways) >= len(sideways) else 270
    backwards = sum(line.lefts[-1] < line.lefts[0] for line in own)
    upwards = sum(after.top < before.top for before, after in pairwise(own))
    return 180 if 2 * backwards > len(own) and 2 * upwards > len(own) - 1 else 0


def _original(shelf: Shelf, report: Report) -> bytes:
    """Return a report's file as it was added."""
    try:
        data = (shelf.folder / ORIGINALS / report.sha256).read_bytes()
    except OSError as failure:
        raise DamagedStore(f"the original file of report {report.id} cannot be read: {failure.strerror}") from failure
    if hashlib.sha256(data).hexdigest() != report.sha256:
        raise DamagedStore(f"the original file of report {report.id} was altered: run `check`")
    return data


def _reason(reply: bytes) -> str:
    try:
        return str(json.loads(reply)["reason"])
    except (ValueError, TypeError, KeyError):
        return "its drawer gave an answer that makes no sense"


def _named(pages: tuple[int, ...]) -> str:
    """Return "page 3", "pages 3 and 4"."""
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {', '.join(map(str, pages[:-1]))} and {pages[-1]}"
