"""A text grows by blocks, and every block stands where its offsets say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import OverLimit
from corpus.formats import composing
from corpus.formats.composing import Composition, one_line, row
from corpus.report import BlockKind, Metadata


@given(st.lists(st.tuples(st.text(alphabet="ab \n\r\u2028.", max_size=20), st.sampled_from(list(BlockKind)))))
def test_every_block_is_found_at_its_offsets(blocks: list[tuple[str, BlockKind]]) -> None:
    """Line ends of any kind move nothing."""
    composition = Composition("report.md")
    for words, kind in blocks:
        composition.add(words, kind)
    extract = composition.extract(Metadata(), "markdown")
    shown = [extract.text[block.start : block.end] for block in extract.blocks]
    assert ["".join(words.split()) for words in shown] == [
        "".join(words.split()) for words, _ in blocks if words.strip()
    ]
    assert all(words == words.strip() for words in shown)


def test_more_blocks_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file made of empty hands out no memory."""
    monkeypatch.setattr(composing, "MOST_BLOCKS", 3)
    composition = Composition("report.md")
    for _ in range(3):
        composition.add("Words.")
    with pytest.raises(OverLimit, match=r"^report\.md was not added: it has more than 3 paragraphs \(limit\)"):
        composition.add("Words.")


def test_rows_of_a_table_and_items_of_a_list_stand_close() -> None:
    """One line end between rows, an empty line between paragraphs."""
    composition = Composition("report.md")
    for words, kind in (("a", BlockKind.LIST_ITEM), ("b", BlockKind.LIST_ITEM), ("c", BlockKind.PARAGRAPH)):
        composition.add(words, kind)
    assert composition.extract(Metadata(), "markdown").text == "a\nb\n\nc"


@pytest.mark.parametrize(
    ("headers", "cells", "sentence"),
    [
        (["Region", "Sales"], ["North", "4"], "Region: North · Sales: 4"),
        (["Region", "Sales"], ["", "4"], "Sales: 4"),
        (["Region"], ["North", "4"], "Region: North · 4"),
        ([], ["North", "4"], "North · 4"),
        (["", "Sales"], ["North", "Sales"], "North · Sales"),
    ],
)
def test_a_row_is_a_sentence_that_names_its_headers(headers: list[str], cells: list[str], sentence: str) -> None:
    """What has no header stands alone; what is empty is left out."""
    assert row(headers, cells) == sentence


def test_one_line_keeps_spaces_that_must_not_break() -> None:
    """Runs of white space are one space, but 5 km stays together."""
    assert one_line(" It is\n\t 5\u00a0km. ") == "It is 5\u00a0km."
