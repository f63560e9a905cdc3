"""Answers are made of stored sentences and nothing else; scopes, days and copies are honoured."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.report import BlockKind
from corpus.store import Store
from index.answer import Answer, Query
from index.answering import CONTEXT_CHARACTERS, MOST_CHARACTERS, Answerer, asked
from index.errors import QuestionRefused
from index.judging import Judgement, SimilarityJudge
from index.opening import Opened
from index.retrieval import Candidates, Retriever
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords

MODEL = HashedWords()
WIRE = "Smoke rose over the city on Monday, witnesses said."
MARKDOWN = f"# Smoke over the city\n\n{WIRE} The wind turned.\n\n## Later\n\nNobody was hurt. It was late.\n"


@pytest.fixture
def answerer(store: Store) -> Answerer:
    """An answerer without a reader over the reports of a store."""
    return Answerer(store, Retriever(store, MODEL), SimilarityJudge())


class Silent(SimilarityJudge):
    """Ranks as similarity does and never finds that a sentence answers."""

    def judge(self, question: str, candidates: Candidates) -> Judgement:
        """Rank, and say that nothing answers."""
        return replace(super().judge(question, candidates), answered=False)


def add(store: Store, text: str, name: str = "report.md", collection: str = "everyone", **facts: str) -> int:
    """Store a report and return its id."""
    return store.add(addition(text, name, embedder=MODEL, collection=collection, **facts)).id


def check_verbatim(store: Store, answer: Answer) -> None:
    """Check that every quote is a slice of its report's text, with what it says of itself."""
    for quote in answer.quotes:
        document = store.document(quote.report.id)
        sentence = document.sentences[quote.sentence - 1]
        assert quote.text == document.text[quote.start : quote.end]
        assert (quote.start, quote.end, quote.paragraph) == (sentence.start, sentence.end, sentence.paragraph)
        assert document.paragraphs[quote.paragraph - 1].kind is not BlockKind.HEADING
        assert quote.sentence_id == store.first_sentence(quote.report.id) + quote.sentence - 1
        assert quote.span is None or 0 <= quote.span[0] < quote.span[1] <= len(quote.text)


def dated(store: Store) -> dict[int, str | None]:
    """Store a report of each precision of date; return their dates by id."""
    dates = ["2017-10-16", "2017-10-17", "2017-10", "2017", "2018-01-01", None]
    return {
        add(store, f"{WIRE} This is version {n}.", f"{n}.txt", **({"date": date} if date else {})): date
        for n, date in enumerate(dates)
    }


# Word for word -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    ["Who leads the SDF political wing?", "How long is the Ever Given?", "When did the volcano erupt?", "moon", "why?"],
)
def test_every_quote_is_a_slice_of_the_stored_text(opened: Opened, question: str) -> None:
    """Offsets, numbers and ids lead back to it."""
    answer = opened.answerer().answer(Query(question, top=10))
    assert 1 <= len(answer.quotes) <= 10
    check_verbatim(opened.store, answer)


def test_the_sentence_that_answers_is_quoted_first(opened: Opened) -> None:
    """The question of the first report, with title and date."""
    [first, *_] = opened.answerer().answer(Query("Who leads the SDF political wing?")).quotes
    assert "Ilham Ahmed" in first.text
    assert first.report.title == "Raqqa, the last days of the campaign"
    assert first.report.metadata.date == "2017-10-16"


def test_headings_are_never_quoted(store: Store, answerer: Answerer) -> None:
    """They name what follows, and stand above the quotes instead."""
    add(store, MARKDOWN)
    answer = answerer.answer(Query("Smoke over the city later", top=10))
    assert answer.quotes[0].text == WIRE
    assert "Smoke over the city" not in {quote.text for quote in answer.quotes}
    assert answer.quotes[0].headings == ("Smoke over the city",)


def test_a_report_of_headings_only_has_no_quotes_and_does_not_answer(store: Store, answerer: Answerer) -> None:
    """An answer without a sentence is none."""
    add(store, "# Smoke over the city\n\n## Later\n")
    answer = answerer.answer(Query("Smoke over the city"))
    assert (answer.quotes, answer.answered) == ((), False)


def test_the_same_sentence_in_other_reports_is_named_beside_the_first(store: Store, answerer: Answerer) -> None:
    """Once, however its spaces and capitals differ, and however often a report repeats it."""
    ids = [
        add(store, f"{WIRE} First version.\n", "a.txt"),
        add(store, f"{WIRE.upper()} Second version.\n", "b.txt"),
        add(store, f"{WIRE.replace(' ', '   ')} Third version. {WIRE}\n", "c.txt"),
    ]
    answer = answerer.answer(Query("smoke over the city Monday", top=10))
    quotes = [quote for quote in answer.quotes if "smoke" in quote.text.lower()]
    assert len(quotes) == 1
    assert {quotes[0].report.id, *(report.id for report in quotes[0].also_in)} == set(ids)
    assert len(quotes[0].also_in) == 2


