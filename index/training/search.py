"""A set behind the search that answers people: what is trained and measured is what will run.

Each set becomes a store of its own in the work folder, filled once by index/evaluation.py; every document is a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.store import Store
from index.embedding import load_embedder
from index.evaluation import NO_REPORT, fill, read_rows
from index.retrieval import Candidates, Retriever
from index.settings import EmbeddingSettings
from index.training.made_questions import SUFFIX
from index.training.sets import QuestionSet, shared


@dataclass(frozen=True, slots=True)
class Searched:
    """A set, its store and the searches over it.

    Args:
        held: The set.
        store: Its sentences; a report a document.
        retriever: The searches.
        reports: The report of each document.
        places: The place in the set of each of the store's sentences.
    """

    held: QuestionSet
    store: Store
    retriever: Retriever
    reports: Mapping[str, int]
    places: Mapping[int, int]

    def candidates(self, at: int, *, own: bool = False) -> Candidates:
        """Search for the question at a position, in everything or in its own report."""
        question = self.held.questions[at]
        scope = {self.reports.get(question.doc, NO_REPORT)} if own else None
        return self.retriever.retrieve(question.text, scope)

    def ranked(self, at: int) -> list[int]:
        """List the places of the sentences that the search puts first for the question at a position."""
        return [self.places[sentence] for sentence in self.candidates(at).sentences.tolist()]


@contextmanager
def searched(held: QuestionSet, work: Path) -> Iterator[Searched]:
    """Open a set's store, filled on the first call; questions made of a set's sentences are asked of the same store."""
    embedder, name = load_embedder(EmbeddingSettings()), held.name.removesuffix(SUFFIX)
    with Store(work / "stores" / name, durable=False) as store:
        if not store.reports():
            fill(store, read_rows(shared() / name / "sentences.jsonl.gz"), embedder)
        retriever = Retriever(store, embedder)
        retriever.follow()
        reports = {report.file_name: report.id for report in store.reports()}
        yield Searched(held, store, retriever, reports, _places(held, retriever, reports))


def _places(held: QuestionSet, retriever: Retriever, reports: Mapping[str, int]) -> dict[int, int]:
    """Map the store's sentences to places in the set: both keep a report's sentences in their order."""
    found: dict[int, int] = {}
    for doc, report in reports.items():
        found.update(zip(range(*retriever.stretch(report)), range(*held.stretch[doc]), strict=True))
    return found
