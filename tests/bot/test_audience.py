"""Promises of who sees what, in a Discord of this process on a real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.client import make_client
from bot.front import Front
from bot.settings import DiscordSettings
from bot.ui import audiences, budget
from corpus.audience import Audience, Collection
from tests.fakes import openapi
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords
from tests.fakes.houses import close_front, front_of, of_hashed_words
from tests.fakes.world import World, buttons_of, stored, text_of

WORDS = HashedWords()
QUESTION = "who signed the contract with the shipyard?"
OPEN = "The mayor signed the contract with the shipyard in June."
CONFIDED = "Counsel Aldous Quill signed the contract with the shipyard."
HIDDEN = ("Quill", "Privileged")
EDITOR = discord.Permissions(manage_guild=True)


class Court(World):
    """A server with #counsel for lawyers only: lee is a lawyer, eve an editor, ann and ben are neither."""

    def __init__(self, env: Env, front: Front) -> None:
        """Make it, with one report for everyone and one in the collection "legal", which nobody sees."""
        super().__init__(env)
        self.front = front
        self.lawyers = self.guild.create_role("Lawyers", permissions=discord.Permissions.none())
        self.editors = self.guild.create_role("editors", permissions=EDITOR)
        hidden, shown = discord.PermissionOverwrite(view_channel=False), discord.PermissionOverwrite(view_channel=True)
        overwrites = {self.guild.default_role: hidden, self.lawyers: shown, env.bot.user: shown}
        self.counsel = self.guild.create_text_channel("counsel", overwrites=overwrites)
        self.lee = self.guild.add_member(env.create_user("lee"), roles=[self.lawyers])
        self.eve = self.guild.add_member(env.create_user("eve"), roles=[self.editors])
        self.store = front.teams.open_home().store
        self.store.add(addition(OPEN, "open.txt", embedder=WORDS, title="Minutes"))
        self.secret = self.store.add(
            addition(CONFIDED, "secret.txt", embedder=WORDS, collection="legal", title="Privileged memo")
        )

    async def ask(self, who: Any, channel: ChannelHandle, **options: Any) -> Any:
        """Ask by the command."""
        return await who.slash(channel, "ask", question=QUESTION, **options)

    def thread(self, parent: ChannelHandle) -> ChannelHandle:
        """Open a thread."""
        made = self.env.backend.create_thread(parent.id, "talk", owner_id=self.lee.id)
        self.env.backend.announce_thread_create(made)
        return ChannelHandle(self.env, self.guild, made)


@pytest.fixture
async def court(settings: DiscordSettings, tmp_path: Path) -> AsyncIterator[Court]:
    """That server with the bot in it; at the end every request is checked."""
    front = front_of(None, settings, tmp_path, of_hashed_words)
    env = Env(make_client(front, tmp_path), settle_timeout=30)
    await env.start()
    try:
        yield Court(env, front)
    finally:
        await env.shutdown()
        close_front(front)
    wrong = [fault for one in env.http_requests for fault in openapi.violations(one.method, one.path, one.json)]
    assert not wrong, "\n".join(wrong)


def _tells(result: Any) -> bool:
    """Whether a reply holds a word of the hidden report."""
    text = text_of(result if isinstance(result, dict) else result.response)
    assert ("2 reports searched" in text) == any(word in text for word in HIDDEN)
    return any(word in text for word in HIDDEN)


# Commands ------------------------------------------------------------------------------------------------------------


async def test_an_editor_makes_opens_lists_and_deletes_collections(court: Court) -> None:
    """Each reply is for the editor only, and says who sees the collection now."""
    made = await court.eve.slash(court.channel, "collection create", name="Field notes")
    assert made.ephemeral
    assert "**Field notes is there.** Nobody sees it yet." in text_of(made.response)
    await court.eve.slash(court.channel, "collection allow", collection="field notes", channel=court.channel)
    await court.eve.slash(court.channel, "collection allow", collection="Field notes", role=court.lawyers)
    listed = await court.eve.slash(court.channel, "collection list")
    line = f"**Field notes** · <#{court.channel.id}>, <@&{court.lawyers.id}> · 0 reports"
    assert line in text_of(listed.response)
    assert "**everyone** · everyone in this server · 1 report" in text_of(listed.response)
    renamed = await court.eve.slash(court.channel, "collection rename", collection="Field notes", name="field")
    assert "**field** · <#" in text_of(renamed.response)
    gone = await court.eve.slash(court.channel, "collection delete", collection="field")
    assert "**field is deleted.**" in text_of(gone.response)


