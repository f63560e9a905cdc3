"""Both searches follow the store at once, scopes filter before the search, and scores are as computed by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from corpus.backup import restore_backup, write_backup
from corpus.store import Store
from index.comparing import LEXICAL_REACH, REACH
from index.errors import ModelChanged
from index.features import K1, NAMES, OTHER_WEIGHTS, WEIGHTS, B, asked_words
from index.kinds import hold, kind_asked
from index.retrieval import Candidates, Retriever
from index.titles import title_of, titled
from index.words import words
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords

MODEL = HashedWords()
RAQQA = (
    "The battle for Raqqa began in June. Smoke rose over the city.\n\n"
    "Ilham Ahmed co-chairs the council. She spoke on Monday. Nothing was decided.\n"
)
CANAL = (
    "The ship ran aground in the canal. Tugs pulled for six days.\n\nOsama Rabie spoke on Monday. Sand was removed.\n"
)
ASH = "Ash closed the airports of the north. The volcano had slept for 190 years. Nobody spoke of a date.\n"


@pytest.fixture
def retriever(store: Store) -> Retriever:
    """Both searches over three reports."""
    for text, title in ((RAQQA, "Raqqa, the last days"), (CANAL, "The Ever Given"), (ASH, None)):
        store.add(addition(text, f"{(title or 'ash')[:3]}_report.txt", embedder=MODEL, title=title))
    made = Retriever(store, MODEL)
    made.follow()
    return made


def texts(retriever: Retriever, found: Candidates) -> list[str]:
    """Return the sentences found, best first."""
    pairs = zip(found.reports.tolist(), found.sentences.tolist(), strict=True)
    return [retriever.text(report, sentence) for report, sentence in pairs]


def test_the_sentence_that_shares_most_with_the_question_comes_first(retriever: Retriever) -> None:
    """All that either search finds is ranked by one score, descending."""
    found = retriever.retrieve("Who co-chairs the council?")
    assert texts(retriever, found)[0] == "Ilham Ahmed co-chairs the council."
    assert (np.diff(found.scores) <= 0).all()
    assert len(set(found.sentences.tolist())) == len(found.sentences)


def test_a_new_report_is_found_at_the_next_question(retriever: Retriever, store: Store) -> None:
    """Following is all it takes."""
    store.add(addition("The flood reached Valencia.", embedder=MODEL))
    retriever.follow()
    assert texts(retriever, retriever.retrieve("Valencia flood"))[0] == "The flood reached Valencia."


def test_a_removed_report_is_never_found_again(retriever: Retriever, store: Store) -> None:
    """By neither search, for any question."""
    store.remove(1)
    retriever.follow()
    for question in (RAQQA[:300], "Ilham Ahmed", "Raqqa"):
        assert 1 not in retriever.retrieve(question).reports


def test_a_replaced_report_is_found_by_its_new_words_only(retriever: Retriever, store: Store) -> None:
    """Under the same report, with new sentence ids."""
    old = set(range(*retriever.stretch(1)))
    store.replace(1, addition("Mosul fell in July. Its bridges were gone.", embedder=MODEL, title="Mosul"))
    retriever.follow()
    found = retriever.retrieve("Ilham Ahmed Raqqa council bridges of Mosul")
    assert texts(retriever, found)[0] == "Its bridges were gone."
    assert not old & set(found.sentences.tolist())
    assert set(range(*retriever.stretch(1))) <= set(found.sentences.tolist())


def test_following_an_unchanged_store_does_nothing(retriever: Retriever, store: Store) -> None:
    """Not even a write of the watermark."""
    watermark = store.folder / "index" / "lexical" / "watermark.json"
    before = watermark.stat().st_mtime_ns
    retriever.follow()
    assert watermark.stat().st_mtime_ns == before


@pytest.mark.parametrize("scope", [{2}, {1, 3}, {3}, set(), {99}])
def test_only_reports_of_the_scope_are_found(retriever: Retriever, scope: set[int]) -> None:
    """And all of their sentences, however much better others are."""
    found = retriever.retrieve("Ilham Ahmed co-chairs the council of Raqqa", scope)
    assert set(found.reports.tolist()) == scope & {1, 2, 3}
    assert len(found.sentences) == sum(np.diff(retriever.stretch(report))[0] for report in scope & {1, 2, 3})


def test_vectors_of_another_model_are_refused_with_both_names(store: Store) -> None:
    """Never a silent mix; the message says what to do."""
    store.add(addition(RAQQA, embedder=MODEL))
    other = Retriever(store, HashedWords(name="other-model"))
    with pytest.raises(
        ModelChanged, match=r"made by hashed-words@256\+title, .* make other-model@256\+title: .*repair"
    ):
        other.follow()


def test_the_searches_are_made_anew_after_the_index_folder_is_gone(retriever: Retriever, store: Store) -> None:
    """They are copies; the store is the truth."""
    expected = retriever.retrieve("Who co-chairs the council?")
    retriever.rebuild()
    again = retriever.retrieve("Who co-chairs the council?")
    assert again.sentences.tolist() == expected.sentences.tolist()
    assert again.scores == pytest.approx(expected.scores)


def test_an_index_that_is_ahead_of_the_store_is_emptied(tmp_path: Path) -> None:
    """As after an older database was put back by hand."""
    for names in (("a", "b", "c"), ("z",)):
        with Store(tmp_path, durable=False) as store:
            for name in names:
                store.add(addition(f"The word of this report is qq{name}qq.", embedder=MODEL))
            retriever = Retriever(store, MODEL)
            retriever.follow()
            assert len(retriever._lexical.search(words("qqbqq"), 9)) == ("b" in names)
        (tmp_path / "corpus.db").unlink()


def test_a_restored_backup_is_searched_anew(tmp_path: Path) -> None:
    """What the searches held of the store before it is another store's, however many changes followed."""
    data = tmp_path / "data"
    for name in ("lost", "kept"):
        with Store(data if name == "lost" else tmp_path / "other", durable=False) as store:
            store.add(addition(f"This report was {name}.", embedder=MODEL))
            Retriever(store, MODEL).follow()
            write_backup(store, tmp_path / "backup.zip")
    (data / "corpus.db").unlink()
    restore_backup(tmp_path / "backup.zip", data)
    with Store(data, durable=False) as store:
        retriever = Retriever(store, MODEL)
        retriever.follow()
        assert retriever._lexical.search(["kept"], 9).tolist() == [1]
        assert retriever._lexical.search(["lost"], 9).tolist() == []


