"""What the fake Discord's HTTP interface answers, path by path."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fakes.payloads import APPLICATION, BOT, CHANNEL, DIRECT, application, member, message, person
from tests.fakes.snowflakes import snowflake


def as_json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Answer as Discord does: discord.py reads JSON only where the type is exactly this."""
    response = web.Response(body=json.dumps(body).encode(), status=status, headers=headers)
    response.headers["Content-Type"] = "application/json"
    return response


def refusal(request: web.Request, token: str) -> web.Response | None:
    """Refuse a wrong token where one is needed; an interaction's own token stands in its path."""
    if "/interactions/" in request.path or "/webhooks/" in request.path:
        return None
    if request.headers.get("Authorization") == f"Bot {token}":
        return None
    return as_json({"message": "401: Unauthorized", "code": 0}, 401)


def _gateway(discord: Any, _: web.Request, __: Any) -> web.Response:
    limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
    return as_json({"url": discord.gateway, "shards": 1, "session_start_limit": limit})


def _commands(_: Any, __: web.Request, body: list[dict[str, Any]]) -> web.Response:
    given = {"application_id": APPLICATION, "version": "1"}
    return as_json([{"description": "", **command, **given, "id": snowflake()} for command in body])


def _called_back(discord: Any, request: web.Request, body: dict[str, Any]) -> web.Response:
    if request.path in discord.called:
        return as_json({"message": "Interaction has already been acknowledged.", "code": 40060}, 400)
    discord.called.add(request.path)
    if request.query.get("with_response") not in ("1", "true"):
        return web.Response(status=204)
    number = request.path.split("/")[-3]
    receipt: dict[str, Any] = {"interaction": {"id": number, "type": 2, "response_message_id": snowflake()}}
    if body["type"] in (4, 7):
        shown = message(snowflake(), CHANNEL, BOT, **_kept(body["data"]))
        receipt["resource"] = {"type": body["type"], "message": shown}
    return as_json(receipt)


def _direct_channel(_: Any, __: web.Request, body: dict[str, Any]) -> web.Response:
    return as_json({"id": DIRECT, "type": 1, "recipients": [person(int(body["recipient_id"]))]})


def _member(discord: Any, request: web.Request, _: Any) -> web.Response:
    number = int(request.path.rpartition("/")[2])
    if number in discord.strangers:
        return as_json({"message": "Unknown Member", "code": 10007}, 404)
    return as_json({**member(discord.roles.get(number, [])), "user": person(number)})


def _kept(body: dict[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (body or {}).items() if key in ("content", "components", "embeds", "flags")}


def _posted(_: Any, __: web.Request, body: Any) -> web.Response:
    return as_json(message(snowflake(), CHANNEL, BOT, **_kept(body)))


_ANSWERS: tuple[tuple[str, Callable[[Any, web.Request, Any], web.Response]], ...] = (
    (r"^/gateway(/bot)?$", _gateway),
    (r"^/users/@me$", lambda _, __, ___: as_json(BOT)),
    (r"^/oauth2/applications/@me$", lambda _, __, ___: as_json(application())),
    (r"/commands$", _commands),
    (r"/callback$", _called_back),
    (r"^/users/@me/channels$", _direct_channel),
    (r"^/guilds/\d+/members/\d+$", _member),
    (r"/typing$", lambda _, __, ___: web.Response(status=204)),
    (r"/messages|^/webhooks/\d+/[^/]+$", _posted),
)


def answer(discord: Any, path: str, request: web.Request, body: Any) -> web.Response:
    """Return what is answered to a request below the base address."""
    for pattern, made in _ANSWERS:
        if re.search(pattern, path):
            return made(discord, request, body)
    return as_json({"message": "404: Not Found", "code": 0}, 404)
