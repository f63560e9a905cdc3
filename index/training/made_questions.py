"""Make questions from statements by rule: the plain ones that a team asks and that question sets hold few of.

"who is X?", "who is the chair of Y?", "what is Z?", "who said that ...?", "what did X say?", "how many people ...?":
each is made of a sentence whose form says what is asked and what answers it, after Heilman and Smith 2010
(https://aclanthology.org/N10-1086), but only of forms that turn without parsing.
One in five or so is not quite English.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from index.training.sets import Asked, QuestionSet

MOST = 12  # made questions of one kind a report
LONGEST = 16  # words of a question
SAME = 0.6  # share of a question's longer words with which another sentence that holds the answer is gold too
CAPITAL, MARKED = 0.5, 0.7  # shares of questions that people begin with a capital and end with a mark
SUFFIX = "+made"  # of a set's name

Made = tuple[str, str, str]  # kind, question and answer
Draw = random.Random

_PARTICLES = "de|del|der|van|von|bin|al|el|da|la|le"
_WORD = r"[A-Z][\w'’.-]*\w"
_NAME = rf"{_WORD}(?: (?:(?:of|{_PARTICLES}) )?{_WORD}){{0,4}}"
_FULL_NAME = rf"{_WORD}(?: (?:(?:{_PARTICLES}) )?{_WORD}){{1,4}}"
_ROLE = (
    r"[a-z]*(?:president|minister|chair\w*|director|leader|head|spokes\w+|commander|general|chief|secretary|professor|"
    r"founder|co-founder|author|editor|manager|coach|captain|governor|mayor|senator|king|queen|bishop|pope|owner|"
    r"analyst|economist|scientist|writer|artist|actor|actress|singer|player|politician|lawyer|judge|ambassador|officer|"
    r"official|inventor|architect|designer|producer|member|representative|brother|sister|son|daughter|wife|husband|"
    r"father|mother|widow|successor|predecessor|engineer|physicist|chemist|historian|philosopher|composer)"
)
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = rf"(?:{_MONTH} ?)?(?:\d{{1,2}}, )?(?:1\d|20)\d\d"
_SPOKE = (
    r"said|says|stated|announced|claimed|argued|warned|added|told [\w ]+?|believed|suggested|proposed|noted|concluded|"
    r"reported|denied|confirmed|insisted"
)
_SAY = {"announced": "announce", "claimed": "claim", "argued": "argue", "warned": "warn", "proposed": "propose"}
_DID = r"was|were|is|has|had|became|won|led|made|took|began|wrote|founded|built|held|gave|went|left|served|[a-z]+ed"
_NUMBER = (
    r"\d[\d,.]*(?: (?:million|billion|thousand|hundred))?|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|"
    r"[Nn]ine|[Tt]en|[Tt]welve|[Tt]wenty"
)
_PEOPLE = (
    r"people|persons|men|women|children|soldiers|members|students|workers|civilians|troops|households|families|"
    r"[a-z]{4,}s"
)
_PERSON = re.compile(rf"\b{_ROLE}\b")
_APPOSED = re.compile(
    rf"(?:^|(?<=[\s(“\"]))({_FULL_NAME}), "
    r"((?:an?|the|one of|former|then|its|their|his|her)\s[^,;:()]{8,90}?)(?=,|;|\.$)"
)
_ROLED = re.compile(
    rf"\b(?:[Tt]he|[Ii]ts|[Tt]heir)? ?((?:[\w'’-]+ ){{0,3}}{_ROLE}(?: (?:of|at|for|in) (?:the )?{_NAME})?),? "
    rf"({_FULL_NAME})\b(?=[,.;]| [a-z])"
)
_IS = re.compile(rf"^((?:The )?{_NAME})(?: \([^)]*\))? (is|was|are|were) ((?:an?|the|one of)\s[^.;:]{{10,160}})")
_SAID = re.compile(rf"^({_NAME})(?:, [^,]{{3,60}},)? ({_SPOKE}) ((?:that )?[^.;]{{15,200}})")
_DOES = re.compile(rf"^((?:The )?{_FULL_NAME}) ((?:\w+ly )?(?:{_DID})\b [^.;:]{{12,120}})")
_COUNTED = re.compile(
    rf"(?:^|\s)({_NUMBER}) ((?:[a-z]+ )?(?:{_PEOPLE})) "
    r"((?:were|was|are|have|had|died|lived|live|took|fled|attended|voted|killed|served)\b[^.;:,]{5,90})"
)
_DATED = re.compile(
    rf"^(?:On|In|By|Since|Around) ((?:\d{{1,2}} )?{_DATE}),? ((?:the )?[^,.;:]{{3,60}}?) (was|were) ([^.;:,]{{8,90}})"
)
_DATED_LAST = re.compile(rf"^([A-Z][^,.;:]{{3,60}}?) (was|were) ([^.;:,]{{5,80}}?) (?:in|on) ({_DATE})\b")
_NO_NAME = re.compile(
    r"(?:The|This|That|These|Those|In|On|At|It|He|She|They|There|However|Although|While|When|As|After|Before|For|With|"
    r"From|By|If|But|And|Or|His|Her|Its|Their|Some|Many|Most|All|Each|Both|Several|According|Since|During|Between|"
    r"Under|Such|One|Two|Another|Other|No|Not|What|Who|How|Why|Where|So|Then|Thus|An?)\b"
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|that|which|who)\b")  # no role holds one
_CLAUSE = re.compile(r",| which | who | although | while | but | and ")
_SMALL_LAST = re.compile(
    r"(?: (?:the|an?|of|to|in|on|by|for|and|with|from|at|as|his|her|its|their|that|was|were|is|or))+$"
)


def made(held: QuestionSet) -> QuestionSet:
    """Return the same reports with questions made of their sentences, always the same ones."""
    found = [asked for doc, stretch in held.stretch.items() for asked in _made_of(held, doc, stretch)]
    return replace(held, name=held.name + SUFFIX, questions=found)


def _made_of(held: QuestionSet, doc: str, stretch: tuple[int, int]) -> Iterator[Asked]:
    """Make the questions of one report, not more than MOST of a kind."""
    draw, count = Draw(doc), Counter[str]()
    for at in draw.sample(range(*stretch), stretch[1] - stretch[0]):
        for kind, text, answer in questions(held.sentences[at], draw):
            if count[kind] < MOST:
                count[kind] += 1
                gold = frozenset((at, *_again(held, stretch, text, answer)))
                yield Asked(f"{held.name}{SUFFIX}/{at}/{kind}", doc, text, gold, (answer,))


def _again(held: QuestionSet, stretch: tuple[int, int], text: str, answer: str) -> Iterator[int]:
    """Find the report's sentences that say it again: they hold the answer and most of the question's words."""
    asked = _longer_words(text)
    for at in range(*stretch):
        if answer in held.sentences[at] and len(asked & _longer_words(held.sentences[at])) >= SAME * len(asked):
            yield at


def _longer_words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", text.lower()))


def questions(text: str, draw: Draw) -> Iterator[Made]:
    """Yield what a sentence's form lets ask: kind, question and the answer, which stands in the sentence."""
    for form in _FORMS:
        for kind, asked, answer in form(text, draw):
            yield kind, _as_people_ask(asked, draw), answer


