"""How visits to the merchant come about beside the pages: redirects of the home page, cookies, hidden referrers."""

from __future__ import annotations

from urllib.parse import unquote

from screening.checks.clicks.network_loads import redirect_proof
from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.evidence import Evidence, evidence
from screening.fetch.outcome import Fetch
from screening.lookalikes.match import match_brand
from screening.page.embed_kinds import SENDS_ON
from screening.page.model import Page
from screening.page.networks import affiliate_cookie, classify_for, domain_of
from screening.page.quotes import cut
from screening.site import OwnRedirect, Site
from screening.urls import host_of, key_of, site_of

__all__ = ["cookies_of_networks", "hidden_referrers", "home_redirect", "is_click"]

MOST_SHORTENERS = 2
_REFERRER_HIDERS = frozenset(
    {
        "href.li",
        "anonym.to",
        "anonymz.com",
        "nullrefer.com",
        "dereferer.me",
        "blankrefer.com",
        "hiderefer.com",
        "referer.us",
    }
)
_SHORTENERS = frozenset(
    {
        "bit.ly",
        "tinyurl.com",
        "t.co",
        "ow.ly",
        "is.gd",
        "cutt.ly",
        "rebrand.ly",
        "rb.gy",
        "shorturl.at",
        "t.ly",
        "buff.ly",
    }
)


def is_click(url: str, own_domains: tuple[str, ...]) -> bool:
    """Say whether an address counts a click for a partner."""
    link = classify_for(url, own_domains) if url else None
    return link is not None and link.kind == "click"


def home_redirect(site: Site, context: Context) -> Result:
    """K-05: the home page sends visitors to the merchant, or through a network, instead of showing something."""
    domains = context.programme.own_domains
    homes = [fetch for fetch in site.fetches if key_of(fetch.url) == key_of(site.home_url) and fetch.hops]
    if site.home is not None and site.home.hops:
        home = site.home
        homes.append(Fetch(home.asked_url, home.url, home.fetched_at_us, hops=home.hops, body_sha256=home.body_sha256))
    again = [look.fetch for look in site.looks if key_of(look.fetch.url) == key_of(site.home_url)]
    if not homes and site.home is None:
        return not_checked("K-05", "the home page gave no answer")
    if site_of(site.home_url) in domains:
        return not_applicable("K-05", "the site is one of the programme's own")
    for fetch in (*homes, *again):
        for hop in fetch.hops:
            is_merchant = bool(hop.location) and site_of(hop.location) in domains
            if is_merchant or is_click(hop.location, domains):
                whom = " visitors from a search engine" if fetch in again else ""
                target = "the merchant" if is_merchant else "an affiliate click address"
                raw = hop.raw_location or hop.location
                says = f"the home page redirects{whom} to {target}"
                return _sent_on(site, context, says, evidence(cut(raw, 0, len(raw)), fetch))
    if site.home is not None and (away := _scripted(site.home, domains)) is not None:
        return _sent_on(site, context, "the home page by itself sends visitors to the merchant", away)
    return passed("K-05", "the home page does not redirect to the merchant or through a network")


def _sent_on(site: Site, context: Context, says: str, proof: Evidence) -> Result:
    """Return the finding, which is decisive for a name that imitates the brand."""
    brands = sorted({*context.programme.brand_terms, *site.applicant.brand_terms})
    match = next((match for brand in brands if (match := match_brand(host_of(site.home_url), brand)) is not None), None)
    if match is None:
        return found("K-05", Severity.STRONG, says, [proof])
    return found(
        "K-05", Severity.DECISIVE, f"{says}, from a name that resembles the brand ({match.rule.value})", [proof]
    )


def _scripted(home: Page, domains: tuple[str, ...]) -> Evidence | None:
    for embed in home.embeds:
        if embed.kind in SENDS_ON and embed.on != "click" and site_of(embed.url) in domains:
            return evidence(embed.quote or home.url[:160], home)
    return None


def cookies_of_networks(site: Site, domains: tuple[str, ...]) -> Result:
    """K-07: a cookie of a network comes with a page although no click address was on the way."""
    answers = [fetch for fetch in (*site.fetches, *(look.fetch for look in site.looks)) if fetch.hops]
    if not answers:
        return not_checked("K-07", f"no answer was received: {site.state_reason or site.state.value}")
    for fetch in answers:
        if any(is_click(hop.location, domains) for hop in fetch.hops):
            continue  # a redirect of the site's own links: looked at by K-02 and K-10
        for hop in fetch.hops:
            for header, value in hop.headers:
                name = value.partition("=")[0].strip()
                if header == "set-cookie" and (network := affiliate_cookie(name)):
                    says = f"the site itself sets the cookie {name[:60]}, which {network} sets when a click is counted"
                    return found("K-07", Severity.STRONG, says, [evidence(cut(value, 0, min(len(value), 120)), fetch)])
    return passed("K-07", f"answers with cookies of networks: none of {len(answers)}")


def hidden_referrers(site: Site, domains: tuple[str, ...]) -> Result:
    """K-10: where a visitor comes from is hidden on the way to the click."""
    forwarding = [redirect for redirect in site.own_redirects if any(is_click(url, domains) for url in redirect.chain)]
    for redirect in forwarding:
        if (hidden := _hides_referrer(redirect)) is not None:
            return hidden
    for page in site.pages:
        for link in page.links:
            if domain_of(link.url) in _REFERRER_HIDERS and is_click(_address_within(link.url), domains):
                says = "links to a click address go by a service that hides where the visitor comes from"
                return found("K-10", Severity.CAUTION, says, [evidence(link.quote or page.url[:160], page)])
    if forwarding:
        says = f"affiliate links go by {len(forwarding)} own redirects (`/go/…`), as link managers make them"
        return found("K-10", Severity.NOTE, says, [redirect_proof(forwarding[0])])
    return passed("K-10", "no affiliate link goes by a redirect of the site" if site.pages else "")


def _hides_referrer(redirect: OwnRedirect) -> Result | None:
    for hop in redirect.fetch.hops:
        for name, value in hop.headers:
            if (
                name == "referrer-policy"
                and value.lower().replace(" ", "").endswith("no-referrer")
                and hop.raw_location
            ):
                says = "own redirects to a click address hide where the visitor comes from"
                return found("K-10", Severity.CAUTION, says, [evidence(f"{name}: {value}"[:160], redirect.fetch)])
    if sum(domain_of(url) in _SHORTENERS for url in redirect.chain) > MOST_SHORTENERS:
        says = f"more than {MOST_SHORTENERS} link shorteners stand one behind the other before a click address"
        return found("K-10", Severity.CAUTION, says, [redirect_proof(redirect)])
    return None


def _address_within(url: str) -> str:
    """Return the address that stands within another one's query, or ""."""
    place = url.lower().find("http", 8)
    return unquote(url[place:]) if place > 0 else ""
