"""Laws of what is sent: whatever the reports hold, the message is one that Discord takes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from discord.ui.view import ViewStore
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.remembered import Asked, Reply
from bot.ui import answers, contexts, embeds
from bot.ui.buttons import AnswerButton, ButtonId, Verb
from bot.ui.message import Message
from index.answer import Context, Correction, Query, Quote, Searched, Speaker
from tests.fakes import openapi
from tests.fakes.library import report

TEXT = st.one_of(
    st.text(min_size=1, max_size=40),
    st.builds(
        lambda piece, times: piece * times, st.sampled_from(["漢", "😀", "*", "a ", "\n", "é"]), st.integers(1, 5000)
    ),
)
NAME = st.text(max_size=300)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """Draw a quote with any text, names and span."""
    text = draw(TEXT)
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    kept = report(draw(st.integers(1, 9)), draw(NAME), draw(NAME), draw(st.sampled_from([None, "2017", "2017-10-16"])))
    speaker = Speaker(draw(NAME), (0, 1), "said", sure=draw(st.booleans()))
    ids = draw(st.integers(1, 20))
    return Quote(
        text, (start, end), kept, draw(st.none() | st.integers(1, 999)), 2, 3, 0, len(text), ids, 1.0, (), speaker
    )


REPLIES = st.builds(
    lambda found, question, understood, answered, likely: _reply(
        found, question, understood, answered=answered, likely=likely
    ),
    st.lists(quotes(), max_size=6).map(tuple),
    st.text(min_size=1, max_size=500),
    st.text(min_size=1, max_size=500),
    st.booleans(),
    st.booleans(),
)


def _reply(found: tuple[Quote, ...], question: str, understood: str, *, answered: bool, likely: bool = False) -> Reply:
    query = Query(understood)
    asked = Asked(7, 1, 2, question, query, False, answered and bool(found), Searched(12, 340, 1), ())
    instead = tuple(Correction(question[at : at + 20], understood[:20]) for at in range(0, 80, 20) if question[at:])
    likely = likely and bool(found) and not asked.answered
    return Reply(replace(asked, likely=likely, corrections=instead), found)


def _wrong(message: Message) -> list[str]:
    body = {
        "allowed_mentions": message.arguments(editing=True)["allowed_mentions"].to_dict(),
        "content": message.content,
    }
    if message.view:
        body["components"] = message.view.to_components()
        body["flags"] = openapi.COMPONENTS_V2 if message.view.has_components_v2() else 0
    if message.embed:
        body["embeds"] = [message.embed.to_dict()]
    return openapi.semantic("/channels/1/messages", body)


@settings(max_examples=150, deadline=None)
@given(REPLIES, st.booleans())
def test_every_reply_is_within_what_discord_takes(reply: Reply, shows: bool) -> None:  # noqa: FBT001
    """40 components, 4,000 characters, 10,170 bytes, no id twice, for each kind of message about any answer."""
    made = [answers.answer(reply, shows_question=shows), embeds.answer(reply, shows_question=shows)]
    if reply.quotes:
        made += [answers.more_quotes(reply), answers.closest(reply), answers.sources(reply)]
    assert [wrong for message in made for wrong in _wrong(message)] == []
    assert all(len(message.content or "") <= 2000 for message in made)
    assert all(len(message.embed.description or "") <= 4096 for message in made if message.embed)


@settings(max_examples=100, deadline=None)
@given(quotes())
def test_every_context_is_within_what_discord_takes(quote: Quote) -> None:
    """The paragraph, else the sentence, else a file that holds both."""
    found = Context(quote.report, quote.text, quote.span or (0, 0), 1, 2, 3, 0, len(quote.text))
    message = contexts.context(found)
    assert _wrong(message) == []
    if message.attachment:
        assert quote.text.encode("utf-8", "surrogatepass") in message.attachment.content


def test_three_sentences_of_a_thousand_chinese_characters_are_shown_whole() -> None:
    """The byte limit holds them; a fourth would not fit."""
    kept = report(1, "長い報告", "東京", "2019")
    found = tuple(Quote("漢" * 1000, None, kept, 1, 1, n, 0, 1000, n, 1.0) for n in range(1, 6))
    message = answers.answer(_reply(found, "?", "?", answered=True), shows_question=True)
    assert str(message.view.to_components()).count("漢" * 1000) == 3
    more = answers.more_quotes(_reply(found, "?", "?", answered=True))
    assert _wrong(more) == []


def test_a_sentence_twice_is_shown_once() -> None:
    """Two buttons of one id would make Discord refuse the message."""
    kept = report(1, "A", "B", "2019")
    quote = Quote("Sentence.", None, kept, 1, 1, 1, 0, 9, 5, 1.0)
    assert answers.distinct((quote, replace(quote, score=0.5))) == (quote,)


@given(st.sampled_from(list(Verb)), st.integers(0, 2**63 - 1))
def test_a_custom_id_says_what_was_put_in(verb: Verb, number: int) -> None:
    """Round trip, within a hundred characters, and the button's pattern takes it."""
    button = ButtonId(verb, number)
    assert ButtonId.read(str(button)) == button
    assert len(str(button)) <= 100
    assert AnswerButton(button).custom_id == str(button)


@given(st.text(max_size=120))
def test_any_custom_id_can_be_read(word: str) -> None:
    """Other bots' and hostile ids are none of ours, or are read without a fault."""
    assert ButtonId.read(word) is None or ButtonId.read(word) is not None


@pytest.mark.parametrize("word", ["v1:ctx:99999999999999999999", "v1:ctx:", "ctx:1", "v1:ctx:9223372036854775808"])
def test_a_custom_id_out_of_range_is_none_of_ours(word: str) -> None:
    """What SQLite cannot hold is not looked up."""
    assert ButtonId.read(word) is None


async def test_ten_thousand_answers_leave_nothing_in_the_view_store() -> None:
    """Nothing is kept a message: the store after 10,000 answers is the store after one."""
    store = ViewStore(None)  # type: ignore[arg-type]
    kept = report(1, "A", "B", "2019")
    quote = Quote("Sentence.", (0, 8), kept, 1, 1, 1, 0, 9, 5, 1.0)
    sizes = set()
    for number in range(10_000):
        made = answers.answer(_reply((quote,), "?", "?", answered=True), shows_question=False)
        store.add_view(made.view, number)
        sizes.add((len(store._views), len(store._synced_message_views), len(store._dynamic_items), len(store._modals)))
    assert sizes == {(0, 0, 1, 0)}


@pytest.mark.parametrize("character", ["*", "漢", "😀"])
def test_the_sources_of_one_much_copied_report_fit_whatever_its_titles(character: str) -> None:
    """Five sentences, each in ten other reports: a block is left out whole where it does not fit."""
    named = report(1, character * 1000, character * 1000, None)
    found = [
        Quote("One.", None, named, 3, 2, 3, 0, 4, number, 1.0, also_in=tuple([named] * 10)) for number in range(1, 6)
    ]
    message = answers.sources(_reply(tuple(found), "who?", "who?", answered=True))
    shown = str(message.view and message.view.to_components())
    assert shown.count("[5]") == 1
    assert "7 more" in shown
    assert _wrong(message) == []
