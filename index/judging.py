"""Decide which of the found sentences answer, with which words, and whether any does."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from corpus.store import Store
from index.candidates import windows
from index.mixture import SHIPPED, Figures, Floats, confidence, figures, scores, share, threshold
from index.reader import OnnxReader, ReadablePassage, Reader, Reading, SentenceReading
from index.retrieval import Candidates, Retriever
from index.settings import ReaderSettings, languages_in
from index.titles import title_of

FIRST_WINDOWS = 4  # read in one batch; the others only where these leave doubt
CERTAIN = 0.5  # confidence at which they leave none: a third less is read, no first sentence is lost (decision 0005)


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence, judged.

    Args:
        sentence: Its id in the store.
        score: Higher is better; comparable within one question only.
        span: Start and end of the answer's words within the sentence, None where they are not known.
        share: The chance that this of all sentences is the right one, if one is; 0 to 1.
    """

    sentence: int
    score: float
    span: tuple[int, int] | None = None
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of one question.

    Args:
        sentences: Best first.
        confidence: Calibrated probability from 0 to 1 that the first one answers.
        answered: Whether that is enough to say so.
    """

    sentences: tuple[Judged, ...]
    confidence: float
    answered: bool


class Judge(Protocol):
    """Decides which sentences answer a question."""

    def judge(self, question: str, candidates: Candidates) -> Judgement:
        """Judge the candidates for one question."""


class SimilarityJudge:
    """Judges by the searches alone, for installations without a reader and languages that it does not know.

    Similarity hardly tells an answer from a near miss (docs/decisions/0004), so the threshold only keeps out questions
    that have nothing to do with the reports.
    """

    def judge(self, question: str, candidates: Candidates) -> Judgement:  # noqa: ARG002 - the interface of a judge
        """Rank by the mixture of the searches."""
        rows = zip(candidates.sentences, candidates.scores, share(candidates.scores), strict=True)
        sentences = tuple(Judged(int(at), float(score), share=float(chance)) for at, score, chance in rows)
        steepness, middle, least = IN_KNOWN if candidates.posed.known else IN_OTHERS
        confidence = 1 / (1 + math.exp(-steepness * (sentences[0].score - middle))) if sentences else 0.0
        return Judgement(sentences, confidence, confidence >= least)


# Steepness and middle of a logistic regression of "the first sentence answers" on its score, and the least confidence
# of an answer, in languages that the vectors' model knows and in others: benchmarks/quality.py --fit, --languages.
IN_KNOWN, IN_OTHERS = (0.45, 1.04, 0.5), (1.46, 0.99, 0.7)


@dataclass(frozen=True, slots=True)
class _Window:
    """Consecutive sentences of one report that are read together: ids from first to before end."""

    report: int
    first: int
    end: int


class ReadingJudge:
    """Reads the best passages together with the question, and weighs reader and searches together.

    Args:
        reader: The model that reads.
        retriever: The searches that found the candidates.
        store: Where the texts are.
        precision: How often an answer that is given shall be right.
        certain: Confidence from which the windows after the first few are not read; above 1 all are read.
        languages: ISO 639-1 codes of the languages that the reader knows, None for all; others are not read.
    """

    def __init__(
        self,
        reader: Reader,
        retriever: Retriever,
        store: Store,
        *,
        precision: float,
        certain: float = CERTAIN,
        languages: frozenset[str] | None = None,
    ) -> None:
        self._reader, self._retriever, self._store, self._languages = reader, retriever, store, languages
        self._least, self._certain = threshold(precision, SHIPPED), certain

    def judge(self, question: str, candidates: Candidates) -> Judgement:
        """Read windows around the best candidates and rank every sentence in them; the unread ones come after.

        A question in a language that the reader does not know is ranked by the searches alone.
        """
        if self._languages is not None and candidates.posed.language not in self._languages:
            return SimilarityJudge().judge(question, candidates)
        if not len(candidates.sentences):
            return Judgement((), 0.0, answered=False)
        said, lines = self.read(question, candidates)
        mixed = scores(lines, SHIPPED)
        sure = confidence(lines, mixed, SHIPPED)
        rows = zip(said.items(), mixed.tolist(), share(mixed).tolist(), strict=True)
        read = [Judged(at, score, one.span, chance) for (at, (one, _)), score, chance in rows]
        read.sort(key=lambda judged: -judged.score)
        return Judgement((*read, *_unread(candidates, said, read[-1].score)), sure, sure >= self._least)

    def read(self, question: str, candidates: Candidates) -> tuple[dict[int, tuple[SentenceReading, float]], Floats]:
        """Read windows around the best candidates, the first few, then the others unless the answer is certain.

        Returns:
            By sentence what was said of it and the logit of its passage, and the figures of each, (n, len(NAMES)).
        """
        cut = self._windows(candidates)
        readings = self._readings(question, cut[:FIRST_WINDOWS])
        said = _together(cut[:FIRST_WINDOWS], readings)
        lines = self._lines(candidates, said)
        if len(cut) > FIRST_WINDOWS and confidence(lines, scores(lines, SHIPPED), SHIPPED) < self._certain:
            said = _together(cut, [*readings, *self._readings(question, cut[FIRST_WINDOWS:])])
            lines = self._lines(candidates, said)
        return said, lines

    def _readings(self, question: str, cut: Sequence[_Window]) -> list[Reading]:
        return self._reader.read(question, [self._readable(window) for window in cut])

    def _windows(self, candidates: Candidates) -> list[_Window]:
        """Cut windows around the best candidates, best first."""
        report_of = dict(zip(candidates.sentences.tolist(), candidates.reports.tolist(), strict=True))
        stretches = {self._retriever.stretch(report): report for report in set(report_of.values())}
        owner = {sentence: report for (first, end), report in stretches.items() for sentence in range(first, end)}
        cuts = windows(
            candidates.sentences.tolist(),
            lambda sentence: self._retriever.stretch(report_of[sentence]),
            lambda sentence: len(self._retriever.text(owner[sentence], sentence)),
        )
        return [_Window(owner[first], first, end) for first, end in cuts]

    def _readable(self, window: _Window) -> ReadablePassage:
        title = title_of(self._store.report(window.report))
        sentences = (self._retriever.text(window.report, sentence) for sentence in range(window.first, window.end))
        return ReadablePassage(title, tuple(sentences))

    def _lines(self, candidates: Candidates, said: Mapping[int, tuple[SentenceReading, float]]) -> Floats:
        search = self._retriever.compare(candidates, np.array(list(said), np.int64))  # (n, 7)
        pairs = zip(search.tolist(), said.values(), strict=True)
        return figures(
            [Figures(tuple(known), one.relevance, one.span_score, answerable) for known, (one, answerable) in pairs]
        )


def _together(passages: Sequence[_Window], readings: Sequence[Reading]) -> dict[int, tuple[SentenceReading, float]]:
    """Gather what was said of each sentence, with its passage's logit; of two readings the more relevant one."""
    best: dict[int, tuple[SentenceReading, float]] = {}
    for window, reading in zip(passages, readings, strict=True):
        for sentence, said in zip(range(window.first, window.end), reading.sentences, strict=True):
            if sentence not in best or said.relevance > best[sentence][0].relevance:
                best[sentence] = (said, reading.answerable)
    return best


