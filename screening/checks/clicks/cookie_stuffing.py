"""Clicks that nobody made: affiliate click addresses that a page loads, follows or opens by itself.

What separates stuffing from honest advertising is the address, not the size of the picture: networks' own banners come
with invisible pictures that count a view. Only addresses that count a click are findings here, and an ordinary link
never is. Static reading after Chachra, Savage, Voelker, "Affiliate Crookies", IMC 2015 (initiator, size, chain).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from screening.checks.clicks.arrivals import cookies_of_networks, hidden_referrers, home_redirect, is_click
from screening.checks.clicks.cloaking import cloaking
from screening.checks.clicks.network_loads import (
    WORDS_OF_KINDS,
    NetworkLoad,
    network_loads,
    redirect_proof,
)
from screening.checks.clicks.unread_loads import unless_unread
from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.checks.shared.own_scripts import script_files
from screening.counted import counted, one_or_more
from screening.evidence import Evidence, evidence
from screening.fetch.outcome import Fetch
from screening.page.disguise import disguised_addresses, is_in_script
from screening.page.embed_kinds import LOADED, LONGEST_REFRESH_SECONDS, REFRESHES, SENT_AWAY
from screening.page.model import Page
from screening.page.networks import classify_for, domain_of
from screening.page.quotes import source_quote
from screening.site import Site
from screening.urls import host_of, key_of, site_of

__all__ = ["check"]

IDS = ("K-01", "K-02", "K-03", "K-04", "K-05", "K-06", "K-07", "K-08", "K-09", "K-10", "K-11")
MOST_QUOTES = 5
FEW_CHARACTERS = 400
"""A page with less text than this only sends on."""
MANY_NETWORKS = 3
_FORWARDING_PATH = re.compile(
    r"/(?:go|out|outbound|recommend|recommends|refer|links?|visit|r|to|get|aff|affiliate|redirect|redir|click|deal|deals|offer|track"
    r"|exit|jump|ir|buy|shop|store|partner|empfehlung|empfiehlt|weiter|lien|ir-a|vai|ga-naar)(?:/|\?|$)",
    re.IGNORECASE,
)
_POPUNDER_DOMAINS = frozenset(
    {
        "popads.net",
        "popcash.net",
        "popmyads.com",
        "popunder.net",
        "propellerads.com",
        "clickadu.com",
        "adcash.com",
        "poptm.com",
    }
)


def check(site: Site, context: Context) -> list[Result]:
    """Return one result for each of K-01 to K-11."""
    domains = context.programme.own_domains
    results = [home_redirect(site, context), cookies_of_networks(site, domains), cloaking(site)]
    if not site.pages:
        why = f"no page could be read: {site.state_reason or site.state.value}"
        results += [not_checked(check_id, why) for check_id in IDS if check_id not in {"K-05", "K-07", "K-11"}]
    else:
        loads = network_loads(site, domains)
        forced = [load for load in loads if load.is_click and load.embed.kind in LOADED and load.embed.on != "click"]
        results += [
            _straight(site, loads, [load for load in forced if load.redirect is None]),
            _by_own_address(site, [load for load in forced if load.redirect is not None]),
            _hidden(loads, forced, domains, site),
            _sent_away(site, [load for load in loads if load.is_click and load.embed.kind in SENT_AWAY]),
            _opened(site, loads),
            _several_networks(forced),
            _decoded(site, loads, domains),
            hidden_referrers(site, domains),
        ]
        results = unless_unread(results, site)
    return sorted(results, key=lambda result: result.check)


def _proof(loads: Iterable[NetworkLoad]) -> list[Evidence]:
    """Return a few quotes, each once."""
    proof: dict[tuple[str, str], Evidence] = {}
    for load in loads:
        proof.setdefault((load.page.url, load.quote), evidence(load.quote, load.page))
        if len(proof) >= MOST_QUOTES:
            break
    return list(proof.values())


def _networks(loads: Iterable[NetworkLoad]) -> str:
    """Return the networks with their ids, as a text."""
    names = {
        f"{load.link.network} (id {load.link.affiliate_id})" if load.link.affiliate_id else load.link.network
        for load in loads
    }
    shown = sorted(names)
    return ", ".join(shown[:6]) + (f" and {len(shown) - 6} more" if len(shown) > 6 else "")


def _straight(site: Site, loads: Sequence[NetworkLoad], forced: Sequence[NetworkLoad]) -> Result:
    if not forced:
        views = sum(load.link.kind == "impression" for load in loads)
        says = f"{counted(len(site.pages), 'page')} read; no click address is loaded without a click"
        return passed("K-01", f"{says}; {counted(views, 'ordinary impression pixel')}" if views else says)
    certain = [load for load in forced if not load.is_visible_shop_frame and not load.is_likely]
    shown = certain or forced
    kinds = ", ".join(sorted({WORDS_OF_KINDS.get(load.embed.kind, load.embed.kind) for load in shown}))
    pages = len({load.page.url for load in shown})
    addresses = counted(len(shown), "click address", "click addresses")
    says = f"{addresses} of {_networks(shown)} loaded as {kinds} on {counted(pages, 'page')} without a click"
    return found("K-01", Severity.DECISIVE if certain else Severity.STRONG, says, _proof(shown))


def _by_own_address(site: Site, forced: Sequence[NetworkLoad]) -> Result:
    if forced:
        # What is certain comes first.
        forced = sorted(forced, key=lambda load: load.is_likely)
        chain = " → ".join((forced[0].embed.url, *(forced[0].redirect.chain if forced[0].redirect else ())))
        says = f"an own address is loaded without a click and leads to {_networks(forced)}: {chain[:400]}"
        proof = _proof(forced)
        proof += [redirect_proof(load.redirect) for load in forced[:1] if load.redirect is not None]
        return found("K-02", Severity.STRONG if forced[0].is_likely else Severity.DECISIVE, says, proof)
    if not site.own_redirects:
        return passed("K-02", "no own address that sends on is loaded without a click")
    return passed(
        "K-02", f"{counted(len(site.own_redirects), 'own redirect')} looked at; none is loaded without a click"
    )


def _hidden(
    loads: Sequence[NetworkLoad], forced: Sequence[NetworkLoad], domains: tuple[str, ...], site: Site
) -> Result:
    hidden = [load for load in forced if load.embed.hidden]
    if hidden:
        ways = ", ".join(sorted({load.embed.how_hidden for load in hidden}))
        says = f"{counted(len(hidden), 'load')} of a click address kept from sight ({ways})"
        return found("K-03", Severity.DECISIVE, says, _proof(hidden))
    shops = [
        (page, embed)
        for page in site.pages
        for embed in page.embeds
        if embed.hidden and embed.kind in {"iframe", "frame"} and domain_of(embed.url) in domains
        if not any(word in embed.url.lower() for word in ("widget", "embed", "pixel", "consent", "track", "analytics"))
    ]
    if shops and site_of(site.home_url) not in domains:
        proof = [evidence(embed.quote or page.url[:160], page) for page, embed in shops[:MOST_QUOTES]]
        return found("K-03", Severity.STRONG, "a page of the merchant is loaded in a frame nobody can see", proof)
    generic = [
        load
        for load in loads
        if load.link.kind == "generic" and load.embed.hidden and load.embed.kind in {"iframe", "frame"}
    ]
    if generic:
        says = "a hidden frame loads an address that looks like a partner's link of an unknown network"
        return found("K-03", Severity.CAUTION, says, _proof(generic))
    views = sum(load.embed.hidden and load.link.kind != "click" for load in loads)
    return passed(
        "K-03", f"{views} invisible elements of networks count views only, as networks provide them" if views else ""
    )


def _sent_away(site: Site, loads: Sequence[NetworkLoad]) -> Result:
    loads = [load for load in loads if load.embed.on != "click"]
    framed = {key_of(embed.url) for page in site.pages for embed in page.embeds if embed.kind in LOADED}
    graded = [(_grade_of_redirect(load, site, framed), load) for load in loads]
    for severity in (Severity.DECISIVE, Severity.STRONG, Severity.NOTE):
        alike = [load for grade, load in graded if grade is severity]
        if alike:
            sending = len({load.page.url for load in alike})
            verb = "by itself sends" if sending == 1 else "by themselves send"
            says = f"{counted(sending, 'page')} {verb} visitors to {_networks(alike)}"
            if severity is Severity.NOTE:
                forwarding = counted(len(alike), "forwarding page")
                leads = one_or_more(len(alike), "leads", "lead")
                says = f"{forwarding} of the site's own links {leads} to {_networks(alike)}"
            return found("K-04", severity, says, _proof(alike))
    return passed("K-04", "no page sends visitors to a click address by itself")


def _grade_of_redirect(load: NetworkLoad, site: Site, framed: set[str]) -> Severity:
    """Return how much it weighs that a page sends visitors on.

    A bare page behind the site's own `/go/…` links does what a redirect does, and its visitors clicked; a page with
    content, the home page, or a page that others load in a frame does not wait for a click.
    """
    page = load.page
    if load.is_likely:
        return Severity.STRONG
    is_home = site.home is not None and page.url == site.home.url
    if is_home or key_of(page.url) in framed or key_of(page.asked_url) in framed:
        return Severity.DECISIVE
    if len(page.main_text) < FEW_CHARACTERS:
        is_forwarding = _FORWARDING_PATH.match(urlsplit(page.url).path) or _FORWARDING_PATH.match(
            urlsplit(page.asked_url).path
        )
        return Severity.NOTE if is_forwarding or "noindex" in page.meta_value("robots") else Severity.STRONG
    if load.embed.kind in REFRESHES and load.embed.delay_seconds > LONGEST_REFRESH_SECONDS:
        return Severity.STRONG
    return Severity.DECISIVE


def _opened(site: Site, loads: Sequence[NetworkLoad]) -> Result:
    opened = [
        load for load in loads if load.is_click and (load.embed.kind == "window_open" or load.embed.on == "click")
    ]
    if opened:
        says = (
            f"{_networks(opened)} opened {counted(len(opened), 'time')} by loading, or by a click anywhere on the page"
        )
        if all(load.embed.kind == "overlay" for load in opened):
            says = f"a link to {_networks(opened)} that nobody sees lies over the whole window of every visitor"
        return found("K-06", Severity.STRONG, says, _proof(opened))
    popunders = [
        (page, embed)
        for page in site.pages
        for embed in page.embeds
        if embed.kind in {"script", "script_load"} and domain_of(embed.url) in _POPUNDER_DOMAINS
    ]
    if popunders:
        page, embed = popunders[0]
        says = f"a library for windows behind the page is loaded from {host_of(embed.url)}"
        return found("K-06", Severity.CAUTION, says, [evidence(embed.quote or page.url[:160], page)])
    return passed("K-06", "no click address is opened in a window by itself")


def _several_networks(forced: Sequence[NetworkLoad]) -> Result:
    networks = sorted({load.link.network for load in forced})
    if len(networks) >= MANY_NETWORKS:
        first = {load.link.network: load for load in reversed(forced)}
        says = f"click addresses of {len(networks)} networks are loaded without a click: {', '.join(networks)}"
        is_certain = len({load.link.network for load in forced if not load.is_likely}) >= MANY_NETWORKS
        severity = Severity.DECISIVE if is_certain else Severity.STRONG
        return found("K-08", severity, says, _proof(first[network] for network in networks))
    return passed("K-08", "")


def _decoded(site: Site, loads: Sequence[NetworkLoad], domains: tuple[str, ...]) -> Result:
    decoded = [load for load in loads if load.is_click and load.embed.decoded]
    if decoded:
        says = f"script hides a click address of {_networks(decoded)}: base64, codes of letters, or backwards"
        return found("K-09", Severity.STRONG, says, _proof(decoded))
    for where, source in _sources(site):
        for address in disguised_addresses(source):
            if is_click(address.url, domains) and (isinstance(where, Fetch) or is_in_script(source, address.start)):
                link = classify_for(address.url, domains)
                says = "script holds a click address that cannot be read: base64, codes of letters, or backwards"
                says += f" ({link.network})" if link is not None else ""
                quote = source_quote(source, address.start, address.end)
                return found("K-09", Severity.STRONG, says, [evidence(quote, where)])
    return _kept_in_attributes(site, domains)


def _kept_in_attributes(site: Site, domains: tuple[str, ...]) -> Result:
    """Return how links stand that can be read only once they are pressed.

    Alone it is how plug-ins keep links from search engines. Where the same element shows another address in plain,
    visitors are shown one address and taken to another.
    """
    kept = [
        (page, link)
        for page in site.pages
        for link in page.links
        if link.made in {"disguised", "swapped"} and not link.hidden and is_click(link.url, domains)
    ]
    if not kept:
        return passed("K-09", "")
    swapped = [(page, link) for page, link in kept if link.made == "swapped"]
    proof = [evidence(link.quote or page.url[:160], page) for page, link in (swapped or kept)[:MOST_QUOTES]]
    if swapped:
        says = f"{counted(len(swapped), 'link')} that show another address go to a click address which script decodes"
        return found("K-09", Severity.CAUTION, says, proof)
    says = f"{counted(len(kept), 'link')} to click addresses can be read only once script has decoded them"
    return found("K-09", Severity.NOTE, says, proof)


def _sources(site: Site) -> Iterator[tuple[Page | Fetch, str]]:
    """Yield the pages, and the site's own scripts that they load, with their sources."""
    yield from ((page, page.html) for page in site.pages)
    yield from ((file.where, file.code) for file in script_files(site))
