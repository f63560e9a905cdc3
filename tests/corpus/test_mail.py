"""E-mails: what the sender wrote, told from what the sender quotes; attachments are named, not read."""

# ruff: noqa: E501 - markup is not broken
from __future__ import annotations

from email.message import EmailMessage

import pytest

from corpus.errors import UnsupportedFormat
from corpus.formats.mail import read
from corpus.report import Extract, Source
from corpus.splitting import split
from tests.fakes.office import shown

THREAD = """Dear all,

The ship was freed on Monday. The tow begins at noon.

On Sun, 15 Oct 2017 at 09:00, Ann Example
<ann@example.org> wrote:
> The ship is stuck.
>
> Nobody knows why.

Below I answer.

-- 
Jane Roe
Port authority
"""  # noqa: W291 - the line before a signature ends with a space


def message(body: str = THREAD, *, subtype: str = "plain") -> EmailMessage:
    """Return a mail."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Ship freed", "Jane Roe <jane@example.org>", "all@example.org"
    mail["Date"] = "Mon, 16 Oct 2017 23:30:00 -0500"
    mail.set_content(body, subtype=subtype)
    return mail


def made(mail: EmailMessage) -> Extract:
    """Return what is read of a mail."""
    return read(mail.as_bytes(), "mail.eml")


def test_subject_sender_and_day_are_what_the_mail_says() -> None:
    """The day is the sender's."""
    facts = made(message()).metadata
    assert (facts.title, facts.author) == ("Ship freed", "Jane Roe <jane@example.org>")
    assert (facts.date, facts.date_source) == ("2017-10-16", Source.FILE)


def test_an_earlier_mail_stands_under_the_line_that_says_whose_it_is() -> None:
    """So that no answer takes it for the sender's; the sender's own words below it are the sender's again."""
    extract = made(message())
    assert shown(extract) == [
        ("paragraph", "Dear all,"),
        ("paragraph", "The ship was freed on Monday. The tow begins at noon."),
        ("heading", "On Sun, 15 Oct 2017 at 09:00, Ann Example <ann@example.org> wrote:"),
        ("note", "The ship is stuck."),
        ("note", "Nobody knows why."),
        ("heading", "From: Jane Roe <jane@example.org>"),
        ("paragraph", "Below I answer."),
        ("note", "Jane Roe"),
        ("note", "Port authority"),
    ]
    headings = {extract.text[p.start : p.end]: p.headings for p in split(extract).paragraphs}
    assert headings["The ship is stuck."][0].startswith("On Sun, 15 Oct 2017")
    assert headings["Below I answer."] == ("From: Jane Roe <jane@example.org>",)


def test_a_forwarded_mail_is_not_the_senders() -> None:
    """As Outlook puts it, all that follows belongs to it."""
    outlook = "Yes.\n\n-----Original Message-----\nFrom: Ann\nSent: Sunday\nTo: Jane\nSubject: Stuck\n\nIt is stuck.\n"
    assert [kind for kind, _ in shown(made(message(outlook)))] == ["paragraph", "heading", "note"]


def test_html_is_read_where_there_is_no_plain_text() -> None:
    """With what mail programs mark as quoted."""
    html = "<p>It floats.</p><div class='gmail_quote'><div>On Sunday, 15 Oct 2017, Ann wrote:</div><blockquote>Stuck.</blockquote></div>"
    assert shown(made(message(html, subtype="html"))) == [
        ("paragraph", "It floats."),
        ("heading", "On Sunday, 15 Oct 2017, Ann wrote:"),
        ("note", "Stuck."),
    ]


def test_the_plain_text_is_preferred_and_read_once() -> None:
    """The other form of the same is no attachment."""
    mail = message("It floats.")
    mail.add_alternative("<p>It floats, in HTML.</p>", subtype="html")
    extract = made(mail)
    assert (extract.text, extract.remarks) == ("It floats.", ())


def test_attachments_are_named_and_not_read() -> None:
    """Loudly, because the answer may be in one."""
    mail = message("See the plan.")
    for name in ("plan.pdf", "list.xlsx"):
        mail.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=name)
    mail.add_attachment(message("Inner."))
    extract = made(mail)
    assert extract.text == "See the plan."
    assert extract.remarks == ("3 attachments were not read: plan.pdf, list.xlsx, one of type message/rfc822.",)


def test_lines_broken_by_the_sender_s_program_are_joined() -> None:
    """Where the mail says that they are (RFC 3676)."""
    mail = message("The ship was \nfreed on Monday.\n")
    mail.replace_header("Content-Type", 'text/plain; charset="utf-8"; format=flowed')
    assert made(mail).text == "The ship was freed on Monday."


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-15"])
def test_the_encoding_that_a_mail_names_is_used(charset: str) -> None:
    """A dash stays a dash."""
    mail = message("x")
    mail.set_content(
        "Six days – at last, für alle.".replace("–", "-" if charset.startswith("iso") else "–"), charset=charset
    )
    assert made(mail).text.endswith("at last, für alle.")


def test_an_encrypted_mail_is_refused() -> None:
    """With the way out."""
    mail = message("x")
    mail.replace_header("Content-Type", "multipart/encrypted")
    with pytest.raises(UnsupportedFormat, match="encrypted e-mail"):
        made(mail)
