"""Which language a question is in, and which of its words say what kind of question it is instead of what it is about.

A question is too short for statistics, but it is full of small words: the script tells most languages apart, the small
words those in Latin letters. Reports are told by corpus/language.py.
"""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

import re
from functools import cache

from index.stems import ENGLISH
from index.words import folded, words

# Words of a question that stand in its answer by chance only; they are compared by the vectors, not by the letters.
_SMALL = {
    ENGLISH: "who whom whose what when where which why how do does did is are was were be been has have had can could"
    " will would should may might there it the a an of in on at to for by with from and or that this as",
    "de": "wer wen wem wessen was wann wo woher wohin welche welcher welches welchen welchem warum wieso weshalb wie"
    " viel viele vielen ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können konnte gibt"
    " gab es der die das des dem den ein eine einer eines einem einen von vom im in an am auf zu zum zur für mit"
    " bei aus nach durch und oder dass sich als nennt man heißt hieß bezeichnet tat tun macht machte",
    "es": "quién quiénes qué cuál cuáles cuándo dónde por cómo cuánto cuánta cuántos cuántas es son fue fueron era eran"
    " ser está están ha han había habían hay hubo puede pueden tiene tienen tuvo el la los las lo un una unos unas"
    " de del en a al para con y o que se su sus como le les hizo hace llama llamaba",
    "fr": "qui que quoi quel quelle quels quelles quand où pourquoi comment combien est sont était étaient fut a ont"
    " avait été être peut le la les l un une des de du d en à au aux dans sur pour par avec et ou ce cette ces se"
    " sa son ses il elle ils elles y t",
    "it": "chi che cosa quale quali quando dove perché come quanto quanta quanti quante è sono era erano fu furono ha"
    " hanno aveva il lo la i gli le un una uno di del della dei delle in nel nella a al alla da dal per con su e o"
    " si suo",
    "nl": "wie wat welke welk wanneer waar waarom hoe hoeveel is zijn was waren wordt worden werd werden heeft hebben"
    " had kan de het een van in op aan te voor door met bij uit naar en of dat die er",
    "pt": "quem que qual quais quando onde por como quanto quanta quantos quantas é são foi foram era eram tem têm há o"
    " a os as um uma de do da dos das em no na nos nas ao para com e ou se seu sua",
    "ru": "кто кого кому кем чей что чего чем когда где куда откуда какой какая какое какие каких каким какого какую"
    " каком какими почему зачем как сколько был была было были есть ли в во на по из за к с со у о об от до для и"
    " или не это его её их он она они",
    "el": "ποιος ποια ποιο ποιοι ποιες ποιον ποιων ποιους τι πότε πού που γιατί πώς πόσο πόσος πόση πόσοι πόσες πόσα"
    " πόσους είναι ήταν έχει έχουν είχε είχαν ο η το οι τα του της των τον την τους τις στο στη στην στον στα στις"
    " στους ένα μια ένας από για με σε και ή να θα",
    "ar": "من ما ماذا متى أين لماذا كيف كم أي أية هو هي هم كان كانت يكون تكون هل في على إلى عن مع التي الذي الذين هذا"
    " هذه ذلك تلك و أو أن إن قد تم بين عند",
    "hi": "कौन किसने किसे किसको किसका किसकी किसके किस क्या कब कहाँ कहां क्यों कैसे कितने कितना कितनी है हैं था थी थे"
    " हुआ हुई हुए का की के को में से पर ने और या एक यह वह इस उस जो कि लिए द्वारा गया गई गए किया करने करता नाम",
}
_QUESTIONING = re.compile(
    "为什么|什么时候|什么|多少|哪一?[个些种年天次位]|哪里|哪儿|哪|谁|为何|怎么|怎样|如何|何时|何地|几[个次年位]?"
)
_CHINESE = re.compile("[\u3400-\u9fff]")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", _CHINESE),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
)
_SPELT = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]")


def question_language(question: str) -> str | None:
    """Tell a question's language by its script, then by its small words; None where nothing tells.

    A script stands for its most common language: what is done by it is the same for its sisters.
    """
    letters = max(1, len(_LETTERS.findall(question)))
    for language, script in _SCRIPTS:
        if len(script.findall(question)) * 3 > letters:  # a third: names stay in Latin letters
            return language
    said = _SPELT.findall(folded(question))
    found = {language: sum(word in _spelt(language) for word in said) for language in _SMALL}
    best = max(found, key=lambda language: found[language])
    return best if found[best] else None


@cache
def _spelt(language: str) -> frozenset[str]:
    return frozenset(folded(_SMALL[language]).split())


@cache
def small_words(language: str | None, stemmed: str) -> frozenset[str]:
    """Return a language's small words as they are found in a text that is stemmed as that of another."""
    return frozenset(words(_SMALL.get(language or ENGLISH, ""), stemmed))


def without_questioning(question: str) -> str:
    """Part a Chinese question where its question words stand, so that no pair of characters holds half of one."""
    return _QUESTIONING.sub(" ", question) if _CHINESE.search(question) else question
