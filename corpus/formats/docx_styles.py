"""Word's styles: which paragraphs are headings, titles, captions or list items, and which text is hidden.

A style says only what it changes and takes the rest from the style that it is based on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.formats.openxml import is_on
from corpus.report import BlockKind

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_LEVELS = 6
_HEADING = re.compile(r"heading ([1-9])")
_LONGEST_CHAIN = 50  # Word refuses more than 11; a style based on itself never ends


class Styles:
    """The styles of a document; a class because it holds them by id.

    Args:
        root: The part that defines them, None where there is none.
    """

    def __init__(self, root: Any) -> None:
        styles = () if root is None else root.iter(f"{W}style")
        self._by_id = {style.get(f"{W}styleId", ""): style for style in styles}

    def kind(self, paragraph: Any) -> tuple[BlockKind, int, bool]:
        """Return what a paragraph is, its level as a heading, and whether it is the document's title."""
        properties = paragraph.find(f"{W}pPr")
        chain = list(self._chain(properties, "pStyle"))
        names = [_name(style) for style in chain]
        if "title" in names:
            return BlockKind.HEADING, 1, True
        level = self._level(properties, chain)
        if level:
            return BlockKind.HEADING, min(level, MOST_LEVELS), False
        if "caption" in names:
            return BlockKind.CAPTION, 0, False
        return (BlockKind.LIST_ITEM if self._is_item(properties, chain) else BlockKind.PARAGRAPH), 0, False

    def hides(self, paragraph: Any) -> bool:
        """Return whether a paragraph's style hides its text."""
        return self._says_hidden(self._chain(paragraph.find(f"{W}pPr"), "pStyle"))

    def is_hidden(self, run: Any, *, paragraph_hides: bool) -> bool:
        """Return whether a run of text is hidden, by itself, its own style or its paragraph's."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return paragraph_hides
        vanish = properties.find(f"{W}vanish")
        if vanish is not None:
            return is_on(vanish, W)
        return paragraph_hides or self._says_hidden(self._chain(properties, "rStyle"))

    def _chain(self, properties: Any, kind: str) -> Iterator[Any]:
        """Yield the style that properties name and those that it is based on, nearest first."""
        named = None if properties is None else properties.find(f"{W}{kind}")
        for _ in range(_LONGEST_CHAIN):
            style = None if named is None else self._by_id.get(named.get(f"{W}val", ""))
            if style is None:
                return
            yield style
            named = style.find(f"{W}basedOn")

    def _says_hidden(self, chain: Iterator[Any]) -> bool:
        for style in chain:
            vanish = style.find(f"{W}rPr/{W}vanish")
            if vanish is not None:
                return is_on(vanish, W)
        return False

    def _level(self, properties: Any, chain: list[Any]) -> int:
        """Return the level of a heading, 0 where the paragraph is none."""
        own = [] if properties is None else [properties.find(f"{W}outlineLvl")]
        outlines = [*own, *(style.find(f"{W}pPr/{W}outlineLvl") for style in chain)]
        for outline in outlines:
            value = "" if outline is None else outline.get(f"{W}val", "")
            if value.isdecimal():
                return int(value) + 1 if int(value) < 9 else 0  # noqa: PLR2004 - 9 is Word's "body text"
        names = (_HEADING.fullmatch(_name(style)) for style in chain)
        return next((int(name[1]) for name in names if name), 0)

    def _is_item(self, properties: Any, chain: list[Any]) -> bool:
        """Return whether a paragraph is numbered or has a bullet."""
        own = [] if properties is None else [properties.find(f"{W}numPr/{W}numId")]
        for number in [*own, *(style.find(f"{W}pPr/{W}numPr/{W}numId") for style in chain)]:
            if number is not None:
                return bool(number.get(f"{W}val", "0") != "0")  # 0 takes the numbering of the style away
        return any(_name(style).startswith("list") and _name(style) != "list paragraph" for style in chain)


def _name(style: Any) -> str:
    """Return the name of a style, in lower case; built-in ones have English names in every language."""
    name = style.find(f"{W}name")
    return "" if name is None else str(name.get(f"{W}val", "")).casefold()
