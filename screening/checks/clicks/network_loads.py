"""What the pages of a site make a browser load or follow of affiliate networks, straight or by an own address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from screening.checks.shared.affiliate_clicks import Redirects, redirect_clicks
from screening.checks.shared.own_scripts import own_resources
from screening.evidence import Evidence, evidence
from screening.fetch.outcome import Fetch
from screening.page.click_shapes import looks_like_click
from screening.page.embed_kinds import FRAMES, LOADED, TAKES_AWAY
from screening.page.files import hints_of, read_file
from screening.page.model import Embed, Link, Page
from screening.page.networks import OWN_PROGRAMME, NetworkLink, classify_for, domain_of
from screening.page.own_code import is_own_code
from screening.page.quotes import cut, stands_in, tag_quote
from screening.site import OwnRedirect, Site
from screening.urls import key_of, site_of

__all__ = [
    "WORDS_OF_KINDS",
    "NetworkLoad",
    "links_of_files",
    "network_loads",
    "redirect_proof",
]

WORDS_OF_KINDS = {
    "audio": "a sound", "css_url": "a part of a style", "embed": "a plug-in", "frame": "a frame", "iframe": "a frame",
    "img": "a picture", "input": "a picture on a button", "object": "a plug-in", "poster": "a picture of a video",
    "prefetch": "a page fetched in advance", "prerender": "a page shown in advance", "script": "a script",
    "script_load": "something a script asks for", "service_worker": "a script that goes on in the background",
    "source": "a part of a picture or video", "stylesheet": "a style sheet", "video": "a video",
    "meta_refresh": "a refresh", "refresh_header": "a refresh", "script_redirect": "a redirect by script",
    "auto_form": "a form that sends itself", "window_open": "a new window", "overlay": "a link over the whole window",
}  # fmt: skip
"""What people are told of the kinds of embeds."""
_SHOWING = FRAMES | {"prerender"}
"""Where a shop's own page may be shown."""
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".ico", ".js", ".css", ".mp4", ".woff2")
_BENIGN_WORDS = ("/imp", "banner", "widget", "pixel", "embed", "/img", "image", "/static", "/assets", "/media", "cdn")


@dataclass(frozen=True)
class NetworkLoad:
    """Something of an affiliate network that a page loads or follows.

    Attributes:
        page: The page.
        embed: How.
        link: The network, and what it counts.
        redirect: The own address it goes by; None when straight.
        is_shaped: Whether only the shape of the address says that it counts a click.
    """

    page: Page
    embed: Embed
    link: NetworkLink
    redirect: OwnRedirect | None = None
    is_shaped: bool = False

    @property
    def is_likely(self) -> bool:
        """Whether it is likely and not certain that a click is counted: by names only, or by the address's shape."""
        return self.is_shaped or self.embed.is_traced

    @property
    def is_click(self) -> bool:
        """Whether it counts a click."""
        return self.link.kind == "click"

    @property
    def is_visible_shop_frame(self) -> bool:
        """Whether it shows a shop's own page in a frame that visitors see: a partner's box may look like that."""
        is_shop = self.link.network in {"Amazon", "eBay", "Booking.com", "Flipkart", "Apple", "Envato", OWN_PROGRAMME}
        return (is_shop or "." in self.link.network) and self.embed.kind in _SHOWING and not self.embed.hidden

    @property
    def quote(self) -> str:
        """A quote from the page that shows it."""
        for quote in (self.embed.quote, tag_quote(self.page.html, self.embed.url), self.embed.url[:160]):
            if quote and stands_in(quote, self.page):
                return quote
        return self.page.url[:160]


def redirect_proof(redirect: OwnRedirect) -> Evidence:
    """Return the header that sent on, as it stands; without one, the address itself."""
    hop = next((hop for hop in reversed(redirect.fetch.hops) if hop.raw_location), None)
    if hop is None:
        return evidence(redirect.fetch.url, redirect.fetch)
    # The header came from the last own address on the way, which need not be the one that was asked.
    proof = evidence(cut(hop.raw_location, 0, len(hop.raw_location)), redirect.fetch)
    return replace(proof, url=hop.url)


