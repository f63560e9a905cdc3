"""The child process that reads foreign files: one request at a time on standard input, one reply on standard output.

It limits itself before it reads anything, ends when its parent does (end of file on standard input), and says nothing
else. A request and a reply are eight bytes of length, big-endian, and that many bytes: JSON, and for a request a line
feed and the file after it. Started by `corpus.extraction`, never by hand.
"""

from __future__ import annotations

import base64
import json
import math
import resource
import sys
from typing import Any, BinaryIO

from corpus.errors import OverLimit, RefusedReport, UnreadableReport
from corpus.report import Extract

# Ten times what the largest sound file of the tests needs; a bomb ends here and not in the machine's memory.
MOST_MEMORY_BYTES = 1 << 30
# A file of 5 MB takes 3 s; a parser that hangs is ended by the system.
MOST_CPU_S = 20


def main() -> None:
    """Answer requests until standard input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    while frame := _next(requests):
        head, _, data = frame.partition(b"\n")
        reply = json.dumps(answer(data, json.loads(head)["name"]), ensure_ascii=False).encode()
        replies.write(len(reply).to_bytes(8, "big") + reply)
        replies.flush()


def _next(requests: BinaryIO) -> bytes:
    """Return the next request, empty at the end."""
    return requests.read(int.from_bytes(requests.read(8), "big"))


def answer(data: bytes, name: str) -> dict[str, Any]:
    """Return a file's extract as JSON, or why it was refused."""
    _allow_cpu(MOST_CPU_S)
    try:
        from corpus.formats import read

        return {"extract": as_json(read(data, name))}
    except RefusedReport as refusal:
        return {"refused": type(refusal).__name__, "reason": refusal.reason, "remedy": refusal.remedy}
    except MemoryError:
        reason = f"reading it needed more than {MOST_MEMORY_BYTES >> 20:,} MiB of memory (limit)"
        return {"refused": OverLimit.__name__, "reason": reason, "remedy": "split it, or save it as plain text"}
    except Exception as error:  # noqa: BLE001 - a parser of foreign files may raise anything; the type is told
        reason = f"its parser failed ({type(error).__name__})"
        return {"refused": UnreadableReport.__name__, "reason": reason, "remedy": "save it as plain text"}


def _allow_cpu(seconds: int) -> None:
    """Let this process use so many seconds more of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def as_json(extract: Extract) -> dict[str, Any]:
    """Return an extract as plain lists and strings."""
    metadata = extract.metadata
    return {
        "text": extract.text,
        "format": extract.format,
        "blocks": [[b.start, b.end, b.kind.value, b.page, b.level, b.ocr] for b in extract.blocks],
        "metadata": [metadata.title, metadata.publisher, metadata.author, metadata.date, metadata.url],
        "date_source": metadata.date_source.value,
        "pages_without_text": list(extract.pages_without_text),
        "page_labels": list(extract.page_labels),
        "boxes": base64.b64encode(extract.boxes).decode(),
        "invisible": extract.invisible,
        "remarks": list(extract.remarks),
    }


if __name__ == "__main__":
    main()
