"""Reading and searching weighed together: every sentence gets its place, spans lie inside, near misses stay out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.store import Store
from index.answer import Query
from index.answering import LEAST_SHARE, Answerer
from index.judging import FIRST_WINDOWS, Judge, ReadingJudge, SimilarityJudge, load_judge
from index.mixture import share
from index.reader import ReadablePassage, Reading, SentenceReading
from index.retrieval import Retriever
from index.settings import ReaderSettings
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords

MODEL = HashedWords()
LINES = [f"Sentence {n} tells of the harbour and of nothing else." for n in range(60)]
TEXT = " ".join([*LINES[:30], "The harbour master is Ada Quill.", *LINES[30:]])


class Knowing:
    """An honest stand-in for a reader: it knows one name, and says of every other sentence that it does not answer."""

    def __init__(self) -> None:
        self.seen: list[ReadablePassage] = []

    def read(self, _: str, passages: Sequence[ReadablePassage]) -> list[Reading]:
        """Find the name."""
        self.seen += passages
        return [Reading(tuple(map(self._said, passage.sentences)), 5.0) for passage in passages]

    def _said(self, sentence: str) -> SentenceReading:
        at = sentence.find("Ada Quill")
        return SentenceReading(9.0, (at, at + 9), 9.0) if at >= 0 else SentenceReading(-9.0, None, -9.0)


@pytest.fixture
def retriever(store: Store) -> Retriever:
    """The searches over one report of sixty-one sentences."""
    store.add(addition(TEXT, "harbour.txt", embedder=MODEL))
    made = Retriever(store, MODEL)
    made.follow()
    return made


def judged(store: Store, retriever: Retriever, reader: Knowing) -> Judge:
    """A judge that reads with the stand-in."""
    return ReadingJudge(reader, retriever, store, precision=0.8)


def test_the_sentence_that_the_reader_finds_comes_first_with_its_words(store: Store, retriever: Retriever) -> None:
    """The reader outweighs sixty sentences that are as similar."""
    answer = Answerer(store, retriever, judged(store, retriever, Knowing())).answer(Query("who is the harbour master?"))
    first = answer.quotes[0]
    assert first.span is not None
    assert first.text[slice(*first.span)] == "Ada Quill"
    assert answer.answered


def test_a_sure_answer_stands_alone(store: Store, retriever: Retriever) -> None:
    """Sentences that are hardly the right one are not shown beside it."""
    answer = Answerer(store, retriever, judged(store, retriever, Knowing())).answer(Query("who is the harbour master?"))
    assert len(answer.quotes) == 1


def test_every_candidate_is_ranked_once_read_or_not(store: Store, retriever: Retriever) -> None:
    """What was not read comes after what was, in the order of the search; nothing is lost and nothing is doubled."""
    reader = Knowing()
    candidates = retriever.retrieve("who is the harbour master?")
    ranked = [one.sentence for one in judged(store, retriever, reader).judge("who?", candidates).sentences]
    assert len(ranked) == len(set(ranked))
    assert set(candidates.sentences.tolist()) <= set(ranked)


def test_windows_hold_consecutive_sentences_of_the_text(store: Store, retriever: Retriever) -> None:
    """What is read is what stands there, in its order."""
    reader = Knowing()
    judged(store, retriever, reader).judge("harbour", retriever.retrieve("harbour"))
    assert all(" ".join(passage.sentences) in TEXT for passage in reader.seen)
    assert {passage.title for passage in reader.seen} == {"harbour"}


def test_nothing_found_is_nothing_answered(store: Store) -> None:
    """An empty store has no answer, and no reader is asked."""
    empty = Retriever(store, MODEL)
    empty.follow()
    judgement = judged(store, empty, Knowing()).judge("who?", empty.retrieve("who?"))
    assert (judgement.sentences, judgement.answered, judgement.confidence) == ((), False, 0.0)


def test_shares_are_chances() -> None:
    """They sum to one and follow the scores."""
    shares = share(np.array([1.0, 3.0, 2.0], np.float32))
    assert shares.sum() == pytest.approx(1)
    assert shares[1] > shares[2] > shares[0] > LEAST_SHARE / 2


@pytest.mark.parametrize(
    ("question", "languages", "read"),
    [
        ("who is the harbour master?", frozenset({"en"}), True),
        ("¿Quién es la jefa del puerto?", frozenset({"en"}), False),
        ("¿Quién es la jefa del puerto?", frozenset({"en", "es"}), True),
        ("quién es?", None, True),
    ],
)
def test_a_question_in_a_language_that_the_reader_does_not_know_is_not_read(
    store: Store, retriever: Retriever, question: str, languages: frozenset[str] | None, *, read: bool
) -> None:
    """The searches alone rank it."""
    reader = Knowing()
    found = retriever.retrieve(question)
    judgement = ReadingJudge(reader, retriever, store, precision=0.8, languages=languages).judge(question, found)
    assert bool(reader.seen) is read
    assert read or [one.sentence for one in judgement.sentences] == found.sentences.tolist()


@pytest.mark.parametrize(("model", "kind"), [("none", SimilarityJudge), ("verbatim", ReadingJudge)])
def test_the_configured_judge_is_loaded(store: Store, retriever: Retriever, model: str, kind: type[Judge]) -> None:
    """One line of config chooses between reading and similarity alone."""
    assert isinstance(load_judge(ReaderSettings(model=model), store, retriever), kind)


def test_the_later_windows_are_read_only_where_the_first_leave_doubt(store: Store, retriever: Retriever) -> None:
    """A certain answer saves half the reading; above certainty everything is read."""
    candidates, reads = retriever.retrieve("who is the harbour master?"), []
    for certain in (0.0, 2.0):
        reader = Knowing()
        judge = ReadingJudge(reader, retriever, store, precision=0.8, certain=certain)
        judge.judge("who is the harbour master?", candidates)
        reads.append(len(reader.seen))
    assert reads[0] == FIRST_WINDOWS < reads[1]
