"""The child process that draws pages: one request at a time. Started by `corpus.pages`, never by hand.

A request is a line of JSON and the original file after it; a reply is a PNG, or JSON that says why there is none.
"""

from __future__ import annotations

import json
from typing import Any

from corpus.boxes import Area
from corpus.confinement import MOST_MEMORY_BYTES, allow_cpu, serve
from corpus.drawing import picture
from corpus.rendering import DamagedPicture, TurnedPages, opened

# A page of text takes 0.05 s, a map of 100,000 lines 2 s.
MOST_CPU_S = 4


def answer(request: bytes) -> bytes:
    """Return the picture that is asked for, or why there is none."""
    head, _, data = request.partition(b"\n")
    allow_cpu(MOST_CPU_S)
    try:
        return _drawn(json.loads(head), data)
    except DamagedPicture as damage:
        return _refusal(str(damage))
    except MemoryError:
        return _refusal(f"drawing it needed more than {MOST_MEMORY_BYTES >> 20:,} MiB of memory (limit)")
    except Exception as error:  # noqa: BLE001 - a drawer of foreign files may raise anything; the type is told
        return _refusal(f"its drawer failed ({type(error).__name__})")


def _drawn(asked: dict[str, Any], data: bytes) -> bytes:
    areas = [Area(asked["page"], *sides) for sides in asked["areas"]]
    with opened(data, asked["form"]) as pages:
        if not 1 <= asked["page"] <= pages.count:
            raise DamagedPicture(f"there is no page {asked['page']} in the file")
        if not asked["turn"]:
            return picture(pages, asked["page"], areas)
        upright = TurnedPages(pages, asked["turn"])
        return picture(upright, asked["page"], [upright.area(area) for area in areas])


def _refusal(reason: str) -> bytes:
    return json.dumps({"reason": reason}).encode()


if __name__ == "__main__":
    serve(answer)
