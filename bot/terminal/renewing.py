"""Make the vectors again after a change of the model, before a question; a person sees how far it is."""

from __future__ import annotations

from bot.terminal.progress import bar
from index.opening import Opened


def renew(at: Opened) -> None:
    """Embed again what the present model did not; after an interruption, the next command goes on with what is left."""
    due = at.indexer.renewal.due()
    if due:
        total = sum(report.sentences for report in due)
        with bar("The model has changed, embedding again", total, "sentences") as step:
            at.indexer.renewal.run(step)
