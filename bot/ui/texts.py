"""The words around a quote: attribution, footer, notices. Pure functions from values to Discord's Markdown.

Everything that comes from a report or a person passes the escaper here; nothing else writes foreign text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from bot.ui.escaping import escape, isolated, label, shown_sentence, visible
from corpus.label_words import ROLES
from corpus.pages import Picture
from corpus.quoted_mail import names_writer
from corpus.report import Report, Source
from corpus.speaker_words import DETERMINERS, PEOPLE
from index.answer import UNLIKELY, Context, Correction, Query, Quote, Searched

TITLE_CHARACTERS = 120
NAME_CHARACTERS = 80
LABEL_CHARACTERS = 20
NEIGHBOUR_CHARACTERS = 240  # as long as one may be, so none is cut
ALSO_NAMED, ALSO_CHARACTERS = 3, 60  # so that five sentences of one report fit into a message, whatever the titles
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RECOGNISED = "OCR"  # its words were recognised in a picture, and may be misread
NOT_FOUND = "**The reports don't say.**"
UNSURE = "**Not sure that the reports say it.** This comes closest:"
NO_REPORTS = "**There are no reports here yet.** Editors add some with `/add`, operators with `./verbatim add FILE`."
NONE_WITHIN = "**No report is within these limits.** Leave out the report or the days, then ask again."
LOCK = "\N{LOCK}"
ASIDE = f"{LOCK} **Only you can see this:** the answer with reports that you may see and this channel may not."
ALONE = f"{LOCK} **Only you can see this:** you may see the report that you chose, and this channel may not."
CLOSEST = "**The closest passages. They may not answer the question.**"
WARNING = "\N{WARNING SIGN}"
NOTHING_LEFT = "**Nothing of this answer stands any more.** Ask again to see what the reports say now."
GONE = "This sentence is no longer in the reports: its report was removed or replaced. Ask again."
FORGOTTEN = "This answer is too old for its buttons: only the latest questions are kept. Ask again."
WORDS_PURGED = "The words of this question are no longer kept, as the settings say: ask it anew."
HELPED = "**Thank you.** Noted as helpful; press **Report a problem** to change your mind."
OUTDATED = "This button comes from another version of the bot. Ask again."

NO_BREAK = "\N{NO-BREAK SPACE}"
HASH_SHOWN = 16  # of the 64 characters of a quote's hash; an export has all of them
_BEYOND_HEAD = re.compile(r",| \(| (?:of|for|from|in|at|on|with|near|who|which|that)\b")
_MANY = re.compile(r"(?:[^s]s|people|police|spokesmen|they)$", re.IGNORECASE)
_DATE_SOURCES = {
    Source.GIVEN: "date given by whoever added it",
    Source.TEXT: "date as it stands at the report's head",
    Source.FILE: "date as the file says",
    Source.UNKNOWN: "date of unknown source",
}
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def name(text: str, limit: int = NAME_CHARACTERS) -> str:
    """Return a foreign name on one line, escaped."""
    return isolated(escape(label(text, limit)))


def date(iso: str | None) -> str:
    """Return "16 Oct 2017", "Oct 2017", "2017" or "date unknown"."""
    found = _DATE.fullmatch(iso or "")
    if not found:
        return "date unknown"
    year, month, day = found.groups()
    if month is None or not 1 <= int(month) <= len(MONTHS):
        return year
    return " ".join(part for part in (str(int(day)) if day else "", MONTHS[int(month) - 1], year) if part)


def published(report: Report) -> str:
    """Return a report's date, or "file dated 3 Mar 2021" where only its file has one, as every scan has."""
    return f"{'file dated ' if report.file_dated else ''}{date(report.metadata.date)}"


def place(page: int | None, paragraph: int, label: str | None = None) -> str:
    """Return "p. 3 ¶ 2", "p. iv (page 6) ¶ 2" where another label is printed, or "¶ 2" where there are no pages."""
    if page is None:
        return f"¶ {paragraph}"
    printed = f"{name(label, LABEL_CHARACTERS)} (page {page})" if label else f"{page}"
    return f"p. {printed} ¶ {paragraph}"


def unbroken(part: str) -> str:
    """Return a date or a place that no line ends in: on a telephone "16" would stand apart from "Oct 2017"."""
    return part.replace(" ", NO_BREAK)


