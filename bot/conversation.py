"""Understand a follow-up from the question before it: "and who commands it?".

Nothing is written anew: the words of the earlier question (or of its answer, for "he" and "she") are joined to the new
one by rules that anybody can read, and the reply shows what was understood. A question that stands alone is left alone.
The rules are English, like the default reader; in another language a follow-up is searched for as it stands.

What came before is known by person and place (a channel, thread or direct message): nobody's question is ever resolved
against somebody else's, unless they point at an answer by replying to it or by pressing its button.
Source of the cases: the six kinds of context-dependent question in CoQA and QuAC (pronoun, ellipsis, what-about, place,
possessive, bare noun phrase).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MEMORY_S = 1800.0  # a conversation rests for half an hour before it is over
CONVERSATIONS = 1000  # kept at a time; the one that rests longest goes
FRAGMENT_WORDS = 5  # longer ones stand by themselves
NAME_WORDS = 6  # a longer answer is no name
WORDS_AT_MOST = 12  # of a subject that is carried over; longer ones drown the question

_WORD = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
_CONNECTIVE = re.compile(r"^\s*(?:and|but|so|also|then|ok(?:ay)?)\b[\s,]*", re.IGNORECASE)
_ABOUT = re.compile(r"^\s*(?:what|how)\s+about\b[\s,]*", re.IGNORECASE)
_THING = re.compile(r"\b(it|its|they|them|their)\b", re.IGNORECASE)
_POINTER = re.compile(r"\b(these|those|there)\b(?=\W*$)", re.IGNORECASE)
_PERSON = re.compile(r"\b(he|him|his|she|her|hers)\b", re.IGNORECASE)
_POSSESSIVE = frozenset({"its", "their", "his", "her", "hers"})
_ASKS = frozenset({"who", "whom", "whose", "what", "which", "when", "where", "why", "how"})
_BE = frozenset({"is", "are", "was", "were", "am", "be", "been", "being"})
_DO = frozenset({"do", "does", "did", "has", "have", "had"})
_MAY = frozenset({"can", "could", "will", "would", "shall", "should", "may", "might", "must"})
_VERBS = _BE | _DO | _MAY
_PLACES = frozenset({"in", "on", "at", "by", "for", "from", "to", "with", "about", "near", "between", "against"})
_LINKS = _PLACES | {"after", "before", "since", "until", "during"}
_COUNTS = frozenset({"no", "any", "some", "many", "much", "more", "most", "very"})
_SMALL = _LINKS | _COUNTS | {"a", "an", "the", "of", "and", "or", "not", "that", "this", "there", "it", "its"}
_DETERMINERS = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, as far as a follow-up needs them.

    Args:
        question: As it was understood.
        answer: The answer's own words in the first quote, empty where they are not known.
        report: Only this report was asked.
        since: Only reports dated on or after this day.
        until: Only reports dated on or before this day.
    """

    question: str
    answer: str = ""
    report: int | None = None
    since: str | None = None
    until: str | None = None


def leans_on_another(question: str) -> bool:
    """Whether a question cannot be understood by itself."""
    return bool(
        _CONNECTIVE.match(question)
        or _ABOUT.match(question)
        or _THING.search(question)
        or _POINTER.search(question)
        or _PERSON.search(question)
        or _is_fragment(question)
    )


def resolve(question: str, parent: Turn | None, *, pointed: bool = False) -> str:
    """Return the question with the words it leaves out.

    Args:
        question: As asked.
        parent: What came before, None where nothing did.
        pointed: Whether the person pointed at the parent (reply, button), so that it may lean on it without a sign.
    """
    if parent is None or not (leans_on_another(question) or (pointed and not _names(question))):
        return question
    bare = _CONNECTIVE.sub("", question).strip()
    subject = subject_of(parent.question)
    if _ABOUT.match(bare) or _is_fragment(bare) or (bare != question.strip() and not _asks(_words(bare))):
        return _completed(_ABOUT.sub("", bare), parent.question, subject)
    if _PERSON.search(bare) and not _names(bare):
        return _put(_PERSON, bare, parent.answer if _is_name(parent.answer) else subject)
    for rule in (_THING, _POINTER):
        if rule.search(bare):
            return _put(rule, bare, subject)
    return _joined(bare, subject)


