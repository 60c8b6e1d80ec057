"""Pages that stand on domains nobody uses: for sale, showing advertisements, or as the registrar left them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from screening.page.length import length_in_words
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.unused.fixed_phrases import phrases
from screening.unused.notices import ended, offered
from screening.urls import site_of
from screening.wording.quotations import in_marks

__all__ = ["PARKED_TEXT_CHARACTERS", "ParkedPage", "parking_name_server", "parking_page"]

PARKED_TEXT_CHARACTERS = 3_000
"""Longer texts are no parking pages, whatever they mention (rule of backlink-guard 0.11)."""

_NAME_SERVERS = (
    "sedoparking.com", "bodis.com", "parkingcrew.net", "above.com", "parklogic.com", "dsredirection.com", "skenzo.com",
    "afternic.com", "uniregistrymarket.link", "parkingpage.namecheap.com", "dan.com", "undeveloped.com",
    "hugedomains.com", "smartname.com", "trafficz.com", "cashparking.com", "voodoo.com", "domainparkingserver.net",
    "parkpage.foundationapi.com", "dnsnuts.com", "rookdns.com", "fabulous.com", "ztomy.com", "namedrive.com",
    "name-services-parking.com", "parked.com", "domainsponsor.com", "internettraffic.com", "buydomains.com",
)  # fmt: skip
"""Name servers that serve nothing but parking. GoDaddy's `domaincontrol.com`, which several public lists name, serves
ordinary sites as well and is left out on purpose; so is every other registrar's default."""

_PARKING_HOSTS = frozenset({
    "sedoparking.com", "sedo.com", "bodis.com", "parkingcrew.net", "above.com", "parklogic.com", "afternic.com",
    "dan.com", "undeveloped.com", "hugedomains.com", "buydomains.com", "domainmarket.com", "brandbucket.com",
    "squadhelp.com", "atom.com", "uniregistry.com", "skenzo.com", "d38psrni17bvxu.cloudfront.net", "efty.com",
})  # fmt: skip
_PARKING_ADDRESS = re.compile(
    r"/adsense/domains/|/parking-lander/|/park\.js|parked-content|/forsale/|/domain_profile\.cfm|/search/details/",
    re.IGNORECASE,
)

_SEARCH = re.compile(r"[?&](?:q|query|keywords?|kw|search|searchterm|term|ses)=", re.IGNORECASE)
_SMALL_WORDS = 120
"""Words; our choice: because what stands on an unused domain fits into this, and a longer text that speaks of a
registration is about other things."""
_OFFER_WORDS = 2 * _SMALL_WORDS
"""Words of a page that offers its domain; our choice: because sellers add terms of payment to the offer."""
_LEAST_SIGNS = 2
"""Signs of a page of advertisements; our choice: because each alone stands on honest pages, too."""
_LEAST_LINKS, _LINK_WORD_SHARE = 4, 0.5
"""Links of a page that is little else, and the share of its words that stand in them; our choice: because a menu has
more links and its page more words."""
_LEAST_SEARCHES, _SEARCH_SHARE = 3, 0.6
"""Links of a page that leads to searches, and their share; our choice: because an imprint may stand beside them."""


@dataclass(frozen=True)
class ParkedPage:
    """What a parking page shows.

    Attributes:
        kind: `for sale`, `advertisements` or `registrar's page`.
        quote: The words, as they stand in the page's text.
    """

    kind: str
    quote: str


def parking_page(page: Page) -> ParkedPage | None:
    """Say whether a page is what stands on a domain that nobody uses, and of which of three kinds.

    A for-sale page says so, or leads to a domain market and speaks of a domain. A page of advertisements shows two
    signs of: "related searches" or "sponsored listings", nothing but links, a parking service's script, its disclaimer.
    A registrar's page says in few words that the name is registered or parked.

    Args:
        page: The home page.
    """
    text = page.text
    if len(text) >= PARKED_TEXT_CHARACTERS:
        return None
    words = length_in_words(text)
    script = _parking_script(page)
    serviced = script or _parking_offer(page)
    if (match := _said("for_sale", text)) and (
        serviced or words <= _OFFER_WORDS or phrases("for_sale").search(page.title)
    ):
        return ParkedPage("for sale", text_quote(text, *match.span()))
    if place := offered(page):
        return ParkedPage("for sale", text_quote(text, *place))
    if ads := _advertisements(page, serviced):
        return ParkedPage("advertisements", ads)
    if words <= _SMALL_WORDS and (match := _said("registrar", text)):
        return ParkedPage("registrar's page", text_quote(text, *match.span()))
    if place := ended(page):
        return ParkedPage("registrar's page", text_quote(text, *place))
    if script and words <= _SMALL_WORDS:
        return ParkedPage("advertisements", script)
    return None


def _said(group: str, text: str) -> re.Match[str] | None:
    """Return the first phrase of a group that the page says itself, not between quotation marks."""
    return next((match for match in phrases(group).finditer(text) if not in_marks(text, *match.span())), None)


def _advertisements(page: Page, serviced: str) -> str:
    text = page.text
    headings = [*phrases("ads").finditer(text)]
    match = headings[0] if headings else phrases("lists").search(text)
    disclaimer = phrases("disclaimer").search(text)
    if match is None:
        return text_quote(text, *disclaimer.span()) if disclaimer and serviced else ""
    signs = (
        min(len({found.group(0).lower() for found in headings}), 2),
        bool(disclaimer),
        bool(serviced),
        _leads_to_searches(page),
        # A list of links with an ordinary heading may well be all there is on an honest page.
        bool(headings) and len(page.links) >= _LEAST_LINKS and _link_word_share(page) >= _LINK_WORD_SHARE,
    )
    return text_quote(text, *match.span()) if sum(signs) >= _LEAST_SIGNS else ""


def _leads_to_searches(page: Page) -> bool:
    """Say whether most links are searches: one path, a term each."""
    searches = sum(bool(_SEARCH.search(link.url)) for link in page.links)
    return len(page.links) >= _LEAST_SEARCHES and searches >= _SEARCH_SHARE * len(page.links)


def _link_word_share(page: Page) -> float:
    """Return the share of a page's words that stand in visible links, 0 to 1."""
    linked = sum(length_in_words(link.text) for link in page.links if not link.hidden)
    return min(1.0, linked / max(length_in_words(page.text), 1))


def _parking_script(page: Page) -> str:
    """Return the tag that loads a parking service's script or frame, or ""."""
    loaded = (
        embed.quote
        for embed in page.embeds
        if embed.quote and (site_of(embed.url) in _PARKING_HOSTS or _PARKING_ADDRESS.search(embed.url))
    )
    return next(loaded, "")


def _parking_offer(page: Page) -> str:
    """Return the link to a market of domains, or ""."""
    return next((link.quote for link in page.links if link.quote and site_of(link.url) in _PARKING_HOSTS), "")


def parking_name_server(servers: Iterable[str]) -> str:
    """Return the first name server that serves nothing but parking, or ""."""
    return next(
        (server for server in servers for parked in _NAME_SERVERS if f".{server}".endswith(f".{parked}")),
        "",
    )
