"""What was acknowledged holds after kill -9: reports and audiences change, the bot dies, nothing hidden is shown."""

from __future__ import annotations

import random
import re
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import happenings, openapi, uploading
from tests.fakes.discord_server import FakeDiscord, Request
from tests.fakes.payloads import CHANNEL, EDITORS
from tests.fakes.running import running_bot
from tests.fakes.snowflakes import snowflake

LIVES, STEPS = 2, 5
EDITOR, READER = 1, 2
QUESTION = "which colonel said that the council met?"
_REPLIES = re.compile(r"/messages/@original$|/callback$|^/webhooks/\d+/[^/]+$")


@dataclass(slots=True)
class Town:
    """What an acknowledged change left behind, worked out naively.

    Args:
        held: By word of its title, the collection and the word of its content.
        open_to: Of the collection "legal", "channel" and "role" as far as they are allowed.
        gone: Words that nobody may be shown any more.
    """

    held: dict[str, tuple[str, str]] = field(default_factory=dict)
    open_to: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def seen(self, *, editor: bool) -> dict[str, tuple[str, str]]:
        """Return what the channel sees, or what an editor sees alone, who can read it and has the role."""
        opened = bool(self.open_to) if editor else "channel" in self.open_to
        return {title: one for title, one in self.held.items() if opened or one[0] == "everyone"}

    def hidden(self, *, editor: bool) -> set[str]:
        """Return the words that may not be shown."""
        seen = self.seen(editor=editor)
        rest = {word for title, (_, word) in self.held.items() if title not in seen for word in (title, word)}
        return rest | self.gone


class Desk:
    """Does things in the fake Discord and waits until they are acknowledged; a class because it holds the town."""

    def __init__(self, discord: FakeDiscord, seed: int) -> None:
        """Begin with nothing."""
        self.discord, self.town, self.chance, self.made = discord, Town(), random.Random(seed), 0  # noqa: S311 - repeatable

    async def told(self, event: dict[str, Any], words: str) -> Request:
        """Send an event and return the reply with these words."""
        before = len(self.discord.requests)
        await self.discord.dispatch("INTERACTION_CREATE", event)

        def found() -> Request | None:
            new = (one for one in self.discord.requests[before:] if _REPLIES.search(one.path) and one.status < 300)
            return next((one for one in new if re.search(words, _text(one))), None)

        reply: Request = await self.discord.until(found)
        return reply

    def content(self) -> tuple[str, dict[str, Any]]:
        """Return a word that no other report has, and a file that holds it."""
        self.made += 1
        word = "Q" + "".join(chr(ord("a") + int(digit)) for digit in f"{self.made:03}")
        return word, self.discord.attach(f"{word}.txt", f"Colonel {word} said that the council met.".encode())

    async def begin(self) -> None:
        """Make the collection, with a report in it and one for everyone, and open it."""
        await self.told(_group("create", name="legal"), "legal is there")
        await self.add("legal")
        await self.add("everyone")
        await self.change_audience("allow", "channel")

    async def add(self, collection: str) -> None:
        """Add a report."""
        (word, file), title = self.content(), f"Z{self.made:03}"
        await self.told(
            uploading.command(EDITOR, "add-file", file=file, title=title, collection=collection), "1 report added"
        )
        self.town.held[title] = (collection, word)

    async def change_audience(self, way: str, kind: str) -> None:
        """Allow or deny the channel or the role."""
        named = {"channel": CHANNEL, "role": EDITORS}[kind]
        await self.told(_group(way, collection="legal", **{kind: named}), "Allowed" if way == "allow" else "Denied")
        (self.town.open_to.add if way == "allow" else self.town.open_to.discard)(kind)

    async def step(self) -> None:
        """Do one thing or another."""
        mine = sorted(self.town.seen(editor=True))
        do = self.chance.choice(("add", "allow", "deny", *(("replace", "remove", "move") if mine else ())))
        if do == "add":
            await self.add(self.chance.choice(("legal", "everyone")))
        elif do in ("allow", "deny"):
            await self.change_audience(do, self.chance.choice(("channel", "role")))
        else:
            title = self.chance.choice(mine)
            await {"replace": self.replace, "remove": self.remove, "move": self.move}[do](title)

    async def replace(self, title: str) -> None:
        """Put other content in a report's place."""
        word, file = self.content()
        await self.told(uploading.command(EDITOR, "replace", report=title, file=file), "1 report replaced")
        collection, old = self.town.held[title]
        self.town.gone.add(old)
        self.town.held[title] = (collection, word)

    async def remove(self, title: str) -> None:
        """Remove a report, and say yes."""
        asked = await self.told(uploading.command(EDITOR, "remove", report=title), "Remove")
        components = _body(asked)["components"]
        (yes,) = [part for part in openapi.walk(components) if part["type"] == 2 and "yes" in part["custom_id"]]
        await self.told(uploading.press(EDITOR, yes["custom_id"], components), "Removed")
        self.town.gone |= {title, self.town.held.pop(title)[1]}

    async def move(self, title: str) -> None:
        """Put a report into the other collection."""
        collection, word = self.town.held[title]
        other = "legal" if collection == "everyone" else "everyone"
        await self.told(_group("move", report=title, collection=other), "Moved")
        self.town.held[title] = (other, word)

    async def look(self) -> None:
        """Ask for all to see, as whoever may see more, and alone: words and counts are those of what may be seen."""
        for editor, private in ((False, False), (True, False), (True, True)):
            event = happenings.slash(EDITOR if editor else READER, QUESTION, private=private)
            before = len(self.discord.requests)
            reply = await self.told(uploading._by(event, editor=editor), "searched|no reports here")
            seen = self.town.seen(editor=private)
            assert f"{len(seen)} report" in _text(reply) or not seen
            assert not [word for word in self.town.hidden(editor=private) if word in _text(reply)]
            assert any(word in _text(reply) for _, word in seen.values()) or not seen
            if editor and not private:
                await self.look_beside(before)

    async def look_beside(self, before: int) -> None:
        """Wait for what the editor alone is told after a public answer, where there is more to tell."""
        more = len(self.town.seen(editor=True)) > len(self.town.seen(editor=False))

        def beside() -> list[Request]:
            return [one for one in self.discord.requests[before:] if re.search(r"^/webhooks/\d+/[^/]+$", one.path)]

        if not self.town.seen(editor=False) and more:
            await self.discord.until(beside)
        for one in beside():
            assert more
            assert one.body["flags"] & 1 << 6
            assert not [word for word in self.town.hidden(editor=True) if word in _text(one)]


