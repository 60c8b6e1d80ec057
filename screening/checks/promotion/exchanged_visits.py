"""Whether members of a site look at each other's pages for credits: a traffic exchange, in whatever words (P-08).

What all of them say in one breath: so long a look at each page, or at that of another member though nobody sits there,
is a credit, and each credit a look at one's own. Beside that stand looks that a program makes, a frame with a clock and
a count, and visits dressed up as others; two of these do as well. Circles of writers and testers swap reading and
reports in the same words, and no seconds.
"""

from __future__ import annotations

import re
from itertools import islice

from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.wording.schemes import Scheme, passages

__all__ = ["exchanged_visits"]

_LEAST_SIGNS = 2
_SWAPPED = Scheme(
    "exchange", (("credit",), ("per",), ("deed",), ("seconds",), ("yours",)), 50, "others", is_spoken=False
)
_TURNED = Scheme(
    "exchange", (("credit",), ("fellow",), ("seconds", "unattended"), ("yours",)), 60, "others", is_spoken=False
)
_AUTOMATIC = Scheme("exchange", (("automatic",),), 10, "others", is_spoken=False)
_DISGUISED = Scheme("exchange", (("disguise",),), 10, "others", is_spoken=False, negation=0)
_COUNTED = Scheme("exchange", (("seconds",), ("credit",)), 10, "others", is_spoken=False)
_FRAMES = frozenset({"iframe", "frame"})
_EMPTY_FRAME = re.compile(r"<iframe\b(?=[^>]{0,500}>)(?![^>]{0,500}\bsrc=[\"']?(?!about:))", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display:\s{0,3}none|visibility:\s{0,3}hidden|\bhidden\b|\b(?:width|height)=[\"']?[01]\b", re.IGNORECASE
)
_MOST_SOURCE, _LONGEST_TAG, _MOST_FRAMES = 1_000_000, 500, 50


def exchanged_visits(site: Site) -> list[Evidence]:
    """Return quotes of an exchange of visits: its rule, or two of the signs beside it; else none."""
    rule = [quote for page in site.pages for quote in (*passages(page, _SWAPPED), *passages(page, _TURNED))[:1]]
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
    """Say whether a visitor sees a frame, be it one that only a script fills with page after page."""
    if any(embed.kind in _FRAMES and not embed.hidden for embed in page.embeds):
        return True
    html = page.html[:_MOST_SOURCE]
    empty = islice(_EMPTY_FRAME.finditer(html), _MOST_FRAMES)
    tags = (html[tag.start() : tag.start() + _LONGEST_TAG].partition(">")[0] for tag in empty)
    return any(not _UNSEEN.search(tag) for tag in tags)
