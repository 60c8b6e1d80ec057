"""Which affiliate network an address belongs to, and whether loading it counts a click or only a view.

The table stands in `networks*.toml`. A network is recognised by the registrable domain of the host, so that
`awin1.com.evil.example` and `notawin1.com` are nobody's. Networks' addresses are classified, never asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import parse_qsl, urlsplit

from screening.page.network_table import Kind, NetworkRule, network_table
from screening.urls import host_of, registrable_domain

__all__ = [
    "OWN_PROGRAMME",
    "NetworkLink",
    "affiliate_cookie",
    "classify",
    "classify_for",
    "domain_of",
    "is_click_address",
    "is_partner_link",
    "network_names",
]

OWN_PROGRAMME = "own programme"
"""Stands for links to the programme's own shops that name a partner."""
_PLAIN_HOST = re.compile(r"https?://([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,10})(?:/|$)", re.IGNORECASE | re.ASCII)
"""`https://www.shop.example/`: an address whose host needs no strict reading."""
_MOST_CHARACTERS = 8_000
_MOST_PARAMETERS = 200
"""Characters of an address that are read (many servers refuse much longer ones), and its parameters."""
_PARTNER_PARAMETERS = (
    "aff_id", "affid", "aff", "affiliate", "affiliate_id", "affiliateid", "a_aid", "a_bid", "aid", "partner",
    "partner_id", "partnerid", "pid", "ref", "referral", "refid", "ref_id", "rfsn", "tag", "irclickid", "clickid",
    "awc", "cjevent", "ranmid", "sscid", "campid", "publisher", "publisher_id", "pubid",
)  # fmt: skip
_MAY_NAME_PARTNER = re.compile(rf"[%\t\r\n]|{'|'.join(_PARTNER_PARAMETERS)}")
"""What an address in lower case must hold for one of the parameters to stand in it: plain, escaped or with breaks in
between."""
_TRACKER_SIGNS = re.compile("/c/|/i/|aff|rfsn|a_aid|a_bid")
_TRACKER_PATHS = re.compile(r"/aff_c\b|/aff_ad\b|/SH[A-Z0-9]{3}", re.ASCII)
_IMPACT_CLICK = re.compile(r"/c/(\d{4,10})/\d{3,10}/\d{2,8}/?$")
_IMPACT_VIEW = re.compile(r"/i/(\d{4,10})/\d{3,10}/\d{2,8}/?$")
_IMPACT_NUMBERED = re.compile(r"i\d{5,6}\.net")
_LIBRARY_SUFFIXES = (".js", ".css", ".woff", ".woff2")


@dataclass(frozen=True)
class NetworkLink:
    """An address of an affiliate network.

    Attributes:
        network: The network, `own programme`, or `generic` where only the shape of the link says so.
        kind: `click` counts a click for a partner; `impression` a view; `library` is a script or widget; `generic`
            looks like a partner's link, which proves nothing; `other` is the network's, with no partner in it.
        affiliate_id: The partner it counts for; "" where the address does not say.
    """

    network: str
    kind: Kind
    affiliate_id: str = ""


@dataclass(frozen=True)
class _Address:
    """The parts of an address that rules look at; names of parameters in lower case, the first value counts."""

    host_part: str
    path: str
    query: Mapping[str, str]


@lru_cache(maxsize=20_000)
def classify(url: str) -> NetworkLink | None:
    """Return the network an address belongs to and what loading it would count; None for all other addresses."""
    host = _host(url)
    domain = _domain(host)
    if not host:
        return None
    table = network_table()
    known = table.by_domain.get(domain)
    shop_parameter = table.shops.get(domain, "")
    if known is None and not shop_parameter and not _may_be_tracker(url):
        return None
    address = _address(url, host, domain)
    if known is not None:
        return _of_network(address, *known)
    if shop_parameter:
        partner = address.query.get(shop_parameter, "")
        return NetworkLink(domain, "click", partner[:100]) if partner else None
    return _of_unknown_host(address, domain)


def classify_for(url: str, own_domains: tuple[str, ...]) -> NetworkLink | None:
    """Return what `classify` does, and links to the programme's own shops that name a partner as clicks.

    Args:
        url: The address.
        own_domains: Registrable domains of the merchant, lower case (`Programme.own_domains`).
    """
    link = classify(url)
    if (link is None or link.kind == "generic") and own_domains and (host := _host(url)):
        domain = _domain(host)
        if domain in own_domains or host in own_domains:
            query = _address(url, host, domain or host).query
            for name in _PARTNER_PARAMETERS:
                if query.get(name):
                    return NetworkLink(OWN_PROGRAMME, "click", query[name][:100])
    return link


def is_partner_link(url: str) -> bool:
    """Say whether an address may count a click for a partner, of any network or of any shop's own programme."""
    link = classify(url)
    if link is not None:
        return link.kind in {"click", "generic"}
    host = _host(url) if "?" in url and _MAY_NAME_PARTNER.search(url.lower()) else ""
    return bool(host) and not _address(url, host, _domain(host)).query.keys().isdisjoint(_PARTNER_PARAMETERS)