@pytest.mark.parametrize(
    ("command", "options", "words"),
    [
        ("create", {"name": "LEGAL"}, "There is a collection 'LEGAL' already"),
        ("create", {"name": "@everyone"}, "is no name for a collection"),
        ("delete", {"collection": "legal"}, "legal still holds 1 report"),
        ("delete", {"collection": "nowhere"}, "There is no collection 'nowhere'"),
        ("allow", {"collection": "legal"}, "Name a channel, a role, or everyone"),
        ("deny", {"collection": "everyone", "everyone": True}, "built in"),
        ("move", {"report": "no such", "collection": "legal"}, "No reports match"),
    ],
)
async def test_what_cannot_be_done_says_why(court: Court, command: str, options: dict[str, Any], words: str) -> None:
    """A sentence for the editor, and nothing changed."""
    before = court.store.collections.all()
    result = await court.eve.slash(court.channel, f"collection {command}", **options)
    assert result.ephemeral
    assert words in text_of(result.response).replace("\\", "")
    assert court.store.collections.all() == before


def test_a_long_list_of_collections_fits_into_one_message() -> None:
    """With many channels each; how many are left out is said."""
    audience = Audience(channels=frozenset(range(10**18, 10**18 + 20)))
    message = audiences.listed([Collection("東" * 40, audience, 7)] * 40)
    assert isinstance(message.view, discord.ui.LayoutView)
    shown = [item.content for item in message.view.walk_children() if isinstance(item, discord.ui.TextDisplay)]
    assert budget.total(map(budget.of_text, shown)).fits(budget.LIMIT)
    listed = shown[1].count("7 reports")
    assert listed > 5
    assert f"and {40 - listed} more" in shown[1]


async def test_discords_role_for_everyone_is_everyone(court: Court) -> None:
    """Its id is the server's."""
    await court.eve.slash(court.channel, "collection allow", collection="legal", role=court.guild.default_role)
    assert court.store.collections.one("legal").audience.everyone
    await court.eve.slash(court.channel, "collection deny", collection="legal", everyone=True)
    assert not court.store.collections.one("legal").audience.everyone


async def test_only_editors_see_or_change_collections(court: Court) -> None:
    """Discord hides the command from others; the names are offered to editors alone."""
    assert "collection list" not in court.ann.available_commands(court.channel)
    assert "collection list" in court.eve.available_commands(court.channel)
    offered = await court.eve.autocomplete(court.channel, "collection delete", "collection", "leg")
    assert offered == [{"name": "legal", "value": "legal"}]


# Who sees what -------------------------------------------------------------------------------------------------------


async def test_a_collection_that_nobody_is_allowed_is_seen_by_nobody(court: Court) -> None:
    """Not in public, not in private, not in its own future channel; not by title, count or suggestion."""
    for who, channel in ((court.ann, court.channel), (court.eve, court.channel), (court.lee, court.counsel)):
        assert not _tells(await court.ask(who, channel))
        assert not _tells(await court.ask(who, channel, private=True))
        assert await who.autocomplete(channel, "ask", "report", "privileged") == []


async def test_a_channels_collection_answers_there_and_in_its_threads_and_nowhere_else(court: Court) -> None:
    """For whoever asks there; elsewhere its readers see it privately only."""
    court.store.collections.allow("legal", "channel", court.counsel.id)
    thread = court.thread(court.counsel)
    assert _tells(await court.ask(court.lee, court.counsel))
    await court.lee.send(thread, f"{court.me} {QUESTION}")
    assert _tells(stored(court.env, thread.last_message))
    assert not _tells(await court.ask(court.lee, court.channel))
    assert _tells(await court.ask(court.lee, court.channel, private=True))
    assert not _tells(await court.ask(court.ann, court.channel, private=True))


async def test_a_roles_collection_answers_its_members_privately_and_never_in_public(court: Court) -> None:
    """Not even where only they can read, unless the channel is allowed too."""
    court.store.collections.allow("legal", "role", court.lawyers.id)
    assert not _tells(await court.ask(court.lee, court.counsel))
    private = await court.ask(court.lee, court.channel, private=True)
    assert private.ephemeral
    assert _tells(private)
    assert not _tells(await court.ask(court.ann, court.channel, private=True))


async def test_a_direct_message_tells_what_the_person_may_see(court: Court) -> None:
    """By role and by channel, read anew from Discord."""
    court.store.collections.allow("legal", "role", court.lawyers.id)
    for who, tells in ((court.lee, True), (court.ann, False)):
        await who.send_dm(QUESTION)
        assert _tells(stored(court.env, who.user.dm_channel.last_message)) is tells


