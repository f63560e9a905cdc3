"""From a file to an extract, in a child process: a parser of foreign files may loop, crash or eat all memory.

One child serves many files, because starting one with its parsers takes a third of a second; it is started at the
first file and again after a death. Nothing but the extract comes back, and that is checked.
"""

from __future__ import annotations

import base64
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from corpus.child import Child, ChildFailed, Pages, Task, no_steps
from corpus.conversion import CONVERSIONS, converted
from corpus.errors import EmptyReport, OverLimit, RefusedReport, UnreadableReport, UnsupportedFormat
from corpus.extraction_worker import MOST_CPU_S
from corpus.names import shown_name
from corpus.recognition import MOST_PAGES, RecognitionSettings
from corpus.report import Block, BlockKind, Extract, Metadata, Source

# Discord takes attachments of 25 MB from a boosted server; no report of text comes near.
MOST_BYTES = 25_000_000
# The processor's limit and half again, for a machine that is busy.
MOST_WALL_S = 30.0
# 5,000,000 characters of four bytes and 200,000 blocks: what the formats' own limits let through, and no more.
MOST_REPLY_BYTES = 64 << 20

_REMEDY = "save it as plain text"
_WORD = re.compile(r"\w")

READING = Task(
    *("corpus.extraction_worker", "reading it", "its parser", MOST_WALL_S, MOST_CPU_S, MOST_REPLY_BYTES),
    most_steps=MOST_PAGES,
)


class Extractor:
    """Reads files in a child process; a class because it holds that process.

    Args:
        task: What the child runs, and its limits.
        recognition: How pages without text are recognised.
    """

    def __init__(self, task: Task = READING, *, recognition: RecognitionSettings | None = None) -> None:
        self._child, self._recognition = Child(task), recognition or RecognitionSettings()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def extract(self, path: Path, *, name: str | None = None) -> Extract:
        """Read a file into one text with its blocks.

        Args:
            path: Where it is.
            name: What it is called where that differs from its path, as an attachment's does.

        Raises:
            RefusedReport: The file does not become a report; the message says why.
        """
        label = shown_name(name or path.name)
        return self.extract_bytes(file_bytes(path, label), label)

    def extract_bytes(self, data: bytes, label: str, steps: Pages = no_steps) -> Extract:
        """Read a file's bytes into one text with its blocks.

        Args:
            data: All of them.
            label: What the file is called, fit for showing.
            steps: Told how many pages without text are recognised, and of how many.

        Raises:
            RefusedReport: They do not become a report; the message says why.
        """
        reply = self._asked(data, label, None, steps)
        form = _to_convert(reply)
        if form is None:
            return _extract_of(reply, label)
        readable = converted(data, form, label)
        extract = _extract_of(self._asked(readable, label, CONVERSIONS[form].into, steps), label)
        return replace(extract, format=form)

    def _asked(self, data: bytes, label: str, form: str | None, steps: Pages) -> bytes:
        """Return the child's reply to a file, whose format is told where the name claims another."""
        head = {"name": label, "languages": self._recognition.languages, "format": form}
        try:
            return self._child.ask(json.dumps(head).encode() + b"\n" + data, steps)
        except ChildFailed as failure:
            raise UnreadableReport(label, str(failure), _REMEDY) from failure

    def close(self) -> None:
        """End the child process."""
        self._child.close()


def file_bytes(path: Path, name: str) -> bytes:
    """Return a regular file's bytes, refusing what is empty or larger than a report may be."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:  # a named pipe would wait for ever
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableReport(name, "it is not a regular file", "name a file")
            size = os.fstat(file.fileno()).st_size
            data = file.read(MOST_BYTES + 1) if size <= MOST_BYTES else b""
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "its path cannot be used"
        raise UnreadableReport(name, f"it cannot be opened ({why})", "check the path and its permissions") from error
    if size > MOST_BYTES or len(data) > MOST_BYTES:
        reason = f"it has {max(size, len(data)) / 1e6:.1f} MB, more than {MOST_BYTES / 1e6:.0f} MB (limit)"
        raise OverLimit(name, reason, "split it into several reports")
    if not data.strip():
        raise EmptyReport(name, "it is empty", "add a file with text in it")
    return data


def _to_convert(reply: bytes) -> str | None:
    """Return the old format that a reply says LibreOffice must convert, None where it says nothing of that."""
    if not reply.startswith(b'{"convert"'):
        return None
    form = next((form for form in CONVERSIONS if form.encode() in reply), None)
    return form if reply == json.dumps({"convert": form}).encode() else None


def _extract_of(reply: bytes, name: str) -> Extract:
    """Return the extract that a reply holds, or raise the refusal that it holds."""
    try:
        answer = json.loads(reply)
        refused = answer.get("refused")
        extract = None if refused else _checked(answer["extract"])
        refusal = _refusal(answer, name) if refused else None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise UnreadableReport(name, "its parser gave an answer that makes no sense", _REMEDY) from error
    if extract is None:
        raise refusal or UnreadableReport(name, "its parser gave no answer", _REMEDY)
    if not _WORD.search(extract.text) or not extract.blocks:
        raise EmptyReport(name, "there is no word in it", "add a file with text in it")
    return extract


def _refusal(answer: dict[str, Any], name: str) -> RefusedReport:
    """Return the refusal that the child gave."""
    kinds = {kind.__name__: kind for kind in (UnreadableReport, UnsupportedFormat, OverLimit, EmptyReport)}
    return kinds[answer["refused"]](name, str(answer["reason"]), str(answer["remedy"]))


def _checked(facts: dict[str, Any]) -> Extract:
    """Return an extract from plain values, refusing blocks that overlap or leave the text."""
    text = str(facts["text"])
    blocks = tuple(_blocks(facts["blocks"], len(text)))
    title, publisher, author, date, url = facts["metadata"]
    metadata = Metadata(title, publisher, author, date, url, Source(facts["date_source"]))
    boxes, labels = base64.b64decode(facts["boxes"], validate=True), tuple(map(str, facts["page_labels"]))
    without_text = tuple(map(int, facts["pages_without_text"]))
    invisible, remarks = int(facts["invisible"]), tuple(map(str, facts["remarks"]))
    return Extract(text, blocks, metadata, str(facts["format"]), without_text, labels, boxes, invisible, remarks)


def _blocks(rows: list[list[Any]], length: int) -> Iterator[Block]:
    """Yield the blocks of a text of this length, which must follow one another."""
    before = 0
    for start, end, kind, page, level, ocr in rows:
        if not before <= start <= end <= length:
            raise ValueError("blocks out of order")
        before = end
        yield Block(start, end, BlockKind(kind), page, level, bool(ocr))
