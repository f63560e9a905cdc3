"""Check what the bot sends against Discord's own specification, and against what that specification does not say.

The specification is found through VERBATIM_SHARED. Its request schemas are open, so they are closed here: a wrong key
is a violation. What discord.py itself sends otherwise (whole numbers for ids, `tts`, `nsfw`) is brought into its form
first. The semantic list is what Discord refuses beyond its schema, and what our promises add.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SPECIFICATION = "urn:discord"
COMPONENTS_V2 = 1 << 15
MEDIA = 16  # a kind of channel that Discord documents and its specification lacks; discord.py names it with forums
CONTENT, TEXT, BYTES, COMPONENTS, LABEL = 2000, 4000, 10_170, 40, 34
_IDS = re.compile(r"(?:^|_)id$|^(?:channel|guild|message|application)_id$")
_SENDS_MESSAGE = re.compile(r"/messages(?:/|$)|/webhooks/|/callback$")


def specification() -> Path | None:
    """Return where the specification is, None where it is not."""
    shared = os.environ.get("VERBATIM_SHARED")
    path = Path(shared, "discord", "openapi.json") if shared else None
    return path if path and path.exists() else None


def violations(method: str, path: str, body: Any) -> list[str]:
    """Return what is wrong with one request, nothing where all is well."""
    found = [f"{method} {path}: {wrong}" for wrong in semantic(path, body)]
    if specification() is None:
        return found
    operation = _operation(method.lower(), path)
    if operation is None:
        return [*found, f"{method} {path}: no such request at Discord"]
    validator = _validator(*operation)
    if validator is None or body is None:
        return found
    errors = validator.iter_errors(_normal(body))
    return found + [f"{method} {path}: {error.json_path} {error.message[:300]}" for error in errors]


def semantic(path: str, body: Any) -> list[str]:
    """Return what the schema does not catch."""
    if not isinstance(body, dict) or not _SENDS_MESSAGE.search(path):
        return []
    message = body.get("data", body) if path.endswith("/callback") else body
    if path.endswith("/callback") and body.get("type") not in (4, 7):
        return _modal(message or {}) if body.get("type") == 9 else []
    return [*_message(message), *_components(message)]


def _message(message: dict[str, Any]) -> Iterator[str]:
    allowed = dict(message.get("allowed_mentions") or {"parse": "absent"})
    if allowed.pop("replied_user", False) or allowed != {"parse": []}:
        yield f"allowed_mentions is {message.get('allowed_mentions')}"
    if len(message.get("content") or "") > CONTENT:
        yield f"content of {len(message['content'])} characters"
    parts = list(walk(message.get("components") or []))
    is_v2 = any(part["type"] > 8 for part in parts)
    if is_v2 != bool(message.get("flags", 0) & COMPONENTS_V2):
        yield "components of the second version and their flag do not go together"
    if is_v2 and (message.get("content") or message.get("embeds")):
        yield "components of the second version beside content or embeds"
    if not parts and not message.get("content") and not message.get("embeds"):
        yield "empty message"


def _components(message: dict[str, Any]) -> Iterator[str]:
    parts = list(walk(message.get("components") or []))
    texts = [part["content"] for part in parts if part["type"] == 10]
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    if len(parts) > COMPONENTS:
        yield f"{len(parts)} components"
    if sum(len(text.encode("utf-16-le")) // 2 for text in texts) > TEXT:
        yield "more than 4,000 characters"
    if sum(len(text.encode()) + 12 for text in texts) > BYTES:
        yield "more than 10,170 bytes"
    if len(set(ids)) < len(ids):
        yield "a custom_id twice"
    for part in parts:
        if part["type"] == 2 and len(part.get("label") or "") > LABEL:
            yield f"label of {len(part['label'])} characters"
        if part["type"] == 2 and part.get("style") != 5 and not part.get("custom_id"):
            yield "a button without custom_id"


def _modal(modal: dict[str, Any]) -> list[str]:
    return ["more than five components in a form"] if len(modal.get("components", [])) > 5 else []


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every component, nested ones too."""
    for part in components:
        yield part
        yield from walk(part.get("components") or [])
        yield from walk([part[key] for key in ("accessory", "component") if part.get(key)])


def _normal(body: Any, within: str = "") -> Any:
    """Bring discord.py's habits into the form of the specification: ids as text, and three keys that it adds."""
    if isinstance(body, list):
        return [_normal(part, within) for part in body]
    if not isinstance(body, dict):
        return body
    added = {"tts", "nsfw", *(("flags",) if within == "embeds" else ())}
    return {key: _value(key, value, within) for key, value in body.items() if key not in added}


def _value(key: str, value: Any, within: str) -> Any:
    if key == "channel_types":
        return [kind for kind in value if kind != MEDIA]
    is_id = _IDS.search(key) and (key != "id" or within == "attachments")
    return str(value) if is_id and isinstance(value, int) else _normal(value, key)


@cache
def _document() -> dict[str, Any]:
    path = specification()
    return json.loads(path.read_text(encoding="utf-8")) if path else {"paths": {}}


@cache
def _registry() -> Registry[Any]:
    document = _document()
    _close(document["components"]["schemas"])
    empty: Registry[Any] = Registry()
    registry: Registry[Any] = empty.with_resource(SPECIFICATION, DRAFT202012.create_resource(document))
    return registry


def _close(schema: Any) -> None:
    """Forbid keys that a schema does not name."""
    if isinstance(schema, dict):
        if "properties" in schema and "additionalProperties" not in schema and "allOf" not in schema:
            schema["additionalProperties"] = False
        for value in schema.values():
            _close(value)
    elif isinstance(schema, list):
        for value in schema:
            _close(value)


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Return the paths of the specification, those with fewest variables first: @original wins over an id."""
    paths = sorted(_document()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in paths]


def _operation(method: str, path: str) -> tuple[str, str] | None:
    for pattern, template in _templates():
        if pattern.fullmatch(path) and method in _document()["paths"][template]:
            return template, method
    return None


@cache
def _validator(template: str, method: str) -> Draft202012Validator | None:
    body = _document()["paths"][template][method].get("requestBody")
    if not body or "application/json" not in body["content"]:
        return None
    registry = _registry()
    pointer = (
        f"/paths/{template.replace('~', '~0').replace('/', '~1')}/{method}/requestBody/content/application~1json/schema"
    )
    return Draft202012Validator(
        {"$ref": f"{SPECIFICATION}#{pointer.replace('{', '%7B').replace('}', '%7D')}"}, registry=registry
    )
