"""The drop channel: files that editors post there become reports, and the bot replies with what became of each."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

import discord
from discord.ext import commands

from bot.attachments import attached
from bot.commands.serving import made
from bot.delivery import Outcome, reply
from bot.errors import NotAllowed
from bot.front import Front
from bot.logs import about, new_id, report_line
from bot.permissions import require_editor
from bot.ui.message import Message
from bot.ui.upload_forms import Given
from bot.uploads import SentCard, Upload, run, upload_of
from index.indexing import Filing

UNSEEN = "allow the channel, or name another collection as drop_collection"

_log = logging.getLogger("verbatim.dropping")


class Dropping(commands.Cog):
    """Uploads by posting; a class because discord.py wants one.

    Discord hides the files of a message from bots without the message content intent, unless it mentions the bot: then
    only such messages are taken.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front = client, front

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Make the files of a message reports, where it stands in the drop channel."""
        if not dropped(message, self._front.settings.drop_channel) or self._front.seen.before(message.id):
            return
        number, start = new_id(), self._front.clock()
        with about(number), self._front.flights.one():
            card = SentCard(partial(reply, message))
            result = await made(lambda: self._taken(message, card), number)
            outcome = await card.show(result)
            if outcome is Outcome.FORBIDDEN:  # to write there: whoever posted is told directly
                outcome = await SentCard(message.author.send).show(result)
            report_line(_log, "replied", surface="drop", outcome=outcome.value, s=self._front.clock() - start)

    async def _taken(self, message: discord.Message, card: SentCard) -> Message:
        require_editor(message.author, self._front.settings)
        return await run(await self._upload(message), self._front.lanes.library, self._front.fetch, card)

    async def _upload(self, message: discord.Message) -> Upload:
        """Return the upload of a message's files.

        Raises:
            CollectionNotFound: there is no such collection.
            NotAllowed: the reply would tell the channel of reports that it may not see.
        """
        scope = await self._front.scope(message, private=False)
        wanted = self._front.settings.drop_collection
        collection = await asyncio.to_thread(scope.team.store.collections.one, wanted)
        if collection.name not in await asyncio.to_thread(scope.collections):
            raise NotAllowed(f"This channel may not see the collection {collection.name}: {UNSEEN}.")
        files = [attached(file) for file in message.attachments]
        return upload_of(files, Given(), Filing(collection=collection.name, added_by=message.author.id), scope.team)


def dropped(message: discord.Message, channel: int) -> bool:
    """Whether a person posted files in the drop channel."""
    by_person = not message.author.bot and not message.webhook_id
    return bool(channel) and by_person and message.channel.id == channel and bool(message.attachments)