def test_an_empty_store_has_no_candidates(store: Store) -> None:
    """And no fault."""
    retriever = Retriever(store, MODEL)
    retriever.follow()
    found = retriever.retrieve("anything at all")
    assert (len(found.sentences), found.features.shape) == (0, (0, len(NAMES)))


def test_a_report_without_vectors_is_no_fault(store: Store) -> None:
    """It is not searched; the others are."""
    store.add(addition(RAQQA))
    store.add(addition(CANAL, embedder=MODEL))
    retriever = Retriever(store, MODEL)
    retriever.follow()
    assert set(retriever.retrieve("Raqqa ship").reports.tolist()) == {2}
    assert len(retriever.retrieve("Raqqa ship", {1}).sentences) == 0


# A second implementation ---------------------------------------------------------------------------------------------


def by_hand(store: Store, question: str) -> dict[int, list[float]]:
    """Compute every sentence's figures from the stored texts, a sentence and a word at a time."""
    asked, vector = asked_words(question), MODEL.embed([question])[0]
    reports = {report.id: _sentences(store, report.id) for report in store.reports()}
    everything = [words(text) for held in reports.values() for text in held]
    mean = sum(map(len, everything)) / len(everything)
    rarity = {word: _rarity(word, everything) for word in asked}
    figures: dict[int, list[float]] = {}
    for report, held in reports.items():
        shown = title_of(store.report(report))
        vectors = [MODEL.embed([titled(shown, text)])[0].astype(np.float16).astype(np.float32) for text in held]
        title = words(shown)
        bags = [words(text) for text in held]
        lines = []
        for n, bag in enumerate(bags):
            window = np.sum(vectors[max(0, n - REACH) : n + REACH + 1], 0)
            near = bags[max(0, n - LEXICAL_REACH) : n + LEXICAL_REACH + 1]
            wide = [word for one in near for word in one] + title
            lines.append(
                [
                    float(vectors[n] @ vector),
                    float(window @ vector / np.linalg.norm(window)),
                    *(_bm25(asked, text, rarity, mean) for text in (bag, bag + title, wide)),
                    sum(rarity[word] for word in asked if word in bag) / sum(rarity.values()),
                ]
            )
        best = max(line[0] + 0.4 * line[2] for line in lines)
        first = store.first_sentence(report)
        for n, (line, text) in enumerate(zip(lines, held, strict=True)):
            kind = float(hold(kind_asked(question), [text], question)[0])
            figures[first + n] = [*line, best, kind, _letters(asked, words(text), rarity)]
    return figures


def _letters(asked: list[str], bag: list[str], rarity: dict[str, float]) -> float:
    held = {f" {word} "[n : n + 3] for word in bag for n in range(len(word))}
    shares = {word: sum(f" {word} "[n : n + 3] in held for n in range(len(word))) / len(word) for word in asked}
    return sum(shares[word] * rarity[word] for word in asked) / sum(rarity.values())


