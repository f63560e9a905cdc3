"""Names of files, made fit for showing: they come from strangers and are labels only, never paths."""

from __future__ import annotations

import unicodedata

# Long enough for any honest name, short enough for one line of a message.
LONGEST_NAME = 100
_HEAD, _TAIL = 79, 20  # the tail keeps the extension
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def shown_name(name: str) -> str:
    """Return a file's last name, unseen characters replaced by U+FFFD, at most 100 characters long."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1] or name
    seen = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in _UNSEEN else c for c in plain)
    return seen if len(seen) <= LONGEST_NAME else f"{seen[:_HEAD]}…{seen[-_TAIL:]}"
