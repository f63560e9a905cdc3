"""Ids as Discord makes them: the time in milliseconds since 2015, and a counter."""

from __future__ import annotations

import itertools
import time

EPOCH_MS = 1_420_070_400_000
_COUNTER = itertools.count()


def snowflake() -> str:
    """Return a new id of this moment."""
    return str((int(time.time() * 1000) - EPOCH_MS) << 22 | next(_COUNTER) % 4096)
