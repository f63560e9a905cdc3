"""What can be set about finding and answering; `bot.config` fills these from config.toml, table by table."""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT_MODEL = "all-MiniLM-L6-v2"
MAX_THREADS = 256


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name} is {value}, but must be from {least} to {most}")


_CODES = re.compile(r"[a-z]{2}( [a-z]{2})*")


def _codes(name: str, value: str) -> None:
    if value != "all" and not _CODES.fullmatch(value):
        raise ValueError(f"{name} is {value!r}, but must be ISO 639-1 codes with spaces between them, or all")


def languages_in(value: str) -> frozenset[str] | None:
    """Return the codes that a setting lists, None for all languages."""
    return None if value == "all" else frozenset(value.split())


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """Which model embeds, and how.

    Args:
        model: "all-MiniLM-L6-v2" (packaged), or a sentence-transformers hub name or folder.
        threads: Processor threads for the model, 0 for as many as there are cores.
        languages: ISO 639-1 codes of the languages that it knows, or "all"; "auto": as many as its vocabulary tells.
            Questions in others are answered by their words.
    """

    model: str = DEFAULT_MODEL
    threads: int = 0
    languages: str = "auto"

    def __post_init__(self) -> None:
        """Check the ranges."""
        _within("threads", self.threads, 0, MAX_THREADS)
        if self.languages != "auto":
            _codes("languages", self.languages)


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """Which model reads the best passages together with the question.

    Args:
        model: "verbatim" (shipped), "none" for retrieval alone, or the folder of a transformers model for extractive
            question answering.
        threads: Processor threads for the model, 0 for as many as there are cores.
        precision: How often an answer that is given shall be right, from 0.5 to 0.99: the share of answers right on
            the dev sets at the confidence from which the bot says that the reports answer.
        languages: ISO 639-1 codes of the languages that it was trained for, or "all"; questions in others are ranked
            without it.
    """

    model: str = "verbatim"
    threads: int = 0
    precision: float = 0.8
    languages: str = "en"

    def __post_init__(self) -> None:
        """Check the ranges."""
        _codes("languages", self.languages)
        _within("threads", self.threads, 0, MAX_THREADS)
        _within("precision", self.precision, 0.5, 0.99)


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """How much is shown.

    Args:
        quotes: Greatest number of sentences in an answer, from 1 to 10.
    """

    quotes: int = 3

    def __post_init__(self) -> None:
        """Check the ranges."""
        _within("quotes", self.quotes, 1, 10)
