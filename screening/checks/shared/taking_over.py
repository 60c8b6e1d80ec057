"""Whether a site tells how software that it hands out makes orders its own (P-25).

How partner links work is told by every honest publisher in nearly the same words: a cookie is set automatically, the
order is counted for us, some codes hold in the app only. What tells the two apart is software of the site's own: it
hands one out, or the very passage says that a program does it. Which words make do with how much is our own choice.
"""

from __future__ import annotations

from screening.checks.shared.own_software import PLATFORM, SOFTWARE, has_own, is_meant, links_to_tool
from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.urls import host_of, registrable_domain
from screening.wording.folding import folded_words
from screening.wording.phrases import different, lexicon
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.voice import Voice
from screening.wording.words import Hit, words_of

__all__ = ["taking_over"]

_FAR = 9
"""Words from a negation to what it denies: "no link on this site works in the background"; our own choice."""
_OWN_LINK = (Pair("credit", "own", "mark"), Pair("credit", "mark", "own_behind", 2))
_CREDITS = (*_OWN_LINK, Pair("credit", "ours", "wins", 6))
_CREDIT = ("credit", "mark_alone")
_TAKEOVER = Scheme(
    "takeover",
    (_CREDIT, ("seizes",), ("moment",)),
    50,
    "fair",
    pairs=_CREDITS,
    formula="notice",
    negation=_FAR,
    outside_banners=True,
)
"""Of software that is known to be the site's own."""
_SEIZES_ITSELF = Scheme(
    "takeover",
    (_CREDIT, ("seizes",), ("moment",), ("thing",)),
    60,
    "fair",
    pairs=_CREDITS,
    formula="notice",
    together=("seizes", "credit"),
    negation=_FAR,
    outside_banners=True,
)
"""Of software that only the passage itself names: what is done unasked is then said of the link."""
_HABIT = Scheme(
    "takeover",
    (_CREDIT, ("habit",), ("moment",), ("thing",)),
    60,
    "pressed",
    pairs=_CREDITS,
    formula="notice",
    together=("habit", "credit", "thing"),
    negation=_FAR,
    outside_banners=True,
)
"""What shops and networks do as well ("a cookie is always set"), said of software that is the site's own."""
_VISIT = Pair("visit", "goes", "moment", 10)
_RIDES = Scheme(
    "takeover",
    (_CREDIT, ("visit",), ("rides",), ("thing",)),
    70,
    "pressed",
    pairs=(*_OWN_LINK, _VISIT),
    formula="notice",
    together=("rides", "credit"),
    negation=_FAR,
    outside_banners=True,
)
_NAMED = Scheme("takeover", (("named",), ("seizes", "habit"), ("moment",)), 50, "fair", is_spoken=False)
_CLINGING = Scheme(
    "clinging", (("returns",), ("injects",), ("partners",), ("takes",)), 130, "others", is_spoken=False, negation=0
)
"""Software that puts offers into other people's pages, takes the start page or the scanner, and comes back."""
_SWAPPED = Scheme(
    "swapped",
    (("strange",), ("ours_now",)),
    30,
    "others",
    is_spoken=False,
    pairs=(Pair("strange", "foreign", "tags", 5, in_order=False),),
)
_ONCE_MORE = Scheme("swapped", (("again",), ("tab",), ("counts",)), 45, "others", is_spoken=False)
"""A change log: tags of others give way to the maker's own, shops are opened again where nobody sees it."""
_NAMED_CUE = "takeover.named"
_HINTS = (SOFTWARE, "takeover.tool_hint", PLATFORM)
_LEAST_PLATFORMS = 2
_NAME_REACH, _LEAST_NAME = 4, 3


def taking_over(site: Site) -> list[Evidence]:
    """Return quotes of a site that says how its software makes orders its own, in whatever words; none of another.

    Its own link or code, a way of putting it in that asks nobody (in the background, instead of another's), and the
    moment of buying have to meet, in the words of a site that hands out software, or of a passage that says that
    software does it. A browser, an app of a shop or a blocker that is spoken of elsewhere is none of the site's.
    """
    if lexicon("deception").says(site.pages[0].title_and_heading, "extension.talk"):
        return []
    names = _names(site)
    schemes = (_TAKEOVER, _HABIT, _RIDES) if has_own(site) else (_SEIZES_ITSELF, _RIDES)
    rests = (_CLINGING, _SWAPPED, _ONCE_MORE) if any(_speaks_of_tool(page) for page in site.pages) else ()
    return [
        quote
        for page in site.pages
        for found in (
            *(passages(page, one) for one in schemes),
            passages(page, _NAMED, _named(page, names)) if schemes[0] is _TAKEOVER else [],
            *(passages(page, one) for one in rests),
        )
        for quote in found[:2]
    ]


def _speaks_of_tool(page: Page) -> bool:
    """Say whether a page speaks of software for a browser, pushes it, or links to it."""
    voice = Voice(page)
    words = voice.words
    named = (*lexicon("schemes").find(words, *_HINTS), *lexicon("deception").find(words, "extension.push"))
    meant = [hit for hit in named if is_meant(voice, hit)]
    if any(hit.group != PLATFORM for hit in meant) or len(different(meant)) >= _LEAST_PLATFORMS:
        return True
    return links_to_tool(page)


def _names(site: Site) -> frozenset[str]:
    """Return the words by which a site calls itself: of the applicant's name that stand in its address, too."""
    label = registrable_domain(host_of(site.home_url)).partition(".")[0]
    return frozenset(word for word in folded_words(site.applicant.name) if len(word) >= _LEAST_NAME and word in label)


def _named(page: Page, names: frozenset[str]) -> list[Hit]:
    """Return where orders are counted for the site by its name, as in "counted for Cart Pal"."""
    words = words_of(page.text)
    hits = lexicon("schemes").find(words, "takeover.counted") if names else []
    return [
        Hit(_NAMED_CUE, hit.term, hit.first, hit.last)
        for hit in hits
        if words.near(hit, names, _NAME_REACH) and not words.is_negated(hit)
    ]
