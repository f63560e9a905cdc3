"""Make quotes of judged sentences: what is shown of each, who says it, where it stands and what stands beside it."""

from __future__ import annotations

from dataclasses import replace

from corpus.rows import Place
from corpus.speakers import said_by, speakers
from corpus.store import Store
from corpus.talk import is_aside
from corpus.turns import turn_of
from index.answer import Quote, Speaker
from index.judging import Judged, Judgement
from index.quotable import MOST_BESIDE, denies, is_label, leans, states, whole_words

LOOK_BACK = 3  # sentences in front of a quote in which a pronoun's person may be named
LIKELY = 0.5  # chance of being the right one from which a line of a few words is an answer
LEAST_SHARE = 0.1  # chance of being the right one below which a sentence is not shown beside a better one as an answer
ALIKE_LOOKED_AT = 30  # sentences looked through for the best few that differ


class Quoting:
    """Sentences in, quotes out; a class because it holds the store.

    Args:
        store: The truth.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def stated(self, judgement: Judgement) -> Judgement:
        """Leave out what states nothing; a label is an answer where the judge is sure of it.

        The confidence is that of the sentence judged best: where it goes, and no other is likely, nothing answers.
        """
        looked = judgement.sentences[:ALIKE_LOOKED_AT]
        kept = tuple(one for one in looked if self._states(one, sure=judgement.answered and one.share >= LIKELY))
        lost = kept[:1] != looked[:1] and not (kept and kept[0].share >= LEAST_SHARE)
        return replace(judgement, sentences=kept, answered=judgement.answered and not lost)

    def _states(self, judged: Judged, *, sure: bool) -> bool:
        place = self._store.place(judged.sentence)
        if place is None:
            return False
        text, report = self._text(place), self._store.report(place.report)
        return states(text, place.paragraph, report.title) and (sure or not is_label(text, place.paragraph))

    def quote(self, place: Place, judged: Judged) -> Quote:
        """Return a sentence with its attribution."""
        text, report = self._text(place), self._store.report(place.report)
        span = whole_words(text, judged.span) if judged.span else None
        after = self._beside(place, judged.sentence + 1)
        return Quote(
            text=text,
            span=span,
            report=report,
            page=place.paragraph.page,
            paragraph=place.sentence.paragraph,
            sentence=place.number,
            start=place.sentence.start,
            end=place.sentence.end,
            sentence_id=judged.sentence,
            score=round(judged.score, 4),
            headings=place.paragraph.headings,
            speaker=self._speaker(place, judged.sentence, span),
            page_label=report.page_label(place.paragraph.page),
            ocr=place.paragraph.ocr,
            before=self._beside(place, judged.sentence - 1) if leans(text) else "",
            after=after if denies(after) else "",
        )

    def said(self, sentence_id: int) -> tuple[Speaker | None, str]:
        """Return in whose turn a sentence stands, None where it stands in nobody's, and its words."""
        place = self._store.place(sentence_id)
        return (self._in_turn(place, None), self._text(place)) if place else (None, "")

    def _text(self, place: Place) -> str:
        return self._store.text(place.report)[place.sentence.start : place.sentence.end]

    def _beside(self, place: Place, sentence_id: int) -> str:
        """Return a sentence of the same paragraph, empty where there is none or it is too long to stand beside."""
        other = self._store.place(sentence_id)
        if other is None or (other.report, other.sentence.paragraph) != (place.report, place.sentence.paragraph):
            return ""
        text = self._text(other)
        return text if len(text) <= MOST_BESIDE else ""

    def _speaker(self, place: Place, sentence_id: int, span: tuple[int, int] | None) -> Speaker | None:
        """Say who has the word; else who says the answer's words, or the sentence where these are not known."""
        text = self._store.text(place.report)
        turn = self._in_turn(place, span)
        if turn and turn.sure:
            return turn
        spans = self._store.spans_up_to(sentence_id, place.report, LOOK_BACK)
        *before, sentence = (text[start:end] for start, end in spans)
        found = speakers(sentence, before)
        who = said_by(found, *span) if span else (found[0] if len(found) == 1 else None)
        return Speaker(who.shown, who.words, who.cue, who.sure) if who else turn

    def _in_turn(self, place: Place, span: tuple[int, int] | None) -> Speaker | None:
        """Return who has the word in an interview, a hearing or an earlier mail; nobody says the label itself."""
        start, end = place.sentence.start, place.sentence.end
        said = (start + span[0], start + span[1]) if span else (start, end)
        turn = turn_of(self._store.turns(place.report), *said)
        if turn is None or max(turn.start, start) >= end or (span and said[0] < turn.start):
            return None
        words = (max(turn.start, start) - start, min(turn.end, end) - start)
        return None if is_aside(self._text(place)) else Speaker(turn.name, words, turn.cue, turn.sure)
