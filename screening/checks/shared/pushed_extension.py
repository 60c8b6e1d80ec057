"""Whether a site is there to have an extension installed that acts where people shop (P-25)."""

from __future__ import annotations

from screening.checks.shared.page_reading import title_evidence
from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.urls import host_of, registrable_domain
from screening.wording.folding import folded_words
from screening.wording.phrases import different, lexicon, proofs
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.voice import Voice
from screening.wording.words import Hit, words_of

__all__ = ["hands_out_tool", "pushed_extension", "taking_over"]

_LEAST_PUSHES = 2
_MOST_HEADINGS = 3
_OWN_LINK = (Pair("credit", "own", "mark"), Pair("credit", "mark", "own_behind", 2))
_TAKEOVER = Scheme(
    "takeover",
    (("credit", "mark_alone"), ("seizes",), ("moment",)),
    50,
    "fair",
    pairs=(*_OWN_LINK, Pair("credit", "ours", "wins", 6)),
    formula="notice",
)
_VISIT = Pair("visit", "goes", "moment", 10)
_RIDES = Scheme(
    "takeover",
    (("credit", "mark_alone"), ("visit",), ("rides",), ("thing",)),
    70,
    "pressed",
    pairs=(*_OWN_LINK, _VISIT),
    formula="notice",
)
_NAMED = Scheme("takeover", (("named",), ("seizes",), ("moment",)), 50, "fair", is_spoken=False)
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
_PLATFORM = "takeover.platform"
_SOFTWARE = ("takeover.tool", _PLATFORM)
_LEAST_PLATFORMS = 2
_NAME_REACH, _LEAST_NAME = 4, 3
_PACKAGES = (".crx", ".xpi", ".crx.zip", ".safariextz", ".exe", ".msi", ".dmg", ".apk")
_STORES = (
    "chromewebstore.google.com",
    "chrome.google.com/webstore",
    "addons.mozilla.org",
    "microsoftedge.microsoft.com",
)


def pushed_extension(site: Site) -> list[Evidence]:
    """Return quotes of a site whose purpose is an extension that acts in shops, or takes orders over; else none.

    Three things have to come together: title or first headings of the home page name the extension (or promise what
    only one can do, codes at every checkout, beside a push to install it), and do not compare or explain, or visitors
    must install it to go on; the pages push visitors to install it, in two places and more; and they say that it acts
    at checkouts or while one shops, for coupons, cashback or rewards. A cashback or price site that also has an
    extension, and a review of one, lack the first.
    """
    if taken := taking_over(site):
        return taken
    home = site.pages[0]
    table = lexicon("deception")
    if table.says(home.title_and_heading, "extension.talk"):
        return []
    headings = " | ".join((home.title, *home.headings[:_MOST_HEADINGS]))
    is_named = table.says(headings, "extension.name")
    can_be_none_else = table.says(headings, "extension.titled")
    pushes: list[Evidence] = []
    acts: list[Evidence] = []
    count, gains = 0, table.says(headings, "extension.gain")
    for page in site.pages:
        voice = Voice(page)
        words = voice.words
        found = {
            kind: voice.own([hit for hit in table.find(words, f"extension.{kind}") if not words.is_negated(hit)])
            for kind in ("push", "acts", "gain", "gated")
        }
        count += len({hit.last for hit in found["push"]})
        at_home = bool(found["gated"]) or (can_be_none_else and bool(found["push"]))
        is_named = is_named or (page is home and at_home)
        gains = gains or bool(found["gain"])
        pushes += proofs(page, words, found["push"], 1)
        acts += proofs(page, words, found["acts"], 1)
    if not is_named or count < _LEAST_PUSHES or not acts or not gains:
        return []
    return [title_evidence(home), *acts[:1], *pushes[:1]]


def hands_out_tool(site: Site) -> bool:
    """Say whether a site pushes its visitors to install something, or links to it, and is not about such software."""
    table = lexicon("deception")
    if table.says(site.pages[0].title_and_heading, "extension.talk"):
        return False
    for page in site.pages:
        words = words_of(page.text)
        pushes = [hit for hit in table.find(words, "extension.push", "extension.gated") if not words.is_negated(hit)]
        if Voice(page).own(pushes) or _links_to_tool(page):
            return True
    return False


def taking_over(site: Site) -> list[Evidence]:
    """Return quotes of a site that says how its software makes orders its own, in whatever words; none of another.

    Its own link or code, a way of putting it in that asks nobody (in the background, instead of another's), and the
    moment of buying have to meet, on a site that offers something to install.
    """
    home = lexicon("deception").says(site.pages[0].title_and_heading, "extension.talk")
    if home or not any(_has_tool(page) for page in site.pages):
        return []
    names = _names(site)
    return [
        quote
        for page in site.pages
        for found in (
            passages(page, _TAKEOVER),
            passages(page, _RIDES),
            passages(page, _NAMED, _named(page, names)),
            *(passages(page, one) for one in (_CLINGING, _SWAPPED, _ONCE_MORE)),
        )
        for quote in found[:2]
    ]


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


def _has_tool(page: Page) -> bool:
    """Say whether a page speaks of software for a browser, pushes it, or links to it."""
    voice = Voice(page)
    words = voice.words
    named = [
        hit
        for hit in (*lexicon("schemes").find(words, *_SOFTWARE), *lexicon("deception").find(words, "extension.push"))
        if not words.is_negated(hit) and not voice.is_answered_no(hit)
    ]
    if any(hit.group != _PLATFORM for hit in named) or len(different(named)) >= _LEAST_PLATFORMS:
        return True
    return _links_to_tool(page)


def _links_to_tool(page: Page) -> bool:
    urls = "\n".join(link.url.lower() for link in page.links[:1_000])
    if any(store in urls for store in _STORES):
        return True
    return any(url.endswith(_PACKAGES) for url in urls.split("\n"))
