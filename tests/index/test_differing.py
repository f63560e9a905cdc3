"""What may differ is found in sentences that are about one thing, and never invented; measured on cases of our own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.answer import Quote, Speaker
from index.differing import differing
from index.told import Kind
from tests.fakes.library import report

CASES = (Path(__file__).parent / "differing_cases.txt").read_text(encoding="utf-8")
_LINE = re.compile(r"R(\d) (?:\{(.+?)\} )?(.*)")


def quote(line: str, at: int) -> Quote:
    """Return the sentence of one line of a case."""
    number, speaker, marked = _LINE.fullmatch(line).groups()
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    kept = report(int(number), f"Report {number}", f"Publisher {number}", "2017-10-16")
    who = Speaker(speaker, (0, len(text)), "said", sure=True) if speaker else None
    return Quote(text, (start, end), kept, None, 1, at, 0, len(text), at, 0.0, (), who)


def cases(part: str) -> Iterator[tuple[str, list[Quote], str]]:
    """Yield question, sentences and the kind to be found."""
    for block in part.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            yield lines[0], [quote(line, at) for at, line in enumerate(lines[1:-1])], lines[-1]


def measured(part: str) -> tuple[int, int, int, list[str]]:
    """Return how many differences were rightly found, wrongly found and missed, and which went wrong."""
    right = wrong = missed = 0
    faults = []
    for question, quotes, kind in cases(part):
        found = differing(question, quotes)
        said = found.kind.value if found else "none"
        right += said == kind != "none"
        wrong += said not in (kind, "none")
        missed += said == "none" != kind
        if said != kind:
            faults.append(f"{question} / {' / '.join(q.text for q in quotes)}: {said}, not {kind}")
    return right, wrong, missed, faults


@pytest.mark.parametrize("name", ["written first", "held back"])
def test_what_differs_is_found_and_nothing_is_invented(name: str) -> None:
    """Of what is shown as differing at least 19 in 20 differ, and at least 7 in 10 of what differs is shown."""
    first, held = CASES.split("# held back")
    right, wrong, missed, faults = measured(first if name == "written first" else held)
    print(f"{name}: found {right}, invented {wrong}, missed {missed}", *faults, sep="\n")  # noqa: T201 - with -rP
    assert wrong <= 0.05 * (right + wrong)
    assert right >= 0.7 * (right + missed)


def test_each_side_is_words_of_its_quote() -> None:
    """Nothing is said about a difference but the reports' own words, with the quotes that say them."""
    quotes = [quote(f"R{n} [{figure} ships] were waiting.", n) for n, figure in ((1, "369"), (2, "422"), (3, "422"))]
    found = differing("how many ships were waiting?", quotes)
    assert found is not None
    assert found.kind is Kind.NUMBER
    assert [(side.words, side.quotes) for side in found.sides] == [("369", (0,)), ("422", (1, 2))]


def test_without_quotes_nothing_differs() -> None:
    """An answer of one sentence or none."""
    assert differing("how many ships?", []) is None
    assert differing("how many ships were waiting?", [quote("R1 [369 ships] were waiting.", 1)]) is None
