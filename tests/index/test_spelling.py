"""A name that no report spells as the question does is found, told, and never one that only a hidden report holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.store import Store
from index.answer import Correction, Query
from index.answering import Answerer
from index.judging import Judgement, SimilarityJudge
from index.retrieval import Candidates, Retriever
from index.spelling import MOST_CORRECTIONS, corrected
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords

MODEL = HashedWords()
NORTH = (
    "Ilham Ahmed co-chairs the council. Mazloum Abdi commands the force from Kobanê. They invited the press.\n\n"
    "The government of Iraq rules the rest. A commander rose early. Nothing was decided in Slovenia.\n"
)
SOUTH = "Muammar Gaddafi fell in October. The road to Khartoum and Torah was closed. They weaken. Ahmed Saleh left.\n"


class Noting(SimilarityJudge):
    """Judges by similarity and notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def judge(self, question: str, candidates: Candidates) -> Judgement:
        """Note the question, and judge."""
        self.asked.append(question)
        return super().judge(question, candidates)


@pytest.fixture
def judge() -> Noting:
    """What judges the answerer's questions."""
    return Noting()


@pytest.fixture
def answerer(store: Store, judge: Noting) -> Answerer:
    """An answerer over two reports, one of them in a collection of its own."""
    store.add(addition(NORTH, "north.txt", embedder=MODEL, language="en"))
    store.add(addition(SOUTH, "south.txt", embedder=MODEL, language="en", collection="south"))
    return Answerer(store, Retriever(store, MODEL), judge)


def meant(answerer: Answerer, question: str, **where: object) -> dict[str, str]:
    """Return the words of a question that were replaced, with what they were replaced by."""
    return {one.asked: one.searched for one in answerer.answer(replace(Query(question), **where)).corrections}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who is Ilham Ahmad?", {"Ahmad": "Ahmed"}),
        ("who is ilham ahmad", {"ahmad": "Ahmed"}),
        ("What does Mazlum Abdo command?", {"Mazlum": "Mazloum", "Abdo": "Abdi"}),
        ("when did Gadafi fall?", {"Gadafi": "Gaddafi"}),
        ("when did Qadhafi's rule end?", {"Qadhafi": "Gaddafi"}),
        ("what happened in Kobani?", {"Kobani": "Kobanê"}),
        ("is the road to Khartum closed?", {"Khartum": "Khartoum"}),
        ("who is the comander?", {"comander": "commander"}),
    ],
)
def test_the_word_that_is_meant_is_found(answerer: Answerer, question: str, expected: dict[str, str]) -> None:
    """By sound or by a step or two."""
    assert meant(answerer, question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who is Ilham Ahmed?",  # it stands there
        "what happened in Kobane?",  # but for its accent
        "who invented the telephone?",  # no misspelling of "invited"
        "what role did the council play?",  # nor of "rules"
        "who governs Iran?",  # another country than Iraq
        "what was decided in Slovakia?",  # than Slovenia
        "who is Rosa?",  # a name is no misspelling of "rose"
        "Who tore the flag of Iraq?",  # without a capital among others, no name
        "who is waken by the press?",  # a form of a word that there is
        "who is zzyzx qqfrgl?",  # nothing is near
        "wer kommandiert die Truppe von Mazlum?",  # in a language of which no report is
        "1234 5678",
    ],
)
def test_other_questions_are_left_as_they_are(answerer: Answerer, judge: Noting, question: str) -> None:
    """The judge gets every letter of them."""
    assert meant(answerer, question) == {}
    assert judge.asked == [question]


def test_the_sentence_is_found_as_by_the_right_spelling(answerer: Answerer, judge: Noting) -> None:
    """Searched and read with the right spelling, shown as asked."""
    right, wrong = (answerer.answer(Query(f"what does {name} command?")) for name in ("Mazloum", "Mazlum"))
    assert wrong.quotes == right.quotes
    assert wrong.confidence == right.confidence
    assert wrong.question == "what does Mazlum command?"
    assert judge.asked == ["what does Mazloum command?"] * 2


def test_a_word_that_only_a_hidden_report_holds_is_never_told(answerer: Answerer) -> None:
    """Nor does it stand in the way of one that may be seen."""
    assert meant(answerer, "when did Gadafi fall?", collections=frozenset({"everyone"})) == {}
    assert meant(answerer, "who is Mazlum?", collections=frozenset({"everyone"})) == {"Mazlum": "Mazloum"}
    assert answerer.corrections(Query("who is Gadafi?", collections=frozenset({"everyone"}))) == ()
    assert answerer.corrections(Query("who is Gadafi?", collections=frozenset())) == ()
    assert answerer.corrections(Query("who is Gadafi?")) == (Correction("Gadafi", "Gaddafi"),)


def test_a_right_spelling_that_only_a_hidden_report_holds_is_as_good_as_none(store: Store, answerer: Answerer) -> None:
    """Whoever may not see it learns nothing of it: the same words as without it."""
    store.add(addition("Mazlum was here.", "hidden.txt", embedder=MODEL, language="en", collection="south"))
    assert meant(answerer, "who is Mazlum?", collections=frozenset({"everyone"})) == {"Mazlum": "Mazloum"}
    assert meant(answerer, "who is Mazlum?") == {}


def test_additions_and_removals_are_followed(store: Store, answerer: Answerer) -> None:
    """At the next question; a replaced report's words go with it."""
    assert meant(answerer, "who is Gadafi?") == {"Gadafi": "Gaddafi"}
    store.replace(2, addition("Nobody fell.", "south.txt", embedder=MODEL, language="en"))
    assert meant(answerer, "who is Gadafi?") == {}
    added = store.add(addition("Gadhafi came back.", "back.txt", embedder=MODEL, language="en"))
    assert meant(answerer, "who is Gadafi?") == {"Gadafi": "Gadhafi"}
    store.remove(added.id)
    assert meant(answerer, "who is Gadafi?") == {}


def test_a_word_of_a_title_stands_in_the_report(store: Store, answerer: Answerer) -> None:
    """It is searched, so it is not replaced, and it may be meant."""
    store.add(addition("Nothing is known.", "t.txt", embedder=MODEL, language="en", title="Deir Hafir in spring"))
    assert meant(answerer, "what of Hafir?") == {}
    assert meant(answerer, "what of Haffir?") == {"Haffir": "Hafir"}


def test_a_question_of_many_misspelt_names_has_a_few_replaced(store: Store, answerer: Answerer) -> None:
    """The line that tells of them stays short."""
    names = ("Barzani", "Talabani", "Karwan", "Sherwan", "Dilovan", "Zerdesht")
    store.add(addition(f"They are {', '.join(names)}.", "n.txt", embedder=MODEL, language="en"))
    assert len(meant(answerer, f"who are {', '.join(name[:-1] + name[-1] * 2 for name in names)}?")) == MOST_CORRECTIONS


def test_only_whole_words_are_replaced_and_their_endings_stay() -> None:
    """Whatever stands around them."""
    question = "Is Mazlum's man Mazlumi, or MAZLUM?"
    assert corrected(question, [Correction("Mazlum", "Mazloum")]) == "Is Mazloum's man Mazlumi, or MAZLUM?"
