"""A few verbs and nouns that reports use for one thing, as stems: enough to see that two sentences speak of one event.

Short and by hand, because a thesaurus calls far more alike than is safe where a difference is to be shown.
"""

from __future__ import annotations

ALIKE = (
    "kill die death dead fatal casualti toll perish slain",
    "injur wound hurt",
    "arrest detain",
    "begin began begun start launch open",
    "end finish conclud over complet",
    "take took taken captur seiz retak retook liber fell fall recaptur",
    "attack strike struck raid bomb bombard shell hit",
    "build built construct",
    "found establish creat form",
    "happen occur take place took",
    "leav left depart withdraw withdrew withdrawn",
    "arriv land reach touch came come",
    "sign agre",
    "elect vote",
    "releas free freed",
    "displac fled flee homeless evacu",
    "destroy ruin demolish",
    "damag",
    "born birth",
    "resign quit step",
    "publish releas issu",
    "have had has hold",
    "sink sank sunk",
    "go went gone",
    "say said",
    "win won",
    "lose lost",
    "meet met",
    "cross crossed",
    "grow grew grown",
    "fly flew flown",
    "write wrote written",
    "speak spoke spoken",
    "buy bought",
    "sell sold",
    "pay paid",
    "send sent",
    "lead led",
    "hold held",
    "live inhabit inhabitant",
)
CLASSES = {word: row.split()[0] for row in reversed(ALIKE) for word in row.split()}
