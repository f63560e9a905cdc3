"""Spellings of one name sound alike, names of different people do not."""

from __future__ import annotations

import pytest

from index.sounds import sound


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mazlum", "mazloum"),
        ("ahmad", "ahmed"),
        ("gadafi", "gaddafi"),
        ("khartum", "khartoum"),
        ("qamishli", "kamishly"),
        ("hasakah", "haseke"),
        ("muhamad", "mohammed"),
        ("dawud", "daoud"),
        ("shafiq", "chafik"),
    ],
)
def test_two_spellings_of_one_name_sound_alike(one: str, other: str) -> None:
    """However far apart their letters are."""
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"), [("mahmoud", "mohamed"), ("iran", "iraq"), ("niger", "nigeria"), ("hassan", "hussein")]
)
def test_two_names_do_not_sound_alike(one: str, other: str) -> None:
    """However near their letters are."""
    assert sound(one) != sound(other)
