"""Discord's HTTP interface and gateway on 127.0.0.1, for the real process: as much of them as the bot uses.

What simcord cannot show is shown here: the gateway protocol (HELLO, IDENTIFY, READY, heartbeats, RESUME with replay,
closing codes), rate limits and faults of the HTTP interface, and real time. Every request is kept, and checked against
Discord's specification by `tests.fakes.openapi`.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes import openapi
from tests.fakes.discord_http import answer, as_json, refusal
from tests.fakes.payloads import APPLICATION, BOT, CHANNEL, GUILD, STAMP, guild
from tests.fakes.snowflakes import snowflake

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAx.Gaaaaa.not-a-real-token-but-shaped-like-one-0123"  # noqa: S105 - made up
HEARTBEAT_MS = 500
WAIT_S = 20.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request that the bot made.

    Args:
        at_s: When it came, seconds, monotonic.
        method: GET, POST, ...
        path: Below the base address.
        body: Its JSON, None where there is none.
        status: What it was answered.
    """

    at_s: float
    method: str
    path: str
    body: Any
    status: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What Discord answers instead, once.

    Args:
        status: Of HTTP.
        body: Its JSON.
        headers: Beside.
        loses_answer: Whether the request is carried out all the same.
    """

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    loses_answer: bool = False


class FakeDiscord:
    """One Discord; a class because it holds connections and what was said."""

    def __init__(self) -> None:
        """Start with nothing said."""
        self.requests: list[Request] = []
        self.faults: list[tuple[str, re.Pattern[str], Fault]] = []
        self.identifies: list[dict[str, Any]] = []
        self.resumes: list[dict[str, Any]] = []
        self.answers_resume: bool = True
        self.closes_with: int | None = None
        self.breaks = 0  # so many messages are taken, and the connection breaks before the receipt
        self.pongs_s: list[float] = []
        self.files: dict[str, bytes] = {}
        self.slow_s = 0.0  # before a file is given out
        self.strangers: set[int] = set()  # who is in no server
        self.roles: dict[int, list[str]] = {}  # of the people in the server
        self.called: set[str] = set()  # interactions that were answered
        self._events: list[dict[str, Any]] = []
        self._socket: web.WebSocketResponse | None = None
        self._changed = asyncio.Condition()
        self._pinged_s: float | None = None
        self.port = 0

    @property
    def base(self) -> str:
        """Return the address of the HTTP interface."""
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        """Return the address of the gateway."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    @asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncIterator[None]:
        """Listen on this machine while the block runs."""
        app = web.Application()
        app.router.add_get("/gateway", self._connection)
        app.router.add_get("/gateway/", self._connection)
        app.router.add_get("/attachments/{path:.*}", self._file)
        app.router.add_route("*", "/api/v10/{path:.*}", self._request)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield
        finally:
            await runner.cleanup()

    def fail(self, method: str, path: str, *faults: Fault) -> None:
        """Answer the next requests to this path with these faults."""
        self.faults += [(method, re.compile(path), fault) for fault in faults]

    async def until(self, claim: Callable[[], Any], within_s: float = WAIT_S) -> Any:
        """Wait until the claim holds and return it."""
        async with asyncio.timeout(within_s), self._changed:
            await self._changed.wait_for(claim)
            return claim()

    def sent(self, method: str, path: str) -> list[Request]:
        """Return the requests of this method to paths that match, those carried out only."""
        pattern = re.compile(path)
        return [r for r in self.requests if r.method == method and pattern.search(r.path) and r.status < 300]

    async def connected(self, times: int = 1) -> None:
        """Wait until the bot has connected so many times and listens."""
        await self.until(lambda: len(self.identifies) >= times)

    async def text(self, method: str, path: str, count: int = 1) -> str:
        """Wait for so many requests and return the displayed text of the last one."""
        found = await self.until(lambda: len(sent := self.sent(method, path)) >= count and sent)
        parts = openapi.walk(found[count - 1].body.get("components") or [])
        return "\n".join(part["content"] for part in parts if part["type"] == 10)

    def violations(self) -> list[str]:
        """Return what is wrong with any request so far."""
        return [wrong for r in self.requests for wrong in openapi.violations(r.method, r.path, r.body)]

    async def dispatch(self, kind: str, data: dict[str, Any]) -> None:
        """Send one event, and keep it for a RESUME."""
        event = {"op": 0, "t": kind, "s": len(self._events) + 1, "d": data}
        self._events.append(event)
        if self._socket is not None and not self._socket.closed:
            await self._socket.send_json(event)

    async def thread(self, *, parent_kind: int = 0) -> str:
        """Open a thread in a channel, or with kind 15 a post in a forum, and return its id."""
        parent, number = snowflake(), snowflake()
        channel = {"id": parent, "type": parent_kind, "name": "talk", "guild_id": GUILD, "position": 1}
        await self.dispatch("CHANNEL_CREATE", {**channel, "permission_overwrites": [], "available_tags": []})
        times = {"archived": False, "locked": False, "auto_archive_duration": 1440, "archive_timestamp": STAMP}
        thread = {"id": number, "type": 11, "name": "post", "guild_id": GUILD, "parent_id": parent, "owner_id": "1"}
        counts = {"message_count": 0, "member_count": 1, "rate_limit_per_user": 0, "flags": 0, "total_message_sent": 0}
        await self.dispatch("THREAD_CREATE", {**thread, **counts, "thread_metadata": times})
        return number

    def attach(self, name: str, content: bytes) -> dict[str, Any]:
        """Keep a file that somebody attaches, and return it as events name it."""
        number = snowflake()
        path = f"/attachments/{CHANNEL}/{number}/{name}"
        self.files[path] = content
        url = f"http://127.0.0.1:{self.port}{path}"
        facts = {"id": number, "filename": name, "size": len(content), "url": url, "proxy_url": url}
        return {**facts, "content_type": mimetypes.guess_type(name)[0]}

    async def drop(self, code: int = 4000) -> None:
        """Close the gateway connection."""
        if self._socket is not None:
            await self._socket.close(code=code)

    def cut(self) -> None:
        """Break the gateway connection without a word, as a failing network does."""
        socket, self._socket = self._socket, None
        if socket is not None and socket._req is not None and socket._req.transport is not None:
            socket._req.transport.abort()

    async def tell(self, op: int, data: Any = None) -> None:
        """Send an operation: 1 asks for a heartbeat, 7 to connect again, 9 says that the session is void."""
        if self._socket is not None:
            self._pinged_s = time.monotonic() if op == 1 else self._pinged_s
            await self._socket.send_json({"op": op, "d": data, "s": None, "t": None})

    async def lag_s(self) -> float:
        """Ask for a heartbeat and return the seconds until it comes."""
        before = len(self.pongs_s)
        await self.tell(1)
        await self.until(lambda: len(self.pongs_s) > before)
        return self.pongs_s[-1]

    async def _file(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.slow_s)
        content = self.files.get(request.path)
        return web.Response(status=404) if content is None else web.Response(body=content)

    # the gateway

    async def _connection(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": HEARTBEAT_MS}, "s": None, "t": None})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._heard(socket, json.loads(frame.data))
                await self._notify()
        return socket

    async def _heard(self, socket: web.WebSocketResponse, said: dict[str, Any]) -> None:
        match said["op"]:
            case 1:
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
                if self._pinged_s is not None:
                    self.pongs_s.append(time.monotonic() - self._pinged_s)
                    self._pinged_s = None
            case 2:
                await self._identified(socket, said["d"])
            case 6:
                await self._resumed(socket, said["d"])

    async def _identified(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        self.identifies.append(data)
        if self.closes_with is not None:
            await socket.close(code=self.closes_with)
            return
        self._socket, self._events = socket, []
        ready = {"v": 10, "user": BOT, "guilds": [{"id": GUILD, "unavailable": True}], "session_id": "session"}
        ready |= {"resume_gateway_url": self.gateway, "application": {"id": APPLICATION, "flags": 0}}
        ready |= {"shard": data["shard"]} if "shard" in data else {}
        await self.dispatch("READY", ready)
        await self.dispatch("GUILD_CREATE", guild())

    async def _resumed(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        self.resumes.append(data)
        if not self.answers_resume:
            await socket.send_json({"op": 9, "d": False, "s": None, "t": None})
            return
        self._socket = socket
        for event in self._events[data["seq"] :]:
            await socket.send_json(event)
        await self.dispatch("RESUMED", {})

    # the HTTP interface

    async def _request(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        body = await _body(request)
        fault = self._fault(request.method, path)
        carried_out = fault is None or fault.loses_answer
        response = refusal(request, TOKEN) or (answer(self, path, request, body) if carried_out else as_json({}))
        status = response.status if carried_out else fault.status if fault else 0
        self.requests.append(Request(time.monotonic(), request.method, path, body, status))
        await self._notify()
        if self.breaks and request.method == "POST" and path.endswith("/messages"):
            self.breaks -= 1
            if request.transport is not None:
                request.transport.abort()
        return response if fault is None else as_json(fault.body, fault.status, fault.headers)

    def _fault(self, method: str, path: str) -> Fault | None:
        for position, (wanted, pattern, fault) in enumerate(self.faults):
            if wanted == method and pattern.search(path):
                del self.faults[position]
                return fault
        return None

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


async def _body(request: web.Request) -> Any:
    if request.content_type == "multipart/form-data":
        form = await request.post()
        return json.loads(str(form["payload_json"]))
    text = await request.text()
    return json.loads(text) if text else None
