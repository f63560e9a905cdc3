"""Answers and reports as JSON, for programs: the form is stable, keys are added and never renamed."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from corpus.report import Report
from index.answer import Answer, Quote


def write(thing: Any) -> None:
    """Print one object on a line of its own, in UTF-8 whatever the terminal claims."""
    sys.stdout.buffer.write(json.dumps(thing, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def answer_object(answer: Answer) -> dict[str, Any]:
    """Return an answer as an object."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "quotes": [quote_object(quote) for quote in answer.quotes],
        "searched": asdict(answer.searched),
        "timings_ms": answer.timings_ms,
        "corrections": [asdict(one) for one in answer.corrections],
    }


def quote_object(quote: Quote) -> dict[str, Any]:
    """Return a quote as an object; text == report_text[start:end], offsets in characters."""
    return {
        "text": quote.text,
        "span": quote.span,
        "report": short_report(quote.report),
        "page": quote.page,
        "page_label": quote.page_label,
        "paragraph": quote.paragraph,
        "sentence": quote.sentence,
        "start": quote.start,
        "end": quote.end,
        "sentence_id": quote.sentence_id,
        "headings": quote.headings,
        "speaker": asdict(quote.speaker) if quote.speaker else None,
        "also_in": [short_report(report) for report in quote.also_in],
        "independent": quote.independent,
        "score": quote.score,
        "ocr": quote.ocr,
    }


def short_report(report: Report) -> dict[str, Any]:
    """Return what a quote says of its report."""
    facts = report.metadata
    return {
        "id": report.id,
        "title": report.title,
        "publisher": facts.publisher,
        "date": facts.date,
        "file_dated": report.file_dated,
        "collection": report.collection,
    }


def report_object(report: Report) -> dict[str, Any]:
    """Return everything that is known of a report."""
    facts = report.metadata
    return {
        **short_report(report),
        "author": facts.author,
        "url": facts.url,
        "date_source": facts.date_source.value,
        "file_name": report.file_name,
        "format": report.format,
        "sha256": report.sha256,
        "size_bytes": report.size_bytes,
        "added_at": report.added_at,
        "language": report.language,
        "sentences": report.sentences,
        "pages": report.pages,
        "pages_without_text": report.pages_without_text,
        "page_labels": report.page_labels,
    }