def _of_appositions(text: str, draw: Draw) -> Iterator[Made]:
    """Jane Doe, the chair of the board, ..."""
    for name, what in _APPOSED.findall(text):
        if not _NO_NAME.match(name) and _longer_words(what[4:]) and not _VERB.search(what):
            pronoun = _pronoun(what)
            yield "who", f"{pronoun} {draw.choice(('is', 'is', 'was'))} {name}", what
            yield "role", f"{pronoun} is {re.sub(r'^(?:an?|one of|then|its|their|his|her) ', 'the ', what)}", name


def _of_roles(text: str, draw: Draw) -> Iterator[Made]:
    """... the prime minister Jane Doe ..."""
    for role, name in _ROLED.findall(text):
        if not _NO_NAME.match(name) and not _VERB.search(role):
            yield "role", f"who {draw.choice(('is', 'is', 'was'))} the {role}", name
            yield "who", f"who is {name}", role


def _of_being(text: str, _: Draw) -> Iterator[Made]:
    """Uppsala is a city in Sweden."""
    if (found := _IS.match(text)) and not _NO_NAME.match(found[1].removeprefix("The ")):
        yield "what", f"{_pronoun(found[3])} {found[2]} {_begun_small(found[1])}", found[3]


def _of_saying(text: str, _: Draw) -> Iterator[Made]:
    """Jane Doe, the chair, said that the mill would close."""
    if (found := _SAID.match(text)) and not _NO_NAME.match(found[1]):
        yield "said", f"what did {found[1]} {_SAY.get(found[2], 'say')}", found[3].removeprefix("that ")
        yield "saying", f"who {found[2]} {_first_clause(found[3])}", found[1]


def _of_doing(text: str, draw: Draw) -> Iterator[Made]:
    """Jane Doe founded the mill in a year of drought."""
    if (found := _DOES.match(text)) and not _NO_NAME.match(found[1].removeprefix("The ")):
        yield "subject", f"{draw.choice(('who', 'who', 'which'))} {_first_clause(found[2])}", found[1]


def _of_counting(text: str, _: Draw) -> Iterator[Made]:
    """About 800 people were moved from their farms."""
    for number, things, did in _COUNTED.findall(text):
        yield "count", f"how many {things} {_first_clause(did)}", number


def _of_dates(text: str, _: Draw) -> Iterator[Made]:
    """On 3 May 2021 the bridge was closed; the bridge was closed on 3 May 2021."""
    if found := _DATED.match(text):
        yield "when", f"when {found[3]} {_begun_small(found[2])} {_first_clause(found[4])}", found[1]
    elif (found := _DATED_LAST.match(text)) and not _NO_NAME.match(_begun_small(found[1])):
        yield "when", f"when {found[2]} {_begun_small(found[1])} {found[3]}", found[4]


_FORMS: tuple[Callable[[str, Draw], Iterator[Made]], ...] = (
    _of_appositions, _of_roles, _of_being, _of_saying, _of_doing, _of_counting, _of_dates,
)  # fmt: skip


def _pronoun(what: str) -> str:
    return "who" if _PERSON.search(what) else "what"


def _first_clause(text: str) -> str:
    return _CLAUSE.split(text)[0].strip()


def _begun_small(text: str) -> str:
    return re.sub(r"^(?:The|An?|Its|His|Her|Their|This|These)\b", lambda one: one[0].lower(), text)


def _as_people_ask(text: str, draw: Draw) -> str:
    """Shorten a question and end it as people do: with a mark or none, with a capital or none."""
    text = _SMALL_LAST.sub("", " ".join(text.split()[:LONGEST]))
    text = text[0].upper() + text[1:] if draw.random() < CAPITAL else text
    return text + ("?" if draw.random() < MARKED else "")
