"""Measure how often the speaker shown is the right one, on PolNeAR's news articles.

    VERBATIM_SHARED=../shared PYTHONPATH=. python benchmarks/speakers.py [--half report|tune] [--mistakes 20]

The rules were tuned on every other document ("tune"); the figures to quote are those of the others ("report"). A name
is right if its head word is the head word of the source that PolNeAR gives for the same words (direct quotes), or for
the same cue (all attributions whose cue is listed). Pronouns count as they stand there: PolNeAR's source is "he" too.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kept import conditions
from quality import shared

from corpus.formats.text import read
from corpus.speaker_words import NARROW_CUES, PREPOSITIONS, WIDE_CUES
from corpus.speakers import MOST_BEFORE, SpeakerSpan, speakers
from corpus.splitting import split
from index.evaluation import read_rows

SEED = (  # the head words of every speaker of ../shared/reports/seed.txt, in reading order
    *("commander", "coalition", "SDF", "Dillon"),
    *("commander", "commander", "Ahmed", "Dillon"),
)
Row = dict[str, Any]
Mistake = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """One sentence of an article with what the rules found in it; offsets are the article's."""

    text: str
    start: int
    end: int
    found: list[SpeakerSpan]

    def at(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return a span of the sentence as one of the article."""
        return span[0] + self.start, span[1] + self.start


@dataclass(slots=True)
class Tally:
    """How many were there, how many of them were shown, and how many of those were right."""

    there: int = 0
    shown: int = 0
    right: int = 0

    def row(self, name: str) -> str:
        """Return one line of the table."""
        right, shown = self.right / max(self.shown, 1), self.shown / max(self.there, 1)
        return f"| {name} | {self.there:,} | {shown:.1%} | {right:.1%} |"


def head(name: str) -> str:
    """Return the head word of a noun phrase: the last one before a comma, a preposition or a relative clause."""
    words: list[str] = []
    for word in re.sub(r"\([^)]*\)", " ", name).split():
        plain = re.sub(r"['’]s?$", "", word.strip(",.:;\"“”'’‘"))
        if words and (plain.lower() in PREPOSITIONS or plain in ("who", "which", "whose", "that", "and")):
            break
        words += [plain] if plain else []
        if word.endswith((",", ":", ";")) and words:
            break
    return words[-1].lower() if words else ""


def overlap(left: tuple[int, int], right: tuple[int, int]) -> int:
    """Return the number of characters that two spans share."""
    return max(0, min(left[1], right[1]) - max(left[0], right[0]))


def covered(span: tuple[int, int], others: list[list[int]]) -> int:
    """Return the number of characters that a span shares with others."""
    return sum(overlap(span, (start, end)) for start, end in others)


def sentences(text: str) -> list[Read]:
    """Return the sentences of an article, each with its speakers."""
    document = split(read(text.encode(), "article.txt"))
    texts = [document.text[each.start : each.end] for each in document.sentences]
    return [
        Read(text, each.start, each.end, speakers(text, texts[max(0, at - MOST_BEFORE) : at]))
        for at, (each, text) in enumerate(zip(document.sentences, texts, strict=True))
    ]


def direct(rows: list[Read], gold: Row, tally: Tally) -> Iterator[Mistake]:
    """Count one direct quote: every sentence that holds words of it and its cue."""
    for row in rows:
        whole = (row.start, row.end)
        if not covered(whole, gold["content_spans"]):
            continue
        tally.there += bool(covered(whole, gold["cue_spans"]))
        sure = [span for span in row.found if span.sure or span.name.lower() in ("he", "she")]
        best = max(sure, key=lambda span: covered(row.at(span.words), gold["content_spans"]), default=None)
        if best is None or not best.sure or not covered(row.at(best.words), gold["content_spans"]):
            continue
        tally.shown += 1
        tally.right += head(best.name) == head(gold["source"])
        if head(best.name) != head(gold["source"]):
            yield best.name, gold["source"], row.text


def listed(rows: list[Read], gold: Row, tally: Tally) -> None:
    """Count one attribution whose cue is among the rules' verbs, sure or not."""
    words = set(gold["cue"].split())
    if not words & (NARROW_CUES | WIDE_CUES) and "ccording" not in gold["cue"]:
        return
    tally.there += 1
    found = [span for row in rows for span in row.found if covered(row.at(span.cue_span), gold["cue_spans"])]
    tally.shown += bool(found)
    tally.right += any(head(span.name) == head(gold["source"]) for span in found)


def precision(rows: list[Read], golds: list[Row], tally: Tally) -> Iterator[Mistake]:
    """Count everything that is shown as sure: a cue that PolNeAR does not know is wrong as well."""
    for row in rows:
        for span in row.found:
            tally.there += 1
            if not span.sure:
                continue
            sources = [gold["source"] for gold in golds if covered(row.at(span.cue_span), gold["cue_spans"])]
            tally.shown += 1
            if head(span.name) in map(head, sources):
                tally.right += 1
            else:
                yield span.name, " / ".join(sources) or "-", row.text


def seed() -> str:
    """Return how many speakers of the seed report are found, and how many of them are sure."""
    found = [
        span
        for row in sentences((shared().parent / "reports" / "seed.txt").read_text(encoding="utf-8"))
        for span in row.found
    ]
    right = sum(wanted in span.name for span, wanted in zip(found, SEED, strict=False))
    return f"seed report: {right} of {len(SEED)}, {sum(span.sure for span in found)} sure, {len(found)} found"


def main() -> None:
    """Print the table and a sample of the mistakes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--mistakes", type=int, default=0)
    options = parser.parse_args()
    folder = shared() / "dev" / "polnear"
    golds: dict[str, list[Row]] = {}
    for gold in read_rows(folder / "attributions.jsonl.gz"):
        if gold["source_spans"]:
            golds.setdefault(gold["doc"], []).append(gold)
    quotes, every, shown = Tally(), Tally(), Tally()
    wrong: list[Mistake] = []
    for document in read_rows(folder / "documents.jsonl.gz")[options.half == "report" :: 2]:
        rows = sentences(document["text"])
        of_document = golds.get(document["doc"], [])
        for gold in of_document:
            wrong += direct(rows, gold, quotes) if gold["kind"] == "direct" else ()
            listed(rows, gold, every)
        wrong += precision(rows, of_document, shown)
    print(f"{conditions()}\n")
    print("| | there | shown | right of shown |\n|---|---|---|---|")
    print(quotes.row("direct quotes, sure"))
    print(every.row("all whose cue is listed, found"))
    print(shown.row("all that is found, sure"))
    print(seed())
    for name, source, text in random.Random(0).sample(wrong, min(options.mistakes, len(wrong))):  # noqa: S311
        print(f"\n{name!r}, not {source!r}: {text}")


if __name__ == "__main__":
    main()
