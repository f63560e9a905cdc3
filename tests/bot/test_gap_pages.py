"""Promises of the pages of /gaps: every gap is reached and fits, and turning a page computes little."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import discord
import numpy as np
import pytest

from bot.feedback import Disliked
from bot.gaps import LOOKED_AT, Gap, Gaps, gaps
from bot.kept import Kept, embedded
from bot.settings import DiscordSettings
from bot.ui import budget
from bot.ui.gap_pages import A_PAGE, page
from index.answer import Query
from index.embedding import Floats, Progress, no_progress
from tests.fakes.hashing import HashedWords
from tests.fakes.newsroom import QUESTION, newsroom
from tests.fakes.world import text_of

WORDS = "who chairs the council of Raqqa and "
LONG = {"words": WORDS * 14, "emoji": "\N{FIRE}" * 500, "marks": "*" * 500, "hebrew": "\u05d0\u05d1 " * 166}


class CountingWords:
    """Hashed words that count what they embed."""

    def __init__(self) -> None:
        """Start at none."""
        self.embeds, self._model = 0, HashedWords()
        self.identity, self.dimension, self.languages = self._model.identity, self._model.dimension, None

    def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> Floats:
        """Embed and count."""
        self.embeds += len(texts)
        return self._model.embed(texts, progress)


def _gap(number: int, text: str) -> Gap:
    return Gap(f"{number} {text}"[:500], (text,) * 9, 2, 1, (text,) * 9, "2026-11-22T12:00:00+00:00", 1)


def _texts(view: discord.ui.LayoutView) -> list[str]:
    return [item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)]


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_every_gap_is_reached_and_fits(text: str) -> None:
    """Twelve gaps of the longest questions, others and reasons: all shown, in order, within Discord's limits."""
    found = [_gap(number, text) for number in range(12)]
    shown = []
    for number in range(-(-len(found) // A_PAGE)):
        view = page(Gaps(tuple(found), 7), number, 30).view
        assert isinstance(view, discord.ui.LayoutView)
        texts = _texts(view)
        others = budget.Cost(components=len(list(view.walk_children())) - len(texts))
        assert budget.total([others, *map(budget.of_text, texts)]).fits(budget.LIMIT)
        shown += [text.split(".**")[0].removeprefix("**") for text in texts[1:-1]]
    assert shown == [str(place) for place in range(1, 13)]


def test_a_shortened_question_says_so_and_ends_in_a_whole_word() -> None:
    """Only where five do not fit: one long question stays whole."""
    first = _texts(page(Gaps(tuple(_gap(number, LONG["words"]) for number in range(5))), 0, 30).view)[1].split("\n")[0]  # type: ignore[arg-type]
    assert first.endswith("…** (shortened)")
    assert first.removesuffix("…** (shortened)").split()[-1] in WORDS.split()
    alone = _texts(page(Gaps((_gap(0, LONG["words"]),)), 0, 30).view)[1]  # type: ignore[arg-type]
    assert "shortened" not in alone


def test_wordings_are_embedded_once_and_the_least_used_go() -> None:
    """A second look embeds only what is new; the vectors are those of the model."""
    model, vectors = CountingWords(), Kept[np.ndarray](3)
    np.testing.assert_allclose(embedded(["a b", "c d"], model, vectors), HashedWords().embed(["a b", "c d"]))
    embedded(["c d", "a b", "e f"], model, vectors)
    assert model.embeds == 3
    embedded(["g h"], model, vectors)  # more than three: one goes
    embedded(["a b", "e f", "g h"], model, vectors)
    assert model.embeds == 4
    assert embedded(["g h", "c d", "g h"], model, vectors).shape == (3, model.dimension)
    assert model.embeds == 5


async def test_a_gap_is_asked_again_only_after_the_reports_changed(
    tmp_path: Path, settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking twice answers once; another report, or a removed one, answers anew."""
    asked: list[Query] = []

    def counted(query: Query) -> Any:
        asked.append(query)
        return answer(query)

    async with newsroom(tmp_path, settings) as room:
        await room.add("The tomatoes were ripe early.")
        await room.ann.slash(room.channel, "ask", question=QUESTION)
        later = await room.add("Omar Alloush chairs the council of Raqqa since Friday.", "later.txt", title="Friday")
        answers = (await room.team()).answers
        answer = answers.answer
        monkeypatch.setattr(answers, "answer", counted)
        for _ in range(2):
            assert "by *Friday*" in text_of((await room.eve.slash(room.channel, "gaps")).response)
        assert len(asked) == 1
        await room.remove(later)
        assert "answered since" not in text_of((await room.eve.slash(room.channel, "gaps")).response)
        assert len(asked) == 2


def test_what_comes_up_most_is_looked_at_and_what_is_left_out_is_said() -> None:
    """However long ago it was asked, and however often other things were."""
    old = [Disliked(f"2026-01-0{day}T12:00:00", "Who leads the wing?", "", 1) for day in (1, 2)]
    new = [Disliked(f"2026-02-01T12:{n // 60:02}:{n % 60:02}", f"question {n}", "", 1) for n in range(LOOKED_AT + 99)]
    found = gaps([], [*new, *old], lambda questions: [[at] for at in range(len(questions))])
    assert found.found[0].question == "Who leads the wing?"
    assert (len(found.found), found.left_out) == (LOOKED_AT, 100)
    assert {gap.question for gap in found.found[1:]} == {f"question {n}" for n in range(100, LOOKED_AT + 99)}
    view = page(found, 0, 30).view
    assert isinstance(view, discord.ui.LayoutView)
    assert "100 other wordings, asked no more often than these, left out" in _texts(view)[-1]
