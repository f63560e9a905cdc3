"""The page of a quoted sentence, from the context that its reader was given."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.boxes import pack
from corpus.errors import ReportNotFound
from corpus.pages import Painter
from corpus.report import Block, Extract, Report
from corpus.rows import Addition
from corpus.store import Store
from index.answering import Answerer
from index.judging import SimilarityJudge
from index.retrieval import Retriever
from tests.fakes.additions import addition, of_extract
from tests.fakes.hashing import HashedWords
from tests.fakes.printed import printed

MODEL = HashedWords()


@pytest.fixture(scope="module")
def painter() -> Iterator[Painter]:
    """One process for all tests."""
    with Painter() as drawing:
        yield drawing


def survey(count: int) -> Addition:
    """Return a printed report of so many sentences."""
    made = printed(count)
    extract = Extract(made.text, (Block(0, len(made.text), page=1),), format="pdf", boxes=pack(made.lines))
    return of_extract(extract, made.pdf, "survey.pdf", embedder=MODEL)


def answerer_of(store: Store, painter: Painter | None) -> Answerer:
    """Return what answers from a store."""
    return Answerer(store, Retriever(store, MODEL), SimilarityJudge(), painter)


def sentence_of(store: Store, report: Report, number: int = 1) -> int:
    """Return the id of a report's sentence."""
    return store.first_sentence(report.id) + number - 1


def test_the_sentence_of_a_context_is_drawn(store: Store, painter: Painter) -> None:
    """The same as is drawn by its offsets."""
    report = store.add(survey(12))
    answerer = answerer_of(store, painter)
    context = answerer.context(sentence_of(store, report, 5))
    assert context is not None
    assert answerer.picture(context) == painter.picture(store, report, store.spans(report.id)[4])


def test_a_report_without_pages_has_no_picture(store: Store, painter: Painter) -> None:
    """Nothing to draw is no failure."""
    report = store.add(addition("The city fell on Monday.", embedder=MODEL))
    answerer = answerer_of(store, painter)
    context = answerer.context(sentence_of(store, report))
    assert context is not None
    assert answerer.picture(context) is None


def test_without_a_painter_nothing_is_drawn(store: Store) -> None:
    """As where nobody wants to see pages."""
    report = store.add(survey(3))
    answerer = answerer_of(store, None)
    context = answerer.context(sentence_of(store, report))
    assert context is not None
    assert answerer.picture(context) is None


def test_a_replaced_report_is_not_drawn_for_its_old_sentence(store: Store, painter: Painter) -> None:
    """The old offsets would mark other words of the new file."""
    report = store.add(survey(3))
    answerer = answerer_of(store, painter)
    context = answerer.context(sentence_of(store, report))
    assert context is not None
    store.replace(report.id, survey(4))
    assert answerer.picture(context) is None


def test_a_removed_report_is_not_drawn(store: Store, painter: Painter) -> None:
    """Not even in the moment between the paragraph and its page."""
    report = store.add(survey(3))
    answerer = answerer_of(store, painter)
    context = answerer.context(sentence_of(store, report))
    assert context is not None
    store.remove(report.id)
    with pytest.raises(ReportNotFound):
        answerer.picture(context)
