"""Who says what a sentence says: "X said", "..., said X", "X, a senior leader, said", "according to X", "X told Y".

An answer that quotes a claim without its speaker turns somebody's words into the report's. The rules read a row of
words (`corpus.speech`) from each cue outwards to the words that name its speaker, clause by clause, so that one
sentence may have two speakers. They find more than they are sure of, and only what they are sure of may be shown.
Rules rather than a parser: measured on PolNeAR (Newell et al. 2018) by `benchmarks/speakers.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.speaker_names import apposes, is_manner, may_name, name_after, name_before, person_in, piece_start
from corpus.speaker_words import (
    AUXILIARIES,
    BETWEEN,
    DAYS,
    INVERTING_CUES,
    JOINERS,
    NARROW_CUES,
    OTHER_HONORIFICS,
    PARTICLES,
    PERSONS,
    POSSESSIVES,
    SAYING_CUES,
    SHARING_CUES,
    UNSAYING,
    WIDE_CUES,
)
from corpus.speech import PAUSES, QUOTATION, Token, still_open, text_at, tokens

# Pieces between commas from a name to its cue: "Ahmed, a leader, who lives in Raqqa, said".
MOST_APPOSITIONS = 4
# Sentences before this one that a pronoun may look back to.
MOST_BEFORE = 3


@dataclass(frozen=True, slots=True)
class SpeakerSpan:
    """Who says one clause of a sentence; all offsets are characters within the sentence.

    Args:
        name: The words of the sentence that name the speaker: `sentence[slice(*name_span)]`.
        name_span: Their start and end.
        words: Start and end of what is said, as well as the rules can tell.
        cue: The words that attribute it: "said", "according to".
        cue_span: Their start and end.
        sure: Whether the rule that found it is certain; only then it may be shown.
        stands_for: Whom a pronoun stands for, in words of the sentence before; None for every other name.
    """

    name: str
    name_span: tuple[int, int]
    words: tuple[int, int]
    cue: str
    cue_span: tuple[int, int]
    sure: bool
    stands_for: str | None = None

    @property
    def shown(self) -> str:
        """The name as it may be shown: "Dillon", "he (Ryan Dillon)"."""
        return f"{self.name} ({self.stands_for})" if self.stands_for else self.name


@dataclass(frozen=True, slots=True)
class _Claim:
    """One attribution in numbers of tokens; every pair is half open.

    Args:
        name: The words that name the speaker.
        cue: The words that attribute.
        whole: Everything between speaker and cue, both included: what is said stands before or after it.
        placed: Whether the structure leaves no doubt about the name.
        narrow: Whether the cue, where it stands, does nothing but attribute.
    """

    name: tuple[int, int]
    cue: tuple[int, int]
    whole: tuple[int, int]
    placed: bool
    narrow: bool = True


def speakers(sentence: str, before: Sequence[str] = ()) -> list[SpeakerSpan]:
    """Return who says what in a sentence, in reading order.

    Args:
        sentence: The sentence.
        before: The sentences before it in the same report, at most the last `MOST_BEFORE` are read; for pronouns and
            for quotations that began there.
    """
    before = before[-MOST_BEFORE:]
    row = tokens(sentence, inside=still_open(before))
    spans = [_span(sentence, row, claim, limits) for claim, limits in _clauses(row, _claims(row))]
    if any(span.name.lower() in PERSONS for span in spans):
        return _resolved(spans, row, before)
    return spans


def said_by(spans: Sequence[SpeakerSpan], start: int, end: int) -> SpeakerSpan | None:
    """Return who says these characters of a sentence, None where they are the report's own words.

    "Ilham Ahmed, a senior Kurdish leader, said ...": that she is a leader is not what she says.

    Args:
        spans: The speakers of the sentence.
        start: First character within the sentence.
        end: One past the last character.
    """
    saying = (span for span in spans if span.words[0] <= start and end <= span.words[1] and span.words != span.cue_span)
    return next((span for span in saying if end <= span.name_span[0] or span.name_span[1] <= start), None)


def _claims(row: list[Token]) -> list[_Claim]:
    """Return the attributions of a row of tokens."""
    found: list[_Claim] = []
    for at, token in enumerate(row):
        claim = None
        if token.lower == "according" and text_at(row, at + 1) == "to":
            claim = _according(row, at)
        elif token.text in NARROW_CUES or token.text in WIDE_CUES:
            claim = _by_verb(row, at, found[-1] if found else None)
        if claim and not (found and claim.whole[0] < found[-1].whole[1]):
            found.append(claim)
    return found


def _by_verb(row: list[Token], at: int, last: _Claim | None) -> _Claim | None:
    """Return the attribution of a verb: its subject stands before it, after it, or is the last verb's."""
    left = at
    while left and (row[left - 1].lower in BETWEEN | DAYS or is_manner(row[left - 1])):
        left -= 1 + (row[left - 1].lower in DAYS and text_at(row, left - 2) == "on")
    last_word = text_at(row, left - 1)
    if last_word == "and" or row[at].text in SHARING_CUES:
        return _shared(row, at, left - 1, last)
    if not left or last_word in UNSAYING or last_word in AUXILIARIES:
        return None
    if row[left - 1].word:
        start, placed = name_before(row, left)
        claim = _Claim((start, left), (at, at + 1), (start, at + 1), placed, _is_narrow(row, at, start))
        return claim if start < left else None
    return _inverted(row, at, _apposed(row, left, at) if last_word == "," else None)


