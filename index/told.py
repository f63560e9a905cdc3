"""What a question asks to be told, and what one quote tells of it: a figure, a date, or a yes or no.

A quote tells something only where it speaks of all that is asked: its verbs up to a few synonyms, one of its names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from index.answer import Quote
from index.features import asked_words
from index.synonyms import CLASSES
from index.values import Day, Number, days, numbers
from index.words import words


class Kind(StrEnum):
    """What may differ."""

    NUMBER = "number"
    DATE = "date"
    POLARITY = "yes or no"


Value = Number | Day | bool

_HOW_MANY = re.compile(
    r"\bhow (?:many|much|large|big|long|far|old|high|tall|deep|strong)\b|\b(?:number|percentage|share) of\b|\btoll\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\bwhen\b|\b(?:what|which|on what|on which) (?:day|date|month|year)\b|\bwhat was the date\b", re.IGNORECASE
)
_YES_NO = re.compile(r"^\s*(?:is|are|was|were|do|does|did|has|have|had|can|could|will)\b", re.IGNORECASE)
NOT = re.compile(r"\b(?:not|no|never|neither|nor|nobody|without|refused to|failed to)\b|n['’]t\b", re.IGNORECASE)
DENIES = re.compile(r"\b(?:deny|denies|denied|denying)(?=\s+(?:that|having|it)\b)", re.IGNORECASE)
_NOT_REACHES, _DENIAL_REACHES = 3, 8  # words after it in which the denied verb stands
_SUBJECT_REACHES = 3  # words before it in which the subject stands
_HEDGED = re.compile(
    r"\b(?:if|whether|may|might|could|would|should|unless|likely|possibly|perhaps|plans?|planned|hopes?|hoped|expects?"
    r"|expected|unclear|unknown|not only|no doubt|no longer|not yet|until)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=\s)[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*")
_OWNER = re.compile(r"(\w+)['’]s\b")
_UNCOUNTED = frozenset(
    words(
        "many much number percentage share long far old tall high deep day date month year time big large toll total"
        " down up out off"
    )
)


def kind_asked(asked: Asked) -> tuple[Kind | None, Callable[[Quote], Value | None] | None]:
    """Return what kind of value the question asks for, and what reads it from a quote."""
    if _WHEN.search(asked.text):
        return Kind.DATE, _date
    if _HOW_MANY.search(asked.text):
        return Kind.NUMBER, _figure
    return (Kind.POLARITY, _yes_of(asked)) if _YES_NO.search(asked.text) else (None, None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is compared.

    Args:
        names: Its names' words, all of them.
        named: The words of each name.
        others: Its other words with meaning; one word stands for its synonyms.
        text: As asked.
    """

    names: frozenset[str]
    named: tuple[frozenset[str], ...]
    others: frozenset[str]
    text: str


def asked_of(question: str) -> Asked:
    """Take a question apart into names and other words."""
    named = tuple(frozenset(words(match[0])) for match in _NAME.finditer(question))
    capital = frozenset(word for name in named for word in name)
    others = set(asked_words(question)) - capital - _UNCOUNTED
    dated = {word for day in days(question) for word in words(question[day.start : day.end])}
    return Asked(capital, named, frozenset(classed(others - dated)), question)


def classed(found: set[str] | frozenset[str]) -> set[str]:
    """Put one word for all its synonyms."""
    return {CLASSES.get(word, word) for word in found}


def speaks_of(asked: Asked, quote: Quote) -> bool:
    """Whether a sentence speaks of all that is asked: each verb and noun, and each name, there or in its headings."""
    has = set(words(quote.text))
    if any(
        words(owner)[-1:] != [] and words(owner)[-1] in asked.others
        for owner in _owners(quote.text) - _owners(asked.text)
    ):
        return False  # "the captain's deputy" is not the captain
    above = set(words(" ".join((quote.report.title, *quote.headings))))
    return asked.others <= classed(has) and all(name & (has | above) for name in asked.named)


def _owners(text: str) -> set[str]:
    return {match[1].lower() for match in _OWNER.finditer(text)}


def _figure(quote: Quote) -> Number | None:
    """Return the one figure among the answer's words; none where there are several."""
    found = [number for number in numbers(quote.text) if _within(number, quote)]
    return found[0] if len(found) == 1 else None


def _date(quote: Quote) -> Day | None:
    found = [day for day in days(quote.text) if _within(day, quote)]
    return found[0] if len(found) == 1 else None


def _yes_of(asked: Asked) -> Callable[[Quote], bool | None]:
    """Return what tells whether a sentence says yes to the question, None where it leaves that open."""

    def says_yes(quote: Quote) -> bool | None:
        if _HEDGED.search(quote.text):
            return None
        denials = [(NOT, _NOT_REACHES), (DENIES, _DENIAL_REACHES)]
        found = [(match, reach) for rule, reach in denials for match in rule.finditer(quote.text)]
        if not found:
            return True
        (match, reach), *more = found
        denied = not more and _reaches(quote.text, match.end(), reach, asked.others)
        return False if denied and (match.re is DENIES or _subject_is(asked, quote.text[: match.start()])) else None

    return says_yes


def _subject_is(asked: Asked, before: str) -> bool:
    """Whether the last words before a denial are what is asked about: "the bridge was", "Russia did"."""
    return bool(set(words(" ".join(before.split()[-_SUBJECT_REACHES:]))) & (asked.names | asked.others))


def _reaches(text: str, start: int, reach: int, wanted: frozenset[str]) -> bool:
    """Whether a word that is asked for stands within so many words after a denial."""
    after = " ".join(text[start:].split()[:reach])
    return bool(classed(set(words(after))) & wanted)


def _within(value: Number | Day, quote: Quote) -> bool:
    start, end = quote.span or (0, 0)
    return start < value.end and value.start < end
