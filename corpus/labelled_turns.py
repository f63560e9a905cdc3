"""The turns of interviews and hearings, told by the labels that stand in front of them.

A label counts only where the whole report shows that people talk in it (`corpus.talk`). Everything else that looks like
one ("FINDING: ...") ends the turn before it and has no speaker. `corpus.speakers` says who is quoted within a report's
own words; who has the word outweighs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.full_names import Names
from corpus.label_words import FIRST_PERSON, SECOND_PERSON, THIRD_PERSON, WE
from corpus.labels import Label, LabelKind, inner_label, is_title, label_at, may_be_labelled
from corpus.report import BlockKind, Document, Paragraph, Turn
from corpus.speaker_words import TITLES
from corpus.talk import Opening, is_aside, own_words, talkers

LAST_HEAD = 2_000  # characters within which the head of an interview stands
MOST_UNLABELLED = 12  # paragraphs of one turn without a label of their own: a statement that is read out has about ten
NARROWEST = 40  # characters of a line at which a text is broken
ENDED = re.compile(r"[.?!…:;。？！][\s\"'”’»)\]]*$|[)\]”]$")
_SPOKEN = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.NOTE})
_MORE = re.compile(r"[^.\n]*(?:\band\b|&)")  # "Jane Doe and John Roe"
_INTERVIEW = re.compile(
    r"(?i:\b(?:interview|q ?& ?a|conversation) with\s)(?:the\s)?"
    r"(?P<name>(?:[A-ZÀ-ÖØ-Þ][^\W\d_]*\.?[^\S\n]){1,5}[A-ZÀ-ÖØ-Þ][^\W\d_]+)",
)


def labelled_turns(document: Document) -> tuple[Turn, ...]:
    """Return who has the word where by the labels of a report, by ascending offset; mostly nobody has."""
    openings = _openings(document)
    if len(openings) < 2:  # noqa: PLR2004 - one label makes no talk
        return ()
    people = [one.label.person[-1] for one in openings if one.label.kind is LabelKind.NAME]
    people += [one.label.bracket.split()[-1] for one in openings if one.label.bracket]
    names = Names(document.text, people)
    heard = talkers(document.text, openings, names)
    return tuple(_turns(document, openings, _Naming(document, openings, names, heard))) if heard else ()


def _openings(document: Document) -> list[Opening]:
    """Return every label: at the start of a paragraph, or within one where it looks like nothing else."""
    text, paragraphs = document.text, document.paragraphs
    outer = [
        (number, label)
        for number, paragraph in enumerate(paragraphs)
        if paragraph.kind in _SPOKEN and (label := label_at(text, paragraph.start, paragraph.end))
        if not (number and _goes_over(text, paragraphs[number - 1], paragraph))
    ]
    if len(outer) < 2:  # noqa: PLR2004 - likewise
        return []
    keys = {label.key for _, label in outer}
    found = {label.start: (number, label) for number, label in (*_inner(document, keys), *outer)}
    ordered = [found[start] for start in sorted(found)]
    nexts = [label.start for _, label in ordered[1:]] + [len(text)]
    return [
        Opening(label, min(paragraphs[number].end, after), number)
        for (number, label), after in zip(ordered, nexts, strict=True)
    ]


def _goes_over(text: str, paragraph: Paragraph, after: Paragraph) -> bool:
    """Whether a paragraph seems a line that goes on in the next: "We hear from" above "Mr. Fayad. He is"."""
    words = text[paragraph.start : paragraph.end].rstrip()
    near = paragraph.kind in _SPOKEN and "\n\n" not in text[paragraph.end : after.start]
    is_line = near and len(words) >= NARROWEST
    return is_line and words[-1] not in "—–-" and ENDED.search(words) is None


def _inner(document: Document, keys: set[str]) -> Iterator[tuple[int, Label]]:
    """Yield the labels at the start of sentences and lines within paragraphs."""
    text = document.text
    for sentence in document.sentences:
        paragraph = document.paragraphs[sentence.paragraph - 1]
        starts = [sentence.start, *(at.end() for at in re.finditer(r"\n\s*", text[sentence.start : sentence.end]))]
        starts[1:] = [sentence.start + at for at in starts[1:]]
        for start in starts if paragraph.kind in _SPOKEN else ():
            label = inner_label(text, start, paragraph.end, keys)
            if label:
                yield sentence.paragraph - 1, label


class _Naming:
    """Says whose a label is; a class because it holds what is known of all of a report's labels.

    Args:
        document: The report.
        openings: Its labels.
        names: The names in it.
        heard: The keys of those who talk.
    """

    def __init__(self, document: Document, openings: Sequence[Opening], names: Names, heard: frozenset[str]) -> None:
        self._names, self.heard = names, heard
        theirs = [one.label for one in openings if one.label.key in heard]
        self._titles: dict[str, set[str]] = {}
        self._brackets: dict[str, set[str]] = {}
        for label in theirs:
            if label.titled:
                self._titles.setdefault(label.person[-1].casefold(), set()).add(label.name.split()[0].casefold())
            if label.bracket:
                self._brackets.setdefault(label.key, set()).add(label.bracket)
        letters_only = all(label.kind is LabelKind.LETTER for label in theirs)
        self._guest = _guest(document) if letters_only and not self._brackets else None

    def name(self, label: Label) -> str | None:
        """Return who speaks behind a label, in words of the report; None where it does not say."""
        if label.key not in self.heard:
            return None
        if label.kind is LabelKind.NAME:
            return self._full(label.name, label.person, label.start)
        brackets = {label.bracket} if label.bracket else self._brackets.get(label.key, set())
        named = self._in_bracket(next(iter(brackets)), label.start) if len(brackets) == 1 else None
        if label.kind is LabelKind.ROLE:
            return named or label.name
        return (named or self._guest) if label.key in ("a", "answer") else None

    def _in_bracket(self, words: str, before: int) -> str | None:
        """Return the person whom a bracket names, None where it says something else: "(Oxford)", "(BBC)"."""
        person = tuple(word for word in words.split() if not is_title(word))
        called = person and (len(person) < len(words.split()) or self._names.is_called(person[-1]))
        if not called or not all(word[0].isupper() and not self._names.is_common(word) for word in person):
            return None
        return self._full(words, person, before)

    def _full(self, name: str, person: tuple[str, ...], before: int) -> str:
        """Return a surname as the full name that stands before it, where that can be one person's only."""
        full = self._names.full(person[-1], before)
        if full is None or len(self._titles.get(person[-1].casefold(), ())) > 1:
            return name
        alike = len(person) == 1 or full.casefold().split()[0] == person[0].casefold()
        return full if alike else name