@pytest.mark.parametrize("top", [1, 2, 5])
def test_no_more_quotes_than_asked_for(opened: Opened, top: int) -> None:
    """Best first, by score; the closest sentences where nothing answers."""
    silent = Answerer(opened.store, Retriever(opened.store, opened.embedder()), Silent())
    answer = silent.answer(Query("Who spoke of the city?", top=top))
    assert (answer.answered, len(answer.quotes)) == (False, top)
    assert [quote.score for quote in answer.quotes] == sorted((quote.score for quote in answer.quotes), reverse=True)


def test_near_misses_are_left_out_of_an_answer(opened: Opened) -> None:
    """What is far less likely than the first is no second answer."""
    answer = opened.answerer().answer(Query("Who leads the SDF political wing?", top=10))
    assert answer.answered
    assert len(answer.quotes) < 10


def test_a_sentence_under_a_heading_that_answers_better_is_quoted(opened: Opened) -> None:
    """A heading at the top of the ranking leaves no answer without a quote."""
    answer = opened.answerer().answer(Query("moon"))
    assert answer.quotes


def test_a_sentence_in_many_reports_names_them_all(store: Store, answerer: Answerer) -> None:
    """However small each one's share of the likelihood."""
    ids = [add(store, f"{WIRE} This is version {n}.", f"{n}.txt") for n in range(12)]
    [first, *_] = answerer.answer(Query("smoke over the city Monday")).quotes
    assert sorted([first.report.id, *(report.id for report in first.also_in)]) == ids


# Where to look -------------------------------------------------------------------------------------------------------


def test_an_empty_store_answers_nothing_from_nothing(answerer: Answerer) -> None:
    """And is sure of nothing."""
    answer = answerer.answer(Query("Who?"))
    assert (answer.answered, answer.confidence, answer.quotes) == (False, 0.0, ())
    assert (answer.searched.reports, answer.searched.sentences) == (0, 0)


@pytest.mark.parametrize("query", [Query("smoke", report=99), Query("smoke", collection="none"), Query("smoke", "1")])
def test_an_empty_scope_has_no_quotes(store: Store, answerer: Answerer, query: Query) -> None:
    """However well the reports outside it would answer."""
    add(store, MARKDOWN)
    answer = answerer.answer(query)
    assert (answer.answered, answer.quotes, answer.searched.reports) == (False, (), 0)


def test_only_the_report_or_collection_asked_for_is_quoted(store: Store, answerer: Answerer) -> None:
    """Not even named beside a quote."""
    one = add(store, f"{WIRE} One.", "a.txt", collection="news")
    two = add(store, f"{WIRE} Two.", "b.txt", collection="private")
    for query, expected in (
        (Query("smoke over the city", report=one), one),
        (Query("smoke over the city", collection="private"), two),
    ):
        answer = answerer.answer(query)
        assert {quote.report.id for quote in answer.quotes} == {expected}
        assert all(not quote.also_in for quote in answer.quotes)
        assert (answer.searched.reports, answer.searched.sentences) == (1, 2)


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2017-10-17", None, {"2017-10-17", "2017-10", "2017", "2018-01-01"}),
        ("2017-11", None, {"2017", "2018-01-01"}),
        ("2018", None, {"2018-01-01"}),
        (None, "2017-10-16", {"2017-10-16", "2017-10", "2017"}),
        (None, "2017-10", {"2017-10-16", "2017-10-17", "2017-10", "2017"}),
        (None, "2016", set()),
        ("2017-10-16", "2017-10-16", {"2017-10-16", "2017-10", "2017"}),
        ("2018", "2017", set()),
    ],
)
def test_days_months_and_years_overlap_as_a_calendar_does(
    store: Store, answerer: Answerer, since: str | None, until: str | None, found: set[str]
) -> None:
    """A report of a month lies in every day of it that is asked for; an undated one is in no period."""
    dates = dated(store)
    answer = answerer.answer(Query("smoke over the city", since=since, until=until, top=10))
    [first, *others] = answer.quotes or [None]
    seen = {first.report.id, *(r.id for r in first.also_in), *(q.report.id for q in others if q)} if first else set()
    assert {dates[report] for report in seen} == found
    assert answer.searched.reports == len(found)


def test_undated_reports_are_searched_where_no_period_is_asked_for(store: Store, answerer: Answerer) -> None:
    """All of them."""
    dates = dated(store)
    assert answerer.answer(Query("smoke over the city")).searched.reports == len(dates)


