"""Understand a follow-up from the question before it: "and who commands it?".

Nothing is written anew: the words of the earlier question (or of its answer, for "he" and "she") are joined to the new
one by rules that anybody can read, and the reply shows what was understood. A question that stands alone is left alone.
The rules are English, like the default reader; in another language a follow-up is searched for as it stands.

Source of the cases: the six kinds of context-dependent question in CoQA and QuAC (pronoun, ellipsis, what-about, place,
possessive, bare noun phrase), and the dialogues of tests/bot/dialogues.txt.
"""

from __future__ import annotations

import re

from bot import follow_up_words as words_of
from bot.conversation import Turn

FRAGMENT_WORDS = 5  # longer ones stand by themselves
NAME_WORDS = 6  # a longer answer is no name
WORDS_AT_MOST = 12  # of a subject that is carried over; longer ones drown the question
BARE_WORDS = 3  # "since when?", "how many more?"

_WORD = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
_CONNECTIVE = re.compile(r"^\s*(?:and|but|so|also|then|ok(?:ay)?)\b[\s,]*", re.IGNORECASE)
_ABOUT = re.compile(r"^\s*(?:what|how)\s+about\b[\s,]*", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:(?:in|from|according to|what do(?:es)?|and|what about)\s+)?(?:(?:the|any|an)\s+)?"
    r"(?:others?|another)\s+(?:reports?|sources?)\b",
    re.IGNORECASE,
)
_THING = re.compile(r"\b(it|its|they|them|their)\b", re.IGNORECASE)
_ITS = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)
_MANY = re.compile(r"\b(?:they|them|their|those|these)\b", re.IGNORECASE)
_COUNTED = re.compile(r"^\s*how many ([a-z]+)\b", re.IGNORECASE)
_DID = re.compile(r"^(.*?\b(?:do|does|did)) (.+) ([a-z]+)\s*\??$", re.IGNORECASE)
_POINTER = re.compile(r"\b(these|those|there)\b(?=\W*$)", re.IGNORECASE)
_THAT = re.compile(r"\b(that|this|so)\b(?=\W*$)", re.IGNORECASE)
_SAYING = re.compile(
    r"\b(?:say|said|says|claim(?:ed)?|announced?|report(?:ed)?|state[ds]?|confirm(?:ed)?)\b", re.IGNORECASE
)
_PERSON = re.compile(r"\b(he|him|his|she|her|hers)\b", re.IGNORECASE)
_POSSESSIVE = frozenset({"its", "their", "his", "her", "hers"})
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_ORDINAL = re.compile(rf"\b(?:{'|'.join(words_of.ORDINALS)})\b", re.IGNORECASE)
_ASKING = re.compile(
    r"^\s*(?:(?:from|since|until|by|to|in|on|at|with|for)\s+)?"
    rf"(?:who|whom|what|when|where|why|how\s+(?:{'|'.join(words_of.MEASURES)})|how|which)\s+",
    re.IGNORECASE,
)


def leans_on_another(question: str) -> bool:
    """Whether a question cannot be understood by itself."""
    return bool(
        _CONNECTIVE.match(question)
        or _ABOUT.match(question)
        or _THING.search(question)
        or _POINTER.search(question)
        or _says_that(question)
        or _PERSON.search(question)
        or asks_elsewhere(question)
        or _is_bare(question)
        or _is_fragment(question)
    )


