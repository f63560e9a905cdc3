"""Everything that can go wrong with reports.

CorpusError
├── RefusedReport            a file that does not become a report, with the reason and the way out
│   ├── UnreadableReport     its bytes are not what they claim, or its parser failed
│   ├── UnsupportedFormat    a kind of file that cannot be read here
│   ├── OverLimit            larger, longer or slower than a limit
│   └── EmptyReport          no text in it
├── ReportNotFound           no report has this id
├── NoPicture                a sentence that cannot be shown on its page, with the reason
├── RefusedCollection        a collection that is not made, renamed, opened or deleted as asked
│   └── CollectionNotFound   no collection has this name
├── StoreInUse               another process holds the data folder
└── DamagedStore             the data folder is not what this version wrote
    └── UnwritableStore      the data folder cannot be written: its rights, its owner, its disk

Each message says what happened, to what, the limit and the measured value, and what to do.
"""

from __future__ import annotations


class CorpusError(Exception):
    """Any refusal or failure of the corpus; its text is fit for showing to a person."""


class RefusedReport(CorpusError):
    """A file that did not become a report.

    Args:
        name: The file as the person knows it, cleaned for show.
        reason: What is wrong, with the limit and the measured value where there is one.
        remedy: What to do about it, an imperative without a full stop.
    """

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        super().__init__(f"{name} was not added: {reason}; {remedy}.")
        self.name, self.reason, self.remedy = name, reason, remedy

    def __reduce__(self) -> tuple[type[RefusedReport], tuple[str, str, str]]:
        """Copy by the three parts: the default would pass the finished message to a three-part constructor."""
        return type(self), (self.name, self.reason, self.remedy)


class UnreadableReport(RefusedReport):
    """Its bytes are not what they claim to be, or the parser failed on them."""


class UnsupportedFormat(RefusedReport):
    """A kind of file that this installation cannot read."""


class OverLimit(RefusedReport):
    """Larger, longer or slower than a limit."""


class EmptyReport(RefusedReport):
    """A file without a sentence in it."""


class ReportNotFound(CorpusError):
    """No report has the id that was asked for."""


class NoPicture(CorpusError):
    """A sentence that cannot be shown on its page: the report has no pages, or its file cannot be drawn."""


class RefusedCollection(CorpusError):
    """A collection that is not made, renamed, opened to somebody or deleted as asked, with the reason."""


class CollectionNotFound(RefusedCollection):
    """No collection has the name that was asked for."""


class StoreInUse(CorpusError):
    """Another process holds the data folder."""


class DamagedStore(CorpusError):
    """The data folder holds something that this version did not write."""


class UnwritableStore(DamagedStore):
    """The data folder cannot be written; the message names who it belongs to and what to do."""