def subject_of(question: str) -> str:
    """Return what a question is about: its first noun phrase after the question word, else its words with meaning."""
    words = _words(question)
    start = next((at for at, word in enumerate(words) if at and _begins_phrase(word)), None)
    phrase = _phrase(words[start:]) if start is not None else []
    carrying = [word for word in words if word.lower() not in _ASKS | _VERBS | _SMALL]
    return " ".join((phrase or carrying)[:WORDS_AT_MOST])


def _begins_phrase(word: str) -> bool:
    return word.lower() in _DETERMINERS or (not word.islower() and word.lower() not in _ASKS | _VERBS)


def _phrase(words: list[str]) -> list[str]:
    """Return the words up to the first verb or preposition other than "of"."""
    end = next((at for at, word in enumerate(words) if at and word.lower() in _VERBS | _LINKS | _ASKS), len(words))
    phrase = words[:end]
    return phrase if any(word.lower() not in _DETERMINERS for word in phrase) else []


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _asks(words: list[str]) -> bool:
    """Whether the words make a question: one begins it, or a command like "name" or "list" does."""
    return any(word.lower() in _ASKS for word in words[:4]) or (bool(words) and words[0].lower() in _VERBS)


def _is_fragment(text: str) -> bool:
    """Whether it is a piece of a question, "in Mosul?" or "the YPG?", and not a few key words."""
    words = _words(text)
    if not words or _asks(words) or len(words) > FRAGMENT_WORDS:
        return False
    return words[0].lower() in _LINKS or text.rstrip().endswith("?")


def _names(text: str) -> bool:
    """Whether a capitalised word stands in it that is not the first one."""
    return any(not word.islower() and len(word) > 1 for word in _words(text)[1:])


def _is_name(answer: str) -> bool:
    words = _words(answer)
    return 0 < len(words) <= NAME_WORDS and not words[0].islower() and not words[0].isdigit()


def _put(rule: re.Pattern[str], question: str, subject: str) -> str:
    """Put the subject where the pronoun stands, once."""
    if not subject:
        return question

    def noun(found: re.Match[str]) -> str:
        return f"{subject}'s" if found[1].lower() in _POSSESSIVE else subject

    return rule.sub(noun, question, count=1)


def _joined(question: str, subject: str) -> str:
    """Add the words of the subject that the question does not have."""
    has = {word.lower() for word in _words(question)}
    missing = [word for word in _words(subject) if word.lower() not in has | _DETERMINERS]
    return f"{question.rstrip(' ?')} {' '.join(missing)}?" if missing else question


def _completed(rest: str, before: str, subject: str) -> str:
    """Complete "and in Raqqa?" and "what about the YPG?" by the earlier question."""
    rest = rest.strip(" ?")
    words = _words(rest)
    if not words:
        return before
    if words[0].lower() in _PLACES and (place := re.search(rf"\b{words[0]}\b.*$", before.rstrip(" ?"), re.IGNORECASE)):
        return f"{before[: place.start()]}{rest}?"
    adds = words[0].lower() in _LINKS or words[0].isdigit() or not subject or subject not in before
    return f"{before.rstrip(' ?')} {rest}?" if adds else before.replace(subject, rest, 1)


class Conversations:
    """The last turn of each person in each place; a class because it holds them, bounded in number and age.

    Args:
        clock: Seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._turns: OrderedDict[tuple[int, int], tuple[float, Turn]] = OrderedDict()

    def last(self, person: int, place: int) -> Turn | None:
        """Return the turn before, None where there is none or it is too long ago."""
        at, turn = self._turns.get((person, place), (0.0, None))
        return turn if turn and self._clock() - at <= MEMORY_S else None

    def remember(self, person: int, place: int, turn: Turn) -> None:
        """Keep the turn that a follow-up will lean on."""
        self._turns[person, place] = (self._clock(), turn)
        self._turns.move_to_end((person, place))
        if len(self._turns) > CONVERSATIONS:
            self._turns.popitem(last=False)

    def forget(self, person: int) -> None:
        """Drop every turn of a person."""
        for key in [key for key in self._turns if key[0] == person]:
            del self._turns[key]
