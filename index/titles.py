"""The title under which a report is searched and read, which may differ from the one that is shown."""

from __future__ import annotations

import re

from corpus.report import Report

_EXTENSION = re.compile(r"\.\w{1,5}$")
_NUMBERING = re.compile(r"[#|]\w+$")  # what tells two files of one name apart says nothing about what is in them
_WORD = re.compile(r"[^\W\d_]{4}")


def title_of(report: Report) -> str:
    """Return a report's title, or its file's name made readable."""
    return report.metadata.title or readable_name(report.file_name)


def readable_name(name: str) -> str:
    """Make a title of a file's name: "raqqa_october-2017.txt" becomes "raqqa october 2017"; "" where it has no word."""
    stem = _NUMBERING.sub("", _EXTENSION.sub("", name.rsplit("/", 1)[-1]))
    readable = re.sub(r"[\W_]+", " ", stem).strip()
    return readable if _WORD.search(readable) else ""
