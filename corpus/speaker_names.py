"""Where the words that name a speaker start and end, read from the cue outwards, and whether that is certain."""

from __future__ import annotations

from corpus.speaker_words import (
    APPOSING,
    AUXILIARIES,
    BODIES,
    DAYS,
    DETERMINERS,
    EMBEDDERS,
    JOINERS,
    NEGATIVES,
    PARTICLES,
    PEOPLE,
    PERSONS,
    PREPOSITIONS,
    PRONOUNS,
    TITLE_ENDS,
    TITLES,
)
from corpus.speech import PAUSES, QUOTATION, Token, text_at

# Words that name a speaker before the rules give up. The longest right ones in PolNeAR have 24.
LONGEST_NAME_WORDS = 24
_STARTING = frozenset({QUOTATION, "…", "(", ")", "[", "]", "•", "*"})


def is_manner(word: Token) -> bool:
    """Whether a word is an adverb like "bluntly"."""
    return word.text.islower() and word.text.endswith("ly")


def piece_start(row: list[Token], end: int) -> int:
    """Return where the piece between commas starts that ends before token `end`."""
    start = end
    while start and end - start <= LONGEST_NAME_WORDS and (row[start - 1].word or row[start - 1].text in "-'’"):
        start -= 1
    return start


def apposes(row: list[Token], at: int) -> bool:
    """Whether the piece that starts here says more about a name before it."""
    word = row[at]
    return (
        word.lower in DETERMINERS
        or word.lower in APPOSING
        or word.lower in PREPOSITIONS
        or word.text[0].isdigit()
        or _is_title(word)
        or (word.text.islower() and word.text.endswith("ing"))
    )


def name_before(row: list[Token], end: int) -> tuple[int, bool]:
    """Return where the name starts that ends before token `end`, and whether it surely does."""
    if row[end - 1].lower in PRONOUNS:
        return end - 1, row[end - 1].lower in PERSONS and _starts_clause(row, end - 1)
    start = end
    while start and end - start < LONGEST_NAME_WORDS and row[start - 1].word and not _breaks(row[start - 1]):
        start -= 1
        if row[start].lower in DETERMINERS and text_at(row, start - 1) not in PREPOSITIONS | DETERMINERS:
            break
    start = _without_opening(row, start, end)
    return start, start < end and _starts_clause(row, start) and _is_name(row[start:end])


def _breaks(token: Token) -> bool:
    """Whether a name cannot hold this word."""
    if token.lower == "and":
        return False
    return token.lower in JOINERS or token.lower in EMBEDDERS or token.lower in AUXILIARIES or token.lower in PRONOUNS


def _without_opening(row: list[Token], start: int, end: int) -> int:
    """Skip what opens a clause before its subject: "and", "On Monday"."""
    if start < end and row[start].lower == "and":
        start += 1
    if start + 2 < end and row[start].lower in PREPOSITIONS and row[start + 1].lower in DAYS:
        start += 2
    return start


def _starts_clause(row: list[Token], start: int) -> bool:
    """Whether a clause that is told as a fact starts at this token."""
    if not start:
        return True
    last = row[start - 1]
    if last.text == ",":  # "Sam Lau, the director said": the name stands before the comma
        return row[start].capital or not _only_a_name(row, start - 1)
    if last.lower == "nor":  # "Neither Xi nor Modi said"
        return False
    if last.lower == "and":  # "Mr. Xi and other leaders said"
        return start == 1 or not row[start - 2].word
    return last.text in PAUSES or last.text in _STARTING or last.lower in JOINERS or last.lower in DAYS


def _only_a_name(row: list[Token], end: int) -> bool:
    """Whether capital letters, and no more, stand between this comma and the mark before them."""
    start = piece_start(row, end)
    return start < end and all(word.capital for word in row[start:end])


