"""A small library that answers by counting shared words: honest about what it finds, quick, without a model.

It keeps the promises that the bot relies on (a quote is a slice of a report's text, unknown ids are None), so tests of
the bot need no model; the real answerer is tried on the sample reports in tests of their own.
"""

from __future__ import annotations

import io
import re
import threading
import time
from dataclasses import dataclass, field, replace

from PIL import Image

from corpus.errors import CorpusError
from corpus.pages import Picture
from corpus.report import Metadata, Report, Source
from index.answer import Answer, Context, Correction, Query, Quote, Searched, Speaker

SAYS_ENOUGH = 2  # shared words that make an answer
_WORD = re.compile(r"\w{3,}")
_COMMON = frozenset({"the", "who", "what", "when", "where", "and", "was", "were", "did", "how", "are", "has", "does"})


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a report.

    Args:
        text: The sentence.
        answer: The words that answer, a part of it.
        speaker: Who says it.
        page: The page it stands on.
    """

    text: str
    answer: str = ""
    speaker: str = ""
    page: int | None = 1


@dataclass(slots=True)
class Library:
    """Reports with their sentences; may be called from any thread.

    Args:
        shelves: Sentences by report.
        delay_s: How long an answer takes.
        pictures: By report, what is shown of its pages, or why nothing is.
    """

    shelves: dict[Report, tuple[Line, ...]]
    delay_s: float = 0.0
    pictures: dict[int, Picture | CorpusError] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    asked: list[Query] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, query: Query) -> Answer:
        """Return the sentences that share most words with the query."""
        time.sleep(self.delay_s)
        with self.lock:
            self.asked.append(query)
        if "explode" in query.text:
            raise RuntimeError(f"cannot read {query.text}")
        reports = [report for report in self.reports(query.collections) if _in_range(report, query)]
        wanted = _words(query.text)
        scored = [replace(quote, score=float(len(wanted & _words(quote.text)))) for quote in self._quotes(reports)]
        found = sorted((quote for quote in scored if quote.score), key=lambda quote: -quote.score)
        answered = bool(found) and found[0].score >= SAYS_ENOUGH
        kept = [quote for quote in found if quote.score >= SAYS_ENOUGH] if answered else found
        changed_at = max((report.added_at for report in reports), default=None)
        searched = Searched(len(reports), sum(report.sentences for report in reports), 0, changed_at)
        return Answer(query.text, answered, 0.9 if answered else 0.1, tuple(kept[: query.top]), searched)

    def quote(self, sentence_id: int, collections: frozenset[str] | None = None) -> Quote | None:
        """Return one sentence."""
        there = self._quotes(self.reports(collections))
        return next((quote for quote in there if quote.sentence_id == sentence_id), None)

    def context(self, sentence_id: int, collections: frozenset[str] | None = None) -> Context | None:
        """Return the whole report around a sentence."""
        quote = self.quote(sentence_id, collections)
        if quote is None:
            return None
        text = " ".join(line.text for line in self.shelves[quote.report])
        place = (quote.page, quote.paragraph, quote.sentence, 0, len(text))
        return Context(quote.report, text, (quote.start, quote.end), *place)

    def picture(self, context: Context) -> Picture | None:
        """Return the picture of a report's page."""
        picture = self.pictures.get(context.report.id)
        if isinstance(picture, CorpusError):
            raise picture
        return picture

    def reports(self, collections: frozenset[str] | None = None) -> list[Report]:
        """Return the reports of these collections that are not removed."""
        seen = [report for report in self.shelves if collections is None or report.collection in collections]
        return [report for report in seen if report.id not in self.removed]

    def searched(self, query: Query) -> Searched:
        """Return what a query looks through."""
        reports = [report for report in self.reports(query.collections) if _in_range(report, query)]
        return Searched(len(reports), sum(report.sentences for report in reports))

    def corrections(self, query: Query) -> tuple[Correction, ...]:  # noqa: ARG002 - the interface of what answers
        """Return nothing: the words of this library are searched for as they are asked."""
        return ()

    def _quotes(self, reports: list[Report]) -> list[Quote]:
        return [quote for report in reports for quote in _quotes(report, self.shelves[report])]


def blank_page(width: int = 40, height: int = 30) -> bytes:
    """Return a small PNG, all yellow."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (255, 236, 110)).save(out, "PNG")
    return out.getvalue()


def report(number: int, title: str, publisher: str | None, date: str | None, lines: int = 1) -> Report:
    """Return a report with these facts."""
    metadata = Metadata(title, publisher, date=date, date_source=Source.GIVEN if date else Source.UNKNOWN)
    file_name = f"report-{number}.txt"
    return Report(
        number, metadata, "everyone", file_name, "text", f"{number:064x}", 1000, "2026-01-01T00:00:00Z", lines
    )


def library(**options: float) -> Library:
    """Return three reports about one place and one in other scripts."""
    wing = (
        Line(
            "Ilham Ahmed leads the political wing of the SDF.",
            "Ilham Ahmed",
            "Col. Ryan Dillon, coalition spokesman",
            3,
        ),
        Line("The SDF political wing meets in Raqqa.", "in Raqqa"),
        Line("General Mazloum Abdi commands the SDF political wing and its army.", "General Mazloum Abdi"),
        Line("The SDF political wing was founded in 2015.", "2015"),
        Line("The SDF political wing has 43 members.", "43"),
        Line("The SDF political wing has an office abroad.", "an office"),
    )
    toll = (Line("Airwars counted 1,600 civilians killed in Raqqa.", "1,600"), Line("The battle ended on 17 October."))
    hostile = (
        Line("@everyone see [the *river* bridge](https://evil) at <t:1:R>, said 2014. It", "*river*"),
        Line("\u202eThe hidden river \u200bword.", "river", page=None),
    )
    long = (
        Line("漢" * 998 + "長文 longest sentence", "長文"),
        Line("字" * 998 + "長文 longest sentence", "長文"),
        Line("文" * 998 + "長文 longest sentence", "長文"),
        Line("x" * 5000 + " endless sentence word", "endless"),
    )
    shelves = {
        report(1, "Who is who in the north", "Crisis Desk", "2017-10-16", 6): wing,
        report(2, "The toll of Raqqa", "Airwars", "2018-04", 2): toll,
        report(3, "Notes *without* <a> date", None, None, 2): hostile,
        report(4, "長い報告", "東京", "2019", 4): long,
    }
    return Library(shelves, **options)


def _quotes(kept: Report, lines: tuple[Line, ...]) -> list[Quote]:
    quotes, start = [], 0
    for number, line in enumerate(lines, 1):
        quotes.append(_quote(kept, line, number, start))
        start += len(line.text) + 1
    return quotes


def _quote(kept: Report, line: Line, number: int, start: int) -> Quote:
    at = line.text.find(line.answer) if line.answer else -1
    span = (at, at + len(line.answer)) if at >= 0 else None
    speaker = Speaker(line.speaker, (0, len(line.text)), "said", sure=True) if line.speaker else None
    place = (line.page, 1, number, start, start + len(line.text), kept.id * 100 + number)
    return Quote(line.text, span, kept, *place, 0.0, (), speaker)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)} - _COMMON


def _in_range(kept: Report, query: Query) -> bool:
    date = kept.metadata.date or ""
    if query.report and kept.id != query.report:
        return False
    return (not query.since or date >= query.since) and (not query.until or ("" < date <= query.until))
