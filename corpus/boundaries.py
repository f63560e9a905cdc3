"""Where sentences begin: nupunkt on a shadow of the text, with the marks of other scripts beside it.

The shadow has the same length as the text. Full stops that certainly do not end a sentence are letters in it, a
footnote mark changes places with the full stop before it, and long runs without a space are evened out; so every rule
is a substitution, offsets need no bookkeeping, and nupunkt's costs stay linear. nupunkt (Bommarito and others 2025,
arXiv:2504.04131, after Kiss and Strunk 2006) is the one splitter of six measured that neither loses text nor
miscounts offsets; it decides about initials, ellipses, brackets and quotation marks.
"""

# ruff: noqa: RUF001 - typographic marks are the subject here
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.abbreviations import SAYING, STARTERS, goes_on

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

# nupunkt looks ahead to the end of a word at every mark in it: without a cap, 20,000 "!?" are quadratic.
LONGEST_WORD = 100
# A piece handed to nupunkt at once; its memory and its worst cases are bounded by this. Longer blocks go piece by
# piece, and the last sentence of a piece is seen again at the start of the next, so that no piece's edge cuts one.
LONGEST_PIECE = 20_000
# Longest known abbreviation with what may be glued in front of it.
_LOOK_BEHIND = 24

_OPENING = "\"'“‘«([{„‚「『（"
_CLOSING = "\"'”’»)]}」』）】"
_NOTE = r"(?:\s?\[(?:\d{1,3}(?:[,–-] ?\d{1,3}){0,8}|(?:note|n) \d{1,3}|citation needed|[a-z])\]|[⁰¹²³⁴-⁹]{1,3})"

_MARK = re.compile(r"[.!?…]")
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
_LONG_ELLIPSIS = re.compile(r"(?:[.!?][^\S\n]?\s?){12,}")
_FULL_STOP = re.compile(r"\.(?=\s+(\S{1,24}))")
_INSIDE = re.compile(r"\.(?=[”’\"')\]]{0,3}[,;:])")  # "Inc., of" and "(see p.), or"
_NOTED = re.compile(rf"([.!?…])[”’\"')]{{0,2}}{_NOTE}{{1,8}}(?=\s|$)")
_LISTED = re.compile(r"(?:(?<=[.!?;:]\s)|^)(?:[•⁃▪●◦] ?)?\(?(?:\d{1,2}|[a-z])(\.)\)?(?=\s+[^\W\d_a-z])")
_ASKED = re.compile(
    rf"[?!](?=[”\"’']\s+(?:[^\W\d_a-z][\w’'-]{{0,20}}\.?\s+|the\s+){{1,4}}(?:{'|'.join(sorted(SAYING))})\b)"
)
_FOREIGN = re.compile(r"[。！？｡؟۔।॥։။។።;\u037e•⁃▪●◦]")
_HARD = re.compile(
    rf"[。！？｡]+(?![{re.escape(_CLOSING)}。！？｡])"  # Chinese and Japanese put no space
    rf"|[。！？｡]+[{re.escape(_CLOSING)}]+(?=\s|[{re.escape(_OPENING)}])"  # “我来了。”他说 goes on
    rf"|[؟۔।॥։။។።]+[{re.escape(_CLOSING)}]*(?=\s)"  # Arabic, Urdu, Hindi, Armenian, Burmese, Khmer, Amharic
    r"|(?<=[\u0370-\u03ff\u1f00-\u1fff])[;\u037e](?=\s)"  # a Greek question
    r"|(?<=\s)(?=[•⁃▪●◦]\s?\S)"  # bullets in the middle of a block
)
_GLUED = re.compile(r"(?<=[a-z]{2})[.!?](?=([A-Z][a-z]*)\s)")  # "he said.The"
_LOW_QUOTE = re.compile(r"„[^„“\n]{1,500}[.!?…]“\s+(?=[^\W\d_a-zäöüß]|„)")  # “ closes in German, and opens in English
_LIST = re.compile(r"\(?1[.)]{1,2}\s")
_ITEM = re.compile(r"(?<=\s)\(?\d{1,2}[.)]{1,2}\s(?=[^\W\d_a-z])")


def sentence_starts(text: str) -> Iterator[int]:
    """Yield the offset of the first character of every sentence, the first being 0."""
    for start, end in pairwise(sorted({0, *_edges(text), len(text)})):
        yield from _starts_between(text, start, end)


def _edges(text: str) -> Iterator[int]:
    """Yield the starts of sentences that nupunkt does not look for."""
    yield from (m.end() for m in _GLUED.finditer(text) if m[1].lower() in STARTERS)
    if "„" in text:
        yield from (m.end() for m in _LOW_QUOTE.finditer(text))
    if _FOREIGN.search(text):
        yield from (m.end() for m in _HARD.finditer(text))
    if _LIST.match(text):
        yield from (m.start() for m in _ITEM.finditer(text))


def _starts_between(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the starts within a stretch, piece by piece."""
    if not _MARK.search(text, start, end):
        yield start
        return
    while start < end:
        stop = min(start + LONGEST_PIECE, end)
        starts = _starts_in_piece(text[start:stop])
        last = len(starts) > 1 and stop < end
        yield from (start + at for at in (starts[:-1] if last else starts))
        start = start + starts[-1] if last else stop


def _starts_in_piece(piece: str) -> list[int]:
    """Return the starts of the sentences of one piece, as nupunkt sees its shadow."""
    return [0, *(start for start, _ in list(_nupunkt().span_tokenize(shadow(piece)))[1:])]


@cache
def _nupunkt() -> PunktSentenceTokenizer:
    """Return nupunkt without its learned lists; words that start sentences are told to it as orthography."""
    from nupunkt import PunktParameters, PunktSentenceTokenizer
    from nupunkt.core.constants import ORTHO_MID_LC

    parameters = PunktParameters()
    parameters.ortho_context.update(dict.fromkeys(STARTERS, ORTHO_MID_LC))
    tokenizer = PunktSentenceTokenizer(parameters, include_common_abbrevs=False)
    tokenizer.EXCL_QUEST_LOWERCASE_CONTINUES = True  # "Yahoo! in 1995"
    return tokenizer


def shadow(piece: str) -> str:
    """Return a string of the same length in which every remaining end mark is fit for nupunkt."""
    changed = _LONG_WORD.sub(lambda m: "x" * (len(m[0]) - 3) + m[0][-3:], piece)
    changed = _LONG_ELLIPSIS.sub(lambda m: re.sub(r"[.!?]", "x", m[0][:-4]) + m[0][-4:], changed)
    changed = _INSIDE.sub("x", changed)
    changed = _NOTED.sub(lambda m: "x" * (len(m[0]) - 1) + m[1], changed)
    changed = _ASKED.sub("x", changed)
    changed = _FULL_STOP.sub(_mask, changed)
    return _LISTED.sub(lambda m: m[0].replace(".", "x"), changed)  # after "No." has gone from "No. 3. This"


def _mask(stop: re.Match[str]) -> str:
    """Return a letter in place of a full stop after which the sentence goes on."""
    behind = stop.string[max(0, stop.start() - _LOOK_BEHIND) : stop.start()].split()
    if not behind:
        return "."
    word = behind[-1].lstrip(_OPENING + "-–—/").lower()
    return "x" if goes_on(word, stop[1].lstrip(_OPENING)) else "."
