"""The reports that come with the bot: dated, short, and able to answer the first question."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.formats import read
from corpus.report import BlockKind
from corpus.splitting import split

SAMPLES = sorted((Path(__file__).parents[2] / "corpus" / "reports").glob("*.md"))


def sentences(path: Path) -> list[str]:
    """Return the sentences of a report, headings left out."""
    document = split(read(path.read_bytes(), path.name))
    return [
        document.text[sentence.start : sentence.end]
        for sentence in document.sentences
        if document.paragraphs[sentence.paragraph - 1].kind is not BlockKind.HEADING
    ]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_dated_and_titled_and_has_a_page_of_sentences(path: Path) -> None:
    """Each has what an attribution needs, and 12 to 25 sentences."""
    facts = read(path.read_bytes(), path.name).metadata
    assert facts.title
    assert facts.publisher == "Verbatim sample reports"
    assert facts.date
    assert 12 <= len(sentences(path)) <= 25


def test_there_are_four_samples() -> None:
    """Enough for a question to have more than one place to look."""
    assert len(SAMPLES) == 4


def test_one_sentence_says_who_leads_the_political_wing() -> None:
    """The question of the README is answered by a sentence that can stand alone."""
    answers = [words for path in SAMPLES for words in sentences(path) if "political wing" in words]
    assert len(answers) == 1
    assert all(words in answers[0] for words in ("Ilham Ahmed", "Syrian Democratic Council", "SDF"))
