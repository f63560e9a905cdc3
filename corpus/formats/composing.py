"""One text with its blocks, put together block by block as a format yields them."""

from __future__ import annotations

import re

from corpus.errors import OverLimit
from corpus.formats.decoding import LINE_ENDS, MOST_CHARACTERS, canonical
from corpus.report import Block, BlockKind, Extract, Metadata

# A thousand pages of tables have fewer; more is a file made to hurt.
MOST_BLOCKS = 200_000
_CLOSE = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
_SPACES = re.compile(r"[^\S\n\u00a0\u202f\u2007]+")


class Composition:
    """A text that grows by blocks; a class because text and offsets must grow together.

    Args:
        name: The file as the person knows it, for refusals.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0
        self._remarks: list[str] = []

    def add(
        self,
        text: str,
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        level: int = 0,
        page: int | None = None,
        ocr: bool = False,
    ) -> int | None:
        """Append a block, one empty line after the last; white space at its ends is dropped, an empty one ignored.

        Returns:
            Where it begins in the text, None where it was ignored.
        """
        words = LINE_ENDS.sub("\n", text).strip()
        if not words:
            return None
        if len(self._blocks) >= MOST_BLOCKS:
            reason = f"it has more than {MOST_BLOCKS:,} paragraphs (limit)"
            raise OverLimit(self._name, reason, "split it into several reports")
        if self._length > MOST_CHARACTERS:  # told at once: one text repeated a million times would fill the memory
            reason = f"it holds more than {MOST_CHARACTERS:,} characters (limit)"
            raise OverLimit(self._name, reason, "split it into several reports")
        close = bool(self._blocks) and kind in _CLOSE and self._blocks[-1].kind is kind
        gap = ("\n" if close else "\n\n") if self._blocks else ""
        start = self._length + len(gap)
        self._pieces += [gap, words]
        self._length = start + len(words)
        self._blocks.append(Block(start, self._length, kind, page, level, ocr))
        return start

    def remark(self, sentence: str) -> None:
        """Note, once, what of the file is not read."""
        if sentence not in self._remarks:
            self._remarks.append(sentence)

    def extract(self, metadata: Metadata, form: str, *, pages_without_text: tuple[int, ...] = ()) -> Extract:
        """Return what was put together."""
        text = canonical("".join(self._pieces), self._name)  # one character for one: offsets hold
        return Extract(text, tuple(self._blocks), metadata, form, pages_without_text, remarks=tuple(self._remarks))


def one_line(text: str) -> str:
    """Return text with every run of spaces and line ends as one space; spaces that must not break are kept."""
    return _SPACES.sub(" ", text.replace("\n", " ")).strip()


def row(headers: list[str], cells: list[str]) -> str:
    """Return a table's row as one sentence: "Region: North · Sales: 4"."""
    named = [
        f"{header}: {cell}" if header and header != cell else cell
        for header, cell in zip(headers + [""] * (len(cells) - len(headers)), cells, strict=False)
        if cell
    ]
    return " · ".join(named).replace(": · ", ": ")  # "Name:" and its value in two cells