def _shaped_redirects(site: Site) -> Redirects:
    """Return the own addresses that lead to an address of no known network which is made like a click address."""
    found: Redirects = {}
    for redirect in site.own_redirects:
        if shaped := next((url for url in redirect.chain if _is_foreign_click(url, site)), ""):
            link = NetworkLink(domain_of(shaped) or "an unknown network", "click")
            found.setdefault(key_of(redirect.url), (redirect, link))
    return found


def _is_foreign_click(url: str, site: Site) -> bool:
    return site_of(url) not in {"", site_of(site.home_url)} and classify_for(url, ()) is None and looks_like_click(url)


def network_loads(site: Site, own_domains: tuple[str, ...]) -> list[NetworkLoad]:
    """Return what the pages, their own style sheets and scripts, and their second looks load of networks."""
    redirects, shaped = redirect_clicks(site, own_domains), _shaped_redirects(site)
    found: list[NetworkLoad] = []
    for page in (*site.pages, *(page for _, page in _read_files(site)), *_shown_besides(site)):
        found += _of_page(page, redirects, shaped, own_domains)
    return found


def _shown_besides(site: Site) -> Iterator[Page]:
    """Yield the pages of second looks with what they load that no page of the first did."""
    known = {(embed.kind, key_of(embed.url)) for page in site.pages for embed in page.embeds}
    for page in (look.page for look in site.looks if look.page):
        new = tuple(embed for embed in page.embeds if (embed.kind, key_of(embed.url)) not in known)
        known.update((embed.kind, key_of(embed.url)) for embed in new)
        yield replace(page, embeds=new)


def links_of_files(site: Site) -> dict[str, list[Link]]:
    """Return the links that the site's own script files make, by the address of each page that loads such a file.

    They stand at the end of the page's text, wherever the script puts them, and are quoted by the tag of the file.
    """
    made = {key_of(fetch.url): page.links for fetch, page in _read_files(site) if page.links}
    found: dict[str, list[Link]] = {}
    for page in site.pages if made else ():
        for embed in page.embeds:
            for link in made.get(key_of(embed.url), ()) if is_own_code(embed) else ():
                quote = embed.quote or tag_quote(page.html, embed.url)
                found.setdefault(page.url, []).append(replace(link, offset=len(page.text), quote=quote))
    return found


def _read_files(site: Site) -> list[tuple[Fetch, Page]]:
    """Return the site's own style sheets and scripts as they are read."""
    hints = hints_of(site.pages)
    return [(fetch, read_file(fetch, hints)) for fetch in own_resources(site)]


def _of_page(
    page: Page, redirects: Redirects, shaped: Redirects, own_domains: tuple[str, ...]
) -> Iterator[NetworkLoad]:
    for embed in page.embeds:
        link = classify_for(embed.url, own_domains)
        if link is not None:
            if link.network == OWN_PROGRAMME and embed.kind in LOADED and _is_material(embed):
                link = NetworkLink(OWN_PROGRAMME, "library", link.affiliate_id)
            yield NetworkLoad(page, embed, link)
        elif redirects and (known := redirects.get(key_of(embed.url))) is not None:
            yield NetworkLoad(page, embed, known[1], known[0])
        elif shaped and (known := shaped.get(key_of(embed.url))) is not None:
            yield NetworkLoad(page, embed, known[1], known[0], is_shaped=True)
        # Here the address need be known to no table: nobody is sent away or opens a window without wanting to.
        elif embed.kind in TAKES_AWAY and site_of(embed.url) != site_of(page.url) and looks_like_click(embed.url):
            yield NetworkLoad(page, embed, NetworkLink(domain_of(embed.url), "click"), is_shaped=True)


def _is_material(embed: Embed) -> bool:
    """Say whether an address of the merchant is advertising material that carries the partner's id: no visit."""
    path = embed.url.partition("?")[0].lower()
    if embed.kind in {"script", "stylesheet"} or path.endswith(_PICTURES):
        return True
    return any(word in path.partition("://")[2] for word in _BENIGN_WORDS)
