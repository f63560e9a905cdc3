"""Promises of fetching what people attach: from Discord only, as long as announced, in time, or with a reason."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace

import pytest
from aiohttp import web

from bot.attachments import Attachment, Downloads, attached, require_promising
from corpus.errors import EmptyReport, OverLimit, RefusedReport, UnsupportedFormat
from corpus.extraction import MOST_BYTES

CONTENT = b"The council of Raqqa met on Monday."
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Handler], Awaitable[str]]]:
    """Serves one answer on this machine and returns the address."""
    runners: list[web.AppRunner] = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_get("/{path:.*}", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


async def _whole(_: web.Request) -> web.Response:
    return web.Response(body=CONTENT)


def _file(url: str, size: int = len(CONTENT)) -> Attachment:
    return Attachment("report.txt", url, size)


async def test_a_file_comes_whole_from_the_configured_host(serve: Callable[[Handler], Awaitable[str]]) -> None:
    """Byte for byte."""
    base = await serve(_whole)
    assert await Downloads(f"{base}/api/v10").fetch(_file(f"{base}/attachments/1/2/report.txt")) == CONTENT


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/attachments/1/2/report.txt",
        "http://cdn.discordapp.com/attachments/1/2/report.txt",
        "https://cdn.discordapp.com.example.org/report.txt",
        "https://cdn.discordapp.com@example.org/report.txt",
        "https://example.org/cdn.discordapp.com",
        "file:///etc/passwd",
        "//cdn.discordapp.com/report.txt",
        "https://[::1",
        "",
    ],
)
async def test_nothing_is_fetched_from_elsewhere(url: str) -> None:
    """Another host, another port, another way of writing it: refused before anything is sent."""
    with pytest.raises(RefusedReport, match="does not lie with Discord"):
        await Downloads("http://127.0.0.1:9/api/v10").fetch(_file(url))


async def test_a_redirect_leads_nowhere(serve: Callable[[Handler], Awaitable[str]]) -> None:
    """Discord's own host may not send us on."""

    async def elsewhere(request: web.Request) -> web.Response:
        assert request.path != "/secret"
        raise web.HTTPFound("/secret")

    base = await serve(elsewhere)
    with pytest.raises(RefusedReport, match=r"HTTP 302"):
        await Downloads(base).fetch(_file(f"{base}/report.txt"))


@pytest.mark.parametrize("size", [3, 10_000_000])
async def test_a_file_longer_or_shorter_than_announced_is_refused(
    serve: Callable[[Handler], Awaitable[str]], size: int
) -> None:
    """An endless one is cut off after the announced length."""

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(CONTENT)
        return response

    base = await serve(endless)
    with pytest.raises(RefusedReport, match="did not come whole"):
        await Downloads(base).fetch(_file(f"{base}/report.txt", size))


async def test_what_is_sent_packed_is_not_unpacked(serve: Callable[[Handler], Awaitable[str]]) -> None:
    """A few kilobytes of gzip may hold a gigabyte: they are taken as they are, and do not fit the announcement."""

    async def packed(_: web.Request) -> web.Response:
        response = web.Response(body=CONTENT * 1000, headers={"Content-Encoding": "gzip"})
        response.enable_compression(web.ContentCoding.gzip)
        return response

    base = await serve(packed)
    with pytest.raises(RefusedReport, match=r"did not come whole|could not be fetched"):
        await Downloads(base).fetch(_file(f"{base}/report.txt"))


async def test_a_slow_host_is_given_up(serve: Callable[[Handler], Awaitable[str]]) -> None:
    """After the deadline, with the way out."""

    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response(body=CONTENT)

    base = await serve(slow)
    with pytest.raises(RefusedReport, match=r"longer than 0\.1 s \(limit\); attach it again"):
        await Downloads(base, deadline_s=0.1).fetch(_file(f"{base}/report.txt"))


async def test_a_host_that_stalls_is_given_up_sooner(serve: Callable[[Handler], Awaitable[str]]) -> None:
    """In the middle of a file: everybody's next file waits for it."""

    async def stalls(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(CONTENT))})
        await response.prepare(request)
        await response.write(CONTENT[:5])
        await asyncio.sleep(5)
        return response

    base = await serve(stalls)
    with pytest.raises(RefusedReport, match=r"nothing of it came from Discord for 0\.1 s \(limit\); attach it again"):
        await Downloads(base, stall_s=0.1).fetch(_file(f"{base}/report.txt"))


async def test_a_host_that_is_not_there_is_told() -> None:
    """As a reason, not as a fault of ours."""
    with pytest.raises(RefusedReport, match="could not be fetched from Discord"):
        await Downloads("http://127.0.0.1:9").fetch(_file("http://127.0.0.1:9/report.txt"))


def test_what_cannot_be_a_report_is_refused_before_it_is_fetched() -> None:
    """Nothing, too much, and what has no words."""
    for size, kind, error in (
        (0, "text/plain", EmptyReport),
        (MOST_BYTES + 1, "text/plain", OverLimit),
        (100, "video/mp4", UnsupportedFormat),
        (100, "audio/ogg", UnsupportedFormat),
    ):
        with pytest.raises(error):
            require_promising(Attachment("a", "", size, kind))
    require_promising(Attachment("a", "", MOST_BYTES, "text/plain"))
    require_promising(Attachment("a", "", 1))


def test_names_are_labels_only() -> None:
    """The name that the sender gave, without paths and unseen characters; Discord keeps other scripts as a title."""
    given = {"filename": "2017.pdf", "title": "/x/報告2017", "url": "u", "size": 3, "content_type": None}
    assert attached(given) == Attachment("報告2017.pdf", "u", 3, "")
    plain = SimpleNamespace(filename="../a\0b.txt", title=None, url="u", size=3, content_type="text/plain")
    assert attached(plain) == Attachment("a\N{REPLACEMENT CHARACTER}b.txt", "u", 3, "text/plain")
