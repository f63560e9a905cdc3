"""Evaluation: a set of questions becomes reports, is answered by the code that answers people, and is written out."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from corpus.store import Store
from index.errors import EvaluationError
from index.evaluation import RANKED, Ranker, Ranking, fill, predictions, read_rows
from index.judging import SimilarityJudge
from index.retrieval import Retriever
from tests.fakes.hashing import HashedWords

MODEL = HashedWords()
SENTENCES = [
    {"id": "canal-1", "doc": "canal", "n": 1, "text": "Tugs pulled for\nsix days.", "meta": {"par": 0}},
    {"id": "canal-0", "doc": "canal", "n": 0, "text": "The ship ran aground.", "meta": {"par": 0, "title": "Suez"}},
    {"id": "canal-2", "doc": "canal", "n": 2, "text": "Sand was removed.", "meta": {"par": 1}},
    {"id": "raqqa-0", "doc": "raqqa_report.txt", "n": 0, "text": "Ilham Ahmed co-chairs the council."},
    {"id": "raqqa-1", "doc": "raqqa_report.txt", "n": 1, "text": "Tugs were not needed."},
]
QUESTIONS = [
    {"id": "q1", "doc": "canal", "question": "Who pulled for six days?"},
    {"id": "q2", "doc": "raqqa_report.txt", "question": "Who co-chairs the council?"},
    {"id": "q3", "doc": "canal", "question": "?!"},
]


def run(store: Store, *, only_its_report: bool) -> dict[str, dict[str, Any]]:
    """Answer the questions over a store filled with the sentences; return the lines by question."""
    names = fill(store, SENTENCES, MODEL)
    ranker = Ranker(store, Retriever(store, MODEL), SimilarityJudge(), only_its_report=only_its_report)
    return {line["id"]: line for line in predictions(QUESTIONS, names, ranker.rank)}


def test_every_question_gets_a_line_with_the_right_sentence_first(store: Store) -> None:
    """In the set's own ids; a question that cannot be asked gets an empty ranking and no confidence."""
    lines = run(store, only_its_report=False)
    assert lines["q1"]["ranked"][0] == "canal-1"
    assert lines["q2"]["ranked"][0] == "raqqa-0"
    assert sorted(lines["q1"]["ranked"]) == sorted(sentence["id"] for sentence in SENTENCES)
    assert lines["q3"] == {"id": "q3", "ranked": [], "confidence": 0.0}
    assert all(0 <= line["confidence"] <= 1 for line in lines.values())


def test_in_report_mode_only_the_question_s_own_document_is_ranked(store: Store) -> None:
    """However well another would answer."""
    lines = run(store, only_its_report=True)
    assert {name.partition("-")[0] for name in lines["q1"]["ranked"]} == {"canal"}
    assert {name.partition("-")[0] for name in lines["q2"]["ranked"]} == {"raqqa"}


def test_documents_become_reports_a_sentence_a_line_in_their_own_order(store: Store) -> None:
    """Titles come from the set or from the document's name; line breaks within a sentence are spaces."""
    names = fill(store, SENTENCES, MODEL)
    canal, raqqa = store.reports()
    assert store.text(canal.id) == "The ship ran aground.\nTugs pulled for six days.\nSand was removed."
    assert (canal.title, raqqa.title) == ("Suez", "raqqa report")
    assert [sentence.paragraph for sentence in store.document(canal.id).sentences] == [1, 1, 2]
    for sentence, name in names.items():
        place = store.place(sentence)
        assert place is not None
        text = store.text(place.report)[place.sentence.start : place.sentence.end]
        assert text == next(" ".join(str(one["text"]).split()) for one in SENTENCES if one["id"] == name)


def test_two_documents_of_one_text_stay_two(store: Store) -> None:
    """Their names tell them apart."""
    twins = [{"id": name, "doc": name, "n": 0, "text": "The same sentence."} for name in ("a", "b")]
    assert sorted(fill(store, twins, MODEL).values()) == ["a", "b"]


def test_no_more_sentences_are_written_than_scoring_looks_at() -> None:
    """Fifty a question, and progress is told of every one."""
    told: list[int] = []
    names = {n: f"s{n}" for n in range(200)}
    [line] = predictions(QUESTIONS[:1], names, lambda _, __: Ranking(range(200), 0.5), told.append)
    assert len(line["ranked"]) == RANKED
    assert told == [1]


@pytest.mark.parametrize("key", ["id", "doc", "n", "text"])
def test_a_sentence_that_lacks_a_key_is_refused_by_its_name(store: Store, key: str) -> None:
    """And the message says what a sentence needs."""
    broken = [{name: value for name, value in SENTENCES[0].items() if name != key}]
    with pytest.raises(EvaluationError, match=f"lacks '{key}': it needs id, doc, n and text"):
        fill(store, broken, MODEL)


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_rows_are_read_plain_or_packed(tmp_path: Path, suffix: str) -> None:
    """Empty lines do not count."""
    file, text = tmp_path / f"set{suffix}", "\n\n".join(json.dumps(row) for row in QUESTIONS) + "\n"
    file.write_bytes(gzip.compress(text.encode()) if suffix.endswith("gz") else text.encode())
    assert read_rows(file) == QUESTIONS


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jsonl", b'{"id": 1}\n{broken\n', "line 2: .*must be JSON Lines"),
        ("a.jsonl", b"\xff\xfe", "must be JSON Lines"),
        ("a.jsonl.gz", b"not packed", "Not a gzipped file"),
        ("a.jsonl.gz", gzip.compress(b'{"id": 1}\n' * 999)[:-20], "must be JSON Lines"),
        ("missing.jsonl", None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_line(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    """Never a traceback."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(EvaluationError, match=words):
        read_rows(tmp_path / name)
