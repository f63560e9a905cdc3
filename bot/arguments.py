"""What is typed on the command line, as numbers and days; whatever is none is told with what to write instead."""

from __future__ import annotations

import argparse

LARGEST_ID = 2**63 - 1  # that SQLite can hold


def count(text: str) -> int:
    """Return how many sentences are asked for."""
    most = 10
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {most}")
    return int(text)


def number(text: str) -> int:
    """Return a number that counts from 1."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def identity(text: str) -> int:
    """Return a report's number."""
    if not text.isdecimal() or not 1 <= int(text[:20]) <= LARGEST_ID:
        raise argparse.ArgumentTypeError(f"{text!r} is no report's number: `reports` lists them")
    return int(text)


def day(text: str) -> str:
    """Return a day, month or year as it was typed, if it is one."""
    from corpus.formats.facts import iso_date

    if iso_date(text) != text:
        raise argparse.ArgumentTypeError(f"{text!r} is no date: write 2017-10-16, 2017-10 or 2017")
    return text
