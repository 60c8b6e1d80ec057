"""What software that a site hands out does unasked, told by kinds of conduct (P-25).

Makers admit in privacy notices, help pages and release notes what the front page leaves out, and each in other words:
that a partner's cookie is set in the background, that those who check are recognised, that offers are put into other
people's pages, that warnings are to be passed over. One of them may have an innocent reason; two of different kinds, of
which one is more than a warning passed over, in the maker's own voice, have none. The notion is that of the networks'
rules for software (standing down, no forced clicks); how many kinds are enough is our own choice.
"""

from __future__ import annotations

from dataclasses import replace

from screening.checks.shared.own_software import hands_out
from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.wording.schemes import Pair, Scheme, passages

__all__ = ["unasked_conduct"]

_LEAST_KINDS = 2
_CLAIM = Pair("claim", "sets", "mark", 8, in_order=False)
_CLAIMS = Scheme("handed", (("claim",), ("unasked",)), 25, "fair", is_spoken=False, pairs=(_CLAIM,))
_EVADES = Scheme("handed", (("tester",), ("noticed",)), 14, "fair", is_spoken=False)
_STREWS = Scheme("handed", (("offers",), ("strews",), ("visited",)), 16, "fair", is_spoken=False)
_TAKES = Scheme("handed", (("took",),), 10, "fair", is_spoken=False)
_PASSES = Scheme("handed", (("past",),), 10, "fair", is_spoken=False)
_SWITCHES_OFF = Scheme("handed", (("scanner",), ("off",)), 8, "fair", is_spoken=False)
_CONDUCT = ((_CLAIMS,), (_EVADES,), (_STREWS, _TAKES))
_WARNINGS = (_PASSES, _SWITCHES_OFF)


def unasked_conduct(site: Site) -> list[Evidence]:
    """Return a quote of each kind of conduct, where a site hands out software and owns to two kinds; else none."""
    found = [_quotes(site, kind) for kind in _CONDUCT]
    told = [quotes[0] for quotes in found if quotes]
    if not told:
        return []
    warned = _quotes(site, _WARNINGS)[:1]
    if len(told) + len(warned) < _LEAST_KINDS or not _is_own(site) or not hands_out(site):
        return []
    return [*told, *warned]


def _quotes(site: Site, kind: tuple[Scheme, ...]) -> list[Evidence]:
    return [quote for page in site.pages for scheme in kind for quote in passages(page, scheme)[:1]]


def _is_own(site: Site) -> bool:
    """Say whether of one passage at least somebody speaks as of his own."""
    return any(_speaks(page) for page in site.pages)


def _speaks(page: Page) -> bool:
    return any(passages(page, replace(scheme, is_spoken=True)) for kind in _CONDUCT for scheme in kind)
