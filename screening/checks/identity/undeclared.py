"""Methods that a site boasts of and an application does not name: links handed on, rewards for orders (P-23)."""

from __future__ import annotations

import re

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
_NETWORKS = word_set("methods", "network")
_REWARDS = re.compile(r"(?i)cash.?back|reward|loyalty|incentive|points|bonus|rebate|refund|raffle|sweepstake|giveaway")


def undeclared_methods(site: Site) -> list[Result]:
    """Return what the site itself tells of links handed on, and of rewards for orders."""
    return [*_subletting(site), *_rewarding(site)]


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
