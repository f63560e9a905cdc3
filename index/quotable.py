"""What of a sentence can be shown as an answer: whether it states anything, which words, and what belongs beside it.

A heading, a question of an interviewer, a salutation or a signature is found easily and answers nothing. The words that
answer are whole words: no bold may start within a number or run across the cells of a table.
"""

from __future__ import annotations

import re

from corpus.report import BlockKind, Paragraph
from corpus.speaker_words import DAYS, PREPOSITIONS
from index.words import folded

CELLS = " · "
MOST_LABEL_WORDS = 4  # a line of its own without an end mark: "Yours sincerely," and "Office of the Governor"
MOST_BESIDE = 240  # characters of a neighbour that is shown beside a sentence; a longer one needs its context
MOST_NAME_WORDS = 2  # that a name is completed by, on either side

_ASKS = re.compile(r"[?？؟;][\s\"'”’»)\]」』]*$")
_LABEL = re.compile(r"[A-Za-zÀ-ɏ.’' &-]+,?")
_TOKEN = re.compile(r"[$€£¥]?\w+(?:[.,'’]\w+)*%?")
_DOTTED = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+$")  # "p.m" at the end of a span
_NAME = re.compile(r"[^\W\d_][\w’'-]*")
_SMALL = PREPOSITIONS | {"a", "an", "and", "as", "or", "the"}
_LEANING = re.compile(
    r"[“\"‘'(]?(?:he|she|it|they|his|her|its|their|this|that|these|those|the latter|the former|both|neither)\b",
    re.IGNORECASE,
)
_DENYING = re.compile(
    r"(?:[^.!?]{2,40} (?:had|has|have|did|was|were|is|are|could|would) not|[^.!?]{2,40}n[’']t"
    r"|(?:this|that|it|all this) (?:is|was) (?:false|untrue|wrong|not true|not so)"
    r"|[^.!?]{2,40} (?:denied|denies|rejected|rejects|disputed|disputes)"
    r" (?:it|this|that|them|the (?:claim|charge|accusation|report)s?))\.",
    re.IGNORECASE,
)


def states(text: str, paragraph: Paragraph, title: str) -> bool:
    """Whether a sentence may be an answer: headings, titles at the head of a page and questions are none."""
    repeated = len(text) == paragraph.end - paragraph.start and folded(text) == folded(title)
    return paragraph.kind is not BlockKind.HEADING and not repeated and not _ASKS.search(text)


def is_label(text: str, paragraph: Paragraph) -> bool:
    """Whether a sentence is a line of a few words that states nothing: a salutation, a signature, a letterhead."""
    alone = len(text) == paragraph.end - paragraph.start and paragraph.kind is BlockKind.PARAGRAPH
    short = len(text.split()) <= MOST_LABEL_WORDS and not text.endswith(".")
    return alone and short and _LABEL.fullmatch(text) is not None


def whole_words(text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    """Return a span that cuts no number, name or bracket, None where it is no cell of a table or part of one."""
    start, end = span
    if CELLS in text and (CELLS in text[start:end] or CELLS.strip() in (text[start], text[end - 1])):
        return None
    if CELLS in text and text[end : end + 1] == ":":  # the name of a column
        return None
    for token in _TOKEN.finditer(text):
        if token.start() < start < token.end():
            start = token.start()
        if token.start() < end < token.end():
            end = token.end()
    start, end = _whole_name(text, start, end)
    dotted = _DOTTED.search(text, start, end) or text[end + 1 : end + 3].strip()[:1].islower()
    if text[end : end + 1] == "." and dotted:  # "7 a.m.", "in the U.S.", "15 km. from"
        end += 1
    inside = text[start:end]
    return start, end + (inside.count("(") > inside.count(")") and text[end : end + 1] == ")")


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """Complete a span that is a part of a name: "Nadia" to "Nadia Serrano"; in headlines no word tells."""
    if not all(_is_name(word) for word in text[start:end].split()) or _is_headline(text):
        return start, end
    for _ in range(MOST_NAME_WORDS):
        word = re.match(r" (\S+)", text[end:])
        name = _NAME.match(word[1]) if word else None
        if name and _is_name(name[0]) and text[end - 1] not in ",;:":
            end += 1 + len(name[0])
    for _ in range(MOST_NAME_WORDS):
        before = re.search(r"(\S+) $", text[:start])
        if before and before.start() and _NAME.fullmatch(before[1]) and _is_name(before[1]):
            start = before.start()
    return start, end


def _is_name(word: str) -> bool:
    """Whether a word looks like a part of a name: a capital letter, and neither a day nor all capitals."""
    return word[0].isupper() and not word.isupper() and _NAME.fullmatch(word) is not None and word.lower() not in DAYS


def _is_headline(text: str) -> bool:
    """Whether nearly every word has a capital letter, so that a capital says nothing of a name."""
    words = [word for word in _NAME.findall(text) if word not in _SMALL]
    return all(word[0].isupper() for word in words)


def leans(text: str) -> bool:
    """Whether a sentence begins with a word that stands for something before it: "It was lifted on 18 June"."""
    return _LEANING.match(text) is not None


def denies(text: str) -> bool:
    """Whether a sentence takes back the one before it: "It had not.", "Holm denied this."."""
    return _DENYING.fullmatch(text) is not None
