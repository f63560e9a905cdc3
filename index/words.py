"""Text becomes the words that lexical search compares.

Our own, because names and numbers decide which sentence answers and stock analysers lose them: "U.S." and "US" are one
word, "1,000" and "1000" too, "US-led" is findable by both halves, "al-Zor" by "zor", accents fold ("Wilhelm Röntgen"),
digits of all scripts are one, inflection is stemmed by language and script (index/stems.py). Chinese, Japanese, Thai
and other scripts without spaces are cut into pairs of neighbouring characters, the usual choice where no dictionary is
shipped (Manning et al. 2008, section 2.2.4).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index.stems import stem

VERSION = 2  # grows with every change of what `words` returns: a cache made by another version is rebuilt
MAX_WORD = 64  # characters; longer runs are no words of any language, and would only fill the index

_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_INDIC = "\u0900-\u0963\u0966-\u0dff"  # their vowel signs are no letters to `re`, but part of the word all the same
_WORD = re.compile(
    rf"[{_UNSPACED}]+"  # a run without spaces
    rf"|\d+(?:[.,]\d+)*(?:(?![{_UNSPACED}{_INDIC}])[^\W\d_])*"  # a number, with its unit when glued to it
    rf"|[{_INDIC}]+"
    rf"|(?:(?![{_UNSPACED}])[^\W\d_])+(?:['’](?:(?![{_UNSPACED}])[^\W\d_])+)*"  # a word, with its apostrophes
    r"|[^\W_]+"
)
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]")
_INDIC_MARK = re.compile(f"[{_INDIC}]")
_SHORT_I = re.compile("[иИ]\u0306")
_ENDING = re.compile(r"'(?:s|d|ll|re|ve|m|t)$")
_DIGITS = {code: str(unicodedata.digit(chr(code))) for code in range(0x660, 0x1000) if chr(code).isdecimal()}


def words(text: str, language: str | None = None) -> list[str]:
    """Return the searchable words of a text, in order, repeated as they repeat.

    Args:
        text: Any.
        language: ISO 639-1 code of the language as which words in Latin letters are stemmed, None for English.
    """
    joined = _ABBREVIATION.sub(lambda match: match.group().replace(".", "") + " ", text)
    found: list[str] = []
    for word in _WORD.findall(folded(joined)):
        if _UNSPACED_RUN.match(word):
            found += pairs(word)
        elif key := _key(word, language):
            found.append(key)
    return found


def folded(text: str) -> str:
    """Lower the case, drop the accents, write digits as 0 to 9: "Röntgen" and "rontgen" are one."""
    if text.isascii():
        return text.lower()
    decomposed = _SHORT_I.sub("й", unicodedata.normalize("NFKD", text))  # a letter of its own, not an accented one
    return "".join(letter for letter in decomposed if not _is_accent(letter)).lower().translate(_DIGITS)


def _is_accent(letter: str) -> bool:
    """Tell an accent, which folds away, from an Indic mark, which makes another word."""
    return bool(unicodedata.combining(letter)) and not _INDIC_MARK.match(letter)


def pairs(run: str) -> list[str]:
    """Cut a run without spaces into overlapping pairs; a single character stands alone."""
    return [run[n : n + 2] for n in range(len(run) - 1)] or [run]


@lru_cache(maxsize=100_000)
def _key(word: str, language: str | None) -> str:
    """Bring one word to its searchable form; "" for one that is none."""
    word = word.replace("’", "'")
    if word[0].isdigit():
        return word.replace(",", "")[:MAX_WORD]
    bare = _ENDING.sub("", word).replace("'", "")
    return stem(bare, language)[:MAX_WORD] if bare else ""