@cache
def network_names() -> frozenset[str]:
    """Return what stands before the suffix in the networks' and shops' domains, such as `awin1`."""
    return frozenset(
        name.partition(".")[0].replace("-", "") for name in (*network_table().by_domain, *network_table().shops)
    )


def is_click_address(url: str) -> bool:
    """Say whether an address counts a click at a known network."""
    link = classify(url)
    return link is not None and link.kind == "click"


def affiliate_cookie(name: str) -> str:
    """Return the network whose click sets a cookie of this name, or ""."""
    for pattern, network in network_table().cookies:
        if pattern.fullmatch(name[:100]):
            return network
    return ""


def _host(url: str) -> str:
    """Return the host of an address as browsers see it; most need no strict reading, which takes its time."""
    matched = _PLAIN_HOST.match(url)
    return matched.group(1).lower() if matched else host_of(url) or host_of(_as_browsers_read(url))


@lru_cache(maxsize=20_000)
def _domain(host: str) -> str:
    return registrable_domain(host) if host else ""


def domain_of(url: str) -> str:
    """Return the registrable domain of an address as browsers see it; "" without one."""
    return _domain(_host(url))


def _as_browsers_read(url: str) -> str:
    """Return an address without what browsers accept but strict readers refuse: backslashes, a user before the host."""
    scheme, mark, rest = url.strip()[:_MOST_CHARACTERS].replace("\\", "/").partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{mark}{authority.rpartition('@')[2]}{slash}{path}"


def _may_be_tracker(url: str) -> bool:
    """Say whether an address of an unknown host is worth a second look; a cheap test before the costly one."""
    return _TRACKER_SIGNS.search(url) is not None


def _address(url: str, host: str, domain: str) -> _Address:
    parts = urlsplit(url.strip()[:_MOST_CHARACTERS].replace("\\", "/"))
    query: dict[str, str] = {}
    try:
        pairs = parse_qsl(parts.query.replace(";", "&"), keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        pairs = []
    for name, value in pairs:
        query.setdefault(name.lower().removeprefix("amp;"), value)
    host_part = host.removesuffix(domain).rstrip(".") if domain else host
    return _Address("" if host_part == "www" else host_part.removeprefix("www."), parts.path or "/", query)


def _of_network(address: _Address, network: str, rules: tuple[NetworkRule, ...]) -> NetworkLink:
    if address.path.lower().endswith(_LIBRARY_SUFFIXES):
        return NetworkLink(network, "library")
    for rule in rules:
        matched, is_met = _match(rule, address)
        if is_met:
            return NetworkLink(network, rule.kind, _partner(rule.id, address, matched)[:100])
    return NetworkLink(network, "other")


def _match(rule: NetworkRule, address: _Address) -> tuple[re.Match[str] | None, bool]:
    """Return the match of the path, and whether the rule is met."""
    if rule.hosts and not any(_fits(pattern, address.host_part) for pattern in rule.hosts):
        return None, False
    matched = next((found for path in rule.paths if (found := path.match(address.path[:2_000]))), None)
    if rule.paths and matched is None:
        return None, False
    if rule.parameters and not any(address.query.get(name) for name in rule.parameters):
        return None, False
    for name, pattern in rule.values.items():
        if not pattern.fullmatch(address.query.get(name, "")[:200]):
            return None, False
    return matched, True


def _fits(pattern: str, host_part: str) -> bool:
    if pattern.startswith("*"):
        return host_part.endswith(pattern[1:])
    if pattern.endswith("*"):
        return host_part.startswith(pattern[:-1])
    return host_part == pattern


def _partner(where: str, address: _Address, matched: re.Match[str] | None) -> str:
    """Return the partner's id from where the rule says it stands."""
    if where == "path":
        return (matched.group(1) or "") if matched is not None and matched.re.groups else ""
    for name in where.removeprefix("query:").split("|") if where else ():
        if name == "host":
            label = address.host_part.split(".")[0]
            return label if label != "hop" else ""
        if value := address.query.get(name, ""):
            return value
    return ""


def _of_unknown_host(address: _Address, domain: str) -> NetworkLink | None:
    """Return what the shape of an address on an unknown host says."""
    has_own_label = bool(address.host_part) or _IMPACT_NUMBERED.fullmatch(domain) is not None
    if has_own_label and (view := _IMPACT_VIEW.match(address.path)):
        return NetworkLink("Impact", "impression", view.group(1))
    if has_own_label and (click := _IMPACT_CLICK.match(address.path)):
        return NetworkLink("Impact", "click", click.group(1))
    partner = address.query.get("aff_id") or address.query.get("affid", "")
    if _TRACKER_PATHS.match(address.path) and "/aff_c" in address.path and partner:
        return NetworkLink("TUNE", "click", partner[:100])
    for name in ("a_aid", "rfsn", "aff_id", "affid", "affiliate_id", "affiliateid", "aff"):
        if value := address.query.get(name):
            return NetworkLink("generic", "generic", value[:100])
    return None
