"""Each server has its own reports, and no request opens another's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.books import LEFT, REMEMBERED
from bot.errors import NotAsked, StartRefused
from bot.lanes import Lanes
from bot.settings import DiscordSettings, ThrottleSettings
from bot.teams import Teams
from corpus.store import Store
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords
from tests.fakes.houses import of_hashed_words

RED, BLUE = 11, 22
NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = HashedWords()


@pytest.fixture
async def lanes() -> AsyncIterator[Lanes]:
    """Threads for questions."""
    made = Lanes(ThrottleSettings())
    yield made
    made.close()


async def _teams(folder: Path, lanes: Lanes, **settings: int) -> Teams:
    teams = Teams(folder, of_hashed_words, lanes, DiscordSettings(**settings))
    teams.open_home()
    return teams


async def test_two_servers_have_two_stores(tmp_path: Path, lanes: Lanes) -> None:
    """What one adds, the other does not have; each lies in a folder of its own."""
    teams = await _teams(tmp_path, lanes, server=RED)
    (await teams.of(RED)).store.add(addition("The red ship sank.", embedder=WORDS))
    (await teams.of(BLUE)).store.add(addition("The blue ship sank. Nobody died.", embedder=WORDS))
    assert [report.sentences for report in (await teams.of(RED)).store.reports()] == [1]
    assert [report.sentences for report in (await teams.of(BLUE)).store.reports()] == [2]
    assert (tmp_path / "servers" / str(BLUE) / "corpus.db").exists()
    teams.close()


async def test_a_team_is_opened_once_however_many_need_it(tmp_path: Path, lanes: Lanes) -> None:
    """The second opening of a folder would be refused by its lock."""
    teams = await _teams(tmp_path, lanes, server=RED)
    assert teams.if_open(BLUE) is None
    first, second = await teams.of(BLUE), await teams.of(BLUE)
    assert first is second is teams.if_open(BLUE)
    assert {team.server for team in teams.open_ones()} == {RED, BLUE}
    teams.close()


async def test_the_reports_of_the_command_line_belong_to_the_only_server_and_stay_with_it(
    tmp_path: Path, lanes: Lanes
) -> None:
    """Bound at the first connection; a second server later changes nothing."""
    with Store(tmp_path, durable=False) as store:
        store.add(addition("The ship sank.", embedder=WORDS))
    teams = await _teams(tmp_path, lanes)
    await teams.connected([])
    await teams.connected([RED])
    assert len((await teams.of(RED)).store.reports()) == 1
    teams.close()
    again = await _teams(tmp_path, lanes)
    await again.connected([BLUE, RED])
    assert len((await again.of(RED)).store.reports()) == 1
    assert (await again.of(BLUE)).store.reports() == []
    again.close()


async def test_with_several_servers_the_reports_belong_to_none_until_one_is_named(tmp_path: Path, lanes: Lanes) -> None:
    """Unknown means refused."""
    with Store(tmp_path, durable=False) as store:
        store.add(addition("The ship sank.", embedder=WORDS))
    teams = await _teams(tmp_path, lanes)
    await teams.connected([RED, BLUE])
    assert [(await teams.of(server)).store.reports() for server in (RED, BLUE)] == [[], []]
    with pytest.raises(NotAsked):
        await teams.of(None)
    teams.close()
    named = await _teams(tmp_path, lanes, server=BLUE)
    assert len((await named.of(BLUE)).store.reports()) == 1
    named.close()


async def test_the_data_of_a_server_that_was_left_is_deleted_after_its_days(tmp_path: Path, lanes: Lanes) -> None:
    """Not before, and not where the bot came back."""
    teams = await _teams(tmp_path, lanes, server=RED)
    for server in (BLUE, 33):
        (await teams.of(server)).store.add(addition("The ship sank.", embedder=WORDS))
        await teams.leave(server, NOW)
    await teams.leave(RED, NOW)
    assert len((await teams.of(33)).store.reports()) == 1
    teams.close()
    assert teams.delete_left(30, NOW + timedelta(days=29)) == []
    assert teams.delete_left(30, NOW + timedelta(days=30)) == [BLUE]
    assert not (tmp_path / "servers" / str(BLUE)).exists()
    assert (tmp_path / "corpus.db").exists()


async def test_a_mark_that_a_kill_left_unwritten_stops_no_start(tmp_path: Path, lanes: Lanes) -> None:
    """Its own time counts."""
    teams = await _teams(tmp_path, lanes, server=RED)
    mark = tmp_path / "servers" / str(BLUE) / LEFT
    mark.parent.mkdir(parents=True)
    mark.touch()
    assert teams.delete_left(30) == []
    assert teams.delete_left(0) == [BLUE]


async def test_a_book_that_cannot_be_read_is_a_sentence_and_the_next_try_may_work(tmp_path: Path, lanes: Lanes) -> None:
    """Moved away, it is made anew."""
    teams = await _teams(tmp_path, lanes, server=RED)
    book = tmp_path / "servers" / str(BLUE) / REMEMBERED
    book.parent.mkdir(parents=True)
    book.write_text("no database" * 100)
    with pytest.raises(StartRefused, match="move them away"):
        await teams.of(BLUE)
    book.unlink()
    assert (await teams.of(BLUE)).server == BLUE
    teams.close()
