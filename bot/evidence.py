"""Answers to take along, as Markdown for people or JSON for programs, each quote with what checks it.

Every quote carries the SHA-256 of its own text and of its report's file, and where it stands in the report's text. So
`verify --export FILE` can tell, long after and on another machine with the same reports, whether each quote is what was
exported and still stands. Both forms hold the same facts; what is foreign in the Markdown is escaped, and read back.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.remembered import Reply
from bot.ui import texts
from bot.ui.escaping import escape, unescape
from corpus.report import Report
from corpus.store import Store
from index.answer import Quote

VERSION = 1
MARKDOWN, JSON = "evidence.md", "evidence.json"
_CHECK = re.compile(r"^`quote ([0-9a-f]{64}) report ([0-9a-f]{64}) characters (\d+) to (\d+)`$")


class Finding(StrEnum):
    """What became of an exported quote."""

    STANDS = "stands"
    ALTERED = "altered"  # the file says other words than it was exported with
    MISSING = "missing"  # there is no such report here
    CHANGED = "changed"  # the report says something else at this place


@dataclass(frozen=True, slots=True)
class Proof:
    """One exported quote, as far as it is checked.

    Args:
        text: As the export shows it.
        sha256: Of the quote when it was exported, hexadecimal.
        report: SHA-256 of the report's file.
        start: First character, an offset into the report's text.
        end: One past the last character.
    """

    text: str
    sha256: str
    report: str
    start: int
    end: int


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def as_json(replies: Sequence[Reply], exported_at: str) -> bytes:
    """Return answers as one JSON object, in UTF-8."""
    whole = {"verbatim": VERSION, "exported_at": exported_at, "answers": [_answer_object(reply) for reply in replies]}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def as_markdown(replies: Sequence[Reply], exported_at: str) -> bytes:
    """Return answers as a page to read, in UTF-8."""
    quotes = sum(len(reply.quotes) for reply in replies)
    head = f"{texts.plural(len(replies), 'answer')}, {texts.plural(quotes, 'quote')}, exported {exported_at}."
    lines = ["# Evidence from the reports", "", head, "To check every quote: `./verbatim verify --export FILE`.", ""]
    for reply in replies:
        lines += _answer_lines(reply)
    return "\n".join(lines).encode("utf-8", "replace")


def proofs(content: bytes) -> list[Proof]:
    """Return the quotes of an export in either form.

    Raises:
        ValueError: It is none.
    """
    text = content.decode("utf-8")
    return list(_json_proofs(json.loads(text)) if text.lstrip().startswith("{") else _markdown_proofs(text.split("\n")))


def check(store: Store, proof: Proof) -> tuple[Finding, Report | None]:
    """Return whether an exported quote is what was exported and still stands, and in which report."""
    if sha256_of(proof.text) != proof.sha256:
        return Finding.ALTERED, None
    found = next((report for report in store.reports() if report.sha256 == proof.report), None)
    if found is None:
        return Finding.MISSING, None
    stands = store.text(found.id)[proof.start : proof.end] == proof.text
    return (Finding.STANDS if stands else Finding.CHANGED), found


def _answer_object(reply: Reply) -> dict[str, Any]:
    asked = reply.asked
    return {
        "question": asked.question,
        "understood": asked.query.text,
        "asked_at": asked.at,
        "searched": {"reports": asked.searched.reports, "sentences": asked.searched.sentences},
        "quotes": [_quote_object(quote) for quote in reply.quotes],
        "remarks": [unescape(mark) for mark in reply.marks],
    }


def _quote_object(quote: Quote) -> dict[str, Any]:
    return {
        "text": quote.text,
        "sha256": sha256_of(quote.text),
        "answer": quote.text[slice(*quote.span)] if quote.span else None,
        "start": quote.start,
        "end": quote.end,
        "page": quote.page,
        "page_label": quote.page_label,
        "paragraph": quote.paragraph,
        "sentence": quote.sentence,
        "speaker": quote.speaker.name if quote.speaker and quote.speaker.sure else None,
        "report": _report_object(quote.report),
        "also_in": [_report_object(report) for report in quote.also_in],
    }


def _report_object(report: Report) -> dict[str, Any]:
    facts = report.metadata
    return {
        "id": report.id,
        "title": report.title,
        "publisher": facts.publisher,
        "author": facts.author,
        "date": facts.date,
        "date_source": facts.date_source.value,
        "file_dated": report.file_dated,
        "url": facts.url,
        "file_name": report.file_name,
        "sha256": report.sha256,
        "added_at": report.added_at,
    }


def _answer_lines(reply: Reply) -> Iterator[str]:
    asked = reply.asked
    yield f"## {escape(' '.join((asked.question or 'A question whose words are no longer kept').split()))}"
    yield ""
    for line in (f"Asked {asked.at}." if asked.at else "", *reply.marks):
        if line:
            yield from (line, "")
    for place, quote in enumerate(reply.quotes):
        yield from _quote_lines(reply.number(place), quote)


def _quote_lines(number: int, quote: Quote) -> Iterator[str]:
    yield "> " + escape(quote.text).replace("\n", "\n> ")
    yield ""
    yield texts.attribution(number, quote).removeprefix("-# ").replace(texts.NO_BREAK, " ")
    yield ""
    yield f"`quote {sha256_of(quote.text)} report {quote.report.sha256} characters {quote.start} to {quote.end}`"
    yield ""


def _json_proofs(whole: Any) -> Iterator[Proof]:
    if not isinstance(whole, dict) or whole.get("verbatim") != VERSION:
        raise ValueError("it is no export of this version")
    for answer in whole["answers"]:
        for quote in answer["quotes"]:
            yield Proof(quote["text"], quote["sha256"], quote["report"]["sha256"], quote["start"], quote["end"])


def _markdown_proofs(lines: Iterable[str]) -> Iterator[Proof]:
    """Yield each block quote with the line that checks it."""
    shown: list[str] = []
    for line in lines:
        if line.startswith("> ") or line == ">":
            shown.append(line[2:])
        elif found := _CHECK.match(line):
            sha256, report, start, end = found.groups()
            yield Proof(unescape("\n".join(shown)), sha256, report, int(start), int(end))
            shown = []
