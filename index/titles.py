"""The title under which a report is searched and read, which may differ from the one that is shown."""

from __future__ import annotations

import re

from corpus.report import Metadata, Report

TITLE_CHARACTERS = 140  # of a title in front of a sentence; about 32 word pieces of the 256 that a vector is made of

_EXTENSION = re.compile(r"\.\w{1,5}$")
_NUMBERING = re.compile(r"[#|]\w+$")  # what tells two files of one name apart says nothing about what is in them
_WORD = re.compile(r"[^\W\d_]{4}")


def title_of(report: Report) -> str:
    """Return a report's title, or its file's name made readable."""
    return searched_title(report.metadata, report.file_name)


def searched_title(metadata: Metadata, file_name: str) -> str:
    """Return the title of what is not a report yet."""
    return metadata.title or readable_name(file_name)


def titled(title: str, sentence: str) -> str:
    """Return what is embedded of a sentence: "it" and "the council" mean more behind the report's title."""
    return f"{title[:TITLE_CHARACTERS]}. {sentence}" if title else sentence


def readable_name(name: str) -> str:
    """Make a title of a file's name: "raqqa_october-2017.txt" becomes "raqqa october 2017"; "" where it has no word."""
    stem = _NUMBERING.sub("", _EXTENSION.sub("", name.rsplit("/", 1)[-1]))
    readable = re.sub(r"[\W_]+", " ", stem).strip()
    return readable if _WORD.search(readable) else ""
