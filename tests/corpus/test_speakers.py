"""Who says it: every speaker shown is the right one, and what is not certain says so."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.speakers import SpeakerSpan, said_by, speakers

PIECES = st.sampled_from(
    [
        *[
            "said",
            "told",
            "added",
            "described",
            "according to",
            "he",
            "She",
            "Ryan Dillon",
            "the commander",
            "and",
            "but",
        ],
        *[
            ",",
            ".",
            "“",
            "”",
            '"',
            "''",
            "(",
            ")",
            "that",
            "who",
            "a senior leader",
            "’",
            "‘",
            " ",
            "\n",
            "\u0301",
            "Mr.",
        ],
        *["adding", "on Monday", "as", "İ", "ß", "—", "\ud800", "\U0001f600", "never"],
    ],
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map(" ".join))


def names(sentence: str, *before: str) -> list[str]:
    """Return what would be shown: the names that are sure."""
    return [span.shown for span in speakers(sentence, before) if span.sure]


def only(sentence: str, *before: str) -> SpeakerSpan:
    """Return the only attribution of a sentence."""
    (span,) = speakers(sentence, before)
    return span


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Ana Lind said the bridge was closed.", "Ana Lind"),
        ("The mayor of Port Sandel said the bridge was closed.", "The mayor of Port Sandel"),
        ("Harbour spokesman Captain Joel Marsh said it was closed.", "Harbour spokesman Captain Joel Marsh"),
        ("Officials also said the bridge was closed.", "Officials"),
        ("“The bridge is closed,” said harbour spokesman Joel Marsh.", "harbour spokesman Joel Marsh"),
        ("“The bridge is closed,” Marsh told the Sandel Post.", "Marsh"),
        ("“It is closed,” said Ana Lind, the mayor, “and it stays closed.”", "Ana Lind"),
        ("The bridge is closed, said Joel Marsh.", "Joel Marsh"),
        ("The bridge is closed, according to the Harbour Office.", "the Harbour Office"),
        ("According to Ana Lind, the bridge is closed.", "Ana Lind"),
        ("Ana Lind, the mayor of Port Sandel, said it was closed.", "Ana Lind"),
        ("Ana Lind, 54, a mayor who grew up in Sandel, Norfolk, said it was closed.", "Ana Lind"),
        ("The mayor, Ursula von der Aue, said it was closed.", "The mayor, Ursula von der Aue"),
        ("Rep. Ana Lind (D-N.Y.) said it was closed.", "Rep. Ana Lind"),
        ("On Monday, Lind told reporters that it was closed.", "Lind"),
        ("Lind argued that it was closed.", "Lind"),
        ("''It is closed,'' Ms. Lind said.", "Ms. Lind"),
    ],
)
def test_a_speaker_is_shown_in_the_words_of_the_text(sentence: str, name: str) -> None:
    """Every common way to name a speaker is read: before the cue, after it, with an apposition, with a title."""
    assert names(sentence) == [name]


def test_two_speakers_of_one_sentence_each_have_their_own_words() -> None:
    """A sentence with two speakers has two attributions, each with its clause."""
    sentence = "Ana Lind, the mayor, said it would open within hours, but Marsh said he could not name a day."
    first, second = speakers(sentence)
    assert (first.name, sentence[slice(*first.words)]) == ("Ana Lind", "it would open within hours")
    assert (second.name, sentence[slice(*second.words)]) == ("Marsh", "he could not name a day.")
    assert first.sure
    assert second.sure


def test_a_second_verb_has_the_speaker_of_the_first() -> None:
    """After "X described ... and said ..." both verbs have X."""
    sentence = "The engineer in Sandel described the work as “a patch” and said he expected it to hold."
    assert names(sentence) == ["The engineer in Sandel"] * 2


def test_the_speaker_is_not_the_one_who_is_told() -> None:
    """After an apposition, the name behind "told" is the listener."""
    assert names("Ana Lind, who was in Sandel, told Joel Marsh that it was closed.") == ["Ana Lind"]


def test_what_is_said_stands_before_an_attribution_at_the_end() -> None:
    """Words are the characters of what is said, not of who says it."""
    sentence = "The bridge is closed, according to the Harbour Office."
    assert sentence[slice(*only(sentence).words)].startswith("The bridge is closed")
    assert only(sentence).cue == "according to"


@pytest.mark.parametrize(
    "sentence",
    [
        "Ana Lind did not say when it would open.",
        "Ana Lind could have said more.",
        "No official said it was closed.",
        "Nobody said it was closed.",
        "He denied that Lind said it was closed.",
        "If Lind said it was closed, it was.",
        "Ana Lind and Joel Marsh said it was closed.",
        "They said it was closed.",
        "I said it was closed.",
        "Asked about the commander Lind said nothing.",
        "After the meeting Lind said it was closed.",
        "The day Lind said no, the bridge was closed.",
        "Neither Marsh nor Lind said when.",
        "Having said that, the mayor left.",
        "People who met Lind said it was closed.",
        "The latest flood adds to the damage.",
        "The bridge was said to be closed.",
        "Lind met Marsh and said it was closed.",
        "Because of the flood, a leader, said Marsh, a captain, had left.",
        "The bridge is closed.",
    ],
)
def test_what_is_not_certain_is_not_shown(sentence: str) -> None:
    """Negations, conditions, reports within reports, crowds and doubtful structures are never shown as sure."""
    assert names(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("On Monday, Ana Lind said it was closed.", "it was closed."),
        ("“It is closed,” said Ana Lind, the mayor.", "“It is closed,”"),
        ("“It is closed,” said Lind, the mayor, “for good.”", "“It is closed,” said Lind, the mayor, “for good.”"),
        ("The bridge, Lind said, is closed.", "The bridge, Lind said, is closed."),
        ("“It is closed,” Lind told the Post on Friday.", "“It is closed,”"),
        ("It is closed, according to Ana Lind, a mayor.", "It is closed,"),
    ],
)
def test_what_is_said_is_told_from_what_the_report_adds(sentence: str, said: str) -> None:
    """The day, the listener and the apposition of a speaker are the report's own words."""
    assert sentence[slice(*only(sentence).words)] == said


