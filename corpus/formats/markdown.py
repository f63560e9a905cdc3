"""Markdown: the text as a reader sees it, without its marks, by markdown-it-py (CommonMark and tables).

Facts of the report may stand in front between two lines of three hyphens, one `key: value` a line.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from corpus.errors import OverLimit
from corpus.formats.composing import Composition, one_line, row
from corpus.formats.decoding import decode
from corpus.formats.facts import claimed
from corpus.report import BlockKind, Extract

if TYPE_CHECKING:
    from markdown_it.token import Token

# markdown-it leaves text out, without a word, where it nests deeper than its limit; so a deeper file is refused.
DEEPEST = 50
# Looking for pairs of marks takes a second for this many brackets and grows with the square.
LONGEST_PARAGRAPH = 100_000
# Facts about a report fit on a page.
MOST_FRONT = 20_000

_FRONT = re.compile(r"---[^\S\n]*\n(.*?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FACT = re.compile(r"([A-Za-z]+)[^\S\n]*:[^\S\n]+(.+)")
_TAGS = re.compile(r"(?is)<(script|style|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>")


def read(data: bytes, name: str) -> Extract:
    """Read a Markdown file."""
    facts, body = front_matter(decode(data, name), name)
    composition = Composition(name)
    tokens = _tokens(body, name)
    _compose(tokens, composition)
    title = facts.get("title") or _first_heading(tokens)
    metadata = claimed(title, facts.get("publisher"), facts.get("author"), facts.get("date"), facts.get("url"))
    return composition.extract(metadata, "markdown")


def front_matter(text: str, name: str) -> tuple[dict[str, str], str]:
    """Return the facts in front, by key in lower case, and the text after them."""
    front = _FRONT.match(text) if text.startswith("---") else None
    if front is None:
        return {}, text
    if len(front[1]) > MOST_FRONT:
        reason = f"the facts in front of it have {len(front[1]):,} characters, more than {MOST_FRONT:,} (limit)"
        raise OverLimit(name, reason, "keep title, publisher, author, date and url there")
    facts = (_FACT.fullmatch(line.strip()) for line in front[1].split("\n"))
    return {fact[1].lower(): _unquoted(fact[2]) for fact in facts if fact}, text[front.end() :]


def _unquoted(value: str) -> str:
    """Return a value without the quotation marks around it or the remark after it."""
    quoted = re.fullmatch(r"""(["'])(.*)\1\s*(?:#.*)?""", value)
    if quoted:
        mark = quoted[1]
        return quoted[2].replace("''", "'") if mark == "'" else quoted[2].replace('\\"', '"')
    return value.split(" #", 1)[0].strip()


def _tokens(body: str, name: str) -> Sequence[Token]:
    """Return the parts of a Markdown text in order, refusing what nests too deep or runs too long."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST * 2}).enable(["table", "strikethrough"])
    parser.core.ruler.disable(["inline", "text_join"])  # paragraphs are measured before their marks are looked for
    references: dict[str, Any] = {}
    tokens = parser.parse(body, references)
    if max((token.level for token in tokens), default=0) >= DEEPEST:
        reason = f"its lists and quotations stand more than {DEEPEST} deep in one another (limit)"
        raise OverLimit(name, reason, "save it as plain text")
    longest = max((len(token.content) for token in tokens if token.type == "inline"), default=0)
    if longest > LONGEST_PARAGRAPH:
        reason = f"it has a paragraph of {longest:,} characters, more than {LONGEST_PARAGRAPH:,} (limit)"
        raise OverLimit(name, reason, "save it as plain text")
    for token in tokens:
        if token.type == "inline":
            token.children = []
            parser.inline.parse(token.content, parser, references, token.children)
    return tokens


def _first_heading(tokens: Sequence[Token]) -> str | None:
    """Return the heading of the first level with which a text begins, None where it begins with anything else."""
    begins = len(tokens) > 1 and tokens[0].type == "heading_open" and tokens[0].tag == "h1"
    return one_line(_readable(tokens[1])) if begins else None


def _compose(tokens: Sequence[Token], composition: Composition) -> None:
    """Add the blocks of a Markdown text in reading order."""
    lists, level = 0, 0
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists -= 1
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "table_open":
            _compose_table(tokens, index, composition)
        elif token.type in ("fence", "code_block"):
            composition.add(token.content)
        elif token.type == "html_block":
            composition.add(_untagged(token.content))
        elif token.type == "inline" and not _in_cell(tokens, index):
            kind = BlockKind.HEADING if level else BlockKind.LIST_ITEM if lists else BlockKind.PARAGRAPH
            composition.add(_readable(token), kind, level=level)


def _in_cell(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a text stands in a table, which adds it row by row."""
    return tokens[index - 1].type in ("th_open", "td_open")


def _compose_table(tokens: Sequence[Token], begin: int, composition: Composition) -> None:
    """Add every row of the table that begins here as one sentence that names its headers."""
    headers: list[str] = []
    cells: list[str] = []
    for before, token in _until_table_ends(tokens, begin):
        if token.type == "tr_open":
            cells = []
        elif token.type == "inline":
            (headers if before.type == "th_open" else cells).append(one_line(_readable(token)))
        elif token.type == "tr_close":
            composition.add(row(headers, cells), BlockKind.TABLE_ROW)


def _until_table_ends(tokens: Sequence[Token], begin: int) -> Iterator[tuple[Token, Token]]:
    """Yield each part of a table with the one before it."""
    for index in range(begin + 1, len(tokens)):
        if tokens[index].type == "table_close":
            return
        yield tokens[index - 1], tokens[index]


def _readable(token: Token) -> str:
    """Return what a reader sees of a paragraph: no emphasis marks, no addresses of links, no tags."""
    words = []
    for child in token.children or []:
        if child.type == "softbreak":
            words.append(" ")
        elif child.type == "hardbreak":
            words.append("\n")
        elif child.type == "html_inline":
            words.append("\n" if child.content.lower().startswith("<br") else "")
        else:
            words.append(child.content)
    return "".join(words)


def _untagged(content: str) -> str:
    """Return the text of a piece of HTML inside Markdown, without scripts, styles, remarks and tags."""
    return html.unescape(_TAGS.sub(" ", content)).replace("\r", "")
