"""The parts of a host name that people read: labels before the suffix, whatever the suffix."""

from __future__ import annotations

from dataclasses import dataclass

import idna
from tldextract import TLDExtract

__all__ = ["HostName", "host_name"]

_suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@dataclass(frozen=True)
class HostName:
    """A host in parts, lower case, punycode decoded.

    Attributes:
        subdomains: Labels left of the registered one, `www` left out.
        label: The registered label; for a name at a host (`somebody.github.io`) the customer's.
        suffix: What stands behind it: the public suffix, private ones included, or the last label.
        hosted: Whether the suffix is a provider's that gives out names (`github.io`).
    """

    subdomains: tuple[str, ...]
    label: str
    suffix: str
    hosted: bool


def host_name(host: str) -> HostName:
    """Return the parts of a host; a suffix nobody knows (`test`) is the last label.

    Args:
        host: As `screening.urls.host_of` gives it.
    """
    parts = _suffixes.extract_str(host)
    labels = [label for label in host.lower().split(".") if label]
    suffix = parts.suffix or (labels[-1] if len(labels) > 1 else "")
    ahead = labels[: len(labels) - (suffix.count(".") + 1 if suffix else 0)]
    shown = tuple(_decoded(label) for label in ahead if label != "www" or len(ahead) == 1)
    return HostName(shown[:-1], shown[-1] if shown else "", suffix, parts.is_private)


def _decoded(label: str) -> str:
    """Return what a browser shows for a punycode label, or the label."""
    if not label.startswith("xn--"):
        return label
    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        return label
