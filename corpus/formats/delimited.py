"""Tables as text (CSV, TSV): the separator is the one that gives most rows the same width; a head is told by its words.

Read by the standard library's reader (RFC 4180). Its Sniffer is not used: it takes letters for separators.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from corpus.errors import OverLimit, UnreadableReport
from corpus.formats.composing import Composition, one_line
from corpus.formats.decoding import decode
from corpus.formats.sheets import REMEDY, Limits, Line, compose_sheet, value_of
from corpus.report import Extract, Metadata

# A page of text; a field runs on to the end of the file where its quotation mark is not closed.
LONGEST_FIELD = 100_000
WIDEST = 16_384  # columns, empty ones counted: what Excel can write
SEPARATORS = ",;\t|"
_LOOKED_AT = 100  # rows, for the separator


def read(data: bytes, name: str) -> Extract:
    """Read a table of separated values."""
    text, composition = decode(data, name), Composition(name)
    separator, text = _declared(text)
    lines: list[Line] = []
    limits = Limits(name)
    for fields in _rows(text, separator or _separator(text), name):
        if len(fields) > WIDEST:
            raise OverLimit(name, f"a row has {len(fields):,} columns, more than {WIDEST:,} (limit)", REMEDY)
        line = {n: value_of(field) for n, field in enumerate(map(one_line, fields)) if field}
        limits.count(line)
        lines.append(line)
    compose_sheet(composition, None, lines)
    return composition.extract(Metadata(), "csv")


def _declared(text: str) -> tuple[str | None, str]:
    """Return the separator that Excel's first line "sep=;" names, and the text after it."""
    first, _, rest = text.partition("\n")
    named = first.strip().strip('"')
    return (named[4:], rest) if len(named) == 5 and named.startswith("sep=") else (None, text)  # noqa: PLR2004


def _separator(text: str) -> str:
    """Return the separator by which most rows have the same number of fields, and more than one."""
    sample = text[: LONGEST_FIELD * 2]
    return max(SEPARATORS, key=lambda separator: _evenness(sample, separator))


def _evenness(sample: str, separator: str) -> tuple[float, int]:
    """Return the share of rows that have the commonest width above one, and that width."""
    try:
        widths = [len(fields) for fields in islice(_parsed(sample, separator), _LOOKED_AT) if fields]
    except csv.Error:
        return 0.0, 0
    width, count = Counter(widths).most_common(1)[0] if widths else (1, 0)
    return (count / len(widths), width) if width > 1 else (0.0, 0)


def _parsed(text: str, separator: str) -> Any:
    """Return the standard library's reader of rows, which has no public type."""
    csv.field_size_limit(LONGEST_FIELD)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)


def _rows(text: str, separator: str, name: str) -> Iterator[list[str]]:
    """Yield the fields of every row."""
    reader = _parsed(text, separator)
    try:
        yield from reader
    except csv.Error as error:
        if "field larger" in str(error):
            reason = f"row {reader.line_num:,} has a field of more than {LONGEST_FIELD:,} characters (limit)"
            raise OverLimit(name, reason, "close its quotation mark, or shorten it") from error
        raise UnreadableReport(name, f"row {reader.line_num:,} is damaged ({error})", REMEDY) from error
