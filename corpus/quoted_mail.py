"""Whose words an earlier mail in a report are: what stands under "On 3 May, Jane Doe wrote:" or a forwarded head.

In an e-mail's file the line is a heading above them (`corpus.formats.mail`); in a plain text they begin with ">".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.report import BlockKind, Document, Turn
from corpus.speaker_words import DAYS, PARTICLES

WROTE = re.compile(
    r"(?:On|Am|Le|El|Il|Op|Em|Den)\b.{5,300}\b(?:wrote|schrieb|écrit|escribió|scritto|schreef|escreveu|skrev)\b.{0,60}:",
    re.DOTALL | re.IGNORECASE,
)
DEEPEST = 20  # of mails within mails
MOST_FORWARDED = 20_000  # characters below a forwarded head that are its sender's; behind them may stand anything
_VERB = re.compile(r"\s(?:ha\s|a\s)?(?P<verb>wrote|schrieb|écrit|escribió|scritto|schreef|escreveu|skrev)\b")
_ADDRESS = re.compile(r"\s*(?:<[^<>]*>?|\[mailto:[^\]]*\]?|\([^()]*@[^()]*\))")
_UP_TO_THE_HOUR = re.compile(r".*\d\S*(?:\s*(?:[AP]M|[ap]\.?m\.?|Uhr|UTC|GMT|[A-Z]{2,4}T)\b)?[,;)\s]*", re.DOTALL)
_DAY = re.compile(
    rf"^\s*(?:(?:On|Am|Le|El|Il|Op|Em|Den)\b)?[\s,]*(?:(?:{'|'.join(sorted(DAYS, key=len, reverse=True))})\b[\s,]*)*",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:,?\s[^\W\d_][\w.'’-]*){0,4}")
_FROM = re.compile(
    r"(?:[-_]{2,}.*?)?(?:from|von|de)\s?:\s*(?P<name>.{2,120}?)(?=\s(?:sent|date|to|gesendet|datum|envoyé|an|à)\s?:|$)",
    re.IGNORECASE,
)
_DATED = re.compile(r"\b(?:Sent|Date|Gesendet)\s?:")
_HEAD = re.compile(
    r"^(?P<mark>-{3,}[^\n]*-{3,}[^\S\n]*\n\s*)?From:[^\S\n]*(?P<name>[^\n]+)\n"
    r"(?P<rest>(?:\s?(?:Sent|Date|To|Cc|Bcc|Subject|Reply-To|Importance|Attachments)[^\S\n]?:[^\n]*(?:\n|\Z)){2,})",
    re.IGNORECASE | re.MULTILINE,
)
_END = re.compile(r"^-{3,}[^\n]*\bEnd\b", re.MULTILINE | re.IGNORECASE)
_QUOTED = re.compile(r"^[ \t]?(?:>[ \t]?)+", re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_INTRO = re.compile(
    r"^(?P<marks>(?:>[ \t]?)*)"
    r"(?P<line>(?:On|Am|Le|El|Il|Op|Em|Den)\b[^\n]{5,250}(?:\n(?P=marks)(?!>)[^\n]{1,150})??:)[ \t]*$",
    re.MULTILINE,
)


def mailed_turns(document: Document) -> tuple[Turn, ...]:
    """Return whose words the earlier mails in a report are; they may lie in one another."""
    return (*_under_headings(document), *_below_heads(document.text), *_marked(document.text))


def writer(line: str) -> str | None:
    """Return who wrote an earlier mail, as the line above it says: "Jane Doe"; None where it names nobody."""
    head = " ".join(line.split())
    if WROTE.fullmatch(head):
        verb = _VERB.search(head)
        before, after = (head[: verb.start()], head[verb.end() : -1]) if verb else ("", "")
        return _name(_UP_TO_THE_HOUR.sub("", _ADDRESS.sub("", before), count=1)) or _name(_ADDRESS.sub("", after))
    found = _FROM.match(head)
    return _name(_ADDRESS.split(found["name"])[0]) if found else None


def _name(words: str) -> str | None:
    """Return a name without what stands around it, None where it is none: an address, a day."""
    plain = _DAY.sub("", words).strip(" \t,;:\"'“”‘’")
    parts = plain.replace(",", " ").split()
    named = all(part[0].isupper() or part.casefold() in PARTICLES for part in parts)
    return plain if parts and named and _NAME.fullmatch(plain) else None


def names_writer(heading: str) -> bool:
    """Whether a heading says whose the mail below it is."""
    dated = "@" in heading or _DATED.search(heading) is not None
    return WROTE.fullmatch(heading) is not None or (dated and _FROM.match(heading) is not None)


def _under_headings(document: Document) -> Iterator[Turn]:
    """Yield what stands under the headings that an e-mail's reader makes of such lines."""
    text, paragraphs = document.text, document.paragraphs
    for number, paragraph in enumerate(paragraphs):
        title = " ".join(text[paragraph.start : paragraph.end].split())
        if paragraph.kind is not BlockKind.HEADING or not names_writer(title):
            continue
        name = writer(title)
        for below in paragraphs[number + 1 :]:
            if not below.headings or below.headings[-1] != title or below.kind is BlockKind.HEADING:
                break
            if name:
                yield Turn(name, title[:80], below.start, below.start, below.end)


def _below_heads(text: str) -> Iterator[Turn]:
    """Yield what stands under the heads of forwarded mails, up to the next."""
    heads = [head for head in _HEAD.finditer(text) if head["mark"] or "@" in head["name"] or "\nSent:" in head[0]]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, after in zip(heads, ends, strict=False):
        end = _END.search(text, head.end(), after)
        last = min(end.start() if end else after, head.end() + MOST_FORWARDED)
        name = writer(f"From: {head['name']}")
        if name and head.end() < last:
            yield Turn(name, "From:", head.end(), head.end(), last)


def _marked(text: str) -> Iterator[Turn]:
    """Yield the lines behind ">" whose writer the line above them names."""
    for intro in _INTRO.finditer(text) if "\n>" in text else ():
        name, depth = writer(_QUOTED.sub("", intro["line"])), intro["marks"].count(">") + 1
        runs = _behind(text, intro.end(), depth) if name and depth <= DEEPEST else ()
        for number, (start, end) in enumerate(runs):
            yield Turn(str(name), "wrote:", start if number else intro.start(), start, end)


def _behind(text: str, start: int, depth: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines of one depth, up to a line that is less deep."""
    run: tuple[int, int] | None = None
    for line in _LINE.finditer(text, start):
        marks = _QUOTED.match(line[0])
        here = marks[0].count(">") if marks else 0
        if not line[0].strip("> \t"):
            continue
        if here != depth and run:
            yield run
            run = None
        if here < depth:
            return
        if here == depth:
            run = (run[0] if run else line.start(), line.end())
    if run:
        yield run
