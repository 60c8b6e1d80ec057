"""Hosts of web addresses: one form for each, and the domain that was registered for it."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

import idna
from tldextract import TLDExtract

from screening.refusal import Refusal

__all__ = ["BadUrlError", "has_public_suffix", "is_address", "parse_host", "registrable_domain"]

LONGEST_HOST = 253
"""Characters of a host name (RFC 1035 section 2.3.4, without the closing dot)."""

LABEL = re.compile(r"[a-z0-9_-]{1,63}")
OCTET = re.compile(r"0|[1-9][0-9]{0,2}")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

# Without a network and without a cache on disk; names under github.io and the like are sites of their own.
_suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class BadUrlError(ValueError):
    """An address that is not read. `refusal` names the reason, the message says it in words."""

    def __init__(self, refusal: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.refusal = refusal


@lru_cache(maxsize=4096)
def parse_host(text: str) -> str:
    """Return a host in its one form: lower case, punycode by IDNA 2008 with the mapping of UTS 46, one end dot dropped.

    Names that such mapping turns into an address (①②⑦.⓪.⓪.①) are that address. Of the many ways to write an IPv4
    address only four plain decimal numbers are read.

    Args:
        text: A name, an IPv4 address, or an IPv6 address in brackets.

    Raises:
        BadUrlError: With `BAD_URL`.
    """
    if text.startswith("["):
        return _bracketed(text)
    if len(text) > 4 * LONGEST_HOST:
        raise BadUrlError(Refusal.BAD_URL, f"the host is longer than {LONGEST_HOST} characters")
    if not text.isascii():
        try:
            text = idna.uts46_remap(text, std3_rules=False, transitional=False)
        except (idna.IDNAError, UnicodeError) as error:
            raise BadUrlError(Refusal.BAD_URL, "the host has characters that no name may have") from error
    labels = text.lower().removesuffix(".").split(".")
    labels = [_ascii_label(label) for label in labels]
    host = ".".join(labels)
    if len(host) > LONGEST_HOST:
        raise BadUrlError(Refusal.BAD_URL, f"the host is longer than {LONGEST_HOST} characters")
    if NUMBER.fullmatch(labels[-1]) and not _is_dotted_quad(labels):
        raise BadUrlError(Refusal.BAD_URL, "the host is a number, but no IPv4 address in its plain form")
    return host


def _bracketed(text: str) -> str:
    """Return an IPv6 address, shortened; without a zone, which would name an interface of this machine."""
    try:
        address = ipaddress.IPv6Address(text[1:-1])
    except ValueError as error:
        raise BadUrlError(Refusal.BAD_URL, "what stands in brackets is no IPv6 address") from error
    if address.scope_id is not None or not text.endswith("]"):
        raise BadUrlError(Refusal.BAD_URL, "an IPv6 address with a zone is not asked")
    return address.compressed


def _ascii_label(label: str) -> str:
    """Return one label in ASCII; punycode must stand for a valid name."""
    try:
        if label.startswith("xn--"):
            idna.ulabel(label)
        elif not label.isascii():
            label = idna.alabel(label).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise BadUrlError(Refusal.BAD_URL, "a part of the host is no valid international name") from error
    if not LABEL.fullmatch(label):
        raise BadUrlError(Refusal.BAD_URL, "a part of the host is empty, too long or has characters no name may have")
    return label


def _is_dotted_quad(labels: list[str]) -> bool:
    """Tell whether the labels are an IPv4 address as four decimal numbers without leading zeros."""
    return len(labels) == 4 and all(OCTET.fullmatch(label) and int(label) <= 255 for label in labels)


def is_address(host: str) -> bool:
    """Tell whether a host in its one form is an IP address, not a name."""
    return ":" in host or _is_dotted_quad(host.split("."))


@lru_cache(maxsize=65_536)
def registrable_domain(host: str) -> str:
    """Return what was registered: the public suffix, private ones included, and one label before it.

    Names whose last label is not on the public suffix list follow its default rule `*`.

    Args:
        host: A name, in ASCII or not.

    Returns:
        The domain, lower case; "" for suffixes, single names, addresses and what is no host.
    """
    name = host.lower().removesuffix(".")
    labels = name.split(".")
    if not all(labels) or is_address(name):
        return ""
    parts = _suffixes.extract_str(name)
    if parts.suffix:
        return f"{parts.domain}.{parts.suffix}" if parts.domain else ""
    return ".".join(labels[-2:]) if len(labels) > 1 else ""


@lru_cache(maxsize=65_536)
def has_public_suffix(host: str) -> bool:
    """Tell whether a name ends in a suffix of the public suffix list; `test`, `localhost`, `example` are none."""
    return bool(_suffixes.extract_str(host).suffix)
