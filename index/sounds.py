"""What a name sounds like, roughly: two spellings of one name in Latin letters come out alike.

Names from Arabic, Kurdish, Turkish and Persian are spelt by ear: "Hasakah" and "Hassakeh" share a sound, not letters.
Our own, because Soundex and Metaphone are made for English surnames: they keep g apart from gh, and drop the vowels
that tell Mohamed from Mahmoud. The rules are the ones in which romanisations differ (ALA-LC, BGN/PCGN and Hawar).
"""

from __future__ import annotations

import re
from functools import lru_cache

_ALIKE = {
    **dict.fromkeys(("tch", "sch", "sh", "ch"), "s"),
    **dict.fromkeys(("kh", "ck", "q", "c"), "k"),
    **dict.fromkeys(("ou", "oo", "o", "w"), "u"),
    **dict.fromkeys(("ee", "ie", "y"), "i"),
    **dict.fromkeys(("zh", "dj"), "j"),
    "e": "a",
    "gh": "g",
    "dh": "d",
    "th": "t",
    "ph": "f",
}
_SPELT = re.compile("|".join(sorted(_ALIKE, key=len, reverse=True)))
_TWICE = re.compile(r"(.)\1+")
_OPEN_END = re.compile("(?<=..)[ah]+$")


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """Return what a word sounds like: "mazlum" for "mazloum", "hasak" for "hassakeh".

    Args:
        word: Without capitals and accents.
    """
    return _OPEN_END.sub("", _TWICE.sub(r"\1", _SPELT.sub(lambda found: _ALIKE[found[0]], word)))
