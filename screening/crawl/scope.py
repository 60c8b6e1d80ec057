"""Which addresses are the applicant's own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from screening.shared_hosts import is_shared_by_path
from screening.urls import BadUrlError, canonical_url, join_url, site_of

__all__ = ["Scope", "absolute", "scope_of"]


@dataclass(frozen=True)
class Scope:
    """What belongs to one applicant.

    Attributes:
        sites: Registrable domains, as `site_of` gives them.
        prefix: Beginning of its paths on a host that many share; "/" elsewhere.
    """

    sites: frozenset[str]
    prefix: str = "/"

    def owns(self, url: str) -> bool:
        """Return whether a canonical address is the applicant's own."""
        return site_of(url) in self.sites and (urlsplit(url).path + "/").startswith(self.prefix)


def scope_of(*urls: str) -> Scope:
    """Return the scope that the home page's addresses span: as asked, and where it ended."""
    prefix = "/"
    for url in urls:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        segments = [segment for segment in parts.path.split("/") if segment]
        if segments and (is_shared_by_path(host) or is_shared_by_path(site_of(url))):
            depth = 2 if segments[0] in {"view", "in", "company", "user", "r", "c", "channel", "groups"} else 1
            prefix = "/" + "/".join(segments[:depth]) + "/"
    return Scope(frozenset(site_of(url) for url in urls), prefix)


def absolute(base: str, reference: str) -> str:
    """Return a reference as a canonical address, "" where it cannot be asked."""
    try:
        return join_url(base, reference) if base else canonical_url(reference)
    except BadUrlError:
        return ""
