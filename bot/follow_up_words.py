"""Words that tell how a follow-up leans on the question before it; English, like the rules that read them."""

from __future__ import annotations

ASKS = frozenset({"who", "whom", "whose", "what", "which", "when", "where", "why", "how"})
_BE = frozenset({"is", "are", "was", "were", "am", "be", "been", "being"})
_DO = frozenset({"do", "does", "did", "has", "have", "had"})
_MAY = frozenset({"can", "could", "will", "would", "shall", "should", "may", "might", "must"})
VERBS = _BE | _DO | _MAY
# Verbs in the form that "did" leaves them in: they end what a question is about.
_ACTS = (
    "act agree announce appear arrive attack become begin break bring call capture carry change come consist cost"
    " cover crash cross cut declare die end enter escape fall fight find follow get give go grow happen hit hold"
    " kill land last launch lead leave live lose make mean meet move need occur open own pass pay plan play put reach"
    " receive release report resign return run say see sell send serve sign sink speak spend stand start stay stop"
    " strike take talk tell think touch try turn use visit vote want weigh win withdraw work write"
)
ACTS = frozenset(_ACTS.split())
PLACES = frozenset({"in", "on", "at", "by", "for", "from", "to", "with", "about", "near", "between", "against"})
LINKS = PLACES | {"after", "before", "since", "until", "during"}
_COUNTS = frozenset({"no", "any", "some", "many", "much", "more", "most", "very"})
SMALL = LINKS | _COUNTS | {"a", "an", "the", "of", "and", "or", "not", "that", "this", "there", "it", "its"}
DETERMINERS = frozenset({"the", "a", "an"})
MEASURES = ("many", "much", "long", "wide", "high", "tall", "big", "deep", "heavy", "far", "old", "often", "exactly")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "last", "next", "previous")
_CALENDAR = (
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday"
)
CALENDAR = frozenset(_CALENDAR.split())
