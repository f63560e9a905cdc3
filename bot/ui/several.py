"""What several reports say together: how many give the answer, and what may differ between them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui import texts
from index.answer import Quote
from index.corroboration import corroboration
from index.differing import Differing, Side, differing
from index.told import Kind

SIDES = 4  # shown; more are counted
_NAMES = {Kind.NUMBER: "figures", Kind.DATE: "dates", Kind.POLARITY: "a yes and a no"}


def notes(question: str, numbered: Sequence[tuple[int, Quote]]) -> tuple[str, ...]:
    """Return the lines under an answer, none where one report speaks alone.

    Args:
        question: As it was understood.
        numbered: The quotes that are shown, best first, each with its number.
    """
    quotes = [quote for _, quote in numbered]
    lines = (supported(quotes), may_differ(differing(question, quotes), numbered))
    return tuple(line for line in lines if line)


def supported(quotes: Sequence[Quote]) -> str:
    """Return "2 reports give this answer, 2 independently", empty for one."""
    found = corroboration(quotes)
    if found.reports <= 1:
        return ""
    apart = "independently of each other" if found.independent == found.reports else f"{found.independent} independent"
    return f"-# **{found.reports} reports** give this answer, {apart}"


def may_differ(found: Differing | None, numbered: Sequence[tuple[int, Quote]]) -> str:
    """Return who says what, in the reports' own words; nothing is claimed about who is right."""
    if found is None:
        return ""
    sides = [_side(side, numbered) for side in found.sides[:SIDES]]
    more = f" · and {len(found.sides) - SIDES} more" if len(found.sides) > SIDES else ""
    return f"-# \N{SCALES} **May differ** ({_NAMES[found.kind]}): " + " · ".join(sides) + more


def _side(side: Side, numbered: Sequence[tuple[int, Quote]]) -> str:
    """Return "“369” Canal Watch [1]", and for a yes the source alone."""
    who = ", ".join(f"{_who(numbered[at][1])} [{numbered[at][0]}]" for at in side.quotes)
    return f"“{texts.name(side.words)}” {who}" if side.words else who


def _who(quote: Quote) -> str:
    if quote.speaker and quote.speaker.sure:
        return texts.name(quote.speaker.name, 40)
    facts = quote.report.metadata
    return texts.name(facts.publisher or quote.report.title, 40)
