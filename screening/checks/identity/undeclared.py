"""Methods that a site tells of and an application does not name (P-23).

Links handed on, rewards for orders, shops opened unseen, and authors under whom closed accounts come back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.checks.result import Result, Severity, found
from screening.checks.shared.rebates import rebates
from screening.site import Site
from screening.wording.lists import word_set
from screening.wording.schemes import SHARE, Pair, Scheme, passages
from screening.wording.words import words_of

__all__ = ["undeclared_methods"]

_OWN = (Pair("account", "own", "access"),)
_SUBLETTING = (
    Scheme("sublet", (("account",), ("share", SHARE), ("unchecked",)), 90, "others", pairs=_OWN),
    Scheme("sublet", (("account",), ("share", SHARE), ("id",), ("shops",)), 110, "others", pairs=_OWN),
)
_OPENED = Scheme(
    "opened",
    (("unseen",), ("fetched",), ("cookie",), ("unpressed", "idle"), ("credited",)),
    80,
    "others",
    is_spoken=False,
    negation=0,
    pairs=(Pair("idle", "needless", "press", 6, in_order=False, negates=True),),
)
"""Shops that a reader's browser fetches unseen, so that orders count without a click."""
_PERSONAS = Scheme("personas", (("made",), ("closed",), ("fresh",)), 110, "others", negation=0)
"""People who are made up, and a new one as soon as a shop has closed the account of another."""
_ADMITTED = (
    (_OPENED, "The site says itself that it opens shops unseen, so that orders count without a click."),
    (_PERSONAS, "The site says itself that it comes back under other names when a shop closes its account."),
)
_NETWORKS = word_set("methods", "network")
_REWARDS = re.compile(r"(?i)cash.?back|reward|loyalty|incentive|points|bonus|rebate|refund|raffle|sweepstake|giveaway")


def undeclared_methods(site: Site) -> list[Result]:
    """Return what the site itself tells of links handed on, of rewards, of shops opened unseen, of made-up people."""
    return [*_subletting(site), *_rewarding(site), *_admitted(site)]


def _admitted(site: Site) -> Iterator[Result]:
    for scheme, says in _ADMITTED:
        if quotes := [quote for page in site.pages for quote in passages(page, scheme)[:1]]:
            yield found("P-23", Severity.STRONG, says, list(dict.fromkeys(quotes))[:3])


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
