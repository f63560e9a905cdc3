"""Who asks what somebody said of something gets that speaker's words first; nobody else's question is touched."""

from __future__ import annotations

import pytest

from corpus.store import Store
from index.answer import Query, Speaker
from index.answering import Answerer
from index.judging import Judged, Judgement, SimilarityJudge
from index.retrieval import Retriever
from index.saying import Saying, said_first, saying
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords

HEARING = """# Hearing on the dam

**Nadia Serrano:** I looked at the dam in March. In my view it was never close to collapse.

**Karim Haddad:** We heard every day of collapse, collapse of the dam. The gates were opened on my order.

**Nadia Serrano:** That order saved nobody. The gates could have waited.

**Karim Haddad:** He had seen cracks on the crest of the dam.
"""
LEE = Speaker("Ann Lee", (0, 40), "said", sure=True)


@pytest.fixture
def answerer(store: Store) -> Answerer:
    """An answerer over a hearing."""
    store.add(addition(HEARING, "hearing.md", embedder=HashedWords()))
    return Answerer(store, Retriever(store, HashedWords()), SimilarityJudge())


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What did Nadia Serrano say about collapse?", "In my view it was never close to collapse."),
        ("what does Haddad think of the gates?", "The gates were opened on my order."),
        ("What did Serrano say about the gates?", "The gates could have waited."),
        ("Serrano on the gates", "The gates could have waited."),
    ],
)
def test_the_words_of_the_speaker_come_first(answerer: Answerer, question: str, first: str) -> None:
    """Though their name stands in none of these sentences."""
    quote = answerer.answer(Query(question)).quotes[0]
    assert quote.text == first
    assert quote.speaker is not None
    assert quote.speaker.name.split()[-1] in question


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Ann Lee say about the dam?", Saying(("ann", "lee"), frozenset({"dam"}))),
        ("what does Lee think of dams", Saying(("lee",), frozenset({"dam"}))),
        ("Ann Lee on the dam", Saying(("ann", "lee"), frozenset({"dam"}))),
        ("What did Ann Lee say?", None),
        ("What did Ann Lee build on the dam?", None),
        ("who said that the dam would break?", None),
        ("dam on the river", None),
        ("", None),
    ],
)
def test_the_form_of_the_question_tells_whose_words_are_asked_for(question: str, expected: Saying | None) -> None:
    """And about what; a question of another form asks for nobody's."""
    assert saying(question) == expected


@pytest.mark.parametrize(
    ("speaker", "text", "fits"),
    [
        (LEE, "The dam is safe.", True),
        (Speaker("Lee", (0, 40), "said", sure=True), "The dam is safe.", True),
        (Speaker("Ann Lee", (0, 40), "said", sure=False), "The dam is safe.", False),
        (Speaker("Ann Wu", (0, 40), "said", sure=True), "The dam is safe.", False),
        (Speaker("Ann Lee", (0, 12), "said", sure=True), "It is safe, said Lee at the dam.", False),
        (LEE, "The gates are safe.", False),
        (None, "The dam is safe.", False),
    ],
)
def test_only_what_surely_is_said_by_them_about_it_fits(speaker: Speaker | None, text: str, *, fits: bool) -> None:
    """A shared first name, a guess and a dam that stands beside the words are not enough."""
    assert Saying(("ann", "lee"), frozenset({"dam"})).fits(speaker, text) is fits


def test_another_question_is_left_as_it_is_judged() -> None:
    """Nobody's speaker is looked up."""
    judged = Judgement((Judged(1, 2.0), Judged(2, 1.0)), 0.4, answered=False)
    for question in ("What did Ann Lee build?", "who leads the council?"):
        assert said_first(judged, question, lambda _: pytest.fail("looked up")) is judged


def test_a_sentence_that_names_them_and_it_gives_no_way() -> None:
    """A sentence with her name is as good as one of her turn, and the reader knows whose it is."""
    texts = ("Nobody came.", "Ann Lee said that the dam was safe.", "The dam is safe.")
    judged = Judgement(tuple(Judged(at, 9.0 - at) for at in range(3)), 0.4, answered=False)
    found = said_first(judged, "What did Lee say about the dam?", lambda at: (LEE if at == 2 else None, texts[at]))
    assert [one.sentence for one in found.sentences] == [1, 2, 0]


def test_reports_without_turns_are_left_as_they_are_judged() -> None:
    """There the name stands in the sentence, and the reader reads it."""
    texts = ("The gates were shut.", "Ann Lee said that the dam was safe.")
    judged = Judgement(tuple(Judged(at, 9.0 - at) for at in range(2)), 0.4, answered=False)
    assert said_first(judged, "What did Lee say about the dam?", lambda at: (None, texts[at])) is judged


def test_nothing_is_lost_and_the_order_judged_stays_within_both_parts() -> None:
    """The confidence stays, too."""
    judged = Judgement(tuple(Judged(at, 9.0 - at) for at in range(6)), 0.4, answered=False)
    found = said_first(judged, "What did Ann Lee say about the dam?", lambda at: (LEE if at % 2 else None, "That dam."))
    assert [one.sentence for one in found.sentences] == [1, 3, 5, 0, 2, 4]
    assert found.confidence == judged.confidence
