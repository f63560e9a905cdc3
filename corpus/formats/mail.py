"""E-mails (EML): what the sender wrote, told from what the sender quotes.

The subject is the title, the sender the author. The words of an earlier mail and the signature are kept as notes; an
earlier mail stands under the line that says whose it is, so that no answer takes them for the sender's. Attachments are
not read, and named. Read by the standard library (RFC 5322, 2045, 3676).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from itertools import groupby

from corpus.errors import OverLimit, UnreadableReport, UnsupportedFormat
from corpus.formats.composing import Composition, one_line
from corpus.formats.decoding import decode
from corpus.formats.facts import claimed
from corpus.formats.markup import pieces
from corpus.formats.tables import Piece
from corpus.formats.text import paragraphs
from corpus.names import shown_name
from corpus.quoted_mail import WROTE
from corpus.report import BlockKind, Extract, Metadata

# A mail of a long thread has 20; the standard library's parser becomes slow with the square of them.
MOST_PARTS = 500
LONGEST_HEADERS = 1_000_000
_NAMED = 5  # attachments by name; of more, how many
_LEVEL = 6  # of the line that says whose words follow: below every heading of the mail itself
_REMEDY = "save its text as plain text"
_BOUNDARY = re.compile(rb"(?i)boundary\s*=")
_PREFIX = re.compile(r"\s?(?:>\s?)+")
_FORWARDED = re.compile(
    r"-{2,40}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine)\s*-{2,40}.*"
    r"|(?:[-_]{5,80}\s*)?(?:from|von|de):\s.+\s(?:sent|date|gesendet|datum|envoyé):\s.+",
    re.DOTALL | re.IGNORECASE,
)
# The line that says who wrote, broken in two; and the head of an earlier mail as Outlook puts it.
_BROKEN = re.compile(
    r"^(?:On|Am|Le|El|Il|Op|Em|Den)\b[^\n]{5,200}\n(?!>)[^\n]{0,150}(?:wrote|schrieb|écrit) ?:$", re.MULTILINE
)
_HEAD = re.compile(
    r"^(?:[^\S\n]*(?:-{2,40}[^\n-]{3,60}-{2,40}|_{5,80})[^\S\n]*\n\s*)?(?:from|von|de):[^\n]+\n(?:[A-Za-zéà-]{2,12}[^\S\n]?:[^\n]*\n){1,6}",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNATURE = "--"
_LOCKED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"})


def read(data: bytes, name: str) -> Extract:
    """Read a message."""
    message = _parsed(data, name)
    composition = Composition(name)
    _refuse_locked(message, name)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is not None:
        for piece in _told_apart(_body(body, name), f"From: {_header(message, 'from')}"):
            composition.add(piece.text, piece.kind, level=piece.level)
    unread = [_named(part) for part in message.walk() if _is_attachment(part, message, body)]
    if unread:
        more = f" and {len(unread) - _NAMED:,} more" if len(unread) > _NAMED else ""
        what = "1 attachment was" if len(unread) == 1 else f"{len(unread):,} attachments were"
        composition.remark(f"{what} not read: {', '.join(unread[:_NAMED])}{more}.")
    return composition.extract(_facts(message), "eml")


def _parsed(data: bytes, name: str) -> EmailMessage:
    """Return a message taken apart, refusing one of more parts than any mail has."""
    if data.startswith(b"From "):  # cut from a mailbox
        data = data.partition(b"\n")[2]
    parts = len(_BOUNDARY.findall(data))
    if parts > MOST_PARTS:
        raise OverLimit(name, f"it has {parts:,} parts with parts in them, more than {MOST_PARTS} (limit)", _REMEDY)
    try:
        return BytesParser(policy=policy.default).parsebytes(data)
    except RecursionError as error:
        raise OverLimit(name, "its parts stand too deep in one another", _REMEDY) from error
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableReport(name, f"it is a damaged e-mail ({type(error).__name__})", _REMEDY) from error


def _refuse_locked(message: EmailMessage, name: str) -> None:
    """Refuse a message that only its receiver's key opens; a signed one can be read."""
    kind = message.get_content_type()
    if kind in _LOCKED and message.get_param("smime-type", "enveloped-data") != "signed-data":
        raise UnsupportedFormat(name, "it is an encrypted e-mail", "save it decrypted")


