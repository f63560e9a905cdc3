"""The watched folder beside the bot: looked at every so often, its results told to the log and to a channel if wished.

It belongs to the server that the data folder belongs to.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from pathlib import Path

import apsw
import discord
from discord.ext import commands, tasks

from bot.books import LEDGER
from bot.commands.failing import endured
from bot.delivery import deliver
from bot.errors import BotError
from bot.front import Front
from bot.ledger import Ledger
from bot.library import Waiting
from bot.logs import report_line
from bot.ui import additions
from bot.ui.additions import Uploading
from bot.uploads import SENDING_S
from bot.watching import FolderWatch
from corpus.errors import CorpusError

_log = logging.getLogger("verbatim.following")


class Following(commands.Cog):
    """Follows the watched folder; a class because discord.py wants one.

    Args:
        client: The running bot.
        front: What commands share.
    """

    def __init__(self, client: commands.Bot, front: Front) -> None:
        self._client, self._front, self._settings = client, front, front.settings.watch
        self._watch: FolderWatch | None = None
        self._ledger: Ledger | None = None

    async def cog_load(self) -> None:
        """Begin to look, where a folder is configured."""
        if self._settings.folder:
            self._look.change_interval(seconds=self._settings.interval_s)
            self._look.start()

    async def cog_unload(self) -> None:
        """Look no more."""
        self._look.cancel()
        self._let_go()

    @tasks.loop(seconds=30)
    async def _look(self) -> None:
        """Look once; after a fault that nobody foresaw the next look begins anew, too."""
        await endured(self._once(), "the watched folder")

    async def _once(self) -> None:
        """Look once; what goes wrong is told, and the next look begins anew."""
        try:
            watch = self._watch or await self._opened()
            works = await asyncio.to_thread(watch.look) if watch else []
        except (BotError, CorpusError, apsw.Error, OSError) as fault:
            report_line(_log, "watched folder not followed", level=logging.WARNING, reason=str(fault))
            self._let_go()
            return
        if works and self._settings.channel:
            await self._tell(Uploading(tuple(works), collection=self._settings.collection))

    async def _opened(self) -> FolderWatch | None:
        """Return what watches, once it is known whose reports the folder's are."""
        server = self._front.teams.bound
        if not server:
            return None
        team = await self._front.team(server)
        collection = await asyncio.to_thread(team.store.collections.one, self._settings.collection)
        self._ledger = await asyncio.to_thread(Ledger, team.folder / LEDGER)
        line = Waiting(self._front.lanes.library, team, asyncio.get_running_loop())
        folder = Path(self._settings.folder)
        self._watch = FolderWatch(folder, collection.name, team.store, line, self._ledger)
        return self._watch

    async def _tell(self, upload: Uploading) -> None:
        """Tell the channel, where it may see what is told."""
        team = await self._front.team(self._front.teams.bound)
        visible = partial(team.store.collections.visible, channels=(self._settings.channel,))
        if upload.collection not in await asyncio.to_thread(visible):
            report_line(_log, "the channel may not see the collection of the watched folder", level=logging.WARNING)
            return
        channel = self._client.get_partial_messageable(self._settings.channel, type=discord.ChannelType.text)
        given = additions.followed(upload).arguments(editing=False)
        outcome = await deliver(lambda: channel.send(**given), within_s=SENDING_S)
        report_line(_log, "told", surface="watched folder", outcome=outcome.value)

    def _let_go(self) -> None:
        if self._ledger:
            self._ledger.close()
        self._ledger = self._watch = None
