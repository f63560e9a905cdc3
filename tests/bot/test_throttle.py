"""Promises of the throttle."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import Busy, Stopping, TooOften
from bot.throttle import Throttle


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        """Start at zero."""
        self.now_s = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now_s


def _throttle(clock: Clock | None = None, *, places: int = 1, queue: int = 32, a_minute: int = 5) -> Throttle:
    return Throttle(places=places, queue=queue, a_minute=a_minute, clock=clock or Clock())


async def _ask(throttle: Throttle, person: int, order: list[int], gate: asyncio.Event) -> None:
    async with throttle.held(throttle.enter(person)):
        order.append(person)
        await gate.wait()


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_sixth_question_within_a_minute_is_told_when_to_try_again() -> None:
    """Five a minute a person; the message names the seconds left."""
    clock = Clock()
    throttle = _throttle(clock)
    for _ in range(5):
        async with throttle.held(throttle.enter(1)):
            clock.now_s += 1
    with pytest.raises(TooOften, match=r"5 questions .* try in 55 s") as refused:
        async with throttle.held(throttle.enter(1)):
            pass
    assert refused.value.wait_s == 55
    clock.now_s = 60.0
    async with throttle.held(throttle.enter(1)):
        assert throttle.running == 1


async def test_one_person_never_runs_two_questions_at_once() -> None:
    """With places to spare, the second question of a person waits for the first."""
    throttle, order, gate = _throttle(places=4), [], asyncio.Event()
    tasks = [asyncio.create_task(_ask(throttle, 1, order, gate)) for _ in range(3)]
    await _settle()
    assert (throttle.running, throttle.waiting) == (1, 2)
    gate.set()
    await asyncio.gather(*tasks)
    assert order == [1, 1, 1]


async def test_who_asks_once_waits_for_at_most_one_question_of_who_asks_often() -> None:
    """Places go round by person, not by the order of arrival."""
    throttle, order, gate = _throttle(), [], asyncio.Event()
    throttle._mean_s = 0.1
    people = [1, 1, 1, 1, 2, 3]
    tasks = []
    for person in people:
        tasks.append(asyncio.create_task(_ask(throttle, person, order, gate)))
        await _settle()
    gate.set()
    await asyncio.gather(*tasks)
    assert order == [1, 1, 2, 3, 1, 1]


async def test_a_full_queue_says_busy_and_when_to_try_again() -> None:
    """Two places, two waiting: the fifth person is told."""
    throttle, gate = _throttle(places=2, queue=2), asyncio.Event()
    tasks = [asyncio.create_task(_ask(throttle, person, [], gate)) for person in (1, 2, 3, 4)]
    await _settle()
    with pytest.raises(Busy, match=r"try again in 1 s"):
        throttle.enter(5)
    gate.set()
    await asyncio.gather(*tasks)


async def test_a_slow_queue_says_busy_before_it_is_full() -> None:
    """Where answers take three seconds, nobody is made to wait for six."""
    clock, gate = Clock(), asyncio.Event()
    throttle = _throttle(clock)
    for person in range(9):
        async with throttle.held(throttle.enter(person)):
            clock.now_s += 3
    tasks = [asyncio.create_task(_ask(throttle, person, [], gate)) for person in (11, 12)]
    await _settle()
    with pytest.raises(Busy, match=r"try again in 6 s"):
        throttle.enter(13)
    gate.set()
    await asyncio.gather(*tasks)


async def test_the_queue_is_shared_out_between_those_who_wait() -> None:
    """Alone, a person may fill it; beside two others, each holds a third."""
    throttle, gate = _throttle(places=5, queue=6, a_minute=50), asyncio.Event()
    people = (5, 6, 7, 8, 9, 1, 2, 3, 1)
    tasks = [asyncio.create_task(_ask(throttle, person, [], gate)) for person in people]
    await _settle()
    tasks.append(asyncio.create_task(_ask(throttle, 2, [], gate)))
    await _settle()
    with pytest.raises(Busy):
        throttle.enter(1)
    gate.set()
    await asyncio.gather(*tasks)


async def test_a_refused_question_does_not_count() -> None:
    """Busy five times, a person still has five questions."""
    throttle, gate = _throttle(queue=0), asyncio.Event()
    task = asyncio.create_task(_ask(throttle, 1, [], gate))
    await _settle()
    for _ in range(9):
        with pytest.raises(Busy):
            async with throttle.held(throttle.enter(2)):
                pass
    gate.set()
    await task
    for _ in range(5):
        async with throttle.held(throttle.enter(2)):
            pass


@pytest.mark.parametrize("gives_up_with_a_place", [False, True])
async def test_a_question_given_up_leaves_nothing_behind(*, gives_up_with_a_place: bool) -> None:
    """Cancelled in the queue, or just as its place comes, it blocks nobody."""
    throttle, gate, order = _throttle(), asyncio.Event(), []
    first = asyncio.create_task(_ask(throttle, 1, order, gate))
    await _settle()
    second = asyncio.create_task(_ask(throttle, 2, order, gate))
    await _settle()
    if gives_up_with_a_place:
        gate.set()
        await first
    second.cancel()
    gate.set()
    await asyncio.gather(first, second, return_exceptions=True)
    assert (throttle.running, throttle.waiting) == (0, 0)
    async with throttle.held(throttle.enter(3)):
        assert throttle.running == 1


async def test_who_waits_until_nothing_runs_or_waits_is_told_then() -> None:
    """At once where there is nothing; else when the last question is done, or was given up."""
    throttle, gate = _throttle(), asyncio.Event()
    await asyncio.wait_for(throttle.idle(), 1)
    asked = [asyncio.create_task(_ask(throttle, person, [], gate)) for person in (1, 2, 3)]
    await _settle()
    waiting = asyncio.create_task(throttle.idle())
    asked[2].cancel()
    await _settle()
    assert not waiting.done()
    gate.set()
    await asyncio.gather(*asked[:2])
    await asyncio.wait_for(waiting, 1)


async def test_stopping_finishes_what_is_queued_and_takes_nothing_new() -> None:
    """After stop() a new question is told to come back; a waiting one runs."""
    throttle, gate, order = _throttle(), asyncio.Event(), []
    tasks = [asyncio.create_task(_ask(throttle, person, order, gate)) for person in (1, 2)]
    await _settle()
    throttle.stop()
    with pytest.raises(Stopping, match="again in a minute"):
        async with throttle.held(throttle.enter(3)):
            pass
    gate.set()
    await asyncio.gather(*tasks)
    assert order == [1, 2]
