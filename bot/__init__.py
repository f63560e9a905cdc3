"""Discord and the command line: where people ask and where answers are shown."""

VERSION = "0.1.0"