def test_the_apposition_of_a_speaker_is_said_by_nobody() -> None:
    """Who a speaker is, is the report's own: "says Ana Lind" must not stand below it."""
    sentence = "Ana Lind, the mayor of Port Sandel, said the bridge was closed."
    found = speakers(sentence)
    mayor, bridge = sentence.index("the mayor"), sentence.index("the bridge")
    assert said_by(found, mayor, mayor + 9) is None
    assert said_by(found, 0, 8) is None
    assert said_by(found, bridge, bridge + 10) == found[0]


def test_a_cue_inside_a_quotation_is_not_the_reports() -> None:
    """What a quoted person says that somebody said is left to the quoted person."""
    assert names("“Marsh said it was open,” said Ana Lind.") == ["Ana Lind"]


def test_a_quotation_that_began_earlier_is_still_one() -> None:
    """A sentence in the middle of a quotation of several sentences has no speaker of the report's own."""
    assert names("Marsh said it was open.", "“We asked everybody.") == []
    assert names("Marsh said it was open.", "“We asked everybody.”") == ["Marsh"]


def test_a_pronoun_stands_for_the_one_speaker_before() -> None:
    """The pronoun is resolved to the person who alone speaks in the sentence before, and shown with the pronoun."""
    span = only("He said it was closed.", "“It is over,” said harbour spokesman Joel Marsh.")
    assert (span.name, span.stands_for, span.shown, span.sure) == ("He", "Joel Marsh", "He (Joel Marsh)", True)


def test_a_pronoun_is_followed_through_a_pronoun() -> None:
    """A chain of pronouns leads back to the name."""
    before = ("Ana Lind said it was closed.", "She said it would stay closed.")
    assert names("“For months,” she added.", *before) == ["she (Ana Lind)"]


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("", "She said it was closed."),
        ("The bridge was closed.", "She said it was closed."),
        ("Ana Lind said it was closed, but Joel Marsh said it was open.", "She said it was closed."),
        ("The Harbour Office said it was closed.", "He said it was closed."),
        ("The mayor said it was closed.", "He said it was closed."),
        ("Ms. Lind said it was closed.", "He said it was closed."),
        ("Ana Lind said it was closed.", "After meeting Rosa Pratt, she said it was closed."),
        ("Ana Lind said it was closed.", "Pratt shook her head: “Never,” she said."),
        ("Joel Marsh said Lind had closed it.", "She said it was closed."),
    ],
)
def test_a_pronoun_of_uncertain_person_stays_and_is_not_sure(before: str, sentence: str) -> None:
    """With no speaker before, two, a body, a wrong honorific or another name between, the pronoun stays."""
    span = only(sentence, before)
    assert span.name.lower() in ("he", "she")
    assert not span.sure
    assert span.stands_for is None


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_no_text_raises_and_every_span_lies_inside(sentence: str, before: list[str]) -> None:
    """Whatever the text, names and cues are slices of it, and what is said lies within it."""
    for span in speakers(sentence, before):
        assert sentence[slice(*span.name_span)] == span.name != ""
        assert sentence[slice(*span.cue_span)] == span.cue != ""
        assert 0 <= span.words[0] < span.words[1] <= len(sentence)


@pytest.mark.parametrize(
    "unit",
    [
        "X said, ",
        "a, b, said, ",
        "“x,” said X, ",
        "according to X ",
        "he said, ",
        "( ",
        "“ ",
        "'' ",
        "of the man ",
        "Mr. ",
    ],
)
def test_twice_the_text_takes_at_most_two_and_a_half_times_as_long(unit: str) -> None:
    """Cost grows with the length of the sentence and no faster, whatever repeats in it."""

    def fastest(length: int) -> float:
        text = (unit * length)[:length]
        taken = []
        for _ in range(5):
            begin = time.process_time()
            speakers(text, ["Ana Lind said so.", text[:10]])
            taken.append(time.process_time() - begin)
        return min(taken)

    assert any(fastest(20_000) <= 2.5 * fastest(10_000) + 0.002 for _ in range(3))
