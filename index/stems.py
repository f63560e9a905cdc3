"""Bring a word to the form by which it is found: its stem, by its script and, in Latin letters, by its text's language.

Snowball has the stemmers (Porter 2001, https://snowballstem.org). Arabic is stemmed lightly instead, after Larkey,
Ballesteros & Connell 2007 ("light10"): conjunction, article and the commonest endings go, roots are not guessed. Hindi
vowels are shortened after Snowball's stemmer, because spelling does not keep their length apart.
"""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

from functools import cache, lru_cache

import Stemmer

ENGLISH = "en"
# ISO 639-1 code of a language in Latin letters: Snowball's name of it.
LATIN = {
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    ENGLISH: "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
    "tr": "turkish",
}
# First and last letter of a script: the stemmer of its words, whatever the language.
_SCRIPTS = (
    ("\u0370", "\u03ff", "greek"),
    ("\u0400", "\u04ff", "russian"),
    ("\u0530", "\u058f", "armenian"),
    ("\u0600", "\u06ff", "arabic"),
    ("\u0900", "\u097f", "hindi"),
    ("\u0b80", "\u0bff", "tamil"),
)
_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل", "و")
_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_LEFT = 3  # letters that must be left of an Arabic word
_ARABIC = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None})
_NUKTA = str.maketrans({"\u093c": None, "\u0901": "\u0902", "\u200c": None, "\u200d": None})
_SHORT = str.maketrans("ईऊऑऍीूॉॅ", "इउओएिुोे")


def stemmed_as(language: str | None) -> str:
    """Return the language as which a text's words in Latin letters are stemmed: English where there is no better."""
    return language if language in LATIN else ENGLISH


@lru_cache(maxsize=100_000)
def stem(word: str, language: str | None = None) -> str:
    """Stem a word without capitals and accents.

    Args:
        word: At least one letter.
        language: ISO 639-1 code of its text's; it matters to Latin letters only, other scripts have a stemmer each.
    """
    latin = LATIN[stemmed_as(language)]
    name = next((name for first, last, name in _SCRIPTS if first <= word[0] <= last), latin)
    if name == "arabic":
        return _light_arabic(word.translate(_ARABIC) or word)
    if name == "hindi":
        return str(_snowball(name).stemWord(word.translate(_NUKTA) or word)).translate(_SHORT)
    return str(_snowball(name).stemWord(word))


@cache
def _snowball(name: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(name, 0)  # its own cache is not thread-safe; ours is


def _light_arabic(word: str) -> str:
    article = next((one for one in _ARTICLES if word.startswith(one) and len(word) - len(one) >= _LEFT), "")
    word = word.removeprefix(article)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEFT:
            word = word.removesuffix(ending)
    return word
