"""Files that people send in the fake Discord, and commands about reports, as the events that the gateway sends."""

from __future__ import annotations

from typing import Any

from tests.fakes import happenings
from tests.fakes.payloads import CHANNEL, EDITORS, message, person
from tests.fakes.snowflakes import snowflake

NO_PERMISSIONS = "0"
_KINDS = {bool: 5, str: 3}


def command(asker: int, name: str, *, editor: bool = True, file: dict[str, Any] | None = None, **given: Any) -> Any:
    """Return a slash command, with a file where it takes one."""
    options = [{"name": key, "type": _KINDS[type(value)], "value": value} for key, value in given.items()]
    data: dict[str, Any] = {"id": "1", "name": name, "type": 1, "options": options}
    if file:
        options.append({"name": "file", "type": 11, "value": file["id"]})
        data["resolved"] = {"attachments": {file["id"]: file}}
    return _by(happenings._interaction(asker, 2, data), editor=editor)


def form(asker: int, files: list[dict[str, Any]], *, editor: bool = True, **typed: str) -> Any:
    """Return the form of `/add` that comes back."""
    fields: list[dict[str, Any]] = [{"type": 19, "custom_id": "files", "values": [file["id"] for file in files]}]
    fields += [{"type": 4, "custom_id": key, "value": typed.get(key, "")} for key in ("title", "publisher", "date")]
    chosen = [typed["collection"]] if "collection" in typed else []
    fields.append({"type": 3, "custom_id": "collection", "values": chosen})
    labels = [{"type": 18, "id": n, "component": {"id": n + 10, **field}} for n, field in enumerate(fields, 1)]
    data = {"custom_id": "r1:add", "components": labels, "resolved": {"attachments": {f["id"]: f for f in files}}}
    return _by(happenings._interaction(asker, 5, data), editor=editor)


def menu(asker: int, files: list[dict[str, Any]], *, editor: bool = True) -> Any:
    """Return **Add as report** on somebody's message with these files."""
    number = snowflake()
    resolved = {"messages": {number: message(number, CHANNEL, person(9), attachments=files)}}
    data = {"id": "3", "name": "Add as report", "type": 3, "target_id": number, "resolved": resolved}
    return _by(happenings._interaction(asker, 2, data), editor=editor)


def press(asker: int, custom_id: str, components: list[dict[str, Any]], *, editor: bool = True) -> Any:
    """Return a press of a button under a private reply."""
    return _by(happenings.press(asker, custom_id, components, flags=1 << 15 | 1 << 6), editor=editor)


def posted(asker: int, files: list[dict[str, Any]], *, editor: bool = True) -> Any:
    """Return a message in the channel with these files."""
    event = happenings.said(asker, "")
    return {**event, "attachments": files, "member": {**event["member"], "roles": [EDITORS] if editor else []}}


def _by(event: dict[str, Any], *, editor: bool) -> dict[str, Any]:
    """Return the event as of an editor, by permission and by role, or of somebody with neither."""
    rights = {"roles": [EDITORS]} if editor else {"permissions": NO_PERMISSIONS}
    return {**event, "member": {**event["member"], **rights}}
