"""Words by which a sentence says who is speaking: cues, and what may stand in or beside the words for a person.

The lists are closed classes of English and the verbs of news agencies; no names stand in them. Which cues are narrow
enough to be shown was chosen by `benchmarks/speakers.py` on the half of PolNeAR that it tunes on.
"""

# ruff: noqa: SIM905 - a list of words reads best as lines of words
from __future__ import annotations

# Almost always attribute what stands beside them to their subject.
NARROW_CUES = frozenset(
    """
    said says told added adds explained insisted replied testified tweeted recalled acknowledged wrote writes argued
    noted concluded stated predicted complained joked quipped countered responded contends contended remarked
    argues explains insists warned admitted conceded tells asserted asked declared announced adding
    """.split(),
)

SAYING_CUES = frozenset("said says told".split())  # attribute without a quotation or "that" beside them

INVERTING_CUES = frozenset(  # may stand before the speaker: "..., said Dillon"
    """
    said says added adds explained explains wrote writes recalled replied insisted noted argued asked quipped warned
    stated tweeted declared responded remarked joked predicted complained concluded continued
    """.split(),
)

SHARING_CUES = frozenset({"adding"})  # the speaker is the last verb's

# These also do other things than attribute, or are nouns as well: found, never shown.
WIDE_CUES = frozenset(
    """
    say tell add denied confirmed claimed claims reported described vowed urged suggested suggests observed
    commented estimated promised denies describes warns notes believes believe thinks think asks announces
    continued saying telling writing
    """.split(),
)

# A cue after one of these is no statement, or not of the word before it.
UNSAYING = frozenset(
    """
    be been being is are was were am 's to not never n't cannot a an the this that these those than by of its their his
    her my our your who which whom whose what would could should might may must can will wo did does do didn't doesn't
    don't didn’t doesn’t don’t wouldn’t wouldn't having if no nobody none nothing neither
    """.split(),
)

BETWEEN = frozenset(  # may stand between the speaker and the cue
    """
    also later earlier previously repeatedly then once recently often always simply publicly had has have further
    first again still even just too since now already sometimes long ever thus therefore instead himself herself both
    all
    """.split(),
)

PRONOUNS = frozenset("he she they it i we you who everyone someone others enough".split())
PERSONS = frozenset({"he", "she"})
OTHER_HONORIFICS = {  # a person with one of these is not meant by the pronoun
    "he": frozenset({"Mrs.", "Ms.", "Miss", "Mrs", "Ms", "Lady", "Queen", "Sister", "Congresswoman"}),
    "she": frozenset({"Mr.", "Mr", "Sir", "Lord", "King", "Father", "Congressman"}),
}
PARTICLES = frozenset("van bin al el von der".split())  # small words of family names
NEGATIVES = frozenset("no none nobody neither few hardly".split())  # then nobody says it

DETERMINERS = frozenset(
    """
    the a an his her their its our my your this that these those another one two three four five six seven eight nine
    ten some several many no both each every other most
    """.split(),
)

POSSESSIVES = frozenset("his her their its our my your".split())

PREPOSITIONS = frozenset(
    """
    of in for from at on to with by about unlike under near against between into over during after before within outside
    inside across around through among behind along without upon toward towards per like including until since
    """.split(),
)

# A clause starts after these; what follows them is still told as a fact.
JOINERS = frozenset(
    """
    and but or while as although though because when so yet whereas after before since until nor meanwhile however
    still later earlier then now also instead moreover indeed today yesterday tonight again afterwards once perhaps
    """.split(),
)

# What follows these is only thought, denied or asked; or somebody else's report.
EMBEDDERS = frozenset("that whether if which who whom whose what how where why than unless lest".split())

AUXILIARIES = frozenset(
    """
    is are was were be been being am has have had will would can could should may might must do does did not said says
    say told isn’t aren’t wasn’t weren’t hasn’t haven’t hadn’t won’t wouldn’t can’t couldn’t didn’t doesn’t don’t it’s
    he’s she’s that’s isn't aren't wasn't won't can't didn't doesn't don't it's he's she's that's they’re they're i’m
    i'm we’re we're you’re you're there
    """.split(),
)

DAYS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today yesterday tonight mon tue wed thu fri sat sun
    """.split(),
)

# Nouns that name people without an article: "officials said".
PEOPLE = frozenset(
    """
    officials police authorities prosecutors lawyers analysts experts critics supporters researchers scientists
    residents witnesses sources lawmakers aides advisers advisors activists diplomats democrats republicans
    investigators organizers reporters economists doctors spokesmen historians observers leaders opponents advocates
    """.split(),
)

# Nouns that stand before a name without being part of it.
TITLES = frozenset(
    """
    president senator secretary chief candidate nominee colonel general captain lawyer attorney boss frontrunner
    front-runner spokesman spokeswoman spokesperson chairman chairwoman chair head mogul veteran billionaire rival
    governor mayor justice judge pundit activist professor minister envoy aide host anchor expert mate guru magnate
    ally guard coach star surgeon prosecutor ambassador counsel correspondent strategist analyst economist
    """.split(),
)
TITLE_ENDS = ("man", "woman", "person", "er", "or", "ist", "ian")

# What may start the words between commas after a name: "Ilham Ahmed, a senior leader, said".
APPOSING = frozenset(
    """
    who whose which himself herself now then also too former formerly age aged jr sr iii ii head chief director
    president chairman chairwoman spokesman spokeswoman spokesperson professor author ceo co-founder founder editor
    leader executive senior speaking writing referring citing himself noting adding responding appearing
    """.split(),
)

# Names that end so, or start with an article, are of no single person: no pronoun stands for them.
BODIES = frozenset(
    """
    times post journal news reuters press house senate committee department ministry campaign party union council
    forces observatory institute university court agency administration government association group company center
    centre cnn nbc abc cbs fox msnbc bbc npr ap politico bloomberg breitbart guardian street office bureau commission
    states washington republicans democrats pentagon congress twitter facebook foundation coalition league today
    magazine fund network board police army command parliament
    """.split(),
)