def _is_narrow(row: list[Token], at: int, start: int) -> bool:
    """Whether the cue only attributes: "said" always does, "argued" beside a quotation or before "that"."""
    cue = row[at].text
    if cue in SAYING_CUES:
        return True
    if QUOTATION in (text_at(row, start - 1), text_at(row, at + 1)):
        return True
    if cue == "described":
        return any(
            text_at(row, after) == "as" and text_at(row, after + 1) == QUOTATION for after in range(at + 1, at + 12)
        )
    after = text_at(row, at + 1)
    return cue in NARROW_CUES and (after in ("that", ",", ":") or (text_at(row, start - 1) == "," and after in ".;"))


def _shared(row: list[Token], at: int, left: int, last: _Claim | None) -> _Claim | None:
    """Return "... described it as X and said Y": the speaker is the last verb's."""
    if last is None or last.name[0] > last.cue[0]:
        return None
    own = not any(token.lower in ("who", "which") for token in row[last.cue[1] : left])
    return _Claim(last.name, (at, at + 1), (left, at + 1), own and last.placed, _is_narrow(row, at, left))


def _apposed(row: list[Token], left: int, at: int) -> _Claim | None:
    """Return "X, a senior leader, said": the farthest name that pieces like appositions connect with the cue."""
    best = None
    comma = left - 1
    for _ in range(MOST_APPOSITIONS):
        piece = piece_start(row, comma)
        named = all(word.capital or word.text in PARTICLES for word in row[piece:comma])
        if not piece or row[piece - 1].text != "," or not (named or apposes(row, piece)):
            break
        start, placed = name_before(row, piece - 1)
        if start < piece - 1 and (placed or not best):
            end = comma if named and not row[piece - 2].capital else piece - 1  # "a friend, Mariam Emara, said"
            best = _Claim((start, end), (at, at + 1), (start, at + 1), placed, _is_narrow(row, at, start))
        comma = piece - 1
    return best


def _inverted(row: list[Token], at: int, other: _Claim | None) -> _Claim | None:
    """Return "..., said X" where it reads so, else the other reading."""
    end, placed = name_after(row, at + 1)
    quoted = row[at - 1].text == QUOTATION
    if end == at + 1 or row[at].text not in INVERTING_CUES:
        return other
    if other and placed and text_at(row, end) not in (".", ""):  # "..., a leader, said Dillon, ..." is either
        return replace(other, placed=False)
    if other and not placed:
        return other
    if not quoted:
        placed = placed and row[at - 1].text == "," and _stands_alone(row, at + 1, end)
    return _Claim((at + 1, end), (at, at + 1), (at, end), placed)


def _stands_alone(row: list[Token], start: int, end: int) -> bool:
    """Whether a name after "..., said" is all that is left: otherwise it may start what is said."""
    return row[start].lower not in POSSESSIVES and (end == len(row) or row[end].text in ",.;")


