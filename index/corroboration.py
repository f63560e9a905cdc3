"""How many reports give an answer, and how many of them independently.

Ten copies of one wire story are one source. Two quotes support each other where their answers' words are the same; they
count as independent only where neither text, publisher nor speaker is the same, so the figure rather errs downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.answer import Quote
from index.words import words


@dataclass(frozen=True, slots=True)
class Corroboration:
    """How many reports give the first quote's answer.

    Args:
        reports: All of them, copies counted.
        independent: Those that share neither text, publisher nor speaker with one another.
    """

    reports: int
    independent: int


def corroboration(quotes: Sequence[Quote]) -> Corroboration:
    """Count the reports behind the first quote's answer; an empty answer has none."""
    if not quotes:
        return Corroboration(0, 0)
    agreeing = [quotes[0], *(quote for quote in quotes[1:] if _agrees(quote, quotes[0]))]
    reports = {report.id for quote in agreeing for report in (quote.report, *quote.also_in)}
    return Corroboration(len(reports), _independent(agreeing))


def _agrees(quote: Quote, first: Quote) -> bool:
    ours, theirs = _answer(quote), _answer(first)
    return bool(ours) and ours == theirs


def _answer(quote: Quote) -> frozenset[str]:
    """Return the answer's words, without their order: "Ilham Ahmed" and "Ahmed, Ilham" are one."""
    return frozenset(words(quote.text[slice(*quote.span)])) if quote.span else frozenset()


def _independent(agreeing: Sequence[Quote]) -> int:
    """Count the sources: quotes that share a report or a copy of it, a publisher or a speaker have the same."""
    groups: list[tuple[set[str], int]] = []
    for quote in agreeing:
        signs, sources = _signs(quote), _sources(quote)
        for group in [group for group in groups if group[0] & signs]:
            signs, sources = signs | group[0], max(sources, group[1])
            groups.remove(group)
        groups.append((signs, sources))
    return sum(sources for _, sources in groups)


def _sources(quote: Quote) -> int:
    """Return how many sources one sentence has: reports that are no copies of one another, nor of one publisher."""
    reports = (quote.report, *quote.also_in)
    publishers = {(report.metadata.publisher or f"report {report.id}").casefold() for report in reports}
    return max(1, min(quote.independent, len(publishers)))


def _signs(quote: Quote) -> set[str]:
    """Return what would make another quote depend on the same source."""
    reports = (quote.report, *quote.also_in)
    signs = {f"report {number}" for number in (*(report.id for report in reports), *quote.copies)}
    signs |= {f"publisher {report.metadata.publisher.casefold()}" for report in reports if report.metadata.publisher}
    if quote.speaker and (names := words(quote.speaker.name.split(",")[0])):
        signs.add(f"speaker {names[-1]}")
    return signs
