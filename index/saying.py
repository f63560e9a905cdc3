"""Questions after what somebody says of something: "what did Ann Lee say about the dam?", "Lee on the dam".

In an interview or a hearing the name stands at the head of a turn and in no sentence of it, so that neither the
searches nor the reader know whose words a sentence is; the store does. Where some surely are that speaker's and are
about what is asked, they and the sentences that name both come first; every other question is left as it is judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from index.answer import Speaker
from index.features import asked_words
from index.judging import Judgement
from index.words import words

LOOKED_AT = 30  # sentences that may come first; further down nothing answers

_SAYS = r"(?:say|said|saying|think|thinks|thought|thinking|claim|claimed|believe|believed|tell|told)(?:\s+(?:us|them))?"
_ASKS = re.compile(
    rf"^\W*what\s+(?:did|do|does|has|have|had|is|was)\s+(?P<who>.{{2,60}}?)\s+{_SAYS}\s+(?:about|of|on)\s+(?P<what>.+)$",
    re.IGNORECASE,
)
_ON = re.compile(r"^\W*(?P<who>[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*){0,3})\s+on\s+(?P<what>.+)$")

Said = Callable[[int], tuple[Speaker | None, str]]  # whose turn a sentence stands in, and its words, by its id


@dataclass(frozen=True, slots=True)
class Saying:
    """Whose words are asked for, and about what.

    Args:
        who: The words of the name.
        what: The words of what it is about.
    """

    who: tuple[str, ...]
    what: frozenset[str]

    def names_both(self, text: str) -> bool:
        """Whether a sentence names the one asked for, and what is asked about."""
        return self.who[-1] in words(text) and bool(self.what & set(words(text)))

    def fits(self, speaker: Speaker | None, text: str) -> bool:
        """Whether a sentence is said by the one asked for, and what is said of it is about what is asked."""
        name = tuple(words(speaker.name)) if speaker and speaker.sure else ()
        named = bool(name) and (self.who[-1] in name or name[-1] in self.who)
        return named and speaker is not None and bool(self.what & set(words(text[slice(*speaker.words)])))


def saying(question: str) -> Saying | None:
    """Return whose words a question asks for, None where it asks for something else."""
    found = _ASKS.match(question) or _ON.match(question)
    who = tuple(words(found["who"])) if found else ()
    what = frozenset(asked_words(found["what"])) - set(who) if found else frozenset()
    return Saying(who, what) if who and what else None


def said_first(judgement: Judgement, question: str, said: Said) -> Judgement:
    """Put the sentences first that are said by the one asked for about what is asked, in the order judged."""
    asked = saying(question)
    if asked is None:
        return judgement
    looked = [(one, *said(one.sentence)) for one in judgement.sentences[:LOOKED_AT]]
    theirs = {one.sentence for one, speaker, text in looked if asked.fits(speaker, text)}
    named = {one.sentence for one, _, text in looked if asked.names_both(text)}
    first = sorted(judgement.sentences, key=lambda one: one.sentence not in theirs | named)
    return replace(judgement, sentences=tuple(first)) if theirs else judgement