def attribution(number: int, quote: Quote) -> str:
    """Return who published a sentence, where and when, and who says it."""
    facts = quote.report.metadata
    parts = [
        name(facts.publisher) if facts.publisher else "",
        f"*{name(quote.report.title, TITLE_CHARACTERS)}*",
        sender(quote),
        unbroken(published(quote.report)),
        unbroken(place(quote.page, quote.paragraph, quote.page_label)),
        RECOGNISED if quote.ocr else "",
        says(quote.speaker.name) if quote.speaker and quote.speaker.sure else "",
        f"also in {plural(len(quote.also_in), 'other report')}" if quote.also_in else "",
        hidden(visible(quote.text).replaced),
    ]
    return f"-# [{number}] " + " · ".join(part for part in parts if part)


def sender(quote: Quote) -> str:
    """Return who wrote a mail, without the address; empty elsewhere, and below a line that says whose words follow."""
    author = (quote.report.metadata.author or "").partition("<")[0].strip(" \"'")
    quoted = any(names_writer(heading) for heading in quote.headings)
    return f"from {name(author)}" if author and quote.report.format == "eml" and not quoted else ""


def below(number: int, quote: Quote) -> str:
    """Return what stands under a sentence: its attribution, and the neighbours without which it would mislead."""
    before = [f"-# before it: “{name(quote.before, NEIGHBOUR_CHARACTERS)}”"] if quote.before else []
    after = [f"-# after it: “{name(quote.after, NEIGHBOUR_CHARACTERS)}”"] if quote.after else []
    return "\n".join([attribution(number, quote), *before, *after])


def says(speaker: str) -> str:
    """Return who says it as it reads within a line: "says Ann Lee", "says the chair", "say two diplomats"."""
    first, space, rest = speaker.partition(" ")
    small = first.lower() in PEOPLE or first.lower() in DETERMINERS
    head = ["", *str(_BEYOND_HEAD.split(speaker)[0]).split()][-1]
    many = (head.islower() or head.lower() in PEOPLE) and _MANY.search(head) is not None
    words = f"{first.lower()}{space}{rest.lower() if speaker.isupper() else rest}" if small else speaker
    words = f"the {speaker.lower()}" if speaker.casefold() in ROLES else words
    return f"{'say' if many else 'says'} {name(words)}"


def person(number: int) -> str:
    """Return a person as Discord shows them; nobody is pinged by it, since no message of ours may ping."""
    return f"<@{number}>"


def day(stamp: str) -> str:
    """Return the day of a moment in UTC, for the eyes of whoever reads: "22 Nov 2026"."""
    return date(stamp[:10])


def size(size_bytes: int) -> str:
    """Return "340 bytes", "12 kB", "1.2 MB"."""
    for unit, name in ((10**6, "MB"), (10**3, "kB")):
        if size_bytes >= unit:
            return f"{size_bytes / unit:.1f} {name}"
    return plural(size_bytes, "byte")


def hidden(replaced: int) -> str:
    """Return what the replacement character stands for, empty where there is none."""
    return f"\N{REPLACEMENT CHARACTER} stands for {plural(replaced, 'hidden character')}" if replaced else ""


def plural(count: int, noun: str) -> str:
    """Return "1 report", "12 reports"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def sentence(quote: Quote) -> str:
    """Return a sentence as a block quote with the answer in bold."""
    return shown_sentence(unwrapped(quote.text), quote.span)


def unwrapped(text: str) -> str:
    """Show the line breaks of a wrapped file as the spaces that they stand for; offsets stay."""
    return text.replace("\n", " ")


def too_long(quote: Quote) -> str:
    """Return the line that stands for a sentence too long for the message."""
    return (
        f"> *This sentence has {len(quote.text):,} characters, too many for here. It stands whole behind* **Context**."
    )


def question(text: str) -> str:
    """Return the question on one line."""
    return f"**{isolated(escape(' '.join(visible(text).text.split())))}**"


def question_again(text: str) -> str:
    """Return the question on one line, below a line that weighs more."""
    return question(text).removeprefix("**").removesuffix("**")


def nothing(query: Query, searched: Searched, closest: Sequence[Quote] = ()) -> str:
    """Return that the reports do not say, or may, that none is within the limits asked for, or that there are none."""
    if searched.reports:
        return UNSURE if closest and closest[0].confidence >= UNLIKELY else NOT_FOUND
    return NONE_WITHIN if query.report or query.since or query.until else NO_REPORTS


def understood(asked: str, searched: str) -> str:
    """Return how a follow-up was understood, empty where it was searched for as asked."""
    return f"-# Understood as: {name(searched, 500)}" if asked != searched else ""


def corrected(corrections: Sequence[Correction]) -> str:
    """Return which words of the question no report spells so and what was searched for instead, empty for none."""
    if not corrections:
        return ""
    asked = " or ".join(f"“{name(one.asked)}”" for one in corrections)
    searched = " and ".join(f"“{name(one.searched)}”" for one in corrections)
    return f"-# None of these reports says {asked}; searched for {searched} instead."


def footer(shown: int, found: int, searched: Searched) -> str:
    """Return what was looked through and how much of it is shown."""
    reports = f"{plural(searched.reports, 'report')} searched"
    without = f" ({searched.without_text} with pages without text)" if searched.without_text else ""
    count = f"{plural(shown, 'sentence')}" if shown == found else f"{shown} of {plural(found, 'sentence')}"
    return f"-# {count} · {reports}{without}" if found else f"-# {reports}{without}"


def footer_dated(shown: int, found: int, searched: Searched) -> str:
    """Return the same, and how long ago the reports last changed, which Discord tells in the reader's own words."""
    if searched.changed_at is None:
        return footer(shown, found, searched)
    moment = int(datetime.fromisoformat(searched.changed_at).timestamp())
    return f"{footer(shown, found, searched)} · last change <t:{moment}:R>"


