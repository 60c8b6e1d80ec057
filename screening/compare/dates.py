"""Dates of publication that pages give themselves: in their source, in their address, or for the eye beside a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from screening.compare.bylines import names_author
from screening.page.model import Page
from screening.wording.lists import groups, word_set
from screening.wording.words import Words

__all__ = ["earliest_date", "page_date"]

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
"""`2026-09-05`, not as a part of a longer number."""
_DAY_FIRST = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d\d)(?!\d)")
"""`5.9.2026`: with full stops the day stands first everywhere; with strokes nobody knows."""
_TIME_TAG = re.compile(r"""<time\b[^>]{0,200}?datetime\s{0,3}=\s{0,3}["']?((?:19|20)\d\d-\d\d-\d\d)""", re.IGNORECASE)
"""`<time datetime="2026-09-05`, and the day."""
_PATH_DATE = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?:/(0[1-9]|[12]\d|3[01]))?(?=/)")
"""`/2026/09/05/`, `/2026/09/`: a date in a path."""
_META_DATES = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "parsely-pub-date")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_EARLIEST = "1995"
_MOST_BLOCKS = 60
"""Blocks of a page in which a date for the eye is looked for: those about its headline; our choice."""
_MOST_WORDS = 12
"""Words of a block that says no more than who wrote a text and when; our choice."""
_NAMES_OF_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def earliest_date(pages: Iterable[Page]) -> str:
    """Return the earliest date that the pages give themselves, ISO, or ""."""
    return min((date for page in pages if (date := page_date(page))), default="")


def page_date(page: Page) -> str:
    """Return the earliest date of publication that a page gives itself, ISO, or ""."""
    texts = [page.meta_value(name) for name in _META_DATES]
    texts += [str(item.get("datePublished", "")) for item in page.structured[:50]]
    if "<time" in page.html or "<TIME" in page.html:
        texts += _TIME_TAG.findall(page.html[:2_000_000])[:50]
    dates = [match.group(0) for match in map(_DATE.search, texts) if match]
    if match := _PATH_DATE.search(page.url):
        dates.append(f"{match[1]}-{match[2]}-{match[3] or '01'}")
    dates += (one for block in page.blocks[:_MOST_BLOCKS] if (one := _date_line(block)))
    return min((date for date in dates if _is_day(date)), default="")


def _is_day(text: str) -> bool:
    return text >= _EARLIEST and "01" <= text[5:7] <= "12" and "01" <= text[8:10] <= "31"


def _date_line(block: str) -> str:
    """Return the date of a short block that begins with it, names who wrote, or says that this came out; ISO, or "".

    Of other short blocks nobody knows what the date is of: when something was changed, ends or takes place.
    """
    if len(block) > 20 * _MOST_WORDS or not any(character.isdigit() for character in block):
        return ""
    words = Words(block)
    if len(words) > _MOST_WORDS:
        return ""
    for place, found in _written(words):
        before = words.tokens[:place]
        if len(before) <= 1 or not word_set("months", "published").isdisjoint(before) or names_author(words):
            return found
    return ""


def _written(words: Words) -> Iterator[tuple[int, str]]:
    """Yield the dates in a text, ISO, each with the place of its first word."""
    for place, token in enumerate(words.tokens):
        if month := _months().get(token):
            yield from _around(words.tokens, place, month)
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_DATE, (1, 2, 3))):
        for match in pattern.finditer(words.text):
            year, month, day = (int(match[number]) for number in order)
            if found := _iso(year, month, day):
                yield words.at(match.start()), found


def _around(tokens: Sequence[str], place: int, month: int) -> Iterator[tuple[int, str]]:
    """Yield a date from the words on both sides of a month: "3 March 2026", "le 3 mars 2026", "March 3, 2026"."""
    little = word_set("months", "within")
    behind = [at for at in range(place + 1, min(place + 4, len(tokens))) if tokens[at] not in little]
    ahead = [at for at in range(place - 1, max(-1, place - 3), -1) if tokens[at] not in little]
    for places in (ahead[:1] + behind[:1], behind[:2]):
        if len(places) < 2:
            continue
        day, year = (tokens[at] for at in places)
        if (
            (number := _DAY.fullmatch(day))
            and _YEAR.fullmatch(year)
            and (iso := _iso(int(year), month, int(number[1])))
        ):
            yield min(place, *places), iso


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


@cache
def _months() -> dict[str, int]:
    numbers = {name: number for number, name in enumerate(_NAMES_OF_MONTHS, start=1)}
    return {word: number for name, number in numbers.items() for word in groups("months")[name]}