def test_a_change_takes_effect_at_the_next_question(store: Store, answerer: Answerer) -> None:
    """Adding, replacing and removing alike."""
    report = add(store, WIRE, "a.txt")
    assert answerer.answer(Query("smoke")).quotes[0].text == WIRE
    store.replace(report, addition("The flood reached Valencia.", embedder=MODEL))
    assert [quote.text for quote in answerer.answer(Query("smoke")).quotes] == ["The flood reached Valencia."]
    store.remove(report)
    assert answerer.answer(Query("smoke")).quotes == ()


# Sentences by id -----------------------------------------------------------------------------------------------------


def test_a_sentence_is_found_again_by_its_id_and_is_gone_with_its_report(store: Store, answerer: Answerer) -> None:
    """As buttons under an old answer need it."""
    report = add(store, MARKDOWN)
    [quote, *_] = answerer.answer(Query("smoke over the city")).quotes
    again, context = answerer.quote(quote.sentence_id), answerer.context(quote.sentence_id)
    assert again is not None
    assert (again.text, again.start, again.report) == (quote.text, quote.start, quote.report)
    assert context is not None
    assert context.text[slice(*context.span)] == quote.text
    store.remove(report)
    assert answerer.quote(quote.sentence_id) is None
    assert answerer.context(quote.sentence_id) is None


def test_the_context_is_a_slice_of_the_text_and_not_longer_than_needed(opened: Opened) -> None:
    """The paragraph, with its neighbours where it is short."""
    store, answerer = opened.store, opened.answerer()
    for report in store.reports():
        document, first = store.document(report.id), store.first_sentence(report.id)
        for number in range(len(document.sentences)):
            context = answerer.context(first + number)
            assert context is not None
            paragraph = document.paragraphs[context.paragraph - 1]
            assert context.text == document.text[context.start : context.end]
            assert context.start <= paragraph.start < paragraph.end <= context.end
            assert len(context.text) <= max(CONTEXT_CHARACTERS, paragraph.end - paragraph.start)


# Questions -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "?", "\n\t\0", "…", "🙂", "\ud800", "\u202e\u200b", "!" * 10_000])
def test_a_question_without_a_word_is_refused_in_a_sentence(text: str) -> None:
    """It says what to do."""
    with pytest.raises(QuestionRefused, match="no word in the question: ask in a sentence or a few words"):
        asked(text)


def test_a_question_that_is_too_long_is_refused_with_both_numbers() -> None:
    """The limit and the measured value."""
    assert asked("x" * MOST_CHARACTERS) == "x" * MOST_CHARACTERS
    with pytest.raises(QuestionRefused, match=r"has 10,000 characters, more than 500 \(limit\)"):
        asked("x" * 10_000)


def test_a_question_is_asked_without_what_cannot_be_shown() -> None:
    """Runs of white space, NULs and lone surrogates."""
    assert asked("  who\0leads\n\tit \ud800?  ") == "who leads it \ufffd?"


NASTY = [
    *('"', "'", "NEAR(a b)", "a AND", "OR OR", "(((((", "a*", "-a", "secret:hidden", "words:x title:y", "^a", "a~2"),
    *("+", "\\", "a\\", '"a', "*:*", "report:1", "[a TO b]", "AND", "NOT a", "%s {0} ${x}", "'; DROP TABLE report; --"),
    *("\x00a", "a\ud800b", "\u202eabc", "الرقة من يقود؟", "拉卡在哪里", "हिन्दी में", "🙂\u200d🙂 a"),
    *("e\u0301\u0301\u0301" * 50, "\ufdfa" * 30, "a" * 500, "a " * 250),
]
KNOWN = ["who", "smoke", "city", "Monday", "1,000", "U.S.", "الرقة", "拉卡", "हिन्दी"]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Answerer]:
    """An answerer on a few reports in several scripts, with the stand-in for the model."""
    store = Store(tmp_path_factory.mktemp("busy"), durable=False)
    for n, text in enumerate(
        (MARKDOWN, "سقطت الرقة في أكتوبر. قال المتحدث ذلك.", "拉卡战役结束了。他们离开了。", "A b. C 1,000 d.")
    ):
        add(store, text, f"{n}.md", date=f"201{n}")
    made = Answerer(store, Retriever(store, MODEL), SimilarityJudge())
    made.ready()
    return store, made


pieces = st.one_of(
    st.text(st.characters(codec=None), max_size=20),  # NUL and lone surrogates included
    st.sampled_from([*NASTY, *KNOWN]),
)
questions = st.one_of(st.lists(pieces, max_size=6).map(" ".join), st.text(st.characters(codec=None), max_size=600))


