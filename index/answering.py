"""Answer a question with sentences that stand in reports, or say that the reports don't say.

This is the one door of the package: the command line and Discord ask here. No sentence is ever made here: a quote is
a slice of a report's stored text, whose hash is checked when it is read.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from corpus.pages import Painter, Picture, has_pages
from corpus.report import Report
from corpus.rows import Place
from corpus.shingles import say_the_same
from corpus.store import Store
from index.answer import Answer, Context, Correction, Query, Quote, Searched
from index.copies import Copies, Prints
from index.embedding import readable
from index.errors import QuestionRefused
from index.judging import Judge, Judged, Judgement
from index.quoting import LEAST_SHARE, Quoting
from index.retrieval import Retriever
from index.saying import said_first
from index.spelling import Speller, corrected

MOST_CHARACTERS = 500  # of a question; longer ones are stories, and no model here was trained on them
CONTEXT_CHARACTERS = 600  # a paragraph shorter than this is shown with its neighbours

Names = frozenset[str]  # of collections


@dataclass(frozen=True, slots=True)
class _Stage:
    """A stop-watch for the stages of an answer, milliseconds since the last stage ended."""

    marks: list[tuple[str, float]]

    def end(self, name: str) -> None:
        """Note that a stage is over."""
        self.marks.append((name, time.perf_counter()))

    def timings_ms(self) -> dict[str, float]:
        """Return milliseconds by stage and in total."""
        pairs = zip(self.marks, self.marks[1:], strict=False)
        stages = {name: round(1e3 * (end - start), 2) for (_, start), (name, end) in pairs}
        return {**stages, "total": round(1e3 * (self.marks[-1][1] - self.marks[0][1]), 2)}


class Answerer:
    """Questions in, answers out; a class because it holds the store, the searches and the reader.

    It may be called from several threads: one question is answered at a time.

    Args:
        store: The truth.
        retriever: Finds the sentences that may answer.
        judge: Decides which of them do.
        painter: Draws pages; None where nobody wants to see any.
    """

    def __init__(self, store: Store, retriever: Retriever, judge: Judge, painter: Painter | None = None) -> None:
        self._store, self._retriever, self._judge, self._painter = store, retriever, judge, painter
        self._copies = Copies(store)
        self._quoting = Quoting(store)
        self._speller = Speller(store, retriever)
        self._lock = threading.RLock()

    def answer(self, query: Query) -> Answer:
        """Answer one question.

        Raises:
            QuestionRefused: it is empty or too long.
            ModelChanged: the store's vectors are of another model than the configured one.
        """
        question = asked(query.text)
        with self._lock, self._store.snapshot():
            stage = _Stage([("begin", time.perf_counter())])
            unready = self._followed()
            everything = self._store.reports()
            scope = [report for report in everything if _in_scope(report, query) and report.id not in unready]
            allowed = None if len(scope) == len(everything) and not unready else {report.id for report in scope}
            corrections = self._speller.corrections(question, scope, allowed)
            meant = corrected(question, corrections)
            judgement = self._quoting.stated(self._judged(meant, scope, stage, allowed))
            judgement = said_first(judgement, meant, self._quoting.said)
            quotes = tuple(self._quotes(judgement, query.top, {report.id for report in scope}))
            stage.end("quote")
        found = judgement.answered and bool(quotes)
        whole = (question, found, judgement.confidence, quotes, _searched(scope), stage.timings_ms())
        return Answer(*whole, corrections=tuple(corrections))

    def _judged(self, question: str, scope: list[Report], stage: _Stage, allowed: set[int] | None) -> Judgement:
        if not scope:
            return Judgement(sentences=(), confidence=0.0, answered=False)
        candidates = self._retriever.retrieve(question, allowed)
        stage.end("search")
        judgement = self._judge.judge(question, candidates)
        stage.end("read")
        return judgement

    def _quotes(self, judgement: Judgement, top: int, scope: Collection[int]) -> Iterator[Quote]:
        """Yield the best sentences that differ; the same sentence in another report is named beside the first.

        Near misses are left out of an answer; where the reports don't say, the closest sentences are shown as that.
        """
        chosen: list[Quote] = []
        for sentence in judgement.sentences:
            place = self._store.place(sentence.sentence)
            if place is None:
                continue
            quote = replace(self._quoting.quote(place, sentence), confidence=judgement.confidence)
            same = next((n for n, other in enumerate(chosen) if say_the_same(other.text, quote.text)), None)
            if same is not None:
                chosen[same] = _also_in(chosen[same], quote.report)
            elif not chosen or (len(chosen) < top and (sentence.share >= LEAST_SHARE or not judgement.answered)):
                chosen.append(quote)
        for quote in chosen:
            yield self._with_copies(quote, scope)

    def _with_copies(self, quote: Quote, scope: Collection[int]) -> Quote:
        """Name the copies of its report that hold a quote too, and count those that are none."""
        for report in self._copies.holding(quote.text, quote.report.id, scope):
            quote = _also_in(quote, self._store.report(report))
        independent = self._copies.independent((quote.report, *quote.also_in))
        return replace(quote, independent=independent, copies=frozenset(self._copies.of(quote.report.id, scope)))

    def quote(self, sentence_id: int, collections: Names | None = None) -> Quote | None:
        """Return one sentence with its attribution, None if it is gone or in none of these collections."""
        with self._store.snapshot():
            place = self._seen(sentence_id, collections)
            return self._quoting.quote(place, Judged(sentence_id, 0.0)) if place else None

    def context(self, sentence_id: int, collections: Names | None = None) -> Context | None:
        """Return the neighbourhood of a sentence, None if it is gone or in none of these collections."""
        with self._store.snapshot():
            place = self._seen(sentence_id, collections)
            return self._context_at(place) if place else None

    def searched(self, query: Query) -> Searched:
        """Return what a query would look through now."""
        return _searched([report for report in self._store.reports() if _in_scope(report, query)])

    def corrections(self, query: Query) -> tuple[Correction, ...]:
        """Return what a query would search for now instead of words that no report spells so."""
        with self._store.snapshot():
            scope = [report for report in self._store.reports() if _in_scope(report, query)]
            return tuple(self._speller.corrections(query.text, scope, {report.id for report in scope}))

    def _seen(self, sentence_id: int, collections: Names | None) -> Place | None:
        place = self._store.place(sentence_id)
        hidden = place and collections is not None and self._store.report(place.report).collection not in collections
        return None if hidden else place

    def _context_at(self, place: Place) -> Context:
        document = self._store.document(place.report)
        start, end = place.paragraph.start, place.paragraph.end
        number = place.sentence.paragraph - 1
        for paragraph in (
            *document.paragraphs[max(0, number - 1) : number],
            *document.paragraphs[number + 1 : number + 2],
        ):
            if max(end, paragraph.end) - min(start, paragraph.start) <= CONTEXT_CHARACTERS:
                start, end = min(start, paragraph.start), max(end, paragraph.end)
        sentence = place.sentence
        return Context(
            report=self._store.report(place.report),
            text=document.text[start:end],
            span=(sentence.start - start, sentence.end - start),
            page=place.paragraph.page,
            paragraph=sentence.paragraph,
            sentence=place.number,
            start=start,
            end=end,
            ocr=place.paragraph.ocr,
        )

    def picture(self, context: Context) -> Picture | None:
        """Draw a context's sentence on its page, None where the report has no pages; questions go on meanwhile.

        Raises:
            NoPicture: the page cannot be drawn.
            ReportNotFound: the report is gone.
        """
        report = self._store.report(context.report.id)
        if self._painter is None or not has_pages(report) or report.sha256 != context.report.sha256:
            return None
        span = (context.start + context.span[0], context.start + context.span[1])
        return self._painter.picture(self._store, report, span)

    def ready(self) -> None:
        """Bring the searches up to the store, so that the first question need not wait for it.

        Raises:
            ModelChanged: the store's vectors are of another model than the configured one.
        """
        with self.changing():
            pass

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let a block change the store: when it has ended the change is searched, and questions go on meanwhile.

        Until then they leave out the reports that change.
        """
        prints: list[Prints] = []
        with self._retriever.changing(self._taking(prints)):
            yield
            prints.append(self._copies.read())

    @contextmanager
    def _taking(self, prints: list[Prints]) -> Iterator[None]:
        """Hold up questions while everything that was made ready takes the place of what they use."""
        with self._lock:
            yield
            self._copies.take(*prints)

    def _followed(self) -> frozenset[int]:
        """Bring everything up to the store, unless another thread is about it; return the reports that it is about."""
        unready = self._retriever.follow()
        if not unready:
            self._copies.follow()
        return unready

    def rebuild(self) -> None:
        """Make the searches anew from the store."""
        with self._lock:
            self._retriever.rebuild()

    def reports(self, collections: Names | None = None) -> list[Report]:
        """Return the reports of these collections, None for all, oldest first."""
        return [one for one in self._store.reports() if collections is None or one.collection in collections]


