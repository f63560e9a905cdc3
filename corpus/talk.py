"""Whether labels are those of people who talk: what stands behind them is asked, or said of "I" and to "you"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.full_names import Names
from corpus.label_words import FIRST_PERSON, SECOND_PERSON, WE
from corpus.labels import Label, LabelKind
from corpus.speech import quotations

LEAST_TALK = 1 / 3  # of the turns in which somebody asks, is spoken to, or speaks of himself; of terms there is none
FEWEST_OF_ONE = 3  # turns of a speaker who alone has a label
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]\.?")
_LETTERS = ({"q", "a"}, {"question", "answer"})
_ASKERS = {"q", "question"}  # the others may have names


@dataclass(frozen=True, slots=True)
class Opening:
    """A label and what stands behind it in its paragraph; offsets are the report's.

    Args:
        label: The label.
        end: Where its words end at the latest: with the paragraph, or before the next label.
        paragraph: The one that it stands in, counted from 0.
    """

    label: Label
    end: int
    paragraph: int


def own_words(text: str) -> frozenset[str]:
    """Return the words of a stretch, in small letters and without those of quotations; "I" as a numeral is none."""
    rest = list(text)
    for start, end in quotations(text)[0]:
        rest[start:end] = " " * (end - start)
    found = (word.replace("’", "'") for word in _WORDS.findall("".join(rest)))
    return frozenset(word.casefold() for word in found if word != "i")


def is_aside(sentence: str) -> bool:
    """Whether a sentence tells what happens while somebody has the word: "(Laughter.)"."""
    return _ASIDE.fullmatch(sentence) is not None


def talkers(text: str, openings: Sequence[Opening], names: Names) -> frozenset[str]:
    """Return the keys of the labels of those who talk in a report; where nobody does, none.

    Args:
        text: The report's text.
        openings: Its labels.
        names: The names in it.
    """
    by_key: dict[str, list[Opening]] = {}
    surnames: Counter[str] = Counter()
    for opening in openings:
        by_key.setdefault(opening.label.key, []).append(opening)
        surnames.update(_surname(opening))
    counts = {
        key: max(len(theirs), *(surnames[name] for name in _surname(theirs[0])), 0) for key, theirs in by_key.items()
    }
    found = {key for key, theirs in by_key.items() if _talks(text, theirs, counts[key], names)}
    found |= {key for pair in _LETTERS if pair <= set(by_key) for key in pair}
    found |= _ASKERS & set(by_key) if found else set()
    turns = [opening for key in found for opening in by_key[key]]
    talk = sum(_is_talk(text, opening) for opening in turns)
    asked = any(len(theirs) > 1 and _asks(text, theirs) for key, theirs in by_key.items() if key not in found)
    enough = _recur(turns) if asked or len(found) > 1 else len(turns) >= FEWEST_OF_ONE
    return frozenset(found if enough and talk >= LEAST_TALK * len(turns) else ())


def _recur(turns: Sequence[Opening]) -> bool:
    """Whether somebody has the word twice, or is asked by one without a name."""
    return len({surname for turn in turns for surname in _surname(turn)}) < len(turns)


def _surname(opening: Opening) -> list[str]:
    """Return the surname of a label, nothing where it is no name."""
    label = opening.label
    return [label.person[-1].casefold()] if label.kind is LabelKind.NAME and label.person else []


def _asks(text: str, openings: Sequence[Opening]) -> bool:
    """Whether half or more of these turns are questions."""
    return 2 * sum("?" in text[one.label.end : one.end] for one in openings) >= len(openings)


def _talks(text: str, openings: Sequence[Opening], count: int, names: Names) -> bool:
    """Whether a label is a speaker's: known as a person's, or one that recurs, of somebody who talks."""
    label = openings[0].label
    talk = sum(_is_talk(text, opening) for opening in openings)
    speaks = any((FIRST_PERSON | SECOND_PERSON | WE) & own_words(text[one.label.end : one.end]) for one in openings)
    if label.kind is LabelKind.ROLE:
        return bool(speaks or talk) and (count > 1 or label.key.startswith("the "))
    if label.kind is not LabelKind.NAME or not speaks:
        return False
    if count == 1 and not talk:  # "Ann Lee: School meals. Let's ..." may be a heading
        return False
    if label.titled:
        return True
    if any(names.is_common(word) for word in label.person):
        return False
    recurs = count > 1 and talk > 0 and not _asks(text, openings)  # who only asks may be the paper: "SPIEGEL: ...?"
    return names.is_called(label.person[-1]) or recurs


def _is_talk(text: str, opening: Opening) -> bool:
    words = text[opening.label.end : opening.end]
    return "?" in words or bool((FIRST_PERSON | SECOND_PERSON) & own_words(words))