def _according(row: list[Token], at: int) -> _Claim | None:
    """Return "according to X"."""
    end, placed = name_after(row, at + 2)
    placed = placed and row[at + 2].lower not in POSSESSIVES
    return _Claim((at + 2, end), (at, at + 2), (at, end), placed) if end > at + 2 else None


def _clauses(row: list[Token], claims: list[_Claim]) -> list[tuple[_Claim, tuple[int, int]]]:
    """Pair every attribution with its clause: from where the one before ends to where the next one begins."""
    paired = []
    start = 0
    for at, claim in enumerate(claims):
        end = len(row)
        if at + 1 < len(claims):
            end = _clause_end(row, claim.whole[1], claims[at + 1].whole[0])
        paired.append((claim, (start, end)))
        start = end
    return paired


def _clause_end(row: list[Token], start: int, end: int) -> int:
    """Return where the clause of one attribution ends that stands before another: at a joining word or a mark."""
    while end > start and (row[end - 1].lower in JOINERS or row[end - 1].text in PAUSES):
        end -= 1
    return end


def _span(sentence: str, row: list[Token], claim: _Claim, limits: tuple[int, int]) -> SpeakerSpan:
    """Return an attribution in characters."""
    name = (row[claim.name[0]].start, row[claim.name[1] - 1].end)
    cue = (row[claim.cue[0]].start, row[claim.cue[1] - 1].end)
    said = _said(row, claim, limits)
    words = (row[said[0]].start, row[said[1] - 1].end) if said[0] < said[1] else cue
    return SpeakerSpan(sentence[slice(*name)], name, words, sentence[slice(*cue)], cue, claim.placed and claim.narrow)


def _said(row: list[Token], claim: _Claim, limits: tuple[int, int]) -> tuple[int, int]:
    """Return the tokens of a clause that are said: before the attribution, after it, or both around it.

    "On Monday, X said Y" says Y; "“Y,” said X, a mayor" does not say "a mayor", but "“Y,” said X, “Z”" says Z too.
    """
    start, end = limits
    first, after = claim.whole
    while start < first and (row[start].text in PAUSES or row[start].lower in JOINERS):
        start += 1
    while after < end and (row[after].text in PAUSES or row[after].lower == "that"):
        after += 1
    if start >= first or after >= end:
        return (after, end) if start >= first else (start, first)
    if row[first - 1].text == QUOTATION:
        return start, max((at + 1 for at in range(after, end) if row[at].text == QUOTATION), default=first)
    if claim.name < claim.cue and text_at(row, claim.whole[1]) != ",":
        return after, end
    return start, first if apposes(row, after) else end


def _resolved(spans: list[SpeakerSpan], row: list[Token], before: Sequence[str]) -> list[SpeakerSpan]:
    """Say whom "he" and "she" stand for, where the last sentence that names its speakers names one, a person.

    Anybody else named before the pronoun, outside a quotation, makes it uncertain.
    """
    person = _last_person(before)
    others = next((token.start for at, token in enumerate(row) if token.capital and (at or may_name(token))), None)
    return [_standing_for(span, person if others is None or span.name_span[0] <= others else None) for span in spans]


def _standing_for(span: SpeakerSpan, person: str | None) -> SpeakerSpan:
    """Return a span whose pronoun, if it is one, stands for this person; without a person it is not sure."""
    if span.name.lower() not in PERSONS:
        return span
    if not span.sure or person is None or not OTHER_HONORIFICS[span.name.lower()].isdisjoint(person.split()):
        return replace(span, sure=False)
    return replace(span, stands_for=person)


def _last_person(before: Sequence[str]) -> str | None:
    """Return the one person who speaks in the last of these sentences, None where it is not certain."""
    if not before:
        return None
    spans = speakers(before[-1], before[:-1])
    if any(_speaks_of_another(before[-1], span) for span in spans):
        return None
    names = {span.stands_for or person_in(span.name) for span in spans}
    return names.pop() if len(names) == 1 and all(span.sure for span in spans) else None


def _speaks_of_another(sentence: str, span: SpeakerSpan) -> bool:
    """Whether what is said starts with a name, of whom the next sentence may go on: "Israel said Clinton called"."""
    return span.words[0] >= span.cue_span[1] and sentence[span.words[0]].isupper()
