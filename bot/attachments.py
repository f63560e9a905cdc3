"""Files that people attach in Discord: judged before they are fetched, and fetched within bounds.

discord.py's `Attachment.read` takes as many bytes as come, waits for ever and follows redirects wherever they lead.
Here a file comes from Discord's own hosts or not at all, no longer than it was said to be, and within a deadline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import aiohttp
import yarl

from corpus.errors import EmptyReport, OverLimit, UnreadableReport, UnsupportedFormat
from corpus.extraction import MOST_BYTES
from corpus.names import shown_name

HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})  # where Discord keeps what people attach
DEADLINE_S = 60.0  # 25 MB at 3.3 Mbit/s
STALL_S = 10.0  # without a byte: meanwhile everybody's files wait
_PIECE = 1 << 16
_OK = 200
_AGAIN = "attach it again"
_WORDLESS = ("audio/", "video/", "font/")  # kinds that no report is; everything else is judged by its content


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that somebody attached.

    Args:
        name: As its sender calls it, cleaned for show.
        url: Where Discord keeps it.
        size_bytes: As Discord measured it.
        kind: Media type as Discord guesses it from the name, empty where it does not.
    """

    name: str
    url: str
    size_bytes: int
    kind: str = ""


Fetch = Callable[[Attachment], Awaitable[bytes]]


def attached(given: Any) -> Attachment:
    """Return an attachment of discord.py's, or of an event's `resolved` part, as ours.

    Discord takes letters it does not like out of a file's name and keeps the name as it was, without its extension, as
    a title.
    """
    keys = ("filename", "title", "url", "size", "content_type")
    facts = {key: given.get(key) if isinstance(given, Mapping) else getattr(given, key, None) for key in keys}
    name = str(facts["filename"] or "file")
    kept = f"{facts['title']}{PurePath(name).suffix}" if facts["title"] else name
    kind = str(facts["content_type"] or "")
    return Attachment(shown_name(kept), str(facts["url"]), int(facts["size"] or 0), kind)


def require_promising(attachment: Attachment) -> None:
    """Refuse before fetching what cannot become a report.

    Raises:
        RefusedReport: it is empty, too large, or of a kind without sentences.
    """
    if not attachment.size_bytes:
        raise EmptyReport(attachment.name, "it is empty", "attach a file with text in it")
    if attachment.size_bytes > MOST_BYTES:
        size = f"{attachment.size_bytes / 1e6:.1f} MB, more than {MOST_BYTES / 1e6:.0f} MB (limit)"
        raise OverLimit(attachment.name, f"it has {size}", "split it into several reports")
    if attachment.kind.startswith(_WORDLESS):
        raise UnsupportedFormat(attachment.name, f"it is {attachment.kind}, without text", "attach a written report")


class Downloads:
    """Fetches attachments; a class because it holds the hosts that it may fetch from.

    Args:
        api_base: The configured address of Discord's interface, whose host is allowed too; empty: Discord's own alone.
        deadline_s: Seconds for one file.
        stall_s: Seconds without a byte of it.
    """

    def __init__(self, api_base: str = "", *, deadline_s: float = DEADLINE_S, stall_s: float = STALL_S) -> None:
        self._origin = yarl.URL(api_base).origin() if api_base else None
        self._deadline_s, self._stall_s = deadline_s, stall_s

    async def fetch(self, attachment: Attachment) -> bytes:
        """Return a file's bytes, exactly as many as were announced.

        Raises:
            RefusedReport: it is elsewhere, or did not come whole and in time.
        """
        url = self._allowed(attachment)
        try:
            async with asyncio.timeout(self._deadline_s), _session(self._stall_s) as session:
                content = await _read(session, url, attachment)
        except aiohttp.ServerTimeoutError as stalled:
            reason = f"nothing of it came from Discord for {self._stall_s:g} s (limit)"
            raise UnreadableReport(attachment.name, reason, _AGAIN) from stalled
        except TimeoutError as late:
            reason = f"fetching it from Discord took longer than {self._deadline_s:g} s (limit)"
            raise UnreadableReport(attachment.name, reason, _AGAIN) from late
        except (aiohttp.ClientError, OSError) as fault:
            reason = f"it could not be fetched from Discord ({type(fault).__name__})"
            raise UnreadableReport(attachment.name, reason, _AGAIN) from fault
        if len(content) != attachment.size_bytes:
            size = f"{len(content):,} of {attachment.size_bytes:,} bytes"
            raise UnreadableReport(attachment.name, f"it did not come whole from Discord ({size})", _AGAIN)
        return content

    def _allowed(self, attachment: Attachment) -> yarl.URL:
        """Return the address to fetch from, where it is one of Discord's."""
        try:
            url = yarl.URL(attachment.url)
            allowed = (url.scheme == "https" and url.host in HOSTS) or url.origin() == self._origin
        except ValueError:
            allowed = False
        if not allowed:
            raise UnreadableReport(attachment.name, "it does not lie with Discord", "attach the file itself")
        return url


def _session(stall_s: float) -> aiohttp.ClientSession:
    """Open a session that decompresses nothing: what comes is as long as it is."""
    patience = aiohttp.ClientTimeout(total=None, connect=stall_s, sock_read=stall_s)
    return aiohttp.ClientSession(timeout=patience, auto_decompress=False, headers={"Accept-Encoding": "identity"})


async def _read(session: aiohttp.ClientSession, url: yarl.URL, attachment: Attachment) -> bytes:
    """Return what comes, at most one piece more than was announced."""
    content = bytearray()
    async with session.get(url, allow_redirects=False) as reply:
        if reply.status != _OK:
            reason = f"Discord does not give it out (HTTP {reply.status})"
            raise UnreadableReport(attachment.name, reason, _AGAIN)
        async for piece in reply.content.iter_chunked(_PIECE):
            content += piece
            if len(content) > attachment.size_bytes:
                break
    return bytes(content)
