"""A large report is stored and searched while questions go on; then it answers, at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.report import Document, Paragraph, Sentence
from corpus.rows import Addition
from corpus.shingles import KIND, fingerprint
from index.answer import Query
from index.answering import Answerer
from index.lexical import LexicalIndex
from tests.fakes.additions import addition
from tests.fakes.hashing import DIMENSION, HashedWords
from tests.fakes.houses import of_hashed_words

WORDS = HashedWords()
SENTENCES = 20_000  # of about 100 characters: two million
SLOWEST_S = 0.5  # more than without it, for the one question that meets the change
HELD_UP_S = 0.1  # a question may wait so long for somebody who adds a report


def _large() -> Addition:
    """Return a report taken apart and embedded already, which the splitter would take longer for than the test."""
    line = "Tugs pulled the ship for six days and six nights without an end, said the crew of tug {:06}.\n"
    text = "".join(line.format(number) for number in range(SENTENCES))
    width = len(line.format(0))
    starts = [(number, number * width, (number + 1) * width - 1) for number in range(SENTENCES)]
    sentences = tuple(Sentence(start, end, number + 1) for number, start, end in starts)
    document = Document(text, tuple(Paragraph(start, end) for _, start, end in starts), sentences)
    small = addition("Tugs pulled the ship.", embedder=WORDS)
    vectors = small.vectors["sentence"]
    rows = vectors.rows[: 2 * DIMENSION] * SENTENCES
    prints = {KIND: fingerprint(text).packed()}
    filled = {"document": document, "fingerprints": prints, "vectors": {"sentence": replace(vectors, rows=rows)}}
    return replace(small, content=text.encode(), **filled)


def _asked_s(answerer: Answerer) -> float:
    start = time.perf_counter()
    answer = answerer.answer(Query("when did the mayor sign?"))
    assert any("mayor" in quote.text for quote in answer.quotes)
    return time.perf_counter() - start


@pytest.mark.alone
@pytest.mark.slow
def test_questions_go_on_while_a_large_report_is_stored_and_searched(tmp_path: Path) -> None:
    """Nine in ten wait hardly longer than without it; when the addition has ended, it answers."""
    with of_hashed_words(tmp_path) as at:
        at.store.add(addition("The mayor signed in June.", embedder=WORDS))
        answerer, large = at.answerer(), _large()
        alone_s = max(_asked_s(answerer) for _ in range(20))

        def add() -> None:
            with answerer.changing():
                at.store.add(large)

        with ThreadPoolExecutor(1) as thread:
            adding, waits = thread.submit(add), []
            while not adding.done():
                waits.append(_asked_s(answerer))
                time.sleep(0.01)
            adding.result()
        usual_s = sorted(waits)[int(0.9 * len(waits))]
        figures = [f"{seconds * 1e3:.0f} ms" for seconds in (alone_s, usual_s, max(waits))]
        print(f"alone at most, beside nine in ten, beside at most: {figures}")  # noqa: T201 - for the record
        assert usual_s < 3 * (alone_s + HELD_UP_S)  # three times: the machine of the tests is shared
        assert max(waits) < alone_s + SLOWEST_S
        assert "tug 012345" in answerer.answer(Query("what said the crew of tug 012345?")).quotes[0].text


def test_a_removed_report_is_left_out_at_once_and_followed_off_the_questions_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked while the searches still hold its sentences, and after: never shown; the next question has no work left."""
    with of_hashed_words(tmp_path) as at:
        kept = at.store.add(addition("The mayor signed in June.", embedder=WORDS))
        gone = at.store.add(addition("The mayor signed in secret in May.", embedder=WORDS))
        answerer, shown = at.answerer(), []
        update = LexicalIndex.update

        def meanwhile(self: LexicalIndex, *given: Any) -> None:
            shown.append(answerer.answer(Query("when did the mayor sign?")))
            update(self, *given)

        assert len(answerer.answer(Query("when did the mayor sign?")).quotes) == 2
        monkeypatch.setattr(LexicalIndex, "update", meanwhile)
        assert at.indexer.remove(gone.id) == gone
        shown.append(answerer.answer(Query("when did the mayor sign?")))
        assert [[quote.report.id for quote in answer.quotes] for answer in shown] == [[kept.id]] * 2


def test_a_moved_report_is_searched_in_its_new_collection_when_the_move_ends(tmp_path: Path) -> None:
    """And no more in the old one."""
    with of_hashed_words(tmp_path) as at:
        report = at.store.add(addition("The mayor signed in June.", embedder=WORDS))
        answerer = at.answerer()
        at.store.collections.create("field")
        at.indexer.move(report.id, "field")
        for name, count in (("field", 1), ("everyone", 0)):
            query = Query("when did the mayor sign?", collections=frozenset({name}))
            assert len(answerer.answer(query).quotes) == count


def test_a_change_that_fails_lets_the_next_one_through(tmp_path: Path) -> None:
    """Nothing stays locked."""
    with of_hashed_words(tmp_path) as at:
        answerer = at.answerer()
        with pytest.raises(RuntimeError), answerer.changing():
            raise RuntimeError("the disk is full")
        with answerer.changing():
            at.store.add(addition("The mayor signed in June.", embedder=WORDS))
        assert _asked_s(answerer)
