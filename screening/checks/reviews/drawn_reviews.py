"""Reviews that a script puts together by lot in the browser (P-11)."""

from __future__ import annotations

import re

from screening.checks.shared.script_code import LISTED, code_around, script_calls
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import source_quote

__all__ = ["drawn_reviews"]

_MOST_SOURCE = 1_000_000
_MOST_PLACES = 20
_STARS = ("★", "⭐", "\\u2605", "\\u2B50", "&#9733;", "&starf;")
_LEAST_DRAWS = 2
_DRAWS_BY_NAME = re.compile(r"\bfunction\s{1,3}(\w{1,30})\s{0,3}\([^()]{0,60}\)\s{0,3}\{[^{}]{0,120}Math\.random")
"""`function any(list) { return list[Math.floor(Math.random() …`."""


def drawn_reviews(page: Page) -> Evidence | None:
    """Return where a script puts reviews together by lot: stars, and parts from two lists, each drawn by itself.

    A script that shows one of several true reviews at random draws once, whatever it keeps them in.
    """
    html = page.html[:_MOST_SOURCE]
    if "Math.random" not in html or not any(star in html for star in _STARS):
        return None
    for _, end in script_calls(html, ("Math.random",), _MOST_PLACES):
        _, code = code_around(html, end)
        is_starred = any(star in code for star in _STARS)
        if is_starred and _draws(code) >= _LEAST_DRAWS and len(LISTED.findall(code)) >= _LEAST_DRAWS:
            start = end - len("Math.random")
            return evidence(source_quote(html, start, min(len(html), start + 60)), page)
    return None


def _draws(code: str) -> int:
    """Return how often a script draws by lot, by itself or by calling a function of its own that does."""
    names = _DRAWS_BY_NAME.findall(code)
    return max(code.count("Math.random"), *(code.count(f"{name}(") - 1 for name in names), 0)