def _told_apart(body: Iterator[Piece], sender: str) -> Iterator[Piece]:
    """Yield the blocks of a message, those of an earlier one as notes under the line that says whose they are."""
    theirs = forwarded = False
    for piece in body:
        if _FORWARDED.fullmatch(piece.text) or WROTE.fullmatch(piece.text):
            theirs, forwarded = True, forwarded or not WROTE.fullmatch(piece.text)
            yield Piece(one_line(piece.text), BlockKind.HEADING, _LEVEL)
        elif forwarded or piece.kind is BlockKind.NOTE:
            yield replace(piece, kind=BlockKind.NOTE, level=0)
        else:
            if theirs:  # the sender goes on below what was quoted
                yield Piece(sender, BlockKind.HEADING, _LEVEL)
                theirs = False
            yield piece


def _body(body: Message, name: str) -> Iterator[Piece]:
    """Yield the blocks of a message's text."""
    payload = body.get_payload(decode=True)
    text = decode(payload if isinstance(payload, bytes) else b"", name, declared=body.get_content_charset())
    if body.get_content_type() == "text/html":
        yield from pieces(text, name)
        return
    if body.get_param("format") == "flowed":
        text = _unflowed(text, joins_words=body.get_param("delsp") == "yes")
    text = _BROKEN.sub(lambda found: one_line(found[0]), text)
    head = _HEAD.search(text)
    yield from _plain(text[: head.start()] if head else text)
    if head:
        yield Piece(one_line(head[0]))
        yield from _plain(text[head.end() :])


def _plain(text: str) -> Iterator[Piece]:
    """Yield the paragraphs of a text, quoted ones and the signature as notes."""
    for quoted, lines in groupby(text.split("\n"), key=lambda line: bool(_PREFIX.match(line))):
        own = [_PREFIX.sub("", line, count=1) if quoted else line for line in lines]
        mark = next((n for n, line in enumerate(own) if line.rstrip() == _SIGNATURE), len(own))
        for stretch, kind in (("\n".join(own[:mark]), None), ("\n".join(own[mark + 1 :]), BlockKind.NOTE)):
            for block in paragraphs(stretch):
                note = BlockKind.NOTE if quoted else kind
                yield Piece(one_line(stretch[block.start : block.end]), note or block.kind)


def _unflowed(text: str, *, joins_words: bool) -> str:
    """Return text with the lines joined that its program broke (RFC 3676): those that end with a space."""
    pieces: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        pieces.append(("" if goes_on and not _PREFIX.match(line) else "\n" if pieces else "") + line.removeprefix(" "))
        goes_on = line.endswith(" ") and line != f"{_SIGNATURE} "
        if goes_on and joins_words:
            pieces[-1] = pieces[-1][:-1]
    return "".join(pieces)


def _header(message: EmailMessage, name: str) -> str:
    """Return a header's words on one line, empty where it is missing or makes no sense."""
    try:
        return one_line(str(message.get(name, "")))
    except (ValueError, TypeError, AttributeError, IndexError, LookupError):
        return ""


def _facts(message: EmailMessage) -> Metadata:
    """Return subject, sender and day as the message says them."""
    try:
        day = parsedate_to_datetime(_header(message, "date")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        day = None
    return claimed(_header(message, "subject"), None, _header(message, "from"), day, None)


def _is_attachment(part: Message, message: Message, body: Message | None) -> bool:
    """Return whether a part is left unread that its sender attached; another form of the same text is none."""
    if part is body or part is message or part.get_content_maintype() == "multipart":
        return False
    kind = part.get_content_type()
    named = part.get_filename() is not None or part.get_content_disposition() == "attachment"
    return named or kind == "message/rfc822" or part.get_content_maintype() not in ("text", "message", "multipart")


def _named(part: Message) -> str:
    """Return what an attachment is called, or what it is."""
    name = part.get_filename()
    return shown_name(str(name)) if name else f"one of type {part.get_content_type()}"
