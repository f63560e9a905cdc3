"""Who says what: where reports or speakers give different figures, dates or a yes and a no for one question.

It is shown as "may differ" and is never a claim, so the rules would rather miss a difference than invent one. Two
sentences are only compared where both speak of all that the question asks (its verbs up to a few synonyms, one of its
names), where neither narrows it down by a day or a place that the other does not have, and where they come from
different reports or different speakers. Measured on cases of our own: `pytest tests/index/test_differing.py -rP`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from index.answer import Quote
from index.told import DENIES, NOT, Asked, Kind, Value, asked_of, classed, kind_asked, speaks_of
from index.values import Day, Number, days
from index.words import words


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that are said.

    Args:
        words: Of the first quote that says it, a slice of its text.
        quotes: Which quotes say it, counted from 0.
    """

    words: str
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """What may differ between the quotes of an answer.

    Args:
        kind: Figures, dates, or a yes and a no.
        sides: At least two, in the order of their first quotes.
    """

    kind: Kind
    sides: tuple[Side, ...]


_PERIOD = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:yesterday|today|overnight|daily|weekly|monthly|hourly|initially"
    r"|previously|earlier|later|now|currently|since|another|further|additional|other|each|every|per|first|second|third"
    r"|last|next|final|latest|half|quarter|remaining|only)\b"
    r"|\b(?:day|night|week|month|year|hour|morning|evening|weekend|decade|spring|summer|autumn|winter)s?\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|of|[Ff]rom|to|[Oo]utside|[Ii]nside|[Aa]round|[Aa]cross|[Oo]ff)\s+(?:the\s+)?((?:[A-Z][\w’'-]*\s?)+)"
)
_PEOPLE = frozenset(words("people persons lives victims"))


def differing(question: str, quotes: Sequence[Quote]) -> Differing | None:
    """Return what may differ between the quotes of an answer, None where nothing surely comparable does."""
    asked = asked_of(question)
    kind, value = kind_asked(asked)
    if kind is None or value is None:
        return None
    told = {
        at: found for at, quote in enumerate(quotes) if speaks_of(asked, quote) and (found := value(quote)) is not None
    }
    pairs = [pair for pair in combinations(told, 2) if _differ(quotes, told, asked, *pair)]
    party = {at: told[at] for at in told if any(at in pair for pair in pairs)}
    return Differing(kind, _sides(quotes, party)) if party else None


def _differ(quotes: Sequence[Quote], told: dict[int, Value], asked: Asked, one: int, other: int) -> bool:
    """Whether two quotes of different reports or speakers give values that cannot both be true of one thing."""
    ours, theirs, first, second = told[one], told[other], quotes[one], quotes[other]
    if not _apart(first, second) or not _comparable(asked, first, ours, second, theirs):
        return False
    if isinstance(ours, Number) and isinstance(theirs, Number):
        return _same_noun(asked, first, ours, second, theirs) and ours.differs(theirs)
    if isinstance(ours, Day) and isinstance(theirs, Day):
        return ours.differs(theirs)
    return ours is not theirs and _alike(first, second)


def _apart(one: Quote, other: Quote) -> bool:
    """Whether two quotes have different sources."""
    if one.report.id != other.report.id:
        return True
    both = one.speaker and other.speaker and one.speaker.sure and other.speaker.sure
    return bool(both and one.speaker and other.speaker and one.speaker.name != other.speaker.name)


def _comparable(asked: Asked, one: Quote, ours: Value, other: Quote, theirs: Value) -> bool:
    """Whether neither sentence narrows the matter down by a time or a place that the other does not have."""
    if _periods(asked, one, ours) != _periods(asked, other, theirs):
        return False
    here, there = _places(one) - asked.names, _places(other) - asked.names
    if isinstance(ours, Day):
        return not (here and there) or bool(here & there)
    return here == there


def _periods(asked: Asked, quote: Quote, value: Value) -> frozenset[str]:
    """Return the words that say which time or part a sentence is about, without the value and the question's own."""
    text = quote.text
    if not isinstance(value, bool):
        text = f"{text[: value.start]} {text[value.end :]}"
    said = {word.lower() for word in _PERIOD.findall(text)} | {match[0].lower() for match in _PERIOD.finditer(text)}
    dated = {word for day in days(text) for word in words(text[day.start : day.end])}
    return frozenset((said | dated) - set(words(asked.text)) - {"", *asked.text.lower().split()})


def _places(quote: Quote) -> frozenset[str]:
    dated = {word for day in days(quote.text) for word in words(quote.text[day.start : day.end])}
    return frozenset(word for match in _PLACE.finditer(quote.text) for word in words(match[1])) - dated


def _same_noun(asked: Asked, one: Quote, ours: Number, other: Quote, theirs: Number) -> bool:
    """Whether both figures count the same thing: the noun of the question, or one noun in both."""
    here, there = _noun(one, ours), _noun(other, theirs)
    if not (here and there):
        return (here | there) <= _PEOPLE
    return here == there or bool(here & asked.others and there & asked.others)


def _noun(quote: Quote, number: Number) -> frozenset[str]:
    """Return the first two words after a figure."""
    after = re.match(r"\s*(?:of\s+(?:the\s+|its\s+|them\s+)?)?(\w+)(?:\s+(\w+))?", quote.text[number.end :])
    return frozenset(classed(set(words(" ".join(part for part in after.groups() if part))))) if after else frozenset()


def _alike(one: Quote, other: Quote) -> bool:
    """Whether two sentences share half of their words, so that one says no to what the other says."""
    ours, theirs = (set(words(quote.text)) - _NEGATIONS for quote in (one, other))
    shorter = min(len(ours), len(theirs))
    return bool(shorter) and len(classed(ours) & classed(theirs)) * 2 >= shorter


_NEGATIONS = frozenset(
    words("not no never none neither nor nobody without deny denied did do does is was were the a an")
)


def _sides(quotes: Sequence[Quote], told: dict[int, Value]) -> tuple[Side, ...]:
    """Put quotes that do not differ together, in order."""
    sides: list[list[int]] = []
    for at, value in told.items():
        side = next((side for side in sides if not any(_values_differ(value, told[one]) for one in side)), None)
        if side is None:
            sides.append([at])
        else:
            side.append(at)
    return tuple(Side(_shown(quotes[side[0]], told[side[0]]), tuple(side)) for side in sides)


def _values_differ(one: Value, other: Value) -> bool:
    if isinstance(one, Number) and isinstance(other, Number):
        return one.differs(other)
    if isinstance(one, Day) and isinstance(other, Day):
        return one.differs(other)
    return one is not other


def _shown(quote: Quote, value: Value) -> str:
    """Return the words that give the value, for a no its denial, for a yes nothing."""
    if not isinstance(value, bool):
        return quote.text[value.start : value.end].strip()
    denial = None if value else NOT.search(quote.text) or DENIES.search(quote.text)
    return denial[0] if denial else ""
