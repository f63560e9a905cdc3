"""What an answer is: sentences that stand in reports, word for word, each with where it stands.

An answer never holds a sentence of its own. The bot and the command line show it; nothing here knows how.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.report import Report

UNLIKELY = 0.3  # calibrated confidence below which more than seven of ten closest sentences do not answer


@dataclass(frozen=True, slots=True)
class Query:
    """One question and where to look.

    Args:
        text: The question as asked.
        report: Only this report's id.
        collection: Only this collection.
        collections: Only these, which those who will see the answer may see; None for all.
        since: Only reports dated on or after this day, ISO 8601; undated reports are left out.
        until: Only reports dated on or before this day, likewise.
        top: Greatest number of quotes.
        among: Only the reports with these ids, None for all.
    """

    text: str
    report: int | None = None
    collection: str | None = None
    since: str | None = None
    until: str | None = None
    top: int = 3
    collections: frozenset[str] | None = None
    among: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says what a sentence says.

    Args:
        name: The words of the text that name the speaker.
        words: Start and end of what is said, characters within the sentence.
        cue: The word that attributes it: "said", "according to".
        sure: Whether the rule that found it is certain; only then it is shown.
    """

    name: str
    words: tuple[int, int]
    cue: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence of a report, with its attribution; `text == report_text[start:end]`.

    Args:
        text: The sentence, byte for byte as stored.
        span: Start and end of the answer's own words within text, None where they are not known.
        report: The report it stands in.
        page: Page number counted from 1, None where the format has no pages.
        paragraph: Number of its paragraph, counted from 1 in the report.
        sentence: Number of the sentence, counted from 1 in the report.
        start: First character, an offset into the report's text.
        end: One past the last character.
        sentence_id: The store's id of the sentence, never used twice: what buttons carry.
        score: Higher is better; comparable within one answer only.
        headings: The headings that it stands under, outermost first.
        speaker: Who says it, None where the text does not say.
        also_in: Other reports that hold the same sentence, but for punctuation and small edits.
        independent: How many of all these reports are no copies of one another; copies of one story count as one.
        copies: Ids of the reports that hold much of its report's text, whether they hold this sentence or not.
        page_label: What is printed on its page, None where that is the page's number.
        ocr: Whether its words were recognised in a picture, and may be misread.
        before: The sentence before it, where it leans on that one: "It was lifted on 18 June."; else empty.
        after: The sentence after it, where that one takes it back: "Holm denied this."; else empty.
        confidence: That of the answer it belongs to, from 0 to 1; 0 where it is shown for itself.
    """

    text: str
    span: tuple[int, int] | None
    report: Report
    page: int | None
    paragraph: int
    sentence: int
    start: int
    end: int
    sentence_id: int
    score: float
    headings: tuple[str, ...] = ()
    speaker: Speaker | None = None
    also_in: tuple[Report, ...] = ()
    independent: int = 1
    copies: frozenset[int] = frozenset()
    page_label: str | None = None
    ocr: bool = False
    before: str = ""
    after: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked through, within the asker's scope.

    Args:
        reports: Number of reports searched.
        sentences: Number of sentences in them.
        without_text: Reports with at least one page that has no text.
        changed_at: When one of them was last added or replaced, UTC, ISO 8601; None where there is none.
    """

    reports: int
    sentences: int
    without_text: int = 0
    changed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a question that stands in no report that was searched, and the one that was searched for instead.

    Args:
        asked: As the question spells it.
        searched: As a report spells it.
    """

    asked: str
    searched: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question.

    Args:
        question: As it was asked, after trimming.
        answered: Whether the reports say it; if not, quotes are the closest sentences and must be shown as such.
        confidence: Calibrated probability from 0 to 1 that the first quote answers the question.
        quotes: Best first.
        searched: What was looked through.
        timings_ms: Milliseconds by stage: "embed", "search", "read", "total".
        corrections: Its words that no report spells so, with those that were searched for instead.
    """

    question: str
    answered: bool
    confidence: float
    quotes: tuple[Quote, ...]
    searched: Searched
    timings_ms: dict[str, float] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()

    @property
    def likely(self) -> bool:
        """Whether it is not sure that the reports say it, and the closest sentence has a fair chance to."""
        return bool(self.quotes) and not self.answered and self.confidence >= UNLIKELY


@dataclass(frozen=True, slots=True)
class Context:
    """The neighbourhood of one sentence: a slice of the report's text that holds it.

    Args:
        report: The report it stands in.
        text: The sentence's paragraph, and its neighbours where that is short.
        span: Start and end of the sentence within text.
        page: Page number counted from 1, None where the format has no pages.
        paragraph: Number of the sentence's paragraph, counted from 1 in the report.
        sentence: Number of the sentence, counted from 1 in the report.
        start: The text's first character, an offset into the report's text.
        end: One past its last character.
        ocr: Whether the sentence was recognised in a picture, and may be misread.
    """

    report: Report
    text: str
    span: tuple[int, int]
    page: int | None
    paragraph: int
    sentence: int
    start: int
    end: int
    ocr: bool = False
