"""Which kind of thing a question asks for, and whether a sentence holds one: a time, a number, a place, a person.

Similarity does not see that "when" wants a date. These are signs, not proof: a year or the name of a month, a figure or
a number word, a capitalised name that the question does not hold. The words of eight languages stand in one list each,
because question words of one are no words of the others; measured in docs/decisions/0004 and 0007.
"""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from index.words import folded

SENTENCES_IN_MEMORY = 10_000  # whose dates, figures and names are kept at hand, about 500 bytes each


class Kind(StrEnum):
    """What is asked for."""

    NUMBER = "number"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"


# In the order in which they are tried: "how long" is a number, "what city" a place.
_ASKS = {
    Kind.NUMBER: r"\bhow (?:many|much|long|old|far|tall|big|large|high|fast|often|deep|wide|heavy)\b"
    r"|\bwhat\b.*\b(?:percent|percentage|population|number of)\b"
    r"|\bwie ?(?:viel|viele|vielen|lange|alt|weit|hoch|groß|oft|tief|schnell)\b|\bwelche[rn]? (?:anteil|anzahl|zahl)\b"
    r"|\bcuant[oa]s?\b|\bque (?:porcentaje|cantidad|numero|poblacion)\b|\bсколько\b|\bкак(?:ов|ова|ои|ая) "
    r"(?:процент|доля|число|количество)|\bποσ(?:ος|η|ο|οι|ες|α|ους|ων)\b|(?:^|\s)كم\b|(?:^|\s)कितन"
    r"|多少|几[个名次年天位种]|多[长大高远久]",
    Kind.TIME: r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b"
    r"|\bwann\b|\b(?:welche[mnrs]?|was fur ein) (?:jahr|tag|monat|jahrhundert|datum|jahrzehnt)"
    r"|\bcuando\b|\b(?:que|cual) (?:es la )?(?:ano|fecha|dia|mes|siglo|decada)\b"
    r"|\bкогда\b|\bкак(?:ом|ои|ого) (?:год|месяц|день|век|дат)|\bποτε\b|\bποι[αο]ν? (?:ετος|χρονια|ημερομηνια|αιωνα)"
    r"|(?:^|\s)متى\b|اي (?:عام|سنة|تاريخ|يوم|شهر|قرن)|(?:^|\s)कब(?:\s|$|\?)|किस (?:वर्ष|साल|दिन|महीने|सदी|तारीख)"
    r"|什么时候|何时|哪一?年|哪一?天|几月|哪个世纪",
    Kind.PERSON: r"\bwho\b|\bwhom\b|\bwhose\b|\bwer\b|\bwem\b|\bwen\b|\bwessen\b|\bquien(?:es)?\b"
    r"|\bкто\b|\bкого\b|\bкому\b|\bкем\b|\bποιος\b|\bποιοι\b",
    Kind.PLACE: r"\bwhere\b|\b(?:what|which) (?:city|country|state|place|town|county|location|region|continent|river)\b"
    r"|\bwo\b|\bwoher\b|\bwohin\b|\bwelche[mnrs]? (?:stadt|land|staat|ort|region|fluss)\b"
    r"|\bdonde\b|\bque (?:ciudad|pais|estado|lugar|region|rio)\b|\bгде\b|\bкуда\b|\bоткуда\b"
    r"|\bкак(?:ом|ои|ая) (?:город|стран|штат|мест|регион)|\bπου\b.*;",
}
_ASKED = {kind: re.compile(pattern) for kind, pattern in _ASKS.items()}

_YEAR = re.compile(r"(?<![\d.,])(?:1\d|20)\d\d(?!\d|[.,]\d)|\d{1,2}\s?[月日]")
_TIMES = frozenset(
    folded(
        """
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday century decade year years day days
    januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
    jahrhundert jahr jahre jahren
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles
    jueves viernes sábado domingo siglo año años
    январе января феврале февраля марте марта апреле апреля мае мая июне июня июле июля августе августа сентябре
    сентября октябре октября ноябре ноября декабре декабря году года годах годов век века веке
    ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
    αιώνα έτος έτη χρόνια
    يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر عام عامي سنة القرن
    जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर सदी वर्ष साल
    """
    ).split()
)
_NUMBERS = frozenset(
    folded(
        """
    one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million
    billion half third quarter dozen dozens hundreds thousands millions billions first second once twice percent
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend millionen milliarden hälfte drittel
    prozent
    dos tres cuatro cinco seis siete ocho nueve diez doce cien mil millón millones mitad tercio ciento
    два две три четыре пять шесть семь восемь девять десять сто тысяч миллион миллионов половина треть процентов
    δύο τρεις τρία τέσσερις τέσσερα πέντε έξι επτά οκτώ εννέα δέκα εκατό χίλια εκατομμύρια τοις
    اثنان ثلاثة ثلاث أربعة أربع خمسة خمس ستة سبعة ثمانية تسعة عشرة مائة ألف مليون مليار نصف ثلث
    दो तीन चार पांच पाँच छह सात आठ नौ दस सौ हज़ार लाख करोड़ मिलियन आधा प्रतिशत
    """
    ).split()
)
_FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")
_CHINESE_FIGURE = re.compile(r"[一二三四五六七八九十百千万亿两半][个名次年天位种人倍成分月日]")
_PLACED = re.compile(
    r"\b(?:in|at|from|near|to|of|into|across|en|de|nach|aus|bei|von|в|на|из|στο|στη|στην)\s+(?:the\s+)?(\w)"
)
_PIECE = re.compile(r"[^\s.,;:!?()\[\]\"“”„«»।،؟。，]+")  # of words, figures and what is glued to them


def kind_asked(question: str) -> Kind | None:
    """Say what a question asks for, None where it does not say."""
    text = folded(question)
    return next((kind for kind, pattern in _ASKED.items() if pattern.search(text)), None)


def hold(kind: Kind | None, texts: Iterable[str], question: str) -> list[bool]:
    """Say which texts hold what is asked for, and did not stand in the question already."""
    if kind is None:
        return [False for _ in texts]
    known = frozenset((*_figures(question), *_PIECE.findall(question.lower())))
    return [_holds(kind, text, known) for text in texts]


def _holds(kind: Kind, text: str, known: frozenset[str]) -> bool:
    if kind is Kind.TIME:
        return _tells_time(text)
    if kind is Kind.NUMBER:
        return _counts(text) or not known.issuperset(_figures(text))
    new_name = not known.issuperset(_names(text))
    return new_name and (kind is Kind.PERSON or any(start[1].isupper() for start in _PLACED.finditer(text)))


@lru_cache(SENTENCES_IN_MEMORY)
def _tells_time(text: str) -> bool:
    return bool(_YEAR.search(text)) or not _TIMES.isdisjoint(_PIECE.findall(folded(text)))


@lru_cache(SENTENCES_IN_MEMORY)
def _counts(text: str) -> bool:
    return bool(_CHINESE_FIGURE.search(text)) or not _NUMBERS.isdisjoint(_PIECE.findall(folded(text)))


@lru_cache(SENTENCES_IN_MEMORY)
def _figures(text: str) -> tuple[str, ...]:
    return tuple(_FIGURE.findall(text))


@lru_cache(SENTENCES_IN_MEMORY)
def _names(text: str) -> tuple[str, ...]:
    """Return what has a capital, but for the first word, whose capital says nothing."""
    return tuple(piece.lower() for piece in _PIECE.findall(text)[1:] if piece[0].isupper())