def _guest(document: Document) -> str | None:
    """Return with whom an interview is, as its head says: "Interview with Prime Minister Salam Fayad"."""
    found = list(_INTERVIEW.finditer(document.text))
    if len(found) != 1 or found[0].start() > LAST_HEAD or _MORE.match(document.text, found[0].end()):
        return None
    words = found[0]["name"].split()
    titles = [at for at, word in enumerate(words) if is_title(word) or word.lower() in TITLES]
    person = words[titles[-1] + 1 :] if titles else words
    return " ".join(person) if len(person) > 1 else None


def _turns(document: Document, openings: Sequence[Opening], naming: _Naming) -> Iterator[Turn]:
    """Yield the turns of those who are named."""
    text = document.text
    for at, opening in enumerate(openings):
        name = naming.name(opening.label)
        if name is None:
            continue
        label = opening.label
        cue = text[label.start : label.end]
        start = label.end + len(text[label.end : opening.end]) - len(text[label.end : opening.end].lstrip())
        if start < opening.end:
            yield Turn(name, cue, label.start, start, opening.end)
        after = openings[at + 1] if at + 1 < len(openings) else None
        salutes = label.titled and start >= opening.end  # "Ms. Lind:" on a line of its own begins a letter to her
        if after and after.label.key in naming.heard and not salutes:
            yield from _unlabelled(document, Turn(name, cue, start, start, opening.end), opening.paragraph, after)


def _unlabelled(document: Document, turn: Turn, paragraph: int, after: Opening) -> Iterator[Turn]:
    """Yield the paragraphs of a turn between its own and the next label; an unsure one where they may be the report's.

    Behind the last label of a report nobody knows where the talk ends.
    """
    text, rest = document.text, document.paragraphs[paragraph + 1 : after.paragraph]
    own = document.paragraphs[paragraph]
    if len(rest) > MOST_UNLABELLED or not all(_goes_on(one, own) for one in rest):
        return
    surname = turn.name.split()[-1].casefold()
    alone = turn.start >= turn.end  # the label stands on a line of its own
    for one in rest:
        words = own_words(text[one.start : one.end])
        if surname in words or may_be_labelled(text, one.start, one.end):
            return
        if not is_aside(text[one.start : one.end]):
            speaks = bool((FIRST_PERSON | SECOND_PERSON | WE) & words) and not THIRD_PERSON & words
            yield Turn(turn.name, turn.cue, one.start, one.start, one.end, sure=speaks or alone)
        alone = False


def _goes_on(paragraph: Paragraph, own: Paragraph) -> bool:
    return paragraph.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and paragraph.headings == own.headings
