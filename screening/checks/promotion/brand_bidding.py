"""Search advertisements on merchants' names, of which a site tells itself (P-27)."""

from __future__ import annotations

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, passed
from screening.checks.shared.page_reading import brand_words, names_in
from screening.evidence import Evidence
from screening.site import Site
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.words import words_of

__all__ = ["brand_bidding"]

_SEARCHES = (
    Pair("ads", "buys", "engine", 8, in_order=False),
    Pair("ads", "spends", "ad_words", 6, in_order=False),
    Pair("ads", "engine", "ad_words", 8, in_order=False),
    Pair("ads", "seeks", "ad_words", 8, in_order=False),
    Pair("name", "seeks", "sought", 6, in_order=False),
)
_BIDDING = Scheme("bidding", (("ads",), ("name",), ("partner",)), 60, "others", negation=15, pairs=_SEARCHES)
_PLAIN_BIDDING = Scheme(
    "bidding", (("ads",), ("partner",), ("plain",), ("name",)), 90, "others", negation=15, pairs=_SEARCHES
)
_UNWATCHED = Scheme(
    "bidding",
    (("on_name", "named_ads"), ("unwatched",), ("per_order",)),
    90,
    "clients",
    pairs=(Pair("named_ads", "adverts", "shop_name", 8, in_order=False),),
)
"""Advertisements on a shop's name where or when the shop does not look, by somebody who is paid for its orders."""


def brand_bidding(site: Site, context: Context) -> Result:
    """Return whether the site itself tells that it buys search advertisements on merchants' names."""
    names = brand_words(site, context)
    quotes: list[Evidence] = []
    is_plain = False
    for page in site.pages:
        more = names_in(words_of(page.text), names, "bidding.name")
        said = passages(page, _BIDDING, more)
        sure = passages(page, _PLAIN_BIDDING, more) or passages(page, _UNWATCHED)
        is_plain = is_plain or bool(sure)
        quotes += (said or sure)[:2]
    if not quotes:
        return passed("P-27", "The site tells of no search advertisements on merchants' names.")
    says = "The site tells that it buys search advertisements on merchants' names and earns commission on them."
    severity = Severity.STRONG if is_plain or len(quotes) > 1 else Severity.CAUTION
    return found("P-27", severity, says, quotes[:3])
