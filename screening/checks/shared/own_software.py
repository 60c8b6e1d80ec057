"""Whether software for browsers is a site's own: named by its title, linked to, called its own, or to be fetched."""

from __future__ import annotations

from screening.page.model import Page
from screening.site import Site
from screening.wording.cues import pairs
from screening.wording.phrases import lexicon
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["PLATFORM", "SOFTWARE", "hands_out", "has_own", "is_meant", "links_to_tool"]

SOFTWARE, PLATFORM = "takeover.tool", "takeover.platform"
"""Groups of words for such software, and for what it is installed in."""
_FETCH, _THING = "takeover.fetch", "takeover.thing"
_OWNERS = ("takeover.own", "takeover.own_behind")
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
    """Say whether a site pushes its visitors to install something, or links to it, and is not about such software."""
    if lexicon("deception").says(site.pages[0].title_and_heading, "extension.talk"):
        return False
    return any(links_to_tool(page) or _pushes(Voice(page)) for page in site.pages)


def has_own(site: Site) -> bool:
    """Say whether in any way software is the site's own: it hands it out, names itself after it, calls it its own.

    Who examines extensions has them in his title, and says where browsers ask for permission, too: ask this only where
    something else tells him apart.
    """
    named = lexicon("schemes").says(site.pages[0].title_and_heading, SOFTWARE)
    return named or hands_out(site) or any(_calls_own(Voice(page)) for page in site.pages)


def links_to_tool(page: Page) -> bool:
    """Say whether a page links to software for a browser in a store, or to a program."""
    urls = "\n".join(link.url.lower() for link in page.links[:_MOST_LINKS])
    if any(store in urls for store in _STORES):
        return True
    return any(url.endswith(_PACKAGES) for url in urls.split("\n"))


def _pushes(voice: Voice) -> bool:
    pushes = lexicon("deception").find(voice.words, "extension.push", "extension.gated")
    # "Ready to install our extension? No account needed." pushes, too.
    return any(not voice.words.is_negated(hit) for hit in voice.own(pushes))


def _calls_own(voice: Voice) -> bool:
    words, table = voice.words, lexicon("schemes")
    fetched = pairs(table.find(words, _FETCH), table.find(words, PLATFORM, SOFTWARE), _FETCH_REACH)
    called = pairs(table.find(words, _THING), table.find(words, *_OWNERS), _OWN_REACH)
    made = [one for one, other in fetched if one.last < other.first]
    made += [one for one, other in called if _owns(other, one)]
    made += table.find(words, _PERMISSION)
    made += lexicon("deception").find(words, "extension.ours")
    return any(is_meant(voice, hit) for hit in voice.own(made))


def _owns(owner: Hit, thing: Hit) -> bool:
    """Say whether a word for "our" stands on the side on which its language puts it."""
    return owner.last < thing.first if owner.group == _OWNERS[0] else owner.first > thing.last


def is_meant(voice: Voice, hit: Hit) -> bool:
    """Say whether a mention of software is neither denied nor answered with no."""
    return not voice.words.is_negated(hit) and not voice.is_answered_no(hit)
