"""A child process that answers requests one at a time: whatever opens a foreign file does it in one, under limits.

A parser or drawer of foreign files may loop, crash or eat all memory. One child serves many files, because starting
one with its libraries takes a third of a second; it is started at the first request and again after a death.
`corpus.confinement` is the child's side. A request and a reply are eight bytes of length, big-endian, and that many
bytes; before its reply the child may say how far it is, in eight bytes that begin with 0xff.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.confinement import MOST_MEMORY_BYTES

_ROOT = Path(__file__).resolve().parents[1]
# What a child may know of the environment: where Tesseract's data are. No token, no proxy.
_PASSED_ON = ("TESSDATA_PREFIX",)
_STEP = 0xFF  # the first byte of a word on progress; no reply has a length that begins so

Pages = Callable[[int, int], None]


class ChildFailed(Exception):
    """No reply came, or none that can be one; its text is the reason, fit for showing."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a child is for, and how much it may take.

    Args:
        module: The module that it runs.
        doing: What it does, for reasons: "reading it".
        who: What does it, likewise: "its parser".
        wall_s: Longest time for one request, and from one step of it to the next, in seconds.
        cpu_s: Likewise of processor time; the child limits itself.
        most_reply_bytes: No reply is longer.
        most_steps: A request has no more steps.
    """

    module: str
    doing: str
    who: str
    wall_s: float
    cpu_s: int
    most_reply_bytes: int
    most_steps: int = 0


def no_steps(_: int, __: int) -> None:
    """Be told how far a request is, and do nothing."""


class Child:
    """A class because it holds the process.

    Args:
        task: What it is for.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Return the number of the process, None where none was started."""
        return self._process.pid if self._process else None

    def ask(self, request: bytes, steps: Pages = no_steps) -> bytes:
        """Send a request and return the reply.

        Args:
            request: What the module understands.
            steps: Told how many steps are done, and of how many.

        Raises:
            ChildFailed: None came; the child has ended, and the next request gets a new one.
        """
        with self._one_at_a_time:
            return self._ask(len(request).to_bytes(8, "big") + request, steps)

    def close(self) -> None:
        """End the process."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process = None

    def _ask(self, request: bytes, steps: Pages) -> bytes:
        process, task = self._started(), self._task
        try:
            return exchange(process, request, task, steps)
        except TimeoutError as error:
            self.close()
            raise ChildFailed(f"{task.doing} took longer than {task.wall_s:g} s (limit)") from error
        except (OSError, ValueError) as error:
            code = _ending(process)
            self.close()
            raise ChildFailed(_death(code, error, task)) from error
        except BaseException:
            self.close()  # interrupted in mid-reply: the rest of it must not answer the next request
            raise

    def _started(self) -> subprocess.Popen[bytes]:
        """Return the running process, started where there is none."""
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            known = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-W", "ignore", "-m", self._task.module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1", **known},
                start_new_session=True,  # Ctrl-C in a terminal is the parent's to handle
                bufsize=0,
            )
        return self._process


def exchange(process: subprocess.Popen[bytes], request: bytes, task: Task, steps: Pages) -> bytes:
    """Write a request and read its reply at the same time, so that neither side waits for the other.

    Raises:
        TimeoutError: It took too long.
        OSError: The child has ended.
        ValueError: Its reply is longer than any can be, or it makes more steps than any request has.
    """
    if process.stdin is None or process.stdout is None:
        raise OSError("the child has no pipes")
    os.set_blocking(process.stdin.fileno(), False)
    unsent, reply, deadline = memoryview(request), _Reply(task, steps), time.monotonic() + task.wall_s
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdin, selectors.EVENT_WRITE)
        ready.register(process.stdout, selectors.EVENT_READ)
        while not reply.is_complete:
            events = ready.select(max(0.0, deadline - time.monotonic()))
            if not events:
                raise TimeoutError
            for key, _ in events:
                if key.fileobj is process.stdout:
                    stepped = reply.take(_read(process.stdout.fileno()))
                    deadline = time.monotonic() + task.wall_s if stepped else deadline
                else:
                    unsent = unsent[os.write(process.stdin.fileno(), unsent[: 1 << 16]) :]
                    if not unsent:
                        ready.unregister(process.stdin)
    return bytes(reply.received[8:])


class _Reply:
    """What came so far; a class because it grows."""

    def __init__(self, task: Task, steps: Pages) -> None:
        self._task, self._steps, self._told = task, steps, 0
        self.received = bytearray()

    def take(self, piece: bytes) -> bool:
        """Take some bytes, and return whether a step was among them."""
        self.received += piece
        told = self._told
        while len(self.received) >= 8 and self.received[0] == _STEP:  # noqa: PLR2004 - the length before every reply
            self._told += 1
            if self._told > self._task.most_steps:
                raise ValueError("no request of ours has so many steps")
            done, total = int.from_bytes(self.received[1:4], "big"), int.from_bytes(self.received[4:8], "big")
            del self.received[:8]
            self._steps(done, total)
        return self._told > told

    @property
    def is_complete(self) -> bool:
        """Whether a whole reply has come; one that is longer than its length or than any can be is refused."""
        if len(self.received) < 8:  # noqa: PLR2004 - likewise
            return False
        size = int.from_bytes(self.received[:8], "big")
        if size > self._task.most_reply_bytes or len(self.received) > size + 8:
            raise ValueError("no reply of ours has this length")
        return len(self.received) == size + 8


def _read(pipe: int) -> bytes:
    """Return some bytes of a pipe."""
    piece = os.read(pipe, 1 << 20)
    if not piece:
        raise OSError("the pipe has ended")
    return piece


def _ending(process: subprocess.Popen[bytes]) -> int | None:
    """Return how the child ended, None where it still runs."""
    try:
        return process.wait(timeout=1.0)
    except subprocess.TimeoutExpired:
        return None


def _death(code: int | None, error: Exception, task: Task) -> str:
    """Return why a reply did not come, from how the child ended."""
    if code == -signal.SIGXCPU:
        return f"{task.doing} took more than {task.cpu_s} s of processor time (limit)"
    if code == -signal.SIGABRT:  # libraries of C++ end themselves where they get no memory
        return f"{task.doing} most likely needed more than {MOST_MEMORY_BYTES >> 20:,} MiB of memory (limit)"
    if code is not None and code < 0:
        return f"{task.who} was ended by the system ({signal.Signals(-code).name})"
    return f"{task.who} ended without an answer (exit {code})" if code is not None else f"{task.who} failed: {error}"
