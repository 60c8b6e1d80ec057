"""Haste and company that a script makes up in the browser: buyers, viewers, stock and the end of a sale (P-12).

What a shop knows comes from its server. Here the page's own script draws names of buyers or a number of viewers by
lot, counts a stock down that nothing was sold from, or begins the sale's last minutes anew for each visit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from screening.checks.page_reading import script_calls
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import source_quote
from screening.wording.cues import meetings
from screening.wording.phrases import lexicon
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["BUYERS", "drawn_reviews", "staged"]

BUYERS = "buyers"
"""The sign that is enough: a name and a purchase drawn by lot."""
_MOST_SOURCE = 1_000_000
_MOST_PLACES = 20
_BEFORE, _AFTER = 900, 500
"""Characters of a script that are read before and after a place."""
_STARS = ("★", "⭐", "\\u2605", "\\u2B50", "&#9733;", "&starf;")
_LEAST_DRAWS = 2
_DRAWS_BY_NAME = re.compile(r"\bfunction\s{1,3}(\w{1,30})\s{0,3}\([^()]{0,60}\)\s{0,3}\{[^{}]{0,120}Math\.random")
"""`function any(list) { return list[Math.floor(Math.random() …`."""
_ENDS_REACH = 9
_LISTED = re.compile(r"\[\s{0,9}(?:[\"'`{][^\[\]]{2,200}?[,}]\s{0,9}){2}", re.DOTALL)
"""A list of three texts or objects and more."""
_TIMED = re.compile(r"\bset(?:Interval|Timeout)\b")
_WRITES = re.compile(r"\b(?:textContent|innerText|innerHTML)\s{0,3}=|\.(?:text|html|append)\(")
_NUMBER_BY_LOT = re.compile(
    r"\d\s{0,3}\+\s{0,3}(?:Math\.\w{4,5}\(\s{0,3})?Math\.random\(\)\s{0,3}\*"
    r"|Math\.random\(\)\s{0,3}\*\s{0,3}\(?\d[\d\s+-]{0,12}\)?\s{0,3}\)?\s{0,3}\+\s{0,3}\d"
)
_NOW = r"(?:Date\.now\(\)|\+?new Date(?:\(\))?(?:\.(?:getTime|valueOf)\(\))?)"
_FROM_NOW = re.compile(rf"{_NOW}\s{{0,3}}\+\s{{0,3}}\(?\d[\d_e*\s]{{1,20}}")
_BEGINS_AGAIN = re.compile(
    r"\b(\w{1,20})\s{0,3}=\s{0,3}\1\s{0,3}>=?\s{0,3}[01]\s{0,3}\?\s{0,3}(?:\1\s{0,3}-\s{0,3}1|--\1)\s{0,3}:\s{0,3}\d{2,5}"
    r"|\bif\s{0,3}\(\s{0,3}(?:--)?(\w{1,20})\s{0,3}(?:<|<=|={2,3})\s{0,3}[01]\s{0,3}\)\s{0,3}\{?\s{0,3}\2\s{0,3}=\s{0,3}\d{2,5}"
)
_COUNTED_DOWN = re.compile(
    r"\b(\w{1,20})\s{0,3}>=?\s{0,3}[1-9]\d?\s{0,3}\)[^<>]{0,80}?(?:\b\1\s{0,3}--|--\s{0,3}\1\b|\b\1\s{0,3}-=\s{0,3}\d)"
)


def staged(voices: Sequence[Voice]) -> dict[str, Evidence]:
    """Return what the scripts of pages make up, each sign with a quote: buyers, viewers, stock, the sale's end."""
    signs: dict[str, Evidence] = {}
    for voice in voices:
        for sign, quote in _signs(voice):
            signs.setdefault(sign, quote)
    return signs


def drawn_reviews(page: Page) -> Evidence | None:
    """Return where a script puts reviews together by lot: stars, and parts from two lists, each drawn by itself.

    A script that shows one of several true reviews at random draws once, whatever it keeps them in.
    """
    html = page.html[:_MOST_SOURCE]
    if "Math.random" not in html or not any(star in html for star in _STARS):
        return None
    for _, end in script_calls(html, ("Math.random",), _MOST_PLACES):
        code = _code(html, end)
        is_starred = any(star in code for star in _STARS)
        if is_starred and _draws(code) >= _LEAST_DRAWS and len(_LISTED.findall(code)) >= _LEAST_DRAWS:
            return _quote(page, html, end - len("Math.random"))
    return None


def _draws(code: str) -> int:
    """Return how often a script draws by lot, by itself or by calling a function of its own that does."""
    names = _DRAWS_BY_NAME.findall(code)
    return max(code.count("Math.random"), *(code.count(f"{name}(") - 1 for name in names), 0)


def _signs(voice: Voice) -> Iterator[tuple[str, Evidence]]:
    page = voice.page
    html = page.html[:_MOST_SOURCE]
    if "Math.random" in html:
        yield from _by_lot(voice, html)
    if "setInterval" not in html and "setTimeout" not in html:
        return
    if _own(voice, "stock"):
        yield from _matching(page, html, _COUNTED_DOWN, "stock", _WRITES)
    hits = _own(voice, "ends", "deal")
    if any(not voice.disowns(one.whole) for one in meetings(hits, [["ends"], ["deal"]], _ENDS_REACH)):
        yield from _matching(page, html, _BEGINS_AGAIN, "the sale's end")
        yield from _matching(page, html, _FROM_NOW, "the sale's end")


def _by_lot(voice: Voice, html: str) -> Iterator[tuple[str, Evidence]]:
    """Yield buyers and numbers of viewers that are drawn by lot."""
    viewed = bool(_own(voice, "viewed"))
    for _, end in script_calls(html, ("Math.random",), _MOST_PLACES):
        code = _code(html, end)
        said = Words(code)
        table = lexicon("staged")
        if table.find(said, "bought") and _LISTED.search(code) and _TIMED.search(code):
            yield BUYERS, _quote(voice.page, html, end - len("Math.random"))
        if (viewed or table.find(said, "viewed")) and _WRITES.search(code):
            number = _NUMBER_BY_LOT.search(code)
            if number:
                yield "viewers", _quote(voice.page, html, end - len("Math.random"))


def _matching(
    page: Page, html: str, pattern: re.Pattern[str], sign: str, beside: re.Pattern[str] | None = None
) -> Iterator[tuple[str, Evidence]]:
    for _, end in script_calls(html, ("setInterval", "setTimeout"), _MOST_PLACES):
        first, code = _code_from(html, end)
        match = pattern.search(code)
        if match and (beside is None or beside.search(code)):
            yield sign, _quote(page, html, first + match.start())
            return


def _code(html: str, place: int) -> str:
    return _code_from(html, place)[1]


def _code_from(html: str, place: int) -> tuple[int, str]:
    """Return the script around a place, and where it begins."""
    first = max(place - _BEFORE, html.rfind("<script", 0, place))
    last = html.find("</script", place)
    return first, html[first : min(place + _AFTER, last if last >= 0 else len(html))]


def _quote(page: Page, html: str, start: int) -> Evidence:
    return evidence(source_quote(html, start, min(len(html), start + 60)), page)


def _own(voice: Voice, *groups: str) -> list[Hit]:
    return voice.own(lexicon("staged").find(voice.words, *groups))