def _unread(candidates: Candidates, said: Mapping[int, object], least: float) -> Iterator[Judged]:
    """Yield the candidates that were not read, behind those that were, in the order of the searches."""
    for place, sentence in enumerate(candidates.sentences.tolist()):
        if sentence not in said:
            yield Judged(sentence, least - 1 - place)


def load_judge(settings: ReaderSettings, store: Store, retriever: Retriever) -> Judge:
    """Load what judges, as configured.

    Raises:
        ModelMissing: the reader's files are not there.
        ModelAltered: they are not those that were checked.
    """
    return judge_of(settings, None if settings.model == "none" else load_reader(settings), store, retriever)


def judge_of(settings: ReaderSettings, reader: Reader | None, store: Store, retriever: Retriever) -> Judge:
    """Return what judges over one store with a loaded reader, which several may share; None: the search alone."""
    if reader is None:
        return SimilarityJudge()
    known = languages_in(settings.languages)
    return ReadingJudge(reader, retriever, store, precision=settings.precision, languages=known)


def load_reader(settings: ReaderSettings) -> Reader:
    """Load the model that reads: ours, or any transformers model for extractive question answering."""
    if settings.model == "verbatim":
        return OnnxReader(threads=settings.threads)
    from index.hub_reader import TransformersReader

    return TransformersReader(settings.model, threads=settings.threads)
