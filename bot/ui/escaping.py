r"""Show foreign text in Discord so that it is read as written and does nothing.

Discord's client reads Markdown, mentions, timestamps, commands and emoji out of any text. It reads none of them from a
character behind a backslash, and drops the backslash from before any punctuation mark. So `escape` puts one before
*every* mark that can begin or end anything; `unescape` takes them away again, and is its inverse on every string.
discord.py's `escape_markdown` is not total (it leaves the second link of a line, `<t:1>`, `</ask:1>`, `2014. It`) and
not reversible (it puts zero-width spaces in).

Characters that cannot be seen are shown as U+FFFD (`corpus.unseen`).
"""

from __future__ import annotations

import re
import unicodedata

from corpus.unseen import visible as visible  # noqa: PLC0414 - shown here, so found here

SPECIAL = r"""\`*_~|>#-+[]()<:@!.&{}="'"""
ISOLATE, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

_SPECIAL = re.compile("[" + re.escape(SPECIAL) + "]")
_ESCAPED = re.compile(r"\\([" + re.escape(SPECIAL) + "])")
_RIGHT_TO_LEFT = frozenset(("R", "AL"))


def escape(text: str) -> str:
    """Return the text with a backslash before every character that Discord could read as something."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def unescape(shown: str) -> str:
    """Return the text that was escaped, exactly."""
    return _ESCAPED.sub(r"\1", shown)


def isolated(text: str) -> str:
    """Wrap each line that holds right-to-left letters in isolates, so that it reorders nothing around it."""
    if text.isascii():
        return text
    return "\n".join(
        f"{ISOLATE}{line}{POP}" if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in set(line)) else line
        for line in text.split("\n")
    )


def label(text: str, limit: int) -> str:
    """Return a name fit for one line of plain text: everything seen, white space single, at most so many characters."""
    line = " ".join(visible(text).text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def shown_sentence(text: str, span: tuple[int, int] | None = None) -> str:
    """Return a stored sentence as a block quote, the span in bold; `stored_sentence` gives the sentence back."""
    seen = visible(text).text
    start, end = span or (0, 0)
    bold = f"**{escape(seen[start:end])}**" if start < end else ""
    return "> " + isolated(escape(seen[:start]) + bold + escape(seen[end:])).replace("\n", "\n> ")


def stored_sentence(shown: str) -> str:
    """Return the sentence that is shown, without quote marks, bold and isolates."""
    lines = shown.removeprefix("> ").replace("\n> ", "\n")
    bare = lines.replace(ISOLATE, "").replace(POP, "")
    return unescape(re.sub(r"(\\.)|\*\*", lambda found: found[1] or "", bare, flags=re.DOTALL))
