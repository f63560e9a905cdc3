"""One upload: its files become reports one after another, while a message shows how far they are.

The message is the reply to a command until that cannot be edited any more, a quarter of an hour after it was typed;
what is left to say then comes as a direct message, because a channel may see less than the person who adds.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import discord

from bot.attachments import Attachment, Fetch, require_promising
from bot.delivery import Outcome, deliver
from bot.errors import BotError, NotAsked
from bot.library import Content, Library, Replaced, There, Work
from bot.logs import new_id, report_line
from bot.teams import Team
from bot.ui import additions, texts
from bot.ui.additions import Uploading
from bot.ui.escaping import label
from bot.ui.message import Accent, Message, notice
from bot.ui.upload_forms import Given
from corpus.errors import CorpusError
from corpus.formats.facts import iso_date
from corpus.report import Metadata, Source
from index.errors import IndexingError
from index.indexing import Added, Filing

EDIT_S = 1.5  # between two edits; Discord allows five in five seconds and slows down who comes close
TOKEN_S = 14 * 60.0  # of the 15 minutes that an interaction's reply can be edited
SENDING_S = 20.0
OVER = "Your upload is over: `/reports` shows what became a report."
TITLE_LEFT_OUT = "The title was left out: it fits one file only."

_log = logging.getLogger("verbatim.uploads")


class Card(Protocol):
    """A message that is shown anew while work goes on."""

    async def show(self, message: Message) -> Outcome:
        """Put this in the place of what was shown before."""
        ...


class InteractionCard:
    """The private reply to an interaction, already acknowledged; a class because it holds what is edited.

    Args:
        interaction: Whose reply it is.
        clock: Seconds, monotonic.
    """

    def __init__(self, interaction: discord.Interaction, clock: Callable[[], float]) -> None:
        self._interaction, self._clock = interaction, clock
        self._until = clock() + TOKEN_S
        self._later: SentCard | None = None

    async def show(self, message: Message) -> Outcome:
        """Edit the reply, or, once it is too old for that, a direct message to its person."""
        if self._clock() < self._until:
            given = message.arguments(editing=True)
            return await deliver(lambda: self._interaction.edit_original_response(**given), within_s=SENDING_S)
        return await self.tell_directly(message)

    async def tell_directly(self, message: Message) -> Outcome:
        """Send a direct message, or edit the one that was sent."""
        self._later = self._later or SentCard(self._interaction.user.send)
        return await self._later.show(message)

    async def tell_publicly(self) -> Outcome:
        """Say in the channel that the upload is over, without a name: its person takes no direct messages."""
        words = notice(Accent.PLAIN, f"{texts.person(self._interaction.user.id)} {OVER}")
        place: Any = self._interaction.channel
        return await SentCard(place.send).show(words)


class SentCard:
    """A message that is sent first and edited then; a class because it holds it.

    Args:
        send: Sends it.
    """

    def __init__(self, send: Callable[..., Awaitable[Any]]) -> None:
        self._send = partial(send, nonce=secrets.token_hex(8))  # Discord shows once what is sent twice
        self._sent: Any = None

    async def show(self, message: Message) -> Outcome:
        """Send or edit it."""
        return await deliver(lambda: self._shown(message), within_s=SENDING_S)

    async def _shown(self, message: Message) -> None:
        if self._sent is None:
            self._sent = await self._send(**message.arguments(editing=False))
        else:
            await self._sent.edit(**message.arguments(editing=True))


@dataclass(frozen=True, slots=True)
class Upload:
    """Files that somebody sent, and what is to become of them.

    Args:
        team: Whose reports they become.
        shown: What people see of it.
        files: One for each of the works shown.
        filing: What the sender says of them.
        replaces: The report that the one file takes the place of, None where each becomes a new one.
        sees: Whether the sender sees the collection that they go into.
    """

    team: Team
    shown: Uploading
    files: tuple[Attachment, ...]
    filing: Filing
    replaces: int | None = None
    sees: bool = True


async def run(upload: Upload, library: Library, fetch: Fetch, card: Card) -> Message:
    """Make the files reports, show how far they are, and return what became of them.

    Raises:
        Crowded: there is no room for so many.
        Stopping: the bot is going down.
    """
    with library.room(upload.team.server, len(upload.files)):
        await shown(upload.shown, _all(upload, library, fetch), card)
    kept, files = len(upload.shown.reports), len(upload.files)
    report_line(_log, "uploaded", files=files, reports=kept, refused=files - kept)
    return additions.result(upload.shown)


async def shown(upload: Uploading, work: Awaitable[None], card: Card) -> None:
    """Show how far an upload is, while it goes on."""
    working, before = asyncio.ensure_future(work), ""
    while not (await asyncio.wait({working}, timeout=EDIT_S))[0]:
        now = "\n".join(map(additions.line, upload.works))
        if now != before:
            await card.show(additions.progress(upload))
        before = now
    working.result()


async def _all(upload: Upload, library: Library, fetch: Fetch) -> None:
    """Refuse at once what cannot become a report, then take the others one after another."""
    pairs = list(zip(upload.shown.works, upload.files, strict=True))
    for work, file in pairs:
        try:
            require_promising(file)
        except CorpusError as refusal:
            work.outcome = refusal
    for work, file in pairs:
        if work.outcome is None:
            work.outcome = await settled(_one(upload, library, work, partial(fetch, file)))


async def _one(upload: Upload, library: Library, work: Work, content: Content) -> Added | Replaced | There:
    if upload.replaces is None:
        added = await library.add(upload.team, work, content, upload.filing)
        return added if added.new or upload.sees else There()
    return await library.replace(upload.team, upload.replaces, work, content, upload.filing)


async def settled(working: Awaitable[Added | Replaced | There]) -> Added | Replaced | There | Exception:
    """Return what became of one file; whatever goes wrong with it, the next one is taken."""
    try:
        return await working
    except (BotError, CorpusError, IndexingError) as refusal:
        return refusal
    except Exception:  # noqa: BLE001 - around one file of one event: the others are taken all the same
        number = new_id()
        _log.exception("fault in a file", extra={"fault_id": number})
        return BotError(f"something went wrong here; it is in the log under {number}.")


def upload_of(files: list[Attachment], given: Given, filing: Filing, team: Team) -> Upload:
    """Return the upload of these files.

    Args:
        files: At least one.
        given: As typed.
        filing: Where they go and who sends them; the facts are taken from what was typed.
        team: Whose reports they become.

    Raises:
        NotAsked: there is no file, or the date is none.
    """
    if not files:
        raise NotAsked("There is no file: attach the report itself.")
    alone = len(files) == 1
    facts = metadata(given if alone else Given(publisher=given.publisher, date=given.date))
    remarks = (TITLE_LEFT_OUT,) if given.title and not alone else ()
    works = tuple(Work(file.name) for file in files)
    shown_as = Uploading(works, collection=filing.collection, person=filing.added_by or 0, remarks=remarks)
    return Upload(team, shown_as, tuple(files), Filing(facts, filing.collection, filing.added_by))


def metadata(given: Given) -> Metadata:
    """Return facts as they are stored.

    Raises:
        NotAsked: the date is none, or could be two; the message shows what one looks like.
    """
    date = iso_date(given.date) if given.date else None
    if given.date and date is None:
        example = "write 2017-10-16, 2017-10, 2017 or 16 October 2017"
        raise NotAsked(f"“{label(given.date, 40)}” is no date that could be meant in one way only: {example}.")
    source = Source.GIVEN if date else Source.UNKNOWN
    return Metadata(given.title or None, given.publisher or None, date=date, date_source=source)
