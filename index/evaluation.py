"""Measure answers on sets of questions with known right sentences, through the same code that answers people.

The sets' sentences are taken as already split: each document becomes a report whose text is its sentences, a line each.
Format of sentences: {id, doc, n, text, meta}, of questions: {id, doc, question, ...}, JSON Lines, gzip or plain.
Predictions: {id, ranked: [sentence ids, best first], confidence}, a line each.
"""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.language import language_of
from corpus.report import Document, Extract, Metadata, Paragraph, Sentence
from corpus.rows import Addition, Vectors
from corpus.store import Store
from index.answering import MOST_CHARACTERS, asked
from index.embedding import Embedder, Progress, no_progress
from index.errors import EvaluationError, QuestionRefused
from index.indexing import packed
from index.judging import Judge
from index.retrieval import SENTENCE_VECTORS, Retriever
from index.titles import readable_name, titled

RANKED = 50  # sentences written a question; scoring looks at ten, MAP at all
NO_REPORT = -1  # the id of no report: a question about a document without sentences finds none
_EMBEDDED_AT_ONCE = 2_000  # sentences, so that progress is seen and batches are still of one length

_Document = list[dict[str, Any]]  # its sentences, in order


@dataclass(frozen=True, slots=True)
class Ranking:
    """The reply to one question of a set.

    Args:
        sentences: Ids of the store, best first.
        confidence: That the first one answers.
    """

    sentences: Sequence[int]
    confidence: float


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines, gzip or plain.

    Raises:
        EvaluationError: the file cannot be read; the message names the line.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            rows = []
            for number, line in enumerate(lines, 1):  # noqa: B007 - named in the error
                if line.strip():
                    rows.append(json.loads(line))
            return rows
    except OSError as failure:
        raise EvaluationError(f"{path} cannot be read: {failure.strerror or failure}.") from failure
    except (ValueError, EOFError) as failure:
        raise EvaluationError(f"{path}, line {number}: {failure}; it must be JSON Lines.") from failure


def fill(
    store: Store, sentences: Iterable[dict[str, Any]], embedder: Embedder, progress: Progress = no_progress
) -> dict[int, str]:
    """Store the documents of a set as reports; return the set's sentence id of each of the store's.

    Raises:
        EvaluationError: a sentence lacks a key, or two have one id.
    """
    names: dict[int, str] = {}
    try:
        for documents in _batched(_documents(sentences)):
            for document, addition in zip(documents, _additions(documents, embedder), strict=True):
                first = store.first_sentence(store.add(addition).id)
                names.update({first + n: sentence["id"] for n, sentence in enumerate(document)})
            progress(sum(map(len, documents)))
    except (KeyError, TypeError) as failure:
        raise EvaluationError(f"A sentence lacks {failure}: it needs id, doc, n and text.") from failure
    return names


def _batched(documents: Iterable[_Document]) -> Iterator[list[_Document]]:
    """Gather documents until there are enough sentences to embed at once."""
    batch: list[_Document] = []
    for document in documents:
        batch.append(document)
        if sum(map(len, batch)) >= _EMBEDDED_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _documents(sentences: Iterable[dict[str, Any]]) -> Iterator[_Document]:
    ordered = sorted(sentences, key=lambda sentence: (sentence["doc"], sentence["n"]))
    for _, document in itertools.groupby(ordered, key=lambda sentence: sentence["doc"]):
        yield list(document)


def _additions(documents: list[_Document], embedder: Embedder) -> Iterator[Addition]:
    texts = [[" ".join(sentence["text"].split()) for sentence in document] for document in documents]
    titles = [
        (document[0].get("meta") or {}).get("title") or readable_name(document[0]["doc"]) for document in documents
    ]
    shown = [titled(title, text) for title, document in zip(titles, texts, strict=True) for text in document]
    vectors = embedder.embed(shown)  # (n, dimension)
    start = 0
    for document, title, lines in zip(documents, titles, texts, strict=True):
        yield _addition(document, title, lines, packed(embedder, vectors[start : start + len(lines)]))
        start += len(lines)


def _addition(document: _Document, title: str, lines: list[str], vectors: Vectors) -> Addition:
    text, name = "\n".join(lines), document[0]["doc"]
    paragraphs = [(sentence.get("meta") or {}).get("par", n) for n, sentence in enumerate(document)]
    content = f"{name}\n{text}".encode("utf-8", "replace")
    taken_apart = _taken_apart(text, lines, paragraphs)
    return Addition(
        *(content, name, Extract(text, ()), taken_apart, Metadata(title=title)),
        vectors={SENTENCE_VECTORS: vectors},
        language=language_of(text),
    )


def _taken_apart(text: str, lines: list[str], paragraphs: list[Any]) -> Document:
    """Lay sentences, a line each, out as a document; sentences of one paragraph number stay together."""
    ends = list(itertools.accumulate(len(line) + 1 for line in lines))
    spans = [(end - 1 - len(line), end - 1) for line, end in zip(lines, ends, strict=True)]
    groups = [list(group) for _, group in itertools.groupby(range(len(lines)), key=lambda n: paragraphs[n])]
    sentences = [Sentence(*spans[n], number) for number, group in enumerate(groups, 1) for n in group]
    shown = [Paragraph(spans[group[0]][0], spans[group[-1]][1]) for group in groups]
    return Document(text, tuple(shown), tuple(sentences))


class Ranker:
    """Ranks sentences for a set's questions; a class because it holds the searches and the reader.

    Args:
        store: Filled with the set.
        retriever: The searches over it.
        judge: What reads.
        only_its_report: Look in the question's own document only.
    """

    def __init__(self, store: Store, retriever: Retriever, judge: Judge, *, only_its_report: bool = False) -> None:
        self._retriever, self._judge = retriever, judge
        self._reports = {report.file_name: report.id for report in store.reports()} if only_its_report else {}
        self._only_its_report = only_its_report
        retriever.follow()

    def rank(self, question: str, document: str) -> Ranking:
        """Rank the sentences for one question; one that cannot be asked gets none."""
        try:
            text = asked(question[:MOST_CHARACTERS])
        except QuestionRefused:
            return Ranking((), 0.0)
        scope = {self._reports.get(document, NO_REPORT)} if self._only_its_report else None
        judgement = self._judge.judge(text, self._retriever.retrieve(text, scope))
        return Ranking([judged.sentence for judged in judgement.sentences], judgement.confidence)


def predictions(
    questions: Iterable[dict[str, Any]],
    names: dict[int, str],
    rank: Callable[[str, str], Ranking],
    progress: Progress = no_progress,
) -> Iterator[dict[str, Any]]:
    """Yield a line for each question.

    Args:
        questions: The set's.
        names: The set's sentence id of each of the store's.
        rank: Answers a question, given with the name of its document.
        progress: Told of every question answered.
    """
    for question in questions:
        ranking = rank(question["question"], question["doc"])
        ranked = [names[sentence] for sentence in ranking.sentences[:RANKED]]
        yield {"id": question["id"], "ranked": ranked, "confidence": ranking.confidence}
        progress(1)
