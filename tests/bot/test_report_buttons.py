"""Promises of the buttons under lists and results: what they carry comes back, and what is foreign is not taken."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotAsked
from bot.ui.report_buttons import ID_CHARACTERS, SEARCH_CHARACTERS, Listing, ReportId, Verb

DAYS = st.sampled_from(["", "2017-01-01", "1999-12-31"])
LISTINGS = st.builds(
    Listing, st.integers(0, 99_999), st.text(max_size=SEARCH_CHARACTERS), st.text(max_size=40), DAYS, DAYS
)


@given(LISTINGS)
def test_a_listing_comes_back_from_its_button(listing: Listing) -> None:
    """Page, words, collection and days, whatever characters are in them."""
    read = ReportId.read(str(ReportId(Verb.LIST, str(listing))))
    assert read is not None
    assert Listing.read(read.rest) == listing


@given(LISTINGS)
def test_a_listing_that_is_taken_fits_every_button_of_its_pages(listing: Listing) -> None:
    """What is refused at first is too long indeed; what is taken can be turned to any page."""
    with contextlib.suppress(NotAsked):
        listing.require_short()
        assert len(str(ReportId(Verb.LIST, str(listing)))) <= ID_CHARACTERS


def test_a_listing_too_long_for_its_buttons_is_refused() -> None:
    """The longest collection and the longest words together; it says by how much."""
    with pytest.raises(NotAsked, match="characters too long"):
        Listing(
            search="x" * SEARCH_CHARACTERS, collection="x" * 40, since="2017-01-01", until="2017-01-01"
        ).require_short()


@given(st.sampled_from(list(Verb)), st.integers(0, 10**18 - 1), st.sampled_from(["", "0a1b2c3d"]))
def test_a_report_comes_back_from_its_button(verb: Verb, report: int, content: str) -> None:
    """With the beginning of its content's hash, where that matters."""
    rest = f"{report}:{content}" if content else str(report)
    read = ReportId.read(str(ReportId(verb, rest)))
    assert read is not None
    assert (read.verb, read.report, read.content) == (verb, report, content)


@pytest.mark.parametrize("foreign", ["", "v1:ctx:3", "r1", "r1:", "r1:SHOW:3", "x r1:show:3"])
def test_what_is_not_ours_is_not_read(foreign: str) -> None:
    """Buttons under answers, other bots' buttons."""
    assert ReportId.read(foreign) is None


@pytest.mark.parametrize("other", ["r2:show:3", "r1:fly:3"])
def test_another_versions_button_is_known_as_that(other: str) -> None:
    """Ours, with a meaning that is not known here."""
    read = ReportId.read(other)
    assert read is not None
    assert read.verb is None


@given(st.text(max_size=90))
def test_any_words_after_a_known_verb_are_read_without_a_fault(rest: str) -> None:
    """A forged press is no listing and no report."""
    read = ReportId.read(f"r1:list:{rest}")
    assert read is not None
    assert read.report >= 0
    Listing.read(read.rest)
