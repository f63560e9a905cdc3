"""What the searches read of reports: sentences, their words and titles, kept at hand until a report changes."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from corpus.store import Store
from index import stems
from index.stems import ENGLISH
from index.titles import title_of
from index.words import words

REPORTS_IN_MEMORY = 10_000  # reports whose sentence offsets and title are kept at hand
WORDS_IN_MEMORY = 100_000  # sentences whose text and words are kept at hand, about 500 bytes each


class Texts:
    """The texts of a store as of one moment; a class because it remembers what it has read of them.

    Args:
        store: Where they are; after a change of a report another is made.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        languages = {report.id: report.language for report in store.reports()}
        self._stemmed = {report: stems.stemmed_as(language) for report, language in languages.items()}
        told = Counter(language for language in languages.values() if language)
        self.usual = told.most_common(1)[0][0] if told else ENGLISH  # the language of most reports
        self.languages = sorted(set(self._stemmed.values())) or [ENGLISH]  # as which texts are stemmed
        self._spans = lru_cache(REPORTS_IN_MEMORY)(store.spans)
        self._first = lru_cache(REPORTS_IN_MEMORY)(store.first_sentence)
        self.sentence = lru_cache(WORDS_IN_MEMORY)(self._read_sentence)
        self.words = lru_cache(WORDS_IN_MEMORY)(self._read_words)
        self.title = lru_cache(REPORTS_IN_MEMORY)(self._read_title)

    def stemmed_as(self, report: int) -> str:
        """Return the language as which a report's words are stemmed."""
        return self._stemmed.get(report, ENGLISH)

    def stretch(self, report: int) -> tuple[int, int]:
        """Return the id of a report's first sentence and one past that of its last."""
        first = self._first(report)
        return first, first + len(self._spans(report))

    def _read_sentence(self, report: int, sentence: int) -> str:
        start, end = self._spans(report)[sentence - self._first(report)]
        return self._store.text(report)[start:end]

    def _read_words(self, report: int, sentence: int) -> tuple[str, ...]:
        return tuple(words(self.sentence(report, sentence), self.stemmed_as(report)))

    def _read_title(self, report: int) -> tuple[str, ...]:
        return tuple(words(title_of(self._store.report(report)), self.stemmed_as(report)))
