"""What a page of HTML hides from its reader, and must not be quoted: by attribute, by style, or by a rule for a class.

Understood are the attribute `hidden`, the styles `display:none`, `visibility:hidden` and `font-size:0`, and rules of
<style> for a tag, a class, an id or several of them together, without the rules of one medium (`@media print`). White
letters on white, letters off the page, and style sheets beside the page are not understood; `opacity:0` is not taken
for hiding, because pages fade their paragraphs in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# A page whose whole body is hidden shows it by a script.
_NEVER = frozenset({"html", "body"})
_GONE = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:!\s*important\s*)?(?:;|$))",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*(?!none)|visibility\s*:\s*visible)", re.IGNORECASE)
_REMARK = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_AT = re.compile(r"@[a-z-]+[^{};@]{0,1000}(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})", re.IGNORECASE)
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
# For one name; sites have a handful, and each is tried on each element of that name.
MOST_RULES = 20
MOST_STYLE = 1_000_000


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule that hides or shows.

    Args:
        tag: Of which elements, empty for all.
        names: Classes with a dot and ids with a number sign that an element must have.
        hides: Whether it hides them.
        place: How many rules stand before it: of two that fit as well, the later one counts.
    """

    tag: str
    names: frozenset[str]
    hides: bool
    place: int


def remove_hidden(root: Any) -> int:
    """Take everything that is hidden out of a page; what follows an element stays.

    Args:
        root: The page, an lxml element, changed in place.

    Returns:
        How many elements with words in them were hidden.
    """
    rules = _rules(root)
    hidden = [element for element in root.iter() if isinstance(element.tag, str) and _is_hidden(element, rules)]
    words = 0
    for element in hidden:
        parent = element.getparent()
        if parent is None or element.tag in _NEVER:
            continue
        words += any(text.strip() for text in element.itertext())
        _take_out(element, parent)
    return words


def _take_out(element: Any, parent: Any) -> None:
    """Remove an element but not the text behind it."""
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_hidden(element: Any, rules: dict[str, list[_Rule]]) -> bool:
    """Return whether an element is hidden by itself or by the last rule that fits it best."""
    if element.get("hidden") is not None or (element.tag == "input" and element.get("type") == "hidden"):
        return True
    style = element.get("style", "")
    if style and (_GONE.search(style) or _SHOWN.search(style)):
        return bool(_GONE.search(style))
    if not rules:
        return False
    names = {f".{name}" for name in element.get("class", "").split()} | {f"#{element.get('id')}"}
    near = [rule for name in (*names, element.tag) for rule in rules.get(name, ())]
    fitting = [rule for rule in near if rule.tag in ("", element.tag) and rule.names <= names]
    return bool(fitting) and max(fitting, key=lambda rule: (len(rule.names), rule.place)).hides


def _rules(root: Any) -> dict[str, list[_Rule]]:
    """Return the rules of a page that hide or show, by one of the names they are for; none where nothing is hidden."""
    style = "\n".join("".join(element.itertext()) for element in root.iter("style"))[:MOST_STYLE]
    found: dict[str, list[_Rule]] = {}
    hides = False
    for place, piece in enumerate(_AT.sub("", _REMARK.sub("", style)).split("}")):
        selectors, _, body = piece.rpartition("{")
        for rule in _of(selectors, body, place):
            hides = hides or rule.hides
            known = found.setdefault(min(rule.names, default=rule.tag), [])
            if len(known) < MOST_RULES:
                known.append(rule)
    return found if hides else {}


def _of(selectors: str, body: str, place: int) -> Iterator[_Rule]:
    """Yield a rule for each selector that is understood, where its body hides or shows."""
    hides = bool(_GONE.search(body))
    if not hides and not _SHOWN.search(body):
        return
    for selector in selectors.split(","):
        parts = _SELECTOR.fullmatch(selector.strip())
        if parts and parts[0] and (parts[1] or "").lower() not in _NEVER:
            yield _Rule((parts[1] or "").lower(), frozenset(re.findall(r"[.#][\w-]+", parts[2])), hides, place)
