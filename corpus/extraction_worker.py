"""The child process that reads foreign files: one request at a time on standard input, one reply on standard output.

A request is a line of JSON and the file after it, a reply is JSON. Started by `corpus.extraction`, never by hand.
"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

from corpus.confinement import MOST_MEMORY_BYTES, allow_cpu, serve, tell_step
from corpus.errors import OverLimit, RefusedReport, UnreadableReport
from corpus.report import Extract
from corpus.unseen import visible

# A file of 5 MB takes 3 s; a parser that hangs is ended by the system.
MOST_CPU_S = 20
# OCR gives a page up after 20 s, except in the midst of finding its columns.
MOST_PAGE_CPU_S = 28


def main() -> None:
    """Answer requests until standard input ends."""
    serve(reply)


def reply(request: bytes) -> bytes:
    """Return the reply to one request, in JSON."""
    head, _, data = request.partition(b"\n")
    asked = json.loads(head)
    replied = answer(data, asked["name"], asked["languages"], asked.get("format"))
    return json.dumps(replied, ensure_ascii=False).encode()


def answer(data: bytes, name: str, languages: str, form: str | None = None) -> dict[str, Any]:
    """Return a file's extract as JSON, or why it was refused, or that it has to be converted first."""
    allow_cpu(MOST_CPU_S)
    from corpus.formats import NeedsConversion, read

    try:
        from corpus.datelines import dated
        from corpus.recognition import recognised

        extract = dated(recognised(read(data, name, form), data, name, languages, step))
        return {"extract": as_json(replace(extract, invisible=visible(extract.text).replaced))}
    except NeedsConversion as needed:
        return {"convert": str(needed)}
    except RefusedReport as refusal:
        return {"refused": type(refusal).__name__, "reason": refusal.reason, "remedy": refusal.remedy}
    except MemoryError:
        reason = f"reading it needed more than {MOST_MEMORY_BYTES >> 20:,} MiB of memory (limit)"
        return {"refused": OverLimit.__name__, "reason": reason, "remedy": "split it, or save it as plain text"}
    except Exception as error:  # noqa: BLE001 - a parser of foreign files may raise anything; the type is told
        reason = f"its parser failed ({type(error).__name__})"
        return {"refused": UnreadableReport.__name__, "reason": reason, "remedy": "save it as plain text"}


def step(done: int, total: int) -> None:
    """Tell how many pages are recognised; each has a time of its own."""
    allow_cpu(MOST_PAGE_CPU_S)
    tell_step(done, total)


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