def _is_name(words: list[Token]) -> bool:
    """Whether these words, which stand where a subject does, are only a name."""
    if not _joined(words) or words[-1].text.endswith(("'s", "’s")) or words[0].lower in NEGATIVES:
        return False
    if words[0].lower in DETERMINERS:
        return len(words) > 1 and words[-1].lower not in PREPOSITIONS and not _is_clause(words)
    if words[-1].capital:
        return words[0].lower not in PREPOSITIONS and _titled(words)
    return words[-1].lower in PEOPLE and all(word.lower not in PREPOSITIONS for word in words)


def _joined(words: list[Token]) -> bool:
    """Whether every "and" among these joins two of a kind after a preposition: "of Kurdish and Arab militias"."""
    for at, word in enumerate(words):
        if word.lower == "and":
            alike = 0 < at < len(words) - 1 and words[at - 1].capital == words[at + 1].capital
            if not alike or not any(other.lower in PREPOSITIONS for other in words[:at]) or not _clean(words[:at]):
                return False
    return True


def _is_clause(words: list[Token]) -> bool:
    """Whether a name stands behind a noun that is no title: "the day Dillon said", "after the meeting Dillon said"."""
    capital = next((at for at in range(len(words), 0, -1) if not words[at - 1].capital), 0)
    noun = words[capital - 1]
    bound = noun.lower in PREPOSITIONS | PARTICLES | DETERMINERS or _is_title(noun)
    return 0 < capital < len(words) and noun.text.islower() and not bound


def _titled(words: list[Token]) -> bool:
    """Whether the small words among these, up to the last, could be a title: "coalition spokesman Ryan Dillon"."""
    small = [at for at, word in enumerate(words) if not word.capital and word.lower not in ("of", "the", "de", "for")]
    if any(words[at].lower in PREPOSITIONS for at in small):  # "Asked about the commander Dillon said"
        return False
    return not small or _is_title(words[small[-1]]) or words[small[-1]].lower in PARTICLES


def _is_title(word: Token) -> bool:
    """Whether a word is a title or a trade."""
    return word.lower in TITLES or word.lower.endswith(TITLE_ENDS)


def name_after(row: list[Token], start: int) -> tuple[int, bool]:
    """Return where the name ends that starts here, and whether it surely does."""
    end = start
    while end < len(row) and end - start < LONGEST_NAME_WORDS and row[end].word and not _ends_name(row, start, end):
        end += 1
    if end == start:
        return start, False
    closed = end == len(row) or row[end].text in PAUSES or row[end].lower in PREPOSITIONS | JOINERS | {"who"}
    words = row[start:end]
    return end, closed and words[0].lower not in PRONOUNS and _is_name(words) and _clean(words)


def _ends_name(row: list[Token], start: int, at: int) -> bool:
    """Whether a name that started before cannot go on with this word."""
    word = row[at]
    if word.lower in DAYS or (_breaks(word) and at > start) or word.lower in EMBEDDERS:
        return True
    if word.lower in PREPOSITIONS:
        return word.lower not in ("of", "for", "at", "from", "with") or at == start
    return word.lower == "and" and at == start


def _clean(words: list[Token]) -> bool:
    """Whether no word of a name looks like a verb after its subject."""
    return not any(word.text.islower() and word.lower.endswith("ed") for word in words[1:])


def may_name(word: Token) -> bool:
    """Whether a word at the start of a sentence, where every word has a capital letter, may be a name."""
    small = JOINERS | PREPOSITIONS | DETERMINERS | EMBEDDERS | PRONOUNS | AUXILIARIES
    return word.lower not in small and not is_manner(word)


def person_in(name: str) -> str | None:
    """Return the words at the end of a name that name a single person, None if there are none."""
    words = name.split()
    start = len(words)
    while start and words[start - 1][0].isupper() and words[start - 1].lower() not in DETERMINERS:
        start -= 1
    bodies = (
        start == len(words) or words[0].lower() in DETERMINERS or any(word.lower() in BODIES for word in words[start:])
    )
    return None if bodies else " ".join(words[start:])
