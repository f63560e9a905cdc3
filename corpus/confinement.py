"""The child's side of `corpus.child`: limits on itself, then one request at a time until its input ends.

It limits itself before it opens anything, ends when its parent does (end of file on standard input), and says nothing
but its replies and how far it is.
"""

from __future__ import annotations

import math
import resource
import sys
from collections.abc import Callable
from typing import BinaryIO

# Ten times what the largest sound file of the tests needs; a bomb ends here and not in the machine's memory.
MOST_MEMORY_BYTES = 1 << 30


def serve(answer: Callable[[bytes], bytes]) -> None:
    """Answer requests until standard input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    while request := _next(requests):
        reply = answer(request)
        replies.write(len(reply).to_bytes(8, "big") + reply)
        replies.flush()


def _next(requests: BinaryIO) -> bytes:
    """Return the next request, empty at the end."""
    return requests.read(int.from_bytes(requests.read(8), "big"))


def allow_cpu(seconds: int) -> None:
    """Let this process use so many seconds more of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def tell_step(done: int, total: int) -> None:
    """Tell the parent how far the request is; it gives the next step its time anew."""
    sys.stdout.buffer.write(b"\xff" + done.to_bytes(3, "big") + total.to_bytes(4, "big"))
    sys.stdout.buffer.flush()
