"""Words by which the label of a turn is told from a heading, a list's term or a mail's head. No names stand in them."""

# ruff: noqa: SIM905 - a list of words reads best as lines of words
from __future__ import annotations

# Before a name: who is called so is a person. Both as a speaker's label has them: "MR. FAYAD", "Senator Leahy".
HONORIFICS = frozenset(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady hon senator sen congressman congresswoman representative rep
    judge justice ambassador secretary minister general gen admiral adm colonel col captain capt major maj sergeant sgt
    lieutenant lt commissioner governor gov president chancellor mayor delegate councillor councilor councilman
    councilwoman sheriff inspector detective father sister rabbi imam sheikh chairman chairwoman chairperson
    """.split(),
)

# Labels that say what somebody does in a talk; they are shown as they stand.
ROLES = frozenset(
    {
        *("chair", "chairman", "chairwoman", "chairperson", "co-chair", "vice chair", "speaker", "president", "clerk"),
        *("witness", "court", "presiding officer", "deputy speaker", "acting chair", "interpreter", "rapporteur"),
        *("interviewer", "interviewee", "moderator", "host", "facilitator", "questioner", "respondent", "operator"),
    },
)

# Somebody speaks, and nobody says who.
NAMELESS = frozenset("unidentified unknown unnamed male female participant audience voice voices reporter".split())

# What stands before a colon and is no speaker, in any number of reports.
TERMS = frozenset(
    """
    note notes summary background update updates source sources contact contacts caption photo picture image video audio
    location place date time day venue city country region province district area address phone tel fax email mail
    web website url link links subject topic theme title from to cc bcc re ref attn dear sent received attachment
    attachments priority importance reply-to key conclusion conclusions introduction abstract overview context method
    methods methodology results result finding findings recommendation recommendations response discussion analysis
    assessment comment comments remark remarks observation observations example examples exhibit annex appendix figure
    table chart map box chapter section part article clause paragraph page item line step stage phase day week month
    year task tip tips hint warning caution danger important attention notice disclaimer correction clarification
    editor author authors by credit credits copyright byline related read see watch listen share tags tag keywords
    keyword category categories type status name names age sex gender rank position occupation nationality born died
    myth fact facts claim claims verdict rating problem solution challenge question answer questions answers pro pros
    con cons do don't before after then now today yesterday tomorrow true false yes no option options scenario case
    cause effect objective objectives goal goals target targets indicator input output outcome activity action actions
    agenda minutes present absent attendees participants members panel panelists speakers witnesses decision decisions
    resolution motion vote votes deadline total sum average source priority risk risks impact mitigation owner budget
    cost costs price amount quantity unit units definition term terms meaning translation original quote quotes
    breaking exclusive live opinion interview transcript report reports statement press release headline lead lede
    reason reasons remedy issue issues requirement requirements rule rules principle lesson lessons hypothesis theorem
    lemma proof proposition corollary remark monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december morning afternoon evening night
    north south east west northern southern eastern western central
    """.split(),
)

# A place's second word, "New Delhi", makes its first no first name.
PLACING = frozenset(
    """
    north south east west northern southern eastern western central new old greater inner outer upper lower rural urban
    port fort mount lake cape san santa saint st los las el al the city town province district governorate county
    """.split(),
)

FIRST_PERSON = frozenset("i i'm i've i'd i'll me my mine myself".split())
SECOND_PERSON = frozenset("you you're you've you'd you'll your yours yourself".split())
WE = frozenset("we we're we've we'd we'll us our ours ourselves let's".split())
THIRD_PERSON = frozenset("he she him her his hers himself herself he's she's he'd she'd".split())
