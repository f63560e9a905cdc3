"""Copies are told from reports on the same subject, and an edited sentence from one that says something else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.markdown import read
from corpus.shingles import COPY_SHARE, MOST_HASHES, Fingerprint, are_copies, fingerprint, groups, say_the_same, share
from index.indexing import SAMPLES

TEXTS = {path.name: read(path.read_bytes(), path.name).text for path in sorted(SAMPLES.glob("*.md"))}
SHIP = "The ship Ever Given was freed on Monday after 6 days, the canal's authority said."


@pytest.mark.parametrize("name", TEXTS)
def test_a_copy_is_found_under_another_headline_and_cut(name: str) -> None:
    """Agencies' clients change the headline, drop the end and move paragraphs."""
    text = TEXTS[name]
    cut = "Another headline\n" + text.split("\n", 1)[1][: len(text) * 2 // 5]
    moved = text.split("\n\n")
    random.Random(1).shuffle(moved)  # noqa: S311 - the same order every time
    for copy in (cut, "\n\n".join(moved), text.upper(), text.replace(".", " .")):
        assert are_copies(fingerprint(text), fingerprint(copy))


def test_different_reports_are_no_copies() -> None:
    """The samples have nothing in common but the language."""
    prints = [fingerprint(text) for text in TEXTS.values()]
    assert max(share(one, other) for one in prints for other in prints if one is not other) < 0.05
    assert groups(enumerate(prints)) == [{n} for n in range(len(prints))]


def test_a_report_copied_into_a_long_one_is_found() -> None:
    """Long reports are sampled, by the same bound, so the samples meet."""
    words = [f"word{n}" for n in range(60_000)]
    long, short = fingerprint(" ".join(words)), fingerprint(" ".join(words[20_000:30_000]))
    assert long.level > short.level
    assert len(long.hashes) <= MOST_HASHES
    assert share(long, short) > 0.9


def test_a_copy_of_a_copy_is_in_the_group() -> None:
    """A report that two others were cut from joins them."""
    text = TEXTS["raqqa-campaign.md"]
    half = len(text) // 2
    parts = {1: text[:half], 2: TEXTS["chandrayaan-3.md"], 3: text[half:], 4: text}
    found = groups((number, fingerprint(part)) for number, part in parts.items())
    assert sorted(map(sorted, found)) == [[1, 3, 4], [2]]


@given(st.text(max_size=300))
def test_a_fingerprint_is_unpacked_as_it_was(text: str) -> None:
    """Whatever the text, even without a word, it is its own copy or has no shingle at all."""
    made = fingerprint(text)
    assert Fingerprint.unpacked(made.packed()) == made
    assert share(made, made) in (0.0, 1.0)
    assert bool(made.hashes) == (share(made, made) >= COPY_SHARE)


@pytest.mark.parametrize(
    "other",
    [
        "The ship “Ever Given” was freed on Monday, after 6 days, the canal’s authority said",
        "THE SHIP EVER GIVEN WAS FREED ON MONDAY AFTER 6 DAYS, THE CANAL'S AUTHORITY SAID.",
        "The ship Ever Given was finally freed on Monday after 6 days, the canal's authority said.",
        "The Ever Given was freed on Monday after 6 days, the canal's authority said.",
    ],
)
def test_a_sentence_is_the_same_but_for_small_edits(other: str) -> None:
    """Punctuation, case, and a word more or less."""
    assert say_the_same(SHIP, other)
    assert say_the_same(other, SHIP)


@pytest.mark.parametrize(
    "other",
    [
        "The ship Ever Given was freed on Monday after 5 days, the canal's authority said.",
        "The ship Ever Given was not freed on Monday after 6 days, the canal's authority said.",
        "The ship Ever Given wasn't freed on Monday after 6 days, the canal's authority said.",
        "The ship Ever Given was freed on Tuesday after 6 days, the canal's authority said.",
        "The ship Ever Loading was freed on Monday after 6 days, the canal's authority said.",
        "The ship was stuck for days, and nobody of the canal's authority said when it would be freed.",
        "She said so.",
        "",
    ],
)
def test_a_change_of_fact_is_another_sentence(other: str) -> None:
    """A figure, a negation or a name makes another claim, however alike the rest."""
    assert not say_the_same(SHIP, other)


def test_thousands_may_be_written_either_way() -> None:
    """A comma in a number is punctuation, a digit is not."""
    assert say_the_same("Some 12,000 people left the city on Monday.", "Some 12000 people left the city on Monday.")
    assert not say_the_same("Some 12,000 people left the city on Monday.", "Some 1,200 people left the city on Monday.")


def test_short_sentences_must_be_the_same_word_for_word() -> None:
    """Five words are alike by chance."""
    assert not say_the_same("He declined to comment.", "She declined to comment.")
    assert say_the_same("He declined to comment.", "“He declined to comment”")
