"""The forms by which files and questions about one report are sent; see `bot.ui.forms` for why they are finished first.

Discord allows five fields; a form of ours has files, title, publisher, date and collection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.attachments import Attachment, attached
from bot.ui.forms import FIELD, parts
from bot.ui.report_buttons import ReportId, Verb

FILES = 10  # Discord's limit
OPTIONS = 25  # likewise
FACT_CHARACTERS = 300  # of a title or publisher, as long as a file's own claim may be
QUESTION_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of the files that they send, as typed; empty where they say nothing.

    Args:
        title: Of the report, where there is one file.
        publisher: Who published it.
        date: When it was published.
        collection: Who may see it.
    """

    title: str = ""
    publisher: str = ""
    date: str = ""
    collection: str = ""


def add(collections: Sequence[str], *, files: int = FILES) -> discord.ui.Modal:
    """Return the form that adds files.

    Args:
        collections: Where the person may put reports, the usual place first.
        files: How many may be sent.
    """
    form = discord.ui.Modal(title="Add reports", custom_id=str(ReportId(Verb.ADD)))
    upload: discord.ui.FileUpload[Any] = discord.ui.FileUpload(custom_id="files", min_values=1, max_values=files)
    form.add_item(_label("Files, up to 10", "Each becomes a report. A file that is refused stops no other.", upload))
    form.add_item(_label("Title", "For one file only; else, and if empty, as the file says.", _entry("title")))
    form.add_item(_label("Publisher", "Who published it, shown with every quote.", _entry("publisher")))
    form.add_item(_label("Date of publication", "2017-10-16, 2017-10, 2017 or 16 October 2017.", _entry("date", 40)))
    form.add_item(_label("Collection", "Who may see it.", _choice(collections)))
    form.stop()  # finished before it is sent: discord.py keeps no memory of it
    return form


def question(report: int) -> discord.ui.Modal:
    """Return the form that asks about one report."""
    entry: discord.ui.TextInput[Any] = discord.ui.TextInput(
        style=discord.TextStyle.paragraph, custom_id=FIELD, max_length=QUESTION_CHARACTERS
    )
    form = discord.ui.Modal(title="Ask about this report", custom_id=str(ReportId(Verb.ASK, str(report))))
    form.add_item(discord.ui.Label(text="Your question", component=entry))
    form.stop()
    return form


def given(data: Mapping[str, Any]) -> Given:
    """Return what was typed and chosen in the form that came back."""
    found = {str(part.get("custom_id")): part for part in parts(data)}
    typed = {key: str(found.get(key, {}).get("value") or "").strip() for key in ("title", "publisher", "date")}
    chosen = found.get("collection", {}).get("values") or [""]
    return Given(**typed, collection=str(chosen[0]))


def files(data: Mapping[str, Any]) -> list[Attachment]:
    """Return the files of the form that came back, in the order of their choice."""
    known = (data.get("resolved") or {}).get("attachments") or {}
    chosen = next((part.get("values") or [] for part in parts(data) if part.get("custom_id") == "files"), [])
    return [attached(known[number]) for number in chosen if number in known]


def _label(text: str, description: str, component: discord.ui.Item[Any]) -> discord.ui.Label[Any]:
    return discord.ui.Label(text=text, description=description, component=component)


def _entry(name: str, limit: int = FACT_CHARACTERS) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(custom_id=name, required=False, max_length=limit)


def _choice(collections: Sequence[str]) -> discord.ui.Select[Any]:
    options = [discord.SelectOption(label=name, default=place == 0) for place, name in enumerate(collections[:OPTIONS])]
    return discord.ui.Select(custom_id="collection", options=options, required=False)
