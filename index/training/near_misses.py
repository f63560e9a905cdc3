"""Make questions and sentences that nearly answer: the adversarial kind that people wrote for SQuAD 2.0, by rule.

Rajpurkar et al. 2018 (table 1) list how people make a question unanswerable: another name or number of the same report,
a word's opposite, a negation. A sentence becomes a near miss when its answer is taken out of it. Most words still
agree then: no similarity notices, a reader must.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from index.features import asked_words
from index.words import words

TRIES = 8
LEAST_REPEATED = 2  # words that a question shares with its answer before one of them may go
NEGATED = 0.1  # share of questions that are negated if they can be; people seldom do
OPPOSITES = """
first last, largest smallest, biggest smallest, highest lowest, before after, more less, most least, oldest youngest,
earliest latest, early late, best worst, good bad, win lose, won lost, opened closed, open close, began ended,
begin end, started stopped, start stop, increase decrease, increased decreased, rose fell, north south, east west,
northern southern, eastern western, left right, upper lower, above below, inside outside, male female, man woman,
men women, father mother, son daughter, brother sister, husband wife, king queen, old new, older newer, long short,
longest shortest, strong weak, strongest weakest, fast slow, rich poor, public private, internal external,
winter summer, day night, war peace, attack defend, attacked defended, accepted rejected, allowed forbidden,
supported opposed, support oppose, bought sold, buy sell, sent received, arrived left, entered left, gained lost,
joined left, created destroyed, built demolished, born buried, love hate, loved hated, like dislike, major minor,
maximum minimum, positive negative, import export, cheap expensive, common rare, always never, legal illegal,
possible impossible, similar different, true false, domestic foreign, ancient modern, without with, hot cold,
white black, liberal conservative, hired fired, hero villain, friend enemy, teacher student, employer employee
"""

_NAME = re.compile(r"(?<=\s)(?:[A-Z][\w'’.-]*\w(?:\s+[A-Z][\w'’.-]*\w)*|\d[\d,.]*\w*)")
_LOWER_CASE = re.compile(r"\b[a-z]\w*")
_AUXILIARY = re.compile(r"\b(is|are|was|were|did|does|do|can|could|has|have|had|will|would|should)\b", re.IGNORECASE)
_LOWER_CASES = "in|on|at|by|of|for|from|to|with|about|around|the|an?|and|as|near|over|some"
_SMALL = re.compile(rf"(?:\b(?:{_LOWER_CASES})\s+)*$", re.IGNORECASE)


def _both_ways(pairs: str) -> dict[str, str]:
    """Read pairs of words in both directions; the first opposite of a word counts."""
    found: dict[str, str] = {}
    for one, two in map(str.split, pairs.split(",")):
        found.setdefault(one, two)
        found.setdefault(two, one)
    return found


_OPPOSITE = _both_ways(OPPOSITES)
_HAS_OPPOSITE = re.compile(r"\b(" + "|".join(_OPPOSITE) + r")\b", re.IGNORECASE | re.ASCII)


def near_miss(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """Ask for something that the question's answer does not answer, in nearly its words; None where no rule fits.

    Args:
        text: A question.
        others: Questions that a name or number may be taken from.
        draw: Decides between the rules.
    """
    found = negated(text) if draw.random() < NEGATED else None
    return found or opposite(text) or renamed(text, others, draw)


def opposite(text: str) -> str | None:
    """Turn the first word that has an opposite into it."""
    found = _HAS_OPPOSITE.sub(lambda word: _OPPOSITE[word.group().lower()], text, count=1)
    return None if found == text else found


def negated(text: str) -> str | None:
    """Put "not" behind the first auxiliary."""
    found = _AUXILIARY.sub(r"\1 not", text, count=1)
    return None if found == text else found


def renamed(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """Put another question's name in the place of the longest one, a number in that of a number."""
    own = max(_NAME.finditer(text), key=lambda found: len(found.group()), default=None)
    for _ in range(TRIES if own and others else 0):
        names: list[str] = _NAME.findall(draw.choice(others))
        fits = [name for name in names if own and _differ(own.group(), name, text)]
        if own and fits:
            return text[: own.start()] + draw.choice(fits) + text[own.end() :]
    return None


def _differ(one: str, two: str, question: str) -> bool:
    """Say whether two names are of a kind and the other one is new to the question."""
    return one[0].isdigit() == two[0].isdigit() and two.casefold() not in question.casefold()


def widened(text: str, place: tuple[int, int]) -> tuple[int, int]:
    """Take the small words in front into a stretch of characters: "in 1939", not "1939"."""
    found = _SMALL.search(text[: place[0]])
    return (found.start() if found else place[0]), place[1]


def aside(text: str, keep: Sequence[tuple[int, int]], draw: random.Random) -> tuple[int, int] | None:
    """Draw a name or number of a sentence, small words included, that overlaps nothing of what must stay."""
    found = [widened(text, one.span()) for one in _NAME.finditer(text)]
    free = [(start, end) for start, end in found if all(end <= first or start >= last for first, last in keep)]
    return draw.choice(free) if free else None


def thinned(text: str, answering: str, draw: random.Random) -> str:
    """Take a word that the answering sentence repeats out of a question: who asks seldom knows the report's words.

    Names and numbers stay, for without them another sentence might answer.
    """
    shared = set(asked_words(text)).intersection(words(answering))
    repeated = [one for one in _LOWER_CASE.finditer(text) if shared.issuperset(words(one.group()) or "?")]
    if len(repeated) < LEAST_REPEATED:
        return text
    gone = draw.choice(repeated)
    return text[: gone.start()] + text[gone.end() :].lstrip()
