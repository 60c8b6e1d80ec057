"""Methods that a site boasts of and an application does not name: bidding on the name, handing links on (P-23)."""

from __future__ import annotations

import re

from screening.checks.context import Context
from screening.checks.page_reading import brand_words
from screening.checks.promotion.rebates import rebates
from screening.checks.result import Result, Severity, found
from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.wording.lists import word_set
from screening.wording.schemes import SHARE, Pair, Scheme, passages
from screening.wording.words import Hit, words_of

__all__ = ["undeclared_methods"]

_SEARCHES = (
    Pair("ads", "buys", "engine", 8, in_order=False),
    Pair("ads", "spends", "ad_words", 6, in_order=False),
    Pair("ads", "engine", "ad_words", 8, in_order=False),
    Pair("ads", "seeks", "ad_words", 8, in_order=False),
    Pair("name", "seeks", "sought", 6, in_order=False),
)
_OWN = (Pair("account", "own", "access"),)
_BIDDING = Scheme("bidding", (("ads",), ("name",), ("partner",)), 60, "others", negation=15, pairs=_SEARCHES)
_PLAIN_BIDDING = Scheme(
    "bidding", (("ads",), ("partner",), ("plain",), ("name",)), 90, "others", negation=15, pairs=_SEARCHES
)
_SUBLETTING = (
    Scheme("sublet", (("account",), ("share", SHARE), ("unchecked",)), 90, "others", pairs=_OWN),
    Scheme("sublet", (("account",), ("share", SHARE), ("id",), ("shops",)), 110, "others", pairs=_OWN),
)
_NETWORKS = word_set("methods", "network")
_NAME = "bidding.name"
_REWARDS = re.compile(r"(?i)cash.?back|reward|loyalty|incentive|points|bonus|rebate|refund|raffle|sweepstake|giveaway")


def undeclared_methods(site: Site, context: Context) -> list[Result]:
    """Return what the site itself tells of search advertisements on names, links handed on, and rewards for orders."""
    return [*_bidding(site, context), *_subletting(site), *_rewarding(site)]


def _bidding(site: Site, context: Context) -> list[Result]:
    names = brand_words(site, context)
    quotes: list[Evidence] = []
    is_plain = False
    for page in site.pages:
        more = _names(page, names)
        told = passages(page, _BIDDING, more)
        sure = passages(page, _PLAIN_BIDDING, more)
        is_plain = is_plain or bool(sure)
        quotes += (told or sure)[:2]
    if not quotes:
        return []
    says = "The site tells that it buys search advertisements on merchants' names and earns commission on them."
    return [found("P-23", Severity.STRONG if is_plain or len(quotes) > 1 else Severity.CAUTION, says, quotes[:3])]


def _names(page: Page, names: list[tuple[str, ...]]) -> list[Hit]:
    words = words_of(page.text)
    return [
        Hit(_NAME, " ".join(name), place, place + len(name) - 1)
        for name in names
        for place in words.places(name[0])
        if tuple(words.tokens[place : place + len(name)]) == name
    ]


def _subletting(site: Site) -> list[Result]:
    declared = {word for method in site.applicant.promo_methods for word in words_of(method).tokens}
    if not _NETWORKS.isdisjoint(declared):
        return []
    quotes = [quote for page in site.pages for scheme in _SUBLETTING for quote in passages(page, scheme)[:1]]
    if not quotes:
        return []
    says = "The site hands out links of its own accounts to others for a share; the application names no network."
    return [found("P-23", Severity.STRONG, says, list(dict.fromkeys(quotes))[:3])]


def _rewarding(site: Site) -> list[Result]:
    declared = ", ".join(site.applicant.promo_methods)
    if not declared.strip() or _REWARDS.search(declared):
        return []
    quotes = rebates(site)
    if not quotes:
        return []
    says = f"The site rewards readers for buying through its links; the application names only {declared}."
    return [found("P-23", Severity.STRONG, says, list(dict.fromkeys(quotes))[:3])]
