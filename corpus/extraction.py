"""From a file to an extract, in a child process: a parser of foreign files may loop, crash or eat all memory.

One child serves many files, because starting one with its parsers takes a third of a second; it is started at the
first file and again after a death. Nothing but the extract comes back, and that is checked.
"""

from __future__ import annotations

import base64
import json
import os
import re
import selectors
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from corpus.errors import EmptyReport, OverLimit, RefusedReport, UnreadableReport, UnsupportedFormat
from corpus.extraction_worker import MOST_CPU_S
from corpus.names import shown_name
from corpus.report import Block, BlockKind, Extract, Metadata, Source

# Discord takes attachments of 25 MB from a boosted server; no report of text comes near.
MOST_BYTES = 25_000_000
# The processor's limit and half again, for a machine that is busy.
MOST_WALL_S = 30.0
# 5,000,000 characters of four bytes and 200,000 blocks: what the formats' own limits let through, and no more.
MOST_REPLY_BYTES = 64 << 20

_ROOT = Path(__file__).resolve().parents[1]
_REMEDY = "save it as plain text"
_WORD = re.compile(r"\w")


class Extractor:
    """Reads files in a child process; a class because it holds that process.

    Args:
        wall_s: Longest time for one file, in seconds.
        worker: The module that the child runs.
    """

    def __init__(self, *, wall_s: float = MOST_WALL_S, worker: str = "corpus.extraction_worker") -> None:
        self._wall_s, self._worker = wall_s, worker
        self._child: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

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

    def extract_bytes(self, data: bytes, label: str) -> Extract:
        """Read a file's bytes into one text with its blocks.

        Args:
            data: All of them.
            label: What the file is called, fit for showing.

        Raises:
            RefusedReport: They do not become a report; the message says why.
        """
        request = json.dumps({"name": label}).encode() + b"\n" + data
        with self._one_at_a_time:
            reply = self._ask(len(request).to_bytes(8, "big") + request, label)
        return _extract_of(reply, label)

    def close(self) -> None:
        """End the child process."""
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                pipe.close()
        self._child = None

    def _ask(self, request: bytes, name: str) -> bytes:
        """Send a request and return the reply, or end the child and say what became of it."""
        child = self._started()
        try:
            return exchange(child, request, time.monotonic() + self._wall_s)
        except TimeoutError as error:
            self.close()
            reason = f"reading it took longer than {self._wall_s:g} s (limit)"
            raise UnreadableReport(name, reason, _REMEDY) from error
        except (OSError, ValueError) as error:
            code = _ending(child)
            self.close()
            raise UnreadableReport(name, _death(code, error), _REMEDY) from error
        except BaseException:
            self.close()  # interrupted in mid-reply: the rest of it must not answer the next request
            raise

    def _started(self) -> subprocess.Popen[bytes]:
        """Return the running child, started where there is none."""
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None:
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-W", "ignore", "-m", self._worker],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},  # no token, no proxy
                start_new_session=True,  # Ctrl-C in a terminal is the parent's to handle
                bufsize=0,
            )
        return self._child


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


def exchange(child: subprocess.Popen[bytes], request: bytes, deadline: float) -> bytes:
    """Write a request and read its reply at the same time, so that neither side waits for the other.

    Args:
        child: A process with both pipes.
        request: What to write.
        deadline: On the monotonic clock, in seconds.

    Raises:
        TimeoutError: The deadline has passed.
        OSError: The child has ended.
        ValueError: Its reply is longer than any can be.
    """
    if child.stdin is None or child.stdout is None:
        raise OSError("the child has no pipes")
    os.set_blocking(child.stdin.fileno(), False)
    unsent, received = memoryview(request), bytearray()
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdin, selectors.EVENT_WRITE)
        ready.register(child.stdout, selectors.EVENT_READ)
        while not _complete(received):
            events = ready.select(max(0.0, deadline - time.monotonic()))
            if not events:
                raise TimeoutError
            for key, _ in events:
                if key.fileobj is child.stdout:
                    received += _read(child.stdout.fileno())
                else:
                    unsent = unsent[os.write(child.stdin.fileno(), unsent[: 1 << 16]) :]
                    if not unsent:
                        ready.unregister(child.stdin)
    return bytes(received[8:])


def _read(pipe: int) -> bytes:
    """Return some bytes of a pipe."""
    piece = os.read(pipe, 1 << 20)
    if not piece:
        raise OSError("the pipe has ended")
    return piece


def _complete(received: bytearray) -> bool:
    """Return whether a whole reply has come, refusing one that is longer than its length or than any can be."""
    if len(received) < 8:  # noqa: PLR2004 - the length before every reply
        return False
    size = int.from_bytes(received[:8], "big")
    if size > MOST_REPLY_BYTES or len(received) > size + 8:
        raise ValueError("no reply of ours has this length")
    return len(received) == size + 8


def _ending(child: subprocess.Popen[bytes]) -> int | None:
    """Return how the child ended, None where it still runs."""
    try:
        return child.wait(timeout=1.0)
    except subprocess.TimeoutExpired:
        return None


def _death(code: int | None, error: Exception) -> str:
    """Return why a reply did not come, from how the child ended."""
    if code == -signal.SIGXCPU:
        return f"reading it took more than {MOST_CPU_S} s of processor time (limit)"
    if code is not None and code < 0:
        return f"its parser was ended by the system ({signal.Signals(-code).name})"
    return f"its parser ended without an answer (exit {code})" if code is not None else f"its parser failed: {error}"


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
