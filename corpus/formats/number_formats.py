"""Numbers as a sheet shows them: 0.453 in the format "0.0%" is "45.3%", 43024 in "d mmm yyyy" is "16 Oct 2017".

Only what a report needs of the formats' language: sections, literals, digits, thousands, percent, exponents and dates.
What is not understood is shown as the number itself, which is never wrong. Dates whose format depends on the reader's
country are shown as ISO 8601. Source: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

# Number formats that are known by number alone.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
# Excel computes with 15 digits; the 16th and 17th of a stored number are its own rounding: 0.30000000000000004.
DIGITS = 15
LAST_DAY = 2_958_465  # 31 December 9999
LONGEST_FORMAT = 255

_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - sheets know no time zone
_LEAP_FAULT = 60  # Excel believes that 29 February 1900 was a day; before it days are one off
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]\-]*)[^\]]*\]|\[(h+|m+|s+)\]|\[[^\]]*\]'
    r"|(AM/PM|A/P|am/pm|y+|m+|d+|h+|s+(?:\.0+)?|Y+|M+|D+|H+|S+)|([0#?][0#?,]*(?:\.[0#?]*)?(?:E[+-]0+)?,*|\.[0#?]+)|(%)|(@|General)|(.)",
    re.DOTALL,
)
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905

Token = tuple[str, str]  # kind and text


def shown_number(value: float, code: str | None, *, from_1904: bool = False) -> str:
    """Return a number as a sheet shows it.

    Args:
        value: The stored number.
        code: Its format, None for "General".
        from_1904: Whether the workbook counts days from 1904.
    """
    if not code or code == "General" or len(code) > LONGEST_FORMAT or value in (float("inf"), float("-inf")):
        return plain(value)
    sections = _sections(code)
    section, magnitude = _section_for(sections, value)
    tokens = _tokens(section)
    kinds = {kind for kind, _ in tokens}
    try:
        if "date" in kinds or "elapsed" in kinds:
            return _date(value, tokens, from_1904=from_1904)
        if "digits" not in kinds:
            return _around(tokens, plain(magnitude)) if "general" in kinds or not kinds else _around(tokens, "")
        return _figure(magnitude, tokens)
    except (ValueError, OverflowError, InvalidOperation):
        return plain(value)


def plain(value: float) -> str:
    """Return a number with as many digits as it has, without an exponent."""
    digits = Decimal(f"{value:.{DIGITS}g}")
    if digits.is_finite() and digits.adjusted() < 21 and digits.adjusted() > -10:  # noqa: PLR2004 - else unreadable
        return f"{digits.normalize():f}" if digits else "0"
    return f"{value:g}"


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[str, ...]:
    """Return the formats for positive numbers, negative ones, zero and text."""
    return tuple(re.findall(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|\Z)', code)[: code.count(";") + 1]) or (code,)


def _section_for(sections: tuple[str, ...], value: float) -> tuple[str, float]:
    """Return the format for a value, and the value without the sign that the format draws itself."""
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2 and sections[2]:  # noqa: PLR2004 - positive; negative; zero
        return sections[2], value
    return sections[0], value


@lru_cache(maxsize=256)
def _tokens(section: str) -> tuple[Token, ...]:
    """Take a format apart."""
    tokens: list[Token] = []
    for quoted, escaped, currency, elapsed, date, digits, percent, general, other in _TOKEN.findall(section):
        literal = quoted or escaped or currency or other
        kinds = (("elapsed", elapsed), ("date", date), ("digits", digits), ("percent", percent), ("general", general))
        found = next(((kind, text) for kind, text in kinds if text), ("literal", literal))
        if found[1]:
            tokens.append(found)
    return tuple(tokens)


def _around(tokens: Sequence[Token], number: str) -> str:
    """Return a number among the literals of its format."""
    shown = (number if kind in ("general", "digits") else text for kind, text in tokens)
    return "".join(shown).strip() or number


def _figure(value: float, tokens: Sequence[Token]) -> str:
    """Return a number in digits, with its literals; the sign stands in front of them all."""
    pattern = next(text for kind, text in tokens if kind == "digits")
    if sum(kind == "digits" for kind, _ in tokens) > 1:  # a fraction, or digits among literals as in a telephone number
        return plain(value)
    number = Decimal(repr(value)) * 100 ** sum(kind == "percent" for kind, _ in tokens)
    number /= 1000 ** (len(pattern) - len(pattern.rstrip(",")))
    words = _digits(abs(number), pattern.rstrip(","))
    sign = "-" if number < 0 and re.search("[1-9]", words) else ""
    return sign + _around(tokens, words)


def _digits(number: Decimal, pattern: str) -> str:
    """Return a number without sign in a pattern of digits."""
    mantissa, _, exponent = pattern.partition("E")
    whole, _, decimals = mantissa.partition(".")
    if exponent:
        front, _, power = f"{number:.{len(decimals)}E}".partition("E")
        return f"{front}E{power[0]}{power[1:].rjust(exponent.count('0'), '0')}"
    least, most = decimals.count("0"), len(decimals)
    rounded = number.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    front, _, back = f"{rounded:,f}".partition(".")
    front = front if "," in whole else front.replace(",", "")
    front = front.rjust(whole.count("0"), "0") if "," not in whole else front
    front = "" if front == "0" and "0" not in whole else front
    back = back[:least] + back[least:].rstrip("0")
    return f"{front}.{back}" if back else front or "0"


def _date(value: float, tokens: Sequence[Token], *, from_1904: bool) -> str:
    """Return a day and time counted in days as its format writes it."""
    if not 0 <= value <= LAST_DAY:
        raise ValueError(value)
    fault = timedelta(days=0 if from_1904 or value >= _LEAP_FAULT else 1)
    moment = (_EPOCH_1904 if from_1904 else _EPOCH) + fault + timedelta(seconds=round(value * 86_400, 3))
    moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    halves = any(text.upper() in ("AM/PM", "A/P") for kind, text in tokens if kind == "date")
    clock = [text[0].lower() for kind, text in tokens if kind in ("date", "elapsed")]
    shown, place = [], 0
    for kind, text in tokens:
        if kind == "elapsed":
            shown.append(_elapsed(value, text))
        elif kind == "date":
            beside = "".join(clock[max(0, place - 1) : place] + clock[place + 1 : place + 2])
            shown.append(_part(moment, text, is_minute="h" in beside[:1] or "s" in beside[-1:], halves=halves))
        else:
            shown.append(text)
        place += kind in ("date", "elapsed")
    return "".join(shown).strip()


def _elapsed(value: float, text: str) -> str:
    """Return hours, minutes or seconds that may exceed a day."""
    unit = {"h": 24, "m": 1_440, "s": 86_400}[text[0].lower()]
    return str(int(value * unit + 1e-9)).rjust(len(text), "0")


def _part(moment: datetime, text: str, *, is_minute: bool, halves: bool) -> str:
    """Return one part of a date: year, month, day, hour, minute or second."""
    letter, wide = text[0].lower(), len(text)
    if letter == "a":
        return ("AM" if moment.hour < 12 else "PM")[: 2 if wide > 3 else 1]  # noqa: PLR2004 - "A/P" is short
    if letter == "y":
        return f"{moment.year:04}" if wide > 2 else f"{moment.year % 100:02}"  # noqa: PLR2004
    if letter in "md" and wide > 2 and not is_minute:  # noqa: PLR2004 - a name, short or whole
        name = _MONTHS[moment.month - 1] if letter == "m" else _DAYS[moment.weekday()]
        return name if wide == 4 else name[: 1 if wide > 4 else 3]  # noqa: PLR2004
    hour = (moment.hour + 11) % 12 + 1 if halves else moment.hour
    month = moment.minute if is_minute else moment.month
    number = {"m": month, "d": moment.day, "h": hour, "s": moment.second}[letter]
    return f"{number:02}" if wide > 1 else str(number)
