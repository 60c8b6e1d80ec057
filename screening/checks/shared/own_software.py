"""Whether software for browsers is a site's own: named by its title, linked to, called its own, or to be fetched."""

from __future__ import annotations

from screening.page.model import Page
from screening.site import Site
from screening.wording.cues import pairs
from screening.wording.phrases import lexicon
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["PLATFORM", "SOFTWARE", "hands_out", "is_meant", "links_to_tool"]

SOFTWARE, PLATFORM = "takeover.tool", "takeover.platform"
"""Groups of words for such software, and for what it is installed in."""
_FETCH, _THING = "takeover.fetch", "takeover.thing"
_OWNERS = ("takeover.own", "takeover.own_behind")
_OFFERED = ("extension.push", "extension.gated", "extension.ours")
_PERMISSION = "takeover.permission"
"""What browsers ask before they install an extension, and where it then sits."""
_FETCH_REACH, _OWN_REACH = 6, 3
_PACKAGES = (".crx", ".xpi", ".crx.zip", ".safariextz", ".exe", ".msi", ".dmg", ".apk")
_MOST_LINKS = 1_000
_STORES = (
    "chromewebstore.google.com",
    "chrome.google.com/webstore",
    "addons.mozilla.org",
    "microsoftedge.microsoft.com",
)


def hands_out(site: Site) -> bool:
    """Say whether a site hands out software of its own; one whose title compares or explains such software does not."""
    home = site.pages[0]
    if lexicon("deception").says(home.title_and_heading, "extension.talk"):
        return False
    if lexicon("schemes").says(home.title_and_heading, SOFTWARE):
        return True
    return any(links_to_tool(page) or _offers(Voice(page)) for page in site.pages)


def links_to_tool(page: Page) -> bool:
    """Say whether a page links to software for a browser in a store, or to a program."""
    urls = "\n".join(link.url.lower() for link in page.links[:_MOST_LINKS])
    if any(store in urls for store in _STORES):
        return True
    return any(url.endswith(_PACKAGES) for url in urls.split("\n"))


def _offers(voice: Voice) -> bool:
    words = voice.words
    table = lexicon("schemes")
    offered = lexicon("deception").find(words, *_OFFERED)
    fetched = pairs(table.find(words, _FETCH), table.find(words, PLATFORM, SOFTWARE), _FETCH_REACH)
    called = pairs(table.find(words, _THING), table.find(words, *_OWNERS), _OWN_REACH)
    made = [one for one, other in fetched if one.last < other.first]
    made += [one for one, other in called if _owns(other, one)]
    made += table.find(words, _PERMISSION)
    return any(is_meant(voice, hit) for hit in voice.own([*offered, *made]))


def _owns(owner: Hit, thing: Hit) -> bool:
    """Say whether a word for "our" stands on the side on which its language puts it."""
    return owner.last < thing.first if owner.group == _OWNERS[0] else owner.first > thing.last


def is_meant(voice: Voice, hit: Hit) -> bool:
    """Say whether a mention of software is neither denied nor answered with no."""
    return not voice.words.is_negated(hit) and not voice.is_answered_no(hit)
