"""What kind of site it is: one of coupons, or one that pays its visitors for purchases (P-07, P-08, P-14, P-20, P-23).

Both are legitimate by default; what they are is told here once, and what follows is each check's own matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from screening.checks.shared.page_reading import title_evidence
from screening.evidence import Evidence, evidence
from screening.site import Site
from screening.wording.phrases import apart, lexicon, proofs
from screening.wording.words import Words, words_of

__all__ = ["cashback_quotes", "coupon_signs", "is_cashback_site", "is_coupon_site", "names_method"]

_LEAST_SIGNS = 2
"""Signs of the four; our choice: because each alone stands on many a blog that tells of a sale."""
_LEAST_BUTTONS = 5
"""Buttons that show a code, on all pages together; our choice: because an article on one shop has fewer offers."""
_LEAST_EXPIRIES = 3
"""Dates of expiry; our choice: because one or two stand beside the offers of an ordinary article."""
_PATH_SHARE = 0.2
"""Share of the pages whose address names coupons; our choice: because a blog keeps one page of them beside others."""
_TITLED_PAGES = 3
"""First pages whose title counts; our choice: because the home page comes first and tells what the site is."""
_LEAST_CASHBACK_KINDS = 3
_LEAST_CASHBACK_PLACES = 4
"""Different wordings of cashback, and places of them; our choice: because an article on a card or a loyalty scheme
uses one or two of them."""
_MOST_OF_METHODS = 2_000
"""Characters of declared methods that are read; forms have far fewer."""


def names_method(methods: Iterable[str], kind: str) -> bool:
    """Say whether methods of promotion, as terms or an application name them, hold one of a kind.

    Args:
        methods: In the words of the terms or the application.
        kind: A group of the lexicon `methods`.
    """
    named = " | ".join(methods)[:_MOST_OF_METHODS].replace("_", " ")
    return bool(lexicon("methods").find(Words(named), kind))


def is_coupon_site(site: Site) -> bool:
    """Say whether at least two of four signs of a coupon site are there."""
    return bool(coupon_signs(site))


def coupon_signs(site: Site) -> dict[str, Evidence]:
    """Return the signs of a coupon site, each with a quote; none where fewer than two of the four are there."""
    words_for = lexicon("promotion")
    signs: dict[str, Evidence] = {}
    named = next((page for page in site.pages[:_TITLED_PAGES] if words_for.says(page.title, "coupon.title")), None)
    if named is not None:
        signs["its title names coupons"] = title_evidence(named)
    pathed = [page for page in site.pages if words_for.says(urlsplit(page.url).path, "coupon.title")]
    if pathed and len(pathed) >= _PATH_SHARE * len(site.pages):
        signs["a fifth of its addresses names them"] = evidence(pathed[0].url[:160], pathed[0])
    for sign, group, least in (
        ("buttons that show codes", "button", _LEAST_BUTTONS),
        ("dates of expiry", "expiry", _LEAST_EXPIRIES),
    ):
        quotes, count = _count(site, f"coupon.{group}")
        if count >= least:
            signs[f"{count} {sign}"] = quotes[0]
    return signs if len(signs) >= _LEAST_SIGNS else {}


def _count(site: Site, group: str) -> tuple[list[Evidence], int]:
    quotes: list[Evidence] = []
    places = 0
    for page in site.pages:
        words = words_of(page.text)
        hits = apart(lexicon("promotion").find(words, group))
        places += len(hits)
        quotes += proofs(page, words, hits, 1)
    return quotes, places


def is_cashback_site(site: Site) -> bool:
    """Say whether the site pays its visitors for purchases."""
    return bool(cashback_quotes(site))


def cashback_quotes(site: Site) -> list[Evidence]:
    """Return quotes of a site that pays for purchases: cashback in a title or on most pages, and how it works."""
    words_for = lexicon("promotion")
    kinds: set[str] = set()
    quotes: list[Evidence] = []
    naming = 0
    places = 0
    for page in site.pages:
        words = words_of(page.text)
        hits = apart(words_for.find(words, "cashback.how"))
        naming += words_for.says(page.title, "cashback.title") or any("back" in hit.term for hit in hits)
        kinds |= {hit.term for hit in hits}
        places += len(hits)
        quotes += proofs(page, words, hits, 2)
    titled = any(words_for.says(page.title, "cashback.title") for page in site.pages[:_TITLED_PAGES])
    is_explained = len(kinds) >= _LEAST_CASHBACK_KINDS and places >= _LEAST_CASHBACK_PLACES
    return quotes if is_explained and (titled or naming * 2 > len(site.pages)) else []
