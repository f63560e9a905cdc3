"""Promises of the line in which files become reports: one at a time, fair, bounded, behind questions, stopped well."""

from __future__ import annotations

import asyncio
import io
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.errors import Crowded, Stopping
from bot.library import MOST_WAITING, Content, Library, Stage, Work
from corpus.errors import RefusedReport
from corpus.recognition import missing
from index.indexing import Filing
from index.opening import Opened
from tests.fakes.houses import of_hashed_words

LONG = " ".join(f"On day {n} the council of Raqqa met for the {n}th time." for n in range(3000)).encode()


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Opened]:
    """An empty store with what makes files reports."""
    with of_hashed_words(tmp_path) as opened:
        yield opened


@pytest.fixture
async def library() -> AsyncIterator[Library]:
    """The line."""
    made = Library()
    yield made
    made.close()


def content(data: bytes) -> Content:
    """Return what gives these bytes."""

    async def given() -> bytes:
        return data

    return given


async def begun(work: Work) -> None:
    """Wait until the library's thread has embedded the first sentences of a file."""
    async with asyncio.timeout(20):
        while not work.embedded:  # noqa: ASYNC110 - written by a thread, which knows no events
            await asyncio.sleep(0.01)


async def test_one_file_is_fetched_at_a_time(at: Opened, library: Library) -> None:
    """However many wait, no more than one lies in memory."""
    inside, most = 0, 0

    def counted(number: int) -> Content:
        async def given() -> bytes:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1
            return f"On day {number} the council met.".encode()

        return given

    await asyncio.gather(*(library.add(at, Work(f"{n}.txt"), counted(n), Filing()) for n in range(10)))
    assert most == 1
    assert len(at.store.reports()) == 10


async def test_uploads_take_turns_by_file(at: Opened, library: Library) -> None:
    """One file beside ten waits for one or two, not for ten."""
    order: list[str] = []

    async def upload(name: str, files: int) -> None:
        for number in range(files):
            data = f"In {name} on day {number} the council met.".encode()
            await library.add(at, Work(f"{name}{number}.txt"), content(data), Filing())
            order.append(name)

    await asyncio.gather(upload("ten", 10), upload("one", 1))
    assert order.index("one") <= 2


async def test_a_server_holds_so_many_places_and_another_is_not_touched(library: Library) -> None:
    """The limit and the measured value; places come back."""
    with library.room(1, MOST_WAITING):
        assert library.waiting(1) == MOST_WAITING
        with pytest.raises(Crowded, match="100 files wait to become reports, 100 are the most"), library.room(1, 1):
            pass
        with library.room(2, 1):
            assert library.waiting(2) == 1
    assert library.waiting(1) == 0


async def test_progress_is_told_sentence_by_sentence(at: Opened, library: Library) -> None:
    """Read, counted, embedded."""
    work = Work("long.txt")
    await library.add(at, work, content(LONG), Filing())
    assert (work.stage, work.sentences, work.embedded) == (Stage.EMBEDDING, 3000, 3000)


async def test_a_refused_file_lets_the_next_one_in(at: Opened, library: Library) -> None:
    """The line goes on."""
    with pytest.raises(RefusedReport):
        await library.add(at, Work("bad.txt"), content(b"\0\1\2\3" * 50), Filing())
    await library.add(at, Work("good.txt"), content(b"The council met."), Filing())
    assert len(at.store.reports()) == 1


async def test_adding_gives_way_to_a_question_and_goes_on_after(at: Opened) -> None:
    """Not one batch of sentences while it lasts; and no longer than a second a batch, however many are asked."""
    asked = threading.Event()
    library = Library(asked.is_set)
    asked.set()
    work = Work("long.txt")
    adding = asyncio.create_task(library.add(at, work, content(LONG), Filing()))
    await begun(work)
    before = work.embedded
    await asyncio.sleep(0.3)
    assert work.embedded == before
    asked.clear()
    await adding
    library.close()
    assert work.embedded == 3000


async def test_a_stop_leaves_the_store_as_it_was(at: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file under way is left after its time, the next is not begun, nothing more is taken."""
    monkeypatch.setattr("bot.library.FINISH_S", 0.0)
    library = Library(lambda: True)  # slow: it gives way all the time
    first, second = Work("long.txt"), Work("next.txt")
    adding = [
        asyncio.create_task(library.add(at, first, content(LONG), Filing())),
        asyncio.create_task(library.add(at, second, content(b"The council met."), Filing())),
    ]
    await begun(first)
    start = time.monotonic()
    library.stop()
    for task in adding:
        with pytest.raises(Stopping):
            await task
    assert time.monotonic() - start < 2
    with pytest.raises(Stopping), library.room(1, 1):
        pass
    library.close()
    assert at.store.reports() == []
    assert second.stage is Stage.WAITING


@pytest.mark.slow
@pytest.mark.skipif(missing("eng") is not None, reason="requirements-ocr.txt is not installed")
async def test_a_long_scan_tells_its_pages_and_is_left_at_a_stop(at: Opened, library: Library) -> None:
    """Page by page; at a stop the store is as it was."""
    work, page = Work("scan.tiff"), Image.new("L", (900, 200), 255)
    ImageDraw.Draw(page).text((40, 60), "The council met.", font=ImageFont.load_default(60), fill=0)
    out = io.BytesIO()
    page.save(out, "TIFF", save_all=True, append_images=[page] * 150)
    adding = asyncio.create_task(library.add(at, work, content(out.getvalue()), Filing()))
    async with asyncio.timeout(30):
        while work.pages[0] < 2:  # noqa: ASYNC110 - the thread sets no event
            await asyncio.sleep(0.01)
    assert (work.stage, work.pages[1]) == (Stage.RECOGNISING, 151)
    library.close()
    with pytest.raises(Stopping):
        await adding
    assert at.store.reports() == []
