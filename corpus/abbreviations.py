"""Which full stops do not end a sentence: abbreviations of reports, English ones above all, by what may follow them.

The lists are ours because nupunkt's own holds several hundred ordinary words ("west", "works", "series") and place
names, each of which glues two sentences together. An abbreviation stands here by how it behaves, not by what it means;
one that is an ordinary word too ("no", "art", "sun") counts only where a number follows it.
"""

# ruff: noqa: RUF001, SIM905 - typographic marks are meant, and a list of words reads best as lines of words
from __future__ import annotations

import re

# These stand before a name: the sentence goes on before any capital letter.
BEFORE_NAMES = frozenset(
    """
    adm amb asst atty brig capt cdr cllr cmdr col comdr comdt cpl cpt det dr dra dres drs ens fr gen gov habil hon insp
    jur lt lieut maj med messrs mgr mlle mme mmes mr mrs ms msgr mx pfc phil pres prof pvt radm rep reps rer rev rt sen
    sens sgt spc sra sras sres srta ssgt supt vadm ven
    """.split(),
)

# Before a number or a Roman numeral the sentence goes on; elsewhere these may be ordinary words.
BEFORE_NUMBERS = frozenset(
    """
    apr art arts aug c ca cap ch chap cl dec eq exh feb fig figs fol fri jan jul jun mar mon n no nos nov nr núm oct
    n° nº op p par para paras pl pp pt r reg s sat sec secs sect sep sept stat sun t tab thu thur thurs tue tues v
    vol vols wed
    """.split(),
)

# The sentence goes on, whatever follows.
NEVER_LAST = frozenset("approx c.f cf d.b.a e.g esp f.k.a i.e incl n.b resp v.s viz vs".split())

# The sentence goes on, unless the next word is one that usually starts a sentence.
ORDINARY = frozenset(
    """
    adj adv al alt anon apr ariz assn assoc aug ave avg avn bldg blvd bn bros bt calif co colo comp conf conn corp
    dec del dept dist div ed eds edn encycl eng esq et excl exec feb fla fwd govt hwy ibid inc inst int intl jan jr
    jul jun kan lat lb ltd mfg mfr mich min minn misc mkt mt mtn mtns natl neb nev nov oct okla ont oz penn pl plc
    prov pty pub publ rd ref refs repr ret rtd sask sep sept seq sr st stat ste subj suppl tbsp tel tenn tex trans
    treas tsp univ var vic vt wis wyo yd yr yrs
    """.split(),
)

# Words that, capitalised after an abbreviation or an initial, start a new sentence. Words that are as often part of a
# name ("State", "First", "Local") are left out: "the U.S. State Department".
STARTERS = frozenset(
    """
    a about according across additionally after afterwards again against ahead all along already also although among
    an and another any anyone are around as asked at back based because before behind being below beneath beside
    besides between beyond both but by can could despite did do does during each earlier either elsewhere even
    eventually ever every everyone everything except few finally following for former fortunately from further
    furthermore given had has have having he hence her here hers his how however i if in indeed initially inside
    instead into is it its itself just last later latest least less like likewise many meanwhile moreover more most
    much my nearly neither never nevertheless next nobody none nonetheless nor not nothing now of off officials
    often on once one only opposite other others otherwise our outside over overall past people perhaps previously
    rather recently reportedly residents same separately several shall she should similarly since so some someone
    something sometimes soon speaking still such suddenly than thanks that the their theirs them then there
    thereafter therefore these they this those though three through throughout thus to today together tomorrow too
    toward towards two under unfortunately unless unlike until up upon was we were what whatever when whenever where
    whereas wherever whether which while who whoever whom whose why will with within without would yes yesterday yet
    you your
    """.split(),
)

# The sentence goes on before a small letter only: a capital after these starts the next one.
OFTEN_LAST = frozenset("a.m cm etc ft hrs kg km lbs mins mm mph p.m secs sq yds".split())

# After "5 p.m." these go on with the time; any other capital letter starts a sentence.
AFTER_TIMES = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january
    february march april may june july august september october november december jan feb mar apr jun jul aug sep
    sept oct nov dec gmt utc est edt et cst cdt ct mst mdt mt pst pdt pt bst cet cest eet ist jst aest aedt eastern
    central mountain pacific greenwich moscow
    """.split(),
)

# Verbs that tie a quoted question to its speaker: "“Is it over?” Smith asked."
SAYING = frozenset("added answered asked called cried demanded replied said says shouted told wondered wrote".split())


# After a day or an ordinal in German, which is a number with a full stop: "am 3. Juni", "im 19. Jahrhundert".
AFTER_ORDINALS = frozenset(
    """
    januar februar märz april mai juni juli august september oktober november dezember jahrhundert jahrhunderts
    jahrhunderte jahrtausend jahrtausends lebensjahr weltkrieg weltkriegs
    """.split(),
)

# "ph.d", "b.sc": the longest part of a dotted abbreviation; "example.org" is none.
LONGEST_PART = 2
_WORD = re.compile(r"\w*")
_INITIAL = re.compile(r"[^\W\d_a-z]\.")


def goes_on(word: str, following: str) -> bool:
    """Return whether the sentence goes on after this word and its full stop.

    Args:
        word: The word before the full stop, without it, in lower case.
        following: The next word as it stands, without opening brackets and quotation marks.
    """
    first, upper = following[:1], following[:1].isupper()
    if (
        word in NEVER_LAST
        or (word in BEFORE_NUMBERS and _is_number(following, word))
        or (word in BEFORE_NAMES and upper)
    ):
        return True
    next_word = _WORD.match(following)[0].lower()  # type: ignore[index]  # it matches nothing too
    if "а" <= first <= "я" or _is_foreign(word, next_word):  # Russian abbreviates much, and starts with a capital
        return True
    if word in OFTEN_LAST:
        return first.islower() or (word in {"a.m", "p.m"} and next_word in AFTER_TIMES)
    if len(word) == 1:
        return _INITIAL.match(following) is not None
    return not (upper and next_word in STARTERS) and (word in ORDINARY or word in BEFORE_NAMES or _is_dotted(word))


def _is_foreign(word: str, following: str) -> bool:
    """Return whether this is a German ordinal, or half of the Spanish "EE. UU.", the USA, within a sentence."""
    ordinal = word.isdigit() and len(word) <= LONGEST_PART and following in AFTER_ORDINALS
    return ordinal or (word == "ee" and following.startswith("uu")) or (word == "uu" and following.islower())


def _is_number(following: str, word: str) -> bool:
    """Return whether a number follows, in digits or Roman; "no. I" is no number."""
    numeral = following.rstrip(".,;:)]”’\"'")
    roman = len(numeral) > (word == "no") and not numeral.strip("IVXLC")
    return following[:1].isdigit() or roman


def _is_dotted(word: str) -> bool:
    """Return whether a word is letters with full stops between them, like "u.s", "g.d.p" or "ph.d"."""
    parts = word.split(".")
    return len(parts) > 1 and all(part.isalpha() and len(part) <= LONGEST_PART for part in parts)
