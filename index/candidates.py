"""Choose what the reader reads: windows of consecutive sentences around the sentences that the search scored best.

Reading costs most of a question's time, so every window must bring sentences that no earlier window holds. Windows are
measured in characters: a word piece of English prose has about 4.4, and no tokenizer is needed to cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

WINDOW_CHARACTERS = 540  # about 120 word pieces: with question and title a row of about 140
READ_CHARACTERS = 4_500  # read per question in all: seven full windows, or more of short reports (decision 0005)
OVERHEAD_CHARACTERS = 90  # question and title, which every window repeats
MOST_WINDOWS = 24


def grow(
    centre: int, stretch: tuple[int, int], length: Callable[[int], int], budget: int, *, after_first: bool = True
) -> tuple[int, int]:
    """Grow a window around a sentence within its report, in turns after and before it, until the budget is full.

    Args:
        centre: Number of the sentence that must be in it.
        stretch: The report's first sentence and one past its last.
        length: Characters of a sentence, by its number.
        budget: Characters of a window; the centre stays even where it alone is longer.
        after_first: Whether the sentence after the centre is tried before the one in front of it.

    Returns:
        The window's first sentence and one past its last.
    """
    start, end, left = centre, centre + 1, budget - length(centre)
    onward, turn = {True, False}, after_first
    while onward:
        at = end if turn else start - 1
        if turn in onward and stretch[0] <= at < stretch[1] and length(at) <= left:
            left -= length(at)
            start, end = min(start, at), max(end, at + 1)
        else:
            onward.discard(turn)
        turn = not turn
    return start, end


def windows(
    ranked: Iterable[int],
    stretch_of: Callable[[int], tuple[int, int]],
    length: Callable[[int], int],
    *,
    most: int = MOST_WINDOWS,
    total: int = READ_CHARACTERS,
) -> list[tuple[int, int]]:
    """Cut windows around the best sentences, best first, leaving out sentences that an earlier window already holds.

    Args:
        ranked: Numbers of sentences, best first.
        stretch_of: First sentence and one past the last of the report that a sentence stands in.
        length: Characters of a sentence.
        most: Windows at most.
        total: Characters at which no further window is cut.
    """
    held: set[int] = set()
    spent = 0
    found: list[tuple[int, int]] = []
    for sentence in ranked:
        if len(found) == most or spent >= total:
            break
        if sentence not in held:
            found.append(grow(sentence, stretch_of(sentence), length, WINDOW_CHARACTERS))
            held.update(range(*found[-1]))
            spent += OVERHEAD_CHARACTERS + sum(map(length, range(*found[-1])))
    return found
