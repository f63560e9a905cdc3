"""A file's name becomes a title that can be searched."""

from __future__ import annotations

import pytest

from index.titles import readable_name


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("raqqa_october-2017.txt", "raqqa october 2017"),
        ("List of Nobel laureates#42b62891", "List of Nobel laureates"),
        ("Armenian_Apostolic_Church|1", "Armenian Apostolic Church"),
        ("folder/Report.final.md", "Report final"),
        ("20200103_0", ""),
        ("", ""),
    ],
)
def test_a_name_is_made_readable(name: str, title: str) -> None:
    """Extensions, numbering and underscores go; a name without a word is no title."""
    assert readable_name(name) == title
