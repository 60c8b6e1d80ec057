"""Links whose click counts for a partner: those that lead to a network, and those of the site's own that send there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from screening.checks.context import Context
from screening.page.model import Link, Page
from screening.page.networks import NetworkLink, classify_for
from screening.site import OwnRedirect, Site
from screening.urls import key_of

__all__ = ["AffiliateLink", "Redirects", "affiliate_links", "redirect_clicks"]

Redirects = dict[str, tuple[OwnRedirect, NetworkLink]]
"""Own addresses that send on, by key, and what they lead to."""


@dataclass(frozen=True)
class AffiliateLink:
    """A visible link whose click counts for a partner.

    Attributes:
        page: Where it stands.
        link: The link on the page.
        target: The network it leads to, directly or by a redirect of the applicant's own site, and the partner's id.
    """

    page: Page
    link: Link
    target: NetworkLink


def affiliate_links(page: Page, site: Site, context: Context) -> list[AffiliateLink]:
    """Return the visible affiliate click links of a page in the order of its text."""
    own = context.programme.own_domains
    redirects = redirect_clicks(site, own)
    links = []
    for link in page.links:
        if link.url and not link.hidden:
            target = _target(link.url, own)
            if target is None and redirects and (behind := redirects.get(key_of(link.url))) is not None:
                target = behind[1]
            if target is not None and target.kind == "click":
                links.append(AffiliateLink(page, link, target))
    return sorted(links, key=lambda found: found.link.offset)


def redirect_clicks(site: Site, own_domains: tuple[str, ...]) -> Redirects:
    """Return the own addresses that lead to a click address, by key."""
    found: Redirects = {}
    for redirect in site.own_redirects:
        targets = (_target(url, own_domains) for url in redirect.chain)
        if click := next((target for target in targets if target is not None and target.kind == "click"), None):
            found.setdefault(key_of(redirect.url), (redirect, click))
    return found


@lru_cache(maxsize=8_192)
def _target(url: str, own_domains: tuple[str, ...]) -> NetworkLink | None:
    return classify_for(url, own_domains)
