"""Which language a report is written in, by py3langid (Lui & Baldwin 2012; 22 of 24 known texts right, .1 ms each).

Its model takes 75 MB and half a second, so it is loaded with the first report that is added, never for a question. It
is not loaded in the child that reads foreign files: unpacking needs a temporary file, and the child may write none. A
text of a few words is told no language: a wrong one would stem its words wrongly, none leaves them as in English.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE_CHARACTERS = 4_000  # of a text's beginning; longer samples change nothing
FEWEST_LETTERS = 20  # "Raqqa" is of no language
LEAST_PROBABILITY = 0.7  # normalised over all languages; measured in docs/decisions/0007
CODE = re.compile(r"[a-z]{2}")  # ISO 639-1

_SISTERS = {"arz": "ar", "ary": "ar", "wuu": "zh", "yue": "zh"}  # written as the language that they are told apart from
_LETTER = re.compile(r"[^\W\d_]")


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, None where that is not certain."""
    sample = text[:SAMPLE_CHARACTERS]
    if len(_LETTER.findall(sample)) < FEWEST_LETTERS:
        return None
    language, probability = _identifier().classify(sample)
    code = _SISTERS.get(language, str(language))
    return code if probability >= LEAST_PROBABILITY and CODE.fullmatch(code) else None


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
