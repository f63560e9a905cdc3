"""What is said over an earlier answer when a report that it quotes was replaced or removed.

Of a removed report nothing is said, not even its title: that was a word of it, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.remembered import Reply
from bot.standing import Fate, Standing
from bot.ui import texts
from corpus.report import Report


def marked(reply: Reply, found: Sequence[Standing]) -> Reply:
    """Return an answer with the quotes that stand, each under its old number, and with what became of the others."""
    standing = [one for one in found if one.quote is not None]
    quotes = tuple(one.quote for one in standing if one.quote is not None)
    return Reply(reply.asked, quotes, marks(found), tuple(one.number for one in standing))


def marks(found: Sequence[Standing]) -> tuple[str, ...]:
    """Return a line for each report that was replaced, and one for all that were removed."""
    replaced: dict[int, list[Standing]] = {}
    for one in found:
        if one.report is not None and one.fate in (Fate.KEPT, Fate.CHANGED):
            replaced.setdefault(one.report.id, []).append(one)
    lines = [_replaced(group) for group in replaced.values()]
    removed = [one.number for one in found if one.fate is Fate.REMOVED]
    return tuple(lines + ([_removed(removed)] if removed else []))


def _replaced(group: Sequence[Standing]) -> str:
    report = next(one.report for one in group if one.report is not None)
    gone = [one.number for one in group if one.fate is Fate.CHANGED]
    line = f"{texts.WARNING} *{texts.name(report.title, texts.TITLE_CHARACTERS)}* was replaced{_on(report)}; "
    return line + (f"{_quotes(gone)} no longer {_stand(gone)}." if gone else "what is quoted here still stands.")


def _removed(gone: Sequence[int]) -> str:
    """Say the same of what was removed and of what may not be shown where the answer stands."""
    taken = f"{_quotes(gone)} {'was' if len(gone) == 1 else 'were'} taken out."
    return f"{texts.WARNING} A report was removed from what may be shown here; {taken}"


def _quotes(numbers: Sequence[int]) -> str:
    """Return "quote 2", "quotes 1 and 3"."""
    *before, last = map(str, numbers)
    return f"quotes {', '.join(before)} and {last}" if before else f"quote {last}"


def _stand(numbers: Sequence[int]) -> str:
    return "stands" if len(numbers) == 1 else "stand"


def _on(report: Report) -> str:
    return f" on {texts.date(report.replaced_at[:10])}" if report.replaced_at else ""
