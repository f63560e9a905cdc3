"""Names from strangers are labels, fit for one line of a message."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.names import LONGEST_NAME, shown_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("report.txt", "report.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\report.txt", "report.txt"),
        ("gnp\u202etxt.exe", "gnp\ufffdtxt.exe"),
        ("a\u200bb\x00c\n.txt", "a\ufffdb\ufffdc\ufffd.txt"),
        ("ラッカ.md", "ラッカ.md"),
        ("/", "/"),
    ],
)
def test_a_name_is_shown_without_tricks(name: str, shown: str) -> None:
    """No folders, no control characters, no turned or invisible letters."""
    assert shown_name(name) == shown


def test_a_long_name_keeps_its_extension() -> None:
    """The middle gives way, because the end says what kind of file it claims to be."""
    shown = shown_name("x" * 300 + ".markdown")
    assert len(shown) == LONGEST_NAME
    assert shown.endswith("x.markdown")


@given(st.text(max_size=400))
def test_any_name_becomes_one_short_visible_line(name: str) -> None:
    """Whatever comes in, at most 100 visible characters go out."""
    shown = shown_name(name)
    assert len(shown) <= LONGEST_NAME
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
