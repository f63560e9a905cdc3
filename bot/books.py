"""What the files of a server's folder beside the reports are called."""

from __future__ import annotations

BOUND = "server"  # in the data folder: the id of the server that it belongs to
LEFT = "left"  # in a server's folder: since when the bot is no longer there
REMEMBERED, FEEDBACK, POSTED, WATCHES = "asked.db", "feedback.db", "posted.db", "watches.db"
LEDGER = "watched.db"  # in the folder of the server that the watched folder belongs to