def drawn(draw: random.Random) -> str:
    """Draw a question: words that stand in the reports, search syntax and any characters at all, in any order."""
    kinds = (
        lambda: draw.choice(KNOWN),
        lambda: draw.choice(NASTY)[:60],
        lambda: "".join(chr(draw.randrange(128)) for _ in range(draw.randrange(12))),
        lambda: "".join(chr(draw.randrange(0x110000)) for _ in range(draw.randrange(12))),
    )
    return draw.choice(["", " ", "\0", '"']).join(draw.choice(kinds)() for _ in range(draw.randrange(8)))


def answers_or_refuses(store: Store, answerer: Answerer, question: str) -> None:
    """Check that a question gets an answer of stored sentences or a refusal, and nothing else."""
    with suppress(QuestionRefused):
        check_verbatim(store, answerer.answer(Query(question)))


def searches_or_refuses(answerer: Answerer, question: str) -> None:
    """Check that what is not refused can be searched for."""
    with suppress(QuestionRefused):
        found = answerer._retriever.retrieve(asked(question))
        assert len(found.sentences) == len(found.scores)


@pytest.mark.no_cover  # what it repeats is covered by the others, and tracing it takes as long as running it
@pytest.mark.slow
def test_thirty_thousand_questions_get_an_answer_or_a_refusal(busy: tuple[Store, Answerer]) -> None:
    """None raises anything else; one in five is answered to the end, the others as far as the search."""
    store, answerer = busy
    for seed in range(30_000):
        question = drawn(random.Random(seed))  # noqa: S311 - a seed says which question failed
        try:
            if seed % 5:
                searches_or_refuses(answerer, question)
            else:
                answers_or_refuses(store, answerer, question)
        except Exception as failure:
            failure.add_note(f"seed {seed}: {question!a}")
            raise


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions)
@example("who " * 2_500)
@example("\ud800" * 10_000)
@example("拉" * 500)
@example("é" * 10_000)
def test_no_question_raises(busy: tuple[Store, Answerer], question: str) -> None:
    """Search syntax, NULs, lone surrogates, every script: an answer or a refusal."""
    answers_or_refuses(*busy, question)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions)
def test_no_question_raises_with_the_real_model(opened: Opened, question: str) -> None:
    """The tokenizer meets the same strings."""
    answers_or_refuses(opened.store, opened.answerer(), question)


def test_nasty_questions_get_an_answer_or_a_refusal_with_the_real_model(opened: Opened) -> None:
    """Each of the known ones."""
    for question in NASTY:
        answers_or_refuses(opened.store, opened.answerer(), question)


def test_a_quote_says_who_speaks_and_never_whom_it_describes(store: Store, answerer: Answerer) -> None:
    """The speaker is the words of the text; a sentence in which nobody speaks has none."""
    add(store, "The road was closed, said Mayor Ida Stone.\n\nThe road is long.\n")
    quotes = answerer.answer(Query("road closed")).quotes
    speakers = {quote.text: quote.speaker and quote.speaker.name for quote in quotes}
    assert speakers == {"The road was closed, said Mayor Ida Stone.": "Mayor Ida Stone", "The road is long.": None}


def test_who_has_the_word_in_an_interview_says_every_sentence_of_it(store: Store, answerer: Answerer) -> None:
    """In the name that stands before, whomever the sentence names itself; what is only likely is told as not sure."""
    text = (
        "The engineer Salam Fayad was heard.\n\nQ: Who closed the gate?\n\nFAYAD: Lind said that I closed the gate.\n\n"
    )
    add(store, f"{text}The gate was never closed again.\n\nQ: Did you?\n\nFAYAD: I did.\n")
    quotes = answerer.answer(Query("gate closed", top=5)).quotes
    said = {quote.text: (quote.speaker.name, quote.speaker.sure) for quote in quotes if quote.speaker}
    assert said["FAYAD: Lind said that I closed the gate."] == ("Salam Fayad", True)
    assert said["The gate was never closed again."] == ("Salam Fayad", False)
    words = next(quote.speaker.words for quote in quotes if quote.speaker and quote.speaker.sure)
    assert "FAYAD: Lind said that I closed the gate."[slice(*words)] == "Lind said that I closed the gate."


def test_a_question_may_be_put_to_some_reports_only(store: Store, answerer: Answerer) -> None:
    """As for a watch, which asks the new ones."""
    first, second = add(store, WIRE), add(store, "Smoke rose over the harbour on Monday, witnesses said.", "b.md")
    answer = answerer.answer(Query("where did smoke rise?", among=frozenset({second})))
    assert [quote.report.id for quote in answer.quotes] == [second]
    assert answer.searched.reports == 1
    assert answerer.answer(Query("where did smoke rise?", among=frozenset())).searched.reports == 0
    assert answerer.answer(Query("where did smoke rise?")).quotes[0].report.id in (first, second)