def _sentences(store: Store, report: int) -> list[str]:
    document = store.document(report)
    return [document.text[sentence.start : sentence.end] for sentence in document.sentences]


def _rarity(word: str, everything: list[list[str]]) -> float:
    df = sum(word in bag for bag in everything)
    return math.log(1 + (len(everything) - df + 0.5) / (df + 0.5))


def _bm25(asked: list[str], bag: list[str], rarity: dict[str, float], mean: float) -> float:
    norm = K1 * (1 - B + B * len(bag) / mean)
    return sum(rarity[word] * bag.count(word) * (K1 + 1) / (bag.count(word) + norm) for word in asked) / sum(
        rarity.values()
    )


@pytest.mark.parametrize(
    "question",
    [
        "Who co-chairs the council of Raqqa?",
        "When did the ship run aground in the canal?",
        "who spoke on Monday",
        "xyz",
    ],
)
def test_figures_and_ranking_equal_a_computation_by_hand(retriever: Retriever, store: Store, question: str) -> None:
    """Every figure of every sentence, and their weighted sum, whatever the searches did to get there."""
    expected = by_hand(store, question)
    found = retriever.retrieve(question)
    assert sorted(found.sentences.tolist()) == sorted(expected)
    for sentence, line, score in zip(found.sentences.tolist(), found.features, found.scores, strict=True):
        assert line == pytest.approx(expected[sentence], abs=1e-4), sentence
        assert score == pytest.approx(float(np.dot(expected[sentence], WEIGHTS)), abs=1e-3)


def test_sentences_compared_later_get_the_figures_that_they_had(retriever: Retriever) -> None:
    """The reader looks at neighbours too; theirs are on the same scale."""
    found = retriever.retrieve("Who co-chairs the council of Raqqa?")
    again = retriever.compare(found, found.sentences[::-1])
    assert again == pytest.approx(found.features[::-1], abs=1e-5)


# Several languages ---------------------------------------------------------------------------------------------------

LANGUAGES = {
    "en": "The ship ran aground in the canal. Tugs pulled for six days before it moved again.",
    "de": "Die Schiffe liefen im Kanal auf Grund. Schlepper zogen sechs Tage lang an den Häusern vorbei.",
    "es": "Los barcos encallaron en las ciudades del canal. Los remolcadores tiraron durante seis días.",
    "ru": "Корабли сели на мель в канале большого города. Буксиры тянули их шесть дней.",
}


@pytest.fixture
def mixed(store: Store) -> Retriever:
    """Both searches over a report in each of four languages, with a model that knows English alone."""
    for language, text in LANGUAGES.items():
        store.add(addition(text, f"{language}.txt", embedder=MODEL, language=language))
    made = Retriever(store, OnlyEnglish())
    made.follow()
    return made


class OnlyEnglish(HashedWords):
    """The stand-in, as far as it says what it knows."""

    @property
    def languages(self) -> frozenset[str]:
        """English."""
        return frozenset({"en"})


@pytest.mark.parametrize(
    ("question", "language", "report"),
    [
        ("Which ships ran aground?", "en", 1),
        ("Welches Schiff lief am Haus auf Grund?", "de", 2),
        ("¿Qué barco encalló en la ciudad?", "es", 3),
        ("Какой корабль сел на мель в городе?", "ru", 4),
    ],
)
def test_a_question_finds_inflected_words_in_reports_of_its_language(
    mixed: Retriever, question: str, language: str, report: int
) -> None:
    """Each report is searched by the stems of its own language."""
    found = mixed.retrieve(question)
    assert found.reports[0] == report
    assert (found.posed.language, found.posed.known) == (language, language == "en")
    assert found.features[0, NAMES.index("coverage")] > 0


def test_a_question_of_names_alone_is_in_the_language_of_most_reports(store: Store) -> None:
    """Nothing else tells."""
    for n in range(3):
        store.add(addition(f"Der Rat von Kobane tagte {n} Tage.", embedder=MODEL, language="de" if n else "en"))
    retriever = Retriever(store, OnlyEnglish())
    retriever.follow()
    assert retriever.retrieve("Kobane 2017").posed.language == "de"


def test_questions_in_a_language_unknown_to_the_model_are_weighed_by_words(mixed: Retriever) -> None:
    """The other weights, on the same figures."""
    found = mixed.retrieve("¿Qué barco encalló en la ciudad?")
    assert found.scores == pytest.approx(found.features @ OTHER_WEIGHTS, abs=1e-5)