def asked(text: str) -> str:
    """Return a question fit for searching and showing.

    Raises:
        QuestionRefused: it has no letter or digit, or too many characters.
    """
    question = " ".join(readable(text).replace("\0", " ").split())
    if not any(character.isalnum() for character in question):
        raise QuestionRefused("There is no word in the question: ask in a sentence or a few words.")
    if len(question) > MOST_CHARACTERS:
        raise QuestionRefused(
            f"The question has {len(question):,} characters, more than {MOST_CHARACTERS} (limit): use fewer words."
        )
    return question


def _in_scope(report: Report, query: Query) -> bool:
    if query.report is not None and report.id != query.report:
        return False
    if query.among is not None and report.id not in query.among:
        return False
    if query.collection is not None and report.collection != query.collection:
        return False
    if query.collections is not None and report.collection not in query.collections:
        return False
    return _within_days(report.metadata.date, query.since, query.until)


def _within_days(date: str | None, since: str | None, until: str | None) -> bool:
    """Compare ISO dates of any precision: a month overlaps a day that lies in it. An undated report is in no period."""
    if since is None and until is None:
        return True
    if date is None:
        return False
    return (since is None or date >= since[: len(date)]) and (until is None or date[: len(until)] <= until)


def _also_in(quote: Quote, report: Report) -> Quote:
    known = {quote.report.id, *(other.id for other in quote.also_in)}
    return quote if report.id in known else replace(quote, also_in=(*quote.also_in, report))


def _searched(scope: Collection[Report]) -> Searched:
    without_text = sum(1 for report in scope if report.pages_without_text)
    changed_at = max((report.replaced_at or report.added_at for report in scope), default=None)
    return Searched(len(scope), sum(report.sentences for report in scope), without_text, changed_at)
