"""Numbers and dates in a sentence, as ranges that can be compared: "about 1,600", "at least three", "October 2017".

Every figure is read as the range of what it may mean. Two figures differ only where their ranges do not touch, so that
"more than 1,000" and "1,600" do not differ, nor "1,600" and the "1,597" that rounds to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

ABOUT = 0.15  # how far "about" reaches, as a share of the figure
ROUNDING = 0.03  # how far a round figure may be off, as a share of it
ROUNDED_FROM = 100  # smaller figures with a nought at the end are taken as exact
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORDS = {word: value for value, word in enumerate(_UNITS)} | {word: 10 * at for at, word in enumerate(_TENS, 2)}
_WORDS["dozen"] = 12
_AT_LEAST = "at least|more than|over|no fewer than|not less than|a minimum of|upwards of|above"
_AT_MOST = "at most|up to|fewer than|less than|under|no more than|as many as|below"
_ROUGHLY = "about|around|some|roughly|approximately|nearly|almost|close to|an estimated|estimated|circa"
_SPELLED = rf"(?:{'|'.join(_TENS)})-(?:{'|'.join(_UNITS[1:10])})|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
_FIGURE = rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|{_SPELLED}"
_NUMBER = re.compile(
    rf"\b(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<about>{_ROUGHLY}))?\s*"
    rf"(?<![\w.,])(?P<figure>{_FIGURE})(?:\s*(?P<dash>-|–|to|and)\s*(?P<upto>\d[\d,]*(?:\.\d+)?))?"
    rf"(?:[\s-](?P<scale>{'|'.join(_SCALES)}))?(?P<share>\s*(?:%|per\s?cent\b))?",
    re.IGNORECASE,
)
_MONTH = "|".join(rf"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in MONTHS)  # noqa: PLR2004 - "May"
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_MONTH}|sept)\b\.?"
    rf"(?:\s+(?P<later>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d))?,?(?:\s+(?P<year>[12]\d{{3}}))?\b"
    r"|\b(?P<bare>(?:1[5-9]|20)\d\d)\b(?![,.]?\d|\s*(?:%|per))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """One figure of a sentence.

    Args:
        start: First character, an offset into the sentence.
        end: One past the last character.
        low: The least that it may mean.
        high: The most.
        unit: "%" or "".
    """

    start: int
    end: int
    low: float
    high: float
    unit: str = ""

    def differs(self, other: Number) -> bool:
        """Whether both cannot be true of one thing."""
        if self.unit != other.unit:
            return False
        return not (_touches(self, other) or _rounds(self, other) or _rounds(other, self))


@dataclass(frozen=True, slots=True)
class Day:
    """One date of a sentence, as far as it is said.

    Args:
        start: First character, an offset into the sentence.
        end: One past the last character.
        parts: Year, month and day, None where not said.
    """

    start: int
    end: int
    parts: tuple[int | None, int | None, int | None]

    def differs(self, other: Day) -> bool:
        """Whether a part that both say is another."""
        return any(a is not None and b is not None and a != b for a, b in zip(self.parts, other.parts, strict=True))


def days(text: str) -> list[Day]:
    """Return the dates of a text, in order; "may" is a month only beside a figure."""
    return [day for match in _DATE.finditer(text) if (day := _day(match))]


def numbers(text: str) -> list[Number]:
    """Return the figures of a text that are no dates, in order."""
    dated = [(day.start, day.end) for day in days(text)]
    found = (_number(match) for match in _NUMBER.finditer(text))
    return [number for number in found if not any(a < number.end and number.start < b for a, b in dated)]


def _day(match: re.Match[str]) -> Day | None:
    if match["bare"]:
        return Day(*match.span(), (int(match["bare"]), None, None))
    day = match["day"] or match["later"]
    if match["month"].lower() == "may" and not (day or match["year"]):
        return None
    month = next(at for at, name in enumerate(MONTHS, 1) if name.startswith(match["month"].lower()[:3]))
    return Day(*match.span(), (int(match["year"]) if match["year"] else None, month, int(day) if day else None))


def _number(match: re.Match[str]) -> Number:
    value = _value(match["figure"]) * _SCALES.get((match["scale"] or "").lower(), 1)
    low = high = value
    if match["upto"]:
        high = max(value, _value(match["upto"]) * _SCALES.get((match["scale"] or "").lower(), 1))
    elif match["least"]:
        high = inf
    elif match["most"]:
        low = 0.0
    elif match["about"]:
        low, high = value * (1 - ABOUT), value * (1 + ABOUT)
    return Number(*_trimmed(match), low, high, "%" if match["share"] else "")


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return start, match.end()


def _value(figure: str) -> float:
    tens, _, unit = figure.lower().partition("-")
    if tens in _WORDS:
        return float(_WORDS[tens] + _WORDS.get(unit, 0))
    return float(figure.replace(",", ""))


def _touches(one: Number, other: Number) -> bool:
    return one.low <= other.high and other.low <= one.high


def _rounds(round_one: Number, exact: Number) -> bool:
    """Whether the first is what the second rounds to: 1,600 for 1,597."""
    value = round_one.low
    if value != round_one.high or value < ROUNDED_FROM or exact.high == inf or value % 10:
        return False
    step = 10.0
    while value % (step * 10) == 0:
        step *= 10
    slack = min(step / 2, ROUNDING * value)
    return exact.low - slack <= value <= exact.high + slack