def asks_elsewhere(question: str) -> bool:
    """Whether a question asks the same of the other reports: "in the other report?"."""
    left = _words(_ELSEWHERE.sub(" ", question))
    return (
        bool(_ELSEWHERE.search(question)) and len(left) <= BARE_WORDS and not any(word.istitle() for word in left[1:])
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
    if asks_elsewhere(question):
        return parent.question
    if _is_bare(bare):
        return _asked_otherwise(bare, parent.question, subject)
    if _ABOUT.match(bare) or _is_fragment(bare) or (bare != question.strip() and not _asks(_words(bare))):
        return _completed(_ABOUT.sub("", bare), parent.question, subject)
    resolved = _with_nouns(bare, parent, subject)
    return resolved if resolved != bare or bare != question.strip() or not pointed else _joined(bare, subject)


def subject_of(question: str) -> str:
    """Return what a question is about: its first noun phrase after the question word, else its words with meaning."""
    words = _words(question)
    start = next((at for at, word in enumerate(words) if at and _begins_phrase(word)), None)
    phrase = _without_verb(words, _phrase(words[start:])) if start is not None else []
    carrying = [word for word in words if word.lower() not in words_of.ASKS | words_of.VERBS | words_of.SMALL]
    return " ".join((phrase or carrying)[:WORDS_AT_MOST])


def _without_verb(words: list[str], phrase: list[str]) -> list[str]:
    """Leave out the verb that "did" puts behind its subject, at the end: "where did Nadia Serrano study"."""
    helped = words[-len(phrase) :] == phrase and any(word.lower() in ("do", "does", "did") for word in words)
    least = 1 + (phrase[:1] != [] and phrase[0].lower() in words_of.DETERMINERS)
    return phrase[:-1] if helped and len(phrase) > least and phrase[-1].islower() else phrase


def asks_for_person(question: str) -> bool:
    """Whether a question asks for somebody."""
    return bool({"who", "whom", "whose"} & {word.lower() for word in _words(question)[:3]})


def names_person(question: str, answer: str) -> bool:
    """Whether the answer to a question is somebody's name."""
    return asks_for_person(question) and _is_name(answer)


def _with_nouns(question: str, parent: Turn, subject: str) -> str:
    """Put what is meant in the place of every pronoun, each kind once; where there is none, the subject is added."""
    resolved = question
    if _says_that(resolved):
        resolved = _THAT.sub(lambda _: f"{subject} {parent.answer}".strip(), resolved, count=1)
    if _PERSON.search(question) and not _names(question):
        resolved = _put(_PERSON, resolved, _person(parent) or subject)
    rule = next((rule for rule in (_THING, _POINTER) if rule.search(question)), None)
    if rule and resolved == question and not _owns_itself(question):
        resolved = _put(rule, resolved, _counted(question, parent.question) or subject)
    return resolved if resolved != question or _names(question) else _joined(question, subject)


def _owns_itself(question: str) -> bool:
    """Whether "its" belongs to what the question itself names: "when did Chandrayaan-2 lose its lander?"."""
    return _names(question) and bool(_ITS.search(question))


def _counted(question: str, before: str) -> str:
    """Return what the earlier question counts, where "they" or "them" may mean that: "how many people had fled?"."""
    counted = _COUNTED.match(before)
    return counted[1] if counted and _MANY.search(question) else ""


def _person(parent: Turn) -> str:
    """Return whom "he" or "she" means."""
    return parent.answer if names_person(parent.question, parent.answer) else parent.person


def _says_that(question: str) -> bool:
    return bool(_THAT.search(question) and _SAYING.search(question))


def _begins_phrase(word: str) -> bool:
    return word.lower() in words_of.DETERMINERS or (
        not word.islower() and word.lower() not in words_of.ASKS | words_of.VERBS
    )


def _phrase(words: list[str]) -> list[str]:
    """Return the words up to the first verb or preposition other than "of"."""
    end = next((at for at in range(1, len(words)) if _ends_phrase(words, at)), len(words))
    phrase = words[:end]
    least = 2 + (words[0].lower() in words_of.DETERMINERS)
    if end == len(words) and len(phrase) >= least and phrase[-1].islower() and phrase[-1].endswith("ed"):
        phrase = phrase[:-1]  # "when was the Ever Given refloated"
    return phrase if any(word.lower() not in words_of.DETERMINERS for word in phrase) else []


def _ends_phrase(words: list[str], at: int) -> bool:
    """Whether a phrase ends before this word, or another begins; never after "of": "the truce of tell amir"."""
    ends = words_of.VERBS | words_of.LINKS | words_of.ASKS | words_of.ACTS | words_of.DETERMINERS
    return words[at].lower() in ends and words[at - 1].lower() != "of"


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _asks(words: list[str]) -> bool:
    """Whether the words make a question: one begins it, or a command like "name" or "list" does."""
    asks = any(word.lower() in words_of.ASKS for word in words[:4])
    return asks or (bool(words) and words[0].lower() in words_of.VERBS)


def _is_bare(question: str) -> bool:
    """Whether it is a question word and nothing else: "where?", "since when?", "how many?"."""
    words = _words(_CONNECTIVE.sub("", question))
    known = words_of.ASKS | words_of.LINKS | set(words_of.MEASURES)
    asks = any(word.lower() in words_of.ASKS for word in words)
    return asks and len(words) <= BARE_WORDS and all(word.lower() in known for word in words)


def _asked_otherwise(bare: str, before: str, subject: str) -> str:
    """Ask the earlier question with another question word: "where?" after "when was it launched?"."""
    asking = bare.rstrip(" ?")
    found = _ASKING.match(before)
    rest = before[found.end() :].strip() if found else ""
    first = rest.split(" ", 1)[0].lower()
    if first in words_of.VERBS and not before.lower().startswith(("who ", "what ")):
        return f"{asking} {rest.rstrip(' ?')}?"
    return f"{asking} {rest.rstrip(' ?') or subject}?"


def _is_fragment(text: str) -> bool:
    """Whether it is a piece of a question, "in Mosul?" or "the YPG?", and not a few key words."""
    words = _words(text)
    if not words or _asks(words) or len(words) > FRAGMENT_WORDS:
        return False
    return words[0].lower() in words_of.LINKS or text.rstrip().endswith("?")


def _names(text: str) -> bool:
    """Whether a capitalised word stands in it that is not the first one."""
    return any(word[0].isalpha() and not word.islower() and len(word) > 1 for word in _words(text)[1:])


def _is_name(answer: str) -> bool:
    words = _words(answer)
    return (
        0 < len(words) <= NAME_WORDS
        and not words[0].islower()
        and not words[0].isdigit()
        and words[0].lower() not in words_of.CALENDAR
    )


def _put(rule: re.Pattern[str], question: str, subject: str) -> str:
    """Put the subject where the pronoun stands, once."""
    if not subject:
        return question

    def noun(found: re.Match[str]) -> str:
        if found[1].lower() == "there":
            return f"in {subject}"
        last = found.end() == len(question.rstrip(" ?"))  # "what did he call her?"
        return f"{subject}'s" if found[1].lower() in _POSSESSIVE and not last else subject

    return rule.sub(noun, question, count=1)


def _joined(question: str, subject: str) -> str:
    """Add the words of the subject that the question does not have."""
    has = {word.lower() for word in _words(question)}
    missing = [word for word in _words(subject) if word.lower() not in has | words_of.DETERMINERS]
    return f"{question.rstrip(' ?')} {' '.join(missing)}?" if missing else question


def _completed(rest: str, before: str, subject: str) -> str:
    """Complete "and in Raqqa?" and "what about the YPG?" by the earlier question."""
    rest = rest.strip(" ?")
    words = _words(rest)
    if not words:
        return before
    for rule in (_YEAR, _ORDINAL):  # "what about 2016?" after "... in 2017?", "and the first?" after "the second ..."
        if (new := rule.search(rest)) and len(words) <= BARE_WORDS and rule.search(before):
            return rule.sub(new[0], before, count=1)
    if words[0].lower() in words_of.PLACES and (
        place := re.search(rf"\b{re.escape(words[0])}\b.*$", before.rstrip(" ?"), re.IGNORECASE)
    ):
        return f"{before[: place.start()]}{rest}?"
    did = _DID.match(before)
    if did and words[0].lower() in words_of.DETERMINERS and did[3].lower() in words_of.ACTS:
        return f"{did[1]} {rest} {did[3]}?"  # "and the campaign?" after "when did the assault on the city begin?"
    adds = words[0].lower() in words_of.LINKS or words[0].isdigit() or not subject or subject not in before
    return f"{before.rstrip(' ?')} {rest}?" if adds else before.replace(subject, rest, 1)