def source(numbered: list[tuple[int, Quote]]) -> str:
    """Return where exactly the sentences of one report stand, so that anybody can check them against the file."""
    report = numbered[0][1].report
    facts = [
        f"report {report.id}",
        name(report.file_name),
        f"{report.size_bytes:,} bytes",
        f"added {date(report.added_at[:10])} {_adder(report)}",
    ]
    lines = [_sentence_place(number, quote) for number, quote in numbered]
    title = f"**{name(report.title, TITLE_CHARACTERS)}** · {_dated(report)}"
    return "\n".join([title, *lines, "-# " + " · ".join(facts), f"-# SHA-256 `{report.sha256}`"])


def _adder(report: Report) -> str:
    return f"by {person(report.added_by)}" if report.added_by else "on the command line"


def _dated(report: Report) -> str:
    """Return the date, and who says so."""
    shown, source = published(report), _DATE_SOURCES[report.metadata.date_source]
    source = "when the file was made; the report gives no date" if report.file_dated else source
    return f"{shown} ({source})" if report.metadata.date else shown


def _sentence_place(number: int, quote: Quote) -> str:
    where = f"[{number}] {place(quote.page, quote.paragraph, quote.page_label)} · sentence {quote.sentence}"
    also = f" · also in {also_in(quote)}" if quote.also_in else ""
    digest = hashlib.sha256(quote.text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_SHOWN]
    return f"{where} · characters {quote.start} to {quote.end} · SHA-256 `{digest}…`{also}"


def also_in(quote: Quote) -> str:
    """Return the other reports that hold the same sentence, the first few by title."""
    more = [f"{len(quote.also_in) - ALSO_NAMED} more"] if len(quote.also_in) > ALSO_NAMED else []
    return ", ".join([*(f"*{name(report.title, ALSO_CHARACTERS)}*" for report in quote.also_in[:ALSO_NAMED]), *more])


def paragraph(context: Context) -> str:
    """Return the text around a sentence as a block quote, the sentence in bold."""
    return shown_sentence(context.text, context.span)


def context_title(context: Context) -> str:
    """Return which report the paragraph stands in, and where."""
    report = context.report
    facts = [f"**{name(report.title, TITLE_CHARACTERS)}**", published(report)]
    where = place(context.page, context.paragraph, report.page_label(context.page))
    return " · ".join([*facts, where, f"sentence {context.sentence}"])


def recognised(context: Context) -> str:
    """Return that words were recognised in a picture, empty where they stand in the file."""
    return "-# OCR: these words were recognised in a picture, and may be misread." if context.ocr else ""


def goes_on(picture: Picture) -> str:
    """Return on which other pages a sentence stands, empty where it is on one."""
    others = " and ".join(str(page) for page in picture.pages if page != picture.page)
    return f"-# This is page {picture.page}; the sentence stands on page {others} too." if others else ""


def picture_of(context: Context, picture: Picture) -> str:
    """Return what a page's picture shows, in plain words."""
    title = label(context.report.title, TITLE_CHARACTERS)
    return f"Page {picture.page} of “{title}” with the sentence marked in yellow."


def no_picture(reason: str) -> str:
    """Return why a page is not shown."""
    return f"-# {escape(reason)}"


def failure(number: str) -> str:
    """Return what a person is told when the fault is ours."""
    return f"**Something went wrong here.** It is in the log under `{number}`: tell whoever runs this bot."
