"""Hosts that many share, by what says whose a page is: the path, the name below, or nothing.

The table is `shared_hosts.toml`; nothing else reads it. Platforms' profiles have a table of their own
(`screening.page.social_urls`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from screening.hosts import registrable_domain

__all__ = ["gives_pages", "is_anybodys", "is_link_page", "is_many_peoples", "is_shared_by_path"]


@cache
def _table() -> dict[str, dict[str, frozenset[str]]]:
    """Return the hosts by the two levels of the table."""
    text = Path(__file__).with_name("shared_hosts.toml").read_text(encoding="utf-8")
    return {
        owner: {kind: frozenset(hosts) for kind, hosts in kinds.items()} for owner, kinds in tomllib.loads(text).items()
    }


@cache
def _hosts_of(owner: str) -> frozenset[str]:
    return frozenset[str]().union(*_table()[owner].values())


@cache
def _many_peoples() -> frozenset[str]:
    by_path = _hosts_of("path")
    domains = frozenset(filter(None, map(registrable_domain, by_path)))
    return by_path | domains | _hosts_of("name") | _table()["anybody"]["shorteners"]


def _with_parents(host: str) -> Iterator[str]:
    """Yield a host and every name that it stands under: `a.b.test`, `b.test`, `test`."""
    while host:
        yield host
        host = host.partition(".")[2]


def is_shared_by_path(site: str) -> bool:
    """Say whether a site belongs to many, each with a path of its own (profiles, channels, pages)."""
    return site in _hosts_of("path")


def is_link_page(site: str) -> bool:
    """Say whether a site does nothing but lead on: pages of links, shortened addresses."""
    return site in _table()["path"]["link_pages"] or site in _table()["anybody"]["shorteners"]


def gives_pages(host: str) -> bool:
    """Say whether people have pages of their own at a host, by path (`linktr.ee`) or name (`jane.carrd.co`)."""
    return any(name in _hosts_of("path") or name in _hosts_of("name") for name in _with_parents(host))


def is_many_peoples(site: str) -> bool:
    """Say whether two who name the same site need not be the same: it is a provider's of pages or short addresses.

    Args:
        site: As `site_of` gives it: `google.com` for `sites.google.com`. A name below a provider's (`jane.carrd.co`)
            is one person's.
    """
    return site in _many_peoples()


def is_anybodys(host: str) -> bool:
    """Say whether anybody may put something under a host's own addresses, or half of all sites load from it."""
    return any(name in _hosts_of("anybody") for name in _with_parents(host))
