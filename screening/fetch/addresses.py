"""Which addresses are the public internet. Everything else is a way into somebody's network, perhaps our own."""

from __future__ import annotations

import ipaddress

__all__ = ["address_refusal"]

# IANA's special-purpose registry, and what `ipaddress.is_global` lets through in some versions of Python:
# multicast, 192.0.0.0/24, 6to4 relays, site-local, IPv4 embedded in IPv6.
_CLOSED_IPV4 = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by carriers behind NAT",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local, where clouds keep their metadata",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "for protocols",
    "192.0.2.0/24": "documentation",
    "192.31.196.0/24": "AS112",
    "192.52.193.0/24": "multicast relays",
    "192.88.99.0/24": "6to4 relays",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "AS112",
    "198.18.0.0/15": "benchmarks",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
    "168.63.129.16/32": "a cloud's own service",
}

_OPEN_IPV6 = ipaddress.IPv6Network("2000::/3")

_CLOSED_IPV6 = {
    "2001::/23": "for protocols, Teredo among them",
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4",
    "3fff::/20": "documentation",
    "2620:4f:8000::/48": "AS112",
}

_IPV4 = [(ipaddress.IPv4Network(network), use) for network, use in _CLOSED_IPV4.items()]
_IPV6 = [(ipaddress.IPv6Network(network), use) for network, use in _CLOSED_IPV6.items()]


def address_refusal(address: str) -> str:
    """Say why an address must not be connected to.

    IPv6 is closed but for 2000::/3 less its special parts; that covers loopback, link-local, site-local, unique local,
    multicast, NAT64 and IPv4-compatible addresses by construction. An IPv4-mapped address counts as its IPv4 address.

    Args:
        address: IPv4 or IPv6 address as text.

    Returns:
        What the address is for, in a few words; "" for a public address.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "no address"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None and ip.scope_id is None:
        ip = ip.ipv4_mapped
    if isinstance(ip, ipaddress.IPv4Address):
        return next((use for network, use in _IPV4 if ip in network), "")
    if ip.scope_id is not None:
        return "an address of one interface"
    if ip not in _OPEN_IPV6:
        return "loopback" if ip.is_loopback else "not of the public internet"
    return next((use for network, use in _IPV6 if ip in network), "")
