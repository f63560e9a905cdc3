"""What of a sentence is shown as an answer: nothing that states nothing, whole words, and what must stand beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.report import BlockKind, Paragraph
from corpus.store import Store
from index.answer import Query
from index.answering import Answerer
from index.judging import Judged, Judgement, SimilarityJudge
from index.quotable import denies, is_label, leans, states, whole_words
from index.retrieval import Candidates, Retriever
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords

MODEL = HashedWords()


def paragraph(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Paragraph:
    """Return a paragraph of one sentence."""
    return Paragraph(0, len(text), kind, None)


@pytest.mark.parametrize(
    ("text", "marked", "shown"),
    [
        ("We recorded 1,284 incidents.", "284", "1,284"),
        ("It cost $3 million.", "3", "$3"),
        ("Markets may open from 7 a.m. to 9 p.m.", "7 a.m", "7 a.m."),
        ("Nobody drives after 6 p.m.", "6 p.m", "6 p.m."),
        ("They left on 6 June.", "6 June", "6 June"),
        ("The camp is 15 km. The town is far.", "15 km", "15 km"),
        ("Its head, Nadia Serrano, spoke.", "Nadia", "Nadia Serrano"),
        ("Gen. Osman Reval came.", "Osman", "Osman Reval"),
        ("They met the Free Kassara Council.", "Kassara Council", "Free Kassara Council"),
        ("They met Karam on Tuesday in Oslo.", "Karam", "Karam"),
        ("They met on Tuesday Karam said.", "Karam", "Karam"),
        ("Ann Brandt (chair) left.", "Ann Brandt (chair", "Ann Brandt (chair)"),
        ("Turkey Attacks Northern Syria Again", "Attacks", "Attacks"),
        ("The NAF Council met.", "NAF", "NAF"),
    ],
)
def test_the_words_in_bold_are_whole(text: str, marked: str, shown: str) -> None:
    """No number, name, time or bracket is cut."""
    start = text.index(marked)
    whole = whole_words(text, (start, start + len(marked)))
    assert whole is not None
    assert text[slice(*whole)] == shown


@pytest.mark.parametrize("words", ["Salaries · Amount", "· Office", "Office", "Item: Salaries ·"])
def test_no_bold_runs_across_a_table(words: str) -> None:
    """Nor does it mark the name of a column."""
    row = "Item: Salaries · Amount (EUR): 1420000 · Office: Oslo"
    start = row.index(words)
    shown = whole_words(row, (start, start + len(words)))
    assert shown is None


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 60))
def test_the_words_in_bold_stay_within_the_sentence(text: str, start: int, length: int) -> None:
    """They hold at least what the reader marked."""
    end = min(start + length, len(text))
    if start < end and (shown := whole_words(text, (start, end))):
        assert 0 <= shown[0] <= start < end <= shown[1] <= len(text)


@pytest.mark.parametrize("text", ["DEMIR: Where did they go?", "真的吗？", "“Why?”", "هل وصل؟"])
def test_a_question_answers_nothing(text: str) -> None:
    """An interviewer's question is like the reader's, and says nothing."""
    assert not states(text, paragraph(text), "Interview")


def test_a_title_at_the_head_of_a_page_answers_nothing() -> None:
    """Nor does a heading."""
    assert not states("Civilian harm", paragraph("Civilian harm"), "Civilian Harm")
    assert not states("Civilian harm", paragraph("Civilian harm", BlockKind.HEADING), "Report")
    assert states("Civilian harm", paragraph("Civilian harm is rising."), "Civilian harm")


def test_salutations_and_signatures_are_labels_and_short_statements_are_not() -> None:
    """So are letterheads."""
    for text in ("Dear Ms. Haddad,", "Yours sincerely,", "FOR IMMEDIATE RELEASE", "Office of the Governor", "Amal"):
        assert is_label(text, paragraph(text)), text
    for text in ("Chair: Tomas Brandt", "Rashid Karam, Governor", "28 May 2025", "It had not.", "他来了"):
        assert not is_label(text, paragraph(text)), text
    assert not is_label("Insulin", paragraph("Insulin", BlockKind.LIST_ITEM))


def test_what_leans_on_its_neighbour_is_known() -> None:
    """And what takes it back."""
    assert leans("It was lifted on 18 June.")
    assert leans("“They are tired,” Holm said.")
    assert not leans("Items were lifted.")
    for text in ("It had not.", "Holm denied this.", "This is false.", "Serrano denies it.", "It wasn't."):
        assert denies(text), text
    for text in ("He was not there when the bridge was hit, the mayor of the town said.", "Nobody knows.", "It did."):
        assert not denies(text), text


class Certain(SimilarityJudge):
    """Is sure of the sentence that holds most of the question's words."""

    def judge(self, question: str, candidates: Candidates) -> Judgement:
        """Rank as similarity does; all chance goes to the first."""
        first, *others = super().judge(question, candidates).sentences
        rest = (Judged(one.sentence, one.score, share=0.0) for one in others)
        return Judgement((Judged(first.sentence, first.score, share=1.0), *rest), 0.9, answered=True)


def test_a_quote_brings_the_sentence_that_it_leans_on_and_the_one_that_takes_it_back(store: Store) -> None:
    """A destroyed bridge is not reported without "It had not."; both are slices of the text."""
    store.add(addition("# News\n\nKaram opened the bridge. It cost 14 million. This is false.\n", embedder=MODEL))
    answerer = Answerer(store, Retriever(store, MODEL), Certain())
    (quote,) = answerer.answer(Query("what cost 14 million?")).quotes
    assert (quote.before, quote.text, quote.after) == (
        "Karam opened the bridge.",
        "It cost 14 million.",
        "This is false.",
    )
    (first,) = answerer.answer(Query("who opened the bridge?")).quotes
    assert (first.before, first.after) == ("", "")


def test_where_the_surest_sentence_is_a_question_nothing_is_answered(store: Store) -> None:
    """The confidence was that of the question; the others are only close."""
    store.add(addition("Where did the doctors go?\n\nThe boats came late.\n\nNobody knew why.\n", embedder=MODEL))
    answer = Answerer(store, Retriever(store, MODEL), Certain()).answer(Query("where did the doctors go"))
    assert not answer.answered
    assert not any(quote.text.endswith("?") for quote in answer.quotes)
