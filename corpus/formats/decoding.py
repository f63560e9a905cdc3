"""From bytes to characters, without ever showing a character that the file does not hold.

The order: byte order mark, UTF-16 or UTF-32 told by their zero bytes, strict UTF-8, then charset-normalizer's guess.
Nothing is normalised beyond line ends: the stored text is what a quotation is checked against.
"""

from __future__ import annotations

import codecs
import re

from corpus.errors import OverLimit, UnreadableReport

# A long novel has 1,000,000 characters; beyond this a file is not one report, and splitting it takes half a minute.
MOST_CHARACTERS = 5_000_000
# Fewer bytes than this say too little about their encoding: Windows-1252 is the likeliest (measured: READING.md).
FEW_BYTES = 200
# Western European text has accents on 2 to 8 % of its letters, other scripts foreign bytes nearly throughout. Decided
# here because charset-normalizer takes English with curly quotes, and French, for Central European.
WESTERN_SHARE = 0.15
# Where more than this is foreign, it is another script, however short.
FOREIGN_SHARE = 0.55
# Bytes that no Western European text needs in Windows-1252, and every Central European or Turkish one holds.
_EASTERN = re.compile(rb"[\x8a\x8d-\x8f\x9a\x9d-\x9f\xb3\xb9\xbe\xdd\xde\xf0\xfd\xfe]")
# charset-normalizer weighs at most this much; its cost grows with the square of the doubt.
SAMPLE_BYTES = 100_000
# More unreadable characters than one in so many: not text, or two encodings in one file.
MOST_DAMAGE = 100

# Latin text is half zeros in UTF-16 and three quarters in UTF-32; fewer are stray zeros, and stray zeros are no text.
FEWEST_ZEROS, WIDEST_ZEROS = 0.2, 0.6

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def decode(data: bytes, name: str, *, declared: str | None = None) -> str:
    """Return the text of a file.

    Args:
        data: The whole file.
        name: The file as the person knows it.
        declared: The encoding that the file names itself, as HTML does; tried before any guess.

    Raises:
        UnreadableReport: No encoding fits, or the bytes are not text.
        OverLimit: More characters than a report may have.
    """
    return canonical(_characters(data, name, declared), name)


def canonical(text: str, name: str) -> str:
    """Return text with one kind of line end and control characters as U+FFFD, refusing what is not text."""
    if len(text) > MOST_CHARACTERS:
        reason = f"it holds {len(text):,} characters, more than {MOST_CHARACTERS:,} (limit)"
        raise OverLimit(name, reason, "split it into several reports")
    lines = LINE_ENDS.sub("\n", text)
    readable, damaged = _CONTROLS.subn("\N{REPLACEMENT CHARACTER}", lines)
    if damaged * MOST_DAMAGE > len(lines):
        reason = f"{damaged:,} of its {len(lines):,} characters are control characters, so it is not text"
        raise UnreadableReport(name, reason, "save it as text, Markdown or HTML")
    return readable


def _characters(data: bytes, name: str, declared: str | None) -> str:
    """Return the characters by the first encoding that fits."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, name)
    wide = wide_encoding(data)
    if wide:
        return _strictly(data, wide, name)
    if b"\x00" in data:
        reason = f"{data.count(0):,} of its {len(data):,} bytes are zero, so it is not text"
        raise UnreadableReport(name, reason, "save it as text, Markdown or HTML")
    japanese = "iso2022_jp" if b"\x1b$" in data else None  # seven bits, so it looks like UTF-8
    for encoding in filter(None, (japanese, "utf-8", declared)):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return _mended(data, name) or _guessed(data, name)


def wide_encoding(data: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 encoding that the positions of zero bytes show, None where they show none."""
    sample = data[:4096]
    zeros = [sample[place::4].count(0) for place in range(4)]
    even, odd, share = zeros[0] + zeros[2], zeros[1] + zeros[3], sum(zeros) / max(1, len(sample))
    if share > WIDEST_ZEROS:
        low, high = zeros[0] * 10 < zeros[1], zeros[3] * 10 < zeros[2]
        return "utf-32-le" if low else "utf-32-be" if high else None
    if share < FEWEST_ZEROS or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _strictly(data: bytes, encoding: str, name: str) -> str:
    """Decode by an encoding that the file shows, or refuse."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"it is {encoding.upper()} text that breaks at byte {error.start:,} of {len(data):,}"
        raise UnreadableReport(name, reason, "save it again as UTF-8") from error


def _mended(data: bytes, name: str) -> str | None:
    """Return text that is UTF-8 but for a few bytes, with U+FFFD in their place; None where it is not UTF-8 at all."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    fitting = sum(len(run) for run in re.findall(r"[^\x00-\x7f\ufffd]+", text))
    if fitting < damaged:  # an old encoding hardly ever looks like UTF-8
        return None
    if damaged * MOST_DAMAGE > len(text):
        reason = (
            f"it is UTF-8 text with {damaged:,} characters in another encoding, more than 1 in {MOST_DAMAGE} (limit)"
        )
        raise UnreadableReport(name, reason, "save it again as UTF-8")
    return text


def _guessed(data: bytes, name: str) -> str:
    """Return the text by the likeliest encoding of the world's old ones."""
    foreign = len(re.findall(rb"[\x80-\xff]", data))
    western = len(_EASTERN.findall(data)) * 20 <= foreign < WESTERN_SHARE * len(data)
    if western or (len(data) < FEW_BYTES and foreign < FOREIGN_SHARE * len(data)):
        return data.decode("cp1252", errors="replace")
    from charset_normalizer import from_bytes

    cut = data.rfind(b"\n", 0, SAMPLE_BYTES) if len(data) > SAMPLE_BYTES else len(data)
    best = from_bytes(data[: cut if cut > 0 else SAMPLE_BYTES]).best()
    try:
        return data.decode(best.encoding if best else "utf-8")
    except UnicodeDecodeError as error:
        reason = f"no known encoding fits its bytes (first trouble at byte {error.start:,} of {len(data):,})"
        raise UnreadableReport(name, reason, "save it again as UTF-8") from error
