"""The reply to `/verify`: where a quote stands, or with which words it differs, or that no report says it."""

from __future__ import annotations

import discord

from bot.ui import budget, texts
from bot.ui.escaping import escape, isolated, shown_sentence, visible
from bot.ui.message import Accent, Message, box
from index.alignment import Piece
from index.verification import QuotePlace, Verdict, Verification

EXACT = "\N{WHITE HEAVY CHECK MARK} **It stands there word for word.**"
DIFFERS = "\N{WARNING SIGN} **It differs from what stands there.**"
ABSENT = "\N{CROSS MARK} **No report here says this, nor anything much like it.**"
LEGEND = "-# ~~struck out~~: only in the quote · **bold**: only in the report"
_BOX = budget.Cost(components=2)


def verdict(found: Verification) -> Message:
    """Return the verdict on a quote with every place, or the difference."""
    if found.verdict is Verdict.ABSENT:
        return box(Accent.NOT_FOUND, discord.ui.TextDisplay(ABSENT))
    exact = found.verdict is Verdict.EXACT
    lines = [EXACT if exact else DIFFERS]
    blocks = [[_sentence(place), _place(place)] for place in found.places]
    if not exact:
        blocks = [[_difference(found.pieces), LEGEND, _place(found.places[0])]]
    for block in blocks:
        if budget.total([_BOX, *map(budget.of_text, [*lines, *block])]).fits(budget.LIMIT):
            lines += block
    if len(lines) == 1:
        lines += [_place(place) for place in found.places]
    return box(Accent.ANSWER if exact else Accent.NOT_FOUND, *(discord.ui.TextDisplay(line) for line in lines))


def _sentence(place: QuotePlace) -> str:
    return shown_sentence(texts.unwrapped(place.text))


def _difference(pieces: tuple[Piece, ...]) -> str:
    """Return the report's words with the quote's beside them where they differ."""
    return "> " + " ".join(filter(None, map(_piece, pieces)))


def _piece(piece: Piece) -> str:
    stands, given = (isolated(escape(visible(" ".join(text.split())).text)) for text in (piece.stands, piece.given))
    if piece.same:
        return stands
    return " ".join([f"~~{given}~~"] * bool(given) + [f"**{stands}**"] * bool(stands))


def _place(place: QuotePlace) -> str:
    facts = place.report.metadata
    parts = [
        texts.name(facts.publisher) if facts.publisher else "",
        f"*{texts.name(place.report.title, texts.TITLE_CHARACTERS)}*",
        texts.published(place.report),
        f"report {place.report.id}, characters {place.start} to {place.end}",
    ]
    return "-# " + " · ".join(part for part in parts if part)
