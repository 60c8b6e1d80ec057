"""Notices of unused domains, servers and empty shops in whatever words: what they speak of meets on a short page.

An offer to buy a name speaks of the name, of an offer, and of what only traders in names promise. A name that ran out
is to be renewed, a site that was switched off has an invoice to pay, a new server asks for files, a domain leads to no
site, a shelf has no goods. One of these alone stands on honest pages, as does a longer text or one who speaks of
himself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from screening.page.model import Page
from screening.wording.cues import amounts, meetings
from screening.wording.lists import groups
from screening.wording.phrases import Lexicon, apart
from screening.wording.words import Hit, Words, words_of

__all__ = ["ended", "offered", "unfilled", "unmade"]

_TABLE = "unused"
_MOST_OF_OFFER, _MOST_OF_NOTICE = 90, 55
"""Words of a page; the longest of the notices of registrars and markets that the tests hold have some fifty."""
_MOST_PICTURES, _MOST_LINKS = 2, 12
_NEAR, _SENTENCE = 8, 14
_NAMED = re.compile(r"(?<![\w.@/-])[^\W_][\w-]{1,62}(?:\.[\w-]{2,20}){1,2}(?![\w@/-])")
_LEAST_WITHOUT_OFFER = 2


def offered(page: Page) -> tuple[int, int] | None:
    """Return where in `page.text` a name is offered for sale; None where none is.

    The title or a heading holds a domain's name, and the page an offer or bid and a word that only traders in names use
    (or names in the plural beside a word that others use, too), or a price and two such words.
    """
    words = _few_words(page, _MOST_OF_OFFER)
    if words is None or not any(_NAMED.search(line) for line in (page.title, *page.headings[:2])):
        return None
    offers, trade, prices = _find(words, "offer"), _find(words, "trade"), amounts(words)
    if not (offers or prices):
        return None
    signs = {hit.term for hit in apart(trade)} | (
        {"names"} if _find(words, "names") and _find(words, "hint") else set()
    )
    is_offer = bool(offers) or _table().says(page.title, "offer")
    if len(signs) < (1 if is_offer else _LEAST_WITHOUT_OFFER):
        return None
    first = min((*offers, *prices), key=lambda hit: hit.first)
    return words.span(first.first, first.last)


def ended(page: Page) -> tuple[int, int] | None:
    """Return where a page says that its domain ran out, or that it leads to no site; None where it says neither."""
    words = _few_words(page, _MOST_OF_NOTICE)
    if words is None:
        return None
    lapsed = _met(words, ["held"], ["ended"], reach=_NEAR)
    if lapsed and _find(words, "renew"):
        return words.span(lapsed[0].first, lapsed[0].last)
    leads = _met(words, ["address"], ["none"], ["site"], ["lead"], reach=_SENTENCE)
    return words.span(leads[0].first, leads[0].last) if leads else None


def unmade(page: Page) -> tuple[int, int] | None:
    """Return where a server says that it waits for files, or that the site is switched off; None where it does not."""
    words = _few_words(page, _MOST_OF_NOTICE)
    if words is None:
        return None
    made = _met(words, ["held", "place"], ["made"], reach=_NEAR)
    if made and _find(words, "files"):
        return words.span(made[0].first, made[0].last)
    stopped = _met(words, ["place"], ["off"], reach=_NEAR)
    return words.span(stopped[0].first, stopped[0].last) if stopped and _find(words, "dues") else None


def unfilled(page: Page) -> tuple[int, int] | None:
    """Return where a shop says that it holds no goods; None where it does not say so."""
    words = _few_words(page, _MOST_OF_NOTICE)
    empty = _met(words, ["lacking"], ["shelf"], reach=_NEAR) if words is not None else []
    return words.span(empty[0].first, empty[0].last) if words is not None and empty else None


def _few_words(page: Page, most: int) -> Words | None:
    """Return the words of a page that may be a notice: few, hardly a picture, and nobody who speaks of himself."""
    if len(page.text) > most * 12 or len(page.images) > _MOST_PICTURES or len(page.links) > _MOST_LINKS:
        return None
    words = words_of(page.text)
    return words if len(words) <= most and not _find(words, "self") else None


@cache
def _table() -> Lexicon:
    # On a shelf of its own: only pages of few words are searched for these.
    return Lexicon(groups(_TABLE))


def _find(words: Words, *names: str) -> list[Hit]:
    return _table().find(words, *names)


def _met(words: Words, *kinds: Sequence[str], reach: int) -> list[Hit]:
    hits = _find(words, *(name for kind in kinds for name in kind))
    return [one.whole for one in meetings(hits, kinds, reach)]
