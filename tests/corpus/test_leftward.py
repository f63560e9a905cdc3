"""Lines from right to left come back in the order in which they are read, whatever order the file holds them in."""

from __future__ import annotations

from array import array

import pytest

from corpus.formats.pdf_glyphs import Glyphs, Style, Word
from corpus.formats.pdf_lines import lines

SIZE, HIGH = 10.0, 12.0


def page(rows: list[list[tuple[str, float]]], *, backwards: bool = False) -> Glyphs:
    """Return a page of rows of pieces, each with where it begins; a character is half an em wide.

    Args:
        rows: From above.
        backwards: Whether the first letter of a piece is its rightmost.
    """
    text, words = "", []
    edges = array("f"), array("f"), array("f"), array("f")
    for number, row in enumerate(rows):
        for piece, left in row:
            words.append(Word(len(text), len(text) + len(piece), Style(SIZE)))
            for at, character in enumerate(f"{piece} "):
                text += character
                place = left + SIZE / 2 * (len(piece) - 1 - at if backwards else at)
                for edge, value in zip(
                    edges, (place, 100 + HIGH * number, place + SIZE / 2, 110 + HIGH * number), strict=True
                ):
                    edge.append(value)
    return Glyphs(text, *edges, tuple(words), 0, 0, pictured=False, filled_in=False, size=(595.0, 842.0))


HARBOUR, CLOSED = "הנמל", "נסגר"


@pytest.mark.parametrize("backwards", [False, True], ids=["as it is seen", "as it is read"])
def test_words_and_letters_are_read_from_the_right(backwards: bool) -> None:  # noqa: FBT001 - a case
    """A file may hold the letters as they are seen, from the left."""
    pieces = [(CLOSED, 60.0), (HARBOUR, 85.0)]
    seen = page([pieces] if backwards else [[(word[::-1], left) for word, left in pieces]], backwards=backwards)
    (line,) = lines(seen, 1)
    assert line.text == f"{HARBOUR} {CLOSED}"
    assert (line.left, line.right) == (60, 105)
    assert list(line.stretches[0].lefts) == [100, 95, 90, 85, 80, 75, 70, 65, 60]


def test_figures_and_names_in_other_scripts_keep_their_order() -> None:
    """The full stop that is seen left of a figure is read behind it; a figure in pieces is one."""
    figure, names = [(".", 60.0), ("2", 65.0), ("016", 70.0)], [("UN", 140.0), ("Red", 154.0)]
    (line,) = lines(page([[*figure, (CLOSED[::-1], 90.0), (HARBOUR[::-1], 115.0), *names]]), 1)
    assert line.text == f"UN Red {HARBOUR} {CLOSED} 2016."


def test_other_lines_of_the_page_are_left_alone() -> None:
    """And the paragraph of both scripts is in order."""
    found = lines(page([[("The", 60), ("harbour.", 80)], [(HARBOUR[::-1], 60)]]), 1)
    assert [line.text for line in found] == ["The harbour.", HARBOUR]
