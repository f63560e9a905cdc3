"""Names that no report spells as the question does: which word of the reports is meant.

Reports and people spell "Mazloum", "Gaddafi" and "Kobanê" as they hear them, and a word that stands nowhere finds
nothing. It is replaced before the search, by a word of the reports that this asker may see, and the answer says so. A
question all of whose words stand in the reports is left as it is. An ordinary word that the reports do not use
("invented") is no misspelling of one that they do ("invited"): the reader's own dictionary tells which words there are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from enum import Enum
from functools import cache, lru_cache

from corpus.report import Report
from corpus.store import Store
from index.answer import Correction
from index.languages import question_language
from index.reader import TOKENIZER, WEIGHTS
from index.retrieval import Retriever
from index.sounds import sound
from index.stems import ENGLISH, stem
from index.texts import REPORTS_IN_MEMORY
from index.titles import title_of
from index.vocabulary import LEAST_LETTERS, MOST_LETTERS, Near, Vocabulary
from index.words import folded

SHORT_LETTERS = 6  # of a word in which one step is as much as two in a longer one
SAME_SOUND_STEPS = 3  # between two spellings of one sound: "Hasakah" and "Haseke"
SCOPES_IN_MEMORY = 8  # whose words are kept laid out; about 200 bytes a word
MOST_CORRECTIONS = 4  # in a question, so that the line that tells of them stays one; the first words of it
_SAME_SOUND_LETTERS = 3  # of a sound that says anything

_ENDINGS = ("s", "es", "d", "ed", "ing", "n", "en", "r", "er", "ly", "ish")  # beside the stemmer's
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDING = re.compile(r"['’](?:s|d|ll|re|ve|m|t)$", re.IGNORECASE)


class Speller:
    """Finds the words that are meant; a class because it keeps the words of reports.

    Args:
        store: Where the reports are.
        retriever: Knows which words stand in them.
    """

    def __init__(self, store: Store, retriever: Retriever) -> None:
        self._store, self._retriever = store, retriever
        # By content, so that what was removed or replaced is never used, whoever forgets to say so.
        self._read = lru_cache(REPORTS_IN_MEMORY)(self._words_of)
        self._vocabulary = lru_cache(SCOPES_IN_MEMORY)(self._laid_out)

    def corrections(self, question: str, scope: Sequence[Report], reports: Collection[int] | None) -> list[Correction]:
        """Return which words of a question stand in no report, and the nearest that does; none where none is near.

        Args:
            question: As asked.
            scope: The reports that are searched.
            reports: Their ids, None where they are all there are.
        """
        language = question_language(question) or ENGLISH
        if language not in {report.language or ENGLISH for report in scope}:
            return []  # asked in another language than the reports', nothing of it stands there
        unknown = self._retriever.unknown(list(_candidates(question)), reports)
        if not unknown:
            return []
        words = self._vocabulary(frozenset((report.id, report.sha256, title_of(report)) for report in scope))
        found = [(word, _nearest(word, words, language, _written(question, word))) for word in unknown]
        return [Correction(word, near.word) for word, near in found if near is not None][:MOST_CORRECTIONS]

    def _laid_out(self, scope: frozenset[tuple[int, str, str]]) -> Vocabulary:
        return Vocabulary(self._read(*report) for report in scope)

    def _words_of(self, report: int, _: str, title: str) -> frozenset[str]:
        text = f"{title}\n{self._store.text(report)}"
        return frozenset(word for word in map(_bare, _WORD.findall(text)) if LEAST_LETTERS <= len(word) <= MOST_LETTERS)


def corrected(question: str, corrections: Collection[Correction]) -> str:
    """Return a question with the words that were meant."""
    meant = {one.asked: one.searched for one in corrections}

    def spelt(found: re.Match[str]) -> str:
        bare = _bare(found[0])
        return meant.get(bare, bare) + found[0][len(bare) :]

    return _WORD.sub(spelt, question) if meant else question


def _candidates(question: str) -> Iterator[str]:
    """Yield the different words of a question that are long enough to be misspelt."""
    yield from dict.fromkeys(word for word in map(_bare, _WORD.findall(question)) if len(folded(word)) >= LEAST_LETTERS)


def _bare(word: str) -> str:
    return _ENDING.sub("", word)


class _Written(Enum):
    """How a question writes a word."""

    NAME = "with a capital that neither the beginning nor shouting gives it"
    WORD = "without one, where others have one"
    EITHER = "as its beginning or among words that have none, which says nothing"


def _written(question: str, word: str) -> _Written:
    cased = question[1:] != question[1:].lower() and not question.isupper()
    if not cased or question.startswith(word):
        return _Written.EITHER
    return _Written.NAME if word[0].isupper() else _Written.WORD


def _nearest(word: str, vocabulary: Vocabulary, language: str, written: _Written) -> Near | None:
    """Return the word that is meant: one that sounds alike first, then the one with fewest steps, then a name.

    A word of the dictionary is meant as it is, unless it sounds as a name of the reports does and may be one itself.
    """
    letters = folded(word)
    near = vocabulary.near(letters, SAME_SOUND_STEPS)
    known = language == ENGLISH and _is_known(letters)
    if any(not one.steps for one in near) or (known and written is _Written.WORD):
        return None  # it stands where no sentence is, or needs no help
    most = 1 if len(letters) <= SHORT_LETTERS or language != ENGLISH else 2
    fit = [one for one in near if one.is_name or not (known or written is _Written.NAME)]
    alike = [one for one in fit if _sound_alike(letters, folded(one.word))]
    close = [] if known else [one for one in fit if _is_near(letters, one, most)]
    return min(alike or close, key=lambda one: _rank(letters, one), default=None)


def _rank(letters: str, near: Near) -> tuple[int, bool, bool, int, bool, str]:
    begins = _beginning(letters) == _beginning(folded(near.word))
    return near.steps, not begins, not near.is_name, -near.reports, near.word.isupper(), near.word


def _sound_alike(one: str, other: str) -> bool:
    return sound(one) == sound(other) and len(sound(one)) >= _SAME_SOUND_LETTERS


def _is_near(letters: str, near: Near, most: int) -> bool:
    """Whether so few steps lead to a word; where it takes two, the beginning, which few people miss, must be alike."""
    return near.steps <= most and (near.steps == 1 or _beginning(letters) == _beginning(folded(near.word)))


def _beginning(letters: str) -> str:
    return sound(letters)[0].replace("g", "k")  # one letter of Arabic: "Qadhafi", "Gaddafi", "Kadhafi"


def _is_known(letters: str) -> bool:
    """Whether English has a word or a form of it, so that it is no misspelling of another."""
    bare = [letters.removesuffix(ending) for ending in ("", *_ENDINGS) if letters.endswith(ending)]
    return any(one in _dictionary() for one in (*bare, stem(letters)))


@cache
def _dictionary() -> frozenset[str]:
    """Return the whole words of the reader's tokenizer: the 20,000 commonest of English, names among them."""
    held = json.loads((WEIGHTS / TOKENIZER).read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(word for word in held if word.isalpha())
