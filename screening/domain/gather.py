"""All that is asked about a domain besides its pages: the register, and a name that cannot exist."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from screening.domain.bootstrap import FetchesUrl, NotAskedError, RegisterDirectory, look_up
from screening.domain.facts import DomainFacts
from screening.fetch.outcome import Fetch
from screening.refusal import Refusal
from screening.urls import host_of

__all__ = ["answers_every_name", "gather_facts"]

_PROBE_SECONDS = 5.0


def gather_facts(home: Fetch, fetcher: FetchesUrl, directory: RegisterDirectory) -> DomainFacts:
    """Return what register and name servers say of the domain that a home page stands on.

    Args:
        home: The exchange that read the home page, or tried to.
        fetcher: The guarded fetcher.
        directory: Kept by the caller for the whole run.
    """
    facts = look_up(host_of(home.url), fetcher, directory)
    if not facts.domain or not home.hops:
        return facts
    return replace(facts, wildcard=answers_every_name(facts.domain, home.hops[0].peer_address, fetcher))


def answers_every_name(domain: str, home_address: str, fetcher: FetchesUrl) -> bool | None:
    """Say whether a name that cannot exist leads to the home page's server.

    Args:
        domain: The registrable domain.
        home_address: The address that the home page came from.
        fetcher: The guarded fetcher.

    Returns:
        None when it could not be found out. The name is the same at every reading, so that caches may answer. What is
        asked for is robots.txt, which every server lets programs ask for, and no redirect is followed: who answers
        is all that counts.
    """
    label = hashlib.sha256(domain.encode()).hexdigest()[:20]
    url = f"http://{label}.{domain}/robots.txt"
    try:
        fetch = fetcher.fetch(url, accept="text/plain", max_redirects=0, deadline_seconds=_PROBE_SECONDS)
    except NotAskedError:
        return None
    if fetch.hops:
        return fetch.hops[0].peer_address == home_address
    return False if fetch.refusal is Refusal.DNS_NOT_FOUND else None
