"""What languages are called, for people."""

from __future__ import annotations

_NAMES = """ar Arabic, de German, el Greek, en English, es Spanish, fa Persian, fr French, he Hebrew, hi Hindi,
it Italian, ja Japanese, ko Korean, ku Kurdish, nl Dutch, pl Polish, pt Portuguese, ro Romanian, ru Russian,
sv Swedish, th Thai, tr Turkish, uk Ukrainian, vi Vietnamese, zh Chinese"""
LANGUAGES = dict(pair.split() for pair in _NAMES.split(","))


def language(code: str | None) -> str:
    """Return "German" for "de", "language xx" for one without a name here, nothing where it is not known."""
    return LANGUAGES.get(code, f"language {code}") if code else ""
