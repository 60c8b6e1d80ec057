"""Whether members of a site look at each other's pages for credits: a traffic exchange, in whatever words (P-08).

What all of them say in one breath: so long a look at each page is a credit, and each credit a look at one's own. Beside
that stand looks that a program makes, a frame with a clock and a count, and visits dressed up as others; two of these
do as well. Circles of writers and testers swap reading and reports in the same words, and no seconds.
"""

from __future__ import annotations

from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.wording.schemes import Scheme, passages

__all__ = ["exchanged_visits"]

_LEAST_SIGNS = 2
_SWAPPED = Scheme(
    "exchange", (("credit",), ("per",), ("deed",), ("seconds",), ("yours",)), 50, "others", is_spoken=False
)
_AUTOMATIC = Scheme("exchange", (("automatic",),), 10, "others", is_spoken=False)
_DISGUISED = Scheme("exchange", (("disguise",),), 10, "others", is_spoken=False, negation=0)
_COUNTED = Scheme("exchange", (("seconds",), ("credit",)), 10, "others", is_spoken=False)
_FRAMES = frozenset({"iframe", "frame"})


def exchanged_visits(site: Site) -> list[Evidence]:
    """Return quotes of an exchange of visits: its rule, or two of the signs beside it; else none."""
    rule = [quote for page in site.pages for quote in passages(page, _SWAPPED)[:1]]
    signs = [
        [quote for page in site.pages for quote in passages(page, _AUTOMATIC)[:1]],
        [quote for page in site.pages if _shows_frame(page) for quote in passages(page, _COUNTED)[:1]],
    ]
    disguised = [quote for page in site.pages for quote in passages(page, _DISGUISED)[:1]]
    beside = [quotes[0] for quotes in signs if quotes]
    if not rule and (not beside or len(beside) + bool(disguised) < _LEAST_SIGNS):
        return []
    return [*rule[:1], *beside, *disguised[:1]]


def _shows_frame(page: Page) -> bool:
    return any(embed.kind in _FRAMES and not embed.hidden for embed in page.embeds)