def _group(name: str, /, **given: str) -> dict[str, Any]:
    """Return a command of `/collection`."""
    kinds = {"channel": 7, "role": 8}
    options = [{"name": key, "type": kinds.get(key, 3), "value": value} for key, value in given.items()]
    event = uploading.command(EDITOR, "collection")
    event["data"]["options"] = [{"name": name, "type": 1, "options": options}]
    channel = {"id": CHANNEL, "type": 0, "name": "general", "permissions": happenings.ALL_PERMISSIONS}
    role = {"id": EDITORS, "name": "editors", "permissions": "0", "color": 0, "hoist": False, "position": 1}
    role |= {"managed": False, "mentionable": False, "flags": 0}
    event["data"]["resolved"] = {"channels": {CHANNEL: channel}, "roles": {EDITORS: role}}
    event["id"] = snowflake()
    return dict(event)


def _body(request: Request) -> dict[str, Any]:
    body: dict[str, Any] = request.body.get("data", request.body) if isinstance(request.body, dict) else {}
    return body


def _text(request: Request) -> str:
    parts = openapi.walk(_body(request).get("components") or [])
    return "\n".join(part["content"] for part in parts if part["type"] == 10)


@pytest.mark.parametrize("seed", [1])
async def test_what_was_acknowledged_holds_after_a_kill(discord: FakeDiscord, tmp_path: Path, seed: int) -> None:
    """Killed right after a denial, a removal or a move was acknowledged; the next life shows nothing of it."""
    desk = Desk(discord, seed)
    for life in range(LIVES):
        async with running_bot(
            discord, tmp_path, module="tests.fakes.bot_process", arguments=("hashed",), throttle_questions_a_minute=600
        ) as bot:
            await discord.connected(life + 1)
            if life == 0:
                await desk.begin()
            await desk.look()
            for _ in range(STEPS):
                await desk.step()
            kind = desk.chance.choice(sorted(desk.town.open_to) or ["channel"])
            await desk.change_audience("deny", kind)
            bot.tell(signal.SIGKILL)
            await bot.ended()
    async with running_bot(discord, tmp_path, module="tests.fakes.bot_process", arguments=("hashed",)):
        await discord.connected(LIVES + 1)
        await desk.look()