async def test_a_stranger_is_told_that_the_bot_answers_members(court: Court) -> None:
    """Whoever shares no server with the bot gets no answer at all."""
    court.guild.remove_member(court.ben)
    await court.ben.user.send_dm(QUESTION)
    text = text_of(stored(court.env, court.ben.user.dm_channel.last_message))
    assert "I answer members of the servers that I am in" in text


async def test_the_buttons_of_a_direct_message_name_their_server_and_work(court: Court) -> None:
    """Context and More know whose sentence it is, though a direct message is in no server."""
    await court.lee.send_dm(QUESTION)
    shown = stored(court.env, court.lee.user.dm_channel.last_message)
    assert buttons_of(shown)["Context"].endswith(f":{court.guild.id}")
    pressed = await court.lee.user.click(court.lee.user.dm_channel.last_message, label="Context")
    assert "The mayor" in text_of(pressed.response)


async def test_old_buttons_forget_with_the_audience(court: Court) -> None:
    """When the role is taken, Context and Sources are as if the report were gone."""
    court.store.collections.allow("legal", "role", court.lawyers.id)
    answer = await court.ask(court.lee, court.channel, private=True)
    assert "Privileged" in text_of((await court.lee.click(answer.response, label="Sources")).response)
    court.env.backend.remove_member_role(court.guild.id, court.lee.id, court.lawyers.id)
    pressed = [button for label, button in buttons_of(answer.response).items() if label in ("Sources", "Context")]
    for custom_id in (*pressed, f"v1:ctx:{court.store.first_sentence(court.secret.id)}"):
        text = text_of((await court.lee.click(answer.response, custom_id=custom_id)).response)
        assert not any(word in text for word in HIDDEN)


async def test_a_follow_up_in_public_does_not_lean_on_a_private_answer(court: Court) -> None:
    """The name in the private answer would stand in "Understood as"."""
    court.store.collections.allow("legal", "role", court.lawyers.id)
    told = await court.ask(court.lee, court.channel, private=True, report=str(court.secret.id))
    assert "Quill" in text_of(told.response)
    await court.lee.send(court.channel, f"{court.me} and what else did he sign?")
    assert not any(word in text_of(court.last()) for word in HIDDEN)


async def test_neither_a_watch_nor_gaps_hold_a_word_that_their_readers_may_not_see(court: Court) -> None:
    """A private follow-up is understood with words of the private answer: it is told elsewhere as it was asked."""
    court.store.collections.allow("legal", "role", court.lawyers.id)
    told = await court.ask(court.lee, court.channel, private=True, report=str(court.secret.id))
    form = await court.lee.click(told.response, label="Ask a follow-up")
    followed = await court.lee.submit_modal(form, {"text": "which ship did he steer to Valparaiso?"})
    assert "Valparaiso contract" in text_of(followed.response)
    team = await court.front.team(court.guild.id)
    number = max(asked.id for asked in team.remembered.since(1))
    pressed = await court.lee.click(followed.response, custom_id=f"v1:watch:{number}")
    assert "This channel is told" in text_of(pressed.response)
    assert [watch.question for watch in team.watches.all()] == ["which ship did he steer to Valparaiso?"]
    gaps = text_of((await court.eve.slash(court.channel, "gaps")).response)
    assert "Valparaiso" in gaps
    assert "contract" not in gaps


async def test_a_move_takes_effect_at_once(court: Court) -> None:
    """From the open collection to the hidden one and back."""
    moved = await court.eve.slash(court.channel, "collection move", report="Minutes", collection="legal")
    assert "**Moved:** *Minutes*" in text_of(moved.response)
    assert "The mayor" not in text_of((await court.ask(court.ann, court.channel)).response)
    assert await court.ann.autocomplete(court.channel, "ask", "report", "minutes") == []


async def test_absent_and_hidden_get_the_same_words(court: Court) -> None:
    """By name and by number, in the filter of a question and in /report."""
    for chosen in (str(court.secret.id), "Privileged memo"):
        hidden = await court.ask(court.ann, court.channel, report=chosen)
        absent = await court.ask(court.ann, court.channel, report="99" if chosen.isdecimal() else "Never written")
        same = [
            text_of(result.response).replace(name, "…")
            for result, name in ((hidden, chosen), (absent, "99" if chosen.isdecimal() else "Never written"))
        ]
        assert same[0] == same[1]
