"""One entry of a list: text that names a network or a domain, checked and brought into one form.

A network is the pair of its first and last address as whole numbers of 128 bits, IPv4 in the range that IPv6 keeps
for it (`::ffff:0:0/96`, RFC 4291 2.5.5.2), so that both kinds have one order.
"""

from __future__ import annotations

import ipaddress
import re

from pipelines.list_facts import ListClass

__all__ = ["IPV4_OFFSET", "Span", "domain", "merged", "network", "span_of"]

Span = tuple[int, int]
"""First and last address of a range."""

IPV4_OFFSET = 0xFFFF << 32

_WIDEST_IPV4 = 1 << (32 - 8)
_WIDEST_IPV6 = 1 << (128 - 19)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def span_of(network: Network) -> Span:
    """Return the first and last address of a network in the order of both kinds."""
    offset = IPV4_OFFSET if network.version == 4 else 0
    return int(network.network_address) + offset, int(network.broadcast_address) + offset


def _spans(*networks: str) -> tuple[tuple[str, Span], ...]:
    return tuple((text, span_of(ipaddress.ip_network(text))) for text in networks)


_NOBODYS = _spans("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/8", "fe80::/10", "ff00::/8")
"""This network, loopback, link-local, multicast and reserved (RFC 6890): no visitor comes from there.

`::/8` holds the IPv4 range as well; it is for networks written as IPv6 that reach into it or lie beside it.
"""

_SHARED = _spans("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
"""Private use (RFC 1918, RFC 4193) and carrier NAT (RFC 6598): shared by all, so only carrier NAT may be said of it."""


def network(text: str, kind: ListClass) -> Span:
    """Return the range that a text names: an address, a network in CIDR or with a mask, or `first-last`.

    Raises:
        ValueError: When it names none, or one that a list of this class must not hold; the message says why.
    """
    span = _parsed(text)
    is_ipv4 = span[0] >> 32 == 0xFFFF == span[1] >> 32
    if span[1] - span[0] >= (_WIDEST_IPV4 if is_ipv4 else _WIDEST_IPV6):
        raise ValueError("is wider than /8 (IPv4) or /19 (IPv6): no operator holds that much")
    for name, other in _NOBODYS if kind == "carrier_nat" else (*_NOBODYS, *_SHARED):
        if name != ("::/8" if is_ipv4 else "") and span[0] <= other[1] and other[0] <= span[1]:
            raise ValueError(f"lies in {name}, which is private, loopback, multicast or reserved")
    return span


def domain(text: str) -> str:
    """Return a domain in lower case and ASCII (IDNA), without a leading `*.` or a trailing dot.

    Raises:
        ValueError: When the text is no domain of at least two labels.
    """
    name = text.lower().removeprefix("*.").removesuffix(".")
    try:
        ascii_name = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError("is no domain") from None
    labels = ascii_name.split(".")
    if len(labels) < 2 or len(ascii_name) > 253 or labels[-1].isdigit() or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("is no domain")
    return ascii_name


def merged(spans: list[Span]) -> list[Span]:
    """Return the ranges in order, those that overlap or touch joined into one."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _parsed(text: str) -> Span:
    try:
        if "/" in text:
            return span_of(ipaddress.ip_network(text, strict=False))
        first, dash, last = (part.strip() for part in text.partition("-"))
        low = _address(first)
        high = _address(last) if dash else low
    except ValueError:
        raise ValueError("is no address, network or range") from None
    if high < low or (low >> 32 == 0xFFFF) != (high >> 32 == 0xFFFF):
        raise ValueError("is no range: its first address must not be greater than its last, and of the same kind")
    return low, high


def _address(text: str) -> int:
    address = ipaddress.ip_address(text)
    if address.version == 6 and address.scope_id:
        raise ValueError("a scope belongs to one machine")
    return int(address) + (IPV4_OFFSET if address.version == 4 else 0)
