"""Several threads share a store: those that read see whole changes only, and wait for nobody who writes."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import pytest

from corpus.errors import CorpusError, ReportNotFound
from corpus.report import Document, Paragraph, Sentence
from corpus.rows import Addition, Vectors
from corpus.store import Store
from tests.fakes.additions import addition

ONE = "The battle began in June. It ended in October.\n"
OTHER = "The ship ran aground. Tugs pulled for six days. It floated.\n"
HELD_UP_S = 0.1  # a question may wait so long for somebody who adds a large report
MEGABYTES_10 = 10 << 20


def _whole(store: Store, report: int) -> bool:
    """Whether text, sentences and facts of a report are of one moment."""
    with store.snapshot():
        text, spans, facts = store.text(report), store.spans(report), store.report(report)
        place = store.place(store.first_sentence(report))
    sentences = [text[start:end] for start, end in spans]
    right = {2: "The battle began in June.", 3: "The ship ran aground."}
    return len(sentences) == facts.sentences and sentences[0] == right[len(sentences)] and place is not None


def test_a_reader_never_sees_half_a_replacement(store: Store) -> None:
    """One thread replaces a report to and fro, others read it all the while."""
    report, stop = store.add(addition(ONE)).id, threading.Event()

    def read() -> int:
        count = 0
        while not stop.is_set():
            assert _whole(store, report)
            document = store.document(report)
            assert len(document.sentences) == {ONE: 2, OTHER: 3}[document.text]
            count += 1
        return count

    with ThreadPoolExecutor(3) as threads:
        reading = [threads.submit(read) for _ in range(3)]
        for text in [OTHER, ONE] * 30:
            store.replace(report, addition(text))
        stop.set()
        assert all(done.result() for done in reading)


def test_a_snapshot_keeps_showing_what_it_began_with(store: Store) -> None:
    """A report that is removed meanwhile is still whole within it, and gone after it."""
    report = store.add(addition(ONE)).id
    with ThreadPoolExecutor(1) as thread, store.snapshot():
        assert store.report(report)
        thread.submit(store.remove, report).result()
        assert store.text(report) == ONE
        assert [kept.id for kept in store.reports()] == [report]
    with pytest.raises(ReportNotFound):
        store.text(report)
    assert store.reports() == []


def test_threads_that_write_wait_for_each_other(store: Store) -> None:
    """Forty reports from four threads, each twice: every one there once, with its original."""
    texts = [f"Report number {number} says so.\n" for number in range(40)]
    with ThreadPoolExecutor(4) as threads:
        added = list(threads.map(lambda text: store.add(addition(text)), texts * 2))
    assert len({report.id for report in added}) == len(store.reports()) == len(texts)
    assert store.faults() == []


def _large() -> Addition:
    """Return a report of ten megabytes, taken apart without the splitter, which would take longer than the test."""
    line = "Tugs pulled the ship for six days and six nights without an end.\n"
    count = MEGABYTES_10 // len(line)
    starts = [(number, number * len(line), (number + 1) * len(line) - 1) for number in range(count)]
    sentences = tuple(Sentence(start, end, number + 1) for number, start, end in starts)
    document = Document(line * count, tuple(Paragraph(start, end) for _, start, end in starts), sentences)
    vectors = {"sentence": Vectors("model", 384, bytes(2 * 384 * count))}
    return replace(addition(ONE), content=document.text.encode(), document=document, vectors=vectors)


@pytest.mark.alone
def test_a_question_is_not_held_up_while_ten_megabytes_are_stored(store: Store) -> None:
    """Reading goes on beside the transaction."""
    small = store.add(addition(ONE)).id
    large = _large()
    with ThreadPoolExecutor(1) as thread:
        adding = thread.submit(store.add, large)
        moments = [time.perf_counter()]
        while not adding.done():
            assert _whole(store, small)
            moments.append(time.perf_counter())
        assert adding.result().sentences == len(large.document.sentences)
    slowest_s = max(after - before for before, after in pairwise(moments))
    print(f"slowest of {len(moments)} reads: {slowest_s * 1e3:.1f} ms")  # noqa: T201 - a figure for the record
    assert slowest_s < HELD_UP_S * 5  # five times: the machine of the tests is shared


def test_a_closed_store_says_so(store: Store) -> None:
    """Instead of the library's words."""
    store.close()
    with pytest.raises(CorpusError, match="was closed"):
        store.reports()
